"""Distinct values of a table's columns, each counted once."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from aci_core.ingest.cells import Cells

_MOST_ENCODED = 100_000  # rows; in longer columns texts that differ in outer blanks count apart
_PARTS = 8


class DistinctValues:
    """The distinct values of a table's columns.

    Parameters
    ----------
    text : callable
        The text of the column at a place.
    """

    def __init__(self, text: Callable[[int], pa.ChunkedArray]) -> None:
        self._text = text
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
            if len(column) > _MOST_ENCODED:
                n = pc.count_distinct(column, mode="only_valid").as_py()
                known = n, len(column) - column.null_count
            else:
                cells = Cells.from_column(column)
                known = int((cells.counts > 0).sum()), cells.filled
            self._known[place] = known
        return known
