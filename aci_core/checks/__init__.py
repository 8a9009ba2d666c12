"""Plausibility checks of a cohort: a Cohort in, its issues and proposed fixes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from aci_core.checks.events.bare_events import bare_events
from aci_core.checks.events.blank_events import blank_events
from aci_core.checks.events.death_and_dropout import death_and_dropout
from aci_core.checks.events.death_without_mrs import death_without_mrs, deaths_without_mrs
from aci_core.checks.events.event_dates import event_dates
from aci_core.checks.repair.confirmed_cells import without_confirmed
from aci_core.checks.repair.fixes import Emptied, Fix, emptied, fixes, proposal
from aci_core.checks.repair.open_questions import OpenQuestion, counted_codes, open_questions
from aci_core.checks.repair.unread_cells import UnreadCell, UnreadColumn, unread_cells
from aci_core.checks.scores.floor_ceiling import floor_ceiling
from aci_core.checks.scores.recorded_grade import recorded_grade
from aci_core.checks.scores.score_agreement import score_agreement
from aci_core.checks.scores.unpaired_scores import unpaired_scores
from aci_core.checks.values.constant_columns import constant_columns
from aci_core.checks.values.control_doses import control_doses
from aci_core.checks.values.detection_limits import detection_limits
from aci_core.checks.values.dose_order import dose_order
from aci_core.checks.values.missing_codes import missing_codes
from aci_core.checks.values.missingness import missingness
from aci_core.checks.values.outliers import outliers
from aci_core.checks.values.patient_age import patient_age
from aci_core.checks.values.similar_levels import similar_levels
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.study.criterion import DEFAULT, Criterion
from aci_core.ingest.column_memory import ColumnMemory

__all__ = [
    "Emptied",
    "Fix",
    "OpenQuestion",
    "UnreadCell",
    "UnreadColumn",
    "checked",
    "counted_codes",
    "deaths_without_mrs",
    "emptied",
    "fixes",
    "open_questions",
    "proposal",
    "unread_cells",
]

Check = Callable[[Cohort], Iterator[Issue]]
_CHECKS: tuple[Check, ...] = (
    missing_codes,
    detection_limits,
    blank_events,
    bare_events,
    control_doses,
    similar_levels,
    unpaired_scores,
    death_and_dropout,
    death_without_mrs,
    event_dates,
    patient_age,
    dose_order,
    outliers,
    missingness,
    floor_ceiling,
    constant_columns,
)


def checked(
    cohort: Cohort, criterion: Criterion = DEFAULT, memory: ColumnMemory | None = None
) -> Cohort:
    """The cohort with the findings of the checks added to its issues.

    Parameters
    ----------
    cohort : Cohort
    criterion : Criterion
        The grading that recorded grades are held against.
    memory : ColumnMemory, optional
        What was found out of the same columns before.

    Returns
    -------
    Cohort
        The same patients and digest. To check twice adds nothing.

    Raises
    ------
    AciError
        As `efficacy.rule_named`.
    """
    checks: tuple[Check, ...] = (
        *(partial(outliers, memory=memory) if check is outliers else check for check in _CHECKS),
        partial(recorded_grade, criterion=criterion),
        partial(score_agreement, criterion=criterion),
    )
    issues = [issue for check in checks for issue in check(cohort)]
    every = dict.fromkeys((*cohort.issues, *issues))
    return replace(cohort, issues=tuple(without_confirmed(every, cohort)))
