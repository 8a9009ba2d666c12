"""Typed columns and what is wrong in them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from aci_core.domain.cohort import Cohort, GradeScale
from aci_core.domain.schema import Kind, Role
from aci_core.ingest import ColumnMapping, load
from tests.build import cohort_of


def issues_of(cohort: Cohort, *, severity: str | None = None) -> list[tuple[str, int | None, str]]:
    return [
        (i.code, i.row, i.value or "")
        for i in cohort.issues
        if severity is None or i.severity == severity
    ]


def column(name: str, cells: Sequence[object], **mapping: object) -> Cohort:
    return cohort_of(ColumnMapping(**mapping), **{name: cells})  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------ measures


def test_a_good_measure() -> None:
    cohort = column("nihss_pre", [0, 42, "７", " 5 ", "3.0", ""])
    assert cohort.table["nihss_pre"].tolist()[:5] == [0, 42, 7, 5, 3]
    assert math.isnan(cohort.table["nihss_pre"].iloc[5])
    assert cohort.table["nihss_pre"].dtype == np.float64
    assert cohort.usable("nihss_pre")
    assert cohort.issues == ()


@pytest.mark.parametrize(
    ("name", "cell", "code"),
    [
        ("nihss_pre", "43", "out_of_range"),
        ("nihss_pre", "-1", "out_of_range"),
        ("nihss_post", "7.5", "not_whole"),
        ("nihss_post", "9个", "not_a_number"),
        ("nihss_post", "abc", "not_a_number"),
        ("nihss_post", "inf", "not_a_number"),
        ("nihss_post", "1e999", "not_a_number"),
        ("nihss_post", "1_0", "not_a_number"),
        ("bi_pre", "42", "not_in_fives"),
        ("bi_pre", "105", "out_of_range"),
        ("mrs_m3", "7", "out_of_range"),
        ("vegf_pre", "-0.1", "below_range"),
        ("nihss_pre", "<15", "not_a_number"),
    ],
)
def test_an_impossible_cell_is_missing_and_named(name: str, cell: str, code: str) -> None:
    cohort = cohort_of(**{name: [0, cell, 5, 5], "age": [60, 61, 62, 63]})
    assert issues_of(cohort) == [(code, 3, cell)]
    assert cohort.issues[0].severity == "error"
    assert cohort.issues[0].column == name
    assert cohort.table[name].isna().tolist() == [False, True, False, False]
    assert cohort.usable(name)


@pytest.mark.parametrize(
    "word", ["NA", "n/a", "未查", "缺失", "/", "-", ".", "null", "NaN", "不详"]
)
def test_words_for_missing_are_counted_and_no_error(word: str) -> None:
    cohort = column("nihss_pre", [5, word, 10, word])
    assert cohort.table["nihss_pre"].isna().tolist() == [False, True, False, True]
    assert issues_of(cohort) == [("missing_words", None, word)]
    assert dict(cohort.issues[0].facts) == {"count": 2}
    assert cohort.usable("nihss_pre")


def test_what_arithmetic_left_beside_a_whole_score_is_the_score() -> None:
    cohort = column("nihss_pre", ["11.999999999999998", "8.8e-41", "3", "4"])
    assert cohort.table["nihss_pre"].tolist() == [12, 0, 3, 4]
    assert issues_of(cohort, severity="error") == []


def test_an_empty_column_is_stopped_with_a_warning() -> None:
    cohort = column("nihss_pre", ["", "NA", "", ""])
    assert [i.code for i in cohort.issues] == ["missing_words", "all_missing"]
    assert cohort.issues[1].severity == "warning"
    assert not cohort.usable("nihss_pre")


def test_a_hundred_issues_a_column_then_a_count() -> None:
    cohort = column("nihss_pre", [60] * 250)
    assert len(cohort.issues) == 101
    last = cohort.issues[-1]
    assert (last.code, dict(last.facts)) == (
        "more_like_this",
        {"count": 150, "kind": "out_of_range"},
    )


def test_a_long_value_is_cut() -> None:
    assert len(column("nihss_pre", [1, "x" * 5000]).issues[0].value or "") == 100


def test_a_measure_of_the_mapping_has_its_scale() -> None:
    mapping = ColumnMapping.from_json({"measures": {"fma": {"better": "higher", "range": [0, 9]}}})
    cohort = cohort_of(mapping, fma_pre=[1, 2], fma_post=[3, 10])
    assert cohort.measures["fma"].better == "higher"
    assert issues_of(cohort) == [("out_of_range", 3, "10")]


def test_a_measure_nobody_declared_is_taken_and_told() -> None:
    cohort = cohort_of(fma_pre=[1, 2], fma_post=[3, 4])
    assert [i.code for i in cohort.issues] == ["undeclared_measure"]
    assert dict(cohort.issues[0].facts) == {"measure": "fma", "headers": "fma_pre, fma_post"}
    assert cohort.visits_of("fma") == ("pre", "post")


def test_a_visit_without_numbers_is_not_analysed() -> None:
    mapping = ColumnMapping(columns={"diet": "diet_post"})
    cohort = cohort_of(mapping, diet=["rice", "bread"])
    assert [i.code for i in cohort.issues] == ["no_numbers"]
    assert not cohort.usable("diet_post")


def test_a_measure_without_its_visit_is_not_analysed() -> None:
    cohort = column("NIHSS", [1, 2])
    assert [(i.code, i.severity) for i in cohort.issues] == [("measure_unclear", "warning")]
    assert not cohort.usable("NIHSS")


def test_the_header_tells_the_unit() -> None:
    cohort = column("VEGF (ng/mL) before", [0.2, 0.25])
    assert cohort.table["vegf_pre"].tolist() == [200, 250]


def test_two_columns_of_one_meaning_stop_it() -> None:
    cohort = cohort_of(**{"治疗前NIHSS": [1, 2], "NIHSS before": [1, 3]})
    assert [(i.code, i.column) for i in cohort.issues] == [("same_meaning", "NIHSS before")]
    assert not cohort.usable("nihss_pre")


def test_two_equal_columns_of_one_meaning_do_not() -> None:
    cohort = cohort_of(**{"治疗前NIHSS": [1, 2], "NIHSS before": [1, 2]})
    assert [(i.code, i.severity) for i in cohort.issues] == [("not_used", "info")]
    assert cohort.usable("nihss_pre")


# ------------------------------------------------------------------------------------ identifiers


def test_duplicates_are_errors_and_stay() -> None:
    cohort = cohort_of(patient_id=["a", "b", "a", "a "], nihss_pre=[1, 2, 3, 4])
    assert issues_of(cohort) == [("duplicate_patient", 4, "a"), ("duplicate_patient", 5, "a")]
    assert dict(cohort.issues[0].facts) == {"first": 2}
    assert cohort.n == 4
    assert not cohort.usable("patient_id")


def test_a_missing_identifier_is_the_row() -> None:
    cohort = cohort_of(patient_id=["a", ""], nihss_pre=[1, 2])
    assert cohort.table["patient_id"].tolist() == ["a", "#3"]
    assert issues_of(cohort) == [("missing_id", 3, "")]


def test_without_identifiers_patients_are_counted() -> None:
    cohort = load(b"arm,nihss_pre\ntreatment,1\ncontrol,2\n", "x")
    assert cohort.table["patient_id"].tolist() == ["1", "2"]
    assert [i.code for i in cohort.issues] == ["no_id_column"]


def test_leading_zeros_stay() -> None:
    assert cohort_of(patient_id=["007", "7"], x=[1, 2]).table["patient_id"].tolist() == ["007", "7"]


def test_a_serial_number_gives_way_to_an_identifier() -> None:
    cohort = load("序号,编号,组别\n1,A7,观察组\n2,A9,对照组\n".encode(), "x")
    assert cohort.table["patient_id"].tolist() == ["A7", "A9"]
    assert cohort.column("序号") is None


@pytest.mark.parametrize(
    ("ids", "synthetic"), [(["SYN-1", "SYN-2"], True), (["SYN-1", "b"], False)]
)
def test_synthetic_by_every_identifier(ids: list[str], synthetic: bool) -> None:
    assert cohort_of(patient_id=ids, x=[1, 2]).synthetic is synthetic


# ------------------------------------------------------------------------------------ flags


def test_flags_are_numbers() -> None:
    cohort = cohort_of(
        died=["yes", "no", "", "存活"],
        lost=["失访", 0, 1, "否"],
        ae_fever=["有", "无", 3, 0],
        ae_fever_resolved=["缓解", "", "未缓解", ""],
        mri_abnormal_m6=["正常", "异常", "0", "1"],
        ae_fever_day=[2, "", 5, ""],
    )
    table = cohort.table.fillna(-1)
    assert table["died"].tolist() == [1, 0, -1, 0]
    assert table["lost"].tolist() == [1, 0, 1, 0]
    assert table["ae_fever"].tolist() == [1, 0, 3, 0]
    assert table["ae_fever_resolved"].tolist() == [1, -1, 0, -1]
    assert table["mri_abnormal_m6"].tolist() == [0, 1, 0, 1]
    assert {c.kind for c in cohort.columns if c.role not in (Role.ID, Role.ARM)} == {Kind.NUMBER}
    assert cohort.issues == ()


@pytest.mark.parametrize(
    ("name", "cell", "code"),
    [
        ("died", "2", "not_yes_no"),
        ("died", "perhaps", "not_yes_no"),
        ("ae_fever", "perhaps", "not_yes_no"),
        ("ae_fever", "1.5", "not_whole"),
        ("ae_fever", "-1", "below_range"),
    ],
)
def test_no_flag(name: str, cell: str, code: str) -> None:
    cohort = column(name, [0, cell])
    assert issues_of(cohort) == [(code, 3, cell)]
    assert cohort.table[name].isna().tolist() == [False, True]
    assert cohort.usable(name)


def test_the_reason_of_a_loss_is_text() -> None:
    cohort = column("失访原因", ["moved", ""])
    reason = cohort.column("lost_reason")
    assert reason is not None
    assert reason.kind is Kind.TEXT


# ------------------------------------------------------------------------------------ covariates


@pytest.mark.parametrize(
    ("header", "cells", "name", "levels"),
    [
        ("性别", ["男", "女"], "sex", ("male", "female")),
        ("gender", ["F", "M"], "sex", ("male", "female")),
        ("sex", ["1", "2"], "sex", ("1", "2")),
        ("高血压", ["有", "无"], "hypertension", ("no", "yes")),
        ("diabetes", [1, 0], "diabetes", ("no", "yes")),
        ("smoking", ["是", "是"], "smoking", ("no", "yes")),
        ("smoking", ["never", "former"], "smoking", ("former", "never")),
        ("RSLEEP", ["Y", "N"], "RSLEEP", ("no", "yes")),
        ("code", [1, 0], "code", ("0", "1")),
        ("class", ["10", "9"], "class", ("9", "10")),
        ("TOAST分型", ["LAA", "laa"], "toast", ("LAA",)),
        ("protein", ["-", "+"], "protein", ("no", "yes")),
    ],
)
def test_categories(
    header: str, cells: Sequence[object], name: str, levels: tuple[str, ...]
) -> None:
    cohort = column(header, cells)
    category = cohort.column(name)
    assert category is not None
    assert (category.kind, category.levels) == (Kind.CATEGORY, levels)
    assert tuple(cohort.table[name].cat.categories) == levels


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ([1, 2, 3, 4, 5, 5], Kind.CATEGORY),
        ([1, 2, 3, 4, 5, 6], Kind.NUMBER),
        ([1.5, 2.5, 1.5, 2.5, 1.5, 2.5], Kind.NUMBER),
        (["1.0", "1", "2", "2.0", "2", "1"], Kind.CATEGORY),
        (["a", "b", "a", "b", "a", "b"], Kind.CATEGORY),
    ],
)
def test_five_distinct_whole_numbers_are_a_category(cells: Sequence[object], kind: Kind) -> None:
    category = column("x", cells).column("x")
    assert category is not None
    assert category.kind is kind


def test_a_known_number_is_a_number_however_few() -> None:
    assert column("年龄", [60, 61]).table["age"].dtype == np.float64


def test_kinds_go_before_the_rule() -> None:
    cohort = column("site", list(range(8)), kinds={"site": "categorical"})
    assert cohort.table["site"].cat.categories.tolist() == [str(i) for i in range(8)]
    cohort = column("stage", [1, 2, 1, 2], kinds={"stage": "continuous"})
    assert cohort.table["stage"].dtype == np.float64


def test_text_among_numbers_is_an_error_where_nine_of_ten_are_numbers() -> None:
    cohort = column("x", [*range(10, 29), "high"])
    assert issues_of(cohort, severity="error") == [("not_a_number", 21, "high")]
    assert cohort.usable("x")
    category = column("x", [*range(10, 20), *["high"] * 10]).column("x")
    assert category is not None
    assert category.kind is not Kind.NUMBER


def test_too_many_levels_are_text_and_stopped() -> None:
    for cells in ([f"note {i}" for i in range(60)] * 3, [f"note {i}" for i in range(20)]):
        cohort = column("note", cells)
        note = cohort.column("note")
        assert note is not None
        assert (note.kind, note.stopped) == (Kind.TEXT, True)
        assert [i.code for i in cohort.issues] == ["too_many_levels", "unmapped"]


def test_what_is_not_recognised_is_told() -> None:
    cohort = column("ward", ["A", "B"])
    assert [(i.code, i.severity) for i in cohort.issues] == [("unmapped", "info")]


def test_covariates_of_one_header_are_told_apart() -> None:
    cohort = load(b"arm,site,site\ntreatment,a,x\ncontrol,b,y\n", "x")
    assert [c.name for c in cohort.columns][2:] == ["site", "site_2"]


def test_html_in_headers_and_cells_stays_text() -> None:
    cohort = column("<script>x</script>", ["<b>1</b>", "<i>2</i>"])
    assert "<script>x</script>" in cohort.table
    assert cohort.table["<script>x</script>"].cat.categories.tolist() == ["<b>1</b>", "<i>2</i>"]


# ------------------------------------------------------------------------------------ grades


def test_the_usual_four_grades() -> None:
    cohort = column("疗效", ["显效", "无效", "基本痊愈", "進步", ""])
    assert cohort.grade_scale is not None
    assert cohort.grade_scale.effective == ("recovered", "markedly_effective", "effective")
    assert cohort.table["grade"].astype(object).tolist()[:4] == [
        "markedly_effective",
        "ineffective",
        "recovered",
        "effective",
    ]
    assert cohort.usable("grade")


def test_a_scale_of_the_mapping() -> None:
    grading = GradeScale(("good", "fair", "poor"), ("good",))
    cohort = column(
        "grade",
        [4, 3, 0, 1],
        grade=grading,
        values={"grade": {"4": "good", "3": "fair", "1": "poor", "0": None}},
    )
    assert cohort.grade_scale == grading
    grade = cohort.column("grade")
    assert grade is not None
    assert grade.levels == ("good", "fair", "poor")
    assert cohort.table["grade"].isna().tolist() == [False, False, True, False]


def test_a_grade_off_the_scale_is_an_error() -> None:
    cohort = column("grade", ["good", "bad"], grade=GradeScale(("good", "poor"), ("good",)))
    assert issues_of(cohort) == [("grade_not_on_scale", 3, "bad")]
    assert cohort.table["grade"].isna().tolist() == [False, True]
    assert cohort.usable("grade")


def test_unknown_grades_are_no_scale() -> None:
    cohort = column("grade", ["I", "II"])
    assert cohort.grade_scale is None
    assert [i.code for i in cohort.issues] == ["grade_scale_unknown"]
    assert not cohort.usable("grade")


@pytest.mark.parametrize(
    "header", ["practice_id", "医生编号", "clinic.id", "Pooled Investigator", "病区代码"]
)
def test_a_number_that_is_a_name_has_no_mean(header: str) -> None:
    cohort = column(header, [100 + i % 7 for i in range(28)])
    [named] = [c for c in cohort.columns if c.header == header]
    assert named.kind is Kind.CATEGORY


@pytest.mark.parametrize("header", ["paid", "acid", "aid", "编号个数"])
def test_a_word_that_ends_so_is_a_number(header: str) -> None:
    cohort = column(header, [100 + i % 7 for i in range(28)])
    [named] = [c for c in cohort.columns if c.header == header]
    assert named.kind is Kind.NUMBER
