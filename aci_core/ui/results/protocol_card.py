"""The protocol's card: its time-line, what was received, and the fields to edit it for a trial."""

from __future__ import annotations

import streamlit as st

from aci_core.domain.protocol import DEFAULT, LIMITS, PRODUCTS
from aci_core.presentation.i18n import Translator
from aci_core.ui.state import results, view
from aci_core.ui.widgets import cards, layout
from aci_core.ui.widgets.presenters import drawing, figures, sentences, tables

_DOSES = ("nsc_doses", "msc_doses", "courses")
_DAYS = ("nsc_day_", "msc_day_")


def card(t: Translator) -> None:
    """Planned doses by week, and planned against received where the file has doses."""
    if not concerns():
        _ask(t)
        return
    with layout.card("protocol"):
        cards.heading(t("protocol.card"))
        above = layout.placeholder()
        shared = results.shared_results_only()
        if shared is None:
            _edit(t)
        doses = results.doses()
        with above:
            layout.sentence(sentences.protocol.plan(doses, t))
            cards.figure(drawing(figures.protocol.timeline, doses, t), key="protocol")
            cards.as_table(t, tables.protocol.planned(doses, t), "protocol")
        cards.heading(t("protocol.card_received"), 3)
        if shared and "doses" in shared.supplementary.holds.holds and not doses.given:
            layout.caption(t("shared.no_doses"))
        else:
            layout.sentence(sentences.protocol.received(doses, t))
        if doses.given:
            cards.figure(drawing(figures.protocol.received, doses, t), key="received")
            cards.as_table(t, tables.protocol.received(doses, t), "received")
    if not _in_file():
        _ask(t)


def concerns() -> bool:
    """Whether the stem cells' protocol and mechanism have to do with what is shown.

    They do where the file has their doses, where the visitor says so, or where a protocol was
    typed in: another trial's page must not say what it planned, nor how it works.
    """
    return _in_file() or view.get("cells") == "yes" or view.protocol()[0] != DEFAULT


def _in_file() -> bool:
    shared = results.shared_results_only()
    if shared is not None:
        return "doses" in shared.supplementary.holds.holds
    cohort = results.cohort()
    days = (c.name for c in cohort.columns if c.name.startswith(_DAYS))
    return cohort.synthetic or any(map(cohort.usable, (*_DOSES, *days)))


def _ask(t: Translator) -> None:
    with st.expander(t("protocol.ask"), icon=":material/help:"):
        layout.caption(t("protocol.elsewhere"))
        view.segmented("cells", label="protocol.ask", hide_label=True)


def _edit(t: Translator) -> None:
    with st.expander(t("protocol.edit"), icon=":material/edit:"):
        st.caption(t("protocol.edit_note"))
        with st.grid(4, min_column_width=150):
            for name in LIMITS:
                view.number(name)
            for part in ("weeks", "cells"):
                for name in PRODUCTS:
                    view.text(f"{name}_{part}")
        for name in view.protocol()[1]:
            st.warning(t(f"protocol.refused_{name.rpartition('_')[2]}"), icon=":material/info:")
