"""The link of a pooled trial: its results alone, since there are no patients."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import Translator
from aci_core.ui.share import dialog, links
from aci_core.ui.state.choices import view
from aci_core.ui.state.session import session
from aci_core.ui.widgets.inputs import auth
from aci_core.ui.widgets.page import cards, layout, more
from aci_core.ui.widgets.text import counted, literal_error

if TYPE_CHECKING:  # the store brings a database: not before somebody shares
    from aci_core.federation.pooled_study import PooledStudy
    from aci_core.sharing import Link

_MADE = "_centres_link"  # the digest of the trial, and its link or why there is none
_FIELDS = ("days", "min_cell", "label", "phrase")


def part(t: Translator, study: PooledStudy) -> more.Part:
    """The part of the page where a link is made."""
    return more.Part("centres_link", partial(_draw, t, study))


def _draw(t: Translator, study: PooledStudy) -> None:
    with layout.card("centres_link"):
        cards.heading(t("card.centres_link"))
        layout.caption(t("centres.link_about"))
        dialog.reach(t)
        # A form takes what stands in its fields, also what no key has confirmed.
        with st.form("centres_link_form", border=False):
            _form(t, study)
        digest, made = st.session_state.get(_MADE, ("", None))
        if digest != study.digest:  # of other centres
            return
        if isinstance(made, AciError):
            st.error(literal_error(t, made), icon=":material/error:")
        elif made is not None:
            _link(t, made)


def _form(t: Translator, study: PooledStudy) -> None:
    left, right = layout.columns(1, 1)
    with left:
        st.segmented_control(
            t("share.days"),
            dialog.DAYS,
            key=_key("days"),
            format_func=lambda n: counted(t, "share.n_days", n),
            default=7,
            required=True,
        )
        st.text_input(t("share.label"), key=_key("label"), max_chars=80, help=t("share.label_help"))
    with right:
        st.segmented_control(
            t("share.min_cell"),
            dialog.MIN_CELLS,
            key=_key("min_cell"),
            format_func=lambda n: t("share.min_cell_all") if n == 1 else str(n),
            default=5,
            required=True,
            help=t("share.min_cell_help"),
        )
        st.text_input(
            t("share.phrase"),
            key=_key("phrase"),
            type="password",
            max_chars=200,
            autocomplete="new-password",
            placeholder=t("share.phrase_none"),
            help=t("share.phrase_help"),
        )
    st.form_submit_button(
        t("share.make"),
        key="centres_link_make",
        on_click=_make,
        args=(study,),
        type="primary",
        icon=":material/link:",
    )


def _key(field: str) -> str:
    return f"centres_link_{field}"


def _make(study: PooledStudy) -> None:
    """Store the results; an error is shown in the link's place."""
    from aci_core.sharing import Terms, share_centres

    days, least, label, phrase = (st.session_state.get(_key(field)) for field in _FIELDS)
    made: Link | AciError
    try:
        made = share_centres(
            links.store(),
            study,
            Terms(
                days=int(days or 7),
                kind="results",
                min_cell=int(least or 5),
                phrase=str(phrase or ""),
                label=str(label or "").strip(),
            ),
            view={"lang": view.lang()},
            manage=session.manage_secret(),
            owner=auth.user(),
        )
    except AciError as error:
        made = error
    else:
        session.link_made()
        st.session_state[_key("phrase")] = ""  # the next link has its own
    st.session_state[_MADE] = (study.digest, made)


def _link(t: Translator, made: Link) -> None:
    """Draw the link, what is withheld from it, and the address that manages it."""
    until = links.day(t, made.entry.expires)
    st.markdown(f"**{t('centres.link_made', until=until)}**")
    dialog.copyable(links.link(made.token, made.entry.kind), "centres")
    if made.entry.lock:
        st.caption(t("share.made_phrase"))
    if made.withheld:
        listed = dialog.withheld_names(t, made.withheld)
        st.caption(t("share.made_withheld", list=listed))
    with st.expander(t("share.manage_own"), icon=":material/key:"):
        st.caption(t("share.manage_note"))
        dialog.copyable(links.manage_link(made.manage), "centres_manage")
