"""Runs of sentences and of table texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.i18n.markdown import (
    Run,
    code,
    html,
    letters,
    literal,
    of_table,
    plain,
    runs,
    text_runs,
    unraised,
)
from tests import hostile_text
from tests.hostile_text import stings

BAITS = [
    hostile_text.IMAGE, hostile_text.LINK, hostile_text.ADDRESS, hostile_text.WWW,
    hostile_text.MAIL, hostile_text.HTML, hostile_text.ICON, hostile_text.EMOJI,
    hostile_text.COLOUR, hostile_text.MATH, hostile_text.CODE, hostile_text.ENTITY,
    "http", "://", "//", ":", "www", ".", "@", "-", ">", "<", "=", "_", " ", "a", "é", "中", "\\",
]  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(BAITS), max_size=6).map("".join))


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


@given(TEXTS)
def test_a_text_of_a_file_is_the_same_when_read(text: str) -> None:
    one_line = " ".join(text.split())
    assert plain(literal(text)) == one_line
    if not any(letter in text for letter in ("*", "ᵃ")):
        assert plain(of_table(text)) == one_line


@given(TEXTS)
def test_a_text_of_a_file_is_nothing_but_text(text: str) -> None:
    assert stings(literal(text)) == []
    assert stings(of_table(text)) == []
    assert stings(code(text)) == []


@given(st.lists(st.sampled_from(BAITS), min_size=2, max_size=4))
def test_nor_are_several_side_by_side(texts: list[str]) -> None:
    assert stings("".join(map(literal, texts))) == []
