"""Join columns of the same patients from several sheets: 基线 on one, 随访 on another."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from aci_core.domain.cohort import ARM, ID, Issue
from aci_core.domain.errors import AciError
from aci_core.domain.schema import MEASURES, Role
from aci_core.domain.schema.aliases import canonical_value, clean, compact, value_key
from aci_core.ingest.cells import parse_number
from aci_core.ingest.columns.headers.header_meaning import meaning
from aci_core.ingest.columns.headers.header_parts import parse_visit
from aci_core.ingest.files.sheet import DETECT, Lines, Reading, Sheet, as_sheet, lines_of
from aci_core.ingest.layout.header_position import Layout, find_header
from aci_core.ingest.layout.raw_table import JoinedSheet

# Only files of the size that a clinic writes by hand are joined.
_MAX_BYTES = 8 << 20
_VALUES = frozenset({"AVAL", "QSSTRESN", "VSSTRESN"})  # of CDISC, a row a parameter
_MOST_SHEETS = 8
_MOST_ROWS = 8  # that are named
_MOST_SHOWN = 20  # events
_SHARE = 0.5
_SERIOUS = "ae_serious"  # who had one of any kind
_FEWEST = 2
# What a patient keeps from sheet to sheet, and the share of patients in whom it may differ.
_LASTING = {ARM: 0.0, "sex": 0.1, "age": 0.1}


@dataclass(frozen=True, eq=False)
class EventSheet:
    """A sheet that lists events, with a row a patient: who does not stand there had none.

    Parameters
    ----------
    sheet : Sheet
        Its columns of events have canonical names, and the file's words as labels.
    rows : dict of str to list of int
        By key of the patient, the rows of the events in the file.
    left : tuple of str
        Headers of columns that were not taken.
    n_rare : int
        Different events that are too rare for a column of their own.
    """

    sheet: Sheet
    rows: Mapping[str, Sequence[int]]
    left: tuple[str, ...]
    n_rare: int = 0


@dataclass(frozen=True)
class Joined:
    """A sheet with the columns of others, what is to be said, and where they were taken from."""

    sheet: Sheet
    issues: tuple[Issue, ...]
    sources: tuple[JoinedSheet, ...] = ()


@dataclass(frozen=True)
class _Table:
    """A sheet of patients: its header, its rows, and the columns of identifiers."""

    sheet: Sheet
    layout: Layout
    headers: list[str]
    lines: Lines
    places: tuple[int, ...]

    @property
    def first(self) -> int:
        """Row of the first patient."""
        return self.layout.head.rows + 1

    def is_weak(self, place: int) -> bool:
        """Whether a column of identifiers may only number the rows: 序号."""
        return meaning(self.headers[place]).recognised == "weak"

    def rows_by_patient(self, place: int) -> dict[str, list[int]]:
        """Where the rows of each patient stand, by the identifier at a place."""
        rows: dict[str, list[int]] = defaultdict(list)
        for at, line in enumerate(self.lines):
            if who := _key(line, place):
                rows[who].append(at)
        return rows

    def row_by_patient(self, place: int) -> dict[str, int] | None:
        """Where the row of each patient stands; None if one occurs twice, or there is none."""
        rows = self.rows_by_patient(place)
        once = all(len(each) == 1 for each in rows.values())
        return {who: each[0] for who, each in rows.items()} if once and rows else None


@dataclass(frozen=True)
class _Match:
    """Two sheets of the same patients: where each stands on both, by which column of each."""

    ours: dict[str, int]
    theirs: dict[str, int]
    here: int
    there: int

    @property
    def both(self) -> set[str]:
        """Patients of both."""
        return self.ours.keys() & self.theirs.keys()


def join_sheets(
    sheet: Sheet,
    sheets: Sequence[Sheet],
    reading: Reading,
    listed: Mapping[str, EventSheet],
    originals: Sequence[Sheet],
) -> Joined | None:
    """Join the patients of a sheet with their columns on other sheets.

    Parameters
    ----------
    sheet : Sheet
        The sheet with the column of arms.
    sheets : sequence of Sheet
        Those with a row a patient.
    reading : Reading
        The user's choices for the header.
    listed : dict of str to EventSheet
        By name, the sheets that list events.
    originals : sequence of Sheet
        All of the file, as they stand in it.

    Returns
    -------
    Joined or None
        None if no other sheet has further columns of the same patients.
    """
    tables = (*sheets, *(events.sheet for events in listed.values()))
    others = sorted((s for s in tables if s.name != sheet.name), key=lambda s: s.place)
    texts = sum(len(s.text) for s in originals)
    if not others or len(originals) > _MOST_SHEETS or texts > _MAX_BYTES:
        return None
    main = _table(sheet, reading)
    if main is None:
        return None
    names = {meaning(header).name for header in main.headers}
    head, labels = [*main.headers], [""] * len(main.headers)
    added: list[list[str]] = [[] for _ in main.lines]
    issues: list[Issue] = []
    sources: list[JoinedSheet] = []
    for other in others:
        events = listed.get(other.name)
        table = _table(other, DETECT)
        match = _match(main, table, few_will_do=events is not None) if table else None
        if table is None or match is None:
            continue
        new = _new_columns(table, names)
        if events:
            new = _of_somebody(table, match, new)
        if not _holds_values(table, new):
            continue
        names |= {meaning(table.headers[i]).name for i in new}
        head += [table.headers[i] for i in new]
        words = table.sheet.labels or [""] * len(table.headers)
        labels += [words[i] for i in new]
        absent = ["0" if events and _is_event(header) else "" for header in table.headers]
        for line, more in zip(main.lines, added, strict=True):
            who = _key(line, match.here)
            at = match.theirs.get(who) if who else None
            theirs = table.lines[at] if at is not None else absent if who else []
            more += [theirs[i] if i < len(theirs) else "" for i in new]
        if events:
            issues += _events_told(main, table, match, events, new)
        else:
            issues.append(_columns_told(main, table, match, len(new)))
        original = next(s for s in originals if s.name == other.name)
        rows = events.rows if events else _rows_by_patient(original, table.headers[match.there])
        by_row = {main.first + match.ours[who]: (*rows.get(who, ()),) for who in match.both}
        sources.append(JoinedSheet(other.name, frozenset(table.headers[i] for i in new), by_row))
    if not issues:
        return None
    width = len(main.headers)
    blank = [""] * len(head)
    lines: Lines = [head, *([blank] * (main.first - 2))]
    for line, more in zip(main.lines, added, strict=True):
        own = [*line[:width], *[""] * (width - len(line))]
        lines.append([*own, *more] if any(own) else blank)
    made = as_sheet(sheet, sheet.name, lines)
    made = replace(made, labels=tuple(labels)) if any(labels) else made
    return Joined(made, (*main.layout.issues(), *issues), tuple(sources))


def _match(main: _Table, other: _Table, *, few_will_do: bool) -> _Match | None:
    """How the patients of two sheets are the same: by columns of one name if there are some.

    A column that may only number the rows counts where one of the sheets has no other.
    """
    pairs = [(here, there) for here in main.places for there in other.places]
    weak = {pair: main.is_weak(pair[0]) or other.is_weak(pair[1]) for pair in pairs}
    if not all(weak.values()):
        pairs = [pair for pair in pairs if not weak[pair]]
    pairs.sort(key=lambda p: compact(main.headers[p[0]]) != compact(other.headers[p[1]]))
    for here, there in pairs:
        ours, theirs = main.row_by_patient(here), other.row_by_patient(there)
        if not ours or not theirs:
            continue
        match = _Match(ours, theirs, here, there)
        of = len(theirs) if few_will_do else len(ours)
        enough = len(match.both) >= max(1 if few_will_do else _FEWEST, _SHARE * of)
        if enough and not _are_others(main, other, match):
            return match
    return None


def _new_columns(table: _Table, names: set[str]) -> list[int]:
    """Places of the columns that the sheet of the patients lacks."""
    known = {*names, ID, ARM}
    return [i for i, h in enumerate(table.headers) if h and meaning(h).name not in known]


def _of_somebody(table: _Table, match: _Match, places: Sequence[int]) -> list[int]:
    """Places of the columns that tell an event, or something of one, of a patient of both."""
    lines = [table.lines[match.theirs[who]] for who in match.both]
    return [i for i in places if any(i < len(line) and line[i] not in ("", "0") for line in lines)]


def _is_event(header: str) -> bool:
    return meaning(header).role is Role.EVENT


def _columns_told(main: _Table, table: _Table, match: _Match, n: int) -> Issue:
    """What is said of a sheet with a row a patient."""
    counts = (
        ("sheet", clean(table.sheet.name)[:60]),
        ("columns", n),
        ("n", len(match.both)),
        ("own", clean(main.sheet.name)[:60]),
    )
    without = _rows(main, match.ours, match.both)
    alone = _rows(table, match.theirs, match.both)
    if without or alone:
        rest = (("without", _listed(without)), ("alone", _listed(alone)))
        return Issue("sheet_joined_in_part", "warning", facts=(*counts, *rest))
    return Issue("sheet_joined", "info", facts=counts)


def _events_told(
    main: _Table, table: _Table, match: _Match, events: EventSheet, new: Sequence[int]
) -> list[Issue]:
    """What is said of a sheet that lists events."""
    name = ("sheet", clean(table.sheet.name)[:60])
    terms = [i for i in new if _is_event(table.headers[i]) and table.headers[i] != _SERIOUS]
    words = [table.sheet.labels[i] or table.headers[i].removeprefix("ae_") for i in terms]
    facts = (
        name,
        ("n", sum(len(events.rows[who]) for who in match.both)),
        ("patients", len(match.both)),
        ("events", ", ".join((*words[:_MOST_SHOWN], *["…"] * (len(words) > _MOST_SHOWN)))),
    )
    issues = [Issue("sheet_events", "info", facts=facts)]
    if events.n_rare:
        rare = (name, ("n", events.n_rare), ("kept", len(terms) - 1))
        issues.append(Issue("sheet_events_rare", "info", facts=rare))
    alone = sorted(
        row for who, rows in events.rows.items() if who not in match.both for row in rows
    )
    if alone:
        own = ("own", clean(main.sheet.name)[:60])
        issues.append(
            Issue("sheet_events_alone", "warning", facts=(name, ("rows", _listed(alone)), own))
        )
    if events.left:
        headers = ", ".join(clean(header)[:40] for header in events.left)
        issues.append(Issue("sheet_events_left", "info", facts=(name, ("columns", headers))))
    return issues


def _rows_by_patient(sheet: Sheet, header: str) -> dict[str, list[int]]:
    """Rows of each patient in a sheet as it stands in the file, by the column of that header."""
    table = _table(sheet, DETECT)
    if table is None:
        return {}
    place = next((i for i in table.places if table.headers[i] == header), table.places[0])
    rows = table.rows_by_patient(place)
    return {who: [table.first + at for at in each] for who, each in rows.items()}


def _rows(table: _Table, numbers: Mapping[str, int], known: set[str]) -> list[int]:
    """Rows in the sheet of patients who are not known."""
    return sorted(table.first + at for who, at in numbers.items() if who not in known)


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
        bool(_key(line, table.places[0]))
        and any(i < len(line) and line[i][:1].isdecimal() for i in places)
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
    """Whether any of the columns is recognised, a score without its visit, numbers or answers."""
    found = (meaning(table.headers[i]) for i in places)
    known = any(of.recognised in ("canonical", "alias") or of.unclear for of in found)
    return known or any(_are(table, i, _is_number) or _are(table, i, _is_answer) for i in places)


def _are(table: _Table, place: int, kind: Callable[[str], bool]) -> bool:
    """Whether most cells of a column are of a kind."""
    cells = [line[place] for line in table.lines if place < len(line) and line[place]]
    return sum(map(kind, cells)) > max(_FEWEST, _SHARE * len(cells))


def _is_number(cell: str) -> bool:
    return not math.isnan(parse_number(cell))


def _is_answer(cell: str) -> bool:
    return canonical_value("yes_no", cell) is not None


def _are_others(main: _Table, other: _Table, match: _Match) -> bool:
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
        both = match.both
        pairs = [
            (_key(main.lines[match.ours[who]], here), _key(other.lines[match.theirs[who]], there))
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
    places = tuple(i for i, h in enumerate(headers) if meaning(h).name == ID)
    return _Table(sheet, layout, headers, lines, places) if places else None


def _with_visit(header: str, visit: str | None) -> str:
    """Add the visit in the sheet's name to a score's header."""
    if visit is None or meaning(header).recognised != "covariate":
        return header
    of = meaning(f"{header} {visit}")
    timed = of.role is Role.MEASURE and of.stem in MEASURES and of.visit == visit
    return f"{header} {visit}" if timed else header
