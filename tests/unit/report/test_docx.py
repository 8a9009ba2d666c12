"""Word reports, read by python-docx: headings, native tables, alternative texts, bytes."""

from __future__ import annotations

import io
import re
import subprocess
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from PIL import Image

from aci_core.presentation.i18n import LANGUAGES
from aci_core.presentation.i18n.languages import language
from aci_core.presentation.tables.model import Cell, Head, Row, Table
from aci_core.report import STYLES, Options, Study, build
from aci_core.report.deterministic_zip import zip_files
from aci_core.report.docx.widths import is_wide, size_of
from aci_core.report.docx.write import NAME, write
from aci_core.report.inline import of_text, plain
from aci_core.report.model import Exhibit
from tests.unit.report.conftest import NAMES, changed

Of = Callable[[str], Study]
TABLES = ("baseline", "response", "outcomes", "factors", "safety", "supplement")  # no picture


def opened(data: bytes) -> Any:
    """Open the file by python-docx."""
    return docx.Document(io.BytesIO(data))


def text_of(document: Any) -> str:
    """Text of all paragraphs and cells."""
    body = document.element.body
    lines = ("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))
    return unheld("\n".join(lines))


def unheld(text: str) -> str:
    """The text without what keeps its numbers on their lines."""
    text = re.sub("(?<=[0-9∞%])~(?=[−0-9∞N])", "～", text.replace("\u2060", ""))
    return text.replace("\u00a0", " ").replace("\u200a", " ")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_table_is_native_with_every_cell_of_it(
    study: Of, name: str, lang: str, no_browser: None
) -> None:
    report = build(study(name), lang)
    document = opened(write(report)[NAME])
    assert len(document.tables) == len(report.tables)
    for exhibit, table in zip(report.tables, document.tables, strict=True):
        texts = [
            ["".join(t.text or "" for t in cell.iter(qn("w:t"))) for cell in row.iter(qn("w:tc"))]
            for row in table._tbl.iter(qn("w:tr"))
        ]
        heads = 2 if any(head.spanner for head in exhibit.table.columns) else 1
        assert len(texts) == heads + len(exhibit.table.rows)
        for row, cells in zip(exhibit.table.rows, texts[heads:], strict=True):
            wanted = [unheld("".join(run.text for run in of_text(c.text))) for c in row.cells]
            assert [unheld(text) for text in cells if text] == [text for text in wanted if text]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headings_are_headings_and_head_rows_repeat(study: Of, lang: str, no_browser: None) -> None:
    report = build(study("sample"), lang)
    document = opened(write(report)[NAME])
    headings = [
        (int(p.style.name[-1]), p.text)
        for p in document.paragraphs
        if p.style.name.startswith("Heading")
    ]
    assert headings == [(section.heading_level, section.heading) for section in report.sections]
    for table in document.tables:
        rows = list(table._tbl.iter(qn("w:tr")))
        repeated = [row.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None for row in rows]
        assert repeated[0]
        assert repeated == sorted(repeated, reverse=True)  # the heads come first
        assert not repeated[-1]


def test_three_lines_and_no_more(study: Of, no_browser: None) -> None:
    document = opened(write(build(study("sample"), "en"))[NAME])
    for table in document.tables:
        borders = table._tbl.tblPr.find(qn("w:tblBorders"))
        assert {child.tag for child in borders} == {qn("w:top"), qn("w:bottom")}
        inner = [
            row
            for row in table._tbl.iter(qn("w:tr"))
            if any(
                cell.find(qn("w:tcPr")).find(qn("w:tcBorders")) is not None
                for cell in row.iter(qn("w:tc"))
            )
        ]
        heads = [
            row
            for row in table._tbl.iter(qn("w:tr"))
            if row.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None
        ]
        assert set(map(id, inner)) <= set(map(id, heads))
        assert heads[-1] in inner


def test_a_page_never_ends_within_a_characteristic(study: Of, no_browser: None) -> None:
    report = build(study("long"), "en")
    document = opened(write(report)[NAME])
    places = [i for i, e in enumerate(report.tables) if e.key == "baseline"]
    exhibit, table = report.tables[places[0]], document.tables[places[0]]
    heads = sum(1 for _ in table._tbl.iter(qn("w:tblHeader")))
    rows = list(table._tbl.iter(qn("w:tr")))[heads:]
    kept = [next(row.iter(qn("w:keepNext")), None) is not None for row in rows]
    inner = [row.cells[0].indent > 0 for row in exhibit.table.rows]
    assert all(kept[i] for i in range(len(rows) - 1) if inner[i + 1])
    assert not all(kept)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["sample", "long"])
