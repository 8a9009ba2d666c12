"""A reader's side of sharing: opening a link, its pass-phrase, and why it does not open."""

from __future__ import annotations

import itertools
import logging
import threading
from typing import TYPE_CHECKING

import streamlit as st

from aci_core import __version__
from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.share import dialog, links, passphrase_memory
from aci_core.ui.state.choices import choices, file_choices, view
from aci_core.ui.state.cohort import open_share
from aci_core.ui.state.session import loading, session
from aci_core.ui.widgets.inputs import auth
from aci_core.ui.widgets.navigation import navigation
from aci_core.ui.widgets.page import cards
from aci_core.ui.widgets.text import literal_error

if TYPE_CHECKING:
    from aci_core.domain.cohort import Cohort
    from aci_core.sharing import Opened

_LINKED = file_choices.LINKED  # (digest, page, choices) of a link without data
_HOUR = 3600
_AGAIN = 60  # seconds until expired shares are deleted after that has failed
_SOON = 3  # seconds: the database's libraries do not hold up a server's first page
_EVENTS = logging.getLogger(
    "aci.share"
)  # of `aci_core.sharing.audit_log`, which brings the database
WATCH = 20  # seconds until a page that nobody touches sees that its link has gone


@st.cache_resource(show_spinner=False)
def start_purge() -> threading.Thread:
    """Delete expired shares, soon and every hour, as long as the server runs."""
    if not _EVENTS.handlers:  # its lines go to standard error with nothing around them
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(message)s"))
        _EVENTS.addHandler(handler)
        _EVENTS.setLevel(logging.INFO)
        _EVENTS.propagate = False
    thread = threading.Thread(target=_purge_hourly, name="purge", daemon=True)
    thread.start()
    return thread


def _purge_hourly() -> None:
    pause = threading.Event()
    pause.wait(_SOON)
    while True:
        pause.wait(_HOUR if _purge() else _AGAIN)


def _purge() -> bool:
    """Delete expired shares; False where that failed, of whatever kind."""
    try:
        from aci_core.sharing import store

        if store.exists():
            from aci_core.sharing import purge

            purge(store.open_store())
    except Exception as error:  # noqa: BLE001 - the thread goes on
        loading.log_place(error)
        return False
    return True


def begin() -> None:
    """Open the link's share, and check that an open one is still valid; before the view is read."""
    dialog.begin()
    _check_current()
    token = st.query_params.get(open_share.SHARE)
    refused = st.session_state.get(open_share.REFUSED)
    current = open_share.current()
    known = (
        current.token if current else None,
        st.session_state.get(open_share.LEFT),
        refused[0] if refused else None,
    )
    if token and token not in known:
        _open(token, "")
    _read_digest()


def _check_current() -> None:
    current = open_share.current()
    if current is None:
        return
    from aci_core.sharing import check

    try:
        entry = check(links.store(), current.token, user=auth.user())
        if entry.lock:
            passphrase_memory.is_remembered(entry.id)  # it is being looked at
    except AciError as error:
        # A reader's page goes at once; also where nobody can say whether it may stay.
        open_share.leave()
        if _may_pass(error):
            open_share.set_token(current.token)
        # On the page that is drawn now, which may be the next one of the menu.
        st.session_state[open_share.REFUSED] = (current.token, error, "")


def _may_pass(error: AciError) -> bool:
    """Whether it is the store that fails, and not the link: it may open a minute later."""
    return error.code.startswith("store_")


def _open(token: str, phrase: str) -> None:
    from aci_core.sharing import check, open_link

    st.session_state.pop(open_share.REFUSED, None)
    user = auth.user()
    try:
        entry = check(links.store(), token, user=user)
        passed = not phrase and entry.lock is not None and passphrase_memory.is_remembered(entry.id)
        opened = open_link(links.store(), token, phrase=phrase, user=user, passed=passed)
    except AciError as error:
        if error.code != "share_gone":
            open_share.set_token(token)
        st.session_state[open_share.REFUSED] = (token, error, "")
        return
    if entry.lock and not passed:
        passphrase_memory.remember(entry.id)
    open_share.adopt(opened)
    _show(opened, token)


