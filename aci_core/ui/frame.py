"""The frame round every page: menu, cohort's card, language, footer, and what errors look like."""

from __future__ import annotations

import html
import os
from pathlib import Path
from typing import Any

import streamlit as st

from aci_core.errors import AciError
from aci_core.i18n import LANGUAGES, Translator
from aci_core.ui import (
    cards,
    cohort_card,
    controls,
    filtering,
    instead,
    logo,
    of_file,
    passes,
    past,
    people,
    printing,
    session,
    shared,
    view,
)

_FRAMED = "_framed"
_ANNOUNCED = "_announced"
_FOLDER = Path(__file__).resolve().parents[2] / "pages"

# The menu: groups, and in each the page's file and its icon. A page of a later issue is one line.
MENU: dict[str, tuple[tuple[str, str], ...]] = {
    "study": (("1_overview", "dashboard"), ("2_data", "upload_file")),
    "results": (
        ("3_baseline", "balance"),
        ("4_outcomes", "monitor_heart"),
        ("5_response", "stacked_bar_chart"),
        ("6_factors", "scatter_plot"),
        ("7_safety", "health_and_safety"),
    ),
    "take_away": (
        ("8_report", "description"),
        ("9_methods", "function"),
        ("11_published", "table_chart"),
    ),
}
HIDDEN = (("10_patient", "person"),)  # opened by a link to somebody, not from the menu
# Streamlit's menu of groups is a list whose items are not its children: to a screen reader the
# links alone are better than a broken list.
_MENU_ROLES = """
[0, 300, 1500].forEach(ms => setTimeout(() => document
  .querySelectorAll('[data-testid="stSidebarNavItems"], [data-testid="stSidebarNavItems"] li')
  .forEach(e => e.setAttribute("role", "none")), ms));
"""
# A shared link is a key: no page that a link leads to is told it, whatever server stands before.
_NO_REFERRER = """
if (!document.querySelector('meta[name="referrer"]')) {
  const meta = document.createElement("meta");
  [meta.name, meta.content] = ["referrer", "no-referrer"];
  document.head.append(meta);
}
"""
# Dialogs stand beside the app and know its theme by the system's alone; white on the dark
# theme's accent cannot be read; the uploader speaks English only; a headline
# number is cut on a phone, and stands higher or lower than its neighbours where a label takes two
# lines; a long formula scrolls where no key reaches; a heading that begins a card is a line away
# from its edge; the button that copies a link shows under a mouse alone; the buttons beside a short
# title stand on one another on a phone; a Chinese label breaks within a word, and a column's name
# within itself; a heading's last line is a word; a fingerprint is too faint to read. Should a later
# Streamlit name its parts otherwise, all fall back to what it does.
# Tables are ours: their rows keep their names when they scroll, and fade where there is more.
_STYLE = """
:root { color-scheme: light dark; }
:root [data-testid^="stBaseButton-primary"] { color: light-dark(#FFFFFF, #0F1A24); }
[data-testid="stFileUploaderDropzone"] > span button p,
[data-testid="stFileUploaderDropzoneInstructions"] span { font-size: 0; }
[data-testid="stFileUploaderDropzone"] > span button p::after { content: "%s"; }
[data-testid="stFileUploaderDropzoneInstructions"] span::after { content: "%s"; }
[data-testid="stFileUploaderDropzone"] :is(p, span)::after { font-size: .875rem; }
[data-testid="stMetric"] :is(label, label *, [data-testid="stMetricValue"] *,
  [data-testid="stMetricDelta"], [data-testid="stMetricDelta"] *) {
  white-space: normal; overflow: visible; text-overflow: clip; line-height: 1.25; }
[data-testid="stMetric"] > div { display: flex; flex-direction: column; height: 100%%; }
[data-testid="stMetric"] label { flex-grow: 1; align-items: start; }
:root [data-testid="stMetric"] label * { word-break: keep-all; overflow-wrap: anywhere; }
[class*="st-key-"] > :first-child :is(h1, h2, h3) { padding-top: 0; }
h1, h2, h3, h4 { text-wrap-style: balance; }
[data-testid="stMarkdownContainer"] :is(p, li) { text-wrap-style: pretty; }
[data-testid="stMarkdownContainer"] :not(pre) > code {
  display: inline-block; max-width: 100%%; margin: 0; padding: 0 .25em; line-height: 1.5; }
[data-testid="stCaptionContainer"] code { color: inherit; background: none; padding: 0; }
.st-key-cohort_card [data-testid="stCaptionContainer"],
:root [data-testid="stMetricDelta"] :is(div, p, span) {
  word-break: keep-all; overflow-wrap: anywhere; }
[class*="st-key-share_link"] .stCode > :last-child { visibility: visible; opacity: 1; }
[class*="st-key-share_link"] .stCode pre { padding-right: 3.25rem; }
.st-key-headline_patient [data-testid="stMetric"] label { flex-grow: 0; }
.st-key-formula .katex-display { overflow: visible !important; }
.st-key-formula .katex-display > .katex { white-space: normal !important; }
@media (640px < width < 1200px) { [data-testid="stMainBlockContainer"] {
  padding-left: 1.75rem; padding-right: 1.75rem; } }
[class*="st-key-headline_"] > * { flex: 1 1 165px !important; }
[class*="st-key-headline_"] > :only-child { max-width: 30rem; }
.st-key-page_actions { flex-wrap: nowrap !important; }
:has(> .st-key-page_actions) { min-width: max-content; }
.st-key-headline_data [data-testid="stMetric"] label { flex-grow: 0; }
@media (640px < width < 1200px) {
  [class*="st-key-headline_"]:has(> :nth-child(4):last-child) > * { flex-basis: 40%% !important; }
  .st-key-card_baseline [role="region"] table { font-size: .8rem !important; } }
@media (640px < width < 1400px) {
  [class*="st-key-headline_"]:has(> :nth-child(5):last-child) > * { flex-basis: 28%% !important; } }
[role="region"] th[scope="row"] { position: sticky; left: 0;
  background: light-dark(#FFFFFF, #10171C); }
.st-key-report_text { animation: more-below linear both; animation-timeline: scroll(self block); }
@keyframes more-below { from { mask: linear-gradient(#000 calc(100%% - 4rem), #0000); }
  to { mask: linear-gradient(#000 100%%, #0000); } }
[role="region"] { animation: more-at-right linear both; animation-timeline: scroll(self inline); }
@keyframes more-at-right {
  from { mask: linear-gradient(90deg, #000 calc(100%% - 3rem), #0002); }
  to { mask: linear-gradient(90deg, #000 100%%, #0002); } }
"""


