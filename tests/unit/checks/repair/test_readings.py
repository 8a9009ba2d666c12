"""What an impossible cell may have meant: by column, by kind of slip, and never too much."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from aci_core.checks import checked, fixes
from aci_core.domain.steps import OmitRow, ReplaceText, SetCell
from aci_core.ingest import load
from tests.build import cohort_of, csv_of

SCORES: list[object] = [3, 5, 8, 12, 15, 18, 22, 9, 6, 11]
AGES: list[object] = [44, 52, 58, 61, 63, 66, 70, 74, 79, 81]
FIVES: list[object] = [35, 40, 50, 55, 60, 70, 80, 90, 95, 100]
LABELS = ["无", "有"] * 5


def offered(name: str, others: Sequence[object], cell: object) -> list[str | None]:
    """Texts that are offered for a cell beside the empty one."""
    [fix] = [
        fix
        for fix in fixes(checked(cohort_of(**{name: [cell, *others]})))
        if fix.severity == "error"
    ]
    texts = []
    for step in fix.readings:
        assert isinstance(step, SetCell | ReplaceText)
        texts.append(step.text if isinstance(step, SetCell) else step.new)
    return texts


@pytest.mark.parametrize(
    ("name", "others", "cell", "texts"),
    [
        ("nihss_pre", SCORES, "60", ["6"]),
        ("nihss_pre", SCORES, "130", ["13", "10"]),
        ("nihss_pre", SCORES, "-8", ["8"]),
        ("nihss_pre", SCORES, "91", ["9"]),  # 1 is below all others
        ("age", AGES, "623", ["63", "62"]),
        ("age", AGES, "577", ["77", "57"]),
        ("age", AGES, "150", ["50"]),
        ("bi_pre", FIVES, "88", ["85", "90"]),
        ("bi_pre", FIVES, "550", ["55", "50"]),
        ("bi_pre", FIVES, "105", []),  # 10, 15 and 5 are below all others
        ("nihss_pre", SCORES, "7.5", ["7", "8"]),
        ("nihss_pre", SCORES, "3~4", ["3", "4"]),  # 3.5 is on no scale of whole numbers
        ("perfusion_pre", [2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7], "3~4", ["3", "4", "3.5"]),
        ("nihss_pre", SCORES, "5 至 9分", ["5", "9", "7"]),
        ("age", AGES, "63或64", ["63", "64"]),
        ("nihss_pre", [0, 1, 2, *SCORES], "1 2", ["12", "1", "2"]),
        ("nihss_pre", SCORES, "l2", ["12"]),
        ("vegf_pre", [110, 150, 180, 200, 240, 260, 290, 310, 350.5], "2OO", ["200"]),
        ("bfgf_pre", [12.1, 13.5, 14, 15, 16, 17, 18, 19, 20.5], "17..85", ["17.85"]),
        ("nihss_pre", SCORES, "9个", ["9"]),
        ("nihss_pre", SCORES, "溶血", []),
        ("age", AGES, "80/120", ["80"]),
    ],
)
def test_likely_numbers(name: str, others: list[object], cell: str, texts: list[str]) -> None:
    assert offered(name, others, cell) == texts


@pytest.mark.parametrize(
    ("name", "others", "cell", "texts"),
    [
        ("性别", ["男", "女"] * 5, "难", ["male", "female"]),
        ("性别", ["男", "女"] * 5, "汝", ["female", "male"]),
        ("性别", ["男", "女"] * 5, "男性患者", ["male"]),
        ("sex", ["male", "female"] * 5, "femmalle", ["female"]),
        ("糖尿病", LABELS, "有(2型)", ["有"]),
        ("高血压", LABELS, "无（既往）", ["无"]),
        ("高血压", LABELS, "有无", ["yes", "no"]),
        ("高血压", LABELS, "服药控制良好", []),
        ("died", [0, 1] * 5, "maybe", []),  # a death is never guessed
    ],
)
def test_likely_words(name: str, others: list[object], cell: str, texts: list[str]) -> None:
    assert offered(name, others, cell) == texts


def test_each_reading_makes_its_column_whole() -> None:
    columns = {
        "arm": ["treatment", "control"] * 6,
        "性别": [*["男", "女"] * 5, "难", "女"],
        "年龄": [*AGES, 60, 623],
        "nihss_pre": [*SCORES, "3~4", 9],
    }
    for place in (0, 1, 2):
        cohort = checked(load(csv_of(columns), "a.csv"))
        fix = [fix for fix in fixes(cohort) if fix.severity == "error"][place]
        for step in fix.readings:
            after = checked(load(csv_of(columns), "a.csv", steps=[step]))
            assert len([i for i in after.issues if i.severity == "error"]) == 2


def test_of_two_rows_of_a_patient_either_may_be_left_out() -> None:
    cohort = checked(cohort_of(patient_id=["a", "b", "a", "d"], nihss_pre=[5, 6, 7, 8]))
    [fix] = [fix for fix in fixes(cohort) if fix.rule == "duplicate_patient"]
    assert (fix.step, fix.readings) == (None, (OmitRow(4), OmitRow(2)))


def test_a_file_with_a_row_a_visit_names_its_own_cell() -> None:
    lines = ["id,arm,visit,NIHSS"]
    for i in range(12):
        lines += [f"p{i},{('A', 'B')[i % 2]},baseline,{60 if i == 3 else 5 + i}"]
        lines += [f"p{i},{('A', 'B')[i % 2]},day 14,{4 + i}"]
    cohort = checked(load("\n".join(lines).encode(), "a.csv"))
    [fix] = [fix for fix in fixes(cohort) if fix.rule == "out_of_range"]
    assert fix.readings == (SetCell(8, "NIHSS", "6"),)
