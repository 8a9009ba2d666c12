"""Grading: half-open cuts in integers, the dead first, the ungradable with a reason."""

import numpy as np
import pytest

from aci_core.analyses.plan import graded_visit
from aci_core.domain.schema import Role
from aci_core.domain.study.criterion import Criterion
from aci_core.domain.study.settings import Settings
from aci_core.efficacy import PRESETS, REASONS, died_before, grade
from aci_core.efficacy.grade import _reaches
from aci_core.ingest import ColumnMapping, build, read
from aci_core.ingest.subjects.privacy.privacy import remove_identifiers
from tests.build import cohort_of, csv_of


def graded(rule: str = "pct_90_46_18", **columns: list[object]) -> list[tuple[str | None, str]]:
    grades = grade(cohort_of(**columns), Criterion(rule))
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


def test_who_died_before_the_visit_is_ineffective() -> None:
    """Rule 6: who has a score at the visit is graded by it, whatever came later."""
    grades = graded(nihss_pre=[10, 10, None, 0], nihss_post=[1, None, None, 0], died=["死亡"] * 4)
    assert grades == [
        ("recovered", ""),
        ("ineffective", "died"),
        ("ineffective", "died"),
        (None, "pre_zero"),
    ]


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ({"nihss_m6": [5]}, (None, "missing_post")),
        ({"bi_m3": [0]}, (None, "missing_post")),
        ({"vegf_m6": [200.5]}, (None, "missing_post")),
        ({"mrs_m3": [5]}, (None, "missing_post")),
        ({"mrs_m3": [6]}, ("ineffective", "died")),
        ({"mrs_m6": [6], "bi_m6": [None]}, ("ineffective", "died")),
        ({"bi_post": [60], "nihss_post": [4]}, ("ineffective", "died")),
    ],
)
def test_a_death_counts_at_a_visit_if_no_score_of_the_living_follows(
    later: dict[str, list[object]], expected: tuple[str | None, str]
) -> None:
    """Rule 6: a score of any measure at the visit or later, mRS 6 apart, is one of the living."""
    columns = {"nihss_pre": [10], "nihss_m3": [None], "died": [1], **later}
    # A second patient, so that every column has a number.
    other = {"nihss_pre": 10, "nihss_m3": 5, "died": 0}
    both = {k: [*v, other.get(k, 5)] for k, v in columns.items()}
    grades = grade(cohort_of(**both), Criterion(visits=("m3",)))
    assert grades is not None
    names = (*grades.scale.best_first, None)
    assert (names[grades.codes[0]], REASONS[grades.reasons[0]]) == expected


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
    grades = grade(cohort, Criterion("pct_90_46_18"))
    assert grades is not None
    assert grades.visit == "m6"
    assert grades.codes.tolist() == [0, 3]


def test_a_stopped_post_is_not_replaced_by_another_visit() -> None:
    cohort = cohort_of(nihss_pre=[10] * 4, nihss_post=[99, 98, 97, 5], nihss_m6=[1, 9] * 2)
    assert grade(cohort, Criterion("pct_90_46_18")) is None


@pytest.mark.parametrize(
    ("settings", "visit"),
    [
        (Settings(), "post"),
        (Settings(primary="nihss_m6"), "m6"),
        (Settings(primary="bi_m6"), "post"),
        (Settings(primary="nihss_m6", response_visit="m3"), "m3"),
        (Settings(primary="nihss_m6", response_visit="m12"), "m6"),
        (Settings(primary="nihss_m12"), "post"),
        (Settings(primary="nihss_pre"), "post"),
    ],
)
def test_the_plan_s_visit_is_graded(settings: Settings, visit: str) -> None:
    """Rule 4: response_visit, else the primary's visit if that is NIHSS, else post."""
    scores = {"post": [9, 5], "m3": [5, 1], "m6": [1, 9]}
    cohort = cohort_of(nihss_pre=[10, 10], **{f"nihss_{v}": x for v, x in scores.items()})
    grades = grade(cohort, settings.criterion)
    assert grades is not None
    assert (grades.visit, grades.reduced_at) == (visit, visit)
    assert grades.reduction.tolist() == [100 * (10 - x) / 10 for x in scores[visit]]
    assert graded_visit(settings, tuple(scores)) == visit