def _stem(file: str) -> str:
    return file.partition("_")[2]


def page_file(name: str) -> str:
    """The file of a page by its name, for `st.switch_page`: ``data``."""
    files = [file for group in (*MENU.values(), HIDDEN) for file, _ in group]
    return next(str(_FOLDER / f"{file}.py") for file in files if _stem(file) == name)


def _navigate(t: Translator, *, hidden: bool = False) -> Any:
    groups = {
        t(f"menu.{group}"): [_page(t, file, icon) for file, icon in files]
        for group, files in MENU.items()
    }
    # Streamlit serves a default page at the bare address only: without a page of its own there,
    # /overview would be "not found".
    home = st.Page(_home, title=t("app.name"), default=True, visibility="hidden")
    first = next(iter(groups))
    hidden_ones = [_page(t, file, icon, hidden=True) for file, icon in HIDDEN]
    groups[first] = [home, *groups[first], *hidden_ones]
    # Before the menu: else the browser asks Google for the page's icon to make it the tab's.
    st.set_page_config(page_icon=str(logo.ICON), layout="wide")
    return st.navigation(groups, position="hidden" if hidden else "sidebar", expanded=True)


def _page(t: Translator, file: str, icon: str, *, hidden: bool = False) -> Any:
    return st.Page(
        _FOLDER / f"{file}.py",
        title=t(f"page.{_stem(file)}"),
        icon=f":material/{icon}:",
        help=t(f"page_help.{_stem(file)}"),
        visibility="hidden" if hidden else "visible",
    )


def _home() -> None:
    """The bare address leads to the overview."""
    st.switch_page(page_file("overview"))


def _begin() -> Any:
    """Everything before the page itself; the page that the address names."""
    shared.begin()
    lang = view.lang()
    page = _navigate(view.words())
    view.sync(page.url_path)
    if view.lang() != lang:  # the address brought another language: say the menu again
        page = _navigate(view.words())
    t = view.words()
    st.set_page_config(page_title=f"{page.title} · {t('app.name')}")
    session.restore()
    _browser(t)
    of_file.tell(t)
    logo.draw(t)
    with st.sidebar:
        cohort_card.draw(t)
        filtering.panel(t)
        controls.settings_menu(t, session.cohort())
        people.panel(t)
        view.segmented("lang", LANGUAGES, section="language", hide_label=True, stretch=True)
    return page


def _browser(t: Translator) -> None:
    """What only the browser can do: the page's language, the draft's cookie, our own words."""
    st.html(
        f'<script>document.documentElement.lang="{t.language.html_tag}";'
        f"{session.cookie_script()}{passes.cookie_script(session.cookie_tail())}"
        f"{_NO_REFERRER}{_MENU_ROLES}{past.SCRIPT}{printing.SCRIPT}</script>",
        unsafe_allow_javascript=True,
    )
    style(t)


def style(t: Translator) -> None:
    """Our own rules; before anything that a callback shows, else that takes their place."""
    text = _STYLE % (t("ui.choose_file"), t("ui.drop_file"))
    st.html(f"<style>{text}{printing.STYLE}</style>")


def _end() -> None:
    t = view.words()
    text = html.escape(t("written.space").join(cards.provenance(t)))
    st.html(
        '<footer style="margin-top:1.5rem;padding-top:.75rem;font-size:.85rem;opacity:.8;'
        f'border-top:1px solid rgba(128,140,150,.35)">{text}</footer>'
    )


def run() -> None:
    """Draw frame and page; all that ``app.py`` does."""
    shared.keep_clean()
    page = _begin()
    st.session_state[_FRAMED] = True
    try:
        if not shared.gate(view.words()):
            shared.notice(view.words())
            page.run()
    except AciError as error:
        instead.stopped(view.words(), error)
    except Exception as error:
        # A reader gets our words; the text of an unforeseen error may hold a patient's value.
        session.log_place(error)
        if os.environ.get("ACI_RAISE"):
            raise
        st.error(view.words()("app.failed"), icon=":material/error:")
    finally:
        st.session_state[_FRAMED] = False
        view.seal()
    _end()


def ensure() -> None:
    """Line one of every page: a frame, though a fresh server may run the page without one.

    The first visitor who opens a page's own address gets its file run bare. Announcing the
    menu and running once more leads through ``app.py``. Drawing the frame at once instead
    would give the page's widgets other identities in the next run.
    """
    if st.session_state.get(_FRAMED):
        return
    if not st.session_state.get(_ANNOUNCED):
        st.session_state[_ANNOUNCED] = True
        _navigate(view.words(), hidden=True)
        st.rerun()
    _begin()
    if shared.gate(view.words()):
        st.stop()
    shared.notice(view.words())
