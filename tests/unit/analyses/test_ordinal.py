"""Ordinal outcomes: counts of grades, common odds ratios, and what they are adjusted for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from aci_core.analyses import outcomes, prepare, response, summarise
from aci_core.analyses.leading import lead
from aci_core.analyses.outcomes import Outcomes
from aci_core.domain.study.settings import Settings
from aci_core.ingest import load
from tests.build import cohort_of, sample

RANDOMISED = Settings(randomised=True)
N = 60


def long(settings: Settings = RANDOMISED) -> Outcomes:
    return outcomes(prepare(sample("synthetic_long.csv"), settings), settings)


def trial(**more: list[object]) -> dict[str, list[object]]:
    """Sixty patients, mRS at three months and no score of it before treatment."""
    rng = np.random.default_rng(5)
    pre, age = rng.integers(4, 20, N), rng.integers(45, 85, N)
    arm = np.arange(N) % 2 == 0
    latent = 0.2 * (pre - 12) - 0.8 * arm + rng.logistic(size=N)
    mrs = np.digitize(latent, [-2, -1, 0, 0.7, 1.4, 2.2])
    return {
        "nihss_pre": list(map(int, pre)),
        "age": list(map(int, age)),
        "mrs_m3": list(map(int, mrs)),
        **more,
    }


def of(settings: Settings = RANDOMISED, **columns: list[object]) -> Outcomes:
    return outcomes(prepare(cohort_of(**columns), settings), settings)


def test_the_numbers_that_the_definition_states() -> None:
    """`statistics.md`: mRS of the synthetic trial at 6 months, R two ways."""
    result = long()
    plain = result.first("proportional_odds", "mrs", visit="m6")
    assert (plain.estimate, plain.ci_low, plain.ci_high, plain.total) == pytest.approx(
        (1.797400, 1.114699, 2.898226, 223), abs=5e-7
    )
    row = result.first("proportional_odds_adjusted", "mrs", visit="m6")
    assert (row.estimate, row.ci_low, row.ci_high, row.total) == pytest.approx(
        (2.007591, 1.236770, 3.258827, 223), abs=5e-7
    )
    assert row.notes == ("covariate_imputed:2",)
    complete = result.first("proportional_odds_adjusted", "mrs", visit="m6", level="complete_cases")
    assert (complete.estimate, complete.total) == pytest.approx((1.977269, 221), abs=5e-7)
    test = result.first("proportional_odds_test", "mrs", visit="m6", level="complete_cases")
    assert (test.statistic, test.df, test.p) == pytest.approx((4.141317, 5, 0.529254), abs=5e-7)
    cuts = [
        result.first("odds_ratio", "mrs", visit="m6", level=f"<={g}").estimate for g in range(6)
    ]
    assert cuts == pytest.approx(
        [1.579787, 1.964986, 1.461847, 2.712766, 2.970000, 2.076190], abs=5e-7
    )
    risk = result.first("adjusted_risk_difference", "mrs", visit="m6", level="<=2")
    assert risk.estimate == pytest.approx(0.082681, abs=5e-7)
    sensitivity = result.first(
        "adjusted_risk_difference", "mrs", visit="m6", level="complete_cases"
    )
    assert sensitivity.estimate == pytest.approx(0.083469, abs=5e-7)


def test_the_follow_up_trial_is_as_its_truth(shared: Callable[[str], Path]) -> None:
    """mRS at 3 months given NIHSS at admission and age, as statsmodels has it."""
    file = shared("cases/follow_up_zh_clean.csv")
    cohort = load(file.read_bytes(), file.name)
    result = outcomes(prepare(cohort, RANDOMISED), RANDOMISED)
    counts = [
        [
            int(result.first("count", "mrs", visit="m3", arm=arm, level=str(g)).estimate or 0)
            for g in range(7)
        ]
        for arm in result.arms
    ]
    assert counts == [[2, 17, 25, 13, 2, 1, 0], [3, 11, 23, 13, 8, 0, 1]]
    plain = result.first("proportional_odds", "mrs", visit="m3")
    assert (plain.estimate, plain.ci_low, plain.ci_high, plain.p) == pytest.approx(
        (1.611, 0.834, 3.112, 0.156), abs=5e-4
    )
    row = result.first("proportional_odds_adjusted", "mrs", visit="m3")
    assert (row.estimate, row.ci_low, row.ci_high, row.p) == pytest.approx(
        (2.080, 1.050, 4.122, 0.036), abs=5e-4
    )
    # Treatment has nobody at 6, control nobody at 5.
    test = result.first("proportional_odds_test", "mrs", visit="m3")
    assert (test.p, test.note) == (None, "thresholds_cross")


def test_each_visit_after_baseline_counts_each_grade_of_the_scale() -> None:
    result = long()
    for visit in ("m3", "m6"):
        for arm in result.arms:
            rows = [
                result.first("count", "mrs", visit=visit, arm=arm, level=str(g)) for g in range(7)
            ]
            assert sum(row.estimate or 0 for row in rows) == rows[0].total
            good = result.first("count", "mrs", visit=visit, arm=arm, level="<=2")
            assert good.estimate == sum(row.estimate or 0 for row in rows[:3])
    assert result.get("count", "mrs", visit="pre", arm=result.arms.treatment, level="3") is None
    assert result.get("proportional_odds", "mrs", visit="pre") is None


def test_only_ordinal_measures_have_a_common_odds_ratio() -> None:
    assert {r.variable for r in long().where("proportional_odds_adjusted")} == {"mrs"}


def test_adjusted_for_severity_and_age_and_not_for_its_own_baseline() -> None:
    """The synthetic trial has mRS before treatment, which would change the number."""
    result = long()
    assert result.adjusted_for == {"mrs": ("nihss_pre", "age")}
    own = long(Settings(randomised=True, covariates=("mrs_pre", "nihss_pre", "age")))
    assert own.adjusted_for == {"mrs": ("mrs_pre", "nihss_pre", "age")}
    names = ("proportional_odds_adjusted", "mrs")
    assert result.first(*names, visit="m6").estimate != own.first(*names, visit="m6").estimate


def test_covariates_of_the_plan_replace_those_of_the_rule() -> None:
    by_plan = of(Settings(randomised=True, covariates=("age",)), **trial())
    alone = of(**{k: v for k, v in trial().items() if k != "nihss_pre"})
    names = ("proportional_odds_adjusted", "mrs")
    assert by_plan.adjusted_for == {"mrs": ("age",)}
    assert by_plan.first(*names, visit="m3").estimate == pytest.approx(
        alone.first(*names, visit="m3").estimate, rel=1e-12
    )


def test_without_any_covariate_nothing_is_called_adjusted() -> None:
    result = of(mrs_m3=trial()["mrs_m3"])
    for method, level in (
        ("proportional_odds_adjusted", None),
        ("adjusted_risk_difference", "<=2"),
    ):
        row = result.first(method, "mrs", visit="m3", level=level)
        assert (row.estimate, row.note) == (None, "covariates_absent:2")
    led = lead(result, "mrs", "m3")
    assert led is not None
    assert led.row.method == "proportional_odds"
    assert [row.note for row in led.instead_of] == ["covariates_absent:2"]


def test_the_adjusted_odds_lead() -> None:
    led = lead(of(**trial()), "mrs", "m3")
    assert led is not None
    assert led.row.method == "proportional_odds_adjusted"


def test_a_covariate_without_variation_is_said() -> None:
    row = of(**trial(age=[64] * N)).first("proportional_odds_adjusted", "mrs", visit="m3")
    assert row.estimate is not None
    assert row.note == "covariates_constant:1"


@pytest.mark.parametrize("randomised", [None, False])
def test_not_randomised_keeps_complete_cases(randomised: bool | None) -> None:
    holes = trial()
    holes["age"] = [None, *holes["age"][1:]]
    row = of(Settings(randomised=randomised), **holes).first(
        "proportional_odds_adjusted", "mrs", visit="m3"
    )
    assert (row.total, row.note) == (N - 1, None)
    imputed = of(**holes)
    assert imputed.first("proportional_odds_adjusted", "mrs", visit="m3").total == N
    complete = imputed.first(
        "proportional_odds_adjusted", "mrs", visit="m3", level="complete_cases"
    )
    assert complete.estimate == row.estimate


def test_a_summary_has_the_counts_and_needs_patients_for_the_rest() -> None:
    data = prepare(cohort_of(**trial()), RANDOMISED)
    whole = outcomes(data, RANDOMISED)
    result = outcomes(summarise(data, RANDOMISED), RANDOMISED)
    for method in ("proportional_odds_adjusted", "proportional_odds_test"):
        row = result.first(method, "mrs", visit="m3")
        assert (row.estimate, row.p, row.note) == (None, None, "needs_patients")
    for method in ("proportional_odds", "odds_ratio", "count"):
        assert list(result.where(method)) == list(whole.where(method))
    led = lead(result, "mrs", "m3")
    assert led is not None
    assert led.row.method == "proportional_odds"


def test_the_response_is_adjusted_for_severity() -> None:
    data = prepare(sample("synthetic_156.csv"), RANDOMISED)
    result = response(data, RANDOMISED)
    row = result.first("adjusted_risk_difference", "effective", visit="post")
    plain = result.first("risk_difference", "effective", visit="post")
    assert row.estimate == pytest.approx(plain.estimate, abs=0.05)
    assert row.estimate != plain.estimate
    assert row.n == plain.n
    grade = result.first("proportional_odds_adjusted", "grade", visit="post")
    assert grade.estimate is not None
    assert result.adjusted_for == {"grade": ("nihss_pre", "age"), "effective": ("nihss_pre",)}


def test_a_response_that_severity_tells_is_not_computed() -> None:
    data = prepare(
        cohort_of(nihss_pre=[4, 5, 6, 7, 14, 15, 16, 17], nihss_post=[0, 0, 0, 0, 14, 15, 16, 17]),
        RANDOMISED,
    )
    row = response(data, RANDOMISED).first("adjusted_risk_difference", "effective", visit="post")
    assert (row.estimate, row.note) == (None, "perfect_prediction")
