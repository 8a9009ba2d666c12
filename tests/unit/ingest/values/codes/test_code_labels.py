"""Cells of a code and its label, of a scale's name and its number, of a degree in two scripts."""

from __future__ import annotations

import pytest

from aci_core.domain.cohort import Cohort
from tests.build import cohort_of


def codes(cohort: Cohort) -> set[str]:
    return {i.code for i in cohort.issues if i.severity != "info"}


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("1_yes", "0_no"),
        ("1=yes", "0=no"),
        ("1 - 是", "0 - 否"),
        ("1.有", "2.无"),
        ("1、是", "2、否"),
        ("(1) yes", "(0) no"),
        ("①有", "②无"),
        ("1：阳性", "0：阴性"),
        ("是(1)", "否(0)"),
        ("yes_1", "no_0"),
        ("1有", "0无"),
    ],
)
@pytest.mark.parametrize("header", ["ae_fever", "died", "高血压", "smoking"])
def test_yes_and_no_with_their_codes(header: str, yes: str, no: str) -> None:
    cohort = cohort_of(**{header: [yes, no, no, no, yes, no, no, no]})
    assert codes(cohort) == set()
    [column] = [c for c in cohort.columns if c.header == header]
    read = [str(v) in ("yes", "1.0") for v in cohort.table[column.name]]
    assert read == [True, False, False, False, True, False, False, False]
    [note] = [i for i in cohort.issues if i.code == "code_and_label"]
    assert dict(note.facts) == {"count": 8}


@pytest.mark.parametrize(
    ("man", "woman"), [("1_male", "2_female"), ("1.男", "2.女"), ("男(1)", "女(0)")]
)
def test_sexes_with_their_codes(man: str, woman: str) -> None:
    assert cohort_of(sex=[man, woman] * 4).table["sex"].tolist() == ["male", "female"] * 4


def test_a_label_that_says_missing() -> None:
    cohort = cohort_of(
        吸烟史=["0=无", "1=有", "9=不详"] * 4, mrs_m3=["1 - a", "2 - b", "9_unknown"] * 4
    )
    assert int(cohort.table["smoking"].isna().sum()) == 4
    assert int(cohort.table["mrs_m3"].isna().sum()) == 4
    assert codes(cohort) == set()


@pytest.mark.parametrize(
    ("cells", "levels"),
    [
        (["1.大动脉", "2.心源性", "3.小动脉"], ("大动脉", "心源性", "小动脉")),
        (["2_moderate", "1_mild", "3_severe"], ("mild", "moderate", "severe")),
        (["0: never", "1: former", "2: current"], ("never", "former", "current")),
    ],
)  # fmt: skip
def test_labels_are_the_levels_in_the_order_of_their_codes(
    cells: list[str], levels: tuple[str, ...]
) -> None:
    [column] = [c for c in cohort_of(x=cells * 4).columns if c.name == "x"]
    assert column.levels == levels


@pytest.mark.parametrize(
    "cells",
    [
        ["3天", "5天", "7天"],  # a unit, no label
        ["1_a", "1_b", "2_c"],  # one code of two labels
        ["2a", "2b", "3"],  # TICI
        ["1.5T", "3.0T"],
        ["1_mild", "moderate"],
        ["3 months", "6 months"],
    ],
)
def test_what_is_no_code_with_a_label_stays(cells: list[str]) -> None:
    cohort = cohort_of(x=cells * 4)
    [column] = [c for c in cohort.columns if c.name == "x"]
    assert set(column.levels) == set(cells) or column.kind.value == "number"
    assert "code_and_label" not in [i.code for i in cohort.issues]


@pytest.mark.parametrize(
    ("header", "cells", "values"),
    [
        ("mrs_m3", ["mRS 2", "mRS=3", "mRS：1", "改良Rankin评分2分", "mRS II级"], [2, 3, 1, 2, 2]),
        ("mrs_m3", ["0 - No symptoms", "2 - slight disability", "6 - Dead"], [0, 2, 6]),
        ("mrs_m3", ["2级", "II级", "Ⅲ级", "三级"], [2, 2, 3, 3]),
        ("mrs_m3", ["grade 2", "Grade: 3", "等级4"], [2, 3, 4]),
        ("NIHSS治疗后", ["3分", "NIHSS 5", "NIHSS评分:6分", "7"], [3, 5, 6, 7]),
        ("bi_post", ["BI 60", "Barthel 65", "巴氏指数70分"], [60, 65, 70]),
    ],
)
def test_scores_with_a_name_a_label_or_a_degree(
    header: str, cells: list[str], values: list[float]
) -> None:
    cohort = cohort_of(**{header: cells * 3})
    [column] = [c for c in cohort.columns if c.header == header]
    assert cohort.table[column.name].tolist() == values * 3
    assert codes(cohort) == set()


def test_one_cell_with_a_remark_is_no_label() -> None:
    cohort = cohort_of(nihss_pre=["5.重测", *range(2, 40)])
    assert [(i.code, i.value) for i in cohort.issues] == [("not_a_number", "5.重测")]


def test_a_score_of_the_file_may_be_named_in_its_cells_and_a_ward_not() -> None:
    cells = [f"{{}} {i}" for i in range(8, 16)] * 2
    scores = cohort_of(GCS=[cell.format("GCS") for cell in cells])
    assert scores.table["GCS"].tolist() == [float(i) for i in range(8, 16)] * 2
    wards = cohort_of(ward=[cell.format("ward") for cell in cells])
    assert str(wards.table["ward"].iloc[0]) == "ward 8"


def test_one_degree_in_two_scripts_is_one_level() -> None:
    cohort = cohort_of(心功能=["Ⅱ级", "2级", "II级", "3级", "三级", "Ⅲ级"] * 3)
    [column] = [c for c in cohort.columns if c.name == "心功能"]
    assert len(column.levels) == 2


def test_a_recorded_grade_with_its_number() -> None:
    cohort = cohort_of(疗效=["1.痊愈", "2.显效", "3.有效", "4.无效"] * 3)
    assert cohort.usable("grade")
    assert cohort.table["grade"].tolist()[:2] == ["recovered", "markedly_effective"]
