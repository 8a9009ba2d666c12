"""The sidebar's cohort card: name, number of patients by arm, issues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from aci_core.domain.cohort import Issue, tally
from aci_core.presentation.i18n import Translator, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.share import forgetting, reader
from aci_core.ui.state import cohort_facts
from aci_core.ui.state.cohort import open_share
from aci_core.ui.state.session import session
from aci_core.ui.widgets.page import cards
from aci_core.ui.widgets.text import JOIN, counted


def draw(t: Translator) -> None:
    """Draw the card."""
    patients = session.cohort()
    with st.container(border=True, key="cohort_card", gap="xsmall"):
        if patients is None:
            st.markdown(f"**{t('cohort.none')}**")
            st.caption(t("cohort.none_help"))
            cards.sample_button(t, "sample_sidebar", primary=False)
            return
        name = cards.cohort_name(t, patients.name, synthetic=patients.synthetic)
        st.markdown(f"**{name}**")
        with st.container(horizontal=True, gap="xsmall"):
            if patients.synthetic:
                cards.synthetic_badge(t)
            _issue_badge(t, patients.issues)
        reader.badge(t)
        every = counted(t, "cohort.patients", patients.n)
        st.caption(JOIN.join((every, _arms(t, patients.n_by_arm))))
        left = cohort_facts.n_after_filters()
        if left is not None:
            n = f"{sum(left.values()):,}"
            analysed = t("cohort.analysed", n=n, every=f"{patients.n:,}", arms=_arms(t, left))
            st.caption(f":material/filter_alt: {analysed}")
        st.caption(f"`{patients.digest[:8]}`", help=t("cohort.digest_help"))
        current = open_share.current()
        pressed = st.button(
            t("shared.leave" if current else "cohort.forget"),
            key="forget",
            on_click=reader.leave if current else None,
            help=t("shared.leave_help" if current else "cohort.forget_help"),
            icon=":material/logout:" if current else ":material/delete:",
            width="stretch",
        )
        if pressed and not current and session.loaded() is not None:
            forgetting.ask(t)


def _arms(t: Translator, n_by_arm: Mapping[str, int]) -> str:
    return JOIN.join(
        t("cohort.arm", arm=literal(labels.arm(t, arm)), n=f"{n:,}") for arm, n in n_by_arm.items()
    )


def _issue_badge(t: Translator, issues: Sequence[Issue]) -> None:
    n = tally(issues)
    text = counted(t, "cohort.to_check", n.to_check)
    if n.errors:
        st.badge(text, icon=":material/error:", color="red")
    elif n.warnings:
        st.badge(text, icon=":material/warning:", color="gray")
