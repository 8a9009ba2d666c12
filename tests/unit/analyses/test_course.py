"""Course: which measures and visits have a model, on whom it rests, and what is said of it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from aci_core.analyses import analyse, course, prepare, summarise
from aci_core.domain.study.settings import Settings
from aci_core.ingest import load
from tests.conftest import ROOT

FILE = ROOT / "sample_data" / "synthetic_long.csv"
ARMS = ("treatment", "control")


def result(text: str | None = None, **settings):
    content = FILE.read_bytes() if text is None else text.encode()
    chosen = Settings(randomised=True, **settings)
    return course(prepare(load(content, "course.csv", reference="control"), chosen), chosen)


def table(n: int = 40, **columns):
    """A CSV of n patients, their arms in turn, with these columns."""
    arms = [ARMS[i % 2] for i in range(n)]
    names = ["patient_id", "arm", *columns]
    cells = [[f"P{i:03d}" for i in range(n)], arms, *columns.values()]
    rows = (["" if c[i] is None else str(c[i]) for c in cells] for i in range(n))
    return "\n".join(",".join(row) for row in (names, *rows))


def scores(seed: int, n: int = 40, low: int = 0, high: int = 20):
    return np.random.default_rng(seed).integers(low, high, n).tolist()


def test_scores_and_biomarkers_with_two_later_visits_have_a_course():
    made = result()
    assert tuple(made.bases) == (
        "nihss",
        "bi",
        "perfusion",
        "vegf",
        "bfgf",
    )  # no mean of mRS grades
    assert {row.visit for row in made.where("mmrm")} == {"post", "m1", "m3", "m6"}
    assert len(list(made.where("mmrm_mean"))) == 2 * len(list(made.where("mmrm")))
    only = result(table(nihss_pre=scores(1), nihss_post=scores(2)))
    assert only.rows == ()
    assert only.bases == {}


def test_adjusted_means_differ_by_the_difference():
    made = result()
    for row in made.where("mmrm"):
        t, c = (made.first("mmrm_mean", row.variable, visit=row.visit, arm=arm) for arm in ARMS)
        assert t.estimate - c.estimate == pytest.approx(row.estimate, rel=1e-12)
        assert row.n == {"treatment": t.n, "control": c.n}


def test_patients_are_those_with_a_score_before_and_after():
    basis = result().bases["nihss"]
    assert basis.patients == (119, 116)
    assert basis.without == (1, 4)
    assert sum(basis.dead["m6"]) == 9
    assert not basis.simple


def test_observed_means_are_of_the_same_patients():
    made = result()
    for arm, n in zip(ARMS, made.bases["nihss"].patients, strict=True):
        before = made.first("mean_sd", "nihss", visit="pre", arm=arm)
        later = made.first("mean_sd", "nihss", visit="m6", arm=arm)
        assert before.n == n
        assert before.note is None
        assert later.note == f"missing:{n - later.n}"


def test_a_visit_with_few_scores_is_left_out_and_said():
    few = [x if i < 9 else None for i, x in enumerate(scores(4))]
    columns = {"nihss_pre": scores(1, low=4), "nihss_post": scores(2), "nihss_m1": scores(3)}
    made = result(table(**columns, nihss_m3=few))
    row = made.first("mmrm", "nihss", visit="m3")
    assert (row.estimate, row.n, row.note) == (
        None,
        {"treatment": 5, "control": 4},
        "sparse_visit:4",
    )
    assert made.bases["nihss"].left_out == ("m3",)
    assert made.bases["nihss"].visits == ("post", "m1")
    without = result(table(**columns))
    assert made.first("mmrm", "nihss", visit="m1") == without.first("mmrm", "nihss", visit="m1")
    more = [x if i < 10 else None for i, x in enumerate(scores(4))]
    assert result(table(**columns, nihss_m3=more)).bases["nihss"].left_out == ()
    # A covariate more asks for a patient more in each arm.
    aged = result(
        table(**columns, nihss_m3=more, age=scores(5, low=40, high=80)), covariates=("age",)
    )
    assert aged.bases["nihss"].left_out == ("m3",)


def test_one_visit_that_is_left_is_no_course():
    few = [x if i < 9 else None for i, x in enumerate(scores(4))]
    made = result(table(nihss_pre=scores(1), nihss_post=scores(2), nihss_m1=few))
    notes = [row.note for row in made.where("mmrm")]
    assert notes == ["sparse_visit:4", "too_few_visits"]


def test_covariates_of_the_plan_and_their_missing_values():
    made = result(covariates=("age", "toast", "nihss_pre", "nowhere"))
    row = made.first("mmrm", "nihss", visit="m3")
    assert made.bases["nihss"].covariates == ("age", "toast")
    assert "covariates_absent:1" in row.notes
    assert row.estimate != result().first("mmrm", "nihss", visit="m3").estimate
    complete = course(
        prepare(
            load(FILE.read_bytes(), "long.csv"), Settings(randomised=False, covariates=("age",))
        ),
        Settings(randomised=False, covariates=("age",)),
    )
    assert sum(complete.bases["nihss"].patients) <= 235


def test_a_summary_says_that_it_needs_patients():
    settings = Settings(randomised=True)
    data = prepare(load(FILE.read_bytes(), "long.csv"), settings)
    made = next(r for r in analyse(summarise(data, settings), settings) if r.analysis == "course")
    assert made.rows
    assert {(row.method, row.note) for row in made.rows} == {("mmrm", "needs_patients")}
    assert dataclasses.asdict(made)["bases"] == {}
