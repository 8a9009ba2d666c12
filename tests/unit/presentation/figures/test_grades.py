"""Grades beside a taller figure: the bars grow, within reason."""

from __future__ import annotations

from aci_core.presentation.figures import grades
from aci_core.presentation.i18n import translator
from tests.unit.presentation.figures.every_figure import Study


def test_the_bars_grow_to_the_height_beside_them(synthetic: Study) -> None:
    t = translator("en")
    natural = grades.grades(synthetic.response, t).height
    assert grades.grades(synthetic.response, t, least=natural - 50).height == natural
    assert grades.grades(synthetic.response, t, least=natural + 60).height == natural + 60
    assert grades.grades(synthetic.response, t, least=10_000).height <= 1.7 * natural
