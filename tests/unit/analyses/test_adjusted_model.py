"""What the adjusted model does with covariates that are missing, constant or unknown."""

from __future__ import annotations

import pytest

from aci_core.analyses import analyse, outcomes, prepare
from aci_core.analyses.result import Row
from aci_core.domain.settings import Settings
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


def test_a_test_that_is_not_computed_is_no_member_of_the_family() -> None:
    settings = Settings(secondary=("nihss_post", "effective", "bi_post"))
    data = prepare(cohort_of(**TABLE, bi_pre=[50] * N, bi_post=[60] * N), settings)
    rows = {
        (r.variable, r.method): r
        for result in analyse(data, settings)
        for r in result.rows
        if r.arm is None
    }
    assert rows["bi", "ancova"].p is None
    assert ("bi", "holm") not in rows
    assert "family:2" in rows["nihss", "holm"].notes
