"""Deaths in time: who had died before a visit."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import PRE, Role
from aci_core.domain.schema.visits import day_of, visit_order

DEATH_DAY = "died_day"  # day of death since treatment began, where the file tells it
_MRS, MRS_DEAD = "mrs", 6  # a grade that says dead is no score of the living

Mask = npt.NDArray[np.bool_]


def died_before(cohort: Cohort, visit: str) -> Mask:
    """Which patients had died before a visit.

    Parameters
    ----------
    cohort : Cohort
    visit : str

    Returns
    -------
    ndarray of bool, shape (n,)
        The recorded dead whose day of death is not after the visit's; without such days, those
        with no score of any measure at that visit or later, mRS 6 apart. Nobody where the file
        records no deaths.
    """
    if not cohort.usable("died"):
        return np.zeros(cohort.n, dtype=bool)
    dead: Mask = cohort.table["died"].to_numpy(np.float64) >= 1
    if not dead.any():
        return dead
    gone: Mask = np.where(
        death_dated(cohort, visit), _by_day(cohort, visit), ~has_score_from(cohort, visit)
    )
    return np.asarray(dead & gone, dtype=bool)


def death_dated(cohort: Cohort, visit: str) -> Mask:
    """Whose death has a day that can be compared with the visit's."""
    if day_of(visit) is None or not cohort.usable(DEATH_DAY):
        return np.zeros(cohort.n, dtype=bool)
    return np.asarray(cohort.table[DEATH_DAY].notna(), dtype=bool)


def _by_day(cohort: Cohort, visit: str) -> Mask:
    day = day_of(visit)
    if day is None or not cohort.usable(DEATH_DAY):
        return np.zeros(cohort.n, dtype=bool)
    days = cohort.table[DEATH_DAY].to_numpy(np.float64)
    return np.asarray(days <= day, dtype=bool)


def has_score_from(cohort: Cohort, visit: str) -> Mask:
    """Who has a score of the living at the visit or later, and so was alive at the visit."""
    seen = np.zeros(cohort.n, dtype=bool)
    for column in cohort.columns_with(Role.MEASURE):
        at = column.visit
        if at is None or at == PRE or visit_order(at) < visit_order(visit):
            continue
        values = cohort.table[column.name].to_numpy(np.float64)
        alive = ~np.isnan(values)
        if column.stem == _MRS:
            alive &= values != MRS_DEAD
        seen |= alive
    return seen
