"""Empty states and errors of a page: what it needs, why it fails, and buttons to go on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.domain.schema import MEASURES
from aci_core.domain.schema.visits import is_visit
from aci_core.presentation.i18n import Translator, format_filter, labels
from aci_core.presentation.i18n.markdown import code, literal
from aci_core.ui.state import cohort_facts
from aci_core.ui.state.choices import view
from aci_core.ui.state.session import session
from aci_core.ui.widgets.inputs import arm_choice
from aci_core.ui.widgets.navigation.navigation import FIRST, data_button, page_button
from aci_core.ui.widgets.page import cards
from aci_core.ui.widgets.text import literal_error

if TYPE_CHECKING:
    from aci_core.domain.study.filters import Filter
    from aci_core.selection import Widening

# Not the file's fault: a choice is missing, which can be made here, or a second arm.
_TO_CHOOSE = frozenset({"choose_arms", "choose_reference"})
_NO_ERROR = _TO_CHOOSE | {
    "one_arm",
    "selection_one_arm",
    "selection_empty",
    "share_results_only",
}
_PARTS = {"load": "upload_file", "look": "query_stats", "take": "description"}


def empty_state(
    t: Translator, page: str, needed: Sequence[str] = (), *, sample: bool = True
) -> None:
    """Draw what the page would show, which columns it needs, and buttons to go on.

    Parameters
    ----------
    t : Translator
    page : str
        Its words stand under ``empty.<page>``.
    needed : sequence of str
        Canonical columns that the page shows.
    sample : bool
        Offer the sample too: once a page.
    """
    with st.container(border=True, key=f"empty_{page}", height="stretch"):
        if t.has(f"empty.{page}"):
            st.markdown(t(f"empty.{page}"))
        for text in _needs(t, needed):
            st.markdown(text)
        with st.container(horizontal=True):
            if session.cohort() is not None:  # the cure is on the Data page, not in the sample
                data_button(t, f"data_{page}", primary=True)
            if sample:
                cards.sample_button(t, f"sample_{page}", primary=session.cohort() is None)
            if session.cohort() is None:
                data_button(t, f"data_{page}")


def first_visit(t: Translator, needed: Sequence[str]) -> None:
    """Draw what the app is, in three parts, with a button to the sample."""
    st.markdown(t("first.lead"))
    with st.container(horizontal=True, key="empty_overview"):
        cards.sample_button(t, "sample_overview")
        data_button(t, "data_overview")
    st.caption(t("first.note"))
    with st.grid(3, min_column_width=240):
        for name, icon in _PARTS.items():
            with st.container(border=True, height="stretch", key=f"first_{name}"):
                st.subheader(f":material/{icon}: {t(f'first.{name}')}", anchor=False)
                st.markdown(t(f"first.{name}_about"))
    for text in _needs(t, needed):
        st.markdown(text)


def _needs(t: Translator, needed: Sequence[str]) -> list[str]:
    """Sentences on the columns that a page needs: with a file, those stopped or absent."""
    cohort = session.cohort()
    if cohort is None:
        return [t("ui.needs", columns=_column_list(t, needed))] if needed else []
    from aci_core.checks import unread_cells  # not before there is a file: it takes a second

    stopped = [name for name in needed if (c := cohort.column(name)) is not None and c.stopped]
    absent = [name for name in needed if cohort.column(name) is None]
    sentences = []
    by_cells = [one for one in unread_cells(cohort) if one.stopped and one.name in stopped]
    for one in by_cells:
        of = one.n_unread + one.n
        counts = {"n": f"{one.n_unread:,}", "of": f"{of:,}"}
        sentences.append(t("ui.needs_stopped_cells", column=code(one.header), **counts))
    others = [name for name in stopped if name not in {one.name for one in by_cells}]
    headers = [column.header for name in others if (column := cohort.column(name))]
    no_value = {issue.column for issue in cohort.issues if issue.code == "all_missing"}
    for key, listed in (
        ("ui.needs_filled", [header for header in headers if header in no_value]),
        ("ui.needs_stopped", [header for header in headers if header not in no_value]),
    ):
        if listed:
            columns = t("words.list").join(code(header) for header in listed)
            sentences.append(t(key, columns=columns))
    if absent:
        sentences.append(t("ui.needs_absent", columns=_column_list(t, absent)))
    return sentences


def _column_list(t: Translator, names: Sequence[str]) -> str:
    return t("words.list").join(
        t("ui.needed", name=literal(_column_label(t, name)), column=name) for name in names
    )


def _column_label(t: Translator, name: str) -> str:
    """Label of a canonical column."""
    stem, _, visit = name.rpartition("_")
    if name.startswith("ae_"):
        return labels.variable(t, name.removeprefix("ae_"))
    if is_visit(visit) and stem not in MEASURES:
        return t("figure.of_visit", name=labels.variable(t, stem), visit=labels.visit(t, visit))
    return format_filter.column(t, name)


def error_state(t: Translator, error: AciError) -> None:
    """Draw an error in a page's place, and buttons to go on."""
    if error.code == "no_cohort":
        first_visit(t, ())
        return
    with st.container(border=True, key="stopped"):
        say = st.warning if error.code in _NO_ERROR else st.error
        say(literal_error(t, error), icon=":material/info:")
        loaded = session.loaded()
        chooses = error.code in _TO_CHOOSE and loaded is not None and loaded.opened is None
        if chooses and loaded is not None:
            arm_choice.draw(t, loaded)
        elif error.code not in _TO_CHOOSE and t.has(f"proposal.{error.code}"):
            st.markdown(t(f"proposal.{error.code}"))
        if view.filters():
            widening_buttons(t, "stopped")
        with st.container(horizontal=True):
            if view.filters():
                clear_filters_button(t, "unfilter_stopped", primary=not chooses)
            if error.code == "share_results_only":  # what was shared stands there
                page_button(t, "data.results", FIRST, "results_stopped")
            else:
                data_button(t, "data_stopped", primary=not (chooses or view.filters()))


