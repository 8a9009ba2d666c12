"""Every note and every method that an analysis can emit has a word in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from aci_core.domain import notes
from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import LANGUAGES, format_row, translator
from tests.contracts import source
from tests.unit import made


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_note_has_a_word_and_every_word_a_note(lang: str) -> None:
    keys = translator(lang).keys()
    worded = {key.removeprefix("note.") for key in keys if key.startswith("note.")}
    assert worded == set(notes.CODES)
    # Words of their own where a method is meant: note_adjusted.constant.
    special = {key.partition(".")[2] for key in keys if key.startswith("note_")}
    assert special <= set(notes.CODES)
    assert format_row.note(translator(lang), notes.note("family", 6)) != "family"


def test_every_note_is_given_somewhere() -> None:
    # That no other is given is the type checker's to say: `Estimate` and `Row` take no plain text.
    others = set(source.files()) - {Path(notes.__file__)}
    assert set(notes.CODES) - source.texts(others) == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_method_has_a_name_and_its_statistic_a_symbol(lang: str) -> None:
    keys = translator(lang).keys()
    for settings in (Settings(), Settings(randomised=False)):
        for result in made.studied("synthetic_long.csv", settings)[2].values():
            for row in result.rows:
                assert f"method.{row.method}" in keys
                assert row.statistic is None or f"statistic.{row.method}" in keys
