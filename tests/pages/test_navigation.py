"""A page that is new to the menu: what it lacks in words takes nothing down."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aci_core.ui.widgets.navigation import navigation
from aci_core.ui.widgets.navigation.navigation import Page
from tests.conftest import ROOT
from tests.pages.conftest import App


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_page_without_words_is_called_by_its_file(
    app: Callable[..., App], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lang: str
) -> None:
    folder = tmp_path / "pages"
    shutil.copytree(ROOT / "pages", folder)
    page = Page("99_made_up", "made_up_group", "star")
    (folder / "99_made_up.py").write_text(
        "from aci_core.ui.frame import page, shell\n"
        "shell.ensure()\n"
        "page.draw('made_up', ('age',), lambda t: page.header(t, 'title.made_up'))\n"
    )
    monkeypatch.setattr(navigation, "FOLDER", folder)
    monkeypatch.setattr(navigation, "PAGES", (*navigation.PAGES, page))
    shown: dict[str, list[Any]] = {}
    draw = navigation.st.navigation

    def menu(groups: dict[str, list[Any]], **options: Any) -> Any:
        shown.update(groups)
        return draw(groups, **options)

    monkeypatch.setattr(navigation.st, "navigation", menu)
    for sample in (None, "sample"):
        at = app(lang, sample=sample).open("made_up")
        assert [entry.title for entry in shown["made_up_group"]] == ["made_up"]
        assert [title.value for title in at.title] == ["made_up"]
