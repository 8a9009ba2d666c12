"""What an answer tells: of which patients, sums of what, and counts of what."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from aci_core.domain.arrays import Floats, Ints, Mask
from aci_core.summaries.dominance import FEW_VALUES


@dataclass(frozen=True, eq=False, slots=True)
class Coded:
    """A variable whose values are counted.

    Parameters
    ----------
    column : str
        Of which it is made.
    codes : ndarray of int, shape (n,)
        The number of each patient's value; -1 where it is missing.
    values : tuple of str
        What each number stands for.
    """

    column: str
    codes: Ints
    values: tuple[str, ...]

    @classmethod
    def of(cls, column: str, numbers: Floats) -> Coded:
        """A variable of numbers."""
        known = ~np.isnan(numbers)
        codes = np.full(len(numbers), -1, dtype=np.int64)
        distinct, places = np.unique(numbers[known], return_inverse=True)
        codes[known] = places.ravel()
        return cls(column, codes, tuple(map(repr, distinct.tolist())))


@dataclass(frozen=True, eq=False, slots=True)
class CrossTable:
    """A table of one or two counted variables.

    Parameters
    ----------
    of : tuple of str
        Names of the variables.
    columns : tuple of str
    cells : ndarray of int, shape (n,)
        Each patient's cell; -1 where he is in none.
    values : tuple of tuple of str
        Of each variable.
    """

    of: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Ints
    values: tuple[tuple[str, ...], ...]

    @property
    def size(self) -> int:
        """How many cells it has."""
        return math.prod(map(len, self.values))

    def name(self, cell: int) -> str:
        """The values of a cell."""
        first, *second = self.values
        if not second:
            return first[cell]
        i, j = divmod(cell, len(second[0]))
        return f"{first[i]}|{second[0][j]}"

    def counts(self, members: Mask, treated: Mask) -> dict[str, tuple[int, int]]:
        """How many of some patients are in each cell, by arm; empty cells left out."""
        counted: dict[int, list[int]] = {}
        for side, arm in enumerate((treated, ~treated)):
            inside = self.cells[members & arm & (self.cells >= 0)]
            for cell, n in zip(*np.unique(inside, return_counts=True), strict=True):
                counted.setdefault(int(cell), [0, 0])[side] = int(n)
        return {self.name(cell): (t, c) for cell, (t, c) in counted.items()}


@dataclass(frozen=True, eq=False, slots=True)
class Told:
    """What an answer tells.

    Parameters
    ----------
    columns : tuple of str
        That it is about.
    members : ndarray of bool, shape (n,)
        The patients that it is over.
    sums : tuple of ndarray of float
        Variables of which it tells sums and sums of squares.
    counted : dict of str to Coded
        Variables of which it tells counts, alone and by pairs.
    n_terms : int
        Of a model that can be made of it.
    """

    columns: tuple[str, ...]
    members: Mask
    sums: tuple[Floats, ...] = ()
    counted: Mapping[str, Coded] = field(default_factory=dict)
    n_terms: int = 0

    def tables(self) -> Iterator[CrossTable]:
        """Each table of one or two of the counted variables."""
        for name, one in self.counted.items():
            yield CrossTable((name,), (one.column,), one.codes, (one.values,))
        for (a, x), (b, y) in combinations(sorted(self.counted.items()), 2):
            known = (x.codes >= 0) & (y.codes >= 0)
            cells = np.where(known, x.codes * len(y.values) + y.codes, -1)
            yield CrossTable((a, b), (x.column, y.column), cells, (x.values, y.values))


def counted_by_moments(
    variables: Mapping[str, tuple[str, Floats]], members: Mask
) -> dict[str, Coded]:
    """Those variables whose moments tell how many patients have each value.

    Parameters
    ----------
    variables : dict of str to (str, ndarray of float)
        By name: column, and values.
    members : ndarray of bool
        The patients of the moments.
    """
    return {
        name: Coded.of(column, values)
        for name, (column, values) in variables.items()
        if np.unique(values[members]).size <= FEW_VALUES
    }