def _show(opened: Opened, token: str) -> None:
    """Take over the owner's choices, unless the link has its own."""
    query = st.query_params.to_dict()
    if set(query) <= {open_share.SHARE, "lang"}:
        chosen = choices.write(choices.from_settings(opened.content.settings), {"primary": "none"})
        view_of = {**chosen, **opened.content.view}
        if "lang" in query:  # chosen while the pass-phrase was asked for, or written in the link
            view_of["lang"] = query["lang"]
        st.query_params.from_dict({open_share.SHARE: token, **view_of})


def leave() -> None:
    """Close the share, and do not open it again."""
    current = open_share.current()
    if current is not None:
        passphrase_memory.forget(current.entry.id)
        file_choices.reset_all()
    open_share.leave()


def gate(t: Translator) -> bool:
    """Draw a page in the place of the one asked for; False where that one may be drawn."""
    secret = st.query_params.get(links.MANAGE)
    if secret:
        _manage(t, secret)
        return True
    refused = st.session_state.get(open_share.REFUSED)
    if refused is None:
        return False
    token, error, page = refused
    if error.code == "share_gone":
        if page and page != view.page():  # gone on by the menu
            st.session_state.pop(open_share.REFUSED)
            return False
        st.session_state[open_share.REFUSED] = (token, error, view.page())
    with st.container(border=True, key="share_gate"):
        st.title(t("shared.title"), anchor=False)
        _gate(t, token, error)
        _back_to_own(t)
    return True


def _back_to_own(t: Translator) -> None:
    """Offer the visitor's own cohort, which is never shown unasked in place of a link's."""
    cohort, refused = session.cohort(), st.session_state.get(open_share.REFUSED)
    if cohort is None and refused is not None and refused[1].code != "share_gone":
        st.button(t("shared.leave"), key="go_on", on_click=_dismiss_link, icon=":material/logout:")
    if cohort is not None:
        name = cards.cohort_name(t, cohort.name, synthetic=cohort.synthetic)
        st.button(
            t("shared.go_on", name=name),
            key="go_on",
            on_click=_dismiss_link,
            icon=":material/undo:",
        )


def _dismiss_link() -> None:
    refused = st.session_state.get(open_share.REFUSED)
    open_share.leave()
    if refused is not None:
        st.session_state[open_share.LEFT] = refused[0]


def _gate(t: Translator, token: str, error: AciError) -> None:
    sentence = literal_error(t, error)
    match error.code:
        case "share_locked" | "share_wrong_phrase" | "share_wait":
            say = st.markdown if error.code == "share_locked" else st.warning
            say(sentence)
            with st.form("phrase_form", border=False):
                st.text_input(
                    t("shared.phrase"), key="phrase", type="password", max_chars=200, width=420
                )
                st.form_submit_button(
                    t("shared.open"),
                    key="open_shared",
                    on_click=_submit_phrase,
                    args=(token,),
                    type="primary",
                )
        case "share_sign_in":
            st.markdown(sentence)
            if auth.can_sign_in():
                st.button(
                    t("shared.sign_in"), key="sign_in_gate", on_click=st.login, type="primary"
                )
        case _ if _may_pass(error):
            st.warning(sentence, icon=":material/cloud_off:")
            st.button(
                t("shared.retry"),
                key="retry_link",
                on_click=_open,
                args=(token, ""),
                type="primary",
                icon=":material/refresh:",
            )
        case _:
            st.markdown(sentence)
            if session.cohort() is None:
                with st.container(horizontal=True):
                    cards.sample_button(t, "sample_gone")
                    navigation.data_button(t, "data_gone")


def _submit_phrase(token: str) -> None:
    _open(token, str(st.session_state.get("phrase") or ""))


def _manage(t: Translator, secret: str) -> None:
    st.title(t("shared.manage_title"), anchor=False)
    dialog.problem(t)
    try:
        entries = links.store().entries(manage=secret)
    except AciError as error:
        dialog.unreachable(t, error)
        return
    if not entries:
        st.markdown(t("error.share_gone"))
        return
    st.markdown(t("shared.manage_about"))
    dialog.link_list(t, entries, manage=secret, owner=None, head=False)


