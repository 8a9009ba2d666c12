"""A page: title, finding and the button to share it; its body, or what stands in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import Translator, format_filter
from aci_core.presentation.i18n.markdown import literal, plain, unbroken
from aci_core.ui.results import selection_panel
from aci_core.ui.share import dialog
from aci_core.ui.state import results, session, view
from aci_core.ui.widgets import cards, empty_states, navigation

if TYPE_CHECKING:
    from aci_core.domain.cohort import Cohort

_NOTHING = "_nothing_shown"  # whether the page's measures are lacking


def draw(
    name: str, needs: Sequence[str], body: Callable[[Translator], None], *, pick: bool = True
) -> None:
    """Draw a page, or what stands in its place.

    Parameters
    ----------
    name : str
        Its words stand under ``title.<name>`` and ``empty.<name>``.
    needs : sequence of str
        Columns that it shows.
    body : callable
        Draws the page of a cohort; an AciError it raises takes the page's place.
    pick : bool
        Whether patients are picked on it: not where it shows none.
    """
    t = view.words()
    if session.cohort() is None:
        first = name == navigation.FIRST
        header(t, "first.title" if first else f"title.{name}")
        if first:
            empty_states.first_visit(t, needs)
        else:
            empty_states.empty_state(t, name, needs)
        return
    try:
        st.session_state[_NOTHING] = False
        # As a whole and first: pages of a fresh server that are opened together would else enter
        # the package by different modules, and wait for one another.
        import aci_core.analyses  # noqa: F401

        body(t)
        if pick and not st.session_state[_NOTHING]:
            selection_panel.below(t)
    except AciError as error:
        header(t, f"title.{name}")
        empty_states.stopped(t, error)


def lacking(
    t: Translator,
    name: str,
    needs: Sequence[str],
    finding: str = "",
    choose: Callable[[Translator, Cohort], None] | None = None,
) -> None:
    """A page whose measures the file lacks: what it needs, and the way to the data.

    Where another choice would light it up, `choose` draws it.
    """
    header(t, f"title.{name}", finding, copy=False)
    if choose is not None:
        choose(t, results.cohort())
    empty_states.empty_state(t, name, needs)
    st.session_state[_NOTHING] = True


def header(
    t: Translator,
    title_key: str,
    finding: str | Sequence[str] = "",
    *,
    copy: bool = True,
    badge: bool = True,
) -> None:
    """Title and, in one or two sentences, what was found.

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
    said = [finding] if isinstance(finding, str) else list(finding)
    said = [text for text in said if text]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        section, _, name = title_key.partition(".")
        st.title(t.name(section, name), anchor=False, width="content")
        found = session.cohort()
        if badge and found is not None and found.synthetic:
            cards.synthetic_badge(t)
        with st.container(
            horizontal=True, horizontal_alignment="right", gap="small", key="page_actions"
        ):
            if copy and said:
                _copy(t, said)
            dialog.button(t)
    if badge and cards.filtered():
        said_of = literal(format_filter.describe_all(t, view.filters()))
        st.caption(f":material/filter_alt: {t('written.space').join([said_of, *_of_all(t)])}")
    sign = "- " if len(said) > 1 else ""
    if said:
        st.markdown("\n".join(f"{sign}{unbroken(text)}" for text in said))


def _of_all(t: Translator) -> tuple[str, ...]:
    """``(35 of 60 patients)`` under filters."""
    found, left = session.cohort(), results.n_after_filters()
    if found is None or left is None:
        return ()
    return (t("filter.of_all", n=f"{sum(left.values()):,}", every=f"{found.n:,}"),)


def _copy(t: Translator, said: Sequence[str]) -> None:
    """The findings as plain text for a manuscript."""
    with st.popover(t("ui.copy"), icon=":material/content_copy:", width="content"):
        st.caption(t("ui.copy_help"))
        text = t("written.space").join(plain(one) for one in said)
        st.code(
            t("written.space").join([text, *cards.provenance(t)[:-1]]),
            language=None,
            wrap_lines=True,
            width=420,
        )
