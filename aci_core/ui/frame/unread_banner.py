"""The banner of every page: which cells of the file were not read, and what is not answered."""

from __future__ import annotations

import streamlit as st

from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.markdown import unbroken
from aci_core.ui.state import cohort_facts, results
from aci_core.ui.state.choices import view
from aci_core.ui.widgets.navigation import navigation

_APART = frozenset({"published", "methods"})  # pages whose numbers are not the file's
_DATA = "data"


def draw(t: Translator) -> None:
    """Draw it where cells of this page's file were not read or a question stands open."""
    from aci_core.ui.widgets.page.presenters import sentences

    if view.page() in _APART:
        return
    columns, only = cohort_facts.unread(), results.shared_results_only()
    # On Data each question stands with its buttons.
    questions = cohort_facts.questions() if view.page() != _DATA else ()
    text = (
        sentences.unread.of_results(
            only.supplementary.unread,
            only.supplementary.unread_few,
            only.min_cell - 1,
            t,
            codes=only.supplementary.asked_codes,
            blanks=only.supplementary.asked_blanks,
        )
        if only is not None
        else sentences.unread.notice(
            columns, t, deaths=cohort_facts.deaths_without_mrs(), questions=questions
        )
    )
    if not text:
        if view.page() == _DATA:
            # Its place stays: else the last correction would move, and draw anew, all beneath it.
            st.empty()
        return
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="unread_banner"
    ):
        st.markdown(f":material/report: {unbroken(text)}", width="stretch")
        if view.page() == _DATA:  # the list stands far below
            words = f":material/arrow_downward: {t('table.issues_title')}"
            st.markdown(f"[{words}](#issues_card)", width="content")
        elif columns or questions:
            navigation.link(t, _DATA, t("ui.open_data"))
