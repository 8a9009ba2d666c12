"""The share button and its dialog: what is shared, under which terms, and the list of links."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import Translator, labels
from aci_core.presentation.i18n.markdown import code, literal
from aci_core.ui.share import leaving, links
from aci_core.ui.state import results
from aci_core.ui.state.choices import view
from aci_core.ui.state.cohort import open_share
from aci_core.ui.state.session import session
from aci_core.ui.widgets.inputs import auth, confirm
from aci_core.ui.widgets.text import counted, literal_error

if TYPE_CHECKING:  # the store brings a database: not before somebody shares
    from aci_core.domain.cohort import Cohort
    from aci_core.sharing import Link
    from aci_core.sharing.store import Entry

_MADE = "_share_made"
_MADE_OF = "_share_made_of"  # the choices of which it was made
_ERROR = "_share_error"
_NEW = "_share_new"  # the outcome was not seen yet
_OUTCOME = "share_outcome"
# On a phone what comes of the button stands below the fold of the dialog.
_SHOW = f"""<script>(function show(left) {{
    const outcome = document.querySelector(".st-key-{_OUTCOME} > *");
    if (outcome) outcome.scrollIntoView({{ block: "nearest" }});
    else if (left) setTimeout(show, 100, left - 1);
}})(50);</script>"""
_DRAWN = "_share_drawn"
DAYS = (1, 7, 30, 90)
MIN_CELLS = (1, 3, 5, 10)
_ACCEPT = "unread.accept_share"
_MOST = 6  # names of variables before the list is cut


def begin() -> None:
    """Start a run: no button is drawn yet."""
    st.session_state[_DRAWN] = False


def button(t: Translator) -> None:
    """Draw the share button, once a page."""
    if session.cohort() is None or open_share.current() or st.session_state.get(_DRAWN):
        return
    st.session_state[_DRAWN] = True
    if st.button(t("share.button"), key="share", icon=":material/ios_share:"):
        for key in (_MADE, _ERROR):
            st.session_state.pop(key, None)
        st.dialog(t("share.title"), width="medium", icon=":material/ios_share:")(_dialog)()


def _dialog() -> None:
    t = view.words()
    what = st.segmented_control(
        t("share.what"),
        ("results", "rows", "view"),
        key="share_what",
        format_func=lambda code: t(f"share.what_{code}"),
        default="results",
        required=True,
        width="stretch",
        label_visibility="collapsed",
    )
    st.caption(t(f"share.about_{what}"))
    reach(t)
    if what == "view":
        copyable(links.view_link(), "view")
        return
    cohort = session.cohort()
    if what == "rows" and cohort is not None:
        leaving.draw(t, cohort, view.settings())
    _extent(t, str(what))
    foreseen = st.container()
    # A form takes what stands in its fields, also what no key has confirmed: else a pass-phrase
    # that was only typed would protect nothing.
    with st.form("share_form", border=False):
        _form(t, str(what))
    if st.session_state.get(_MADE_OF) != _choices(str(what)):
        st.session_state.pop(_MADE, None)  # under other choices it would be taken for theirs
    _outcome(t)
    _own_links(t)
    if what == "results" and cohort is not None:
        with foreseen:  # last: it may take a second
            _foreseen(t, cohort)


def _choices(kind: str) -> tuple[object, ...]:
    """What a link is made of, as chosen; without what its form takes along and clears."""
    cohort, state = session.cohort(), st.session_state
    return (
        kind,
        state.get("share_days"),
        state.get("share_min_cell") if kind == "results" else None,
        leaving.ticked(cohort) if cohort is not None else (),
        leaving.age_years(),
        cohort.digest if cohort is not None else "",
        view.settings(),
    )


def _extent(t: Translator, kind: str) -> None:
    """Draw for how long the link is open, and of results the least count that is shown."""
    left, right = st.columns(2)
    with left:
        st.segmented_control(
            t("share.days"),
            DAYS,
            key="share_days",
            format_func=lambda n: counted(t, "share.n_days", n),
            default=7,
            required=True,
            help=t("share.days_help"),
        )
    with right:
        if kind == "results":
            st.segmented_control(
                t("share.min_cell"),
                MIN_CELLS,
                key="share_min_cell",
                format_func=lambda n: t("share.min_cell_all") if n == 1 else str(n),
                default=5,
                required=True,
                help=t("share.min_cell_help"),
            )


def _foreseen(t: Translator, cohort: Cohort) -> None:
    """Draw what would be left out, by what makes the link."""
    from aci_core.sharing.links import foresee

    settings, least = view.settings(), int(st.session_state.get("share_min_cell") or 5)
    try:
        found = results.cached(
            (cohort.digest, "foreseen", settings, least), partial(foresee, cohort, settings, least)
        )
    except AciError:
        return  # it is told when the link is made
    parts = []
    if found.primary:
        name = literal(labels.in_variable(t, found.primary))
        parts.append(t("share.foreseen_primary", name=name))
    if found.n_harms and len(found.harms) == found.n_harms:
        parts.append(t("share.foreseen_all_harms"))
    elif found.harms:
        n, of = len(found.harms), found.n_harms
        listed = withheld_names(t, frozenset(found.harms))
        parts.append(t("share.foreseen_harms", list=listed, n=n, of=of))
    if found.others:
        parts.append(t("share.foreseen_others", list=withheld_names(t, frozenset(found.others))))
    listed = t("words.semicolon").join(parts or [t("share.foreseen_none")])
    st.caption(f":material/visibility_off: {t('share.foreseen', list=listed)}")


def _form(t: Translator, kind: str) -> None:
    left, right = st.columns(2)
    with left:
        st.text_input(
            t("share.label"),
            key="share_label",
            max_chars=80,
            placeholder=t("share.label_example"),
            help=t("share.label_help"),
        )
    with right:
        st.text_input(
            t("share.phrase"),
            key="share_phrase",
            type="password",
            max_chars=200,
            autocomplete="new-password",
            placeholder=t("share.phrase_none"),
            help=t("share.phrase_help"),
        )
    if auth.can_sign_in():
        st.checkbox(t("share.signed_in"), key="share_signed_in", help=t("share.signed_in_help"))
    confirm.errors(t, _ACCEPT)
    st.form_submit_button(
        t("share.make"),
        key="share_make",
        on_click=_make,
        args=(kind,),
        type="primary",
        icon=":material/link:",
    )


def _make(kind: str) -> None:
    """Store the share; an error is shown in the dialog."""
    from aci_core.sharing import Terms, share

    loaded = session.loaded()
    if loaded is None:
        return
    state = st.session_state
    state.pop(_MADE, None)
    state.pop(_ERROR, None)
    state[_NEW] = True
    try:
        loaded.cohort.two_arms()  # first: no tick helps there
        _confirmed()
        terms = Terms(
            days=int(state.get("share_days") or 7),
            kind="results" if kind == "results" else "rows",
            min_cell=int(state.get("share_min_cell") or 5),
            phrase=str(state.get("share_phrase") or ""),
            label=str(state.get("share_label") or "").strip(),
            signed_in=bool(state.get("share_signed_in")) and auth.can_sign_in(),
            more=leaving.ticked(loaded.cohort),
            age_years=leaving.age_years(),
        )
        made = share(
            links.store(),
            loaded.cohort,
            view.settings(),
            terms,
            mapping=loaded.mapping,
            view=links.link_choices(),
            manage=session.manage_secret(),
            owner=auth.user(),
        )
    except AciError as error:
        state[_ERROR] = error
        return
    session.link_made()
    state[_MADE], state[_MADE_OF] = made, _choices(kind)
    state["share_phrase"] = state["share_label"] = ""  # the next link has its own


def _confirmed() -> None:
    if confirm.n_errors() and not st.session_state.get(confirm.key(_ACCEPT)):
        raise AciError("errors_stand")


def problem(t: Translator) -> None:
    """Draw why the last link was not made or revoked."""
    error: AciError | None = st.session_state.get(_ERROR)
    if error is not None:
        st.error(literal_error(t, error), icon=":material/error:")


def unreachable(t: Translator, error: AciError) -> None:
    """Draw why the links cannot be listed, and a button that tries again."""
    st.warning(literal_error(t, error), icon=":material/cloud_off:")
    st.button(t("shared.retry"), key="retry_links", icon=":material/refresh:")


def _outcome(t: Translator) -> None:
    """Draw what came of the button, and bring it into sight once."""
    state = st.session_state
    if _MADE in state or _ERROR in state:
        with st.container(key=_OUTCOME):
            problem(t)
            _made(t)
    if state.pop(_NEW, False):
        st.html(_SHOW, unsafe_allow_javascript=True)


def _made(t: Translator) -> None:
    """Draw the link that was made, who sees what by it, and the address that manages it."""
    made: Link | None = st.session_state.get(_MADE)
    if made is None:
        return
    with st.container(border=True, key="share_made", gap="xsmall"):
        st.markdown(f"**{_who_sees_what(t, made.entry)}**")
        copyable(links.link(made.token, made.entry.kind), "made")
        if made.entry.lock:
            st.caption(t("share.made_phrase"))
        if made.withheld:
            st.caption(t("share.made_withheld", list=withheld_names(t, made.withheld)))
        with st.expander(t("share.manage_own"), icon=":material/key:"):
            st.caption(t("share.manage_note"))
            copyable(links.manage_link(made.manage), "manage")


def _who_sees_what(t: Translator, entry: Entry) -> str:
    """What a link that was made lets whom see, and until when."""
    conditions = [*(["phrase"] if entry.lock else []), *(["signed_in"] if entry.signed_in else [])]
    cohort = session.cohort()
    if entry.kind == "rows":
        what = counted(t, "share.sees_rows", cohort.n if cohort else 0)
    else:
        what = t("share.sees_results")
    who = t(f"share.who_{'_'.join(conditions) or 'link'}")
    return t("share.made", who=who, what=what, until=links.day(t, entry.expires))


def reach(t: Translator) -> None:
    """Warn where the address of a link does not lead here from everywhere."""
    host = links.host()
    reach = links.reach_of(host)
    if reach != "everywhere":
        st.warning(t(f"share.reach_{reach}", host=code(host)), icon=":material/lan:")


def copyable(address: str, key: str) -> None:
    """Draw an address with a copy button, which the style sheet keeps visible."""
    with st.container(key=f"share_link_{key}"):
        st.code(address, language=None, wrap_lines=True)


def withheld_names(t: Translator, names: frozenset[str]) -> str:
    """Some variables of which something is withheld, and how many more."""
    labelled = sorted(literal(labels.variable(t, name)) for name in names)
    listed = t("words.list").join(labelled[:_MOST])
    more = len(labelled) - _MOST
    return listed if more < 1 else t("share.and_more", list=listed, n=more)


def _own_links(t: Translator) -> None:
    """Draw the links of this session, or of the signed-in user."""
    secret, owner = session.manage_secret(), auth.user()
    if not session.has_links() and owner is None:
        return
    try:
        store = links.store()
        entries = store.entries(owner=owner) if owner else store.entries(manage=secret)
    except AciError as error:
        unreachable(t, error)
        return
    link_list(t, entries, manage=None if owner else secret, owner=owner)


def link_list(
    t: Translator,
    entries: tuple[Entry, ...],
    *,
    manage: str | None,
    owner: str | None,
    head: bool = True,
) -> None:
    """Draw links with the number of their openings, each to be revoked."""
    if not entries:
        st.caption(t("share.none"))
        return
    if head:
        st.markdown(f"**{t('share.mine')}**")
    for entry in entries:
        with st.container(
            border=True, horizontal=True, vertical_alignment="center", key=f"link_{entry.id}"
        ):
            name = literal(entry.label) or t("share.unnamed")
            facts = (
                t(f"share.kind_{entry.kind}"),
                t("share.since", day=links.day(t, entry.created)),
                t("share.until", day=links.day(t, entry.expires)),
                counted(t, "share.opened", entry.opened) if entry.opened else t("share.unopened"),
                *((t("share.with_phrase"),) if entry.lock else ()),
            )
            with st.container(gap="xxsmall"):
                st.markdown(f"**{name}**")
                st.caption(" · ".join(facts))
            st.button(
                t("share.revoke"),
                key=f"revoke_{entry.id}",
                on_click=_revoke,
                args=(entry.id, manage, owner),
                icon=":material/link_off:",
                help=t("share.revoke_help"),
            )


def _revoke(id: str, manage: str | None, owner: str | None) -> None:  # noqa: A002
    from aci_core.sharing import revoke

    st.session_state.pop(_ERROR, None)
    try:
        revoke(links.store(), id, manage=manage, owner=owner)
    except AciError as error:
        st.session_state[_ERROR] = error
    st.session_state.pop(_MADE, None)