def widening_buttons(t: Translator, key: str) -> None:
    """Draw a button for each filter without which both arms have patients.

    Where there is none, what each filter leaves by itself and which values the file has.
    """
    widenings = cohort_facts.widenings()
    used = tuple(one.filter for one in widenings)
    useful = [(place, one) for place, one in enumerate(widenings) if len(used) > 1 and one.helps]
    if len(used) > 1:
        st.caption(t("filter.widen" if useful else "filter.alone"))
    for place, one in useful:
        st.button(
            _widening_label(t, "filter.without", one.filter, one.without or {}),
            key=f"widen_{key}_{place}",
            on_click=view.set_filters,
            args=((*used[:place], *used[place + 1 :]),),
            icon=":material/undo:",
        )
    lines = () if useful else tuple(_widening_lines(t, widenings))
    if lines:
        st.markdown("\n".join(f"- {line}" for line in lines))


def _widening_lines(t: Translator, widenings: Sequence[Widening]) -> Iterator[str]:
    for widening in widenings:
        if widening.by_itself is None or (len(widenings) == 1 and widening.value_range is None):
            continue  # a lone filter's counts were just told; the file's values were not
        sentence = _widening_label(t, "filter.by_itself", widening.filter, widening.by_itself)
        if widening.value_range is not None:
            low, high = (format_filter.number(end) for end in widening.value_range)
            sentence = t("filter.in_file", said=sentence, low=low, high=high)
        yield sentence


def _widening_label(t: Translator, name: str, one: Filter, counts: Mapping[str, int]) -> str:
    listed = t("words.list").join(
        f"{literal(format_filter.level(t, 'arm', arm))} {n:,}" for arm, n in counts.items()
    )
    return t(name, filter=literal(format_filter.describe(t, one)), list=listed)


def clear_filters_button(t: Translator, key: str, *, primary: bool = False) -> None:
    """Draw a button that removes every filter."""
    st.button(
        t("filter.clear"),
        key=key,
        on_click=view.set_filters,
        args=((),),
        type="primary" if primary else "secondary",
        icon=":material/filter_alt_off:",
    )
