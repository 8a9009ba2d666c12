"""Which patients: named sets and conditions, in the frame, counted, undone one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from aci_core.errors import AciError
from aci_core.filters import GRADE, SETS, Among, Between, Filter, Known, NamedSet
from aci_core.i18n import Translator, filter_words
from aci_core.i18n.markdown import literal
from aci_core.schema import Kind, Role
from aci_core.ui import kept, results, session, view
from aci_core.ui.instead import all_patients, literal_error
from aci_core.ui.text import key_of

if TYPE_CHECKING:
    from aci_core.cohort import Cohort

_ROLES = (Role.ARM, Role.COVARIATE, Role.MEASURE, Role.DIED, Role.LOST, Role.GRADE, Role.DOSE)
_BY = "filter_by"


def panel(t: Translator) -> None:
    """The filters in use, each to take away, and a new one."""
    cohort = session.cohort()
    if cohort is None or kept.frozen():
        return
    used = view.filters()
    label = t("filter.some", n=len(used)) if used else t("filter.none")
    with st.popover(label, icon=":material/filter_alt:", width="stretch", key="filter_panel"):
        if used:
            _in_use(t, used)
        else:
            st.caption(t("filter.help"))
        _sets(t, cohort, used)
        _new(t, cohort)


def _in_use(t: Translator, used: tuple[Filter, ...]) -> None:
    try:
        steps = results.selected().steps
    except AciError as error:
        st.warning(literal_error(t, error))
        steps = ()
    for place, one in enumerate(used):
        counts = ""
        if place < len(steps):
            before = sum(steps[place].before.values())
            after = sum(steps[place].after.values())
            counts = t("filter.counts", before=f"{before:,}", after=f"{after:,}")
        st.button(
            f"{literal(filter_words.said(t, one))} {counts}",
            key=f"unfilter_{place}",
            on_click=view.put_filters,
            args=((*used[:place], *used[place + 1 :]),),
            icon=":material/close:",
            help=t("filter.take_away"),
            width="stretch",
        )
    if steps:
        left = steps[-1].after.items()
        arms = (f"{literal(filter_words.level(t, 'arm', arm))} {n:,}" for arm, n in left)
        st.caption(t("filter.left", list=t("words.list").join(arms)))
    all_patients(t, "unfilter_all")


def _sets(t: Translator, cohort: Cohort, used: tuple[Filter, ...]) -> None:
    """Analysis sets with a name."""
    there = {"graded": True, "not_lost": cohort.usable("lost"), "not_died": cohort.usable("died")}
    for name in SETS:
        if there[name] and NamedSet("", name) not in used:
            st.button(
                t(f"filter.{name}"),
                key=f"set_{name}",
                on_click=view.put_filters,
                args=((*used, NamedSet("", name)),),
                icon=":material/add:",
                type="tertiary",
            )


def _new(t: Translator, cohort: Cohort) -> None:
    """A condition on one column."""
    columns = [c for c in cohort.having(*_ROLES) if c.kind is not Kind.TEXT]
    names = [*(c.name for c in columns), *([GRADE] if cohort.measured else [])]
    name = st.selectbox(
        t("filter.by"),
        names,
        index=None,
        format_func=lambda code: filter_words.column(t, code),
        key=_BY,
        placeholder=t("filter.pick"),
    )
    if name is None:
        return
    made = _condition(t, cohort, name)
    st.button(
        t("filter.add"),
        key="filter_add",
        on_click=_add,
        args=(made,),
        disabled=made is None,
        type="primary",
    )


def _condition(t: Translator, cohort: Cohort, name: str) -> Filter | None:
    key = key_of("filter", name, cohort.digest)
    column = cohort.column(name)
    if column is None or column.kind is Kind.CATEGORY:
        picked = st.multiselect(
            t("filter.levels"),
            column.levels if column is not None else _grades(),
            format_func=lambda code: filter_words.level(t, name, code),
            key=key,
            placeholder=t("filter.pick"),
        )
        return Among(name, tuple(picked)) if picked else None
    values = cohort.table[name].to_numpy(np.float64)
    known = values[~np.isnan(values)]
    low, high = float(known.min()), float(known.max())
    if low == high:
        return Known(name)
    whole = bool((known == np.floor(known)).all())
    label = filter_words.column(t, name)
    step = 1.0 if whole else (high - low) / 100.0
    first, last = st.slider(label, low, high, (low, high), step=step, key=key)
    if (first, last) == (low, high):
        st.caption(t("filter.known_only"))
        return Known(name)
    return Between(name, None if first == low else first, None if last == high else last)


def _grades() -> tuple[str, ...]:
    try:
        grades = results.data().grades
    except AciError:
        return ()
    return tuple(grades.scale.best_first) if grades is not None else ()


def _add(made: Filter | None) -> None:
    if made is not None:
        view.put_filters((*view.filters(), made))
        st.session_state[_BY] = None
