"""The share that this session has open, if it shows one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from aci_core.ui.state import shared_link_state
from aci_core.ui.state.loaded import LOADED, Loaded

if TYPE_CHECKING:
    from aci_core.sharing import Opened

LEFT = "_shared_left"  # the token of a share that the visitor left
REFUSED = "_shared_refused"  # (token, error, page) of a link that has not opened
# What was made of a cohort goes with it: results, a report's files, patients picked.
_DERIVED = (
    "_results",
    "_drawn",
    "_report",
    "_picked",
    "_picked_groups",
    "_picked_list_shown",
    "_view_decided",
)


def current() -> Opened | None:
    """The open share; None where the session shows a cohort of its own, or none."""
    loaded: Loaded | None = st.session_state.get(LOADED)
    return loaded.opened if loaded else None


def adopt(opened: Opened) -> None:
    """Show what a link shares. No draft: a reload opens the link again, while it is open."""
    import pandas as pd

    from aci_core.ingest import ColumnMapping, RawTable
    from aci_core.sharing import Results

    content = opened.content
    cohort = content.cohort
    raw = RawTable(pd.DataFrame(), (), 2, "", ",", cohort.name)
    mapping = ColumnMapping() if isinstance(content, Results) else content.mapping
    st.session_state[LOADED] = Loaded(cohort, raw, mapping, cohort.arms, cohort.steps, opened)
    drop_results()
    shared_link_state.carry(opened.token)
    shared_link_state.freeze(content.settings if isinstance(content, Results) else None)


def leave() -> None:
    """Show nothing of a share any more; its token, still in the link, opens nothing."""
    opened = current()
    if opened is not None:
        st.session_state[LEFT] = opened.token
        st.session_state.pop(LOADED, None)
        drop_results()
    st.session_state.pop(REFUSED, None)  # whoever loads a cohort has gone on
    shared_link_state.carry(None)
    shared_link_state.freeze(None)


def drop_results() -> None:
    """Drop what was made of a cohort that is no longer shown."""
    for key in _DERIVED:
        st.session_state.pop(key, None)
