"""A table as cards, a row each, where its place is narrow: when, and where each column stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from aci_core.presentation.i18n.markdown import letters, text_runs, unbroken, wide
from aci_core.presentation.tables.model import Head, Table

# In Latin characters:
_FIT = {"24rem": 48, "30rem": 54}  # a phone's place, which is set closer; half of a page's
_BESIDE = 1.5  # between two columns
_BREAKS = 16  # a longer text breaks where it may
_HALF = 23
_SHARES = ((1, 5.5), (2, 13.5), (3, _HALF))  # sixths of a card, and what fits them
SHORT = 12  # characters of a column's heading that stay in one piece
_PIECES = re.compile(r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]+")  # between which a longer one may break
_THIN = re.compile(r"[\s.,:;()'|]")  # half as wide as a digit
_MANY = 3  # columns under one heading, from which it is told once too often
_HEADING = 1.5  # a heading is smaller than its values, and may break


def room(table: Table, *, wrap: bool) -> str:
    """The place that the table does not fit, as CSS has it; empty if it fits a phone's.

    Parameters
    ----------
    table : Table
    wrap : bool
        Its cells may break.
    """
    widths = [_longest(table, i) for i in range(len(table.columns))]
    breaking = [min(width, _BREAKS) if wrap or i == 0 else width for i, width in enumerate(widths)]
    needed = sum(width + _BESIDE for width in breaking)
    unfit = [place for place, fit in _FIT.items() if needed > fit]
    return unfit[-1] if unfit and len(widths) > 2 else ""


def style(sheet: str) -> str:
    """The rules of cards for each place."""
    return "".join(
        sheet.replace("$room", place).replace("$class", class_of(place)) for place in _FIT
    )


def class_of(place: str) -> str:
    """The class of tables that are cards in a narrower place than this."""
    return f"cards-{place}"


def _width(text: str) -> float:
    """Width of a text that is set in one line, in digits."""
    return wide(text) - len(_THIN.findall(text)) / 2


def _longest(table: Table, i: int) -> float:
    """Width of a column's longest line; of its heading, which may break, the longest word."""
    cells = (row.cells[i].text for row in table.rows if i < len(row.cells))
    lines = (line for text in cells for line in text.split("\n"))
    head = table.columns[i].label
    pieces = head.split() if len(head) <= SHORT else _PIECES.findall(head)
    return max(map(_width, (*lines, *pieces)), default=0)


def names(table: Table) -> list[str]:
    """The names of the columns as they stand over the values of a card.

    A heading that many share is left out where their own tell them apart.

    Examples
    --------
    >>> names(Table("", (Head("Event"), Head("*P*", spanner="Within arms")), ()))
    ['Event', 'Within arms · P']
    >>> names(Table("", tuple(Head(x, spanner="Grade") for x in ("Good", "Fair", "Poor")), ()))
    ['Good', 'Fair', 'Poor']
    """
    labels = Counter(head.label for head in table.columns)
    shared = Counter(head.spanner for head in table.columns)
    return [
        _name(head, with_shared=shared[head.spanner] < _MANY or labels[head.label] > 1)
        for head in table.columns
    ]


def _name(head: Head, *, with_shared: bool) -> str:
    parts = (text for text in (head.spanner if with_shared else "", head.label) if text)
    return letters(text_runs(unbroken(" · ".join(parts)), raised=False)).replace("\n", " ")


def places(table: Table) -> Iterator[str]:
    """The place of each column in a card six parts wide, as CSS has it; that of the first is above.

    Columns with another shared heading begin a line.

    Examples
    --------
    >>> list(places(Table("", (Head("Event"), Head("n"), Head("*P*", spanner="Compared")), ())))
    ['1 / -1', 'span 1', '1 / span 2']
    """
    yield "1 / -1"
    before = ""
    for i, (head, name) in enumerate(zip(table.columns[1:], names(table)[1:], strict=True), 1):
        width = max(_longest(table, i), min(_width(name) / _HEADING, _HALF))
        share = next((n for n, most in _SHARES if width <= most), 6)
        yield f"{'1 / ' if head.spanner != before else ''}span {share}"
        before = head.spanner
