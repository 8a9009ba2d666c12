"""Which sheet of a workbook holds the patients."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator

from aci_core.ingest.headers import meaning
from aci_core.ingest.sheet import Sheet

_ROWS = 30  # a header stands within them
_CELLS = 200  # of a row that are looked at
_HEAD = 1 << 20


def likeliest(opened: list[tuple[Sheet, bool]]) -> tuple[Sheet, ...]:
    """The sheets, the likeliest first.

    Parameters
    ----------
    opened : list of (Sheet, bool)
        The second says whether it is hidden: those come last.

    Returns
    -------
    tuple of Sheet
        By how many headers of the best row are known, then by cells; else as they stand.
    """
    ranked = sorted(opened, key=lambda each: (each[1], -_known(each[0]), -_cells(each[0])))
    return tuple(sheet for sheet, _ in ranked)


def _known(sheet: Sheet) -> int:
    """Headers that are known in the row that has most of them."""
    best = 0
    for row in _first_rows(sheet):
        written = {cell.strip() for cell in row[:_CELLS] if cell.strip()}
        best = max(best, sum(meaning(cell).recognised != "covariate" for cell in written))
    return best


def _first_rows(sheet: Sheet) -> Iterator[list[str]]:
    lines = sheet.text[sheet.start : sheet.start + _HEAD].decode("utf-8", "replace")
    rows = csv.reader(io.StringIO(lines, newline=""), delimiter=sheet.delimiter or ",")
    try:
        yield from itertools.islice(rows, _ROWS)
    except csv.Error:  # a cell longer than a header may be
        return


def _cells(sheet: Sheet) -> int:
    """About how many cells hold something: what they take with what parts them."""
    return len(sheet.text) - sheet.text.count(b",") - sheet.text.count(b"\n")
