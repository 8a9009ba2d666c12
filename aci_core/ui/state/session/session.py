"""The session's cohort: whose it is, its draft, and its end."""

from __future__ import annotations

import dataclasses
import logging
import secrets
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from aci_core.domain.errors import AciError
from aci_core.ui.server import expiry
from aci_core.ui.server.identity.session_owners import Owner, browser_hash, session_owners
from aci_core.ui.server.identity.sign_ins import SignIn, sign_ins
from aci_core.ui.server.limits.open_pages import open_pages
from aci_core.ui.state.choices import file_choices, view
from aci_core.ui.state.cohort import open_share
from aci_core.ui.state.cohort.known_files import OF_FILE, remember
from aci_core.ui.state.cohort.loaded import LOADED, Loaded
from aci_core.ui.state.session import browser_cookies, forgotten, sign_in, undecided
from aci_core.ui.state.session.drafts import Draft, Drafts

if TYPE_CHECKING:  # they bring pandas: not before a file is there
    from streamlit.runtime.state import SessionState

    from aci_core.domain.cohort import Cohort

_LOG = logging.getLogger(__name__)
_TOKEN = "_draft_token"  # noqa: S105 - a name, no secret
_SIGN_IN = "_sign_in"  # under which this session last ran
ENDED = "_sign_in_ended"  # it is over: the page says so
_STAYS = ("lang", "_framed", "_announced", _SIGN_IN)  # when a session is emptied
_RESTORED = "_restored"
_ROUND = "_upload_round"
ERROR = "_upload_error"
REPORT = "_report"  # the files of the last report
SENT = "_sent"  # of whom summaries of this file were taken away
_MANAGE = "_share_manage"  # the management secret of its links
_HAS_LINKS = "_share_any"  # it may have some: no store is asked before
_OF_LINKS = (_MANAGE, _HAS_LINKS, "_share_made", "_share_made_of", "_share_error")
# What is of the file, and may be taken back.
_OWN = (*OF_FILE, view.SEEN, _MANAGE, _HAS_LINKS)
COOKIE = "aci_draft"


@st.cache_resource(show_spinner=False)
def drafts() -> Drafts:
    """The store of drafts of this server."""
    made = Drafts()
    expiry.each_time(made.expire)
    expiry.each_time(sign_ins().sweep)
    sign_ins().on_end(made.delete_of)
    return made


def loaded() -> Loaded | None:
    """The cohort of this session with its source, None before one was loaded."""
    current: Loaded | None = st.session_state.get(LOADED)
    return current


def cohort() -> Cohort | None:
    """The cohort of this session, None before one was loaded."""
    current = loaded()
    return current.cohort if current else None


def require_cohort() -> Cohort:
    """The cohort of this session, without filters.

    Raises
    ------
    AciError
        ``no_cohort``; the frame shows the way to one.
    """
    current = cohort()
    if current is None:
        raise AciError("no_cohort")
    return current


def adopt(new: Loaded, *, keep: bool = False) -> None:
    """Make this the session's cohort, and keep a draft of it for a reload.

    Parameters
    ----------
    new : Loaded
    keep : bool
        What was chosen is meant for it, though it takes another cohort's place.
    """
    old = loaded()
    forgotten.drop()
    if not keep:
        file_choices.reset_for_new_file(old, new)
    if old is None or not file_choices.same_file(old, new):
        # Of a plan that was locked before this session nobody knows what had been seen.
        st.session_state[view.SEEN] = None if view.get("locked") else False
        st.session_state.pop(SENT, None)
    open_share.leave()
    st.session_state[LOADED] = new
    st.session_state.pop(ERROR, None)
    _keep_draft(Draft(new, manage=manage_secret()))


def manage_secret() -> str:
    """The management secret of the links of this session, in every tab of its draft the same."""
    secret: str = st.session_state.setdefault(_MANAGE, secrets.token_urlsafe(24))
    return secret


def has_links() -> bool:
    """Whether links may have been made in this session, or before a reload."""
    return bool(st.session_state.get(_HAS_LINKS))


def link_made() -> None:
    """Remember that a link was made."""
    st.session_state[_HAS_LINKS] = True


def _keep_draft(draft: Draft) -> None:
    """Keep a draft as who sits here now has it, under a new key, in the place of the one before.

    A key that the browser brought may have been planted by somebody who waits for a file to lie
    under it; so may one that another tab has used. None is ever used for what is new.
    """
    _drop_draft()
    token = secrets.token_urlsafe(24)
    st.session_state[_TOKEN] = token
    browser = browser_hash(st.context.cookies)
    drafts().put(token, dataclasses.replace(draft, owner=sign_in.current(), browser=browser))
    browser_cookies.want(COOKIE, token, partial(_forget_replaced, token))


def _drop_draft() -> None:
    token = st.session_state.pop(_TOKEN, None)
    if token:
        drafts().delete(token)


def _forget_replaced(token: str, old: str) -> None:
    """Forget the draft whose key the browser has given up for this one; in the server's thread."""
    if old and old != token:
        drafts().delete(old)


