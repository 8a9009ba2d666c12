"""How people write a number, and what is said of it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pyarrow as pa
import pytest

from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.schema import Kind
from aci_core.ingest.cells import Cells, parse
from aci_core.ingest.values.numbers.number_parsing import NumberRule, parse_texts
from aci_core.presentation.i18n import LANGUAGES, translator
from tests.build import cohort_of

CODES = [
    "read_comma",
    "read_thousands",
    "read_below",
    "read_above",
    "read_about",
    "read_mark",
    "read_stray_sign",
    "read_of_top",
    "read_unit",
    "read_unit_converted",
    "read_time",
    "read_point",
    "read_blank",
    "mean_and_sd",
]


def quoted(cells: Sequence[object]) -> list[str]:
    return [f'"{cell}"' for cell in cells]


def column(name: str, cells: Sequence[object]) -> Cohort:
    return cohort_of(**{name: quoted(cells)})


def issues_of(cohort: Cohort) -> list[tuple[str, str, str | None]]:
    return [(i.code, i.severity, i.value) for i in cohort.issues]


@pytest.mark.parametrize(
    ("name", "cell", "value", "codes"),
    [
        ("nihss_pre", "12分", 12, ["read_unit"]),
        ("nihss_pre", "１２ 分", 12, ["read_unit"]),
        ("nihss_pre", "3/42", 3, ["read_of_top"]),
        ("nihss_pre", "3/42分", 3, ["read_of_top"]),
        ("nihss_pre", "约12", 12, ["read_about"]),
        ("nihss_pre", "约12分", 12, ["read_about", "read_unit"]),
        ("nihss_pre", "12分左右", 12, ["read_about", "read_unit"]),
        ("nihss_pre", "12+", 12, ["read_mark"]),
        ("nihss_pre", "12*", 12, ["read_mark"]),
        ("mrs_m3", "2级", 2, ["read_unit"]),
        ("bi_pre", "45/100", 45, ["read_of_top"]),
        ("vegf_pre", "<15.6", 7.8, ["read_below"]),
        ("vegf_pre", "＜15.6", 7.8, ["read_below"]),
        ("vegf_pre", "< 0,5", 0.25, ["read_comma", "read_below"]),
        ("vegf_pre", ">600", 600, ["read_above"]),
        ("vegf_pre", "≥600", 600, ["read_above"]),
        ("vegf_pre", "≤15.6", 7.8, ["read_below"]),
        ("vegf_pre", "15.6以下", 7.8, ["read_below"]),
        ("vegf_pre", "600 以上", 600, ["read_above"]),
        ("vegf_pre", "183.5↑", 183.5, ["read_mark"]),
        ("vegf_pre", "183.5↓*", 183.5, ["read_mark"]),
        ("vegf_pre", "0.2ng/mL", 200, ["read_unit_converted"]),
        ("vegf_pre", "200 pg/mL", 200, ["read_unit"]),
        ("vegf_pre", "<0.5 ng/ml", 250, ["read_below", "read_unit_converted"]),
        ("vegf_pre", "5.2±", 5.2, ["read_stray_sign"]),
        ("vegf_pre", "±5.2", 5.2, ["read_stray_sign"]),
        ("vegf_pre", "+/-5.2", 5.2, ["read_stray_sign"]),
        ("perfusion_pre", "5,2", 5.2, ["read_comma"]),
        ("mtt_pre", "5200 ms", 5.2, ["read_unit_converted"]),
        ("age", "68岁", 68, ["read_unit"]),
        ("sbp", "120mmHg", 120, ["read_unit"]),
        ("onset_hours", "7.5 h", 7.5, ["read_unit"]),
        ("onset_hours", "3天", 72, ["read_unit_converted"]),
        ("onset_hours", "2小时30分", 2.5, ["read_time"]),
        ("onset_hours", "1天6小时", 30, ["read_time"]),
        ("onset_hours", "1h 30min", 1.5, ["read_time"]),
        ("onset_hours", "半天", 12, ["read_time"]),
        ("onset_hours", "90分钟", 1.5, ["read_unit_converted"]),
        ("onset_hours", "6小时余", 6, ["read_about", "read_unit"]),
        ("onset_hours", "<4.5", 2.25, ["read_below"]),
        ("onset_hours", "≤4.5", 2.25, ["read_below"]),
        ("onset_hours", "4.5以内", 2.25, ["read_below"]),
        ("onset_hours", "<6h", 3, ["read_below", "read_unit"]),
        ("onset_hours", "6小时内", 3, ["read_below", "read_unit"]),
        ("onset_hours", ">24", 24, ["read_above"]),
        ("onset_days", "超过24小时", 1, ["read_above", "read_unit_converted"]),
        ("onset_days", "3d", 3, ["read_unit"]),
        ("onset_days", "12小时", 0.5, ["read_unit_converted"]),
        ("ae_fever_day", "3天", 3, ["read_unit"]),
        ("nsc_doses", "2次", 2, ["read_unit"]),
        ("bfgf_pre", "17。85", 17.85, ["read_point"]),
        ("vegf_pre", "１7。85pg/ml", 17.85, ["read_point", "read_unit"]),
        ("perfusion_pre", "5·2", 5.2, ["read_point"]),
    ],
)
def test_a_way_to_write_a_number(name: str, cell: str, value: float, codes: list[str]) -> None:
    cohort = column(name, [5, cell, 5, 5])
    assert cohort.table[name].tolist() == pytest.approx([5, value, 5, 5])
    assert sorted(i.code for i in cohort.issues) == sorted(codes)
    for issue in cohort.issues:
        changed = issue.code in ("read_below", "read_above")
        assert issue.severity == ("warning" if changed else "info")
        assert (issue.row, issue.column, issue.value) == (None, name, cell)
        assert dict(issue.facts) == {"count": 1}
    assert cohort.usable(name)


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("nihss_pre", "3/40"),  # not the top of the scale
        ("nihss_pre", "1 2"),
        ("nihss_pre", "5~8"),
        ("nihss_pre", "5-8"),
        ("nihss_pre", "<5"),  # a score has no limit of detection
        ("nihss_pre", "12mmHg"),
        ("nihss_pre", "12分钟"),
        ("nihss_pre", "十二三"),
        ("nihss_pre", "1+1"),
        ("nihss_pre", "12分2"),
        ("nihss_pre", "约"),
        ("vegf_pre", "<-3"),
        ("vegf_pre", "<<3"),
        ("vegf_pre", "1.2.3"),
        ("vegf_pre", "1,23,4"),
        ("vegf_pre", "200IU"),
        ("age", "<60"),
        ("age", "68kg"),
        ("onset_hours", "30分2小时"),
        ("onset_hours", "<6h以上"),
        ("onset_hours", "2小时3小时"),
        ("onset_hours", "2:30"),
    ],
)
def test_what_no_rule_knows_is_an_error_of_its_cell(name: str, cell: str) -> None:
    cohort = column(name, [5, cell, 5, 5])
    assert issues_of(cohort) == [("not_a_number", "error", cell)]
    assert cohort.table[name].isna().tolist() == [False, True, False, False]
    assert cohort.usable(name)


@pytest.mark.parametrize("cell", ["5.2±1.1", "5.2 ± 1.1", "5,2±1,1", "5.2+/-1.1"])
def test_a_mean_and_its_sd_in_one_cell_is_an_error(cell: str) -> None:
    cohort = column("vegf_pre", [5, cell, 5, 5])
    assert issues_of(cohort) == [("mean_and_sd", "error", cell)]
    assert cohort.issues[0].row == 3


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["5,2", "5,33", "6", "5,1234"], [5.2, 5.33, 6, 5.1234]),
        (["0,125", "1,250", "2,375"], [0.125, 1.25, 2.375]),  # no thousands begin with 0
        (["1,234", "2,345", "12"], [1234, 2345, 12]),
        (["1,234,567", "2,345", "1,234.5"], [1234567, 2345, 1234.5]),
        (["-0,5", "−3,25", "1,5"], [-0.5, -3.25, 1.5]),
        (["１，５", "2,5"], [1.5, 2.5]),
    ],
)
def test_commas_are_understood_by_the_whole_column(cells: list[str], values: list[float]) -> None:
    cohort = column("score_pre", cells)
    assert cohort.table["score_pre"].tolist() == values
    code = "read_thousands" if max(values) > 1000 else "read_comma"
    assert [i.code for i in cohort.issues] == ["undeclared_measure", code]
    assert dict(cohort.issues[1].facts) == {"count": sum("," in c or "，" in c for c in cells)}


@pytest.mark.parametrize("cells", [["1,234", "2,5"], ["1,234,567", "2,5"], ["0,125", "1,234,567"]])
def test_commas_that_cannot_be_told_are_errors(cells: list[str]) -> None:
    cohort = column("vegf_pre", [*cells, "7"])
    assert issues_of(cohort) == [("not_a_number", "error", cell) for cell in cells]


def test_five_examples_and_the_count() -> None:
    cohort = column("nihss_pre", [f"{i}分" for i in range(8)] * 2)
    assert issues_of(cohort) == [("read_unit", "info", "0分; 1分; 2分; 3分; 4分")]
    assert dict(cohort.issues[0].facts) == {"count": 16}


def test_the_scale_is_checked_after_reading() -> None:
    cohort = column("nihss_pre", ["55分", "7.5分", 3])
    assert [i.code for i in cohort.issues if i.severity == "error"] == ["out_of_range", "not_whole"]


def test_a_covariate_of_one_unit_is_a_number() -> None:
    cohort = column("CRP", ["5.1mg/L", "6.2mg/L", "7.3 mg/L", "8.4mg/L"])
    assert cohort.table["CRP"].tolist() == [5.1, 6.2, 7.3, 8.4]
    assert [i.code for i in cohort.issues] == ["read_unit", "unmapped"]


def test_a_unit_that_would_convert_beside_bare_numbers_is_an_error() -> None:
    # Without a unit in the header nobody knows what 110 is.
    cohort = column("glucose", [110, "126mg/dL", 98, 99])
    assert issues_of(cohort) == [("not_a_number", "error", "126mg/dL")]
    alone = column("glucose", ["126mg/dL", "7.0mmol/L"])
    assert alone.table["glucose"].tolist() == pytest.approx([6.9938, 7.0], abs=1e-4)


@pytest.mark.parametrize(
    "cells",
    [
        ["1+", "2+", "3+", "1+"],
        ["<6h", ">6h", "<6h", ">6h"],
        ["<60", ">60", "<60", ">60"],
        ["1级", "2级", "1级", "3级"],
        ["3天", "5h", "3天", "5h"],
    ],
)
def test_words_of_a_category_stay_words(cells: list[str]) -> None:
    cohort = column("finding", cells)
    result = cohort.column("finding")
    assert result is not None
    assert result.kind is Kind.CATEGORY
    assert set(result.levels) == set(cells)
    assert [i.code for i in cohort.issues] == ["unmapped"]


def test_plain_numbers_are_not_looked_at() -> None:
    cells = Cells.from_column(pa.chunked_array([pa.array(["1", "2.5", None, "NA"])]))
    parsed = parse(cells)
    result = parse_texts(cells, parsed, NumberRule())
    assert result.values is parsed.values
    assert result.uses == {}


def test_very_many_texts_with_commas_are_read() -> None:
    texts = [f"{i},{i % 10}5" for i in range(200_000)]
    cells = Cells.from_column(pa.chunked_array([pa.array(texts)]))
    result = parse_texts(cells, parse(cells), NumberRule())
    assert not result.other.any()
    assert result.values[123_456] == 123_456.65


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_every_rule_has_its_sentence(lang: str, code: str) -> None:
    t = translator(lang)
    issue = Issue(code, "info", value="5分", facts=(("count", 2),))
    assert "5分" in t(f"issue.{code}", value=issue.value, **dict(issue.facts))
    assert t.has(f"proposal.{code}")


def test_a_text_of_thousands_of_signs_is_no_number_and_quick() -> None:
    cohort = column("vegf_pre", [5, "±" * 5000, "<" * 5000, "1" + "+" * 3000])
    assert math.isnan(cohort.table["vegf_pre"].iloc[1])
    assert [i.code for i in cohort.issues] == ["not_a_number"] * 3


@pytest.mark.parametrize(
    ("name", "others", "cell", "value"),
    [
        ("vegf_pre", [90, 120, 300, 500, 800], "1 98.4", 198.4),
        ("age", [44, 58, 63, 70, 81], "6 5", 65),
        ("sbp", [118, 126, 140, 155, 171], "1  42", 142),
    ],
)
def test_a_blank_among_digits_is_left_out_where_the_number_fits(
    name: str, others: list[object], cell: str, value: float
) -> None:
    cohort = column(name, [*others, cell])
    assert cohort.table[name].tolist()[-1] == value
    assert [(i.code, i.value) for i in cohort.issues] == [("read_blank", cell)]


@pytest.mark.parametrize(
    ("name", "others", "cell"),
    [
        ("nihss_pre", [0, 4, 9, 14, 22], "1 2"),  # two scores, or twelve
        ("vegf_pre", [90, 120, 300, 500, 800], "1 998.4"),  # beyond all others
        ("sbp", [118, 126, 140, 155, 171], "120 80"),
        ("vegf_pre", [90, 120], "1 05"),  # too few others to know
        ("bfgf_pre", [11, 12, 14, 15, 17], "1。7。85"),
    ],
)
def test_a_blank_that_may_part_two_numbers_is_asked(
    name: str, others: list[object], cell: str
) -> None:
    cohort = column(name, [*others, cell])
    assert cohort.table[name].isna().tolist() == [False] * len(others) + [True]
    assert [(i.code, i.severity) for i in cohort.issues] == [("not_a_number", "error")]
