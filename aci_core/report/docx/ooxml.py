"""Elements of WordprocessingML, the XML of a Word file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from aci_core.report.inline import Run

Element = Any  # lxml's, which ships no types

# What a Chinese text sets in its own font; of χ², ± and − it would make signs that break apart.
_QUOTES = re.compile("([“”‘’—…·]+)")
TWIPS_A_MM = 1440 / 25.4


def element(tag: str, *children: Element, **attributes: object) -> Element:
    """Make an element: ``element("w:jc", val="left")``, attributes in its own namespace."""
    node = OxmlElement(tag)
    prefix = tag.partition(":")[0]
    for name, value in attributes.items():
        node.set(qn(f"{prefix}:{name}"), str(value))
    for child in children:
        node.append(child)
    return node


def runs(
    piece: Run, *, bold: bool = False, hint: str = "", points: float = 0.0
) -> Iterator[Element]:
    """Make the elements of a run of text: its Chinese quotes and dashes are some of their own.

    Parameters
    ----------
    piece : Run
    bold : bool
        All of it, whatever the run says.
    hint : str
        ``eastAsia`` in a Chinese text, so that Word sets quotes and dashes as Chinese ones.
    points : float
        Size of the letters; 0 for that of the style.
    """
    for i, text in enumerate(_QUOTES.split(piece.text) if hint else (piece.text,)):
        if text:
            one = replace(piece, text=text)
            yield _run(one, bold=bold, hint=hint if i % 2 else "", points=points)


def _run(piece: Run, *, bold: bool, hint: str, points: float) -> Element:
    look = element("w:rPr")
    if hint:
        look.append(element("w:rFonts", hint=hint))
    if bold or piece.bold:
        look.append(element("w:b"))
    if piece.italic:
        look.append(element("w:i"))
    if points:
        look.append(element("w:sz", val=round(2 * points)))
    if piece.raised:
        look.append(element("w:vertAlign", val="superscript"))
    text = element("w:t")
    text.text = piece.text
    text.set(qn("xml:space"), "preserve")
    node = element("w:r")
    if len(look):
        node.append(look)
    node.append(text)
    return node


def paragraph(
    lines: Iterable[Iterable[Run]],
    style: str,
    *,
    align: str = "",
    indent_mm: float = 0.0,
    keep: bool = False,
    bold: bool = False,
    hint: str = "",
    points: float = 0.0,
) -> Element:
    """Make a paragraph of one or several lines.

    Parameters
    ----------
    lines : iterable of runs
    style : str
        Id of a paragraph style.
    align : {"", "left", "right", "center"}
        That of the style if left out.
    indent_mm : float
    keep : bool
        On one page with the next paragraph.
    bold, hint, points
        As for `runs`.
    """
    look = element("w:pPr", element("w:pStyle", val=style))
    if keep:
        look.append(element("w:keepNext"))
    if indent_mm:
        look.append(element("w:ind", left=round(indent_mm * TWIPS_A_MM)))
    if align:
        look.append(element("w:jc", val=align))
    node = element("w:p", look)
    for i, line in enumerate(lines):
        if i:
            node.append(element("w:r", element("w:br")))
        for piece in line:
            node.extend(runs(piece, bold=bold, hint=hint, points=points))
    return node


def field(instruction: str) -> tuple[Element, ...]:
    """Make a field that Word computes: ``PAGE``."""
    code = element("w:instrText")
    code.text = f" {instruction} "
    code.set(qn("xml:space"), "preserve")
    shown = element("w:t")
    shown.text = "1"
    kinds = ("begin", "separate", "end")
    begin, middle, end = (element("w:r", element("w:fldChar", fldCharType=k)) for k in kinds)
    return begin, element("w:r", code), middle, element("w:r", shown), end