def forget() -> None:
    """Delete the cohort, its results and its draft; the cookie goes with the next page."""
    if open_share.current() is not None:  # a draft of one's own stays
        open_share.leave()
        return
    held = {key: st.session_state[key] for key in _OWN if key in st.session_state}
    forgotten.keep(held | file_choices.all_chosen())
    file_choices.reset_all()
    _drop_draft()
    _forget_elsewhere(manage_secret())
    browser_cookies.want(COOKIE, None, partial(_forget_replaced, ""))
    st.session_state.pop(ERROR, None)
    open_share.drop_results()
    for key in (REPORT, SENT, *_OWN, *_OF_LINKS):
        st.session_state.pop(key, None)
    undecided.drop()
    # Uploaders of another name: those of this one still hold the file.
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _forget_elsewhere(secret: str) -> None:
    """Take the data out of every other tab that has taken up its draft, at once."""
    drafts().delete_managed(secret)
    expiry.empty_others(
        lambda state: _MANAGE in state and state[_MANAGE] == secret,
        {**file_choices.FORGOTTEN_ELSEWHERE, _RESTORED: True},
    )


def take_back() -> None:
    """Load again what was forgotten, where its ten seconds are not over; from a callback.

    Links that were revoked stay so.
    """
    held = forgotten.take()
    file_choices.announce_taken_back(done=held is not None)
    if held is not None:
        for key, value in held.items():
            st.session_state[key] = value
        plan = view.plan_values()
        seen: bool | None = st.session_state.get(view.SEEN)
        current = st.session_state[LOADED]
        _keep_draft(Draft(current, plan, results_seen=seen, manage=manage_secret()))


def uploader_key(name: str) -> str:
    """The key of an uploader; after `forget` another one."""
    n_forgotten = st.session_state.get(_ROUND, 0)
    return f"{name}_{n_forgotten}" if n_forgotten else name


def check_sign_in() -> None:
    """Empty the session of whoever has signed out, or of a sign-in that is over; first in a run."""
    now, ended = sign_in.begin()
    _register(now)
    before = st.session_state.get(_SIGN_IN)
    st.session_state[_SIGN_IN] = now
    if before is not None and before != now:
        _empty()
    if now is None and (before is not None or ended):
        st.session_state[ENDED] = True


def signed_in() -> bool:
    """Whether somebody was signed in when this run began."""
    return st.session_state.get(_SIGN_IN) is not None


def _register(person: SignIn | None) -> None:
    """Note whose this session is, for the server's door."""
    context = get_script_run_ctx()
    if context is not None:
        owner = Owner(browser_hash(st.context.cookies), person.person if person else "")
        session_owners().register(context.session_id, owner)
        open_pages().own(st.context.headers, owner)


def has_signed_out(state: SessionState) -> bool:
    """Whether the sign-in under which a session last ran is over."""
    if _SIGN_IN not in state:
        return False
    made = state[_SIGN_IN]
    return isinstance(made, SignIn) and not sign_ins().is_open(made)


def sign_out() -> None:
    """Sign out: every session of this person is emptied, every draft goes."""
    sign_in.leave()
    _drop_draft()
    forgotten.drop()
    st.logout()


def _empty() -> None:
    """Forget all that this session knows, widgets and address included."""
    _drop_draft()
    forgotten.drop()
    undecided.drop()
    shown = view.lang()
    n_forgotten = st.session_state.get(_ROUND, 0) + 1
    for key in [k for k in st.session_state if k not in _STAYS]:
        del st.session_state[key]
    st.session_state[_ROUND] = n_forgotten
    st.session_state[_RESTORED] = True
    share = st.query_params.get(open_share.SHARE)
    st.query_params.from_dict({"lang": shown} | ({open_share.SHARE: share} if share else {}))


def restore() -> None:
    """Restore, on a session's first run, the draft that the browser's cookie names."""
    if st.session_state.get(_RESTORED) or open_share.SHARE in st.query_params:
        return
    st.session_state[_RESTORED] = True
    token = st.context.cookies.get(COOKIE)
    if not isinstance(token, str) or loaded() is not None:
        return
    draft = drafts().draft(token)
    if draft is not None and not draft.is_of(sign_in.current()):
        drafts().delete(token)  # somebody else sits at this browser now
        if draft.owner is not None and sign_in.current() is not None:
            sign_ins().end(draft.owner)
    elif draft is not None:
        st.session_state[LOADED] = draft.loaded
        if draft.manage:
            st.session_state[_MANAGE], st.session_state[_HAS_LINKS] = draft.manage, True
        _keep_draft(draft)
        remember(draft.loaded)
        # Of a plan that the address brings nobody knows what had been seen.
        if draft.plan and view.take_plan(draft.plan):
            st.session_state[view.SEEN] = draft.results_seen


def keep_plan() -> None:
    """Keep the choices of the plan with the draft, for an address that has none."""
    token = st.session_state.get(_TOKEN)
    if token and loaded() is not None and open_share.current() is None:
        seen: bool | None = st.session_state.get(view.SEEN)
        drafts().keep_plan(token, view.plan_of_last(), results_seen=seen)
