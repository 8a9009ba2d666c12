"""Strategies for deaths side by side: which rows, of which patients, and where there are none."""

from __future__ import annotations

import pytest

from aci_core.analyses import course, outcomes, prepare
from aci_core.analyses.death_strategies import side_by_side
from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import translator
from aci_core.presentation.sentences import deaths as words
from aci_core.presentation.tables import deaths as tables
from tests.build import sample

SETTINGS = Settings(randomised=True)
DATA = prepare(sample("synthetic_long.csv"), SETTINGS)
OUTCOMES, COURSE = outcomes(DATA, SETTINGS), course(DATA, SETTINGS)
EN = translator("en")


def test_each_strategy_has_its_row() -> None:
    answers = side_by_side(OUTCOMES, COURSE, "nihss", "m6")
    assert [(one.strategy.deaths, one.row.method, one.ratio) for one in answers] == [
        ("survivors", "ancova", False),
        ("hypothetical", "mmrm", False),
        ("survivors", "win_odds", True),
        ("below_scores", "win_odds_death_worst", True),
    ]
    alive, counted = (answers[i].row.total for i in (2, 3))
    assert counted - alive == OUTCOMES.died["nihss", "m6"] == 9
    assert answers[1].row.estimate == pytest.approx(-2.214242, abs=5e-7)
    assert answers[3].row.estimate == pytest.approx(1.996196, abs=5e-7)


def test_a_measure_without_direction_has_no_composite() -> None:
    methods = [one.row.method for one in side_by_side(OUTCOMES, COURSE, "vegf", "m6")]
    assert methods == ["ancova", "mmrm"]


def test_without_a_model_the_others_stand() -> None:
    methods = [one.row.method for one in side_by_side(OUTCOMES, None, "nihss", "m6")]
    assert methods == ["ancova", "win_odds", "win_odds_death_worst"]


def test_where_nobody_died_before_there_is_nothing_to_choose() -> None:
    settings = Settings()
    data = prepare(sample("synthetic_156.csv"), settings)
    result = outcomes(data, settings)
    assert side_by_side(result, None, "nihss", "post") == ()
    assert not tables.strategies(result, None, "nihss", "post", EN).rows
    assert "do not differ" in words.finding(result, None, EN, "nihss", "post")


def test_the_rankin_scale_has_a_grade_for_the_dead() -> None:
    assert side_by_side(OUTCOMES, COURSE, "mrs", "m6") == ()
    assert "stands for death" in words.finding(OUTCOMES, COURSE, EN, "mrs", "m6")


def test_the_table_has_no_p_and_says_how_many_died() -> None:
    table = tables.strategies(OUTCOMES, COURSE, "nihss", "m6", EN)
    assert [row.cells[2].text for row in table.rows] == [
        "108 + 102",
        "108 + 102",
        "109 + 103",
        "112 + 109",
    ]
    assert table.rows[3].cells[3].text == "2.00 (1.45 to 2.74)"
    assert not any("*P*" in cell.text for row in table.rows for cell in row.cells)
    assert any("NIHSS 9" in note for note in table.notes)
