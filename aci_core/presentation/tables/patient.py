"""Tables of one patient: values against the own arm, and course over time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from aci_core.analyses.patient import CourseEvent, Number, Patient, Trait
from aci_core.domain.cohort import Cohort
from aci_core.ingest.source_rows import SourceRows
from aci_core.ingest.subjects.privacy.privacy import top_code_ages
from aci_core.presentation.i18n import Translator, format_filter, format_number, labels
from aci_core.presentation.tables.model import Head, Row, Table, line
from aci_core.presentation.tables.parts import notes

_BRIEF = 3  # cells of a row: name, own value, the arm's


def values(patient: Patient, t: Translator, *, leaving: bool = False) -> Table:
    """Values of a patient, with the arm's median and quartiles.

    Parameters
    ----------
    patient : Patient
    t : Translator
    leaving : bool
        For a file that leaves the session: an age above 89 is then 90.
    """
    arm = labels.arm(t, patient.arm)
    columns = (
        Head(t("patient.value_of"), "left"),
        Head(t("table.patient", n=patient.ordinal)),
        Head(t("patient.median", arm=arm)),
        Head(t("patient.percentile")),
        Head(t("table.n")),
    )
    shown = (*patient.scores, *patient.factors)
    body = [_number(_top_coded(number) if leaving else number, t) for number in shown]
    body += [
        line(*_trait(trait, t), format_number.DASH, format_number.whole(trait.n))
        for trait in patient.traits
    ]
    return Table(
        t("patient.values_title", n=patient.ordinal),
        columns,
        tuple(body),
        notes(t("patient.note_percentile"), t("patient.note_share") if patient.traits else ""),
    )


def characteristics(patient: Patient, t: Translator) -> tuple[Table, ...]:
    """What no course is drawn of, in brief: the numbers, then the categories; each if there is."""
    arm = labels.arm(t, patient.arm)
    name, own = Head("", "left"), Head(t("table.patient", n=patient.ordinal))
    numbers = tuple(Row(_number(number, t).cells[:_BRIEF]) for number in patient.characteristics)
    traits = tuple(line(*_trait(trait, t)) for trait in patient.traits)
    title = t("patient.characteristics")
    both = (
        Table(title, (name, own, Head(t("patient.median_alone", arm=arm))), numbers),
        Table(title, (name, own, Head(t("patient.same", arm=arm))), traits),
    )
    return tuple(table for table in both if table.rows)


def _trait(trait: Trait, t: Translator) -> tuple[str, str, str]:
    """A category's name, the patient's own, and how many of the arm share it."""
    level = labels.level(t, trait.level) if trait.level is not None else format_number.DASH
    same = f"{format_number.whole(trait.same)} ({format_number.percent(trait.share)})"
    return (
        labels.column(t, trait.column),
        level,
        same if trait.share is not None else format_number.DASH,
    )


def _top_coded(number: Number) -> Number:
    if number.column != "age" or number.value is None:
        return number
    return replace(number, value=float(top_code_ages(np.array([number.value]))[0]))


def _number(number: Number, t: Translator) -> Row:
    place = number.standing
    name = format_filter.column(t, number.column)
    if place is None:
        return line(name, *[format_number.DASH] * 3, "", muted=True)
    facts = {"median": place.median, "q1": place.q1, "q3": place.q3}
    written = {fact: format_number.quantile(x, place.q1, place.q3) for fact, x in facts.items()}
    middle = t("patient.quartiles", **written)
    return line(
        name,
        format_number.with_limit(number.value, number.beyond),
        middle,
        format_number.number(place.percentile, 0),
        format_number.whole(place.n),
        muted=number.value is None,
    )


def course(patient: Patient, t: Translator) -> Table:
    """Doses and events in the order of their days."""
    shown = [moment for moment in patient.course if moment.kind != "visit"]
    ends = any(moment.resolved is not None for moment in shown)
    body = [
        line(
            describe_moment(moment, t),
            format_number.whole(moment.day) if moment.day is not None else t("patient.no_day"),
            *((_resolved(moment, t),) if ends else ()),
        )
        for moment in shown
    ]
    heads = (Head(t("patient.what"), "left"), Head(t("patient.day")), Head("", "left"))
    return Table(
        t("patient.course_title", n=patient.ordinal),
        heads if ends else heads[:2],
        tuple(body),
        notes("" if body else t("patient.no_events")),
    )


def source(rows: SourceRows, cohort: Cohort, t: Translator) -> Table:
    """The file's own cells, a line for each of its columns; of joined ones where they stand.

    What was counted of a list of events has no header of its own: it is named as in results, and
    left out where it says nothing of the patient.
    """
    read = {c.header: labels.header(t, c, cohort.issues) for c in cohort.columns}
    made = {c.name for c in cohort.columns if c.name == c.header and c.name in rows.elsewhere}
    read |= {name: labels.variable(t, name) for name in made}
    heads = [Head(t("patient.source_row", n=f"{n:,}"), "left") for n in rows.numbers]
    if rows.elsewhere:
        heads.append(Head(t("patient.source_sheet"), "left"))
    body = [
        line(
            read.get(header, header),
            *(format_number.DASH if cell is None else cell for cell in cells),
            *((_elsewhere(rows, header, t),) if rows.elsewhere else ()),
        )
        for header, cells in zip(rows.headers, rows.cells, strict=True)
        if header not in made or any(cells)
    ]
    return Table(t("patient.source"), (Head(t("table.column_header"), "left"), *heads), tuple(body))


def _elsewhere(rows: SourceRows, header: str, t: Translator) -> str:
    """The sheet and rows from which a column was joined; empty for one of the patients' sheet."""
    if header not in rows.elsewhere:
        return ""
    sheet, numbers = rows.elsewhere[header]
    listed = ", ".join(f"{n:,}" for n in numbers)
    return t("patient.source_rows", sheet=sheet, rows=listed) if numbers else sheet


def describe_moment(moment: CourseEvent, t: Translator) -> str:
    """A moment's name: ``NSC dose 2``, ``Fever, 3 times``."""
    if moment.kind == "event":
        name = labels.variable(t, moment.name)
        return t("patient.times", name=name, n=moment.times) if moment.times > 1 else name
    if moment.kind == "death":
        return labels.variable(t, moment.name)
    return t(f"patient.dose_{moment.kind}", n=moment.name)


def _resolved(moment: CourseEvent, t: Translator) -> str:
    if moment.resolved is None:
        return ""
    return t("patient.resolved" if moment.resolved else "patient.unresolved")
