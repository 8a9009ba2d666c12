"""Unknown names with a time, split at the borders of words."""

from __future__ import annotations

import pytest

from aci_core.ingest.columns.headers.timed_headers import (
    bare_time,
    hours_name,
    timed_name,
    visit_number,
)


@pytest.mark.parametrize(
    ("header", "text", "visit", "sure"),
    [
        ("fma.pre", "fma", "pre", False),
        ("fma.2m", "fma", "m2", True),
        ("fma_6m", "fma", "m6", True),
        ("number12m", "number", "m12", False),
        ("MMSE治疗前", "MMSE", "pre", True),
        ("MMSE 3月", "MMSE", "m3", True),
        ("MMSE评分（治疗后3个月）", "MMSE评分", "m3", True),
        ("SSS d14", "SSS", "d14", False),
        ("FMA at 3 months", "FMA", "m3", True),
        ("Wk12 VAS", "VAS", "w12", True),
        ("SF36 6m", "SF36", "m6", True),
        ("6MWT_3m", "6MWT", "m3", True),
        ("随访6个月GOS", "GOS", "m6", True),
        ("2周后VAS", "VAS", "w2", True),
        ("preFMA", "FMA", "pre", False),
        ("mri_result_6m", "mri_result", "m6", True),
        ("6月复查MRI", "复查MRI", "m6", True),
        ("基线病情", "病情", "pre", True),
    ],
)
def test_a_name_and_its_time(header: str, text: str, visit: str, sure: bool) -> None:
    name = timed_name(header)
    assert name is not None
    assert (name.text, name.visit, name.sure) == (text, visit, sure)


@pytest.mark.parametrize(
    "header",
    [
        "CD4",
        "CD8",
        "vitamin D3",
        "ICA M1",
        "ASPECTS_M2",
        "大脑中动脉M1",
        "后循环梗死",
        "prealbumin",
        "3个月内卒中史",
        "stroke within 3 months",
        "吸烟≥20年",
        "2019年入组情况",
        "24h NIHSS",
        "IL-6",
        "HbA1c",
        "发病前MMSE",
        "premorbid MMSE 3m",
        "住院天数",
        "first-ever",
        "WBC_1",
        "baseline",
        "治疗前",
        "",
        "3个月",
    ],
)
def test_what_is_no_name_with_a_time(header: str) -> None:
    assert timed_name(header) is None


def test_a_time_alone() -> None:
    times = [bare_time(h) for h in ("baseline", "治疗前", "3个月", "6 months", "0", "前", "age")]
    assert times == ["pre", "pre", "m3", "m6", None, None, None]


def test_a_visit_by_its_number() -> None:
    assert visit_number("SSS_T0") == ("sss", 0)
    assert visit_number("SSS V2") == ("sss", 2)
    assert visit_number("V3..BOP") == ("bop", 3)
    assert visit_number("FMA第二次") == ("fma", 2)
    assert [visit_number(h) for h in ("NIHSS", "CD4", "V3", "")] == [None] * 4


def test_hours_and_minutes() -> None:
    assert hours_name("lactate 24h") == ("lactate", 24)
    assert hours_name("血肿体积24小时") == ("血肿体积", 24)
    assert hours_name("postOp4hour_throatPain") == ("throatpain", 4)
    assert [hours_name(h) for h in ("onset_hours", "IL-6", "24h", "")] == [None] * 4
