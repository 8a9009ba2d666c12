"""Whole cohorts at the edges against R, row by row, at three confidence levels."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from aci_core.settings import Settings
from tests.golden.test_study import Key, Numbers, ours, same, theirs_of

FOLDER = Path(__file__).parent
LEVELS = ("0.9", "0.95", "0.99")
NAMES = sorted(path.stem for path in (FOLDER / "cohorts").glob("*.csv"))
# R's network algorithm does not end on so many patients.
TOO_SLOW_FOR_R = {("n5000", "grade", "fisher_exact")}


@cache
def expected() -> dict[tuple[str, str], dict[Key, Numbers]]:
    """R's rows by cohort and level."""
    groups: dict[tuple[str, str], dict[Key, Numbers]] = defaultdict(dict)
    with (FOLDER / "cohorts.csv").open(newline="") as file:
        for row in csv.DictReader(file):
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
    found = {
        key: numbers
        for key, numbers in ours(file, "usual", Settings(level=float(level)))
        if (name, key[1], key[-1]) not in TOO_SLOW_FOR_R
        and (level == "0.95" or (numbers["ci_low"], numbers["ci_high"]) != (None, None))
    }
    assert set(found) == set(right)
    wrong = [
        (key, field, value, right[key][field])
        for key, numbers in found.items()
        for field, value in numbers.items()
        if not same(value, right[key][field], key[-1], field)
    ]
    assert wrong == []
