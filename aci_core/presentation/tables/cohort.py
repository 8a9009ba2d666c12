"""Tables of a cohort: meaning of each column, ungradable patients, disagreeing grades."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import Column, Role
from aci_core.efficacy import REASONS, Grades
from aci_core.presentation.i18n import Translator, labels
from aci_core.presentation.tables.model import Head, Table, line
from aci_core.presentation.tables.parts import notes

if TYPE_CHECKING:
    from aci_core.analyses.response import Audit

MOST = 500


def patient(t: Translator, cohort: Cohort, index: int, names: Sequence[str] | None = None) -> str:
    """A patient's ordinal label, or the name in the file."""
    return names[index] if names is not None else t("table.patient", n=cohort.ordinals[index])


def columns(cohort: Cohort, t: Translator) -> Table:
    """Each header of the file with the meaning it was read as."""
    keys = ("header", "meaning", "recognised")
    body = [
        line(
            labels.header(t, column, cohort.issues),
            meaning(column, t),
            t.name("column_how", column.recognised),
            muted=column.stopped,
        )
        for column in cohort.columns
    ]
    return Table(
        t("table.columns_title"),
        tuple(Head(t(f"table.column_{key}"), "left") for key in keys),
        tuple(body),
        notes(t("table.note_stopped") if any(c.stopped for c in cohort.columns) else ""),
    )


def meaning(column: Column, t: Translator) -> str:
    """Meaning of a column in words."""
    if column.role in (Role.MEASURE, Role.FOLLOWUP) and column.visit:
        label = labels.with_unit if column.role is Role.MEASURE else labels.variable
        return labels.at_visit(t, label(t, column.stem), column.visit)
    if column.role is Role.EVENT_DETAIL:
        return labels.column(t, column.name)
    if column.role in (Role.EVENT, Role.EVENT_DAY, Role.EVENT_RESOLVED) and column.stem:
        role = t.name("column_role", column.role.value)
        return t("table.of_role", name=labels.variable(t, column.stem), role=role)
    if column.role in (Role.COVARIATE, Role.ENDPOINT):
        return labels.column(t, column.name)
    known = f"column.{column.name}"
    return t(known) if t.has(known) else t.name("column_role", column.role.value)


def ungradable(
    cohort: Cohort, grades: Grades, t: Translator, *, names: Sequence[str] | None = None
) -> Table:
    """Patients without a grade, with their reason.

    Parameters
    ----------
    cohort : Cohort
    grades : Grades
    t : Translator
    names : sequence of str, optional
        The file's own labels; ordinal ones if left out.
    """
    arms = cohort.table["arm"].astype(str).tolist()
    places = [i for i, code in enumerate(grades.codes.tolist()) if code < 0]
    body = [
        line(
            patient(t, cohort, i, names),
            labels.arm(t, arms[i]),
            labels.reason(t, REASONS[int(grades.reasons[i])]),
        )
        for i in places[:MOST]
    ]
    note_more = t("table.note_more", n=len(places) - MOST) if len(places) > MOST else ""
    return Table(
        t("table.ungradable_patients_title"),
        tuple(Head(t(f"table.{key}"), "left") for key in ("patient_head", "arm", "reason")),
        tuple(body),
        notes("" if body else t("table.note_all_graded"), note_more),
    )


def disagreements(
    cohort: Cohort, audit: Audit, t: Translator, *, names: Sequence[str] | None = None
) -> Table:
    """Patients whose recorded grade is not the computed one."""
    arms = cohort.table["arm"].astype(str).tolist()
    body = [
        line(
            patient(t, cohort, i, names),
            labels.arm(t, arms[i]),
            labels.grade(t, wrote),
            labels.grade(t, computed),
        )
        for i, wrote, computed in audit.disagree[:MOST]
    ]
    n_more = len(audit.disagree) - MOST
    keys = ("patient_head", "arm", "recorded", "computed")
    return Table(
        t("table.disagree_title"),
        tuple(Head(t(f"table.{key}"), "left") for key in keys),
        tuple(body),
        notes(
            t("table.note_none_disagree") if audit.comparable and not body else "",
            "" if audit.comparable else t("table.note_not_comparable"),
            t("table.note_more", n=n_more) if n_more > 0 else "",
        ),
    )
