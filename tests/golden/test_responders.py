"""Responders, fragility and the win odds with death the worst against R, over awkward cohorts."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from aci_core.analyses import outcomes, prepare, response
from aci_core.analyses.responders import RESPONDER
from aci_core.analyses.result import Row
from aci_core.domain.study.settings import Settings
from aci_core.ingest import load

FOLDER = Path(__file__).parent
FIELDS = {"estimate": "estimate", "low": "ci_low", "high": "ci_high", "p": "p"}
Key = tuple[str | None, ...]


def read(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(newline="") as file:
        return list(csv.DictReader(file))


@cache
def files() -> dict[str, bytes]:
    """Each cohort as the bytes of a CSV."""
    lines: dict[str, list[str]] = defaultdict(list)
    for row in read("responders_data.csv"):
        name, *cells = row.values()
        lines[name].append(",".join(cells))
    head = ",".join(list(read("responders_data.csv")[0])[1:])
    return {name: "\n".join([head, *rows]).encode() for name, rows in lines.items()}


@cache
def theirs() -> dict[tuple[str, float], dict[Key, dict[str, str]]]:
    by_set: dict[tuple[str, float], dict[Key, dict[str, str]]] = defaultdict(dict)
    for row in read("responders.csv"):
        key = tuple(row[k] or None for k in ("method", "variable", "visit", "rule", "arm"))
        by_set[row["dataset"], float(row["level"])][key] = row
    return by_set


@cache
def ours(name: str, level: float) -> dict[Key, Row]:
    cohort = load(files()[name], f"{name}.csv", reference="usual")
    settings = Settings(level=level)
    data = prepare(cohort, settings)
    rows = [
        row
        for result in (response(data, settings), outcomes(data, settings))
        for row in result.rows
        if row.method in ("fragility_index", "win_odds_death_worst")
        or (
            row.variable == RESPONDER
            # Adjusted ones are held against R over whole cohorts (test_cohorts.py).
            and row.method not in ("clopper_pearson", "adjusted_risk_difference")
            and (row.arm or row.method != "count")
        )
    ]
    return {(row.method, row.variable, row.visit, row.level, row.arm): row for row in rows}


@pytest.mark.parametrize(("name", "level"), theirs())
def test_every_number_is_that_of_r(name: str, level: float) -> None:
    expected, made = theirs()[name, level], ours(name, level)
    assert set(made) == set(expected)
    for key, row in made.items():
        right = expected[key]
        sizes = {"cells": right["n_t"], "usual": right["n_c"]}
        assert row.n == (int(right["n"]) if right["n"] else {a: int(n) for a, n in sizes.items()})
        for field, name_of in FIELDS.items():
            value = getattr(row, name_of)
            wanted = float(right[field]) if right[field] else None
            assert value == (pytest.approx(wanted, rel=1e-9) if wanted is not None else None), (
                key,
                field,
            )


def test_what_the_cohorts_are_for() -> None:
    """Each of the hard ones holds what it was made for."""
    of = {name: rows for (name, _), rows in theirs().items()}
    assert not any(key[0] == "win_odds_death_worst" for key in of["nobody_dead"])
    rate = of["all_dead_in_an_arm"]["count", RESPONDER, "post", "fall>=4", "usual"]
    assert (rate["n"], rate["estimate"]) == ("12", "0")
    assert not any(key[2] == "m3" for key in of["empty_visit"])
    missing = of["missing_40"]["count", RESPONDER, "post", "fall>=4", "cells"]
    assert int(missing["n"]) < 0.6 * 70
    assert of["all_respond"]["fragility_index", "effective", "post", None, None]["estimate"] == ""
    assert float(of["large"]["fragility_index", "effective", "post", None, None]["estimate"]) > 30
