"""Which centres can be added up, and what is said of those that cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from aci_core.analyses import prepare
from aci_core.domain.errors import AciError
from aci_core.domain.study.filters import Between
from aci_core.domain.study.settings import Deviation, Lock, Settings
from aci_core.efficacy import PRESETS
from aci_core.federation.centre import CentreSummary, centre_summary
from aci_core.federation.pooled_study import CentresDifferError, pooled
from aci_core.federation.pooling import COMPARED, differences, only_at
from aci_core.presentation import sentences
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.summaries import Arms
from tests.build import cohort_of

PLAN = Settings(randomised=True, primary="nihss_post")


def sent(centre: str, chosen: Settings = PLAN, **columns: list[int]) -> CentreSummary:
    columns = {
        "nihss_pre": [9, 12, 7, 15, 10, 11, 8, 13],
        "nihss_post": [3, 9, 2, 12, 4, 10, 5, 8],
        "bi_pre": [40, 35, 50, 30, 45, 40, 55, 35],
        "bi_post": [80, 55, 90, 50, 75, 60, 85, 65],
        **columns,
    }
    return centre_summary(prepare(cohort_of(**columns), chosen), chosen, centre)


THREE = tuple(sent(name) for name in ("Harbin", "Tianjin", "Wuhan"))
LATE = Deviation("primary", '"bi_post"', '"nihss_post"', "2025-01-01T00:00:00Z", results_seen=True)


def changed(**settings: object) -> CentreSummary:
    one = THREE[2]
    return replace(one, settings=replace(one.settings, **settings))  # type: ignore[arg-type]


def summarised(**parts: object) -> CentreSummary:
    one = THREE[2]
    return replace(one, summary=replace(one.summary, **parts))  # type: ignore[arg-type]


def other_unit() -> CentreSummary:
    measures = dict(THREE[2].summary.measures)
    measures["bi"] = replace(measures["bi"], unit="s")
    return summarised(measures=measures)


def other_scale() -> CentreSummary:
    measures = dict(THREE[2].summary.measures)
    measures["bi"] = replace(measures["bi"], high=20.0)
    return summarised(measures=measures)


def other_kind() -> CentreSummary:
    columns = THREE[2].summary.columns
    arm = next(c for c in columns if c.name == "bi_post")
    return summarised(columns=(*(c for c in columns if c is not arm), replace(arm, visit="m3")))


CASES: dict[str, Callable[[], CentreSummary]] = {
    "version": lambda: replace(THREE[2], version="0.0.1"),
    "synthetic": lambda: replace(THREE[2], synthetic=True),
    "arms": lambda: summarised(arms=Arms("NSC", "MSC")),
    "reference": lambda: summarised(arms=Arms(*reversed(THREE[2].summary.arms))),
    "randomised": lambda: changed(randomised=False),
    "primary": lambda: changed(primary="bi_post"),
    "secondary": lambda: changed(secondary=("bi_post",)),
    "alpha": lambda: changed(alpha=0.01),
    "rule": lambda: changed(rule=min(PRESETS)),
    "response_visit": lambda: changed(response_visit="post"),
    "covariates": lambda: changed(covariates=("bi_pre",)),
    "subgroups": lambda: changed(subgroups=("bi_pre",)),
    "population": lambda: changed(population=(Between("nihss_pre", 4, 20),)),
    "filters": lambda: changed(filters=(Between("nihss_pre", 4, 20),)),
    "level": lambda: changed(level=0.9),
    "judged": lambda: changed(locked=Lock("2025-01-01T00:00:00Z", ""), deviations=(LATE,)),
    "unit": other_unit,
    "measure": other_scale,
    "visits": other_kind,
}


def test_centres_that_mean_the_same_are_added_up() -> None:
    assert differences(THREE) == ()
    study = pooled(THREE)
    assert study.n == {"treatment": 12, "control": 12}
    assert [one.centre for one in study.centres] == ["Harbin", "Tianjin", "Wuhan"]


@pytest.mark.parametrize("part", list(CASES))
def test_what_differs_is_refused_by_name(part: str) -> None:
    with pytest.raises(CentresDifferError) as error:
        pooled((*THREE[:2], CASES[part]()))
    found = error.value.differences
    assert part in [one.part for one in found]
    assert {one.centre for one in found} == {"Wuhan"}
    for lang in LANGUAGES:
        t = translator(lang)
        said = {sentences.centres.difference(one, t) for one in found}
        assert len(said) == len(found)
        assert all(text.startswith("Wuhan") for text in said)
        assert not any("null" in text or "{" in text for text in said)


def test_every_part_of_the_plan_is_compared() -> None:
    assert set(COMPARED) <= set(CASES)


def test_whatever_most_have_is_what_the_others_change() -> None:
    [one] = differences((CASES["level"](), *THREE[:2]))
    assert (one.centre, one.theirs, one.others) == ("Wuhan", "0.9", "0.95")


def test_a_measure_that_a_centre_does_not_take_is_told_and_not_refused() -> None:
    without = [c for c in THREE[2].summary.columns if c.stem != "bi"]
    some = (*THREE[:2], summarised(columns=tuple(without)))
    assert differences(some) == ()
    assert only_at(some) == {"bi": ("Harbin", "Tianjin")}
    study = pooled(some)
    row = study.results["outcomes"].first("ancova", "bi", visit="post")
    assert row.n == {"treatment": 8, "control": 8}


def test_one_centre_or_one_twice_is_no_trial() -> None:
    for some, code in (
        (THREE[:1], "centres_few"),
        ((*THREE, replace(THREE[0], centre="harbin")), "centre_twice"),
    ):
        with pytest.raises(AciError) as error:
            pooled(some)
        assert error.value.code == code


def test_a_response_that_one_centre_keeps_is_of_no_trial() -> None:
    study = pooled((*THREE[:2], summarised(grading=None, of_levels={})))
    assert study.without_response == ("Wuhan",)
    assert study.results["response"].rows == ()
    assert study.effects.outcomes


def test_the_plan_travels_without_what_is_of_one_centre() -> None:
    chosen = replace(PLAN, centre="ward", covariates=("ward", "bi_pre"), subgroups=("centre",))
    kept = sent("Wuhan", chosen).settings
    assert (kept.centre, kept.covariates, kept.subgroups) == (None, ("bi_pre",), ())


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_centre_has_a_name(name: str) -> None:
    with pytest.raises(AciError) as error:
        sent(name)
    assert error.value.code == "centre_name"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_centre_that_sends_other_patients_is_told_with_the_effect_then_and_now(lang: str) -> None:
    t, before = translator(lang), pooled(THREE)
    more = {"nihss_pre": [9, 12, 7, 15, 10, 11, 8, 13, 14, 6], "bi_pre": [40] * 9 + [45]}
    after = {"nihss_post": [3, 9, 2, 12, 4, 10, 5, 8, 9, 1], "bi_post": [80] * 9 + [85]}
    again = sent("Wuhan", **more, **after)
    said = sentences.centres.changed(before, pooled((*THREE[:2], again)), t)
    assert t("words.several.anew", centres="Wuhan") in said
    assert "n = 24" in said.replace("n=", "n = ")
    assert "n = 26" in said.replace("n=", "n = ")
    assert not sentences.centres.changed(before, pooled(THREE), t)
    assert not sentences.centres.changed(None, before, t)
