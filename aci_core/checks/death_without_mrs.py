"""Recorded deaths whose mRS at a later visit is blank: 6 is proposed, never written unasked."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aci_core.checks.column_access import cell_issues, numbers, scores
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.schema import PRE
from aci_core.domain.steps import SetCell
from aci_core.efficacy import died_before

CODE = "died_without_mrs"
_DEAD = "6"


def death_without_mrs(cohort: Cohort) -> Iterator[Issue]:
    """`died_without_mrs`: who died before a visit has no mRS there.

    Until 6 is written such a patient is missing from the mRS.
    """
    for visit, column in scores(cohort).get("mrs", {}).items():
        values = numbers(cohort, column)
        if visit == PRE or values is None:
            continue
        blank = np.flatnonzero(died_before(cohort, visit) & np.isnan(values))
        yield from cell_issues(cohort, CODE, "warning", column, blank)


def deaths_without_mrs(cohort: Cohort) -> int:
    """Patients recorded as dead whose mRS at a later visit is blank: they count as missing."""
    return len({issue.row for issue in death_without_mrs(cohort)})


def death_written(cell: tuple[int, str] | None) -> SetCell | None:
    """The step that writes the death into the mRS; None where the file has no such cell."""
    return SetCell(*cell, _DEAD) if cell else None
