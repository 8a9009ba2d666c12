"""A trial pooled from its centres' summaries gives what the joined file gives."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aci_core.analyses import Row, analyse, prepare
from aci_core.analyses.result import KEY
from aci_core.domain.arrays import Ints
from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import Column, Kind, Role
from aci_core.domain.study.settings import Settings
from aci_core.federation.centre import (
    CentreSummary,
    centre_from_json,
    centre_summary,
    centre_to_json,
)
from aci_core.federation.envelope import read, write
from aci_core.federation.leaving.leaving import for_outsiders
from aci_core.federation.pooled_study import PooledStudy, pooled
from aci_core.ingest import ColumnMapping, load
from aci_core.selection import subset
from aci_core.summaries import Stratified
from tests.build import sample
from tests.examples import examples

Rows = dict[tuple[str | None, ...], Row]
NUMBERS = ("estimate", "ci_low", "ci_high", "sd", "q1", "q3", "pct", "statistic", "df", "p")
NEEDS = {"needs_patients", "needs_counts"}
# Models of single patients, and scores beside deaths. All else is made from summaries.
OF_PATIENTS = {
    "mmrm",
    "mmrm_mean",
    "ancova_hc3",
    "proportional_odds_adjusted",
    "proportional_odds_test",
    "adjusted_risk_difference",
    "win_odds_death_worst",
}
CHOICES = (
    Settings(covariates=("age", "sex", "vegf_pre"), primary="bi_post"),
    Settings(randomised=False, rule="pct_55", level=0.9),
    Settings(rule="recorded", level=0.99),
    Settings(primary="mrs_m6", covariates=("age",)),
)


def rows(*results: object) -> Rows:
    """Rows by their names, each once."""
    every = [row for result in results for row in result.rows]  # type: ignore[attr-defined]
    named = {tuple(getattr(row, key) for key in KEY): row for row in every}
    assert len(named) == len(every)
    return named


def joined(cohort: Cohort, of: Ints, k: int, chosen: Settings) -> Rows:
    """What one file with a column of the centres gives."""
    names = tuple(f"c{i:02d}" for i in range(k))
    table = cohort.table.drop(columns="centre", errors="ignore").copy()
    table["centre"] = pd.Categorical.from_codes(of, list(names))
    column = Column("centre", Role.COVARIATE, Kind.CATEGORY, "centre", "centre", levels=names)
    columns = (*(c for c in cohort.columns if c.name != "centre"), column)
    data = prepare(replace(cohort, table=table, columns=columns), chosen)
    return rows(*analyse(data, chosen))


def sent(cohort: Cohort, chosen: Settings, centre: str) -> CentreSummary:
    """A centre's summary as the coordinator reads it from a file."""
    text = json.dumps(centre_to_json(centre_summary(prepare(cohort, chosen), chosen, centre)))
    return centre_from_json(json.loads(text))


def centres(cohort: Cohort, of: Ints, chosen: Settings) -> list[CentreSummary]:
    parts = {int(k): subset(cohort, of == k) for k in np.unique(of)}
    return [sent(part, chosen, f"c{k:02d}") for k, part in parts.items()]


def agree(whole: Rows, got: Rows) -> int:
    """How many rows hold a number, all of them those of the joined file."""
    # A model of patients has no means without them.
    whole = {key: row for key, row in whole.items() if key[0] != "course" or key[-1] == "mmrm"}
    assert got.keys() == whole.keys(), list(got.keys() ^ whole.keys())[:9]
    compared = 0
    for key, right in whole.items():
        row = got[key]
        if NEEDS & set(row.notes):
            assert key[-1] in OF_PATIENTS or key[4] == "agree" or key[0] in APART, key
            assert all(getattr(row, name) is None for name in NUMBERS), key
            continue
        same(row, right)
        compared += 1
    return compared


def same(row: Row, right: Row) -> None:
    """A row is that of the joined file."""
    assert (row.n, row.note) == (right.n, right.note), right
    for name in NUMBERS:
        a, b = getattr(right, name), getattr(row, name)
        assert b == (None if a is None else pytest.approx(a, rel=1e-10, abs=1e-10)), (right, name)


APART = ("sensitivity", "subgroups")  # of patients altogether


@cache
def cohort_named(name: str) -> Cohort:
    return sample(name)


