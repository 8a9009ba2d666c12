"""Tables as HTML and CSV: nothing from a file runs in a browser or a spreadsheet."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aci_core.presentation.tables.csv_text import guarded, to_csv
from aci_core.presentation.tables.html import to_html
from aci_core.presentation.tables.model import Cell, Head, Row, Table, line


def _table(text: str = "x") -> Table:
    return Table(
        "Table 1",
        (Head("Characteristic", "left"), Head(text, spanner="Before"), Head("*P*")),
        (line("NIHSS", "7.1", "0.012"), Row((Cell(text, bold=True),)), line(text, text, text)),
        ("Median (IQR).",),
    )


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.data: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert all(not name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.data.append(data)


@given(st.text(max_size=40))
def test_a_cell_is_text_and_nothing_else(text: str) -> None:
    seen = _Seen()
    seen.feed(to_html(_table(text)))
    allowed = {
        "div",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "p",
        "em",
        "br",
        "wbr",
        "span",
    }
    assert set(seen.tags) <= allowed


def test_markup_is_shown_not_run() -> None:
    page = to_html(_table("<img src=x onerror=alert(1)>"))
    assert "<img" not in page
    assert "&lt;img" in page


def test_statistics_stand_in_italics() -> None:
    assert "<em>P</em>" in to_html(_table())
    assert "2*3*4" in to_html(_table("2*3*4"))


def test_a_chinese_name_breaks_beside_a_latin_word_and_not_in_it() -> None:
    table = Table("表", (Head("", "left"), Head("n")), (line("改良Rankin量表", "5"),))
    assert ">改良<wbr>Rankin<wbr>量表</th>" in to_html(table)


@pytest.mark.parametrize("notes", [("a note",) * 4, ("a long note " * 20,) * 2])
def test_notes_beyond_three_lines_stand_behind_a_word(notes: tuple[str, ...]) -> None:
    def html(*notes: str, folded: str = "Notes") -> str:
        return to_html(Table("T", (Head(""),), (line("x"),), notes), folded=folded)

    assert html(*notes).index("</p>") < html(*notes).index("<details>")
    assert "<details>" not in html(*notes, folded="")
    assert "<details>" not in html(*("a note",) * 3)


def test_rows_and_columns_are_announced() -> None:
    page = to_html(_table())
    assert page.count('scope="col"') == 3
    assert page.count('scope="row"') == 2
    assert 'scope="rowgroup" colspan="3"' in page
    assert 'aria-label="Table 1"' in page
    assert "<caption" in page
    assert "<caption" not in to_html(_table(), caption=False)


@pytest.mark.parametrize(
    "text", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1", " =1", "'=1"]
)
def test_a_formula_is_guarded(text: str) -> None:
    assert guarded(text).startswith("'")


@pytest.mark.parametrize("text", ["-2.35", "−2.35", "85.9%", "40 (51.3)", "", "<0.001", "+1"])
def test_a_number_is_left_alone(text: str) -> None:
    assert guarded(text) == text


def test_csv_opens_in_excel() -> None:
    data = to_csv(_table("年龄"))
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert lines[0] == ["Table 1"]
    assert lines[1] == ["Characteristic", "Before: 年龄", "P"]
    assert lines[2] == ["NIHSS", "7.1", "0.012"]
    assert lines[-1] == ["Median (IQR)."]
