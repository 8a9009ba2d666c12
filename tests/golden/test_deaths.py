"""Deaths before a visit, against R: grades at every visit, the win odds with death the worst."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from aci_core.analyses import outcomes, prepare, response
from aci_core.domain.study.settings import Settings
from tests.build import sample

with (Path(__file__).parent / "deaths.csv").open(newline="") as file:
    ROWS = list(csv.DictReader(file))
COHORT = sample("synthetic_long.csv")


@pytest.mark.parametrize("visit", ["post", "m1", "m3", "m6"])
def test_grades_are_those_of_r(visit: str) -> None:
    settings = Settings(response_visit=visit)
    result = response(prepare(COHORT, settings), settings)
    for row in (r for r in ROWS if r["method"] == "grade" and r["dataset"] == visit):
        arm, level = row["arm"], row["grade"]
        count = result.first("count", "grade", visit=visit, arm=arm, level=level)
        assert (count.n, count.estimate) == (int(row["n"]), float(row["estimate"])), row


def test_win_odds_with_death_the_worst_are_those_of_r() -> None:
    settings = Settings()
    result = outcomes(prepare(COHORT, settings), settings)
    made = {(r.variable, r.visit): r for r in result.where("win_odds_death_worst")}
    expected = {
        (r["variable"], r["dataset"]): r for r in ROWS if r["method"] == "win_odds_death_worst"
    }
    assert set(made) == set(expected)
    for key, row in made.items():
        theirs = expected[key]
        assert row.n == {"treatment": int(theirs["n_t"]), "control": int(theirs["n_c"])}
        ours = (row.estimate, row.ci_low, row.ci_high, row.p)
        right = [float(theirs[field]) for field in ("estimate", "low", "high", "p")]
        assert ours == pytest.approx(right, rel=1e-9)


def test_the_dead_without_a_score_are_counted() -> None:
    settings = Settings()
    result = outcomes(prepare(COHORT, settings), settings)
    dead = {
        (r["variable"], r["dataset"]): int(r["estimate"]) for r in ROWS if r["method"] == "dead"
    }
    assert {key: result.died.get(key, 0) for key in dead} == dead
    assert result.survivors == set(result.died)


def test_the_number_of_the_contract() -> None:
    """NIHSS at six months with the 9 dead worst."""
    settings = Settings()
    result = outcomes(prepare(COHORT, settings), settings)
    row = result.first("win_odds_death_worst", "nihss", visit="m6")
    assert result.died["nihss", "m6"] == 9
    assert (row.estimate, row.ci_low, row.ci_high) == pytest.approx(
        (1.996196, 1.452417, 2.743564), abs=5e-7
    )
