"""The file as a table: each cell as written and as read, and what a person should look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from aci_core.checks.column_access import scores
from aci_core.checks.repair.confirmed_cells import confirmed_cells
from aci_core.checks.repair.fixes import Fix
from aci_core.domain.arrays import Floats
from aci_core.domain.censored import Side
from aci_core.domain.cohort import ARM, ID, NON_PATIENT_REASONS, Cohort, CorrectedCell
from aci_core.domain.schema import Column, Kind, Role
from aci_core.domain.schema.aliases import fold
from aci_core.ingest.apply_steps import apply_steps
from aci_core.ingest.cells import Cells, parse
from aci_core.ingest.layout.raw_table import RawTable

Cell = tuple[int, str]  # row and header in the file
Places = npt.NDArray[np.int64]
# What is told as yes and no, and counted as 1 and 0.
_COUNTED = frozenset({Role.EVENT, Role.EVENT_RESOLVED, Role.FOLLOWUP, Role.DIED, Role.LOST})
_SAMPLE = 2000
State = Literal["error", "warning", "info", "corrected", "confirmed"]


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of the file that the cohort has read.

    Parameters
    ----------
    place : int
        In the file's table.
    header : str
    read : tuple of Column
        What was made of it: one column; of a file with a row a visit, one for each; of a list of
        items, one for each.
    lists : bool
        Its cells list items.
    in_words : bool
        It tells in words what was counted: Y, 有, COMPLETED.
    """

    place: int
    header: str
    read: tuple[Column, ...]
    lists: bool = False
    in_words: bool = False

    @property
    def is_number(self) -> bool:
        """Whether its cells are numbers, and were read as such."""
        return not self.in_words and all(column.kind is Kind.NUMBER for column in self.read)


@dataclass(frozen=True, eq=False)
class FileTable:
    """The rows of the file that hold patients, under its own headers, without identifiers.

    Parameters
    ----------
    raw : RawTable
        With the corrections in use.
    cohort : Cohort
    places : ndarray of int64
        Of its rows in the file's table.
    rows : ndarray of int64
        Their numbers as a spreadsheet counts.
    columns : tuple of FileColumn
        The arms first, then in the order of the file.
    findings : dict of Cell to tuple of Fix
        What a person should look at in a cell, the worst first.
    corrected : dict of Cell to CorrectedCell
        Cells that the corrections in use have changed.
    states : dict of Cell to State
        What there is to say of a cell, the worst alone; most have none.
    """

    raw: RawTable = field(repr=False)
    cohort: Cohort = field(repr=False)
    places: Places
    rows: Places
    columns: tuple[FileColumn, ...]
    findings: Mapping[Cell, tuple[Fix, ...]]
    corrected: Mapping[Cell, CorrectedCell]
    states: Mapping[Cell, State]

    def column(self, header: str) -> FileColumn | None:
        """The column with that header, None if it is not in the table."""
        return next((c for c in self.columns if c.header == header), None)

    def texts(self, column: FileColumn, chosen: Places) -> list[str | None]:
        """Cells of a column as they stand after the corrections.

        Parameters
        ----------
        column : FileColumn
        chosen : ndarray of int64
            Places in `rows`.
        """
        texts: list[str | None] = (
            self.raw.text(column.place).take(pa.array(self.places[chosen])).to_pylist()
        )
        return texts

    def numbers(self, column: FileColumn, chosen: Places) -> Floats:
        """Cells of a column of numbers as they were read; NaN where there is none."""
        read = np.full(len(chosen), np.nan)
        for one, at, patients in self._read(column, chosen):
            read[at] = self.cohort.table[one.name].to_numpy(np.float64)[patients]
        return read

    def value(self, cell: Cell) -> float | str | None:
        """What was read of a cell: a number, a word, None where there is no value."""
        column = self.column(cell[1])
        if column is not None and column.lists:
            return self._items(column, self.place(cell[0]))
        for one, _, patients in () if column is None else self._read(column, self.place(cell[0])):
            value = self.cohort.table[one.name].iloc[int(patients[0])]
            return value if isinstance(value, str) else None if np.isnan(value) else float(value)
        return None

    def limit(self, cell: Cell) -> tuple[Side, float] | None:
        """Side and limit of a cell that tells a limit alone."""
        column = self.column(cell[1])
        for one, _, patients in () if column is None else self._read(column, self.place(cell[0])):
            censored = self.cohort.censored_in(one.name)
            return None if censored is None else censored.cell(int(patients[0]))
        return None

    def _items(self, column: FileColumn, place: Places) -> str | None:
        """The items that a patient has by the cell of a list; None where it names none."""
        read = [(one, patients) for one, _, patients in self._read(column, place)]
        had = (
            one.header
            for one, patients in read
            if self.cohort.table[one.name].iloc[int(patients[0])] in ("yes", 1)
        )
        return "; ".join(had) or None

    def _read(self, column: FileColumn, chosen: Places) -> Iterator[tuple[Column, Places, Places]]:
        """For each column that was made of one: places in `chosen`, and their patients' places."""
        rows = self.rows[chosen]
        for one in column.read:
            own = self._rows_of(one)
            order = None if (np.diff(own) > 0).all() else np.argsort(own, kind="stable")
            at = np.searchsorted(own, rows, sorter=order)
            inside = np.flatnonzero(at < len(own))
            patients = at[inside] if order is None else order[at[inside]]
            same = own[patients] == rows[inside]
            if same.any():
                yield one, inside[same], patients[same]

    def place(self, row: int) -> Places:
        """Place in `rows` of a row of the file, as an array of one."""
        return np.flatnonzero(self.rows == row)

    def visits(self, cell: Cell) -> list[tuple[Column, float | None]]:
        """The measure of a cell at each visit of its patient, in the order of time.

        Empty where it is no measure, or the row of nobody who is in the cohort.
        """
        column = self.column(cell[1])
        if column is None or column.read[0].role is not Role.MEASURE:
            return []
        patients = [np.flatnonzero(self._rows_of(one) == cell[0]) for one in column.read]
        at = next((int(found[0]) for found in patients if found.size), None)
        by_visit = scores(self.cohort).get(column.read[0].stem, {})
        if at is None:
            return []
        values = ((one, float(self.cohort.table[one.name].iloc[at])) for one in by_visit.values())
        return [(one, None if np.isnan(value) else value) for one, value in values]

    def _rows_of(self, column: Column) -> Places:
        """The file's row of each patient's cell."""
        cohort = self.cohort
        origin = cohort.origins.get(column.header)
        if origin is not None:
            return origin.rows.astype(np.int64)
        rows = np.arange(2, cohort.n + 2) if cohort.rows is None else cohort.rows
        return rows.astype(np.int64)

    def to_check(self) -> Places:
        """Places in `rows` of those with a cell that is, or was, to be looked at."""
        return np.flatnonzero(np.isin(self.rows, [row for row, _ in self.states]))

    def with_text(self, text: str, chosen: Places) -> Places:
        """Of the chosen places in `rows`, those of rows in which a cell has a text, or that number.

        Parameters
        ----------
        text : str
            Compared without case.
        chosen : ndarray of int64
        """
        wanted = text.strip()
        found = self.rows[chosen].astype(str) == wanted
        at = pa.array(self.places[chosen])
        for column in self.columns:
            cells = self.raw.text(column.place).take(at)
            hit = pc.match_substring(cells, wanted, ignore_case=True)
            found |= pc.fill_null(hit, fill_value=False).to_numpy().astype(bool)
        matching: Places = chosen[found]
        return matching


