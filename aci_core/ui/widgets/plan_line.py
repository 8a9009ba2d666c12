"""A quiet line that leads to the plan as long as its first questions are open."""

from __future__ import annotations

import streamlit as st

from aci_core.domain.plan import unanswered
from aci_core.presentation.i18n import Translator
from aci_core.ui.state import open_share, session, view
from aci_core.ui.widgets.navigation import page_file
from aci_core.ui.widgets.text import counted


def draw(t: Translator, name: str) -> None:
    """Draw on the page of that name how many questions the plan leaves open."""
    cohort = session.cohort()
    if cohort is None or not cohort.settled or open_share.frozen():
        return
    n = len(unanswered(cohort, view.settings()))
    if not n:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="plan_line"):
        st.caption(f":material/assignment: {counted(t, 'plan.open', n)}", width="content")
        if st.button(
            t("plan.open_button"),
            key=f"plan_line_{name}",
            type="tertiary",
            icon=":material/arrow_forward:",
        ):
            st.switch_page(page_file("plan"))