def badge(t: Translator) -> None:
    """Draw in the cohort card that it is shared, and until when."""
    current = open_share.current()
    if current is not None:
        until = links.day(t, current.entry.expires)
        st.badge(t(f"shared.badge_{current.entry.kind}"), icon=":material/link:", color="blue")
        st.caption(t("share.until", day=until))


def card(t: Translator, cohort: Cohort, opened: Opened) -> None:
    """Draw what is shared, and a button that closes it."""
    with st.container(border=True, key="shared_card"):
        name = cards.cohort_name(t, cohort.name, synthetic=cohort.synthetic)
        st.header(name, anchor=False)
        until = links.day(t, opened.entry.expires)
        st.markdown(t(f"shared.about_{opened.entry.kind}", until=until))
        st.button(t("shared.leave"), key="leave_share", on_click=leave, icon=":material/logout:")


def _read_digest() -> None:
    """Read, on a session's first run, the digest that a link without data was made for."""
    if _LINKED in st.session_state:
        return
    digest = st.query_params.get(links.DIGEST) or ""
    known = digest if digest.isalnum() and len(digest) == links.SHORT else ""
    st.session_state[_LINKED] = (known, "", st.query_params.to_dict()) if known else None


def notice(t: Translator) -> None:
    """Draw above the page which cohort the link was made for, and whether it is loaded."""
    current = open_share.current()
    if current is not None:
        _watch()
        until = t("share.until", day=links.day(t, current.entry.expires))
        parts = [f":material/link: {t('shared.badge_rows')}", until]
        if current.entry.kind == "results":
            parts.append(_of_results(t, current))
        st.caption(" · ".join(parts))
        _earlier_version(t, current)
    linked = st.session_state.get(_LINKED)
    if linked is None:
        return
    digest, page, query = linked
    if not page:
        linked = st.session_state[_LINKED] = (digest, view.page(), query)
        page = view.page()
    cohort = session.cohort()
    shown = f"`{digest[:8]}`"
    if cohort is None:
        st.info(t("shared.link_waits", digest=shown), icon=":material/link:")
        return
    with st.container(horizontal=True, vertical_alignment="center", key="link_notice"):
        if cohort.digest.startswith(digest):
            st.success(t("shared.link_fits", digest=shown), icon=":material/check_circle:")
            if page != view.page():
                navigation.page_button(t, "shared.link_open", page, "link_open")
            else:
                st.session_state[_LINKED] = None
        else:
            other = t("shared.link_other", digest=shown, other=f"`{cohort.digest[:8]}`")
            st.warning(other, icon=":material/warning:")
            st.button(t("shared.link_dismiss"), key="link_dismiss", on_click=_dismiss)


def _of_results(t: Translator, opened: Opened) -> str:
    """What a reader of results alone has to know before the first number."""
    from aci_core.sharing import Results

    content = opened.content
    if isinstance(content, Results) and content.one_set and content.min_cell > 1:
        return t("shared.results_note_steps", most=content.min_cell - 1)
    return t("shared.results_note")


def _earlier_version(t: Translator, opened: Opened) -> None:
    """Draw which version made the link, and which rules have changed since."""
    made_by = opened.content.version
    if made_by == __version__:
        return
    with st.expander(t(f"shared.earlier_{opened.entry.kind}", version=literal(made_by))):
        for number in itertools.count(1):
            if not t.has(f"rules_changed.{number}"):
                break
            st.markdown(f"- {t(f'rules_changed.{number}')}")


@st.fragment(run_every=WATCH)
def _watch() -> None:
    """Close a page that nobody touches once its link is revoked or expires."""
    from aci_core.sharing import check

    current = open_share.current()
    if current is None:
        return
    try:
        check(links.store(), current.token, user=auth.user())
    except AciError as error:
        if not _may_pass(error):  # a database that restarts sends nobody away
            st.rerun()


def _dismiss() -> None:
    st.session_state[_LINKED] = None