def file_table(raw: RawTable, cohort: Cohort, offered: Sequence[Fix]) -> FileTable:
    """The table of a file.

    Parameters
    ----------
    raw : RawTable
        As the file has it.
    cohort : Cohort
        As it was read, with its corrections.
    offered : sequence of Fix
        Its issues.
    """
    corrected = apply_steps(raw, cohort.steps)
    none = [row for row, reason in cohort.left_out if reason in NON_PATIENT_REASONS]
    numbers = corrected.row_numbers()
    places = np.flatnonzero(~np.isin(numbers, none))
    columns = tuple(_columns(raw, cohort))
    shown = {column.header for column in columns}
    findings: dict[Cell, list[Fix]] = {}
    for fix in offered:
        if fix.cell is not None and fix.cell[1] in shown:
            findings.setdefault(fix.cell, []).append(fix)
    changed = {
        (cell.row, one.header): cell
        for one in cohort.corrections
        if one.header in shown
        for cell in one.cells
    }
    own = {fold(header): header for header in shown}
    confirmed = (
        (row, own[header]) for row, header in confirmed_cells(cohort.steps) if header in own
    )
    states: dict[Cell, State] = dict.fromkeys(confirmed, "confirmed")
    states |= dict.fromkeys(changed, "corrected")
    states |= {cell: found[0].severity for cell, found in findings.items()}
    found = {cell: tuple(fixes) for cell, fixes in findings.items()}
    return FileTable(corrected, cohort, places, numbers[places], columns, found, changed, states)


def _columns(raw: RawTable, cohort: Cohort) -> Iterator[FileColumn]:
    """The columns of the file that were read, arms first; those that name a patient never."""
    read: dict[str, list[Column]] = {}
    for column in cohort.columns:
        origin = cohort.origins.get(column.header)
        read.setdefault(origin.header if origin else column.header, []).append(column)
    identifying = {column.header for column in cohort.columns if column.name == ID}
    lists = {}
    for issue in cohort.issues:
        facts = {name: str(fact) for name, fact in issue.facts}
        if issue.code == "items_listed" and issue.column:
            made = (c for header in facts["made"].split("\n") for c in read.get(header, ()))
            lists[issue.column] = [*made]
        elif issue.code == "ticks_joined":
            read |= {header: read.get(issue.column or "", []) for header in facts["of"].split("\n")}
    read |= {header: made for header, made in lists.items() if made}
    known = [
        FileColumn(
            place,
            header,
            tuple(read[header]),
            lists=header in lists,
            in_words=_tells_in_words(raw, place, read[header]),
        )
        for place, header in enumerate(raw.headers)
        if read.get(header) and header not in identifying and header not in cohort.repeated_headers
    ]
    yield from sorted(known, key=lambda one: one.read[0].name != ARM)


def _tells_in_words(raw: RawTable, place: int, read: Sequence[Column]) -> bool:
    """Whether a column of yes and no, counted as 1 and 0, is written in words or dates."""
    if not all(column.role in _COUNTED for column in read):
        return False
    cells = Cells.from_column(raw.text(place).slice(0, _SAMPLE))
    values = parse(cells).values
    counts = cells.counts
    return 2 * int(counts[np.isfinite(values)].sum()) < int(counts.sum())
