"""The question before a cohort is forgotten: what becomes of the links that were made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import Translator
from aci_core.ui.share import dialog, links
from aci_core.ui.state.choices import view
from aci_core.ui.state.session import forgotten, session
from aci_core.ui.widgets.text import counted, literal_error

if TYPE_CHECKING:  # the store brings a database: not before somebody shares
    from aci_core.sharing.store import Entry

_REVOKE = "forget_revoke"
_ERROR = "_forget_error"
_LINKS = "_forget_links"  # what became of them, and how many they were
_LATE = 0.2  # seconds


def ask(t: Translator) -> None:
    """Open the dialog."""
    for key in (_REVOKE, _ERROR):
        st.session_state.pop(key, None)
    st.dialog(t("cohort.forget"), icon=":material/delete:")(_dialog)()


def _dialog() -> None:
    t, cohort = view.words(), session.cohort()
    if cohort is None:
        st.rerun()  # it is forgotten: the dialog closes
    st.markdown(counted(t, "forgetting.what", cohort.n))
    st.markdown(t("forgetting.undone", n=forgotten.SECONDS))
    entries, error = _open_links()
    if entries:
        st.warning(counted(t, "forgetting.open", len(entries)), icon=":material/link:")
        st.checkbox(t("forgetting.revoke"), key=_REVOKE, value=True)
    else:
        st.caption(t("forgetting.stays"))
    error = st.session_state.get(_ERROR) or error
    if error is not None:
        st.error(literal_error(t, error), icon=":material/error:")
    if error is not None or (entries and not st.session_state.get(_REVOKE)):
        st.caption(t("forgetting.keep"))
        dialog.copyable(links.manage_link(session.manage_secret()), "forget")
    st.button(
        t("forgetting.now"),
        key="forget_now",
        on_click=_forget,
        type="primary",
        icon=":material/delete:",
    )


def _open_links() -> tuple[tuple[Entry, ...], AciError | None]:
    if not session.has_links():
        return (), None
    try:
        return links.store().entries(manage=session.manage_secret()), None
    except AciError as error:
        return (), error


def _forget() -> None:
    """Revoke what is to be revoked, then forget; where that fails, say so and forget nothing."""
    entries, _ = _open_links()
    links = "kept" if entries else ""
    if entries and st.session_state.get(_REVOKE):
        try:
            for entry in entries:
                _revoke(entry.id)
        except AciError as error:
            st.session_state[_ERROR] = error
            return
        links = "revoked"
    session.forget()
    st.session_state[_LINKS] = (links, len(entries))


def notice(t: Translator) -> None:
    """Draw for ten seconds, above the page, a button that takes back what was forgotten."""
    left = forgotten.remaining()
    if left > 0:
        # Drawn once more when it is over: the time is the server's.
        st.fragment(_offer, run_every=left + _LATE)(t)


def _offer(t: Translator) -> None:
    if forgotten.remaining() <= 0:
        st.rerun()
    links, n = st.session_state.get(_LINKS, ("", 0))
    # No toast says it: that would lie over the button.
    with st.container(border=True, key="forget_undo", horizontal=True, vertical_alignment="center"):
        st.markdown(counted(t, f"forgetting.done_{links}" if links else "forgetting.done", n))
        st.button(
            t("forgetting.undo", n=forgotten.SECONDS),
            key="undo_forget",
            on_click=session.take_back,
            icon=":material/undo:",
        )


def _revoke(id: str) -> None:  # noqa: A002
    from aci_core.sharing import revoke

    try:
        revoke(links.store(), id, manage=session.manage_secret())
    except AciError as error:
        if error.code != "share_closed":  # it no longer opens
            raise
