"""The whole analysis, from the bytes of a CSV, against R row by row."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from aci_core.analyses import analyse, prepare
from aci_core.analyses.document import document
from aci_core.domain.study.settings import Settings
from aci_core.ingest import load

FOLDER = Path(__file__).parent
KEY = ("analysis", "variable", "visit", "arm", "level", "versus", "method")
FIELDS = ("estimate", "ci_low", "ci_high", "sd", "q1", "q3", "pct", "statistic", "df", "p")
SECONDARY = ("bi_post", "mrs_m3", "vegf_m3", "effective")
RUNS = {
    "study.csv": ("old care", Settings(randomised=True, secondary=SECONDARY)),
    "study_swapped.csv": (
        "cells",
        Settings(level=0.9, randomised=False, covariates=("age", "toast"), secondary=SECONDARY),
    ),
    "study_imputed.csv": (
        "old care",
        Settings(randomised=True, covariates=("age", "toast"), secondary=("bi_post", "nihss_post")),
    ),
}
# R searches the maximum of its likelihood; where arms are equal its z is its last step, not 0.
SEARCHED = dict.fromkeys(
    ("proportional_odds", "proportional_odds_adjusted", "proportional_odds_test"), 1e-5
)
SEARCHED["holm"] = 1e-6  # of one of them
NEAR = {
    "proportional_odds": 1e-6,
    "proportional_odds_adjusted": 1e-6,
    "proportional_odds_test": 1e-6,
    # Equal arms: a difference of 0 but for rounding.
    "adjusted_risk_difference": 1e-9,
}

Key = tuple[str | None, ...]
Numbers = dict[str, float | None]


def ours(file: Path, reference: str, settings: Settings) -> Iterator[tuple[Key, Numbers]]:
    """Rows of the JSON document, n of each arm as numbers of their own."""
    cohort = load(file.read_bytes(), "study.csv", reference=reference)
    data = prepare(cohort, settings)
    made = document(cohort, settings, data.grades, analyse(data, settings), [])
    for row in json.loads(json.dumps(made, allow_nan=False))["results"]:
        if row["analysis"] == "sensitivity":  # held to R in sensitivity.csv
            continue
        n = row["n"] if isinstance(row["n"], dict) else {None: row["n"]}
        sizes = {
            "n_treatment": n.get(cohort.treatment),
            "n_control": n.get(cohort.reference),
            "n": n.get(None),
        }
        yield tuple(row[k] for k in KEY), {**{f: row[f] for f in FIELDS}, **sizes}


def theirs_of(row: dict[str, str]) -> tuple[Key, Numbers]:
    """A row of R's, in the same form."""
    key = tuple(row[k] or None for k in KEY)
    numbers = ("n_treatment", "n_control", "n", *FIELDS)
    return key, {f: float(row[f]) if row[f] else None for f in numbers}


def theirs(name: str) -> dict[Key, Numbers]:
    """All rows of R's."""
    with (FOLDER / name).open(newline="") as file:
        return dict(theirs_of(row) for row in csv.DictReader(file))


@pytest.mark.parametrize("name", RUNS)
def test_every_number_is_that_of_r(name: str) -> None:
    computed = list(ours(FOLDER / "study_data.csv", *RUNS[name]))
    expected = theirs(name)
    keys = [key for key, _ in computed]
    assert len(set(keys)) == len(keys)
    assert set(keys) == set(expected)
    wrong = [
        (key, field, value, expected[key][field])
        for key, numbers in computed
        for field, value in numbers.items()
        if not same(value, expected[key][field], key[-1], field)
    ]
    assert wrong == []


def same(value: float | None, right: float | None, method: str | None, field: str) -> bool:
    """Whether both are missing, or agree: 1e-8 relative, a P also where it is tiny."""
    if value is None or right is None:
        return value is right
    near = 0.0 if field == "p" else NEAR.get(str(method), 1e-12)
    within = SEARCHED.get(str(method), 1e-8)
    if field == "p" and method in SEARCHED:
        # A P of 1e-80 has z^2 times the error of its z.
        within *= 10
    return math.isclose(value, right, rel_tol=within, abs_tol=near)
