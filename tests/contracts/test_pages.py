"""The one list of pages: every file is on it, each has its words, and no other list names more."""

from __future__ import annotations

import pytest

from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.ui.widgets.navigation.navigation import FIRST, FOLDER, PAGES
from scripts.screenshots import QUERY, README
from scripts.states import PRINTED, STATES
from tests import page_names


def test_every_file_is_a_page_and_every_page_a_file() -> None:
    assert sorted(page.path for page in PAGES) == sorted(FOLDER.glob("*.py"))
    assert len(set(page_names.ALL)) == len(PAGES)
    assert FIRST in page_names.IN_MENU


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_and_group_has_words(lang: str) -> None:
    t = translator(lang)
    keys = {f"{kind}.{name}" for kind in ("page", "page_help", "title") for name in page_names.ALL}
    keys |= {f"menu.{page.group}" for page in PAGES}
    assert {key for key in keys if not t.has(key)} == set()


def test_the_pictures_are_of_pages() -> None:
    named = {*QUERY, *PRINTED, *(state.page for state in STATES.values() if state.page)}
    named |= {page for page, *_ in README.values()}
    assert named <= set(page_names.ALL)
