"""Workbooks, read by another program."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from aci_core.domain.steps import ReplaceText, SetCell
from aci_core.domain.study.settings import Settings
from aci_core.ingest import ColumnMapping, load
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.i18n.markdown import LETTERS
from aci_core.report import Study, build
from aci_core.report.html import write as html
from aci_core.report.inline import plain
from aci_core.report.xlsx.cell_values import values
from aci_core.report.xlsx.write import NAME, write
from tests.build import cohort_of as cohort_with
from tests.build import csv_of
from tests.unit.report.conftest import NAMES, cohort_of

Of = Callable[[str], Study]


def sheets(data: bytes) -> dict[str, list[list[Any]]]:
    """The cells of each sheet."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_a_table_and_what_explains_them(study: Of, name: str, lang: str) -> None:
    report = build(study(name), lang)
    book = sheets(write(report)[NAME])
    t = translator(lang)
    labels = [table.label or t(f"report_sheet.{table.key}") for table in report.tables]
    first, last = t("report_sheet.summary"), ("codebook", "results")
    assert list(book) == [first, *labels, *(t(f"report_sheet.{key}") for key in last)]
    listed = [row[0] for row in book[first]]
    assert all(name in listed for name in list(book)[1:])
    codebook = book[t("report_sheet.codebook")]
    names = {row[1] for row in codebook[1:]}
    assert {column.name for column in report.study.cohort.columns} <= names
    methods = {row.method for result in report.study.results.values() for row in result.rows}
    assert {f"method = {method}" for method in methods} <= names


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_opens_on_the_summary(study: Of, lang: str) -> None:
    report = build(study("sample"), lang)
    first, *_ = sheets(write(report)[NAME]).values()
    [summary] = [section for section in report.sections if section.key == "summary"]
    shown = [row[0] for row in first]
    assert shown[0] == plain(report.title)
    assert shown[1 : 1 + len(summary.paragraphs)] == [plain(x) for x in summary.paragraphs]


def test_numbers_are_numbers_each_in_its_cell(study: Of) -> None:
    report = build(study("sample"), "en")
    book = sheets(write(report)[NAME])
    grades = next(t for t in report.tables if t.key == "response_grades")
    row = next(row for row in book[grades.label] if row[0] == "Treatment")
    assert row[1:12] == [78, 20, 0.256, 25, 0.321, 22, 0.282, 11, 0.141, 67, 0.859]
    baseline = next(t for t in report.tables if t.key == "baseline")
    rows = book[baseline.label]
    assert rows[0][0].startswith("Table 1")
    mean = next(row for row in rows if row[0] == "Age, years, mean ± SD")
    median = next(row for row in rows if row[0] == "Days from onset, median (Q1, Q3)")
    assert mean[1:3] == [60.1, 9.0]
    assert [cell for cell in median[1:4] if cell != ""] == [2.2, 1.6, 3.2]


@pytest.mark.parametrize("name", NAMES)
def test_every_printed_number_is_there(study: Of, name: str) -> None:
    report = build(study(name), "zh")
    book = sheets(write(report)[NAME])
    for exhibit in report.tables:
        if not exhibit.label:
            continue
        cells = [cell for row in book[exhibit.label] for cell in row]
        numbers = [cell for cell in cells if isinstance(cell, int | float)]
        wanted = [
            value.number
            for row in exhibit.table.rows
            for cell in row.cells[1:]
            for value in values(cell.text)
        ]
        assert numbers == pytest.approx(wanted, abs=0)


def test_values_are_read_as_they_were_printed() -> None:
    assert [v.number for v in values("60.1 ± 9.0")] == [60.1, 9.0]
    assert [v.number for v in values("8.2±3.1")] == [8.2, 3.1]
    assert [v.number for v in values("61.0 (53.2, 67.0)")] == [61.0, 53.2, 67.0]
    assert [v.number for v in values("−1.24 (−2.28～−0.20)")] == [-1.24, -2.28, -0.2]
    assert [v.number for v in values("19,435")] == [19435]
    assert [v.number for v in values("78 + 78")] == [78, 78]
    assert [v.format for v in values("67 (85.9%)")] == ["0", "0.0%"]
    for text in ("", "—", "<0.001", ">0.999", "*t* = −4.16 (151.8)", "NNTB 6.0", "∞", "Male"):
        assert values(text) == ()
    for letter in LETTERS:
        assert [v.number for v in values(f"10.1{letter}")] == [10.1]


