"""Each rule: a cohort that breaks it, and one that does not."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from aci_core.checks import checked
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.study.criterion import Criterion
from aci_core.ingest import ColumnMapping, load
from tests.build import ROOT, cohort_of, sample

Columns = dict[str, Sequence[object]]


def issues(code: str, cohort: Cohort, rule: str = "pct_90_46_18") -> list[Issue]:
    return [i for i in checked(cohort, Criterion(rule)).issues if i.code == code]


def places(
    code: str, **columns: Sequence[object]
) -> list[tuple[int | None, str | None, str | None]]:
    """Where a rule finds something: row, column and value."""
    return [(i.row, i.column, i.value) for i in issues(code, cohort_of(**columns))]


def facts(code: str, **columns: Sequence[object]) -> dict[str, object]:
    (issue,) = issues(code, cohort_of(**columns))
    return dict(issue.facts)


# ---------------------------------------------------------------------------------------- gaps


def test_a_score_after_treatment_without_one_before() -> None:
    broken: Columns = {"nihss_pre": [9, "", 7, ""], "nihss_post": [3, 4, 5, ""]}
    assert places("post_without_pre", **broken) == [(3, "nihss_pre", None)]
    assert facts("post_without_pre", **broken) == {"later": "nihss_post"}
    assert places("post_without_pre", nihss_pre=[9, 8], nihss_post=[3, ""]) == []


def test_the_later_column_is_the_first_that_the_patient_has() -> None:
    listed = facts(
        "post_without_pre", bi_pre=["", 40], bi_post=["", 60], bi_m3=[80, 70], bi_m6=[90, 80]
    )
    assert listed == {"later": "bi_m3"}


def test_who_lacks_every_later_score_is_counted_unless_dead_or_lost() -> None:
    scores: Columns = {"nihss_pre": [9, 8, 7, 6], "nihss_post": [3, "", "", ""]}
    assert facts("pre_without_post", **scores) == {"n": 3, "first": "nihss_pre"}
    excused = {**scores, "died": [0, 1, 0, 0], "lost": [0, 0, 1, 0]}
    assert facts("pre_without_post", **excused) == {"n": 1, "first": "nihss_pre"}
    everybody = {**scores, "died": [0, 1, 1, 0], "lost": [0, 0, 0, 1]}
    assert places("pre_without_post", **everybody) == []
    assert places("pre_without_post", nihss_pre=[9, 8], nihss_post=["", 5], nihss_m3=[4, ""]) == []


# ---------------------------------------------------------------------------------------- fate


def test_a_score_of_the_dead() -> None:
    assert places(
        "dead_scored", nihss_pre=[9, 8], nihss_post=[3, 4], died=[0, 1], bi_post=[60, ""]
    ) == [(3, "nihss_post", "4")]
    assert places("dead_scored", nihss_pre=[9, 8], nihss_post=[3, ""], died=[0, 1]) == []


def test_a_score_before_the_last_visit_may_stand_before_death() -> None:
    early: Columns = {"nihss_pre": [9, 8], "nihss_post": [3, 4], "nihss_m3": [2, ""]}
    assert places("dead_scored", died=[0, 1], **early) == []
    assert places("lost_scored", lost=[0, 1], **early) == []


@pytest.mark.parametrize(("day", "contradicts"), [(120, False), (90, True), (12, True), ("", True)])
def test_a_score_before_the_day_of_death_is_no_contradiction(
    day: object, contradicts: bool
) -> None:
    # Rule 6: a death counts at a visit only if it came before it; m3 is day 90.
    at: Columns = {
        "nihss_pre": [9, 8],
        "nihss_m3": [2, 7],
        "mrs_m3": [1, 3],
        "died": [0, 1],
        "died_day": ["", day],
    }
    assert places("dead_scored", **at) == ([(3, "nihss_m3", "7")] if contradicts else [])
    assert places("died_mrs", **at) == ([(3, "mrs_m3", "3")] if contradicts else [])
    assert places("death_coded", **{**at, "nihss_m3": [2, 42]}) == (
        [(None, "nihss_m3", None)] if contradicts else []
    )


def test_the_day_of_death_also_tells_of_earlier_visits() -> None:
    at: Columns = {
        "nihss_pre": [9, 8],
        "nihss_m1": [3, 7],
        "nihss_m3": [2, ""],
        "died": [0, 1],
        "died_day": ["", 12],
    }
    assert places("dead_scored", **at) == [(3, "nihss_m1", "7")]


def test_no_score_follows_an_mrs_of_six() -> None:
    at: Columns = {"nihss_pre": [9, 8], "mrs_post": [1, 6], "nihss_m3": [2, 7], "mrs_m3": [1, 4]}
    assert places("dead_scored", **at) == [(3, "nihss_m3", "7")]
    assert places("died_mrs", **at) == [(3, "mrs_m3", "4")]


def test_42_and_0_as_codes_of_death_are_counted() -> None:
    coded: Columns = {
        "nihss_pre": [9, 8],
        "nihss_post": [3, 42],
        "bi_pre": [40, 30],
        "bi_post": [60, 0],
        "died": [0, 1],
    }
    assert places("dead_scored", **coded) == []
    assert places("death_coded", **coded) == [(None, "nihss_post", None), (None, "bi_post", None)]
    assert places("death_coded", **{**coded, "died": [0, 0]}) == []


def test_mrs_6_and_death_go_together() -> None:
    assert places("mrs_not_died", mrs_post=[6, 1], died=[0, 0]) == [(2, "mrs_post", "6")]
    assert places("mrs_not_died", mrs_post=[6, 1], died=[1, 0]) == []
    assert places("mrs_not_died", mrs_post=[6, 1]) == []
    assert places("died_mrs", mrs_post=[3, 1], died=[1, 0]) == [(2, "mrs_post", "3")]
    assert places("died_mrs", mrs_post=[6, 1], died=[1, 0]) == []


def test_a_score_of_the_lost() -> None:
    assert places("lost_scored", nihss_pre=[9, 8], nihss_post=[3, 4], lost=[0, 1]) == [
        (3, "nihss_post", "4")
    ]
    assert places("lost_scored", nihss_pre=[9, 8], nihss_post=[3, ""], lost=[0, 1]) == []


# ----------------------------------------------------------------------------------- agreement


def test_barthel_and_rankin_contradict() -> None:
    assert places("bi_mrs", mrs_post=[0, 5, 0, 4], bi_post=[40, 100, 45, 100]) == [
        (2, "mrs_post", "0"),
        (3, "mrs_post", "5"),
    ]
    assert places("bi_mrs", mrs_pre=[0, 5], bi_post=[40, 100]) == []


def test_a_great_rise_of_nihss() -> None:
    rise: Columns = {"nihss_pre": [5, 5, 5], "nihss_post": [15, 16, 42]}
    assert places("nihss_rise", **rise) == [(3, "nihss_post", "16")]
    assert facts("nihss_rise", **rise) == {"first": "nihss_pre", "before": "5"}


# -------------------------------------------------------------------------------------- events


def test_day_and_end_of_an_event_that_is_not_there() -> None:
    events: Columns = {
        "ae_fever": [1, 0, "", 0],
        "ae_fever_day": [3, 4, "", 0],
        "ae_fever_resolved": [1, 0, 1, 0],
    }
    assert places("day_without_event", **events) == [(3, "ae_fever_day", "4")]
    assert places("resolved_without_event", **events) == [(4, "ae_fever_resolved", "1")]
    assert places("day_without_event", ae_fever_day=[3, 4]) == []


# ---------------------------------------------------------------------- people, doses, constant


@pytest.mark.parametrize(("age", "broken"), [(17, 1), (18, 0), (110, 0), (111, 1)])
def test_ages(age: int, broken: int) -> None:
    assert len(places("age_unlikely", age=[60, age, 70])) == broken


def test_days_of_doses_in_their_order() -> None:
    days: Columns = {
        "nsc_day_1": [7, 7, 9],
        "nsc_day_2": [14, "", 9],
        "nsc_day_3": [10, 5, 21],
        "msc_day_1": [1, 1, 1],
    }
    assert places("days_out_of_order", **days) == [(2, "nsc_day_3", "10"), (3, "nsc_day_3", "5")]
    listed = issues("days_out_of_order", cohort_of(**days))
    assert [dict(i.facts)["other"] for i in listed] == ["nsc_day_2", "nsc_day_1"]
    assert places("days_out_of_order", nsc_day_2=[1, 2], nsc_day_10=[3, 4]) == []


def test_a_column_that_says_the_same_of_everybody() -> None:
    assert places("constant", nihss_pre=[5, 5, 5, 5], sex=["男"] * 4, died=[0] * 4) == [
        (None, "nihss_pre", "5"),
        (None, "sex", "male"),
    ]
    assert places("constant", nihss_pre=[5, 6, 5, 5], sex=["男", "女"] * 2) == []


# ------------------------------------------------------------------------------------ outliers

SPREAD = [50 + i % 17 for i in range(40)]


def test_a_number_far_from_its_arm() -> None:
    assert places("outlier", age=[*SPREAD[:38], 118, 60]) == [(40, "age", "118")]
    assert places("outlier", age=SPREAD) == []
    # An impossible one is missing, and no outlier beside.
    assert places("outlier", age=[*SPREAD[:38], 551, 60]) == []


def test_robust_z_is_that_of_its_own_arm() -> None:
    apart = [100 + i % 5 if i % 2 else 10 + i % 7 for i in range(40)]
    assert places("outlier", perfusion_pre=apart) == []
    moved = [*apart[:38], 40, apart[39]]
    assert places("outlier", perfusion_pre=moved) == [(40, "perfusion_pre", "40")]


def test_the_limit_is_3_5() -> None:
    # The median of one arm is 0, its median absolute deviation 1: the limit is 5.1891.
    for far, n in ((5.18, 0), (5.20, 1)):
        one = [-1, 1, -1, 1, -1, 1, 0, -0.5, 0.5, -1, 1, -1, far]
        arms = ["treatment"] * 13 + ["control"] * 13
        assert len(places("outlier", arm=arms, perfusion_pre=[*one, *one[:12], 0])) == n


def test_growth_factors_on_the_log_scale() -> None:
    # Times 6, 3.2 and 2.1: alike on the log scale; times 0.001 is a unit.
    tail = [100 * 1.05 ** ((7 * i) % 23) for i in range(46)]
    assert places("outlier", vegf_pre=tail) == []
    assert places("decimal_slip", vegf_pre=[*tail[:45], 0.2]) == [(47, "vegf_pre", "0.2")]


def test_a_code_of_a_missing_value_is_no_slipped_point() -> None:
    values = [9 + (7 * i) % 31 / 10 for i in range(40)]
    assert places("decimal_slip", glucose=[*values[:39], 998.0]) == []
    assert places("decimal_slip", glucose=[*values[:39], 987.0]) == [(41, "glucose", "987")]


def test_a_slipped_point_is_a_warning_with_what_it_may_be() -> None:
    values = [170 + (7 * i) % 31 + 0.5 for i in range(40)]
    values[5], values[8] = 1855, 18.5
    listed = issues("decimal_slip", cohort_of(vegf_pre=values))
    assert [(i.row, i.value, i.severity) for i in listed] == [
        (7, "1855", "warning"),
        (10, "18.5", "warning"),
    ]
    assert [dict(i.facts) for i in listed] == [
        {"times": "10", "meant": "185.5"},
        {"times": "1/10", "meant": "185"},
    ]
    assert issues("outlier", cohort_of(vegf_pre=values)) == []


def test_the_end_of_a_tail_is_no_slipped_point() -> None:
    # Days until an event: most reach the end of the study, the others spread down to the first.
    whole = [180 + (7 * i) % 9 for i in range(30)]
    left = [150, 120, 88, 71, 60, 44, 19, 18]
    arms = ["treatment"] * 38 + ["control"] * 38
    assert places("decimal_slip", arm=arms, vegf_pre=2 * [*whole, *left]) == []
    alone = [*whole, *[181] * 6, 18.2, 18.3]
    listed = places("decimal_slip", arm=arms, vegf_pre=[*alone, *whole, *[181] * 8])
    assert [row for row, _, _ in listed] == [38, 39]


def test_a_column_that_is_not_analysed_has_no_outliers() -> None:
    arms = ["B" if i == 5 or i >= 40 else "A" for i in range(1, 61)]
    lines = [f"P{i:03},{arm},{i},{50 + i % 3}" for i, arm in enumerate(arms, 1)]
    cohort = load("\n".join(["id,group,row,age", *lines]).encode(), "a.csv")
    found = [i.code for i in checked(cohort, Criterion("pct_90_46_18")).issues if i.column == "row"]
    assert found == ["counts_rows"]


def test_symmetric_numbers_are_judged_as_they_are() -> None:
    rng = np.random.default_rng(9)
    count = 0
    for _ in range(20):
        cohort = cohort_of(bfgf_pre=rng.normal(9, 1.5, 120).round(2).tolist())
        assert issues("outlier_log", cohort) == []
        count += len(issues("outlier", cohort))
    assert count <= 5  # of 2,400 values; on the log scale it would be 26 low ones


def test_skewed_numbers_are_told_on_the_log_scale() -> None:
    rng = np.random.default_rng(3)
    values = np.exp(rng.normal(5, 0.8, 120)).round(1).tolist()
    cohort = cohort_of(vegf_pre=[*values[:119], 30000.7])
    assert issues("outlier", cohort) == []
    assert [i.value for i in issues("outlier_log", cohort)][:1] == ["30000.7"]


def test_a_long_tail_of_a_characteristic_is_no_error() -> None:
    days = [2.0 ** ((5 * i) % 9) for i in range(36)]
    assert places("outlier", onset_days=days) == []
    assert places("outlier_log", onset_days=[*days[:35], 4e9]) == [(37, "onset_days", "4000000000")]


def test_twenty_outliers_a_column_and_the_worst_first() -> None:
    values = [i % 7 - 3 for i in range(200)] + [1000 + i for i in range(50)]
    listed = issues("outlier", cohort_of(perfusion_pre=values))
    assert len(listed) == 20
    assert listed[0].value == "1049"
    (more,) = issues("more_found", cohort_of(perfusion_pre=values))
    assert dict(more.facts) == {"count": 30, "kind": "outlier"}


def test_bounded_scales_and_half_equal_columns_have_no_outliers() -> None:
    assert places("outlier", nihss_pre=[4] * 30 + [40]) == []
    assert places("outlier", perfusion_pre=[4] * 30 + [40, 41]) == []


# --------------------------------------------------------------------------------- missingness


def test_what_is_missing_in_one_arm() -> None:
    one_arm = ["" if i % 4 == 0 else i % 30 for i in range(80)]  # half of the treatment arm
    assert places("missing_unequal", nihss_post=one_arm) == [(None, "nihss_post", None)]
    assert facts("missing_unequal", nihss_post=one_arm) == {
        "treatment": "treatment",
        "x_t": 20,
        "n_t": 40,
        "control": "control",
        "x_c": 0,
        "n_c": 40,
    }
    both = ["" if i % 8 < 2 else i % 30 for i in range(80)]
    assert places("missing_unequal", nihss_post=both) == []


def test_a_tenth_is_needed_however_many_patients() -> None:
    ninth = ["" if i % 22 == 0 else i % 30 for i in range(4400)]  # 9.1 % of the treatment arm
    assert places("missing_unequal", nihss_post=ninth) == []
    eighth = ["" if i % 16 == 0 else i % 30 for i in range(4400)]
    assert places("missing_unequal", nihss_post=eighth) != []


def test_missing_needs_two_arms_and_leaves_out_what_is_empty_by_design() -> None:
    half = ["" if i % 4 == 0 else i % 30 for i in range(80)]
    three = [("A", "B", "C")[i % 3] for i in range(80)]
    assert places("missing_unequal", arm=three, nihss_post=half) == []
    assert places("missing_unequal", nsc_day_1=half, ae_fever=[1] * 80, ae_fever_day=half) == []


# ---------------------------------------------------------------------------- floor and ceiling


def test_floor_and_ceiling() -> None:
    # 4 of 25 are more than 15 %, 3 of 20 are not.
    nihss = [0 if i < 8 else 5 + i % 9 for i in range(50)]
    assert places("ceiling", nihss_post=nihss) == [(None, "nihss_post", None)]
    assert facts("ceiling", nihss_post=nihss) == {
        "end": "0",
        "arms": "treatment 4/25, control 4/25",
    }
    assert places("floor", nihss_post=nihss) == []
    assert places("ceiling", nihss_post=[0 if i < 6 else 5 for i in range(40)]) == []
    assert facts("floor", bi_pre=[0 if i < 8 else 50 for i in range(50)])["end"] == "0"
    assert facts("ceiling", bi_pre=[100 if i < 8 else 50 for i in range(50)])["end"] == "100"


def test_few_grades_or_no_ends_have_neither() -> None:
    assert places("ceiling", mrs_post=[0] * 60) == []
    assert places("floor", vegf_post=[0] * 60) == []


# ------------------------------------------------------------------------------ recorded grades

GRADED: Columns = {
    "nihss_pre": [10, 10, 10, 10],
    "nihss_post": [0, 4, 7, 10],
    "grade": ["痊愈", "显效", "有效", "无效"],
}


def test_recorded_grades_that_the_scores_do_not_give() -> None:
    assert issues("grades_differ", cohort_of(**GRADED)) == []
    wrong = cohort_of(**{**GRADED, "grade": ["痊愈", "有效", "有效", "无效"]})
    (count,) = issues("grades_differ", wrong)
    assert dict(count.facts) == {"n": 1, "of": 4, "rule": "pct_90_46_18"}
    (one,) = issues("grade_differs", wrong)
    assert (one.row, one.column, one.value) == (3, "grade", "effective")
    assert dict(one.facts) == {"recorded": "effective", "computed": "markedly_effective"}


def test_grades_are_held_against_the_rule_in_use() -> None:
    cohort = cohort_of(**GRADED)
    assert issues("grade_differs", cohort, "90,70,18")[0].row == 3
    assert issues("grades_differ", cohort, "recorded") == []


def test_grades_of_another_scale_are_not_compared() -> None:
    mapping = ColumnMapping.from_json(
        {"grade": {"best_first": ["good", "bad"], "effective": ["good"]}}
    )
    cohort = cohort_of(mapping, nihss_pre=[9, 9], nihss_post=[0, 9], grade=["bad", "good"])
    assert issues("grades_differ", cohort) == []


# --------------------------------------------------------------------------------------- whole


def test_to_check_twice_adds_nothing_and_changes_nothing() -> None:
    cohort = sample("synthetic_long.csv")
    once = checked(cohort)
    assert checked(once).issues == once.issues
    assert once.issues[: len(cohort.issues)] == cohort.issues
    assert (once.digest, once.n) == (cohort.digest, cohort.n)


def test_a_clean_sample_has_few_notes_and_no_warning() -> None:
    for name in ("synthetic_156.csv", "synthetic_zh.csv"):
        listed = checked(sample(name)).issues
        assert {i.severity for i in listed} <= {"info"}
        assert len(listed) <= 6


def test_rows_are_the_files_own() -> None:
    cohort = cohort_of(
        arm=["treatment", "", "control", "treatment"],
        nihss_pre=[9, 8, "", 7],
        nihss_post=[3, 3, 3, ""],
    )
    assert [i.row for i in issues("post_without_pre", cohort)] == [4]


def test_one_patient_and_columns_of_text_are_no_trouble() -> None:
    cohort = cohort_of(nihss_pre=["x"], nihss_post=["y"], age=["old"], died=[1], note=["free"])
    assert {i.severity for i in checked(cohort).issues} <= {"error", "warning", "info"}


def test_the_international_stroke_trial_has_few_oddities(shared: Callable[[str], Path]) -> None:
    document = json.loads((ROOT / "sample_data" / "ist_mapping.json").read_text("utf-8"))
    data = shared("data/IST.csv").read_bytes()
    cohort = load(data, "IST.csv", ColumnMapping.from_json(document))
    listed = checked(cohort).issues
    assert Counter(i.code for i in listed)["age_unlikely"] == 2
    assert not any(i.severity == "error" for i in listed)
    assert len(listed) < 200


def test_half_of_a_limit_is_no_outlier() -> None:
    values: list[object] = [190 + (7 * i) % 60 for i in range(40)]
    values[3], values[8], values[15] = "<88", "<88", 2900
    cohort = checked(cohort_of(vegf_pre=values))
    far = [i for i in cohort.issues if i.code.startswith("outlier")]
    assert [i.value for i in far] == ["2900"]