def test_no_page_of_a_sample_turns(study: Of, name: str, lang: str, no_browser: None) -> None:
    report = build(study(name), lang)
    document = opened(write(report)[NAME])
    assert {section.orientation for section in document.sections} == {WD_ORIENT.PORTRAIT}
    sizes = {e.key: size_of(e.table, 9) for e in report.tables}
    assert min(sizes.values()) >= 7  # no journal prints smaller letters
    small = [key for key, size in sizes.items() if size < 9]
    for exhibit, table in zip(report.tables, document.tables, strict=True):
        own = {int(node.get(qn("w:val"))) / 2 for node in table._tbl.iter(qn("w:sz"))}
        assert own == ({sizes[exhibit.key]} if exhibit.key in small else set())


def test_wide_tables_turn_and_nothing_else_does(study: Of, no_browser: None) -> None:
    report = build(study("sample"), "en", Options(("response", "outcomes")))
    number = Cell("−12.34 (−23.45 to −12.34)")
    wide = Table("Wide", (Head("", "left"), *[Head("x")] * 12), (Row((Cell("a"), *[number] * 12)),))
    assert is_wide(wide, 9)
    first, second, third = report.sections
    with_it = replace(second, tables=(*second.tables, Exhibit("wide", "Table 9", wide)))
    report = replace(report, sections=(first, with_it, third))
    document = opened(write(report)[NAME])
    turned = []
    ends = list(document.element.body.iter(qn("w:sectPr")))
    tables = list(document.element.body.iter(qn("w:tbl")))
    order = {id(e): i for i, e in enumerate(document.element.body.iter())}
    for table in tables:
        end = next(e for e in ends if order[id(e)] > order[id(table)])
        turned.append(end.find(qn("w:pgSz")).get(qn("w:orient")) == "landscape")
        page = end.find(qn("w:pgSz"))
        margins = end.find(qn("w:pgMar"))
        room = int(page.get(qn("w:w"))) - sum(
            int(margins.get(qn(f"w:{side}"))) for side in ("left", "right")
        )
        assert int(table.tblPr.find(qn("w:tblW")).get(qn("w:w"))) <= room + 20
    assert turned == [exhibit.key == "wide" for exhibit in report.tables]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_primary_outcome_stands_before_the_response(
    study: Of, lang: str, no_browser: None
) -> None:
    def headings(primary: str | None) -> list[str]:
        report = build(changed(study("long"), primary=primary), lang)
        document = opened(write(report)[NAME])
        named = {section.heading: section.key for section in report.sections}
        shown = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
        return [key for key in map(named.__getitem__, shown) if key in ("response", "outcomes")]

    assert headings("nihss_m3") == ["outcomes", "response"]
    assert headings("effective") == headings(None) == ["response", "outcomes"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_line_breaks_within_a_number(study: Of, lang: str, no_browser: None) -> None:
    named = changed(study("long"), primary="nihss_m3")
    body = opened(write(build(named, lang))[NAME]).element.body
    lines = ("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))
    text = "\n".join(lines)
    for broken in (
        r" [=<>] |[=<>] [0-9]",  # P = 0.013
        r"[0-9] ± | ± [0-9]",
        r"[0-9∞] to [−0-9∞]",  # an interval
        r"CI [−0-9]",
        r"[0-9]～",  # a line may end beside this sign
        "−(?=[0-9])",  # and after this, unless a joiner follows
    ):
        assert not re.search(broken, text), re.findall(f".*{broken}.*", text)[:3]
    assert "χ²" in text
    hinted = [r for r in body.iter(qn("w:r")) if r.find(f".//{qn('w:rFonts')}") is not None]
    assert all(
        re.fullmatch("[“”‘’—…·]+", "".join(t.text for t in r.iter(qn("w:t")))) for r in hinted
    )
    assert bool(hinted) == (lang == "zh")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_fonts_language_and_properties(study: Of, lang: str, no_browser: None) -> None:
    report = build(study("sample"), lang, Options(style="chinese"))
    data = write(report)[NAME]
    document = opened(data)
    for style in ("Normal", "Heading 1", "TableText", "TableHead", "Caption"):
        fonts = document.styles[style].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) in {"宋体", "黑体"}
        assert fonts.get(qn("w:ascii")) == "Times New Roman"
        assert not any(name.endswith("Theme") for name in fonts.attrib)
    defaults = document.styles.element.find(qn("w:docDefaults"))
    tags = next(defaults.iter(qn("w:lang")))
    assert tags.get(qn("w:eastAsia")) == "zh-CN"
    core = document.core_properties
    assert core.title == plain(report.title)
    assert core.language == language(lang).word_tag
    assert core.identifier == report.meta.digest
    assert (core.created.year, core.modified.year) == (2026, 2026)
    assert "thumbnail" not in " ".join(zipfile.ZipFile(io.BytesIO(data)).namelist())


@pytest.mark.parametrize("style", STYLES)
def test_it_says_what_is_synthetic_on_every_page(study: Of, style: str, no_browser: None) -> None:
    report = build(study("sample"), "en", Options(style=style))  # type: ignore[arg-type]
    document = opened(write(report)[NAME])
    for section in document.sections:
        shown = section.header.paragraphs[0].text
        assert "Synthetic data" in shown
        assert "not medical advice" in shown


def test_without_a_browser_engine_the_figures_are_given_in_words(
    study: Of, no_browser: None
) -> None:
    report = build(study("sample"), "en")
    data = write(report)[NAME]
    text = text_of(opened(data))
    assert "Pictures of the figures need Chromium" in text
    for picture in report.figures:
        assert " ".join(picture.draw().alt.split())[:60] in text
        assert picture.label in text
    assert not [n for n in zipfile.ZipFile(io.BytesIO(data)).namelist() if "media/" in n]


def test_figures_have_alternative_texts_and_their_captions(study: Of) -> None:
    report = build(study("sample"), "en", Options(("response",)))
    document = opened(write(report)[NAME])
    shapes = document.inline_shapes
    assert len(shapes) == len(report.figures) == 3  # grades, rates, responders
    for shape, picture in zip(shapes, report.figures, strict=True):
        about = shape._inline.docPr
        assert about.get("descr") == picture.draw().alt
        assert picture.label in about.get("title")
        assert plain(picture.caption) in text_of(document)


def test_the_same_report_is_the_same_bytes(study: Of, monkeypatch: pytest.MonkeyPatch) -> None:
    options = Options(("response", "outcomes"))
    first = write(build(study("sample"), "zh", options))[NAME]
    monkeypatch.setattr(time, "time", lambda: 2e9)
    again = write(build(study("sample"), "zh", options))[NAME]
    assert first == again
    dates = {member.date_time for member in zipfile.ZipFile(io.BytesIO(first)).infolist()}
    assert dates == {(1980, 1, 1, 0, 0, 0)}


def test_a_value_stays_on_the_line_of_its_name(study: Of, no_browser: None) -> None:
    named = changed(study("sample"), primary="effective")
    body = opened(write(build(named, "en", Options(("response",))))[NAME]).element.body
    text = "\n".join(t.text or "" for t in body.iter(qn("w:t")))
    assert "\u00a0=\u00a00.013" in text
    assert not re.search(" [=<>] ", text)
    document = text_of(opened(write(build(study("sample"), "en"))[NAME]))
    assert "(Tables 2 to 4, Figures" in document


def test_a_zip_keeps_names_and_bytes() -> None:
    files = {"report.docx": b"1", "figures/a.svg": b"<svg/>"}
    with zipfile.ZipFile(io.BytesIO(zip_files(files))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files


@pytest.mark.parametrize(("name", "lang", "most"), [("sample", "en", 25), ("long", "zh", 37)])
def test_libreoffice_opens_it_and_shows_its_pages(
    study: Of, name: str, lang: str, most: int, tmp_path: Any, soffice: Callable[..., list[str]]
) -> None:
    report = build(study(name), lang, Options(style="chinese" if lang == "zh" else "generic"))
    pages = soffice(write(report)[NAME], tmp_path)
    assert 10 < len(pages) <= most
    text = re.sub(r"\s", "", "".join(pages))
    for section in report.sections:
        assert re.sub(r"\s", "", section.heading) in text
    for exhibit in report.tables:
        assert re.sub(r"\s", "", exhibit.label) in text
    *before, _last = filled(tmp_path / "report.pdf")
    assert min(before) > 1 / 3


def filled(pdf: Path) -> list[float]:
    """Share of each page, between head and foot, down to which something is printed."""
    command = ["pdftoppm", "-r", "20", "-gray", "-png", str(pdf), str(pdf.with_suffix(""))]
    subprocess.run(command, check=True, timeout=60)
    shares = []
    for file in sorted(pdf.parent.glob("report-*.png")):
        with Image.open(file) as page:
            text = page.crop((0, page.height * 3 // 40, page.width, page.height * 37 // 40))
            box = text.point(lambda value: 255 * (value < 190)).getbbox()
            shares.append((box[3] if box else 0) / text.height)
    return shares
