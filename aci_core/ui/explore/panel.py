"""The panel of the page Explore: what, against what, split by what, drawn how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.cohort import ARM
from aci_core.domain.study.question import Question
from aci_core.presentation import field_names
from aci_core.presentation.i18n import Translator
from aci_core.ui.state import supplementary
from aci_core.ui.state.choices import choice_widgets, view
from aci_core.ui.state.choices.choices import ASKED, NONE
from aci_core.ui.widgets.page import cards, layout

if TYPE_CHECKING:
    from aci_core.analyses.fields import Field

_LOOKED = "_questions_looked_at"  # of the cohort in this session


def draw(t: Translator, known: Mapping[str, Field]) -> Question:
    """Draw the choices; return the question that they make."""
    with layout.card("explore_panel"):
        cards.heading(t("explore.panel"))
        question = _asked(t, known)
        with st.container(horizontal=True, gap="small"):
            st.button(
                t("explore.swap"),
                key="explore_swap",
                on_click=_swap,
                disabled=question.y is None,
                help=t("explore.swap_help"),
                icon=":material/swap_vert:",
            )
            st.button(
                t("explore.clear"), key="explore_clear", on_click=clear, icon=":material/undo:"
            )
        layout.caption(_looked(t, question))
    return question


def ask(question: Question) -> None:
    """Make a question that of the page; from a callback."""
    for name in ASKED:
        part = getattr(question, name)
        if part is not None:
            view.pin(name, part)
        elif name == "chart":
            view.reset(name)
        else:
            view.pin(name, NONE)


def clear() -> None:
    """Ask again what the page asks at first; from a callback."""
    for name in ASKED:
        view.reset(name)


def _swap() -> None:
    x, y = view.get("x"), view.get("y")
    view.pin("x", y)
    view.pin("y", x)


def _asked(t: Translator, known: Mapping[str, Field]) -> Question:
    first = next((one.question for one in supplementary.ready_questions() if one.question.y), None)

    def name_of(code: str) -> str:
        if code == NONE:
            return t("explore.none")
        text = field_names.heading(t, known[code])
        return t("explore.over_visits", name=text) if known[code].kind == "course" else text

    x = choice_widgets.select(
        "x", tuple(known), format=name_of, width="stretch", leading=first.x if first else None
    )
    course = known[x].kind == "course"
    y = by = NONE
    if not course:
        others = [name for name, field in known.items() if name != x and field.kind != "course"]
        leading = first.y if first and first.x == x else None
        y = choice_widgets.select(
            "y", (NONE, *others), format=name_of, width="stretch", leading=leading
        )
    split = [
        name
        for name, field in known.items()
        if field.splits and name not in (x, y) and (not course or name == ARM)
    ]
    if not course and split:
        by = choice_widgets.select("by", (NONE, *split), format=name_of, width="stretch")
    question = Question(x, _named(y), _named(by))
    charts = supplementary.exploration(question).charts
    if len(charts) == 1:
        return question
    chosen = choice_widgets.segmented("chart", charts)
    # Nothing is asked of the chart where it is the usual one.
    chart = next((chart for chart in charts[1:] if chart == chosen), None)
    return Question(question.x, question.y, question.by, chart)


def _named(code: str) -> str | None:
    return None if code == NONE else code


def _looked(t: Translator, question: Question) -> str:
    """How many questions this session looked at."""
    looked: set[frozenset[str]] = st.session_state.setdefault(_LOOKED, set())
    looked.add(frozenset(question.asked))
    n = len(looked)
    return t("explore.looked_one") if n == 1 else t("explore.looked", n=n)
