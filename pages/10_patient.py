"""One patient: grade, scores before the arm's, doses and events, characteristics."""

from __future__ import annotations

from functools import partial

from aci_core.ui.frame import page, shell
from aci_core.ui.results.patients import patient_page, patient_parts
from aci_core.ui.state import supplementary
from aci_core.ui.widgets.page import cards, layout, more
from aci_core.ui.widgets.page.presenters import (
    Translator,
    drawing,
    figures,
    sentences,
    tables,
    written,
)

shell.ensure()

NEEDS = ("arm", "nihss_pre", "nihss_post")


def body(t: Translator) -> None:
    header = layout.placeholder()
    patient = patient_page.from_link(t)
    with header:
        finding = written(sentences.patient.finding, patient, t) if patient else ""
        page.header(t, "title.patient", finding, copy=False)
    if patient is None:
        return
    patient_page.steps(t, patient.ordinal)
    cards.headline(patient_page.headline(t, patient), "patient")
    patient_parts.scores(t, patient)
    course(t, patient)
    characteristics(t, patient)
    more.draw(t, "patient", patient_parts.parts(t, patient))


def course(t: Translator, patient: supplementary.Patient) -> None:
    """Draw doses and events by name and day, on a time-line where something has a day."""
    figure = drawing(figures.patient.course, patient, t)
    table = written(tables.patient.course, patient, t)
    with layout.card("course"):
        cards.heading(t("patient.course"))
        listed = layout.placeholder()
        if figure is not None:
            with listed:
                left, listed = layout.pair()
            with left:
                cards.figure(figure, key="course", selectable=False)
        with listed:  # the download too: beside the time-line there is room
            cards.table_body(table)
            if table.rows:
                cards.table_download(t, table, "course")
        told = written(sentences.patient.course, patient, t)
        if told:
            layout.caption(told)


def characteristics(t: Translator, patient: supplementary.Patient) -> None:
    """Draw what was known beside the arm's: the numbers, and the categories beside them."""
    shown = written(tables.patient.characteristics, patient, t)
    if not shown:
        return
    with layout.card("characteristics"):
        cards.heading(t("patient.characteristics"))
        for place, table in zip(layout.grid(len(shown)), shown, strict=True):
            with place:
                cards.table_body(table)
        whole = partial(tables.patient.values, patient, t, leaving=True)
        cards.download(t, whole, "characteristics", "characteristics")


page.draw("patient", NEEDS, body, patients=True)
