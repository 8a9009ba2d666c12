"""Distinct values of a table's columns, each counted once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from aci_core.ingest.cells import Cells
from aci_core.ingest.column_memory import ColumnMemory

_MOST_ENCODED = 100_000  # rows; in longer columns texts that differ in outer blanks count apart
_PARTS = 8


class DistinctValues:
    """The distinct values of a table's columns.

    Parameters
    ----------
    text : callable
        The text of the column at a place.
    memory : ColumnMemory, optional
    """

    def __init__(
        self, text: Callable[[int], pa.ChunkedArray], memory: ColumnMemory | None = None
    ) -> None:
        self._text = text
        self._memory = memory or ColumnMemory()
        self._known: dict[int, tuple[int, int]] = {}

    def cells(self, place: int) -> Cells:
        """The cells of a column."""
        return Cells.from_column(self._text(place))

    def sample(self, place: int) -> Cells:
        """Cells of a column; of a long one parts from all over it, which tell what they are."""
        column = self._text(place)
        if len(column) <= _MOST_ENCODED:
            return Cells.from_column(column)
        size = _MOST_ENCODED // _PARTS // 2
        starts = range(0, len(column) - size, (len(column) - size) // (_PARTS - 1))
        chunks = [chunk for start in starts for chunk in column.slice(start, size).chunks]
        return Cells.from_column(pa.chunked_array(chunks, column.type))

    def n(self, place: int) -> int:
        """Number of distinct values, without empty cells."""
        return self._counted(place)[0]

    def filled(self, place: int) -> int:
        """Number of cells that are not empty."""
        return self._counted(place)[1]

    def repeats(self, place: int) -> bool:
        """Whether any value stands in two cells."""
        return self.n(place) < self.filled(place)

    def same(self, place: int, other: int) -> bool:
        """Whether two columns have equal cells."""
        return bool(self._text(place).equals(self._text(other)))

    def _counted(self, place: int) -> tuple[int, int]:
        known = self._known.get(place)
        if known is None:
            column = self._text(place)
            count = partial(_count, column)
            known = self._known[place] = self._memory.recall("count", place, column, None, count)
        return known


def _count(column: pa.ChunkedArray) -> tuple[int, int]:
    """Number of distinct values, and of cells that are not empty."""
    if len(column) > _MOST_ENCODED:
        n = pc.count_distinct(column, mode="only_valid").as_py()
        return n, len(column) - column.null_count
    cells = Cells.from_column(column)
    return int((cells.counts > 0).sum()), cells.filled
