"""Rank the sheets of a workbook by how likely they hold the patients."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import replace

from aci_core.domain.schema import Role
from aci_core.ingest.columns.header_meaning import Meaning, meaning
from aci_core.ingest.files.sheet import Sheet

_ROWS = 30  # a header is within them
_CELLS = 200  # of a row that are considered
_LOOKED = 20
_HEAD = 1 << 20


def rank_sheets(opened: list[tuple[Sheet, bool]]) -> tuple[Sheet, ...]:
    """Sort the sheets, the likeliest to hold the patients first.

    Parameters
    ----------
    opened : list of (Sheet, bool)
        Each with whether it is hidden: hidden ones come last.

    Returns
    -------
    tuple of Sheet
        By recognised headers of the best row, then by number of cells, then in their order.
    """
    placed = [(replace(sheet, place=i), hidden) for i, (sheet, hidden) in enumerate(opened)]
    ranked = sorted(placed, key=lambda each: (each[1], -_known(each[0]), -_cells(each[0])))
    return tuple(sheet for sheet, _ in ranked)


def _known(sheet: Sheet) -> int:
    """Number of recognised headers with data below, in the best row.

    A sheet that explains the columns names them too, but has no numbers below scores.
    """
    best = 0
    rows = list(_first_rows(sheet))
    for place, row in enumerate(rows):
        below = rows[place + 1 :]
        written = {
            cell.strip(): meaning(cell)
            for at, cell in enumerate(row[:_CELLS])
            if cell.strip() and _has_data(meaning(cell), at, below)
        }
        best = max(best, sum(of.recognised != "covariate" for of in written.values()))
    return best


def _has_data(meaning: Meaning, place: int, below: list[list[str]]) -> bool:
    """Whether a score's column has a number, and any other column two filled cells."""
    cells = [row[place].strip() for row in below if place < len(row) and row[place].strip()]
    if meaning.role is Role.MEASURE:
        return any(cell[:1].isdecimal() for cell in cells[:_LOOKED]) and len(cells) > 1
    return len(cells) > 1


def _first_rows(sheet: Sheet) -> Iterator[list[str]]:
    lines = sheet.text[sheet.start : sheet.start + _HEAD].decode("utf-8", "replace")
    rows = csv.reader(io.StringIO(lines, newline=""), delimiter=sheet.delimiter or ",")
    try:
        yield from itertools.islice(rows, _ROWS)
    except csv.Error:  # a cell longer than a header may be
        return


def _cells(sheet: Sheet) -> int:
    """Approximate number of filled cells: the length of the text without separators."""
    return len(sheet.text) - sheet.text.count(b",") - sheet.text.count(b"\n")
