"""One patient: the standing among the arm, the grade's arithmetic, the course."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.analyses.patient import CourseEvent, patient, standing
from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.domain.study.criterion import Criterion
from aci_core.domain.study.filters import Between
from aci_core.efficacy import grade
from aci_core.ingest import build, read
from aci_core.ingest.source_rows import source_rows
from aci_core.ingest.subjects.privacy.privacy import remove_identifiers
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.sentences import patient as words
from aci_core.presentation.tables import patient as tables
from aci_core.selection import select
from tests import files
from tests.build import cohort_of, sample

RULE = "pct_90_46_18"
COHORT = cohort_of(
    age=[50, 60, 70, 80, 90, None],
    sex=["male", "female", "male", "male", "female", "male"],
    nihss_pre=[14, 10, 10, 0, 10, 12],
    nihss_post=[5, 9, 12, 0, None, 1],
    died=[0, 0, 0, 0, 1, 0],
    lost=[0, 1, 0, 0, 0, 0],
    lost_reason=["", "moved away", "", "", "", ""],
    nsc_doses=[2, 0, 2, 0, 1, 0],
    nsc_day_1=[3, None, 4, None, 2, None],
    ae_fever=[2, 0, 0, 0, 0, 0],
    ae_fever_day=[4, None, None, None, None, None],
    ae_fever_resolved=[1, None, None, None, None, None],
)


def arithmetic_text(
    number: int, rule: str = RULE, lang: str = "en", cohort: Cohort = COHORT
) -> str:
    result = patient(cohort, grade(cohort, Criterion(rule)), number)
    return words.finding(result, translator(lang)).replace("*", "").replace("\\", "")


def test_the_standing_is_the_mid_rank_among_the_arm() -> None:
    values = np.array([3.0, 1, 2, 2, np.nan, 9])
    result = standing(values, 2.0)
    assert result is not None
    assert (result.n, result.percentile) == (5, 100 * (1 + 2 / 2) / 5)
    assert (result.low, result.q1, result.median, result.q3, result.high) == (1, 2, 2, 3, 9)
    assert standing(np.array([np.nan]), 1.0) is None
    unknown = standing(values, None)
    assert unknown is not None
    assert (unknown.median, unknown.percentile) == (2, None)  # the arm is known without the patient


def test_only_the_own_arm_counts() -> None:
    result = patient(COHORT, grade(COHORT, Criterion(RULE)), 1)
    [age] = [one for one in result.factors if one.column == "age"]
    assert age.standing is not None
    assert (age.standing.n, age.standing.median) == (3, 70.0)  # patients 1, 3, 5
    [sex] = result.traits
    assert (sex.level, sex.same, sex.n, sex.share) == ("male", 2, 3, 2 / 3)


@pytest.mark.parametrize(
    ("number", "rule", "sentence"),
    [
        (1, RULE, "from 14 to 5 after treatment: (14 − 5) / 14 = 64.3%, at least 46% and below "),
        (2, RULE, "(10 − 9) / 10 = 10.0%, below 18%: Ineffective"),
        (3, RULE, "rose from 10 to 12 after treatment: (10 − 12) / 10 = −20.0%, below"),
        (6, RULE, "(12 − 1) / 12 = 91.7%, at least 90%: Recovered"),
        (4, RULE, "No grade: NIHSS 0 before treatment."),
        (5, RULE, "Died before the visit, and so counts as Ineffective"),
        (1, "points_8_1", "14 − 5 = 9, at least 8 points: Markedly effective"),
        (2, "points_8_1", "10 − 9 = 1, at least 1 point and below 8 points: Effective"),
        (6, "nihss_0_1_or_8", "12 − 1 = 11, and a score of 1 or less after treatment"),
    ],
)  # fmt: skip
def test_the_grade_s_arithmetic_in_words(number: int, rule: str, sentence: str) -> None:
    assert sentence in arithmetic_text(number, rule)


def test_chinese_and_fate() -> None:
    assert "(14 − 5) / 14 = 64.3%，不低于46%而低于90%：显效" in arithmetic_text(1, lang="zh")
    assert "lost to follow-up: moved away" in arithmetic_text(2)
    assert "Died before the visit, and so counts as Ineffective" in arithmetic_text(5)
    assert arithmetic_text(5).lower().count("died") == 1


@pytest.mark.parametrize("name", ["synthetic_156.csv", "synthetic_long.csv", "bad.csv"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_patient_of_every_sample_has_a_page_that_agrees_with_the_grades(
    name: str, lang: str
) -> None:
    cohort, t = sample(name), translator(lang)
    grades = grade(cohort, Criterion(RULE))
    for number in cohort.ordinals.tolist():
        result = patient(cohort, grades, number)
        text = words.finding(result, t)
        assert "{" not in text
        if grades is not None and result.arithmetic is not None:
            code = int(grades.codes[number - 1])
            expected = grades.scale.best_first[code] if code >= 0 else None
            assert result.arithmetic.grade == expected
        table = tables.values(result, t)
        assert len(table.rows) == len(result.scores) + len(result.factors) + len(result.traits)
        # What no course shows stands in the table of characteristics, and nothing twice.
        drawn = {score.column for scores in result.courses for score in scores}
        listed = {one.column for one in result.characteristics}
        assert not drawn & listed
        assert drawn | listed == {one.column for one in (*result.scores, *result.factors)}
        brief = [row for one in tables.characteristics(result, t) for row in one.rows]
        assert len(brief) == len(listed) + len(result.traits)
        # In brief it says the same.
        assert {row.cells for row in brief} <= {row.cells[:3] for row in table.rows}
        assert sum(map(len, result.halves)) == sum(
            one.value is not None for one in (*result.scores, *result.factors)
        )


def test_the_course_is_in_the_order_of_days_and_what_has_none_comes_last() -> None:
    result = patient(COHORT, grade(COHORT, Criterion(RULE)), 1)
    assert result.course == (
        CourseEvent("nsc", "1", 3.0),
        CourseEvent("event", "fever", 4.0, 2, True),
        CourseEvent("visit", "pre", None),
        CourseEvent("visit", "post", None),
    )
    assert result.received == (("nsc_doses", 2.0),)
    said_too = words.course(result, translator("en"))
    assert "The file gives no day for: before treatment, after treatment." in said_too
    table = tables.course(result, translator("en"))
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["NSC dose 1", "3", ""],
        ["Fever, 2 times", "4", "resolved"],
    ]
    assert "NSC injections 2" in said_too


@pytest.mark.parametrize(("lang", "head"), [("en", "Other sheet"), ("zh", "其他工作表")])
def test_the_row_of_the_file_says_where_joined_columns_stand(lang: str, head: str) -> None:
    main = [["编号", "组别", "NIHSS治疗前"], ["P1", "试验组", 9], ["P2", "对照组", 8]]
    labs = [["编号", "VEGF治疗前"], ["P2", 5], ["P1", 7]]
    events = [["编号", "不良事件", "程度"], ["P2", "发热", "轻度"], ["P1", "头痛", "中度"]]
    raw = remove_identifiers(read(files.xlsx({"基线": main, "化验": labs, "AE": events}), "a.xlsx"))
    cohort = build(raw)
    rows = source_rows(raw, cohort, 2)
    assert rows is not None
    table = tables.source(rows, cohort, translator(lang))
    assert table.columns[-1].label == head
    lines = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in table.rows}
    assert lines["NIHSS治疗前"] == ["8", ""]
    assert lines["VEGF治疗前"][0] == "5"
    assert "化验" in lines["VEGF治疗前"][1]
    assert "2" in lines["VEGF治疗前"][1]
    # What a list of events tells is named as in results, and not at all where it says nothing.
    assert not any(name.startswith("ae_") for name in lines)
    severities = [cells[0] for name, cells in lines.items() if cells[0] in ("轻度", "中度")]
    assert severities == ["轻度"] * 2  # of any event, and of the fever


def test_a_serious_event_is_counted_once() -> None:
    cohort = cohort_of(
        nihss_pre=[10, 9, 8],
        nihss_post=[6, 5, 4],
        ae_fever=[2, 0, 0],
        ae_rash=[1, 0, 0],
        ae_serious=[1, 1, 0],
    )
    assert [patient(cohort, None, number).n_events for number in (1, 2, 3)] == [2, 1, 0]


def test_a_death_is_an_event_of_the_course_and_no_follow_up() -> None:
    cohort = cohort_of(
        nihss_pre=[10, 9], nihss_w1=[6, 8], mrs_m3=[6, 2], died=[1, 0], died_day=[40, None]
    )
    grades = grade(cohort, Criterion(RULE))
    dead, alive = (patient(cohort, grades, number) for number in (1, 2))
    assert CourseEvent("death", "died", 40.0) in dead.course
    assert "m3" not in [moment.name for moment in dead.course]
    assert "m3" in [moment.name for moment in alive.course]
    assert not any(moment.kind == "death" for moment in alive.course)
    undated = patient(cohort_of(nihss_pre=[10, 9], nihss_post=[6, 5], died=[1, 0]), None, 1)
    for died, day in ((dead, "40"), (undated, "not in the file")):
        [row] = tables.course(died, translator("en")).rows
        assert [cell.text for cell in row.cells] == ["Died", day]


def test_a_course_needs_two_visits_of_the_arm_and_one_of_the_patient() -> None:
    cohort = cohort_of(
        nihss_pre=[10, 9, None, 8], nihss_post=[6, 5, None, 4], nihss_m3=[None, 3, None, None],
        bi_pre=[50, 60, 70, 80], mrs_m3=[1, 2, 3, 4],
    )  # fmt: skip
    first, _, third, _ = (patient(cohort, None, number) for number in (1, 2, 3, 4))
    [course] = first.courses
    assert [score.column for score in course] == ["nihss_pre", "nihss_post", "nihss_m3"]
    assert [score.value for score in course] == [10, 6, None]
    assert course[0].standing is not None
    assert course[0].standing.n == 1  # patients 1 and 3 are the arm
    assert {one.column for one in first.characteristics} == {"bi_pre", "mrs_m3"}
    assert third.courses == ()
    assert len(third.characteristics) == 5


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "from 10 to 6 at 1 week:"), ("zh", "由治疗前10分降至1周时6分：")]
)
def test_the_fall_names_its_visit(lang: str, said: str) -> None:
    cohort = cohort_of(nihss_pre=[10, 9], nihss_w1=[6, 8])
    assert said in arithmetic_text(1, lang=lang, cohort=cohort)


def test_a_patient_keeps_the_number_and_is_set_against_who_is_left() -> None:
    few = select(COHORT, (Between("age", 60),), Criterion(RULE)).cohort
    result = patient(few, grade(few, Criterion(RULE)), 3)
    assert (result.ordinal, result.factors[0].value) == (3, 70.0)
    assert result.factors[0].standing is not None
    assert result.factors[0].standing.n == 2  # patient 1 is left out
    with pytest.raises(AciError) as refused:
        patient(few, None, 1)
    assert refused.value.code == "patient_absent"
