"""Native tables on slides, split into pieces that fit, each with its footnotes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from lxml import etree
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from aci_core.presentation.figures import theme
from aci_core.presentation.figures.labels import width
from aci_core.presentation.tables.model import Cell, Row, Table, spanners
from aci_core.report.inline import Run, clean, of_text
from aci_core.report.pptx.slide import EDGE, ROOM, TOP, WIDE, height, set_alt_text, write

_SMALL: Final = 10.0
_FEWEST: Final = 3  # rows on the last slide of a table
_MARGINS: Final = 8.0  # of a cell, left and right


def split(table: Table) -> list[Table]:
    """Split a table into pieces that fit a slide with their notes; a characteristic stays whole.

    A characteristic that is higher than a slide is continued under its name.
    """
    pieces: list[tuple[Row, ...]] = [()]
    for group in _groups(table):
        if _fits(table, (*pieces[-1], *group)):
            pieces[-1] += group
            continue
        if pieces[-1]:
            pieces.append(())
        for row in group:
            if pieces[-1] and not _fits(table, (*pieces[-1], row)):
                name = group[0].cells[0]
                pieces.append((Row((Cell(name.text, name.indent, name.bold),)),))
            pieces[-1] += (row,)
    return [_piece(table, rows) for rows in _evened(table, pieces)]


def _evened(table: Table, pieces: list[tuple[Row, ...]]) -> list[tuple[Row, ...]]:
    """The pieces with no row or two alone on the last slide: the one before gives of its own."""
    *others, last = pieces
    while others and len(last) < _FEWEST and last[0] in table.rows:
        before = others[-1]
        start = max((i for i, row in enumerate(before) if not row.cells[0].indent), default=0)
        while start and _is_heading(before[start - 1]):
            start -= 1
        if start < _FEWEST or not _fits(table, (*before[start:], *last)):
            break
        others[-1], last = before[:start], (*before[start:], *last)
    return [*others, last]


def _groups(table: Table) -> Iterator[tuple[Row, ...]]:
    group: list[Row] = []
    for row in table.rows:
        # A heading is not parted from what it heads.
        if group and not row.cells[0].indent and not (len(group) == 1 and _is_heading(group[0])):
            yield tuple(group)
            group = []
        group.append(row)
    if group:
        yield tuple(group)


def _is_heading(row: Row) -> bool:
    return bool(row.cells[0].text) and not any(cell.text for cell in row.cells[1:])


def _piece(table: Table, rows: tuple[Row, ...]) -> Table:
    return Table(table.title, table.columns, rows, table.notes)


def _fits(table: Table, rows: tuple[Row, ...]) -> bool:
    # Columns are as wide as the whole table asks for or wider: rows only grow fewer lines.
    piece = _piece(table, rows)
    return bool(sum(_heights(piece, _points(piece))) + _below(notes(piece)) <= ROOM)


def notes(piece: Table) -> list[str]:
    """Notes whose marks occur in this piece."""
    texts = [head.label for head in piece.columns]
    texts += [cell.text for row in piece.rows for cell in row.cells]
    here = _marks(texts)
    return [note for note in piece.notes if _first(note) and set(_first(note)) <= here]


def _marks(texts: Iterable[str]) -> set[str]:
    return {c for text in texts for run in of_text(text) if run.raised for c in run.text}


def _first(note: str) -> str:
    """Mark at the beginning of a note, if any."""
    runs = of_text(note)
    return runs[0].text if runs and runs[0].raised else ""


def _below(notes: Sequence[str]) -> float:
    wide = WIDE / 12700 - 15
    return sum(height(note, _SMALL, wide) for note in notes) + 8 if notes else 0.0


def _points(table: Table) -> float:
    return 13 if len(table.columns) <= 6 else 11


def _heads(table: Table) -> int:
    return 2 if any(head.spanner for head in table.columns) else 1


def _heights(table: Table, points: float) -> list[float]:
    """Height of each row in points, heads first."""
    wide = [share * WIDE / 12700 - _MARGINS for share in _widths(table)]
    spanned = _heads(table) - 1
    lines: list[list[str]] = [
        *([""] for _ in range(spanned)),
        [head.label for head in table.columns],
        *([" " * 4 * cell.indent + cell.text for cell in row.cells] for row in table.rows),
    ]
    return [
        max(
            2.1 * points,
            *(height(text, points, room) + 4 for text, room in zip(texts, wide, strict=False)),
            0.0,
        )
        for texts in lines
    ]


def add_table(slide: Any, table: Table) -> None:
    """Add a native table of three lines: no fill, no boxes."""
    heads = _heads(table)
    count = len(table.columns)
    points = _points(table)
    tall = _heights(table, points)
    marked = notes(table)
    frame = slide.shapes.add_table(
        len(table.rows) + heads,
        count,
        EDGE,
        TOP,
        WIDE,
        Pt(sum(tall)),
    )
    set_alt_text(frame, table.title)
    grid = frame.table
    # The style "No Style, No Grid"; lines are drawn by cell.
    grid._tbl.tblPr.find("{*}tableStyleId").text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
    grid.first_row, grid.horz_banding = True, False
    wide = _widths(table)
    for i, share in enumerate(wide):
        grid.columns[i].width = Emu(int(WIDE * share))
    last = len(tall) - 1
    if heads == 2:
        place = 0
        for label, length in spanners(table.columns):
            if length > 1 and label:
                grid.cell(0, place).merge(grid.cell(0, place + length - 1))
            _cell(grid.cell(0, place), (Run(clean(label), bold=True),), points, "center")
            place += length
    for i, head in enumerate(table.columns):
        runs = tuple(Run(r.text, True, r.italic, r.raised) for r in of_text(head.label))
        _cell(grid.cell(heads - 1, i), runs, points, head.align)
    for j, line in enumerate(table.rows, start=heads):
        for i, cell in enumerate(line.cells):
            runs = tuple(
                Run(r.text, r.bold or cell.bold, r.italic, r.raised) for r in of_text(cell.text)
            )
            lead = (Run("    " * cell.indent),) if cell.indent else ()
            _cell(grid.cell(j, i), (*lead, *runs), points, table.columns[i].align)
    for j in range(last + 1):
        grid.rows[j].height = Pt(tall[j])
        for i in range(count):
            # An empty cell is else as high as a line of 18 points.
            end = grid.cell(j, i).text_frame.paragraphs[0]._p.get_or_add_endParaRPr()
            end.set("sz", str(int(points * 100)))
            _lines(grid.cell(j, i), top=j == 0, bottom=j in (heads - 1, last), heavy=j != heads - 1)
    if marked:
        box = slide.shapes.add_textbox(EDGE, Emu(TOP + Pt(sum(tall))), WIDE, Pt(_below(marked)))
        box.text_frame.word_wrap = True
        for i, note in enumerate(marked):
            text = box.text_frame
            line = text.paragraphs[0] if i == 0 else text.add_paragraph()
            write(line, of_text(note), _SMALL)


def _widths(table: Table) -> list[float]:
    """Share of the slide's width for each column, by its longest text."""
    longest = []
    for i, head in enumerate(table.columns):
        texts = [line.cells[i].text for line in table.rows if i < len(line.cells)]
        # A head may break, a number should not.
        longest.append(max([width(head.label) / 2, *map(width, texts), 56.0]) + 14)
    longest[0] = min(longest[0], 260.0)
    return [one / sum(longest) for one in longest]


def _cell(cell: Any, runs: Sequence[Run], points: float, align: str) -> None:
    cell.margin_top = cell.margin_bottom = Pt(2)
    cell.margin_left = cell.margin_right = Pt(4)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    write(cell.text_frame.paragraphs[0], runs, points, align=align)


def _lines(cell: Any, *, top: bool, bottom: bool, heavy: bool) -> None:
    properties = cell._tc.get_or_add_tcPr()
    for name, wanted in (("a:lnT", top), ("a:lnB", bottom)):
        if wanted:
            thick = 19050 if heavy else 9525
            line = etree.SubElement(properties, qn(name), w=str(thick))
            fill = etree.SubElement(line, qn("a:solidFill"))
            etree.SubElement(fill, qn("a:srgbClr"), val=theme.INK.removeprefix("#"))
