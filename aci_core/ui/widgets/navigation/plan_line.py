"""A quiet line that leads to the plan: questions are open, or the file lacks parts of it."""

from __future__ import annotations

import streamlit as st

from aci_core.domain.study.plan import unanswered
from aci_core.presentation.i18n import Translator
from aci_core.ui.state.choices import view
from aci_core.ui.state.cohort import open_share
from aci_core.ui.state.session import session
from aci_core.ui.widgets.navigation.navigation import page_file
from aci_core.ui.widgets.text import counted


def draw(t: Translator, name: str, *, button: bool = True) -> None:
    """Draw on the page of that name what the plan leaves open, and what of it the file lacks.

    Without the button where the page's next step leads there.
    """
    cohort = session.cohort()
    if cohort is None or not cohort.settled or open_share.frozen():
        return
    plan = view.plan()
    counts = {"open": len(unanswered(cohort, plan.settings)), "lacking": len(plan.misfits)}
    sentences = [counted(t, f"plan.{key}", n) for key, n in counts.items() if n]
    if not sentences:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="plan_line"):
        text = t("written.space").join(sentences)
        st.caption(f":material/assignment: {text}", width="content")
        if button and st.button(
            t("plan.open_button"),
            key=f"plan_line_{name}",
            type="tertiary",
            icon=":material/arrow_forward:",
        ):
            st.switch_page(page_file("plan"))
