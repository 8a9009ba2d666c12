"""One patient's values beside the own arm's, and the course."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from aci_core.analyses.patient import CourseEvent, Number, Patient
from aci_core.ingest.subjects.privacy import top_code_ages
from aci_core.presentation.i18n import Translator, format_filter, format_number, labels
from aci_core.presentation.tables.model import Head, Row, Table
from aci_core.presentation.tables.parts import line, notes


def values(found: Patient, t: Translator, *, leaving: bool = False) -> Table:
    """Scores, factors and categories: the patient's, and the arm's median and quartiles.

    Parameters
    ----------
    found : Patient
    t : Translator
    leaving : bool
        The row leaves the session: an age above 89 is then 90.
    """
    arm = labels.arm(t, found.arm)
    columns = (
        Head(t("patient.value_of"), "left"),
        Head(t("table.patient", n=found.ordinal)),
        Head(t("patient.median", arm=arm)),
        Head(t("patient.percentile")),
        Head(t("table.n")),
    )
    told = [_coded(one) if leaving else one for one in found.factors]
    body = [_number(one, t) for one in (*found.scores, *told)]
    for trait in found.traits:
        level = labels.level(t, trait.level) if trait.level is not None else format_number.DASH
        same = f"{format_number.whole(trait.same)} ({format_number.percent(trait.share)})"
        body.append(
            line(
                labels.column(t, trait.column),
                level,
                same if trait.share is not None else format_number.DASH,
                format_number.DASH,
                format_number.whole(trait.n),
            )
        )
    return Table(
        t("patient.values_title", n=found.ordinal),
        columns,
        tuple(body),
        notes(t("patient.note_percentile"), t("patient.note_share") if found.traits else ""),
    )


def _coded(one: Number) -> Number:
    if one.column != "age" or one.value is None:
        return one
    return replace(one, value=float(top_code_ages(np.array([one.value]))[0]))


def _number(one: Number, t: Translator) -> Row:
    place = one.standing
    name = format_filter.column(t, one.column)
    if one.value is None or place is None:
        return line(name, *[format_number.DASH] * 3, "", muted=True)
    middle = t(
        "patient.quartiles", median=value(place.median), q1=value(place.q1), q3=value(place.q3)
    )
    return line(
        name,
        value(one.value),
        middle,
        format_number.number(place.percentile, 0),
        format_number.whole(place.n),
    )


def value(number: float) -> str:
    """A value as the file has it, with a real minus.

    Examples
    --------
    >>> value(8.0), value(-1.25)
    ('8', '−1.25')
    """
    return f"{round(number, 4):g}".replace("-", format_number.MINUS)


def course(found: Patient, t: Translator) -> Table:
    """Doses, events and visits in the order of their days."""
    ends = any(moment.resolved is not None for moment in found.course)
    body = [
        line(
            what(moment, t),
            format_number.whole(moment.day) if moment.day is not None else t("patient.no_day"),
            *((_resolved(moment, t),) if ends else ()),
        )
        for moment in found.course
    ]
    heads = (Head(t("patient.what"), "left"), Head(t("patient.day")), Head("", "left"))
    return Table(
        t("patient.course_title", n=found.ordinal),
        heads if ends else heads[:2],
        tuple(body),
        notes("" if body else t("patient.no_course")),
    )


def what(moment: CourseEvent, t: Translator) -> str:
    """A moment's name: ``NSC dose 2``, ``Fever, 3 times``."""
    if moment.kind == "visit":
        return labels.visit(t, moment.name)
    if moment.kind == "event":
        name = labels.variable(t, moment.name)
        return t("patient.times", name=name, n=moment.times) if moment.times > 1 else name
    return t(f"patient.dose_{moment.kind}", n=moment.name)


def _resolved(moment: CourseEvent, t: Translator) -> str:
    if moment.resolved is None:
        return ""
    return t("patient.resolved" if moment.resolved else "patient.unresolved")
