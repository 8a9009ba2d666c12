"""One slide: a message as its title, what shows it, notes for the speaker, a foot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from aci_core.figures import theme
from aci_core.figures.labels import width
from aci_core.report.inline import Run, clean, of_text
from aci_core.tables.model import Row, Table, spanners

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
EDGE: Final = Inches(0.6)
TOP: Final = Inches(1.75)
WIDE: Final = Emu(WIDTH - 2 * EDGE)
FOOT: Final = Inches(6.95)
ROWS: Final = 13  # of a table on a slide
FONT: Final = "Arial"
EAST: Final = "Microsoft YaHei"
_TITLE_ONLY: Final = 5


def colour(name: str) -> RGBColor:
    """A colour of the figures."""
    return RGBColor.from_string(name.removeprefix("#"))


def slide(deck: Any, title: str, foot: str) -> Any:
    """A slide with its title and its foot."""
    made = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    head = made.shapes.title
    head.left, head.top, head.width, head.height = EDGE, Inches(0.45), WIDE, Inches(1.2)
    head.text_frame.word_wrap = True
    head.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    write(head.text_frame.paragraphs[0], (Run(clean(title), bold=True),), 22)
    box = made.shapes.add_textbox(EDGE, FOOT, WIDE, Inches(0.35))
    box.text_frame.word_wrap = True
    number = len(deck.slides)
    write(box.text_frame.paragraphs[0], (Run(f"{foot}    {number}"),), 11, color="#4A5862")
    return made


def write(
    paragraph: Any, runs: Sequence[Run], points: float, *, color: str = theme.INK, align: str = ""
) -> None:
    """Runs of text, each in both a Latin and a Chinese font."""
    paragraph.alignment = {"right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}.get(
        align, PP_ALIGN.LEFT
    )
    for piece in runs:
        run = paragraph.add_run()
        run.text = piece.text
        font = run.font
        font.size, font.name = Pt(points), FONT
        font.bold, font.italic = piece.bold, piece.italic
        font.color.rgb = colour(color)
        properties = run._r.get_or_add_rPr()
        if piece.raised:
            properties.set("baseline", "30000")
        east = properties.makeelement(
            "{http://schemas.openxmlformats.org/drawingml/2006/main}ea", {"typeface": EAST}
        )
        # In the order of the schema: latin, ea.
        properties.append(east)


def speak(made: Any, lines: Sequence[str]) -> None:
    """Notes for the speaker."""
    made.notes_slide.notes_text_frame.text = "\n".join(clean(line) for line in lines if line)


def told(shape: Any, alt: str) -> None:
    """An alternative text for who cannot see it."""
    shape._element.nvGraphicFramePr.cNvPr.set("descr", clean(alt))


def bullets(made: Any, texts: Sequence[tuple[Run, ...]], points: float = 18) -> None:
    """Lines of text under the title."""
    box = made.shapes.add_textbox(EDGE, TOP, WIDE, Emu(FOOT - TOP))
    frame = box.text_frame
    frame.word_wrap = True
    for i, runs in enumerate(texts):
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        write(paragraph, runs, points)
        paragraph.space_after = Pt(8)
        look = paragraph._p.get_or_add_pPr()
        # Lines after the first stand under its words.
        look.set("marL", str(Pt(points)))
        look.set("indent", str(-Pt(points)))
        look.append(look.makeelement(qn("a:buChar"), {"char": "•"}))


def parts(table: Table) -> list[Table]:
    """The table in pieces that fit a slide; what stands under one heading stays together."""
    groups: list[list[Row]] = []
    for row in table.rows:
        if not (groups and row.cells[0].indent) or len(groups[-1]) == ROWS:
            groups.append([])
        groups[-1].append(row)
    pieces: list[list[Row]] = [[]]
    for group in groups:
        if len(pieces[-1]) + len(group) > ROWS:
            pieces.append([])
        pieces[-1] += group
    return [Table(table.title, table.columns, tuple(rows), table.notes) for rows in pieces]


def native(made: Any, table: Table) -> None:
    """The table as a native one, in three lines: no fill, no boxes."""
    heads = 2 if any(head.spanner for head in table.columns) else 1
    count = len(table.columns)
    points = 13 if count <= 6 else 11
    frame = made.shapes.add_table(
        len(table.rows) + heads,
        count,
        EDGE,
        TOP,
        WIDE,
        Pt(2.1 * points * (len(table.rows) + heads)),
    )
    told(frame, table.title)
    grid = frame.table
    # The style "No Style, No Grid"; lines are drawn by cell.
    grid._tbl.tblPr.find("{*}tableStyleId").text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
    grid.first_row, grid.horz_banding = True, False
    wide = _widths(table)
    for i, share in enumerate(wide):
        grid.columns[i].width = Emu(int(WIDE * share))
    last = len(table.rows) + heads - 1
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
        grid.rows[j].height = Pt(2.1 * points)
        for i in range(count):
            _lines(grid.cell(j, i), top=j == 0, bottom=j in (heads - 1, last), heavy=j != heads - 1)


def _widths(table: Table) -> list[float]:
    """Each column's share of the slide, by its longest text."""
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
    from lxml import etree

    properties = cell._tc.get_or_add_tcPr()
    for name, wanted in (("a:lnT", top), ("a:lnB", bottom)):
        if wanted:
            thick = 19050 if heavy else 9525
            line = etree.SubElement(properties, qn(name), w=str(thick))
            fill = etree.SubElement(line, qn("a:solidFill"))
            etree.SubElement(fill, qn("a:srgbClr"), val=theme.INK.removeprefix("#"))
