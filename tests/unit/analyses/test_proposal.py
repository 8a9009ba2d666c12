"""What a file proposes for the plan: the right thing, for the reason given, and nothing more."""

from __future__ import annotations

import pytest

from aci_core.analyses import proposal
from aci_core.analyses.proposal import Proposal, proposals
from aci_core.domain.cohort import Cohort
from aci_core.domain.study.filters import Among, NamedSet
from aci_core.ingest import ColumnMapping
from tests.build import cohort_of, sample

PRE, POST = [9, 8, 7, 6, 9, 8, 7, 6], [4, 3, 2, 1, 4, 3, 2, 1]


def of(cohort: Cohort, key: str) -> list[Proposal]:
    return [one for one in proposals(cohort) if one.key == key]


@pytest.mark.parametrize(
    "header", ["随机号", "随机分组序号", "是否随机", "Randomisation_date", "random no", "rando"]
)
def test_a_column_that_tells_of_randomisation_proposes_it(header: str) -> None:
    cohort = cohort_of(**{header: list(range(11, 19)), "nihss_pre": PRE, "nihss_post": POST})
    [one] = of(cohort, "randomised")
    assert one == Proposal("randomised", value=True, reason="header", column=header)


@pytest.mark.parametrize(
    "header", ["非随机分组说明", "non-random group", "grandfather", "随机血糖", "random glucose"]
)
def test_no_other_column_does(header: str) -> None:
    cohort = cohort_of(**{header: ["a", "b"] * 4, "nihss_pre": PRE, "nihss_post": POST})
    assert of(cohort, "randomised") == []


@pytest.mark.parametrize(("visit", "value"), [("m3", "mrs_m3"), ("d90", "mrs_d90"), ("m6", None)])
def test_mrs_at_three_months_comes_first(visit: str, value: str | None) -> None:
    cohort = cohort_of(
        **{"nihss_pre": PRE, "nihss_m1": POST, "nihss_m6": POST, f"mrs_{visit}": POST}
    )
    named = [one.value for one in of(cohort, "primary")]
    assert named == [*([value] if value else []), "nihss_m6"]


def test_a_file_without_nihss_proposes_no_response_and_no_primary() -> None:
    cohort = cohort_of(bi_pre=[50] * 8, bi_m3=[60] * 8)
    assert [one.key for one in proposals(cohort)] == []


def test_the_visit_of_the_response_is_proposed_where_there_is_a_choice() -> None:
    several = cohort_of(nihss_pre=PRE, nihss_m1=POST, nihss_m3=POST)
    assert [one.value for one in of(several, "response_visit")] == ["m3"]
    assert of(cohort_of(nihss_pre=PRE, nihss_m1=POST), "response_visit") == []


def test_age_and_severity_are_recommended_where_the_file_has_them() -> None:
    [one] = of(sample("synthetic_156.csv"), "covariates")
    assert one.value == ("nihss_pre", "age")
    assert of(cohort_of(bi_pre=[50] * 8, bi_m3=[60] * 8), "covariates") == []


@pytest.mark.parametrize("header", ["Centre", "site", "Hospital", "中心", "研究中心", "Center ID"])
def test_a_column_of_centres_is_recognised(header: str) -> None:
    cohort = cohort_of(**{header: ["A", "B"] * 4, "nihss_pre": PRE, "nihss_post": POST})
    [one] = of(cohort, "centre")
    assert cohort.column(str(one.value)) is not None
    assert one.column == header
    single = cohort_of(**{header: ["A"] * 8, "nihss_pre": PRE, "nihss_post": POST})
    assert of(single, "centre") == []  # one centre stratifies nothing


def test_a_population_is_proposed_only_where_it_leaves_two_arms() -> None:
    kept = ["yes", "yes", "yes", "no"] * 2
    cohort = cohort_of(符合方案=kept, nihss_pre=PRE, nihss_post=POST)
    [one] = of(cohort, "population")
    assert one.value == (Among(str(cohort.columns[2].name), ("yes",)),)
    treated = ["yes", "no"] * 4  # the arms alternate: no control is left
    gone = cohort_of(符合方案=treated, nihss_pre=PRE, nihss_post=POST)
    assert of(gone, "population") == []
    lost = cohort_of(lost=[0, 0, 0, 1] * 2, nihss_pre=PRE, nihss_post=POST)
    assert [one.value for one in of(lost, "population")] == [(NamedSet("", "not_lost"),)]
    nobody = cohort_of(lost=[0] * 8, nihss_pre=PRE, nihss_post=POST)
    assert of(nobody, "population") == []  # it would leave everybody


def test_five_recorded_grades_propose_the_rule_of_five(monkeypatch: pytest.MonkeyPatch) -> None:
    five = ("痊愈", "显效", "有效", "无效", "恶化")
    mapping = ColumnMapping.from_json({"grade": {"best_first": five, "effective": five[:3]}})
    cohort = cohort_of(
        mapping, nihss_pre=PRE, nihss_post=POST, grade=[five[i % 5] for i in range(8)]
    )
    known = {**proposal.PRESETS, "cn_five": proposal.PRESETS["pct_90_46_18"]}
    monkeypatch.setattr(proposal, "PRESETS", known)
    assert [one.value for one in of(cohort, "rule")] == ["cn_five"]
    four = cohort_of(nihss_pre=PRE, nihss_post=POST, grade=["显效", "无效"] * 4)
    assert of(four, "rule") == []