def test_nothing_is_a_formula_and_nothing_begins_like_one() -> None:
    header = "patient_id,arm,nihss_pre,nihss_post,=cmd|' /C calc'!A0,@sum"
    words = ("=1+1", "+a", "-b")
    lines = [
        f"{i},{('treatment', 'control')[i % 2]},{8 + i % 5},{i % 11},{words[i % 3]},{i}"
        for i in range(30)
    ]
    data = "\n".join([header, *lines]).encode()
    report = build(Study.of(cohort_of(data, "=evil.csv"), Settings()), "en")
    book = write(report)[NAME]
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/"):
                assert not re.search(rb"<f[ >]", parts.read(name)), name
    texts = [
        cell
        for rows in sheets(book).values()
        for row in rows
        for cell in row
        if isinstance(cell, str) and cell
    ]
    assert any("=1+1" in text for text in texts)  # it is there, and is inert
    assert not [text for text in texts if re.match(r"\s*[=+\-@]", text)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_interval_has_one_unit(study: Of, lang: str) -> None:
    report = build(study("sample"), lang)
    [rates] = [table for table in report.tables if table.key == "response_rates"]
    intervals = [
        [(value.percent, value.number <= 1) for value in values(cell.text)]
        for row in rates.table.rows
        for cell in row.cells[1:]
        if "%" in cell.text and len(values(cell.text)) == 2
    ]
    assert len(intervals) >= 4
    assert all(pair == [(True, True)] * 2 for pair in intervals)


def test_the_sheet_of_results_has_the_names_that_the_user_gave_the_arms() -> None:
    mapping = ColumnMapping(arm_names={"treatment": "Cells"})
    columns = {"nihss_pre": range(5, 17), "nihss_post": range(12)}
    report = build(Study.of(cohort_with(mapping, **columns), Settings()), "en")
    head, *rows = sheets(write(report)[NAME])["Results"]
    arms = {row[head.index("arm")] for row in rows}
    assert "Cells" in arms
    assert "treatment" not in arms
    assert "control" in arms


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_report_is_the_same_bytes(study: Of, lang: str) -> None:
    first, again = (write(build(study("long"), lang))[NAME] for _ in range(2))
    assert first == again
    dates = {member.date_time for member in zipfile.ZipFile(io.BytesIO(first)).infolist()}
    assert dates == {(1980, 1, 1, 0, 0, 0)}


COLUMNS: dict[str, list[object]] = {
    "arm": ["treatment", "control"] * 6,
    "nihss_pre": [60, 5, 6, 7, 8, 9] * 2,
    "nihss_post": [3, "3~4", 5, 5, 7, 8] * 2,
    "sex": ["男", "女", "男", "难", "女", "男"] * 2,
}
STEPS = (
    SetCell(2, "nihss_pre", "6"),
    SetCell(3, "nihss_post", None),
    ReplaceText("sex", "难", "男"),
)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_corrections_stand_cell_by_cell_in_the_workbook_and_by_column_elsewhere(lang: str) -> None:
    t = translator(lang)
    cohort = load(csv_of(COLUMNS), "a.csv", steps=STEPS)
    report = build(Study.of(cohort, Settings()), lang)
    book = sheets(write(report)[NAME])
    assert book[t("report_sheet.corrected_cells")][1:] == [
        ["2", "nihss_pre", "60", "6"],
        ["3", "nihss_post", "3~4", t("corrections.empty")],
        ["5", "sex", "难", "男"],
        ["11", "sex", "难", "男"],
    ]
    assert [row[0] for row in book[t("report_sheet.summary")] if row[0]].count(
        t("report_sheet.corrected_cells")
    ) == 1
    [by_column] = [table for table in report.tables if table.key == "corrections"]
    rows = [[cell.text for cell in row.cells] for row in by_column.table.rows]
    assert rows == [["nihss_pre", "1", "0"], ["nihss_post", "1", "1"], ["sex", "2", "0"]]
    # The settings count the same cells, not the steps.
    settings = {row[0]: row[1] for row in book[t("report_sheet.data")] if row[0]}
    assert settings[t("report.data.steps")] == 4
    # A web page names neither a row nor a value.
    page = b"".join(html.write(report).values()).decode()
    assert by_column.table.title in page
    assert "3~4" not in page


def test_without_corrections_no_sheet_speaks_of_them(study: Of) -> None:
    report = build(study("sample"), "en")
    assert "corrections" not in {table.key for table in report.tables}
    assert not [name for name in sheets(write(report)[NAME]) if "orrect" in name]
