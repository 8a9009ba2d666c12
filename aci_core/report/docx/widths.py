"""Widths of a table's columns, the size of its letters, and whether it needs a landscape page."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from aci_core.presentation.i18n.markdown import letters
from aci_core.presentation.tables.model import Cell, Head, Table
from aci_core.report.inline import of_text

# A4 less its margins.
PORTRAIT_MM = 170.0
LANDSCAPE_MM = 257.0
INDENT_MM = 3.0
_GAP_MM = 3.0  # left and right of a cell's text
_SENTENCE_MM = 60.0  # what a cell of words may be content with
# Words, and four Chinese characters together with the signs that stand close to them.
_PIECES = re.compile(r"[\u3000-\u9fff\uff00-\uffef]{1,4}|[^\s\u3000-\u9fff\uff00-\uffef-]+-?|-")
# Points that a table may be set smaller: for lines that do not break, and for any.
_WHOLE, _SMALLER = (0.0, 0.5, 1.0), (0.0, 1.0, 1.5, 2.0)
# What the names of the rows have at least where they need it, and before numbers have their own.
_NAME_MM, _NAMES_MM = 24.0, 46.0
_MM_A_POINT = 25.4 / 72
# Where a number with its interval may go to a second line.
_BREAK = re.compile(r" (?=\()")
_NARROW = frozenset("iljtfr.,;:'|!()[] ")
_SIGNS = frozenset("±−<=>×∞")
_BROAD = frozenset("mwMW")
_BOLD = 1.14


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
    if c in _BROAD:
        return 0.92
    return 0.8 if c.isupper() else 0.64 if c.isdigit() else 0.58


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
    return _PIECES.findall(text) or [""]


def _lines(text: str) -> list[str]:
    return [letters(of_text(line)) for line in text.split("\n")]


@dataclass(frozen=True, slots=True)
class _Column:
    """Minimum width, that at which no line breaks, and the rows that would break below it."""

    least: float
    full: float
    broken: int

    @property
    def gap(self) -> float:
        return self.full - self.least

    @property
    def price(self) -> float:
        """Millimetres for each row that is not broken."""
        return self.gap / max(self.broken, 1)


def _column(table: Table, index: int, points: float) -> _Column:
    head = table.columns[index]
    heads = _lines(head.label)
    least = _BOLD * max(width_mm(word, points) for line in heads for word in _pieces(line))
    full = _BOLD * max(width_mm(line, points) for line in heads)
    wholes = []
    for row in table.rows:
        heading = not any(cell.text for cell in row.cells[1:2])
        if index >= len(row.cells) or (index == 0 and heading):
            continue  # a heading runs on over its neighbours
        cell = row.cells[index]
        text = _lines(cell.text)[0]
        indent = INDENT_MM * cell.indent
        pieces = _BREAK.split(text) if head.align != "left" else _pieces(text)
        least = max(least, indent + max(width_mm(piece, points) for piece in pieces))
        whole = indent + width_mm(text, points)
        wholes.append(whole if head.align != "left" else min(whole, _SENTENCE_MM))
    full = max((least, full, *wholes))
    if index == 0:
        # The names of the rows have two lines where one is too long.
        least = max(least, min(full, _NAME_MM))
        full = max(least, min(full, _NAMES_MM))
    broken = sum(whole > least for whole in wholes)
    return _Column(least + _GAP_MM, full + _GAP_MM, broken)


def size_of(table: Table, points: float) -> float:
    """Size of the letters: the largest in which the table stands on an upright page.

    Without a broken line if a size does so, else with intervals below their numbers. A table of
    words breaks them, and is never small; a landscape page has the room that the table needs.
    """
    for sizes, broken in ((_WHOLE, False), (_SMALLER, True)):
        for less in sizes:
            if _fits(table, points - less, broken=broken):
                return points - less
    return points


def is_wide(table: Table, points: float) -> bool:
    """Whether the table needs a landscape page: no size of its letters makes it fit upright."""
    return not any(_fits(table, points - less, broken=True) for less in _SMALLER)


def _fits(table: Table, points: float, *, broken: bool) -> bool:
    if all(head.align == "left" for head in table.columns):
        return True
    columns = _columns(table, points)
    return sum(column.least if broken else column.full for column in columns) <= PORTRAIT_MM


def _columns(table: Table, points: float) -> list[_Column]:
    return [_column(table, i, points) for i in range(len(table.columns))]


def widths(table: Table, points: float, room_mm: float) -> tuple[float, ...]:
    """Widths of the columns, in millimetres, that fill the available width.

    Parameters
    ----------
    table : Table
    points : float
        Size of its letters.
    room_mm : float
    """
    columns = _columns(table, points)
    full = [column.full for column in columns]
    if sum(full) <= room_mm:
        return _spread(full, room_mm)
    given = [column.least for column in columns]
    spare = room_mm - sum(given)
    if spare <= 0:
        return tuple(room_mm * x / sum(given) for x in given)
    # First what saves most lines. Words use any room, a number none that is too little.
    for i in sorted(range(len(given)), key=lambda i: columns[i].price):
        part = min(columns[i].gap, spare)
        if table.columns[i].align == "left" or part == columns[i].gap:
            given[i] += part
            spare -= part
    return tuple(width + spare / len(given) for width in given)


def height_of(table: Table, widths_mm: Sequence[float], points: float) -> int:
    """Lines of a table's body."""
    return sum(
        max(
            (_height(cell, head, width, points) for cell, head, width in cells),
            default=1,
        )
        for cells in (zip(row.cells, table.columns, widths_mm, strict=False) for row in table.rows)
    )


def _height(cell: Cell, head: Head, width: float, points: float) -> int:
    if head.align != "left":
        return len(lines_of(cell.text, width, points))
    room = max(width - _GAP_MM - INDENT_MM * cell.indent, 1.0)
    return max(1, math.ceil(width_mm(_lines(cell.text)[0], points) / room))


def _spread(full: Sequence[float], room_mm: float) -> tuple[float, ...]:
    """Spread the spare width over the numbers: no gap opens between a label and its row."""
    spare = room_mm - sum(full)
    if len(full) == 1:
        return (room_mm,)
    first = full[0] + min(spare / len(full), 12.0)
    more = (room_mm - first - sum(full[1:])) / (len(full) - 1)
    return (first, *(x + more for x in full[1:]))
