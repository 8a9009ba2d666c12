"""Slide with a title, content, speaker notes and a footer."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any, Final

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from aci_core.presentation import palette
from aci_core.presentation.figures import theme
from aci_core.presentation.figures.labels import width
from aci_core.presentation.i18n.languages import DEFAULT
from aci_core.presentation.i18n.markdown import letters
from aci_core.report.inline import Run, clean

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
EDGE: Final = Inches(0.6)
TOP: Final = Inches(1.75)
WIDE: Final = Emu(WIDTH - 2 * EDGE)
FOOT: Final = Inches(6.95)
ROOM: Final = (FOOT - TOP) / 12700  # points below the title and above the foot
FONT: Final = DEFAULT.fonts.sans
EAST: Final = DEFAULT.fonts.han_sans
_TITLE_ONLY: Final = 5
_LEADING: Final = 1.45
# What stays on a line: a word up to its hyphen, a Chinese character, each with what ends it.
_UNIT = re.compile(r"(?:[\u2e80-\u9fff]|[^\s\u2e80-\u9fff\uff00-\uffef-]+-?|.)[，。；：、）]*\s*")
_INSETS: Final = 7.2


def rgb(name: str) -> RGBColor:
    """Convert a hexadecimal rgb to python-pptx."""
    return RGBColor.from_string(name.removeprefix("#"))


def add_slide(deck: Any, title: str, foot: str) -> Any:
    """Add a slide with its title and footer."""
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    head = slide.shapes.title
    head.left, head.top, head.width, head.height = EDGE, Inches(0.45), WIDE, Inches(1.2)
    head.text_frame.word_wrap = True
    head.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    points = 22 if lines(title, 22, WIDE / 12700 - 2 * _INSETS) <= 2 else 20
    write(head.text_frame.paragraphs[0], (Run(clean(title), bold=True),), points)
    box = slide.shapes.add_textbox(EDGE, FOOT, WIDE, Inches(0.35))
    box.text_frame.word_wrap = True
    number = len(deck.slides)
    runs = (Run(f"{foot}    {number}"),)
    write(box.text_frame.paragraphs[0], runs, 11, color=palette.MUTED.light)
    return slide


def write(
    paragraph: Any, runs: Sequence[Run], points: float, *, color: str = theme.INK, align: str = ""
) -> None:
    """Write runs of text, each with a Latin and a Chinese font."""
    paragraph.alignment = {"right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}.get(
        align, PP_ALIGN.LEFT
    )
    for piece in runs:
        run = paragraph.add_run()
        run.text = piece.text
        font = run.font
        font.size, font.name = Pt(points), FONT
        font.bold, font.italic = piece.bold, piece.italic
        font.color.rgb = rgb(color)
        properties = run._r.get_or_add_rPr()
        if piece.raised:
            properties.set("baseline", "30000")
        east = properties.makeelement(
            "{http://schemas.openxmlformats.org/drawingml/2006/main}ea", {"typeface": EAST}
        )
        # In the order of the schema: latin, ea.
        properties.append(east)


def set_notes(slide: Any, lines: Sequence[str]) -> None:
    """Set the speaker notes."""
    slide.notes_slide.notes_text_frame.text = "\n".join(clean(line) for line in lines if line)


def set_alt_text(shape: Any, alt: str) -> None:
    """Set the alternative text of a shape."""
    shape._element.nvGraphicFramePr.cNvPr.set("descr", clean(alt))


def lines(text: str, points: float, wide: float) -> int:
    """Upper bound of the lines that a text takes in a box of a width in points.

    Examples
    --------
    >>> lines("ab", 18, 100), lines("ab " * 30, 18, 100)
    (1, 10)
    >>> lines("P value, Mann-Whitney", 12, 80)
    3
    """
    room = wide * 0.95
    # A line that breaks at a blank or before a bracket is not full.
    least = math.ceil(width(text) * points / 12 / room)
    count, used = 1, 0.0
    for unit in _UNIT.findall(text.replace("\xa0", "_")):
        size = width(unit) * points / 12
        if used and used + width(unit.rstrip()) * points / 12 > room:
            count, used = count + 1, 0.0
        over = max(0, math.ceil(size / room) - 1)  # a word that is longer than the line
        count, used = count + over, used + size - over * room
    return max(1, least, count)


def height(text: str, points: float, wide: float) -> float:
    """Height of a text in points, in the tallest of the substitute fonts."""
    return lines(text, points, wide) * points * _LEADING


def paginate(texts: Sequence[tuple[Run, ...]], points: float = 18) -> list[list[tuple[Run, ...]]]:
    """Split lines of text into groups that each fit a slide."""
    pages: list[list[tuple[Run, ...]]] = [[]]
    used = 0.0
    for runs in texts:
        more = _tall(runs, points)
        if pages[-1] and used + more > ROOM - _INSETS:
            pages.append([])
            used = 0.0
        pages[-1].append(runs)
        used += more
    return pages


def _tall(runs: tuple[Run, ...], points: float) -> float:
    return height(letters(runs), points, WIDE / 12700 - 2 * _INSETS - points) + 8


def add_bullets(slide: Any, texts: Sequence[tuple[Run, ...]], points: float = 18) -> None:
    """Add a list under the title."""
    box = slide.shapes.add_textbox(EDGE, TOP, WIDE, Emu(FOOT - TOP))
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
