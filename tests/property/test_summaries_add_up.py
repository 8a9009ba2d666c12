"""Summaries of parts, saved and added, give what the whole cohort gives."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aci_core.analyses import Row, analyse, prepare, summarise
from aci_core.analyses.result import KEY
from aci_core.domain.cohort import Cohort
from aci_core.domain.study.settings import Settings
from aci_core.summaries import Data, PooledData, Summary, summary_from_json, summary_to_json
from tests.build import sample
from tests.examples import examples

NUMBERS = ("estimate", "ci_low", "ci_high", "sd", "q1", "q3", "pct", "statistic", "df", "p")
NEEDS = {"needs_patients", "needs_counts"}
CHOICES = (
    Settings(covariates=("age", "sex", "vegf_pre"), primary="bi_post"),
    Settings(randomised=False, rule="pct_55", level=0.9),
    Settings(rule="recorded", level=0.99),
)

# Models of single patients, and scores beside deaths.
OF_PATIENTS = {
    "mmrm",
    "cmh",
    "mantel_haenszel_or",
    "mantel_haenszel_rd",
    "subgroup_difference",
    "interaction",
    "ancova_hc3",
    "proportional_odds_adjusted",
    "proportional_odds_test",
    "adjusted_risk_difference",
    "win_odds_death_worst",
}


def rows(data: Data, chosen: Settings) -> dict[tuple[str | None, ...], Row]:
    """Every row of the study by its name."""
    results = [row for result in analyse(data, chosen) for row in result.rows]
    named = {tuple(getattr(row, key) for key in KEY): row for row in results}
    assert len(named) == len(results)
    return named


def part(cohort: Cohort, mask: np.ndarray) -> Cohort:
    return replace(cohort, table=cohort.table[mask].reset_index(drop=True))


def saved(cohort: Cohort, chosen: Settings) -> Summary:
    """The cohort's summary as another hospital reads it from a file."""
    text = json.dumps(summary_to_json(summarise(prepare(cohort, chosen), chosen)), allow_nan=False)
    return summary_from_json(json.loads(text))


def agree(whole: dict[tuple[str | None, ...], Row], got: dict[tuple[str | None, ...], Row]) -> int:
    """How many rows hold a number, all of them the whole's."""
    # Without patients a model of them has no means and a centre no rates: differences say so.
    whole = {
        key: row
        for key, row in whole.items()
        if (key[0] != "course" or key[-1] == "mmrm")
        and not (key[0] == "response" and row.versus and key[-1] not in OF_PATIENTS)
        and key[0] != "centres"
    }
    # Nor does a summary tell centres apart: its rows say so.
    assert all(NEEDS & set(row.notes) for key, row in got.items() if key[0] == "centres")
    got = {key: row for key, row in got.items() if key[0] != "centres"}
    assert got.keys() == whole.keys()
    compared = 0
    for key, right in whole.items():
        row = got[key]
        if NEEDS & set(row.notes):
            assert key[-1] in OF_PATIENTS or key[4] == "agree" or key[0] == "sensitivity", key
            assert all(getattr(row, name) is None for name in NUMBERS), key
            continue
        assert (row.n, row.note) == (right.n, right.note), key
        for name in NUMBERS:
            a, b = getattr(right, name), getattr(row, name)
            assert b == (None if a is None else pytest.approx(a, rel=1e-10, abs=1e-10)), key
        compared += 1
    return compared


@pytest.mark.parametrize("name", ["synthetic_156.csv", "synthetic_long.csv"])
@settings(max_examples=examples(6), deadline=None)
@given(choice=st.sampled_from(CHOICES), parts=st.integers(1, 5), seed=st.integers(0, 2**32 - 1))
def test_any_split_adds_up_to_the_whole(name: str, choice: Settings, parts: int, seed: int) -> None:
    cohort = sample(name)
    if choice.rule == "recorded" and cohort.column("grade") is None:
        choice = replace(choice, rule="points_8_1")
    whole = rows(prepare(cohort, choice), choice)
    # Parts of any size, one patient and an arm missing among them.
    weights = np.random.default_rng(seed).dirichlet(np.full(parts, 0.4))
    of = np.random.default_rng(seed + 1).choice(parts, size=cohort.n, p=weights)
    sums = [saved(part(cohort, of == k), choice) for k in range(parts) if (of == k).any()]
    total = sums[0]
    for other in sums[1:]:
        total = total + other
    assert agree(whole, rows(total, choice)) > 300
    lazy = PooledData(sums)
    assert agree(whole, rows(lazy, choice)) > 300


def test_patients_here_and_a_summary_from_there() -> None:
    cohort, chosen = sample("synthetic_156.csv"), CHOICES[0]
    here = np.arange(cohort.n) % 3 > 0
    mixed: Sequence[Data] = (
        prepare(part(cohort, here), chosen),
        saved(part(cohort, ~here), chosen),
    )
    whole = rows(prepare(cohort, chosen), chosen)
    assert agree(whole, rows(PooledData(mixed), chosen)) > 300


def test_a_part_with_other_levels_and_without_a_column_adds_up_too() -> None:
    cohort, chosen = sample("synthetic_156.csv"), CHOICES[0]
    first = np.arange(cohort.n) % 2 == 0
    table = cohort.table.copy()
    lost = "vegf_post"
    table.loc[~first, lost] = np.nan
    joined = replace(cohort, table=table)
    other = part(joined, ~first)
    # The other hospital's file has no such column, and one level of sex fewer.
    columns = tuple(c for c in other.columns if c.name != lost)
    without = replace(other, table=other.table.drop(columns=[lost]), columns=columns)
    women = without.table["sex"] == "female"
    men_only = replace(
        part(without, ~women.to_numpy()),
        columns=tuple(
            replace(c, levels=("male",)) if c.name == "sex" else c for c in without.columns
        ),
    )
    men_only.table["sex"] = men_only.table["sex"].cat.remove_unused_categories()
    keep = first.copy()
    keep[np.flatnonzero(~first)[~women.to_numpy()]] = True
    whole = rows(prepare(part(joined, keep), chosen), chosen)
    total = saved(part(joined, first), chosen) + saved(men_only, chosen)
    assert agree(whole, rows(total, chosen)) > 300
