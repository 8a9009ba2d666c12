"""Whole cohorts at the edges against R, row by row, at three confidence levels."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from aci_core.domain.study.settings import Settings
from tests.golden.test_study import Key, Numbers, ours, same, theirs_of

FOLDER = Path(__file__).parent
LEVELS = ("0.9", "0.95", "0.99")
NAMES = sorted(path.stem for path in (FOLDER / "cohorts").glob("*.csv"))
# R's network algorithm does not end on so many patients.
TOO_SLOW_FOR_R = {("n5000", "grade", "fisher_exact")}


ADJUSTED = Settings(randomised=False, covariates=("age", "sex"))
CHANGED_BY_ADJUSTING = (
    "ancova",
    "ancova_hc3",
    "ancova_log",
    "proportional_odds_adjusted",
    "proportional_odds_test",
    "adjusted_risk_difference",
)


@cache
def expected(file: str = "cohorts.csv") -> dict[tuple[str, str], dict[Key, Numbers]]:
    """R's rows by cohort and level."""
    groups: dict[tuple[str, str], dict[Key, Numbers]] = defaultdict(dict)
    with (FOLDER / file).open(newline="") as lines:
        for row in csv.DictReader(lines):
            key, numbers = theirs_of(row)
            assert key not in groups[row["dataset"], row["confidence"]]
            groups[row["dataset"], row["confidence"]][key] = numbers
    return groups


def test_the_file_is_whole():
    assert len(NAMES) == 18
    assert set(expected()) == {(name, level) for name in NAMES for level in LEVELS}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", NAMES)
def test_every_number_is_that_of_r(name, level):
    right = expected()[name, level]
    file = FOLDER / "cohorts" / f"{name}.csv"
    computed = {
        key: numbers
        for key, numbers in ours(file, "usual", Settings(level=float(level), randomised=True))
        if (name, key[1], key[-1]) not in TOO_SLOW_FOR_R
        and (level == "0.95" or (numbers["ci_low"], numbers["ci_high"]) != (None, None))
    }
    assert set(computed) == set(right)
    assert wrong(computed, right) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_adjusted_number_is_that_of_r(name):
    right = expected("cohorts_adjusted.csv")[name, "0.95"]
    computed = {
        key: numbers
        for key, numbers in ours(FOLDER / "cohorts" / f"{name}.csv", "usual", ADJUSTED)
        if key[0] == "baseline" or key[2] == "pre" or key[-1] in CHANGED_BY_ADJUSTING
    }
    assert set(computed) == set(right)
    assert wrong(computed, right) == []


def wrong(computed: dict[Key, Numbers], right: dict[Key, Numbers]) -> list[tuple[object, ...]]:
    """Numbers that are not R's."""
    return [
        (key, field, value, right[key][field])
        for key, numbers in computed.items()
        for field, value in numbers.items()
        if not same(value, right[key][field], key[-1], field)
    ]
