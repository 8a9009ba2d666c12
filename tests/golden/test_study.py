"""The whole analysis, from the bytes of a CSV, against R row by row."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from aci_core.analyses import analyse, prepare
from aci_core.analyses.document import document
from aci_core.ingest import load
from aci_core.settings import Settings

FOLDER = Path(__file__).parent
KEY = ("analysis", "variable", "visit", "arm", "level", "versus", "method")
FIELDS = ("estimate", "ci_low", "ci_high", "sd", "q1", "q3", "pct", "statistic", "df", "p")
RUNS = {
    "study.csv": ("old care", Settings()),
    "study_swapped.csv": (
        "cells",
        Settings(level=0.9, randomised=False, covariates=("age", "toast")),
    ),
}
# R searches the maximum of its likelihood.
SEARCHED = {"proportional_odds": 1e-5}

Key = tuple[str | None, ...]
Numbers = dict[str, float | None]


def ours(reference: str, settings: Settings) -> Iterator[tuple[Key, Numbers]]:
    """Rows of the JSON document, n of each arm as numbers of their own."""
    cohort = load((FOLDER / "study_data.csv").read_bytes(), "study.csv", reference=reference)
    data = prepare(cohort, settings)
    made = document(cohort, settings, data.grades, analyse(data, settings), [])
    for row in json.loads(json.dumps(made, allow_nan=False))["results"]:
        n = row["n"] if isinstance(row["n"], dict) else {None: row["n"]}
        sizes = {
            "n_treatment": n.get(cohort.treatment),
            "n_control": n.get(cohort.reference),
            "n": n.get(None),
        }
        yield tuple(row[k] for k in KEY), {**{f: row[f] for f in FIELDS}, **sizes}


def theirs(name: str) -> Iterator[tuple[Key, Numbers]]:
    """The same of R."""
    with (FOLDER / name).open(newline="") as file:
        for row in csv.DictReader(file):
            numbers = ("n_treatment", "n_control", "n", *FIELDS)
            key = tuple(row[k] or None for k in KEY)
            yield key, {f: float(row[f]) if row[f] else None for f in numbers}


@pytest.mark.parametrize("name", RUNS)
def test_every_number_is_that_of_r(name: str) -> None:
    found, expected = list(ours(*RUNS[name])), dict(theirs(name))
    keys = [key for key, _ in found]
    assert len(set(keys)) == len(keys)
    assert set(keys) == set(expected)
    wrong = [
        (key, field, value, expected[key][field])
        for key, numbers in found
        for field, value in numbers.items()
        if not _same(value, expected[key][field], SEARCHED.get(str(key[-1]), 1e-8))
    ]
    assert wrong == []


def _same(value: float | None, right: float | None, tolerance: float) -> bool:
    if value is None or right is None:
        return value is right
    return value == pytest.approx(right, rel=tolerance, abs=1e-12)
