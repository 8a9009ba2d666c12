"""Widgets of one filter condition, to add or to change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.domain.schema import Kind, Role
from aci_core.domain.study.filters import GRADE, Among, Between, Complete, Filter, Known
from aci_core.presentation.i18n import Translator, format_filter, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.state import cohort_facts
from aci_core.ui.widgets.text import key_of

if TYPE_CHECKING:
    from aci_core.domain.cohort import Cohort

COMPLETE = "@complete"  # stands among the columns for a visit at which all is known
_ROLES = (
    Role.ARM, Role.COVARIATE, Role.MEASURE, Role.DIED, Role.LOST, Role.GRADE, Role.DOSE,
    Role.ENDPOINT,
)  # fmt: skip


def columns(cohort: Cohort) -> list[str]:
    """Names of the columns that a condition may be on."""
    names = [c.name for c in cohort.columns_with(*_ROLES) if c.kind is not Kind.TEXT]
    further = [GRADE, COMPLETE] if cohort.measured else []
    return [*names, *further]


def name_of(t: Translator, code: str) -> str:
    """Label of a column."""
    return t("filter.by_visit") if code == COMPLETE else format_filter.column(t, code)


def editable(condition: Filter) -> bool:
    """Whether widgets can change a condition; a named set can only be removed."""
    return isinstance(condition, Among | Between | Known | Complete)


def condition(
    t: Translator, cohort: Cohort, name: str, before: Filter | None = None, *, of: str = "filter"
) -> Filter | None:
    """Draw the widgets of a condition on a column, filled in from `before`; return the filter.

    Parameters
    ----------
    t : Translator
    cohort : Cohort
        The whole: its values are what can be asked for.
    name : str
        A column, ``@grade`` or ``@complete``.
    before : Filter, optional
    of : str
        What the condition is for; a page may draw the same condition for two things.

    Returns
    -------
    Filter or None
        None while nothing is chosen.
    """
    key = key_of(of, name, cohort.digest, str(before))
    if name == COMPLETE:
        return _complete(t, cohort, key, before)
    column = cohort.column(name)
    if column is None or column.kind is Kind.CATEGORY:
        levels = column.levels if column is not None else _grades()
        if key not in st.session_state and isinstance(before, Among):
            st.session_state[key] = [level for level in before.levels if level in levels]
        selected = st.multiselect(
            t("filter.levels"),
            levels,
            format_func=lambda code: format_filter.level(t, name, code),
            key=key,
            placeholder=t("filter.pick"),
            select_all=False,  # worded in English alone
        )
        return Among(name, tuple(selected)) if selected else None
    return _between(t, cohort, name, key, before)


def _complete(t: Translator, cohort: Cohort, key: str, before: Filter | None) -> Filter | None:
    if key not in st.session_state and isinstance(before, Complete):
        st.session_state[key] = before.visit if before.visit in cohort.visits else None
    selected = st.pills(
        t("filter.visit_complete"),
        cohort.visits,
        format_func=lambda visit: literal(labels.visit(t, visit)),
        key=key,
    )
    return Complete("", selected) if selected else None


def _between(
    t: Translator, cohort: Cohort, name: str, key: str, before: Filter | None
) -> Filter | None:
    from aci_core.selection import value_range  # it imports pandas: only where needed

    limits = value_range(cohort, name)
    if limits is None or limits[0] == limits[1]:
        return Known(name)
    low, high = limits
    known = cohort.table[name].dropna().to_numpy(np.float64)
    whole = bool((known == np.floor(known)).all())
    step = 1.0 if whole else (high - low) / 100.0
    ends = (before.low, before.high) if isinstance(before, Between) else (None, None)
    start, end = low if ends[0] is None else ends[0], high if ends[1] is None else ends[1]
    # A link may ask for more than the file has: the slider begins at what there is.
    at = (min(max(start, low), high), max(min(end, high), low))
    label = literal(format_filter.column(t, name))
    first, last = st.slider(label, low, high, at, step=step, key=key)
    if (first, last) == (low, high):
        st.caption(t("filter.known_only"))
        return Known(name)
    return Between(name, None if first == low else first, None if last == high else last)


def _grades() -> tuple[str, ...]:
    """Grades of the rule in use, also where the filters leave nobody to grade."""
    try:
        return cohort_facts.grade_names()
    except AciError:
        return ()
