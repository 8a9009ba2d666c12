"""Runs of sentences and of table texts."""

from __future__ import annotations

import pytest

from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.i18n.markdown import Run, html, letters, plain, runs, text_runs, unraised


def test_marks_nest_and_a_lone_sign_is_text() -> None:
    assert runs("**a *b***^1^") == (
        Run("a ", bold=True),
        Run("b", bold=True, italic=True),
        Run("1", raised=True),
    )
    assert letters(runs("2 * 3")) == "2 * 3"
    assert plain("10^9^") == "10^9^"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_asterisk_that_is_explained_is_printed(lang: str) -> None:
    pieces = runs(translator(lang)("caption.half_added", why="w"))
    assert len(pieces) == 1
    assert "*" in pieces[0].text


def test_a_table_s_text_keeps_the_file_s_names() -> None:
    assert letters(text_runs("2*3*4 **xy** a\\*b^2")) == "2*3*4 **xy** a\\*b^2"
    assert text_runs("*P*ᵃ", raised=False) == (Run("P", italic=True), Run("ᵃ"))
    assert html(text_runs("*P* <b>")) == "<em>P</em> &lt;b&gt;"


def test_superscripts_leave_and_a_lone_caret_stays() -> None:
    assert unraised("**a**^1^, 10^9") == "**a**, 10^9"
