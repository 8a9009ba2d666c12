"""Sensitivity: which outcome, who is missing, and that its rows agree with one another."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from aci_core.analyses import analyse, outcomes, prepare, sensitivity, summarise
from aci_core.analyses.missing import DIED, LATER, LOST, SCORED, STATES, UNKNOWN, missing_scores
from aci_core.analyses.sensitivity import resampled
from aci_core.domain.study.settings import Settings
from aci_core.ingest import load
from tests.conftest import ROOT

FILE = ROOT / "sample_data" / "synthetic_long.csv"


def prepared(primary="nihss_m6", **settings):
    chosen = Settings(randomised=True, primary=primary, **settings)
    return prepare(load(FILE.read_bytes(), FILE.name, reference="control"), chosen), chosen


def test_the_plans_primary_is_asked_and_the_numbers_are_those_of_the_definition():
    data, chosen = prepared()
    made = sensitivity(data, chosen)
    assert tuple(made.basis.absent) == (8, 11)
    assert sum(made.basis.dead) == 9
    assert sum(sum(n) for n in (made.basis.n, made.basis.dead, made.basis.out)) == 240
    right = (-2.226470, -2.157323, -2.088176, -1.880735)
    rows = [made.row("delta_adjusted", level).estimate for level in ("0", "1", "2", "5")]
    assert rows == pytest.approx(right, abs=5e-7)
    assert made.row("jump_to_reference").estimate == pytest.approx(-2.072896, abs=5e-7)
    assert made.lead.to_json() == {
        **outcomes(data, chosen).get("ancova", "nihss", visit="m6").to_json(),
        "analysis": "sensitivity",
    }
    low, high = (made.row("ancova", level).estimate for level in ("best_case", "worst_case"))
    assert low < min(rows) < max(rows) < high


def test_without_a_primary_it_is_nihss_and_of_what_has_no_better_end_nothing():
    for primary, variable, reason in (
        (None, "nihss", None),
        ("bi_m3", "bi", None),
        ("vegf_m6", "vegf", "no_direction"),
        ("effective", None, "graded"),
    ):
        made = sensitivity(*prepared(primary))
        assert (made.outcome.variable if made.outcome else None) == variable
        assert made.reason == reason
        assert (made.rows == ()) == (reason is not None)


def test_a_worse_barthel_is_a_lower_one():
    made = sensitivity(*prepared("bi_m6"))
    by_delta = [made.row("delta_adjusted", level).estimate for level in ("0", "1", "2", "5")]
    assert by_delta == sorted(by_delta, reverse=True)
    assert made.row("ancova", "worst_case").estimate < made.lead.estimate
    assert made.row("ancova", "best_case").estimate > made.lead.estimate
    where = made.tipping_map
    middle = len(where.deltas) // 2
    assert where.deltas[middle] == 0
    assert where.p[middle, middle] == pytest.approx(made.row("delta_adjusted", "0").p)
    assert where.better[middle, middle]


def test_the_map_tips_where_the_row_says():
    made = sensitivity(*prepared())
    where, tip = made.tipping_map, made.row("tipping_point").estimate
    along = where.p[len(where.deltas) // 2]
    assert where.deltas[-1] > tip
    assert (along[where.deltas < tip - 0.1] < 0.05)[len(along) // 2 :].all()
    assert (along[where.deltas > tip] >= 0.05).all()


def test_of_an_ordinal_outcome_the_ends_alone():
    made = sensitivity(*prepared("mrs_m6"))
    seen, best, worst = (
        made.row("proportional_odds_adjusted", level).estimate
        for level in (None, "best_case", "worst_case")
    )
    assert seen == pytest.approx(2.007591, abs=5e-6)
    assert worst < seen < best
    assert not made.resamples


def test_what_is_resampled_is_asked_for_and_seeded_by_the_plan():
    data, chosen = prepared()
    made = sensitivity(data, chosen)
    assert not made.resampled
    told = []
    whole = resampled(made, data, chosen, told.append)
    assert whole.resampled
    assert told[-1] == 1.0
    assert told == sorted(told)
    row = whole.row("multiple_imputation")
    assert row.estimate == pytest.approx(-2.216, abs=0.06)
    assert row.estimate / row.statistic == pytest.approx(0.467, rel=0.05)
    assert f"seed:{chosen.seed}" in row.notes
    by_command = {r.analysis: r for r in analyse(data, chosen, resample=True)}["sensitivity"]
    assert by_command.row("multiple_imputation") == row
    assert by_command.row("jump_to_reference").ci_low < row.estimate
    other = dataclasses.replace(chosen, seed=5)
    assert resampled(made, data, other).row("multiple_imputation").estimate != row.estimate


def test_without_patients_only_what_was_seen_is_compared():
    data, chosen = prepared()
    summary = summarise(data, chosen)
    rows = sensitivity(summary, chosen).rows
    assert rows[0].estimate == pytest.approx(sensitivity(data, chosen).lead.estimate)
    assert all("needs_patients" in (row.note or "") for row in rows[1:])
    assert resampled(sensitivity(summary, chosen), summary, chosen).rows == rows


def test_every_patient_counts_once_at_each_visit():
    data, _ = prepared()
    made = missing_scores(data, "nihss")
    assert made.visits == ("pre", "post", "m1", "m3", "m6")
    for visit in made.visits:
        for arm, n in enumerate(data.n):
            assert sum(made.counts[visit, state][arm] for state in STATES) == n
        told = made.reasons[visit]
        assert sum(sum(n) for _, n in told) in (0, sum(made.counts[visit, LOST]))
    assert sum(made.counts["m6", DIED]) == 9
    assert sum(made.counts["m6", LATER]) == 0
    n = np.array([place.patients for place in made.places])
    absent = [sum(data.n) - sum(made.counts[visit, SCORED]) for visit in made.visits]
    assert (made.shares @ n).round().tolist() == absent
    dead = [sum(made.counts[visit, DIED]) for visit in made.visits]
    assert (made.dead @ n).round().tolist() == dead
    assert sum(made.counts["m6", UNKNOWN]) + sum(made.counts["m6", LOST]) == 19
