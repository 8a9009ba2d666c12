"""Numbers of every format are those that ``analyse --json`` prints."""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import docx
import lxml.html
import pytest
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pptx import Presentation
from python_calamine import CalamineWorkbook

from aci_core.cli import main
from aci_core.presentation.i18n import LANGUAGES
from aci_core.report import Report, Study, build
from aci_core.report.docx import write as word
from aci_core.report.html import write as web
from aci_core.report.inline import clean
from aci_core.report.pptx import write as slides
from aci_core.report.xlsx import write
from tests.unit.report.conftest import FILES, NAMES, ROOT, changed

Of = Callable[[str], Study]
# Which analysis the numbers of a table are of, by the beginning of its key.
ANALYSES = {
    "baseline": "baseline",
    "response": "response",
    "outcomes": "outcomes",
    "outcomes_course": "course",
    "correlations": "factors",
    "slopes": "factors",
    "safety": "safety",
}
# Tables that set rows of several analyses side by side: the methods of each, all where None.
SIDE_BY_SIDE: dict[str, dict[str, frozenset[str] | None]] = {
    "outcomes_sensitivity": {"sensitivity": None, "outcomes": frozenset({"ancova"})},
    "outcomes_deaths": {
        "outcomes": frozenset({"ancova", "win_odds", "win_odds_death_worst"}),
        "course": frozenset({"mmrm"}),
    },
}
NUMBER = re.compile(r"[−-]?\d[\d,]*(?:\.\d+)?")


@pytest.fixture
def document(
    shared: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], dict[str, Any]]:
    """Output of ``analyse --json`` for a cohort."""

    def printed(name: str) -> dict[str, Any]:
        if name == "ist":
            mapping = str(ROOT / "sample_data" / "ist_mapping.json")
            arguments = [str(shared("data/IST.csv")), "--map", mapping]
        else:
            arguments = [str(ROOT / "sample_data" / FILES[name])]
        out = tmp_path / "out.json"
        assert main(["analyse", *arguments, "--json", str(out)]) == 0
        result: dict[str, Any] = json.loads(out.read_text("utf-8"))
        return result

    return printed


def plain(value: object) -> object:
    """Cell of the sheet as a value of the JSON."""
    return None if value == "" else value


@pytest.mark.parametrize("name", NAMES)
def test_the_results_of_excel_are_the_rows_of_the_json(
    study: Of, name: str, document: Callable[[str], dict[str, Any]]
) -> None:
    rows = document(name)["results"]
    data = write.write(build(study(name), "en"))[write.NAME]
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    heads, *lines = book.get_sheet_by_name("Results").to_python()
    assert len(lines) == len(rows) > 50
    treatment, control = study(name).cohort.two_arms()
    for cells, row in zip(lines, rows, strict=True):
        got = {key: plain(value) for key, value in zip(heads, cells, strict=True)}
        n = (got.pop("n"), got.pop("n_treatment"), got.pop("n_control"))
        wanted = row.pop("n")
        if isinstance(wanted, dict):
            assert n == (None, wanted[treatment], wanted[control])
        else:
            assert n == (wanted, None, None)
        for key, value in row.items():
            if isinstance(value, float):
                assert got[key] == pytest.approx(value, rel=1e-14, abs=1e-300), key
            else:
                assert got[key] == value, key


def numbers_in(value: object) -> Iterator[float]:
    """Numbers of a row of the JSON: its fields, n of each arm and of both, those of its notes."""
    if isinstance(value, dict):
        for part in value.values():
            yield from numbers_in(part)
    elif isinstance(value, str):
        for text in re.findall(r":(-?[\d.eE+-]+)", value):
            yield float(text)
    elif isinstance(value, int | float):
        yield float(value)


def known(rows: list[dict[str, Any]]) -> Callable[[str], bool]:
    """Whether a printed number is a number of these rows, rounded as it is printed."""
    numbers: set[float] = set()
    for row in rows:
        numbers.update(numbers_in(row))
        if isinstance(row["n"], dict):
            numbers.add(float(sum(row["n"].values())))
        for part in numbers_in(row["note"]):
            numbers.add(part)
        if isinstance(row["n"], int):  # with those who have no value
            numbers.update(row["n"] + part for part in numbers_in(row["note"]))

    @cache
    def rounded(decimals: int) -> frozenset[str]:
        every = [x * scale for x in numbers for scale in (1, 100) if math.isfinite(x)]
        # A half may go either way: 63.75 per cent of 240 is 63.7 or 63.8.
        texts = {f"{x * near:.{decimals}f}" for x in every for near in (1 - 1e-12, 1 + 1e-12)}
        return frozenset(texts | {text.lstrip("-") for text in texts})

    def is_known(text: str) -> bool:
        digits = text.replace(",", "").replace("−", "-")
        return digits in rounded(len(digits.partition(".")[2]))

    return is_known


