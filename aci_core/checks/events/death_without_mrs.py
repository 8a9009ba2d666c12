"""Recorded deaths whose mRS at a later visit is blank: 6 is proposed, never written unasked."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aci_core.checks.column_access import cell_issues, numbers, same_facts, scores
from aci_core.domain.arrays import Mask
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.schema import PRE, Column
from aci_core.domain.steps import SetCell
from aci_core.efficacy import died_before

CODE = "died_without_mrs"
NO_ROW = "died_without_mrs_row"
_DEAD = "6"


def death_without_mrs(cohort: Cohort) -> Iterator[Issue]:
    """`died_without_mrs`: who died before a visit has no mRS there.

    Until 6 is written such a patient is missing from the mRS. `died_without_mrs_row`: of a file
    with a row a visit, where the patient has no row in which it could be written.
    """
    for visit, column, without in _without(cohort):
        blank = np.flatnonzero(without)
        origin = cohort.origins.get(column.header)
        has_row = np.ones(blank.size, bool) if origin is None else origin.rows[blank] > 0
        yield from cell_issues(cohort, CODE, "warning", column, blank[has_row])
        facts = same_facts(visit=visit)
        yield from cell_issues(cohort, NO_ROW, "warning", column, blank[~has_row], None, facts)


def deaths_without_mrs(cohort: Cohort) -> int:
    """Patients recorded as dead whose mRS at a later visit is blank: they count as missing."""
    blank = [without for _, _, without in _without(cohort)]
    return int(np.logical_or.reduce(blank).sum()) if blank else 0


def _without(cohort: Cohort) -> Iterator[tuple[str, Column, Mask]]:
    """Each visit after treatment with an mRS, and who had died before and has none."""
    for visit, column in scores(cohort).get("mrs", {}).items():
        values = numbers(cohort, column)
        if visit != PRE and values is not None:
            yield visit, column, died_before(cohort, visit) & np.isnan(values)


def death_written(cell: tuple[int, str] | None) -> SetCell | None:
    """The step that writes the death into the mRS; None where the file has no such cell."""
    return SetCell(*cell, _DEAD) if cell else None
