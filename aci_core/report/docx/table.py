"""Native Word table of three lines: rules above, under the heads and below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from aci_core.presentation import palette
from aci_core.presentation.tables.model import Cell, Head, Row, Table, spanners
from aci_core.report.docx.ooxml import TWIPS_A_MM, Element, element, paragraph
from aci_core.report.docx.widths import INDENT_MM, height_of, lines_of
from aci_core.report.inline import Run, clean, printed_text

# In eighths of a point: 1.5 pt above and below, 0.75 pt under the heads, 0.5 pt under a spanner.
_INK = palette.BLACK.removeprefix("#")
_HEAVY, _MIDDLE, _LIGHT = 12, 6, 4
_TOGETHER = 18  # so few lines stay on one page, and leave most of the one before filled
_FIRST = 6  # rows that stay with the next: a table begins with no few rows at the foot of a page
BODY, HEADS = "TableText", "TableHead"


@dataclass(frozen=True, slots=True)
class _Letters:
    """Letters of a table: their size, that of the runs where not the style's, and `hint`."""

    points: float
    size: float
    hint: str


def table_xml(
    table: Table, widths_mm: Sequence[float], points: float, usual: float, *, hint: str = ""
) -> Element:
    """Make the element of a table.

    Parameters
    ----------
    table : Table
    widths_mm : sequence of float
        Of its columns.
    points : float
        Size of its letters.
    usual : float
        That of its styles.
    hint : str
        As for `ooxml.runs`.
    """
    twips = [round(width * TWIPS_A_MM) for width in widths_mm]
    letters = _Letters(points, 0.0 if points == usual else points, hint)
    node = element("w:tbl", _properties(table, sum(twips)), _grid(twips))
    if any(head.spanner for head in table.columns):
        node.append(_spanner_row(table, twips, letters))
    node.append(_head_row(table, twips, letters))
    together = height_of(table, widths_mm, points) <= _TOGETHER
    for i, row in enumerate(table.rows):
        # The last rows stay with the notes, and what stands under a heading with it.
        last = together or i >= len(table.rows) - 2
        inner = i + 1 < len(table.rows) and table.rows[i + 1].cells[0].indent > 0
        # No heading and no lone row stands at the foot of a page.
        keep = inner or i < _FIRST or _is_heading(row) or (last and bool(table.notes))
        node.append(_body_row(row, table.columns, twips, letters, keep=keep))
    return node


def _properties(table: Table, width: int) -> Element:
    return element(
        "w:tblPr",
        element("w:tblW", w=width, type="dxa"),
        element("w:jc", val="center"),
        element(
            "w:tblBorders",
            element("w:top", val="single", sz=_HEAVY, space=0, color=_INK),
            element("w:bottom", val="single", sz=_HEAVY, space=0, color=_INK),
        ),
        element("w:tblLayout", type="fixed"),
        element(
            "w:tblCellMar",
            element("w:left", w=70, type="dxa"),
            element("w:right", w=70, type="dxa"),
        ),
        element("w:tblLook", val="0020", firstRow=1, noHBand=1, noVBand=1),
        element("w:tblCaption", val=clean(table.title)),
    )


def _grid(twips: Sequence[int]) -> Element:
    return element("w:tblGrid", *(element("w:gridCol", w=width) for width in twips))


def _row(*cells: Element, heading: bool = False) -> Element:
    look = element("w:trPr", element("w:cantSplit"))
    if heading:
        look.append(element("w:tblHeader"))
    return element("w:tr", look, *cells)


def _cell(
    content: Element, width: int, *, span: int = 1, rule: int = 0, low: bool = False
) -> Element:
    look = element("w:tcPr", element("w:tcW", w=width, type="dxa"))
    if span > 1:
        look.append(element("w:gridSpan", val=span))
    if rule:
        line = element("w:bottom", val="single", sz=rule, space=0, color=_INK)
        look.append(element("w:tcBorders", line))
    if low:
        look.append(element("w:vAlign", val="bottom"))
    return element("w:tc", look, content)


def _spanner_row(table: Table, twips: Sequence[int], letters: _Letters) -> Element:
    cells = []
    place = 0
    for name, n in spanners(table.columns):
        text = _head([printed_text(name)], "center", letters)
        width = sum(twips[place : place + n])
        cells.append(_cell(text, width, span=n, rule=_LIGHT if name else 0, low=True))
        place += n
    return _row(*cells, heading=True)


def _head_row(table: Table, twips: Sequence[int], letters: _Letters) -> Element:
    cells = []
    for head, width in zip(table.columns, twips, strict=True):
        lines = [printed_text(line) for line in head.label.split("\n")]
        align = "left" if head.align == "left" else "center"
        text = _head(lines, align, letters)
        cells.append(_cell(text, width, rule=_MIDDLE, low=True))
    return _row(*cells, heading=True)


def _is_heading(row: Row) -> bool:
    return not any(cell.text for cell in row.cells[1:])


def _body_row(
    row: Row, columns: Sequence[Head], twips: Sequence[int], letters: _Letters, *, keep: bool
) -> Element:
    filled = [*row.cells, *[Cell("")] * (len(columns) - len(row.cells))]
    # A heading within the table runs on over the cells that it leaves empty.
    free = next((i for i, cell in enumerate(filled[1:]) if cell.text), len(filled) - 1)
    spans = [free + 1 if row.cells[0].bold or _is_heading(row) else 1]
    spans += [1] * (len(columns) - spans[0])
    cells = []
    place = 0
    for span in spans:
        align = "left" if columns[place].align == "left" else "center"
        width = sum(twips[place : place + span])
        cell = filled[place]
        room = width / TWIPS_A_MM
        lines = [cell.text] if align == "left" else lines_of(cell.text, room, letters.points)
        cells.append(_cell(_text(cell, lines, align, letters, keep=keep), width, span=span))
        place += span
    return _row(*cells)


def _head(lines: Sequence[Sequence[Run]], align: str, letters: _Letters) -> Element:
    return paragraph(lines, HEADS, align=align, keep=True, hint=letters.hint, points=letters.size)


def _text(
    cell: Cell, lines: Sequence[str], align: str, letters: _Letters, *, keep: bool
) -> Element:
    runs = [printed_text(line) for line in lines]
    if align != "left":
        runs = [tuple(map(_unbroken, line)) for line in runs]
    # A copied cell still has the blank that the line breaks at.
    runs = [*((*line, Run(" ")) for line in runs[:-1]), *runs[-1:]]
    return paragraph(
        runs,
        BODY,
        align=align,
        indent_mm=cell.indent * INDENT_MM,
        keep=keep,
        bold=cell.bold,
        hint=letters.hint,
        points=letters.size,
    )


def _unbroken(run: Run) -> Run:
    """A run whose numbers and intervals stay on their line."""
    return replace(run, text=run.text.replace(" ", "\N{NO-BREAK SPACE}"))
