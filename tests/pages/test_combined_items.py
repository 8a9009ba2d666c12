"""Cells that may list several things: asked by column, answered by a click, and taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aci_core.presentation.i18n import LANGUAGES, translator
from tests.pages.conftest import App

_SYMPTOMS = ("头晕、乏力", "头晕", "乏力", "麻木、头晕")
_ROWS = "\n".join(
    f"P{i:02},{('treatment', 'control')[i % 2]},{9 + i % 7},{5 + i % 6},{_SYMPTOMS[i % 4]}"
    for i in range(1, 25)
)
FILE = f"id,arm,nihss_pre,nihss_post,主要症状\n{_ROWS}".encode()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_list_of_unknown_words_is_asked_about(app: Callable[..., App], lang: str) -> None:
    t, opened = translator(lang), app(lang)
    at = opened.open("data")
    at.file_uploader(key="upload_file").upload("clinic.csv", FILE).run()
    opened.check()
    button = next(b for b in at.button if str(b.key).startswith("combined_list"))
    assert button.label == t("combined_items.list")
    button.click().run()
    opened.check()
    made = {c.header for c in at.session_state["_loaded"].cohort.columns}
    assert {"主要症状：头晕", "主要症状：乏力", "主要症状：麻木"} <= made
    assert t("combined_items.answered", columns="主要症状") in opened.text
    at.button(key="combined_back").click().run()
    opened.check()
    at = opened.at
    keep = next(b for b in at.button if str(b.key).startswith("combined_categorical"))
    keep.click().run()
    opened.check()
    issues = at.session_state["_loaded"].cohort.issues
    assert "items_combined" not in {issue.code for issue in issues}
