"""The page's patients as a list whose rows can be selected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from aci_core.presentation.i18n import Translator
from aci_core.ui.state import results, selection
from aci_core.ui.widgets.text import key_of

if TYPE_CHECKING:
    from aci_core.domain.cohort import Cohort

SOURCE = "picked_list"
_SHOWN = "_picked_list_shown"  # (turn, who is picked), as the list on the page shows it
_HEIGHT = 320


def draw(t: Translator) -> None:
    """Draw the list; for very many patients a hint to filter them first."""
    # The analyses wait for the list: pages of a fresh server, opened together, would wait for
    # one another's imports of them.
    from aci_core.analyses.result import ONE_BY_ONE
    from aci_core.presentation.tables.selected_patients import frame

    patients = results.cohort()
    if patients.n > ONE_BY_ONE:
        st.caption(t("picked.list_long", n=f"{patients.n:,}", most=f"{ONE_BY_ONE:,}"))
        return
    st.caption(t("picked.list"))
    rows = np.flatnonzero(np.isin(patients.ordinals, selection.current())).tolist()
    key = f"{SOURCE}_{key_of(patients.digest)}_{_turn()}"
    st.dataframe(
        frame(patients, results.data().grades, t),
        height=_HEIGHT,
        hide_index=True,
        key=key,
        on_select=_on_select,
        selection_mode="multi-row",
        selection_default={"selection": {"rows": rows}},
        placeholder=t("picked.unknown"),
        alt=t("picked.list_alt", n=f"{patients.n:,}"),
        column_config={t("picked.fall_percent"): st.column_config.NumberColumn(format="%.1f")},
    )
    st.session_state[SOURCE] = key


def _turn() -> int:
    """Count selections made elsewhere: after each the list is drawn anew, with them."""
    turn, shown = st.session_state.get(_SHOWN, (0, ()))
    turn += shown != selection.current()
    st.session_state[_SHOWN] = (turn, selection.current())
    return int(turn)


def _on_select() -> None:
    """Select the patients of the rows, and those selected before who are not on the page."""
    state: Mapping[str, Mapping[str, list[int]]]
    state = st.session_state.get(st.session_state.get(SOURCE, ""), {})
    rows = state.get("selection", {}).get("rows", [])
    patients: Cohort = results.cohort()
    on_page = patients.ordinals
    hidden = set(selection.current()) - set(on_page.tolist())
    selected = hidden | {int(on_page[row]) for row in rows if row < len(on_page)}
    if selected:
        selection.select(selected, SOURCE)
    else:
        selection.clear()
    st.session_state[_SHOWN] = (st.session_state[_SHOWN][0], selection.current())
