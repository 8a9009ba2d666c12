"""Dominance: columns whose mean and SD few patients make, so that they tell these patients' values.

Where all but one or two patients of an arm have the same value, n, mean and SD have one solution.
So have they where the others spread too little to make up for a change of the farthest one. The
rule follows the dominance rules of official statistics (Hundepool A et al., Statistical Disclosure
Control, Wiley 2012, section 4.2), for sums of squares.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from aci_core.analyses import Row
from aci_core.analyses.outcomes import change
from aci_core.domain.arrays import Floats
from aci_core.domain.cohort import ARM, Cohort
from aci_core.domain.schema import PRE
from aci_core.sharing.results.grids import grid_of, number_columns
from aci_core.sharing.results.one_set import FEWEST

_FEW_VALUES = 3  # n, mean and SD are three equations: up to three values can be counted
_APART = 0.25  # of an SD: nobody's value is to be known closer to either side
_WITHIN = ("paired_t", "wilcoxon_signed_rank")
_ADJUSTED = ("ancova", "tobit")  # and those named after them
_ANALYSES = ("baseline", "factors", "outcomes")  # those of numbers
# Of counts, and by place: no mean is in them.
_KEPT: Final = frozenset(
    {
        "count", "median_iqr", "odds_ratio", "risk_difference", "risk_difference_mn",
        "risk_ratio", "risk_ratio_koopman",
    }
)  # fmt: skip


def is_dominated(values: Floats, size: float, least: int) -> bool:
    """Whether mean and SD of these patients would tell what few of them have.

    Parameters
    ----------
    values : ndarray of float
        Of the patients of one arm; NaN missing.
    size : float
        Step of the grid on which they lie, 0 of none.
    least : int
        The smallest count of patients that is shown.

    Examples
    --------
    >>> one_of_thirty = np.array([40.0] + 29 * [100.0])
    >>> is_dominated(one_of_thirty, 5.0, 5), is_dominated(np.arange(30.0), 1.0, 5)
    (True, False)
    """
    known = values[~np.isnan(values)]
    distinct, counts = np.unique(known, return_counts=True)
    if distinct.size < 2:  # everybody's value
        return False
    if distinct.size <= _FEW_VALUES and counts.min() < least:
        return True
    few = max(least, FEWEST)
    if known.size - counts.max() < few:
        return True
    from_middle = np.sort(np.square(known - np.median(known)))
    variance = float(known.var(ddof=1))
    # What the others can make up for, and what the rounding of the SD hides.
    slack = float(from_middle[: known.size - few + 1].sum()) + variance
    apart = max(size, _APART * float(np.sqrt(variance)))
    return slack < 2 * float(np.sqrt(from_middle[-1])) * apart


def dominated_columns(cohort: Cohort, least: int) -> frozenset[str]:
    """Columns, and changes (``nihss_m6-pre``), of which an arm's mean and SD tell a value."""
    arms = cohort.table[ARM].cat.codes.to_numpy()
    return frozenset(
        name
        for name, values, step in number_columns(cohort)
        if any(
            is_dominated(values[arms == arm], grid_of(values, step).size, least) for arm in (0, 1)
        )
    )


def is_of(row: Row, dominated: frozenset[str]) -> bool:
    """Whether mean or SD of one of these columns is in a row, or could be worked out from it."""
    of_numbers = row.analysis in _ANALYSES and row.method not in _KEPT
    return of_numbers and bool(dominated & _columns(row))


def _columns(row: Row) -> set[str]:
    if row.visit is None:
        return {row.variable}
    at, _, since = row.visit.partition("-")
    columns = {row.variable, f"{row.variable}_{at}", f"{row.versus}_{at}"}
    if since or row.method in _WITHIN or row.method.startswith(_ADJUSTED):
        columns |= {f"{row.variable}_{PRE}", f"{row.variable}_{change(at)}"}
    return columns
