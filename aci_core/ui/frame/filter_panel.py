"""The sidebar's filter panel: filters in use with their counts, named sets, a new condition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.domain.study.filters import SETS, Complete, Filter, NamedSet
from aci_core.presentation.i18n import Translator, format_filter, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.state import results
from aci_core.ui.state.choices import view
from aci_core.ui.state.cohort import open_share
from aci_core.ui.state.session import session
from aci_core.ui.widgets.inputs import filter_conditions, saved_sets
from aci_core.ui.widgets.page.empty_states import clear_filters_button, widening_buttons
from aci_core.ui.widgets.text import literal_error

if TYPE_CHECKING:
    from aci_core.domain.cohort import Cohort

_PANEL = "filter_panel"
_BY = "filter_by"
_EDIT = "filter_edited"  # place of the filter whose widgets are open


def panel(t: Translator) -> None:
    """Draw the filters in use, each to change or remove, named sets, and a new condition.

    They are drawn when they are opened: no page waits for them.
    """
    cohort = session.cohort()
    if cohort is None or open_share.frozen():
        return
    used = view.filters()
    label = t("filter.some", n=len(used)) if used else t("filter.none")
    if st.session_state.get(_PANEL):
        # With its label it is another one to Streamlit, which would be closed.
        st.session_state[_PANEL] = True
    with st.popover(
        label, icon=":material/filter_alt:", width="stretch", key=_PANEL, on_change="rerun"
    ) as opened:
        if not opened.open:
            return
        if used:
            _in_use(t, cohort, used)
        else:
            st.caption(t("filter.help"))
        _sets(t, cohort, used)
        saved_sets.menu(t, used)
        _new(t, cohort)


def _in_use(t: Translator, cohort: Cohort, used: tuple[Filter, ...]) -> None:
    try:
        steps = results.selected().steps
    except AciError as error:
        st.warning(literal_error(t, error))
        widening_buttons(t, "panel")
        steps = ()
    for place, used_filter in enumerate(used):
        _filter(t, cohort, used, place)
        if place < len(steps):
            st.caption(_counts(t, steps[place].before, steps[place].after))
        if st.session_state.get(_EDIT) == str(used_filter.to_json()):
            _edit(t, cohort, used, place)
    clear_filters_button(t, "unfilter_all")


def _filter(t: Translator, cohort: Cohort, used: tuple[Filter, ...], place: int) -> None:
    """Draw a filter's line: a button that opens its widgets, and one that removes it."""
    used_filter = used[place]
    known = used_filter.column in filter_conditions.columns(cohort) or isinstance(
        used_filter, Complete
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall"):
        st.button(
            literal(format_filter.describe(t, used_filter)),
            key=f"edit_{place}",
            on_click=_open,
            args=(str(used_filter.to_json()),),
            disabled=not (filter_conditions.editable(used_filter) and known),
            icon=":material/edit:",
            help=t("filter.edit"),
            width="stretch",
        )
        st.button(
            "",
            key=f"unfilter_{place}",
            on_click=view.set_filters,
            args=((*used[:place], *used[place + 1 :]),),
            icon=":material/close:",
            help=t("filter.take_away"),
            type="tertiary",
        )


def _counts(t: Translator, before: Mapping[str, int], after: Mapping[str, int]) -> str:
    """``156 → 90: Treatment 78 → 46, Control 78 → 44``."""
    whole = t("filter.counts", before=f"{sum(before.values()):,}", after=f"{sum(after.values()):,}")
    arms = [
        t(
            "filter.arm_counts",
            arm=literal(format_filter.level(t, "arm", arm)),
            before=f"{before[arm]:,}",
            after=f"{n:,}",
        )
        for arm, n in after.items()
    ]
    return t("written.space").join((whole, t("words.list").join(arms)))


def _open(which: str) -> None:
    """Open a filter's widgets, or close them."""
    st.session_state[_EDIT] = None if st.session_state.get(_EDIT) == which else which


def _edit(t: Translator, cohort: Cohort, used: tuple[Filter, ...], place: int) -> None:
    used_filter = used[place]
    name = filter_conditions.COMPLETE if isinstance(used_filter, Complete) else used_filter.column
    made = filter_conditions.condition(t, cohort, name, used_filter)
    st.button(
        t("filter.save"),
        key=f"filter_save_{place}",
        on_click=_replace,
        args=(used, place, made),
        disabled=made is None or made == used_filter,
        type="primary",
    )


def _replace(used: tuple[Filter, ...], place: int, made: Filter | None) -> None:
    if made is not None:
        view.set_filters((*used[:place], made, *used[place + 1 :]))
        st.session_state[_EDIT] = None


def _sets(t: Translator, cohort: Cohort, used: tuple[Filter, ...]) -> None:
    """Draw the analysis sets that are not in use."""
    available = {
        "graded": True,
        "not_lost": cohort.usable("lost"),
        "not_died": cohort.usable("died"),
    }
    names = [name for name in SETS if available[name] and NamedSet("", name) not in used]
    if not names:
        return
    with st.container(key="filter_sets", gap="xxsmall"):
        st.caption(t("filter.sets"))
        for name in names:
            st.button(
                labels.heading(t(f"filter.{name}")),
                key=f"set_{name}",
                on_click=view.set_filters,
                args=((*used, NamedSet("", name)),),
                icon=":material/add:",
                type="tertiary",
            )


def _new(t: Translator, cohort: Cohort) -> None:
    """Draw a new condition on one column, or on a visit."""
    name = st.selectbox(
        t("filter.by"),
        filter_conditions.columns(cohort),
        index=None,
        format_func=lambda code: filter_conditions.name_of(t, code),
        key=_BY,
        placeholder=t("filter.pick"),
    )
    if name is None:
        return
    made = filter_conditions.condition(t, cohort, name)
    st.button(
        t("filter.add"),
        key="filter_add",
        on_click=_add,
        args=(made,),
        disabled=made is None,
        type="primary",
    )


def _add(made: Filter | None) -> None:
    if made is not None:
        view.set_filters((*view.filters(), made))
        st.session_state[_BY] = None
