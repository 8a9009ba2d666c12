"""The protocol card: planned time-line, doses received, and fields to edit the plan."""

from __future__ import annotations

from functools import partial

import streamlit as st

from aci_core.domain.study.protocol import DEFAULT, LIMITS, PRODUCTS
from aci_core.presentation.i18n import Translator
from aci_core.ui.state import results, supplementary
from aci_core.ui.state.choices import choice_widgets, view
from aci_core.ui.widgets.page import cards, layout, more
from aci_core.ui.widgets.page.presenters import drawing, figures, sentences, tables

_DOSES = ("nsc_doses", "msc_doses", "courses")
_DAYS = ("nsc_day_", "msc_day_")


def parts(t: Translator) -> list[more.Part]:
    """The treatment, behind the plan's first sight; none where nothing is known of it."""
    if results.shared_results_only() and not concerns() and not supplementary.doses().exposures:
        return []
    return [more.Part("given", partial(_card, t))]


def _card(t: Translator) -> None:
    """Draw planned doses by week, and planned against received where the file has doses."""
    if not concerns():
        _exposure(t)
        _ask(t)
        return
    with layout.card("protocol"):
        cards.heading(t("protocol.card"))
        above = layout.placeholder()
        shared = results.shared_results_only()
        if shared is None:
            _edit(t)
        doses = supplementary.doses()
        with above:
            layout.sentence(sentences.protocol.plan(doses, t))
            cards.figure(drawing(figures.protocol.timeline, doses, t), key="protocol")
            cards.numbers(t, partial(tables.protocol.planned, doses, t), "protocol")
        cards.heading(t("protocol.card_received"), 3)
        if shared and _recorded() and not doses.given:
            layout.caption(t("shared.no_doses"))
        else:
            layout.sentence(sentences.protocol.received(doses, t))
        if doses.given:
            cards.figure(drawing(figures.protocol.received, doses, t), key="received")
            cards.numbers(t, partial(tables.protocol.received, doses, t), "received")
    _exposure(t)
    if not _in_file():
        _ask(t)


def concerns() -> bool:
    """Whether the stem cells' protocol and mechanism apply to the cohort.

    They do where the file has their doses, where the owner says so, or where a protocol was
    typed in: another trial's page must not say what it planned, nor how it works. A reader of
    results only sees what the owner saw.
    """
    shared = results.shared_results_only()
    if shared is not None:
        said = shared.view.get("cells") == "yes" or shared.settings.protocol != DEFAULT
        return _in_file() or said
    return _in_file() or view.get("cells") == "yes" or view.protocol()[0] != DEFAULT


def _in_file() -> bool:
    return results.cohort().synthetic or _recorded()


def _recorded() -> bool:
    """Whether the file has doses of these cells; other exposure is of no kind that they planned."""
    cohort = results.cohort()
    days = (c.name for c in cohort.columns if c.name.startswith(_DAYS))
    return any(map(cohort.usable, (*_DOSES, *days)))


def _exposure(t: Translator) -> None:
    doses = supplementary.doses()
    if not doses.exposures:
        return
    with layout.card("exposure"):
        cards.heading(t("protocol.card_exposure"))
        layout.sentence(sentences.protocol.exposure(doses, t))
        cards.table_body(tables.protocol.exposure(doses, t, results.cohort().two_arms()), wrap=True)


def _ask(t: Translator) -> None:
    if results.shared_results_only() is not None:  # the owner has been asked
        return
    with st.expander(t("protocol.ask"), icon=":material/help:"):
        layout.caption(t("protocol.elsewhere"))
        choice_widgets.segmented("cells", label="protocol.ask", hide_label=True)


def _edit(t: Translator) -> None:
    with st.expander(
        t("protocol.edit"), icon=":material/edit:", key="protocol_edit", on_change="rerun"
    ) as opened:
        if not opened.open:
            return
        st.caption(t("protocol.edit_note"))
        with st.grid(4, min_column_width=150):
            for name in LIMITS:
                choice_widgets.number(name)
            for part in ("weeks", "cells"):
                for name in PRODUCTS:
                    choice_widgets.text(f"{name}_{part}")
        for name in view.protocol()[1]:
            st.warning(t(f"protocol.refused_{name.rpartition('_')[2]}"), icon=":material/info:")
