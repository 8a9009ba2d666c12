"""The share that this session has open: its token in the link, and settings nobody may change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.study.settings import Settings
from aci_core.ui.state.cohort.loaded import LOADED, Loaded

if TYPE_CHECKING:
    from aci_core.sharing import Opened

SHARE = "c"  # the key of a share's token in the link
LEFT = "_shared_left"  # the token of a share that the visitor left
REFUSED = "_shared_refused"  # (token, error, page) of a link that has not opened
_PARAMS = "_view_carried"
_SETTINGS = "_view_frozen"
# Derived from a cohort, and dropped with it: results, a report's files, selected patients.
_DERIVED = (
    "_results",
    "_drawn",
    "_written",
    "_report",
    "_picked",
    "_picked_groups",
    "_picked_list_shown",
    "_view_decided",
    "_results_seen",
    "_questions_looked_at",
)


def current() -> Opened | None:
    """The open share; None where the session shows a cohort of its own, or none."""
    loaded: Loaded | None = st.session_state.get(LOADED)
    return loaded.opened if loaded else None


def adopt(opened: Opened) -> None:
    """Show what a link shares. Without a draft: a reload opens the link again."""
    import pandas as pd

    from aci_core.ingest import ColumnMapping, RawTable
    from aci_core.sharing import Results

    content = opened.content
    cohort = content.cohort
    raw = RawTable(pd.DataFrame(), (), 2, "", ",", cohort.name)
    mapping = ColumnMapping() if isinstance(content, Results) else content.mapping
    st.session_state[LOADED] = Loaded(cohort, raw, mapping, cohort.arms, cohort.steps, opened)
    drop_results()
    set_token(opened.token)
    freeze(content.settings if isinstance(content, Results) else None)


def leave() -> None:
    """Close the share; its token, still in the link, does not open it again."""
    opened = current()
    if opened is not None:
        st.session_state[LEFT] = opened.token
        st.session_state.pop(LOADED, None)
        drop_results()
    st.session_state.pop(REFUSED, None)  # whoever loads a cohort has gone on
    set_token(None)
    freeze(None)


def drop_results() -> None:
    """Drop what was derived from a cohort that is no longer shown."""
    for key in _DERIVED:
        st.session_state.pop(key, None)


def set_token(token: str | None) -> None:
    """Keep a share's token in the link, on every page; None removes it."""
    st.session_state[_PARAMS] = {SHARE: token} if token else {}


def link_params() -> dict[str, str]:
    """Query parameters that are no choice."""
    params: dict[str, str] = st.session_state.get(_PARAMS, {})
    return params


def freeze(chosen: Settings | None) -> None:
    """Fix the settings, which nobody may change then; None lets the visitor choose again."""
    st.session_state[_SETTINGS] = chosen


def frozen_settings() -> Settings | None:
    """The settings of results that were made before; None where the visitor chooses."""
    settings: Settings | None = st.session_state.get(_SETTINGS)
    return settings


def frozen() -> bool:
    """Whether the page shows results that were made before."""
    return frozen_settings() is not None
