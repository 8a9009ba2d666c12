"""What was found out of a file's columns, kept so that a correction reads anew what it touches."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

import pyarrow as pa

T = TypeVar("T")

# A column as it was, as it is, and as it is in between: a correction and its undoing find theirs.
_KEPT = 4


class ColumnMemory:
    """Results of pure functions of a column's text, by task and column.

    It belongs to one file, whose text it holds: never to more than one visitor's session.

    Parameters
    ----------
    keeps : bool
        Otherwise it remembers nothing: where a file is read but once, its text is not to be held.
    """

    def __init__(self, *, keeps: bool = False) -> None:
        self._keeps = keeps
        self._kept: dict[Hashable, list[tuple[pa.ChunkedArray | None, object, object]]] = {}

    def recall(
        self,
        task: str,
        name: Hashable,
        column: pa.ChunkedArray | None,
        facts: object,
        make: Callable[[], T],
    ) -> T:
        """What the function made of the same text and facts, else what it makes now.

        Parameters
        ----------
        task : str
            Names the function.
        name : hashable
            Of the column.
        column : pyarrow string array or None
            None where the facts hold all.
        facts : object
            All else that the result depends on, compared by equality.
        make : callable
            Pure: the result is of nothing but these, and nobody changes it.
        """
        if not self._keeps:
            return make()
        kept = self._kept.get((task, name), [])
        for one in kept:
            # The cells are compared last: where they lie in one place, that costs nothing.
            if one[1] == facts and _same(one[0], column):
                return cast("T", one[2])
        made = make()
        self._kept[task, name] = [(column, facts, made), *kept][:_KEPT]
        return made


def _same(one: pa.ChunkedArray | None, other: pa.ChunkedArray | None) -> bool:
    return one is other or (one is not None and other is not None and bool(one.equals(other)))
