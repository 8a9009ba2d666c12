"""Navigation: the list of pages, the menu, and buttons from page to page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import streamlit as st

from aci_core.presentation.i18n import Translator
from aci_core.ui.state.session import session

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

_MENU = "_menu"  # language and pages of the last run
_WITH_RESULTS = frozenset({"overview", "patient", "report"})
FOLDER = Path(__file__).resolve().parents[4] / "pages"


@dataclass(frozen=True, slots=True)
class Page:
    """A page.

    Parameters
    ----------
    file : str
        Its file in `pages/`, without the ending; the number before its name orders the folder.
    group : str
        Its group of the menu; its words stand under ``menu``.
    icon : str
        Of Material Symbols.
    hidden : bool
        Opened by a link to somebody, not from the menu.
    """

    file: str
    group: str
    icon: str
    hidden: bool = False

    @property
    def name(self) -> str:
        """Its name in the address; its words stand under ``page``, ``page_help``, ``title``."""
        return self.file.partition("_")[2]

    @property
    def shows_results(self) -> bool:
        """Whether it shows results of the cohort."""
        return self.group == "results" or self.name in _WITH_RESULTS

    @property
    def path(self) -> Path:
        """Path of its file."""
        return FOLDER / f"{self.file}.py"


PAGES = (
    Page("1_overview", "study", "dashboard"),
    Page("2_data", "study", "upload_file"),
    Page("12_plan", "study", "assignment"),
    Page("10_patient", "study", "person", hidden=True),
    Page("3_baseline", "results", "balance"),
    Page("4_outcomes", "results", "monitor_heart"),
    Page("5_response", "results", "stacked_bar_chart"),
    Page("6_factors", "results", "scatter_plot"),
    Page("14_subgroups", "results", "account_tree"),
    Page("7_safety", "results", "health_and_safety"),
    Page("13_explore", "results", "search_insights"),
    Page("8_report", "take_away", "description"),
    Page("9_methods", "take_away", "function"),
    Page("11_published", "take_away", "table_chart"),
    Page("15_centres", "take_away", "hub"),
)
FIRST = "overview"  # what a visitor sees first


def shows_results(name: str) -> bool:
    """Whether the page of that name shows results of the cohort."""
    return any(page.shows_results for page in PAGES if page.name == name)


def page_file(name: str) -> str:
    """The file of a page by its name, for `st.switch_page`: ``data``."""
    return next(str(page.path) for page in PAGES if page.name == name)


def menu(t: Translator, *, hidden: bool = False) -> StreamlitPage:
    """Register the pages, with the menu unless `hidden`; return the page of the URL."""
    # Kept in the session: to name a page, Streamlit asks the disk for each folder of its path.
    lang, groups = st.session_state.get(_MENU, ("", {}))
    if lang != t.lang:
        groups = _groups(t)
        st.session_state[_MENU] = t.lang, groups
    return st.navigation(groups, position="hidden" if hidden else "sidebar", expanded=True)


def _groups(t: Translator) -> dict[str, list[StreamlitPage]]:
    """Pages of the menu under the words of their group."""
    # Streamlit serves a default page at the bare address only: without a page of its own there,
    # /overview would be "not found".
    home = st.Page(_home, title=t("app.name"), default=True, visibility="hidden")
    groups: dict[str, list[StreamlitPage]] = {}
    for page in PAGES:
        of_group = groups.setdefault(t.name("menu", page.group), [] if groups else [home])
        of_group.append(_entry(t, page))
    return groups


def _home() -> None:
    """Redirect the bare address to the first page."""
    st.switch_page(page_file(FIRST))


def _entry(t: Translator, page: Page) -> StreamlitPage:
    """A page of the menu; without words in the catalogue it is named by its file."""
    about = f"page_help.{page.name}"
    return st.Page(
        page.path,
        title=t.name("page", page.name),
        icon=f":material/{page.icon}:",
        help=t(about) if t.has(about) else None,
        visibility="hidden" if page.hidden else "visible",
    )


def page_button(t: Translator, label: str, page: str, key: str, *, primary: bool = True) -> None:
    """Draw a button to another page."""
    kind: Literal["primary", "secondary"] = "primary" if primary else "secondary"
    if st.button(t(label), key=key, type=kind, icon=":material/arrow_forward:"):
        st.switch_page(page_file(page))


def has(name: str) -> bool:
    """Whether there is a page of that name."""
    return any(page.name == name for page in PAGES)


def link(t: Translator, name: str, label: str = "") -> None:
    """Draw a link to a page, by default under its name."""
    page = next(page for page in PAGES if page.name == name)
    words = label or t.name("page", name)
    st.page_link(str(page.path), label=words, icon=f":material/{page.icon}:", width="content")


def data_button(t: Translator, key: str, *, primary: bool = False) -> None:
    """Draw a button to the data page."""
    label = "ui.to_data" if session.cohort() is None else "ui.open_data"
    page_button(t, label, "data", key, primary=primary)
