"""The frame of every page: menu, sidebar, footer, and the handling of errors."""

from __future__ import annotations

import html
import os
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import LANGUAGES, Translator
from aci_core.ui.frame import cohort_card, filter_panel, logo
from aci_core.ui.server import expiry
from aci_core.ui.server.limits.open_pages import open_pages
from aci_core.ui.share import forgetting, reader
from aci_core.ui.state.choices import choice_widgets, file_choices, view
from aci_core.ui.state.session import browser_cookies, loading, session
from aci_core.ui.state.session.drafts import HOURS
from aci_core.ui.widgets.assets import style
from aci_core.ui.widgets.inputs import auth, controls
from aci_core.ui.widgets.navigation import navigation
from aci_core.ui.widgets.page import cards, empty_states

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

_FRAMED = "_framed"
_ANNOUNCED = "_announced"


def _menu(t: Translator, *, hidden: bool = False) -> StreamlitPage:
    # Before the menu: else the browser asks Google for the page's icon to make it the tab's.
    st.set_page_config(page_icon=logo.icon(), layout="wide")
    return navigation.menu(t, hidden=hidden)


def _begin() -> StreamlitPage:
    """Draw everything before the page itself; return the page that the URL names."""
    expiry.used()
    open_pages().run_began(st.context.headers)
    session.check_sign_in()
    reader.begin()
    lang = view.lang()
    page = _menu(view.words())
    view.sync(page.url_path)
    if view.lang() != lang:  # the address brought another language: say the menu again
        page = _menu(view.words())
    t = view.words()
    st.set_page_config(page_title=f"{page.title} · {t('app.name')}")
    session.restore()
    session.keep_plan()  # with what a callback has chosen
    _browser(t)
    file_choices.show_message(t)
    logo.draw(t)
    with st.sidebar:
        cohort_card.draw(t)
        filter_panel.panel(t)
        controls.settings_menu(t)
        auth.panel(t)
        choice_widgets.segmented(
            "lang", LANGUAGES, section="language", hide_label=True, stretch=True
        )
    return page


def _browser(t: Translator) -> None:
    """Send what only the browser can do: language of the page, cookies, scripts, styles."""
    st.html(
        f'<script>document.documentElement.lang="{t.language.html_tag}";'
        f"{browser_cookies.script()}{style.script(t)}</script>",
        unsafe_allow_javascript=True,
    )
    style.draw(t)


def _end() -> None:
    kept = sum(
        len(value) for value in st.session_state.to_dict().values() if isinstance(value, str)
    )
    open_pages().run_ended(st.context.headers, kept)
    t = view.words()
    text = html.escape(t("written.space").join(cards.provenance(t)))
    st.html(f'<footer class="page-footer">{text}</footer>')


def _notices() -> None:
    """Draw above every page what is over in a moment."""
    t = view.words()
    auth.notice(t)
    forgetting.notice(t)


def run() -> None:
    """Draw frame and page, for ``dashboard.py``."""
    reader.start_purge()
    expiry.start(HOURS * 3600, session.has_signed_out)
    page = _begin()
    st.session_state[_FRAMED] = True
    try:
        view.hold()
        _notices()
        if not reader.gate(view.words()):
            reader.notice(view.words())
            page.run()
    except AciError as error:
        empty_states.error_state(view.words(), error)
    except Exception as error:
        # A reader gets our words; the text of an unforeseen error may hold a patient's value.
        loading.log_place(error)
        if os.environ.get("ACI_RAISE"):
            raise
        st.error(view.words()("app.failed"), icon=":material/error:")
    finally:
        st.session_state[_FRAMED] = False
        view.end_run()
        session.keep_plan()  # with what the page has shown
    _end()


def ensure() -> None:
    """Draw the frame if it is missing: a fresh server may run a page without ``dashboard.py``.

    The first visitor who opens a page's own address gets its file run bare. Announcing the
    menu and running once more leads through ``dashboard.py``. Drawing the frame at once instead
    would give the page's widgets other identities in the next run.
    """
    if st.session_state.get(_FRAMED):
        return
    if not st.session_state.get(_ANNOUNCED):
        st.session_state[_ANNOUNCED] = True
        _menu(view.words(), hidden=True)
        st.rerun()
    _begin()
    _notices()
    if reader.gate(view.words()):
        st.stop()
    reader.notice(view.words())
