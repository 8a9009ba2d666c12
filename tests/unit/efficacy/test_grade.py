"""Grading: half-open cuts in integers, the dead first, the ungradable with a reason."""

import numpy as np
import pytest

from aci_core.efficacy import REASONS, grade
from tests.build import cohort_of


def graded(rule: str = "pct_90_46_18", **columns: list[object]) -> list[tuple[str | None, str]]:
    grades = grade(cohort_of(**columns), rule)
    assert grades is not None
    names = (*grades.scale.best_first, None)
    return [
        (names[code], REASONS[reason])
        for code, reason in zip(grades.codes, grades.reasons, strict=True)
    ]


def test_cuts_are_half_open_and_exact() -> None:
    # 50 %-type boundaries: 9/10 = 90 %, 23/50 is no NIHSS, 6/13 = 46.15 %, 9/50 no; 2/11 = 18.18 %
    grades = graded(nihss_pre=[10, 20, 13, 26, 11, 12], nihss_post=[1, 3, 7, 15, 9, 10])
    expected = [
        ("recovered", ""),  # 90 % exactly
        ("markedly_effective", ""),  # 85 %
        ("markedly_effective", ""),  # 46.15 %
        ("effective", ""),  # 42.3 %
        ("effective", ""),  # 18.18 %
        ("ineffective", ""),  # 16.7 %
    ]
    assert grades == expected


def test_a_boundary_that_floats_miss_is_met() -> None:
    # 100 (25 - x) >= 28 * 25 with a fall of 7: 28 % exactly; 7/25*100 is 28.000000000000004.
    assert graded("28", nihss_pre=[25, 25], nihss_post=[18, 19]) == [
        ("responder", ""),
        ("non_responder", ""),
    ]
    # 29 % of 100/... : 100*29/100 in floats is 28.999999999999996
    assert 0.29 * 100 < 29


def test_the_dead_are_ineffective_whatever_else_is_known() -> None:
    grades = graded(nihss_pre=[10, 10, None, 0], nihss_post=[1, None, None, 0], died=["死亡"] * 4)
    assert grades == [("ineffective", "died")] * 4


def test_reasons_of_the_ungradable() -> None:
    grades = graded(nihss_pre=[None, 10, 0, 10], nihss_post=[1, None, 0, 1])
    assert grades == [
        (None, "missing_pre"),
        (None, "missing_post"),
        (None, "pre_zero"),
        ("recovered", ""),
    ]


def test_a_rise_is_ineffective() -> None:
    assert graded(nihss_pre=[10, 10], nihss_post=[12, 10]) == [("ineffective", "")] * 2


def test_points_rules() -> None:
    columns: dict[str, list[object]] = {
        "nihss_pre": [12, 12, 12, 12],
        "nihss_post": [4, 5, 11, 12],
    }
    assert [g for g, _ in graded("points_8_1", **columns)] == [
        "markedly_effective",
        "effective",
        "effective",
        "ineffective",
    ]
    assert [g for g, _ in graded("points_4", **columns)] == [
        "responder",
        "responder",
        "non_responder",
        "non_responder",
    ]


def test_excellent_outcome_by_score_or_by_fall() -> None:
    grades = graded("nihss_0_1_or_8", nihss_pre=[3, 12, 12, 2], nihss_post=[1, 4, 5, 2])
    assert [g for g, _ in grades] == ["responder", "responder", "non_responder", "non_responder"]


def test_without_post_the_last_visit_is_graded() -> None:
    cohort = cohort_of(nihss_pre=[10, 10], nihss_m3=[9, 9], nihss_m6=[1, 9])
    grades = grade(cohort, "pct_90_46_18")
    assert grades is not None
    assert grades.visit == "m6"
    assert grades.codes.tolist() == [0, 3]


def test_a_stopped_post_is_not_replaced_by_another_visit() -> None:
    cohort = cohort_of(nihss_pre=[10] * 4, nihss_post=[99, 98, 97, 5], nihss_m6=[1, 9] * 2)
    assert grade(cohort, "pct_90_46_18") is None


def test_recorded_grades_are_an_alternative() -> None:
    cohort = cohort_of(
        nihss_pre=[10, 10, 10, 10],
        nihss_post=[1, 10, 10, 10],
        grade=["无效", "痊愈", "显效", None],
    )
    grades = grade(cohort, "recorded")
    assert grades is not None
    assert grades.rule is None
    assert grades.codes.tolist() == [3, 0, 1, -1]
    assert REASONS[grades.reasons[3]] == "not_recorded"


def test_reduction_is_in_percent_and_unknown_where_it_cannot_be() -> None:
    grades = grade(cohort_of(nihss_pre=[8, 0], nihss_post=[6, 0]), "pct_40")
    assert grades is not None
    assert grades.reduction[0] == pytest.approx(25)
    assert np.isnan(grades.reduction[1])


def test_nothing_to_grade_by() -> None:
    assert grade(cohort_of(age=[60, 61, 62, 63, 64, 65, 66]), "pct_40") is None
