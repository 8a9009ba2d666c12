"""Legends in headers as clinics write them: signs of a list in a word, remarks, several codes."""

from __future__ import annotations

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.ingest import load
from aci_core.ingest.columns.headers.code_legends import legend_in_header, parse_legend
from tests.build import csv_of_rows


def column_of(header: str, cells: list[object]) -> Cohort:
    rows = [[i, ("a", "control")[i % 2], 50 + i % 9, cell] for i, cell in enumerate(cells)]
    return load(csv_of_rows(["id", "arm", "age", f'"{header}"'], rows), "x.csv")


def levels(cohort: Cohort) -> list[object]:
    return sorted(set(cohort.table[cohort.columns[-1].name].dropna()))


@pytest.mark.parametrize(
    ("text", "legend"),
    [
        ("喉=1、颌、面部=2、口腔、牙龈=3", {"1": "喉", "2": "颌、面部", "3": "口腔、牙龈"}),
        ("0=none; 1=mild, brief; 2=severe", {"0": "none", "1": "mild, brief", "2": "severe"}),
        ("不详=0，其他具体写出", {"0": "不详"}),
        ("0=未测，其余为实测值", {"0": "未测"}),
        ("①male ②female", {"1": "male", "2": "female"}),
        ("1.男 2.女", {"1": "男", "2": "女"}),
        # Two meanings of a code, a range, a share, a time, a scale: none.
        ("5=5期，1=I期，5=无", {}),
        ("0~10分，0=无痛，10=最痛", {}),
        ("比例=1:2", {}),
        ("12:30", {}),
        ("0=未发生，具体已写出", {}),  # a code that is a number of its column
        # A time and an amount without a sign, and the codes that look most like them.
        ("90天结局", {}),
        ("3个月随访", {}),
        ("1周内 2周内", {}),
        ("10分制", {}),
        ("2次", {}),
        ("1有", {"1": "有"}),
        ("90=天坛量表", {"90": "天坛量表"}),
        ("1年轻 2中年 3老年", {"1": "年轻", "2": "中年", "3": "老年"}),
    ],
)
def test_what_is_a_legend(text: str, legend: dict[str, str]) -> None:
    assert parse_legend(text) == legend


def test_codes_are_words_and_have_no_mean() -> None:
    header = "部位（喉=1、鼻=2、颌、面部=3、舌=4、口腔、牙龈=5、唇=6）"
    cohort = column_of(header, [1, 2, 3, 4, "1、3", 6] * 4)
    assert levels(cohort) == sorted(["喉", "鼻", "颌、面部", "舌", "喉 + 颌、面部", "唇"])
    assert not [i for i in cohort.issues if i.severity == "error"]


def test_a_code_for_not_known_is_missing_among_numbers() -> None:
    cohort = column_of("病灶直径（mm）（不详=0，其他具体写出）", [0, 31, 25, 0, 44, 38] * 4)
    values = cohort.table[cohort.columns[-1].name].astype(float)
    assert (values.isna().sum(), values.min()) == (8, 25)


def test_yes_and_no_lists_no_codes() -> None:
    cohort = column_of("输血（0=无，1=有）", [0, 1, "0、1", 0, 1, 1] * 4)
    assert "无 + 有" not in levels(cohort)


@pytest.mark.parametrize(
    ("header", "legend"),
    [
        ("性别①男②女", {"1": "男", "2": "女"}),
        ("Sex ①male ②female", {"1": "male", "2": "female"}),
        ("性别 1男 2女", {"1": "男", "2": "女"}),
        ("吸烟0=否1=是", {"0": "否", "1": "是"}),
        ("性别：1、男；2、女", {"1": "男", "2": "女"}),
        ("组别⑴治疗组⑵对照组", {"1": "治疗组", "2": "对照组"}),
        # Times, numbers of something, names with a number.
        *(
            (h, {})
            for h in ("NIHSS 1周2周", "第1次治疗2次", "MRI①", "T1加权", "V1", "住院1次2次以上")
        ),
    ],
)
def test_a_legend_without_brackets(header: str, legend: dict[str, str]) -> None:
    assert legend_in_header(header) == legend


@pytest.mark.parametrize(
    ("header", "cells", "read"),
    [
        ("性别①男②女", ["①", "②"], ["female", "male"]),
        ("性别 1.男 2.女", ["1", "2"], ["female", "male"]),
        ("吸烟①无②有", ["2", "1"], ["no", "yes"]),
        ("部位：①基底节②脑干③小脑", ["③", "1"], ["基底节", "小脑"]),
    ],
)
def test_cells_by_a_legend_without_brackets(
    header: str, cells: list[object], read: list[str]
) -> None:
    assert levels(column_of(header, cells * 5)) == read