def test_a_stopped_visit_of_the_plan_is_not_replaced_by_another() -> None:
    impossible = [99, 98, 97, 9]
    cohort = cohort_of(nihss_pre=[10] * 4, nihss_post=[9, 5, 5, 5], nihss_m6=impossible)
    assert grade(cohort, Criterion(visits=("m6",))) is None
    assert grade(cohort, Criterion()) is not None


def test_recorded_grades_are_an_alternative() -> None:
    cohort = cohort_of(
        nihss_pre=[10, 10, 10, 10],
        nihss_post=[1, 10, 10, 10],
        grade=["无效", "痊愈", "显效", None],
    )
    grades = grade(cohort, Criterion("recorded"))
    assert grades is not None
    assert grades.rule is None
    assert grades.codes.tolist() == [3, 0, 1, -1]
    assert REASONS[grades.reasons[3]] == "not_recorded"


def test_reduction_is_in_percent_and_unknown_where_it_cannot_be() -> None:
    grades = grade(cohort_of(nihss_pre=[8, 0], nihss_post=[6, 0]), Criterion("pct_40"))
    assert grades is not None
    assert grades.reduction[0] == pytest.approx(25)
    assert np.isnan(grades.reduction[1])


def test_nothing_to_grade_by() -> None:
    assert grade(cohort_of(age=[60, 61, 62, 63, 64, 65, 66]), Criterion("pct_40")) is None


def test_the_chinese_five_grades_and_death() -> None:
    """Half-open: fall >= 91, >= 46, >= 18, > -18 %, else worse; died before the visit last."""
    cases = [
        (42, 3, "nearly_cured"),  # 92.86 %
        (11, 1, "markedly_improved"),  # 90.91 %
        (13, 7, "markedly_improved"),  # 46.15 %
        (28, 16, "improved"),  # 42.86 %
        (22, 18, "improved"),  # 18.18 %
        (23, 19, "unchanged"),  # 17.39 %
        (10, 10, "unchanged"),
        (17, 20, "unchanged"),  # -17.65 %
        (11, 13, "worse"),  # -18.18 %
        (10, 30, "worse"),
    ]
    scored = graded(
        "cn_five", nihss_pre=[a for a, _, _ in cases], nihss_post=[b for _, b, _ in cases]
    )
    assert [name for name, _ in scored] == [name for *_, name in cases]
    # A rise of exactly 18 % is worse: the cut has to be exceeded.
    assert not _exceeds(50, 59)
    assert _exceeds(100, 117)
    dead = graded("cn_five", nihss_pre=[10] * 3, nihss_post=[None, 2, 9], died=[1, 1, 0])
    assert dead[:2] == [("died", "died"), ("markedly_improved", "")]


def _exceeds(before: int, after: int) -> bool:
    """Whether a fall, in percent, lies above the last cut of the five grades."""
    cut = PRESETS["cn_five"].cuts[-1]
    points = np.array([before - after])
    reached = _reaches(points, np.array([before]), cut, "percent", above=True)
    return bool(reached[0])


@pytest.mark.parametrize(
    ("columns", "gone"),
    [
        # By its day, whatever was measured later; a visit without a day asks for later scores.
        ({"died_day": [20, 120]}, {"m1": [True, False], "m3": [True, False], "post": [True, True]}),
        ({"死亡天数": [20, 120]}, {"m1": [True, False], "m6": [True, True]}),
        (
            {"治疗日期": ["2024-01-01"] * 2, "死亡日期": ["2024-01-21", "2024-04-30"]},
            {"m1": [True, False], "m3": [True, False], "m6": [True, True]},
        ),
        ({}, {"m1": [True, True], "m6": [True, True]}),
    ],
)
def test_the_day_of_death_counts_where_the_file_gives_it(
    columns: dict[str, list[object]], gone: dict[str, list[bool]]
) -> None:
    """Rule 6: a death came before the visit by its date or day, where the file gives one."""
    known = {
        "arm": ["treatment", "control", "treatment"],
        "nihss_pre": [9, 8, 7],
        "nihss_m1": [None, None, 3],
        "nihss_m6": [None, None, 3],
        "died": [1, 1, 0],
    }
    more = {header: [*cells, None] for header, cells in columns.items()}
    raw = remove_identifiers(read(csv_of({**known, **more}), "a.csv"), ColumnMapping())
    cohort = build(raw, ColumnMapping(), "control")
    for visit, expected in gone.items():
        assert died_before(cohort, visit).tolist() == [*expected, False], visit
    # The day of death is no characteristic before treatment.
    assert not [c for c in cohort.columns_with(Role.COVARIATE) if "d" in c.name]
