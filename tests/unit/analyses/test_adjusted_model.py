"""What the adjusted model does with covariates that are missing, constant or unknown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from aci_core.analyses import analyse, outcomes, prepare, summarise
from aci_core.analyses.flow import flow
from aci_core.analyses.result import Row
from aci_core.domain.study.settings import Settings
from tests.build import cohort_of

N = 12
TABLE: dict[str, list[object]] = {
    "nihss_pre": [9, 8, 7, 12, 5, 6, 14, 11, 10, 4, 8, 9],
    "nihss_post": [4, 6, 3, 9, 1, 5, 8, 9, 6, 4, 2, 9],
    "age": [61, 70, 55, 66, 72, 58, 64, 77, 69, 52, 60, 75],
}


def row(covariates: tuple[str, ...], method: str = "ancova", **more: list[object]) -> Row:
    """The adjusted difference of NIHSS."""
    chosen = Settings(covariates=covariates)
    data = prepare(cohort_of(**{**TABLE, **more}), chosen)
    return outcomes(data, chosen).first(method, "nihss", visit="post")


def test_who_lacks_a_constant_covariate_does_not_come_back() -> None:
    """A covariate that the complete cases share was dropped and its patients were let in again."""
    site: list[object] = ["north", None, "north", None, *["north"] * 6, "south", "south"]
    weight: list[object] = [*[70.5 + i for i in range(10)], None, None]
    for method in ("ancova", "ancova_hc3"):
        adjusted = row(("site", "weight"), method, site=site, weight=weight)
        assert adjusted.total == 8
        assert "covariates_constant:1" in adjusted.notes
    known = [w if s else None for w, s in zip(weight, site, strict=True)]
    assert adjusted.estimate == pytest.approx(row(("weight",), "ancova_hc3", weight=known).estimate)


def test_an_empty_reference_level_is_replaced() -> None:
    """Without anybody at the first level the other levels add up to 1: no reason to stop."""
    toast: list[object] = [
        None,
        None,
        "LAA",
        "SAO",
        "LAA",
        "SAO",
        "SAO",
        "LAA",
        "CE",
        "CE",
        "SAO",
        "LAA",
    ]
    age: list[object] = [v if t != "CE" else None for v, t in zip(TABLE["age"], toast, strict=True)]
    adjusted = row(("toast", "age"), toast=toast, age=age)
    assert adjusted.estimate is not None
    assert adjusted.df == adjusted.total - 5


def test_the_baseline_of_the_measure_is_no_second_covariate() -> None:
    assert row(("nihss_pre",)).estimate == row(()).estimate


def test_an_unknown_covariate_is_said() -> None:
    adjusted = row(("weight_typo", "age"))
    assert "covariates_absent:1" in adjusted.notes
    assert adjusted.estimate == row(("age",)).estimate


def test_a_test_that_is_not_computed_counts_in_the_family_as_not_rejected() -> None:
    """So does one whose outcome the data lack altogether: the family was declared before."""
    settings = Settings(secondary=("nihss_post", "effective", "bi_post", "mrs_m3"))
    data = prepare(cohort_of(**TABLE, bi_pre=[50] * N, bi_post=[60] * N), settings)
    rows = {
        (r.variable, r.method): r
        for result in analyse(data, settings)
        for r in result.rows
        if r.arm is None
    }
    assert rows["bi", "ancova"].p is None
    assert ("bi", "holm") not in rows
    tested = [rows[key] for key in (("nihss", "holm"), ("effective", "holm"))]
    assert all({"family:4", "family_untested:2"} <= set(row.notes) for row in tested)
    raw = rows["nihss", "ancova"].p
    assert raw is not None
    assert tested[0].p == pytest.approx(4 * raw)


def holes(seed: int = 3) -> dict[str, list[object]]:
    """Forty patients of whom some lack a covariate, the baseline, or the outcome."""
    rng = np.random.default_rng(seed)
    n = 40
    pre, age = rng.integers(4, 20, n), rng.integers(45, 85, n)
    post = np.clip(pre - 3 + rng.integers(-3, 4, n), 0, 42)
    toast = rng.choice(["CE", "LAA", "SAO"], n)
    table: dict[str, list[object]] = {
        "nihss_pre": pre.tolist(),
        "nihss_post": post.tolist(),
        "age": age.tolist(),
        "toast": toast.tolist(),
    }
    for name, gone in {
        "nihss_pre": (0,),
        "nihss_post": (1, 2),
        "age": (1, 5, 6),
        "toast": (6, 7),
    }.items():
        for i in gone:
            table[name][i] = None
    return table


CHOSEN = Settings(randomised=True, covariates=("age", "toast"))


def test_a_missing_covariate_is_the_mean_of_all_patients_and_a_level_of_its_own() -> None:
    """Rule 7: by hand, over both arms and over patients without an outcome too."""
    table = holes()
    result = outcomes(prepare(cohort_of(**table), CHOSEN), CHOSEN)
    known = [float(v) for v in table["age"] if v is not None]
    filled = {
        **table,
        "age": [sum(known) / len(known) if v is None else v for v in table["age"]],
        "toast": ["none" if v is None else v for v in table["toast"]],
    }
    by_hand = outcomes(prepare(cohort_of(**filled), CHOSEN), CHOSEN)
    for method in ("ancova", "ancova_hc3"):
        row = result.first(method, "nihss", visit="post")
        right = by_hand.first(method, "nihss", visit="post")
        assert (row.estimate, row.ci_low, row.df) == pytest.approx(
            (right.estimate, right.ci_low, right.df), rel=1e-9
        )
        # Neither who lacks the score before treatment nor who lacks it after: 40 - 1 - 2.
        assert row.total == 37
        assert "covariate_imputed:3" in row.notes


def test_complete_cases_stand_beside() -> None:
    table = holes()
    result = outcomes(prepare(cohort_of(**table), CHOSEN), CHOSEN)
    observed = replace(CHOSEN, randomised=False)
    right = outcomes(prepare(cohort_of(**table), observed), observed)
    row = result.first("ancova", "nihss", visit="post", level="complete_cases")
    plain = right.first("ancova", "nihss", visit="post")
    assert (row.estimate, row.p, row.n, row.note) == (plain.estimate, plain.p, plain.n, plain.note)
    assert row.total == 34
    assert right.get("ancova", "nihss", visit="post", level="complete_cases") is None


@pytest.mark.parametrize("randomised", [False, None])
def test_only_a_randomised_trial_imputes(randomised: bool | None) -> None:
    chosen = replace(CHOSEN, randomised=randomised)
    row = outcomes(prepare(cohort_of(**holes()), chosen), chosen).first(
        "ancova", "nihss", visit="post"
    )
    assert row.total == 34


def test_nothing_missing_nothing_imputed() -> None:
    chosen = Settings(randomised=True, covariates=("age",))
    data = prepare(cohort_of(**TABLE), chosen)
    result = outcomes(data, chosen)
    assert result.first("ancova", "nihss", visit="post").note is None
    assert result.get("ancova", "nihss", visit="post", level="complete_cases") is None
    # So a summary, which has no patients, answers as well.
    summed = outcomes(summarise(data, chosen), chosen)
    assert summed.first("ancova", "nihss", visit="post").estimate is not None


def test_a_summary_cannot_impute() -> None:
    summed = outcomes(summarise(prepare(cohort_of(**holes()), CHOSEN), CHOSEN), CHOSEN)
    row = summed.first("ancova", "nihss", visit="post")
    assert (row.estimate, row.note) == (None, "needs_patients")
    complete = summed.first("ancova", "nihss", visit="post", level="complete_cases")
    assert complete.estimate is not None


def test_the_flow_leaves_nobody_out_for_what_is_imputed() -> None:
    chosen = replace(CHOSEN, randomised=False)
    table = holes()

    def absent(settings: Settings) -> int:
        arms = flow(prepare(cohort_of(**table), settings), settings).by_arm
        return sum(
            dict(o.absent).get("missing_covariate", 0)
            for arm in arms
            for o in arm.outcomes
            if o.variable == "nihss"
        )

    assert (absent(CHOSEN), absent(chosen)) == (0, 3)
