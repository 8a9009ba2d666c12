"""Tables as CSV text, with formulas guarded against execution by a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from aci_core.presentation.i18n.markdown import letters, text_runs
from aci_core.presentation.tables.model import Table

# A cell that starts so is a formula to a spreadsheet, also behind blanks and quotes.
_FORMULA = re.compile(r"^[\s'\"]*[=+\-@\t\r]")
_NUMBER = re.compile(r"^[+-]?\d+(\.\d+)?(e[+-]?\d+)?%?$", re.IGNORECASE)


def plain(text: str) -> str:
    """The text without its italics.

    Examples
    --------
    >>> plain("*P* for trend")
    'P for trend'
    """
    return letters(text_runs(text, raised=False))


def guarded(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would compute it.

    Examples
    --------
    >>> guarded("=1+1"), guarded("-2.5"), guarded("@cmd")
    ("'=1+1", '-2.5', "'@cmd")
    """
    return "'" + text if _FORMULA.match(text) and not _NUMBER.match(text) else text


def to_csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV with a byte-order mark: Excel then reads Chinese."""
    out = io.StringIO()
    csv.writer(out).writerows([guarded(cell) for cell in line] for line in rows)
    return out.getvalue().encode("utf-8-sig")


def to_csv(table: Table, *about: str) -> bytes:
    """A table with title, heads, rows and notes as CSV; `about` stands under the notes."""
    heads = [
        plain(f"{head.spanner}: {head.label}" if head.spanner else head.label)
        for head in table.columns
    ]
    body = [["  " * cell.indent + plain(cell.text) for cell in line.cells] for line in table.rows]
    notes = [[plain(note)] for note in (*table.notes, *about)]
    return to_csv_bytes([[plain(table.title)], heads, *body, *notes])
