"""Sign-in and sign-out, where the host has set it up, and a sign-in that ends by itself."""

from __future__ import annotations

import streamlit as st

from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.server.identity.sign_ins import can_sign_in
from aci_core.ui.state.choices import view
from aci_core.ui.state.session import session, sign_in
from aci_core.ui.state.session.sign_in import user

__all__ = ["can_sign_in", "gate", "notice", "panel", "sign_in_button", "user"]

_WATCH = 20  # seconds until a page that nobody touches sees that its sign-in is over
_WARN = 120  # seconds before a sign-in ends by itself, at most


def panel(t: Translator) -> None:
    """Draw a button to sign in or out, where the host has authentication."""
    if not can_sign_in():
        return
    if user() is None:
        sign_in_button(t, "sign_in", stretch=True)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(literal(sign_in.name()), width="stretch")
        st.button(t("shared.sign_out"), key="sign_out", on_click=session.sign_out)


def sign_in_button(
    t: Translator, key: str, *, primary: bool = False, stretch: bool = False
) -> None:
    """Draw a button that leads to the sign-in."""
    st.button(
        t("shared.sign_in"),
        key=key,
        on_click=st.login,
        type="primary" if primary else "secondary",
        width="stretch" if stretch else "content",
    )


@st.fragment(run_every=_WATCH)
def _watch() -> None:
    """Leave a page that nobody touches once its sign-in is over, and tell before."""
    left = sign_in.remaining()
    if left <= 0:
        st.rerun()
    if left <= min(_WARN, 15 * sign_in.minutes()):
        t = view.words()
        with st.container(
            border=True, key="sign_in_soon", horizontal=True, vertical_alignment="center"
        ):
            st.markdown(f":material/timer: {t('sign_in.soon')}", width="stretch")
            st.button(t("sign_in.stay"), key="stay_signed_in", on_click=sign_in.begin)


def notice(t: Translator) -> None:
    """Draw that a sign-in will soon be over, or that it is and what went with it."""
    if user() is not None:
        _watch()
    elif session.ENDED in st.session_state:
        with st.container(border=True, key="sign_in_ended"):
            st.markdown(f"**{t('sign_in.ended')}**")
            st.markdown(t("sign_in.ended_about", minutes=sign_in.minutes()))
            sign_in_button(t, "sign_in_again", primary=True)


def gate(t: Translator) -> bool:
    """Draw that files are for people who have signed in; False where they may be loaded."""
    if not can_sign_in() or user() is not None:
        return False
    st.markdown(t("sign_in.needed"))
    sign_in_button(t, "sign_in_data", primary=session.ENDED not in st.session_state)
    return True
