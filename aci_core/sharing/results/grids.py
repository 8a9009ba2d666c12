"""Grids: the steps in which the values of a column go, as whole points, fives or 200 ml.

Whoever knows them can try out which values give a mean and an SD, and a quartile between two of
them tells how many patients there are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from aci_core.analyses.outcomes import change
from aci_core.domain.arrays import Floats, Ints
from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import PRE, Kind, Role
from aci_core.sharing.results.rounding import clean, to_step

_DECIMALS = 6
_MOSTLY = 0.8
_MULTIPLES = tuple(k * 10**power for power in range(7) for k in (1, 2, 2.5, 4, 5))


@dataclass(frozen=True)
class Grid:
    """Values that a column may have: `origin` and whole multiples of `size` beside it.

    Parameters
    ----------
    size : float
        0 where the values lie on no grid.
    origin : float
        0 <= origin < size.
    """

    size: float = 0.0
    origin: float = 0.0

    def nearest(self, x: float | None, least: float) -> float | None:
        """A number on the grid, half up; in steps of `least` where they are coarser.

        Examples
        --------
        >>> Grid(5.0).nearest(92.5, 0.5), Grid(2.0, 1.0).nearest(6.25, 0.1), Grid().nearest(6.25, 1)
        (95.0, 7.0, 6.0)
        """
        if x is None or self.size <= least:
            return to_step(x, least)
        on_grid = (to_step(x - self.origin, self.size) or 0.0) + self.origin
        return round(on_grid, _DECIMALS) + 0.0


def grid_of(values: Floats, step: float = 0.0) -> Grid:
    """The coarsest grid on which most of the values lie.

    Parameters
    ----------
    values : ndarray of float
        NaN missing.
    step : float
        Of the scale, where it has one.

    Examples
    --------
    >>> grid_of(np.array([200.0, 400.0, 800.0])), grid_of(np.array([1.5, 1.7, 2.2]))
    (Grid(size=200.0, origin=0.0), Grid(size=0.1, origin=0.0))

    One value that somebody wrote otherwise leaves the others on theirs:

    >>> grid_of(np.array([*range(0, 100, 5), 97.0])).size
    5.0
    """
    distinct, counts = np.unique(values[~np.isnan(values)], return_counts=True)
    whole = next(_whole(distinct), None)
    if whole is None:
        return Grid(step, 0.0)
    numbers, unit = whole
    base = int(np.gcd.reduce(np.diff(numbers))) if numbers.size > 1 else 0
    size = _coarsest(numbers, counts, base) if base else 0
    if size * unit < step:
        return Grid(step, _origin(distinct, counts, step))
    found = clean(size * unit, unit)
    return Grid(found, _origin(distinct, counts, found))


def _whole(distinct: Floats) -> Iterator[tuple[Ints, float]]:
    """The values as whole numbers of a decimal unit; nothing where they have too many digits."""
    for decimals in range(_DECIMALS + 1):
        scaled = distinct * 10.0**decimals
        if (
            distinct.size
            and abs(scaled).max() < 2**52
            and (abs(scaled - np.round(scaled)) < 1e-6).all()
        ):
            yield np.round(scaled).astype(np.int64), 10.0**-decimals


def _coarsest(numbers: Ints, counts: Ints, base: int) -> int:
    """The largest multiple of a step that most values, and most patients, have in common."""
    found = base
    for multiple in _MULTIPLES:
        size = round(base * multiple)
        if size % base or size > np.ptp(numbers):
            continue
        _, inverse = np.unique(numbers % size, return_inverse=True)
        of_values = np.bincount(inverse).max() / numbers.size
        of_patients = np.bincount(inverse, counts).max() / counts.sum()
        if min(of_values, of_patients) >= _MOSTLY:
            found = size
    return found


def _origin(distinct: Floats, counts: Ints, size: float) -> float:
    """Where the grid of the commonest value begins."""
    if not size or not distinct.size:
        return 0.0
    commonest = float(distinct[int(counts.argmax())])
    rest = clean(commonest - math.floor(commonest / size + 1e-9) * size, size)
    return 0.0 if rest >= size else rest


@dataclass(frozen=True)
class Grids:
    """Grids of columns, and of changes since before treatment (``nihss_m6-pre``).

    Parameters
    ----------
    by_column : dict of str to Grid
    """

    by_column: Mapping[str, Grid] = field(default_factory=dict)

    def of(self, variable: str, visit: str | None = None) -> Grid:
        """The grid of a variable of a Result."""
        name = variable if visit is None else f"{variable}_{visit}"
        return self.by_column.get(name, Grid())


def number_columns(cohort: Cohort) -> Iterator[tuple[str, Floats, float]]:
    """Columns of numbers and changes since before treatment, with the step of their scale."""
    table = cohort.table
    for column in cohort.columns:
        if column.kind is not Kind.NUMBER or column.stopped or column.name not in table:
            continue
        values = table[column.name].to_numpy(np.float64)
        of_measure = column.role is Role.MEASURE and column.stem in cohort.measures
        step = (cohort.measures[column.stem].step if of_measure else None) or 0.0
        yield column.name, values, step
        first = f"{column.stem}_{PRE}"
        if of_measure and column.visit not in (None, PRE) and first in table:
            before = table[first].to_numpy(np.float64)
            yield f"{column.stem}_{change(column.visit or '')}", values - before, step


def grids_of(cohort: Cohort) -> Grids:
    """The grid of each column of numbers, and of each change."""
    return Grids({name: grid_of(values, step) for name, values, step in number_columns(cohort)})
