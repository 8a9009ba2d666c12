"""One patient: grade, course over time, and values compared with the arm's."""

from __future__ import annotations

from aci_core.ui.frame import page, shell
from aci_core.ui.results import patient_page
from aci_core.ui.state import results
from aci_core.ui.widgets import cards, layout
from aci_core.ui.widgets.presenters import Translator, drawing, figures, sentences, tables

shell.ensure()

NEEDS = ("arm", "nihss_pre", "nihss_post")


def body(t: Translator) -> None:
    header = layout.placeholder()
    patient = patient_page.from_link(t)
    with header:
        finding = sentences.patient.finding(patient, t) if patient else ""
        page.header(t, "title.patient", finding, copy=False)
    if patient is None:
        return
    with layout.row("center"):
        patient_page.steps(t, patient.ordinal)
        patient_page.select_button(t, patient.ordinal)
    cards.headline(patient_page.headline(t, patient), "patient")
    course(t, patient)
    standing(t, patient)


def course(t: Translator, patient: results.Patient) -> None:
    """Draw doses, events and visits on a time-line; in words where nothing has a day."""
    figure = drawing(figures.patient.course, patient, t)
    table = tables.patient.course(patient, t)
    caption = sentences.patient.course(patient, t)
    if figure is None:
        with layout.card("course"):
            cards.heading(t("patient.course"))
            layout.caption(caption)
            cards.as_table(t, table, "course")
        return
    cards.figure_card(t, t("patient.course"), figure, caption, table=table, key="course")


def standing(t: Translator, patient: results.Patient) -> None:
    """Draw every known number among those of the arm."""
    with layout.card("standing"):
        cards.heading(t("patient.standing"))
        for place, part, name in zip(layout.pair(), patient.halves, ("one", "two"), strict=True):
            if part:
                with place:
                    figure = drawing(
                        figures.patient.standing, patient, part, patient_page.arms(), t
                    )
                    cards.figure(figure, key=f"standing_{name}")
        layout.caption(sentences.patient.caption(patient, t))
        leaving = tables.patient.values(patient, t, leaving=True)
        cards.as_table(t, tables.patient.values(patient, t), "standing", leaving=leaving)


page.draw("patient", NEEDS, body, patients=True)
