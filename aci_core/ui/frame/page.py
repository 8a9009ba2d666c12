"""A page: title, findings and share button; then its body, an empty state or an error."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import Translator, format_filter
from aci_core.presentation.i18n.markdown import literal, plain, unbroken
from aci_core.ui.frame import unread_banner
from aci_core.ui.results.patients import selection_panel
from aci_core.ui.share import dialog
from aci_core.ui.state import cohort_facts, results
from aci_core.ui.state.choices import view
from aci_core.ui.state.session import session
from aci_core.ui.widgets.navigation import navigation
from aci_core.ui.widgets.page import cards, empty_states

if TYPE_CHECKING:
    from aci_core.domain.cohort import Cohort

_NO_MEASURES = "_nothing_shown"  # whether the file lacks the page's measures
_HEADED = "_headed"  # whether this run has drawn the page's header


def draw(
    name: str,
    needs: Sequence[str],
    body: Callable[[Translator], None],
    *,
    selectable: bool = True,
    patients: bool = False,
) -> None:
    """Draw a page, an empty state or an error.

    Parameters
    ----------
    name : str
        Its words stand under ``title.<name>`` and ``empty.<name>``.
    needs : sequence of str
        Columns that it shows.
    body : callable
        Draws the page of a cohort; an AciError it raises takes the page's place.
    selectable : bool
        Whether patients can be selected on it.
    patients : bool
        Whether nothing of it can be drawn of shared results, which have no patients.
    """
    t = view.words()
    st.session_state[_HEADED] = False
    if session.cohort() is None:
        first = name == navigation.FIRST
        header(t, "first.title" if first else f"title.{name}")
        if first:
            empty_states.first_visit(t, needs)
        else:
            empty_states.empty_state(t, name, needs)
        return
    try:
        st.session_state[_NO_MEASURES] = False
        # As a whole and first: pages of a fresh server that are opened together would else enter
        # the package by different modules, and wait for one another.
        import aci_core.analyses  # noqa: F401

        # Before the page is begun: one half drawn would say two things at once.
        if patients or results.shared_results() is None:
            results.data()
        body(t)
        if navigation.shows_results(name):
            view.results_seen()
        if selectable and not st.session_state[_NO_MEASURES]:
            selection_panel.draw(t)
    except AciError as error:
        if not st.session_state[_HEADED]:
            header(t, f"title.{name}")
        empty_states.error_state(t, error)


def no_measures(
    t: Translator,
    name: str,
    needs: Sequence[str],
    finding: str = "",
    choose: Callable[[Translator, Cohort], None] | None = None,
) -> None:
    """Draw a page whose measures the file lacks: what it needs, and a button to the data page.

    Where another choice would fill the page, `choose` draws its control.
    """
    header(t, f"title.{name}", finding, copy=False)
    if choose is not None:
        choose(t, results.cohort())
    empty_states.empty_state(t, name, needs)
    st.session_state[_NO_MEASURES] = True


def header(
    t: Translator,
    title_key: str,
    finding: str | Sequence[str] = "",
    *,
    copy: bool = True,
    badge: bool = True,
) -> None:
    """Draw the title, its actions and the findings.

    Parameters
    ----------
    t : Translator
    title_key : str
        A page without such words is called by its name.
    finding : str or sequence of str
        Markdown, as for the paper's abstract; several findings are listed.
    copy : bool
        Offer it as plain text for a manuscript.
    badge : bool
        Say that the cohort is synthetic, where it is.
    """
    findings = [finding] if isinstance(finding, str) else list(finding)
    findings = [text for text in findings if text]
    st.session_state[_HEADED] = True
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        section, _, name = title_key.partition(".")
        st.title(t.name(section, name), anchor=False, width="content")
        cohort = session.cohort()
        if badge and cohort is not None and cohort.synthetic:
            cards.synthetic_badge(t)
        with st.container(
            horizontal=True, horizontal_alignment="right", gap="small", key="page_actions"
        ):
            if copy and findings:
                _copy(t, findings)
            dialog.button(t)
    if badge and cards.filtered():
        selected = literal(format_filter.describe_all(t, view.filters()))
        st.caption(f":material/filter_alt: {t('written.space').join([selected, *_of_all(t)])}")
    unread_banner.draw(t)
    sign = "- " if len(findings) > 1 else ""
    if findings:
        st.markdown("\n".join(f"{sign}{unbroken(text)}" for text in findings))


def _of_all(t: Translator) -> tuple[str, ...]:
    """``(35 of 60 patients)`` under filters."""
    cohort, n_left = session.cohort(), cohort_facts.n_after_filters()
    if cohort is None or n_left is None:
        return ()
    return (t("filter.of_all", n=f"{sum(n_left.values()):,}", every=f"{cohort.n:,}"),)


def _copy(t: Translator, findings: Sequence[str]) -> None:
    """Offer the findings as plain text for a manuscript."""
    with st.popover(t("ui.copy"), icon=":material/content_copy:", width="content"):
        st.caption(t("ui.copy_help"))
        text = t("written.space").join(plain(finding) for finding in findings)
        st.code(
            t("written.space").join([text, *cards.provenance(t)[:-1]]),
            language=None,
            wrap_lines=True,
            width=420,
        )
