"""Widths of a table's columns, and whether it needs a landscape page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from aci_core.presentation.i18n.markdown import letters
from aci_core.presentation.tables.model import Table
from aci_core.report.inline import of_text

# A4 less its margins.
PORTRAIT_MM = 162.0
LANDSCAPE_MM = 249.0
INDENT_MM = 3.0
_GAP_MM = 3.2  # left and right of a cell's text
_SENTENCE_MM = 60.0  # what a cell of words may be content with
_GLYPHS = 4  # Chinese characters that stay together
_FEW = 7  # columns that may break their intervals
_MM_A_POINT = 25.4 / 72
# Where a number with its interval may go to a second line.
_BREAK = re.compile(r" (?=\()")
_NARROW = frozenset("iljtfr.,;:'|!()[] ")
_SIGNS = frozenset("±−<=>×∞")
_BOLD = 1.08


def width_mm(text: str, points: float) -> float:
    """Approximate width of a line in a serif font.

    On the wide side: where the font is not there, another takes its place.

    Examples
    --------
    >>> width_mm("有效", 9) > width_mm("ab", 9) > width_mm("il", 9)
    True
    """
    ems = 0.0
    for c in text:
        if unicodedata.combining(c):
            continue
        ems += _ems(c)
    return ems * points * _MM_A_POINT


def _ems(c: str) -> float:
    if unicodedata.east_asian_width(c) in "WF":
        return 1.0
    if c in _NARROW:
        return 0.36
    if c in _SIGNS:
        return 0.84
    return 0.72 if c.isupper() else 0.64 if c.isdigit() else 0.56


def lines_of(text: str, width: float, points: float) -> list[str]:
    """A number with its interval, on two lines where the column is too narrow for one.

    Examples
    --------
    >>> lines_of("−0.95 (−1.45 to −0.46)", 60, 9)
    ['−0.95 (−1.45 to −0.46)']
    >>> lines_of("−0.95 (−1.45 to −0.46)", 38, 9)
    ['−0.95', '(−1.45 to −0.46)']
    """
    whole = width_mm(letters(of_text(text)), points) + _GAP_MM <= width
    return [text] if whole else _BREAK.split(text)


def _pieces(text: str) -> list[str]:
    """Parts between which a line may break: words, and pieces of Chinese ones."""
    pieces = []
    for word in text.split():
        chinese = any(unicodedata.east_asian_width(c) in "WF" for c in word)
        pieces += (
            [word[i : i + _GLYPHS] for i in range(0, len(word), _GLYPHS)] if chinese else [word]
        )
    return pieces or [""]


def _lines(text: str) -> list[str]:
    return [letters(of_text(line)) for line in text.split("\n")]


def _column(table: Table, index: int, points: float) -> tuple[float, float]:
    """Minimum width of a column, and the width at which no line breaks."""
    head = table.columns[index]
    heads = _lines(head.label)
    least = _BOLD * max(width_mm(word, points) for line in heads for word in _pieces(line))
    full = _BOLD * max(width_mm(line, points) for line in heads)
    for row in table.rows:
        heading = row.cells[0].bold and not any(cell.text for cell in row.cells[1:2])
        if index >= len(row.cells) or (index == 0 and heading):
            continue  # a heading runs on over its neighbours
        cell = row.cells[index]
        text = _lines(cell.text)[0]
        indent = INDENT_MM * cell.indent
        pieces = _BREAK.split(text) if head.align != "left" else _pieces(text)
        least = max(least, indent + max(width_mm(piece, points) for piece in pieces))
        whole = indent + width_mm(text, points)
        full = max(full, whole if head.align != "left" else min(whole, _SENTENCE_MM))
    return least + _GAP_MM, max(least, full) + _GAP_MM


def is_wide(table: Table, points: float) -> bool:
    """Whether the table needs a landscape page.

    A table of words never does. One of numbers does where they do not fit even with their
    intervals below them, or where that would be so in many columns.
    """
    if all(head.align == "left" for head in table.columns):
        return False
    columns = [_column(table, i, points) for i in range(len(table.columns))]
    least, full = (sum(pair[i] for pair in columns) for i in (0, 1))
    return least > PORTRAIT_MM or (full > PORTRAIT_MM and len(columns) > _FEW)


def widths(table: Table, points: float, room_mm: float) -> tuple[float, ...]:
    """Widths of the columns, in millimetres, that fill the available width.

    Parameters
    ----------
    table : Table
    points : float
        Size of its letters.
    room_mm : float
    """
    columns = [_column(table, i, points) for i in range(len(table.columns))]
    least, full = ([pair[i] for pair in columns] for i in (0, 1))
    if sum(full) <= room_mm:
        return _spread(full, room_mm)
    if sum(least) >= room_mm:
        return tuple(room_mm * x / sum(least) for x in least)
    part = (room_mm - sum(least)) / (sum(full) - sum(least))
    return tuple(low + part * (high - low) for low, high in zip(least, full, strict=True))


def _spread(full: Sequence[float], room_mm: float) -> tuple[float, ...]:
    """Spread the spare width over the numbers: no gap opens between a label and its row."""
    spare = room_mm - sum(full)
    if len(full) == 1:
        return (room_mm,)
    first = full[0] + min(spare / len(full), 12.0)
    more = (room_mm - first - sum(full[1:])) / (len(full) - 1)
    return (first, *(x + more for x in full[1:]))