def split(n: int, k: int, seed: int) -> Ints:
    """Each patient's centre, from large centres to some with a few."""
    rng = np.random.default_rng(seed)
    of = rng.choice(k, size=n, p=rng.dirichlet(np.full(k, 2.0)))
    # Nobody knows a centre without patients.
    return np.unique(of, return_inverse=True)[1].astype(np.int64)


@pytest.mark.parametrize("name", ["synthetic_156.csv", "synthetic_long.csv"])
@settings(max_examples=examples(3))
@given(choice=st.sampled_from(CHOICES), k=st.sampled_from((3, 20)), seed=st.integers(0, 2**32 - 1))
def test_the_pooled_trial_is_the_joined_file(
    name: str, choice: Settings, k: int, seed: int
) -> None:
    cohort = cohort_named(name)
    if name == "synthetic_156.csv":
        choice = replace(choice, primary=None if choice.primary == "mrs_m6" else choice.primary)
        choice = replace(choice, rule="points_8_1" if choice.rule == "recorded" else choice.rule)
    of = split(cohort.n, k, seed)
    whole = joined(cohort, of, int(of.max()) + 1, choice)
    study = pooled(centres(cohort, of, choice))
    got = rows(*study.results.values())
    assert agree(whole, got) > 350
    by_centre = [row for row in got.values() if row.versus == "centre"]
    assert not any(NEEDS & set(row.notes) for row in by_centre)


@pytest.mark.parametrize("k", [3, 20])
def test_the_international_stroke_trial_pooled_is_the_joined_file(
    k: int, shared: Callable[[str], Path], root: Path
) -> None:
    mapping = json.loads((root / "sample_data" / "ist_mapping.json").read_text("utf-8"))
    data = shared("data/IST.csv").read_bytes()
    cohort = load(data, "IST.csv", ColumnMapping.from_json(mapping))
    of, chosen = split(cohort.n, k, k), Settings()
    whole = joined(cohort, of, k, chosen)
    study = pooled(centres(cohort, of, chosen))
    assert agree(whole, rows(*study.results.values())) > 150


@pytest.fixture(scope="module")
def four() -> list[CentreSummary]:
    cohort = cohort_named("synthetic_long.csv")
    return centres(cohort, split(cohort.n, 4, 3), CHOICES[0])


def texts(study: PooledStudy) -> str:
    return json.dumps(study.document(), sort_keys=True)


def test_the_order_in_which_summaries_come_changes_no_digit(four: list[CentreSummary]) -> None:
    assert texts(pooled(four)) == texts(pooled(reversed(four)))


def test_a_centre_that_comes_and_withdraws_leaves_the_trial_as_it_was(
    four: list[CentreSummary],
) -> None:
    before = pooled(four[:3])
    after = before.joined_by(four[3])
    assert texts(after) == texts(pooled(four))
    assert texts(after.without(four[3].centre)) == texts(before)
    assert after.digest != before.digest


def test_a_fourth_centre_changes_nothing_within_the_other_three(four: list[CentreSummary]) -> None:
    before, after = (pooled(some).effects for some in (four[:3], four))
    [outcome] = before.outcomes
    for centre in before.centres:
        row = before.row(before.method(outcome.variable), outcome, centre)
        assert row is not None
        assert row == after.row(after.method(outcome.variable), outcome, centre)
    assert before.overall(outcome) != after.overall(outcome)
    assert set(after.centres) - set(before.centres) == {four[3].centre}


@pytest.mark.parametrize("name", ["synthetic_156.csv", "synthetic_long.csv"])
@pytest.mark.parametrize("k", [2, 3])
def test_what_outsiders_may_have_adds_up_to_the_patients_of_whom_it_speaks(
    name: str, k: int
) -> None:
    cohort, chosen = cohort_named(name), CHOICES[0]
    of = np.arange(cohort.n) % k
    leaving = {}
    for i in range(k):
        data = prepare(subset(cohort, of == i), chosen)
        leaving[f"c{i}"] = for_outsiders(data, chosen, f"c{i}")
    back = [read(write(one.centre)).centre for one in leaving.values()]
    study = pooled(back)
    there = Stratified("centre", {name: one.data for name, one in leaving.items()})
    whole = rows(*analyse(there, study.settings))
    compared = 0
    for row in study.rows:
        key = tuple(getattr(row, part) for part in KEY)
        # What stayed behind is no part of a family of tests either.
        if not NEEDS & set(row.notes) and row.method not in ("holm", "benjamini_hochberg"):
            same(row, whole[key])
            compared += 1
    assert compared > 150
