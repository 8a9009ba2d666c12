"""What a shared link lays down: its token, kept in the address, and settings of then."""

from __future__ import annotations

import streamlit as st

from aci_core.domain.settings import Settings

SHARE = "c"  # the key of a share's token in the link
_CARRIED = "_view_carried"
_FROZEN = "_view_frozen"


def carry(token: str | None) -> None:
    """Keep a share's token in the link, on every page; None lets it go."""
    st.session_state[_CARRIED] = {SHARE: token} if token else {}


def carried() -> dict[str, str]:
    """What the link holds that is no choice."""
    params: dict[str, str] = st.session_state.get(_CARRIED, {})
    return params


def freeze(chosen: Settings | None) -> None:
    """Settings that nobody may change; None lets the visitor choose again."""
    st.session_state[_FROZEN] = chosen


def fixed() -> Settings | None:
    """The settings of results that were made before; None where the visitor chooses."""
    settings: Settings | None = st.session_state.get(_FROZEN)
    return settings


def frozen() -> bool:
    """Whether the page shows results that were made before."""
    return fixed() is not None
