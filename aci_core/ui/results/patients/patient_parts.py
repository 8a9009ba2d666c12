"""Parts of the page of one patient: courses of scores, place in the arm, row of the file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from aci_core.ui.state import results, supplementary
from aci_core.ui.state.cohort import open_share
from aci_core.ui.state.session import session
from aci_core.ui.widgets.page import cards, layout, more
from aci_core.ui.widgets.page.presenters import Translator, drawing, figures, sentences, tables

if TYPE_CHECKING:
    from aci_core.analyses.patient import Course

_AT_FIRST = 6  # courses; the others stand behind a word


def scores(t: Translator, patient: supplementary.Patient) -> None:
    """Draw the course of the first scores, each before the arm's median and quartiles."""
    if patient.courses:
        _courses(t, patient, patient.courses[:_AT_FIRST], t("patient.scores"))


def parts(t: Translator, patient: supplementary.Patient) -> list[more.Part]:
    """What stands behind the first sight."""
    others = patient.courses[_AT_FIRST:]
    shown = [more.Part("standing", partial(_standing, t, patient))]
    if others:
        draw = partial(_courses, t, patient, others, t("more.scores"))
        shown.insert(0, more.Part("scores", draw))
    if open_share.current() is None:  # a link brings no file
        shown.append(more.Part("source", partial(_source, t, patient)))
    return shown


def _courses(
    t: Translator, patient: supplementary.Patient, shown: tuple[Course, ...], title: str
) -> None:
    arms = results.cohort().arms
    key = "scores" if shown[0] is patient.courses[0] else "more_scores"
    with layout.card(key):
        cards.heading(title)
        for place, of_one in zip(layout.small_multiples(len(shown)), shown, strict=True):
            with place:
                figure = drawing(figures.patient_scores.course, patient, of_one, arms, t)
                cards.figure(figure, key=f"score_{of_one[0].column}", selectable=False)
        layout.caption(sentences.patient.scores(patient, t))
        values = partial(tables.patient.values, patient, t)
        cards.numbers(t, values, key, leaving=partial(values, leaving=True))


def _standing(t: Translator, patient: supplementary.Patient) -> None:
    """Draw every known number among those of the arm."""
    arms = results.cohort().arms
    with layout.card("standing"):
        cards.heading(t("patient.standing"))
        for place, part, name in zip(layout.pair(), patient.halves, ("one", "two"), strict=True):
            if part:
                with place:
                    figure = drawing(figures.patient.standing, patient, part, arms, t)
                    cards.figure(figure, key=f"standing_{name}", selectable=False)
        layout.caption(sentences.patient.caption(patient, t))
        leaving = tables.patient.values(patient, t, leaving=True)
        cards.as_table(t, tables.patient.values(patient, t), "standing", leaving=leaving)


def _source(t: Translator, patient: supplementary.Patient) -> None:
    """Draw the patient's rows as the file has them."""
    rows = supplementary.source_rows(patient.ordinal)
    with layout.card("source"):
        cards.heading(t("patient.source"))
        layout.caption(t("patient.source_note"))
        if rows is not None:
            cards.table_body(tables.patient.source(rows, session.require_cohort(), t), wrap=True)
