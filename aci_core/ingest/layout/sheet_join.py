"""Join columns of the same patients from several sheets: 基线 on one, 随访 on another."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from aci_core.domain.cohort import ARM, ID, Issue
from aci_core.domain.errors import AciError
from aci_core.domain.schema import MEASURES, Role
from aci_core.domain.schema.aliases import clean, value_key
from aci_core.ingest.cells import parse_number
from aci_core.ingest.columns.headers.header_meaning import meaning
from aci_core.ingest.columns.headers.header_parts import parse_visit
from aci_core.ingest.files.sheet import DETECT, Lines, Reading, Sheet, as_sheet, lines_of
from aci_core.ingest.layout.header_position import Layout, find_header

# Only files of the size that a clinic writes by hand are joined.
_MAX_BYTES = 8 << 20
_VALUES = frozenset({"AVAL", "QSSTRESN", "VSSTRESN"})  # of CDISC, a row a parameter
_MOST_SHEETS = 8
_MOST_ROWS = 8  # that are named
_SHARE = 0.5
_FEWEST = 2
# What a patient keeps from sheet to sheet, and the share of patients in whom it may differ.
_LASTING = {ARM: 0.0, "sex": 0.1, "age": 0.1}


@dataclass(frozen=True)
class _Table:
    """A sheet of patients: its header, its rows, and the column of identifiers."""

    sheet: Sheet
    layout: Layout
    headers: list[str]
    lines: Lines
    place: int

    @property
    def first(self) -> int:
        """Row of the first patient."""
        return self.layout.head.rows + 1

    def who(self, line: Sequence[str]) -> str:
        """The patient of a row; empty if there is none."""
        return _key(line, self.place)

    def rows_of(self, who: Iterable[str], numbers: Mapping[str, int]) -> list[int]:
        """Rows of some patients in the sheet."""
        return sorted(self.first + numbers[each] for each in who)

    def numbers(self) -> dict[str, int] | None:
        """Patient to place of the row; None if a patient occurs twice."""
        numbers: dict[str, int] = {}
        for at, line in enumerate(self.lines):
            if who := self.who(line):
                if who in numbers:
                    return None
                numbers[who] = at
        return numbers


def join_sheets(
    sheet: Sheet, sheets: Sequence[Sheet], reading: Reading
) -> tuple[Sheet, tuple[Issue, ...]] | None:
    """Join the patients of a sheet with their columns on other sheets.

    Parameters
    ----------
    sheet : Sheet
        The sheet with the column of arms.
    sheets : sequence of Sheet
        All of the file.
    reading : Reading
        The user's choices for the header.

    Returns
    -------
    (Sheet, tuple of Issue) or None
        None if no other sheet has further columns of the same patients, each once.
    """
    others = sorted((s for s in sheets if s.name != sheet.name), key=lambda s: s.place)
    texts = sum(len(s.text) for s in sheets)
    if not others or len(sheets) > _MOST_SHEETS or texts > _MAX_BYTES:
        return None
    main = _table(sheet, reading)
    patients = main.numbers() if main else None
    if main is None or not patients:
        return None
    names = {meaning(header).name for header in main.headers}
    head = [*main.headers]
    added: list[list[str]] = [[] for _ in main.lines]
    issues = []
    for other in others:
        table = _table(other, DETECT)
        rows = table.numbers() if table else None
        if table is None or not rows:
            continue
        both = patients.keys() & rows.keys()
        new = [
            i
            for i, header in enumerate(table.headers)
            if header and meaning(header).name not in {*names, ID, ARM}
        ]
        few = len(both) < max(_FEWEST, _SHARE * len(patients))
        if few or not _holds_values(table, new) or _are_others(main, table, patients, rows):
            continue
        names |= {meaning(table.headers[i]).name for i in new}
        head += [table.headers[i] for i in new]
        for line, more in zip(main.lines, added, strict=True):
            at = rows.get(main.who(line)) if main.who(line) else None
            theirs = [] if at is None else table.lines[at]
            more += [theirs[i] if i < len(theirs) else "" for i in new]
        counts = (
            ("sheet", clean(other.name)[:60]),
            ("columns", len(new)),
            ("n", len(both)),
            ("own", clean(sheet.name)[:60]),
        )
        without = main.rows_of(patients.keys() - both, patients)
        alone = table.rows_of(rows.keys() - both, rows)
        if without or alone:
            rest = (("without", _listed(without)), ("alone", _listed(alone)))
            issues.append(Issue("sheet_joined_in_part", "warning", facts=(*counts, *rest)))
        else:
            issues.append(Issue("sheet_joined", "info", facts=counts))
    if not issues:
        return None
    width = len(main.headers)
    blank = [""] * len(head)
    lines: Lines = [head, *([blank] * (main.first - 2))]
    for line, more in zip(main.lines, added, strict=True):
        own = [*line[:width], *[""] * (width - len(line))]
        lines.append([*own, *more] if any(own) else blank)
    return as_sheet(sheet, sheet.name, lines), (*main.layout.issues(), *issues)


def joined_sheets(issues: Iterable[Issue]) -> set[str]:
    """Names of the sheets that issues speak of."""
    return {str(value) for issue in issues for key, value in issue.facts if key == "sheet"}


def unread_sheets(sheet: Sheet, sheets: Sequence[Sheet]) -> list[str]:
    """Names of other sheets that hold scores of patients."""
    others = sorted((s for s in sheets if s.name != sheet.name), key=lambda s: s.place)
    tables = (_table(other, DETECT) for other in others[:_MOST_SHEETS])
    return [t.sheet.name for t in tables if t and _scored(t)]


def _scored(table: _Table) -> bool:
    """Whether the sheet has scores of two patients."""
    places = [i for i, h in enumerate(table.headers) if _names_score(h)]
    scored = sum(
        bool(table.who(line)) and any(i < len(line) and line[i][:1].isdecimal() for i in places)
        for line in table.lines
    )
    return scored >= _FEWEST


def _names_score(header: str) -> bool:
    """Whether a column holds scores: with a visit, with visits in the rows, or of a standard."""
    found = meaning(header)
    return found.role is Role.MEASURE or bool(found.unclear) or header.strip() in _VALUES


def _listed(rows: Sequence[int]) -> str:
    """The number of rows and which they are; of many the first."""
    shown = ", ".join(map(str, rows[:_MOST_ROWS]))
    more = ", …" if len(rows) > _MOST_ROWS else ""
    return f"{len(rows)} ({shown}{more})" if rows else "0"


def _holds_values(table: _Table, places: Sequence[int]) -> bool:
    """Whether any of the columns is recognised, a score without its visit, or holds numbers."""
    found = (meaning(table.headers[i]) for i in places)
    known = any(of.recognised in ("canonical", "alias") or of.unclear for of in found)
    return known or any(_are_numbers(table, i) for i in places)


def _are_numbers(table: _Table, place: int) -> bool:
    cells = [line[place] for line in table.lines if place < len(line) and line[place]]
    numbers = sum(not math.isnan(parse_number(cell)) for cell in cells)
    return numbers > max(_FEWEST, _SHARE * len(cells))


def _are_others(main: _Table, other: _Table, ours: dict[str, int], theirs: dict[str, int]) -> bool:
    """Whether identifiers are not the same patients on the two sheets.

    That is so if one is in different arms, or if age or sex differ in more than slips.
    """
    for name, slips in _LASTING.items():
        here, there = (
            next((i for i, h in enumerate(table.headers) if meaning(h).name == name), None)
            for table in (main, other)
        )
        if here is None or there is None:
            continue
        both = ours.keys() & theirs.keys()
        pairs = [
            (_key(main.lines[ours[who]], here), _key(other.lines[theirs[who]], there))
            for who in both
        ]
        if sum(bool(a and b and a != b) for a, b in pairs) > slips * len(both):
            return True
    return False


def _key(line: Sequence[str], place: int) -> str:
    return value_key(line[place]) if place < len(line) else ""


def _table(sheet: Sheet, reading: Reading) -> _Table | None:
    """Parse a sheet as a table of patients; None without identifiers."""
    if len(sheet.text) > _MAX_BYTES or any(m[2] > m[0] for m in sheet.merged if m[0] > 1):
        return None
    try:
        layout = find_header(sheet, reading)
        lines = lines_of(sheet)[layout.head.rows :]
    except AciError:
        return None
    cells = layout.head.cells[: layout.head.columns]
    visit = parse_visit(sheet.name)
    headers = [_with_visit(cell.strip(), visit) for cell in cells]
    place = next((i for i, h in enumerate(headers) if meaning(h).name == ID), None)
    return None if place is None else _Table(sheet, layout, headers, lines, place)


def _with_visit(header: str, visit: str | None) -> str:
    """Add the visit in the sheet's name to a score's header."""
    if visit is None or meaning(header).recognised != "covariate":
        return header
    of = meaning(f"{header} {visit}")
    timed = of.role is Role.MEASURE and of.stem in MEASURES and of.visit == visit
    return f"{header} {visit}" if timed else header