def is_beside(row: dict[str, Any], methods: dict[str, frozenset[str] | None], study: Study) -> bool:
    """Whether a row of the JSON is one of those side by side, of the main outcome."""
    at = study.sensitivity.outcome
    if row["analysis"] not in methods or at is None:
        return False
    these = methods[row["analysis"]]
    chosen = these is None or (row["method"] in these and row["level"] is None)
    return chosen and (row["variable"], row["visit"]) == (at.variable, at.visit)


Cells = list[list[str]]
Printed = Iterator[tuple[str, Cells]]


def of_word(report: Report) -> Printed:
    """Bodies of the tables of the Word file."""
    opened = docx.Document(io.BytesIO(word.write(report)[word.NAME]))
    for exhibit, table in zip(report.tables, opened.tables, strict=True):
        heads = sum(1 for _ in table._tbl.iter(qn("w:tblHeader")))
        rows = list(table._tbl.iter(qn("w:tr")))[heads:]
        yield (
            exhibit.key,
            [
                ["".join(map(_level, cell.iter(qn("w:r")))) for cell in row.iter(qn("w:tc"))]
                for row in rows
            ],
        )


def _level(run: Any) -> str:
    raised = run.find(f".//{qn('w:vertAlign')}") is not None
    return "" if raised else "".join(t.text or "" for t in run.iter(qn("w:t")))


def of_slides(report: Report) -> Printed:
    """Bodies of the tables of the slides, several slides to a table."""
    heads = {clean(e.table.title): (e.key, 1 + any(h.spanner for h in e.table.columns))
             for e in report.tables}  # fmt: skip
    for slide in Presentation(io.BytesIO(slides.write(report)["report.pptx"])).slides:
        for shape in slide.shapes:
            if shape.has_table:
                key, above = heads[shape._element.nvGraphicFramePr.cNvPr.get("descr")]
                rows = list(shape.table.rows)[above:]
                yield key, [[_on_the_line(cell) for cell in row.cells] for row in rows]


def _on_the_line(cell: Any) -> str:
    runs = cell.text_frame.paragraphs[0].runs
    return "".join(r.text for r in runs if r._r.rPr.get("baseline") is None)


def of_page(report: Report) -> Printed:
    """Bodies of the tables of the web page."""
    root = lxml.html.document_fromstring(web.write(report)["report.html"])
    for exhibit in report.tables:
        (part,) = root.xpath(f"//*[@id='table-{exhibit.key}']")
        for raised in part.xpath(".//sup"):
            raised.drop_tree()
        yield exhibit.key, [[c.text_content() for c in row] for row in part.xpath(".//tbody/tr")]


def of_excel(report: Report) -> Printed:
    """Tables as the workbook shows them: each number in its own cell, rounded."""
    book = load_workbook(io.BytesIO(write.write(report)[write.NAME]))
    for exhibit in report.tables:
        if exhibit.label:
            rows = book[exhibit.label].iter_rows()
            yield (
                exhibit.key,
                [["".join(_shown(cell)) for cell in row] for row in rows if _is_of_numbers(row)],
            )


def _is_of_numbers(row: Any) -> bool:
    return any(cell.data_type == "n" and cell.value is not None for cell in row[1:])


def _shown(cell: Any) -> Iterator[str]:
    if cell.data_type == "n" and cell.value is not None:
        digits = cell.number_format.rstrip("%").partition(".")[2]
        scale = 100 if cell.number_format.endswith("%") else 1
        yield f"{cell.value * scale:.{len(digits)}f}"


@pytest.mark.parametrize("printed", [of_word, of_slides, of_page, of_excel])
@pytest.mark.parametrize("name", NAMES)
def test_no_number_of_a_table_comes_from_elsewhere(
    study: Of,
    name: str,
    printed: Callable[[Report], Printed],
    document: Callable[[str], dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/no/such/browser")
    results = document(name)["results"]
    checked = 0
    for key, rows in printed(build(study(name), "en")):
        beside = SIDE_BY_SIDE.get(key)
        analysis = ANALYSES.get(key) or ANALYSES.get(key.partition("_")[0])
        # Recorded against computed grades: patients counted for this table alone.
        if analysis is None or key == "response_audit":
            continue
        if beside is None:
            of_table = [row for row in results if row["analysis"] == analysis]
        else:
            of_table = [row for row in results if is_beside(row, beside, study(name))]
            assert {row["analysis"] for row in of_table} == beside.keys()
        is_known = known(of_table)
        for text in (text for cells in rows for text in cells[1:]):
            if text[:1] in "<>":  # a bound
                continue
            for token in NUMBER.findall(text):
                assert is_known(token), (key, text, token)
                checked += 1
    assert checked > 150


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_headlines_of_the_sample_stand_in_the_text(study: Of, lang: str) -> None:
    report = build(changed(study("sample"), primary="effective"), lang)
    text = " ".join(t for s in report.sections for t in s.paragraphs).replace("**", "")
    for number in ("67/78", "54/78", "85.9%", "69.2%", "16.7", "−0.388", "−0.239", "0.013"):
        assert number in text
