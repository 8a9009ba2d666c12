"""Exploratory figures that the report holds: pinned on the page, listed, taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.study.question import MOST, Question
from aci_core.presentation.i18n import Translator
from aci_core.ui.explore import panel
from aci_core.ui.state.choices import view
from aci_core.ui.state.choices.choice import questions_to_text
from aci_core.ui.widgets.page import cards, layout
from aci_core.ui.widgets.page.presenters import sentences

if TYPE_CHECKING:
    from aci_core.analyses.fields import Field


def button(t: Translator, question: Question) -> None:
    """Draw the button that pins a question, or says that it is pinned."""
    pinned = view.settings().explored
    full = len(pinned) >= MOST
    there = question in pinned
    st.button(
        t("explore.pinned" if there else "explore.pin"),
        key="explore_pin",
        on_click=_set,
        args=((*pinned, question),),
        disabled=there or full,
        help=t("explore.pin_full", limit=MOST) if full and not there else t("explore.pin_help"),
        icon=":material/check:" if there else ":material/keep:",
        type="secondary" if there else "primary",
    )


def draw(t: Translator, known: Mapping[str, Field]) -> None:
    """Draw the pinned questions, each to be opened or taken away."""
    from aci_core.analyses.explore import problem

    pinned = view.settings().explored
    if not pinned:
        return
    fit = [one for one in pinned if problem(known, one) is None]
    with layout.card("explore_pins"):
        cards.heading(t("explore.pins"))
        for place, one in enumerate(fit):
            _line(t, known, one, pinned, place)
        absent = len(pinned) - len(fit)
        if absent:
            key = "pins_absent_one" if absent == 1 else "pins_absent"
            layout.caption(t(f"explore.{key}", n=absent))
            st.button(
                t("explore.drop_absent"), key="explore_drop", on_click=_set, args=(tuple(fit),)
            )
        layout.caption(t("explore.pins_note"))


def _line(
    t: Translator,
    known: Mapping[str, Field],
    one: Question,
    pinned: Sequence[Question],
    place: int,
) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container():
            layout.sentence(sentences.explore.title(one, known, t))
        st.button(
            t("explore.open"),
            key=f"explore_open_{place}",
            on_click=panel.ask,
            args=(one,),
            icon=":material/visibility:",
            type="tertiary",
        )
        st.button(
            t("explore.remove"),
            key=f"explore_remove_{place}",
            on_click=_set,
            args=(tuple(other for other in pinned if other != one),),
            icon=":material/close:",
            type="tertiary",
        )


def _set(questions: Sequence[Question]) -> None:
    view.set_value("pins", questions_to_text(questions))
