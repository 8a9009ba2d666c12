"""What a person should look at in a cohort beyond a single cell, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from aci_core.checks.constant_columns import constant
from aci_core.checks.death_and_dropout import fate
from aci_core.checks.dose_order import doses
from aci_core.checks.event_dates import events
from aci_core.checks.fixes import Fix, fixes, proposal
from aci_core.checks.floor_ceiling import ends
from aci_core.checks.missingness import missingness
from aci_core.checks.outliers import outliers
from aci_core.checks.patient_age import people
from aci_core.checks.recorded_grade import recorded
from aci_core.checks.score_agreement import agreement
from aci_core.checks.unpaired_scores import gaps
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.settings import DEFAULT_RULE

__all__ = ["Fix", "checked", "fixes", "proposal"]

Check = Callable[[Cohort], Iterator[Issue]]
_CHECKS: tuple[Check, ...] = (
    gaps,
    fate,
    agreement,
    events,
    people,
    doses,
    outliers,
    missingness,
    ends,
    constant,
)


def checked(cohort: Cohort, rule: str = DEFAULT_RULE) -> Cohort:
    """The cohort with what the checks found added to its issues.

    Parameters
    ----------
    cohort : Cohort
    rule : str
        The grading rule that recorded grades are held against.

    Returns
    -------
    Cohort
        The same patients and digest. To check twice adds nothing.

    Raises
    ------
    AciError
        As `efficacy.rule_named`.
    """
    checks: tuple[Check, ...] = (*_CHECKS, partial(recorded, rule=rule))
    issues = [issue for check in checks for issue in check(cohort)]
    return replace(cohort, issues=tuple(dict.fromkeys((*cohort.issues, *issues))))
