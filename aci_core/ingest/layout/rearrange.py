"""Rearrange a sheet to one row for each patient: arms by sheet, side by side, or transposed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from aci_core.domain.cohort import ARM, Issue
from aci_core.domain.schema.aliases import compact
from aci_core.ingest.files import limits
from aci_core.ingest.files.sheet import (
    AS_IS,
    BESIDE,
    ON_ITS_SIDE,
    SHEETS,
    Lines,
    Reading,
    Sheet,
    as_sheet,
    lines_of,
)
from aci_core.ingest.layout.arm_sections import arm_in_title, detect_arrangement
from aci_core.ingest.layout.count_table import count_table
from aci_core.ingest.layout.header_position import find_header
from aci_core.ingest.layout.raw_table import RawTable

_NEEDED = {"arm_a_sheet": SHEETS, "arms_side_by_side": BESIDE, "lies_on_its_side": ON_ITS_SIDE}


@dataclass(frozen=True)
class _Part:
    """The patients of an arm, and the file's row of the first."""

    arm: str
    first: int
    lines: Lines


def needed_arrangement(raw: RawTable, named: str | None) -> str:
    """Detect how the patients of a table are arranged.

    Parameters
    ----------
    raw : RawTable
    named : str or None
        The sheet that a user chose: others are then not considered.

    Returns
    -------
    str
        One of `ARRANGEMENTS`.
    """
    if raw.arm_place is not None or count_table(raw) is not None:
        return AS_IS
    first = raw.frame[0].head(60).dropna().tolist()
    return _NEEDED.get(
        detect_arrangement(raw.headers, first, () if named else raw.sheets) or "", AS_IS
    )


def arrange(
    sheet: Sheet, sheets: Sequence[Sheet], how: str, reading: Reading
) -> tuple[Sheet, tuple[Issue, ...]] | None:
    """Rearrange to one table with a row for each patient, with issues that map its rows.

    Parameters
    ----------
    sheet : Sheet
        The selected sheet.
    sheets : sequence of Sheet
        All of the file.
    how : str
        `SHEETS`: a sheet for each arm, named after it; `BESIDE`: arms side by side, each under
        its name; `ON_ITS_SIDE`: a column for each patient.
    reading : Reading
        The user's choices for the header.

    Returns
    -------
    (Sheet, tuple of Issue) or None
        None if the file does not have two arms in this arrangement.

    Raises
    ------
    AciError
        As `find_header`.
    """
    if how == ON_ITS_SIDE:
        return _transpose(sheet)
    head, parts = _from_sheets(sheets, reading) if how == SHEETS else _side_by_side(sheet, reading)
    if len({compact(part.arm) for part in parts}) < 2:
        return None
    # The first part keeps its row numbers: as many rows are above it as in the file.
    blank = [""] * len(head)
    lines: Lines = [head, *([blank] * (parts[0].first - 2))]
    issues = []
    for part in parts:
        at, last = len(lines) + 1, len(lines) + len(part.lines)
        facts = (("arm", part.arm), ("of", part.first), ("at", at), ("last", last))
        issues.append(Issue(f"arranged_{how}", "info", at, facts=facts))
        lines += [line if any(line) else blank for line in part.lines]
    name = "" if how == SHEETS else sheet.name
    return as_sheet(sheet, name, lines), tuple(issues)


def _from_sheets(sheets: Sequence[Sheet], reading: Reading) -> tuple[list[str], list[_Part]]:
    """The sheets of the arms, under the headers of all of them."""
    head: dict[tuple[str, int], str] = {}
    tables = []
    for sheet in sorted(sheets, key=lambda sheet: sheet.place):
        arm = arm_in_title(sheet.name)
        if arm is not None:
            layout = find_header(sheet, reading)
            names = layout.head.cells[: layout.head.columns]
            keys = _keys(names)
            head = {**head, **{k: n for k, n in zip(keys, names, strict=True) if k not in head}}
            tables.append((arm, layout.head.rows, keys, lines_of(sheet)))
    places = {key: place for place, key in enumerate(head)}
    parts = []
    for arm, last, keys, lines in tables:
        rows = []
        for line in lines[last:]:
            row = [""] * len(places)
            for key, text in zip(keys, line, strict=False):
                row[places[key]] = text
            rows.append([*row, arm] if any(row) else [])
        parts.append(_Part(arm, last + 1, rows))
    return [*head.values(), ARM], parts


def _keys(names: Sequence[str]) -> list[tuple[str, int]]:
    """Keys of names for comparison; a repeated name is a second column."""
    seen: Counter[str] = Counter()
    keys = []
    for name in map(compact, names):
        keys.append((name, seen[name]))
        seen[name] += 1
    return keys


def _side_by_side(sheet: Sheet, reading: Reading) -> tuple[list[str], list[_Part]]:
    """Tables side by side, each under the name of its arm."""
    layout = find_header(sheet, reading)
    above = [row.cells for row in (*layout.titles, *layout.rows[:-1])]
    lines = lines_of(sheet)[layout.head.rows :]
    # The arms may have been read as the upper row of two.
    for names in (layout.head.cells, layout.rows[-1].cells):
        blocks = _blocks([cell.strip() for cell in names])
        parts = []
        for start, end in blocks:
            titles = (arm_in_title(cell) for row in reversed(above) for cell in row[start:end])
            arm = next((title for title in titles if title), "")
            rows = [line[start:end] for line in lines]
            width = end - start
            full = [[*row, *[""] * (width - len(row)), arm] if any(row) else [] for row in rows]
            parts.append(_Part(arm, layout.head.rows + 1, full))
        if parts and all(part.arm for part in parts):
            start, end = blocks[0]
            return [*names[start:end], ARM], parts
    return [], []


def _blocks(names: Sequence[str]) -> list[tuple[int, int]]:
    """First and last place of repeated groups of headers; empty if they differ."""
    key = next((compact(name) for name in names if name), "")
    starts = [i for i, name in enumerate(names) if name and compact(name) == key]
    blocks = []
    for start, after in zip(starts, [*starts[1:], len(names)], strict=True):
        end = max(i for i in range(start, after) if names[i]) + 1
        blocks.append((start, end))
    own = [[compact(name) for name in names[start:end]] for start, end in blocks]
    return blocks if len(own) > 1 and all(names == own[0] for names in own) else []


def _transpose(sheet: Sheet) -> tuple[Sheet, tuple[Issue, ...]] | None:
    """Transpose a table whose columns are patients."""
    lines = lines_of(sheet, limits.MAX_COLUMNS + 1)
    filled = [line for line in lines if sum(map(bool, line)) > 1]
    if not filled or len(lines) > limits.MAX_COLUMNS:
        return None
    width = max(map(len, filled))
    rows = [[line[i] if i < len(line) else "" for line in filled] for i in range(width)]
    issue = Issue(f"arranged_{ON_ITS_SIDE}", "info", facts=(("n", width - 1),))
    return as_sheet(sheet, sheet.name, rows), (issue,)
