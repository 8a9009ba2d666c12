"""The plan beside a file: canonical names, what the file lacks, and what was changed of it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.domain.study.filters import Among, Between, Complete, NamedSet
from aci_core.domain.study.plan import (
    GRADED,
    Misfit,
    answered,
    baseline_columns,
    changes,
    fitted,
    outcomes,
    settled,
    unanswered,
)
from aci_core.domain.study.settings import PLAN, Deviation, Lock, Settings
from aci_core.summaries import EFFECTIVE, GRADE
from tests.build import cohort_of, sample


@pytest.fixture(scope="module")
def cohort() -> Cohort:
    """A file with Chinese headers, two visits of NIHSS and a column of centres."""
    n = 8
    return cohort_of(
        **{
            "年龄": list(range(60, 60 + n)),
            "中心": ["A", "B"] * 4,
            "入院NIHSS评分": [9, 8, 7, 6, 9, 8, 7, 6],
            "NIHSS评分(1个月)": [4, 3, 2, 1, 4, 3, 2, 1],
            "NIHSS评分(3个月)": [3, 2, 1, 0, 3, 2, 1, 0],
        }
    )


def test_columns_are_known_by_header_and_by_name_in_any_case(cohort: Cohort) -> None:
    asked = Settings(
        primary="NIHSS评分(3个月)",
        secondary=("nihss_M1", "Effective"),
        covariates=("年龄", "入院nihss评分"),
        centre="中心",
        response_visit="M1",
        population=(Between("年龄", 60.0, None), NamedSet("", "graded"), Complete("", "m3")),
    )
    plan = fitted(cohort, asked)
    assert plan.misfits == ()
    made = plan.settings
    centre = next(c.name for c in cohort.columns if c.header == "中心")
    assert made.primary == "nihss_m3"
    assert made.secondary == ("nihss_m1", "effective")
    assert made.covariates == ("age", "nihss_pre")
    assert made.centre == centre
    assert made.response_visit == "m1"
    assert made.population[0] == Between("age", 60.0, None)
    assert settled(cohort, asked) == made


def test_what_the_file_lacks_is_left_out_and_named(cohort: Cohort) -> None:
    asked = Settings(
        primary="mrs_m3",
        secondary=("nihss_m1", "bi_m3"),
        covariates=("age", "weight"),
        centre="clinic",
        subgroups=("toast",),
        response_visit="m6",
        population=(Among("pp", ("yes",)), Between("age", 60.0, None)),
    )
    plan = fitted(cohort, asked)
    assert set(plan.misfits) == {
        Misfit("primary", "mrs_m3"),
        Misfit("secondary", "bi_m3"),
        Misfit("response_visit", "m6"),
        Misfit("covariates", "weight"),
        Misfit("subgroups", "toast"),
        Misfit("centre", "clinic"),
        Misfit("population", "pp"),
    }
    made = plan.settings
    assert (made.primary, made.centre, made.response_visit) == (None, None, None)
    assert (made.secondary, made.covariates, made.subgroups) == (("nihss_m1",), ("age",), ())
    assert made.population == (Between("age", 60.0, None),)
    with pytest.raises(AciError) as error:
        settled(cohort, asked)
    assert error.value.code == "settings_column"


def test_the_primary_is_no_secondary_outcome_too(cohort: Cohort) -> None:
    asked = Settings(primary="nihss_m3", secondary=("NIHSS评分(3个月)", "nihss_m1"))
    assert fitted(cohort, asked).settings.secondary == ("nihss_m1",)


def test_a_sample_says_that_it_is_randomised_and_the_visitor_may_deny_it(cohort: Cohort) -> None:
    whole = sample("synthetic_156.csv")
    assert fitted(whole, Settings()).settings.randomised is True
    assert answered(whole, Settings(randomised=False)).randomised is False
    assert fitted(whole, Settings(randomised=False)).settings.randomised is False
    assert fitted(cohort, Settings()).settings.randomised is None


def test_outcomes_are_those_after_treatment(cohort: Cohort) -> None:
    assert outcomes(cohort) == ("nihss_m1", "nihss_m3", "effective", "grade")
    assert (EFFECTIVE, GRADE) == GRADED
    assert "nihss_pre" in baseline_columns(cohort)
    assert "nihss_m1" not in baseline_columns(cohort)
    alone = cohort_of(nihss_pre=[1, 2, 3, 4], bi_m3=[50, 60, 70, 80])
    assert outcomes(alone) == ("bi_m3",)  # nothing is graded


def test_questions_are_open_until_plan_or_file_answers_them(cohort: Cohort) -> None:
    assert unanswered(cohort, Settings()) == ("randomised", "primary", "response_visit")
    assert unanswered(cohort, Settings(randomised=False)) == ("primary", "response_visit")
    assert unanswered(cohort, Settings(rule="pct_40", primary="grade")) == ("randomised",)
    assert unanswered(cohort, Settings(response_visit="m3"))[-1] == "primary"
    # One visit: there is nothing to choose.
    one = cohort_of(nihss_pre=[9, 8, 7, 6], nihss_post=[1, 2, 3, 4])
    assert unanswered(one, Settings()) == ("randomised", "primary")
    assert unanswered(cohort, Settings(locked=Lock("t", "d"))) == ()


def test_each_part_of_the_plan_that_changes_is_a_deviation() -> None:
    old = Settings(primary="nihss_m3")
    new = replace(old, primary="nihss_m6", covariates=("年龄",), level=0.9)
    made = changes(old, new, time="2025-09-17T08:00:00Z", results_seen=True)
    assert made == (
        Deviation("primary", '"nihss_m3"', '"nihss_m6"', "2025-09-17T08:00:00Z", True),
        Deviation("covariates", "[]", '["年龄"]', "2025-09-17T08:00:00Z", True),
    )
    assert all(json.loads(one.before) == old.plan[one.key] for one in made)
    # How one looks at the results is no part of the plan, and the order is the plan's.
    assert changes(old, replace(old, level=0.9), time="", results_seen=None) == ()
    assert [PLAN.index(one.key) for one in made] == sorted(PLAN.index(one.key) for one in made)


def test_a_locked_plan_that_is_changed_back_is_the_locked_one_again() -> None:
    plan = Settings(primary="nihss_m3")
    locked = replace(plan, locked=Lock("2025-09-17T08:00:00Z", plan.plan_digest))
    changed = replace(locked, primary="nihss_m6")
    assert not locked.changed_since_lock
    assert changed.changed_since_lock
    deviations = changes(locked, changed, time="", results_seen=None)
    back = replace(changed, primary="nihss_m3", deviations=deviations)
    assert not back.changed_since_lock
    assert len(back.deviations) == 1
