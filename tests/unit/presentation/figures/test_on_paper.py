"""Figures for a sheet of paper: the same numbers in less height, a name and an interval a line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aci_core.presentation.figures import forest, love
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.i18n import LANGUAGES, Translator, translator
from tests.unit.presentation.figures.every_figure import Study

DRAWN: dict[str, Callable[..., Drawing]] = {
    "balance": lambda s, t, **how: love.balance(s.baseline, t, **how),
    "differences": lambda s, t, **how: forest.outcomes(s.outcomes, None, t, **how),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", DRAWN)
def test_on_paper_a_forest_is_lower_and_says_the_same(
    synthetic: Study, name: str, lang: str
) -> None:
    t: Translator = translator(lang)
    draw = DRAWN[name]
    screen, paper = draw(synthetic, t), draw(synthetic, t, wide=True)
    assert paper.alt.replace(" ", "") == screen.alt.replace(" ", "")
    assert paper.height < 0.85 * screen.height
    values = [str(note.text) for note in paper.figure.layout.annotations if "<b>" in note.text]
    assert values
    assert not [text for text in values if "<br>" in text]
    assert all("(" in text for text in values if text != "<b>—</b>")
