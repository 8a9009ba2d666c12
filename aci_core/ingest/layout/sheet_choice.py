"""Rank the sheets of a workbook by how likely they hold the patients."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

from aci_core.domain.cohort import ARM, ID
from aci_core.domain.schema import Role
from aci_core.ingest.columns.headers.column_meaning import Meaning
from aci_core.ingest.columns.meaning_cache import MeaningCache
from aci_core.ingest.files.sheet import Sheet

_ROWS = 30  # a header is within them
_CELLS = 200  # of a row that are considered
_LOOKED = 20
_HEAD = 1 << 20
_SMALL, _RICH = 0.5, 0.5  # of the patients, and of the known headers, of the best sheet
_GOES_ON = 1.1  # times the rows that were looked at


@dataclass(frozen=True, slots=True)
class _Look:
    """What the beginning of a sheet shows: known headers, patients, and whether in two arms."""

    known: int
    patients: int
    two_arms: bool


def rank_sheets(opened: list[tuple[Sheet, bool]]) -> tuple[Sheet, ...]:
    """Sort the sheets, the likeliest to hold the patients first.

    Parameters
    ----------
    opened : list of (Sheet, bool)
        Each with whether it is hidden: hidden ones come last.

    Returns
    -------
    tuple of Sheet
        Those of two arms and at least half as many patients as the largest of them first; then by
        recognised headers of the best row, by number of cells, and in their order.
    """
    placed = [(replace(sheet, place=i), hidden) for i, (sheet, hidden) in enumerate(opened)]
    if len(placed) < 2:
        return tuple(sheet for sheet, _ in placed)
    seen = {sheet.place: _look(sheet) for sheet, _ in placed}
    shown = [seen[sheet.place] for sheet, hidden in placed if not hidden]
    richest = max((look.known for look in shown), default=0)
    # A list of events has an arm too, and more rows than there are patients.
    rich = [look for look in shown if look.two_arms and look.known >= _RICH * richest]
    most = max((look.patients for look in rich), default=0)

    def rank(each: tuple[Sheet, bool]) -> tuple[bool, bool, int, int]:
        sheet, hidden = each
        look = seen[sheet.place]
        small = not look.two_arms or look.patients < _SMALL * most
        return hidden, small, -look.known, -_cells(sheet)

    return tuple(sheet for sheet, _ in sorted(placed, key=rank))


def _look(sheet: Sheet) -> _Look:
    """Look at the best header row, by recognised headers with data below.

    A sheet that explains the columns names them too, but has no numbers below scores.
    """
    rows = list(_first_rows(sheet))
    meanings = MeaningCache()
    best: tuple[int, int] = (0, 0)
    for place, row in enumerate(rows[:_ROWS]):
        below = rows[place + 1 : _ROWS]
        known = {
            cell.strip()
            for at, cell in enumerate(row[:_CELLS])
            if cell.strip()
            and (of := meanings.get(cell)).recognised != "covariate"
            and _has_data(of, at, below)
        }
        best = max(best, (len(known), -place))
    known_headers, header = best[0], -best[1]
    names = [meanings.get(cell).name for cell in rows[header][:_CELLS]] if rows else []
    below = rows[header + 1 :]
    arms = {_cell(row, names.index(ARM)) for row in below} - {""} if ARM in names else set()
    ids = {_cell(row, names.index(ID)) for row in below} - {""} if ID in names else set()
    more = max(1.0, sheet.text.count(b"\n", sheet.start) / max(1, len(rows)))
    # Where the sheet goes on, its other arms may stand below.
    two_arms = len(arms) > 1 or (bool(arms) and more > _GOES_ON)
    return _Look(known_headers, int(more * (len(ids) or len(below))), two_arms)


def _cell(row: list[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""


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
        yield from rows
    except csv.Error:  # a cell longer than a header may be
        return


def _cells(sheet: Sheet) -> int:
    """Approximate number of filled cells: the length of the text without separators."""
    return len(sheet.text) - sheet.text.count(b",") - sheet.text.count(b"\n")
