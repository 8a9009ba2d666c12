"""Who has signed in, where the host has set that up (``[auth]`` in Streamlit's secrets)."""

from __future__ import annotations

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.markdown import literal


def can_sign_in() -> bool:
    """Whether this host knows people."""
    try:
        return "auth" in st.secrets
    except (StreamlitSecretNotFoundError, FileNotFoundError):
        return False


def user() -> str | None:
    """Who has signed in, as the provider knows them; None for nobody."""
    if not can_sign_in() or not st.user.is_logged_in:
        return None
    claims = st.user.to_dict()
    # An address of mail may pass to somebody else; the subject never does.
    return f"{claims.get('iss', '')}|{claims['sub']}" if claims.get("sub") else None


def panel(t: Translator) -> None:
    """Sign in or out; nothing where the host knows no people."""
    if not can_sign_in():
        return
    if user() is None:
        st.button(t("shared.sign_in"), key="sign_in", on_click=st.login, width="stretch")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(literal(name()), width="stretch")
        st.button(t("shared.sign_out"), key="sign_out", on_click=st.logout)


def name() -> str:
    """What the provider calls them."""
    claims = st.user.to_dict()
    return str(claims.get("name") or claims.get("email") or claims.get("sub") or "")
