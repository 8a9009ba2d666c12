"""The record of the plan: when it was locked, what was changed since, and the lock's button."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.study.plan import unanswered
from aci_core.presentation.i18n import Translator, labels
from aci_core.ui.state import supplementary
from aci_core.ui.state.choices import choice_widgets, view
from aci_core.ui.state.cohort import open_share
from aci_core.ui.widgets.page import cards, layout
from aci_core.ui.widgets.page.presenters import sentences, tables

if TYPE_CHECKING:
    from aci_core.domain.cohort import Cohort


def card(t: Translator, cohort: Cohort) -> None:
    """Draw whether the plan is locked, its deviations, and the button that locks it."""
    settings = view.settings()
    with layout.card("plan_record"):
        cards.heading(t("plan.lock_title"))
        with layout.row("center"):
            layout.sentence(sentences.plan.record(settings, t))
            # Locked and unchanged: there is nothing to lock again.
            if not open_share.frozen() and (settings.locked is None or settings.changed_since_lock):
                _lock(t, cohort)
        if not open_share.frozen():
            choice_widgets.text("registration", placeholder=t("plan.registration_example"))
        if settings.deviations:
            table = tables.plan.deviations(settings, t, cohort)
            cards.heading(table.title, 3)
            cards.table_body(table, wrap=True)
            cards.table_download(t, table, "plan_deviations")


def _lock(t: Translator, cohort: Cohort) -> None:
    settings = view.settings()
    label = t("plan.lock" if settings.locked is None else "plan.lock_again")
    with st.popover(label, icon=":material/lock:", key="plan_lock", width="content"):
        st.markdown(t("plan.lock_about"))
        still_open = unanswered(cohort, settings)
        names = [t(f"plan_question.{name}") for name in still_open if name != "response_visit"]
        if names:
            layout.caption(t("plan.lock_open", list=t("words.list").join(names)))
        usual = supplementary.usual_visit()
        if "response_visit" in still_open and usual:
            layout.caption(t("plan.lock_by_rule", visit=labels.visit_inside(t, usual)))
        if st.session_state.get(view.SEEN):
            layout.caption(t("plan.lock_seen"))
        st.button(
            t("plan.lock_confirm"),
            key="plan_lock_confirm",
            on_click=view.lock_plan,
            type="primary",
            icon=":material/lock:",
        )
