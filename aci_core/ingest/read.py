"""Bytes to a table of text: nothing is understood yet, and nothing is changed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as pa_csv

from aci_core.cohort import Issue, Severity
from aci_core.errors import AciError
from aci_core.ingest import limits
from aci_core.ingest.encoding import as_utf8
from aci_core.schema.aliases import clean

_DELIMITERS = (",", ";", "\t")
_SOMETHING = re.compile(rb"[^\s]")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)?")
_HEAD = limits.MAX_ROW_BYTES
_FORMULA = ("=", "+", "-", "@")
_MAX_ISSUES = 100
# More broken rows than this are no slips of a hand: quotes or delimiter are wrong.
_MAX_RAGGED = 0.1


@dataclass(frozen=True)
class RawTable:
    """A file's cells as text.

    Parameters
    ----------
    frame : DataFrame
        A column a header, pyarrow strings, empty cells missing. Columns are named by
        place (0, 1, ...), because headers may repeat.
    headers : tuple of str
        As the file writes them; an empty one is ``column <place>``.
    first_row : int
        Row of the first record as a spreadsheet counts: 2 under a header in row 1.
    encoding : str
    delimiter : str
    name : str
        The file's name without folder and ending.
    rows : ndarray of int64 or None
        Row of each record where rows were left out; None where they follow each other.
    issues : tuple of Issue
    left_out : tuple of (int, str)
        Rows left out and the code of the reason.
    """

    frame: pd.DataFrame
    headers: tuple[str, ...]
    first_row: int
    encoding: str
    delimiter: str
    name: str
    rows: npt.NDArray[np.int64] | None = None
    issues: tuple[Issue, ...] = ()
    left_out: tuple[tuple[int, str], ...] = ()

    def row_numbers(self) -> npt.NDArray[np.int64]:
        """The spreadsheet's row of each record."""
        if self.rows is not None:
            return self.rows
        return np.arange(self.first_row, self.first_row + len(self.frame), dtype=np.int64)


def read(data: bytes, name: str) -> RawTable:
    """The cells of a CSV file.

    Parameters
    ----------
    data : bytes
    name : str
        The file's name; only its last part is kept.

    Returns
    -------
    RawTable

    Raises
    ------
    AciError
        ``file_too_large``, ``empty_file``, ``not_csv``, ``encoding_unknown``,
        ``one_column``, ``too_many_columns``, ``too_many_rows``, ``cell_too_long``,
        ``no_rows``, ``ragged_rows`` or ``bad_quotes``.
    """
    if len(data) > limits.MAX_BYTES:
        raise AciError("file_too_large", limit_mb=limits.MAX_BYTES >> 20, mb=len(data) >> 20)
    if not _SOMETHING.search(data):
        raise AciError("empty_file")
    # A line end a row: quoted ones only make it more, so without quotes it is exact.
    if b'"' not in data and data.count(b"\n") > limits.MAX_ROWS + 1:
        raise AciError("too_many_rows", limit=limits.MAX_ROWS)
    text, start, encoding = as_utf8(data)
    head = _header(text, start)
    body = _Body(head)
    table = body.parse(text, start + head.length)
    raw = RawTable(
        pd.DataFrame(),
        _headers(head.cells),
        head.rows + 1,
        encoding,
        head.delimiter,
        _file_name(name),
        issues=_header_issues(head.cells),
    )
    return _finish(raw, table, body)


@dataclass(frozen=True, slots=True)
class _Head:
    cells: tuple[str, ...]
    delimiter: str
    length: int
    rows: int


def _header(text: bytes, start: int) -> _Head:
    """The first record that is not blank: its cells, its bytes and its row."""
    rows = 0
    length = 0
    for line in _lines(text, start):
        rows += 1
        length += len(line)
        if line.strip(b" \t\r\n,;"):
            break
    else:
        raise AciError("empty_file")
    delimiter = _delimiter(line.decode("utf-8", "replace"))
    first = length - len(line)
    count = [first]

    def counted() -> Iterator[str]:
        for part in _lines(text, start + first):
            count[0] += len(part)
            yield part.decode("utf-8", "replace")

    try:
        cells = next(csv.reader(counted(), delimiter=delimiter))
    except csv.Error as error:
        raise AciError("cell_too_long", limit=limits.MAX_CELL) from error
    while cells and not cells[-1].strip():
        cells.pop()
    return _checked_head(_Head(tuple(cells), delimiter, count[0], rows))


def _checked_head(head: _Head) -> _Head:
    n = len(head.cells)
    if n > limits.MAX_COLUMNS:
        raise AciError("too_many_columns", n=n, limit=limits.MAX_COLUMNS)
    if any(len(cell) > limits.MAX_CELL for cell in head.cells):
        raise AciError("cell_too_long", limit=limits.MAX_CELL)
    if n < 2:
        raise AciError("one_column")
    return head


def _lines(text: bytes, start: int) -> Iterator[bytes]:
    """Lines with their ends, as far as a header may reach."""
    end = min(len(text), start + _HEAD)
    while start < end:
        match = _LINE.match(text, start, end)
        if match is None or match.end() == start:
            return
        yield match[0]
        start = match.end()


def _delimiter(line: str) -> str:
    """The candidate that parts the header most often, quoted text apart."""
    bare = re.sub(r'"[^"]*"', "", line)
    return max(_DELIMITERS, key=bare.count)


class _Body:
    """Reads the records, and keeps those whose cells do not fit the header."""

    def __init__(self, head: _Head) -> None:
        self.head = head
        self.ragged: list[tuple[int, str]] = []

    def parse(self, text: bytes, start: int) -> pa.Table:
        if not _SOMETHING.search(text, start):
            raise AciError("no_rows")
        width = len(self.head.cells)
        names = [str(i) for i in range(width)]
        try:
            return pa_csv.read_csv(
                pa.BufferReader(pa.py_buffer(text).slice(start)),
                # One thread: only then does the reader know a broken row's number.
                read_options=pa_csv.ReadOptions(
                    column_names=names, use_threads=False, block_size=limits.MAX_ROW_BYTES
                ),
                parse_options=pa_csv.ParseOptions(
                    delimiter=self.head.delimiter,
                    newlines_in_values=text.find(b'"', start) >= 0,
                    ignore_empty_lines=False,
                    invalid_row_handler=self._keep,
                ),
                convert_options=pa_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()),
                    strings_can_be_null=True,
                    quoted_strings_can_be_null=True,
                    null_values=[""],
                ),
            )
        except pa.ArrowInvalid as error:
            straddles = "straddl" in str(error) or "block size" in str(error)
            # Its text would quote the cell: a new error, without a cause.
            code = AciError("cell_too_long", limit=limits.MAX_CELL)
            raise (code if straddles else AciError("bad_quotes")) from None

    def _keep(self, row: pa_csv.InvalidRow) -> str:
        self.ragged.append((row.number, row.text))
        return "skip"

    def repaired(self, text: str) -> list[str] | None:
        """The cells of a broken row; None where it has more of them than the header."""
        try:
            cells = next(csv.reader([text], delimiter=self.head.delimiter), [])
        except csv.Error:
            return None
        width = len(self.head.cells)
        if any(cell.strip() for cell in cells[width:]):
            return None
        return cells[:width] + [""] * (width - len(cells))


def _finish(raw: RawTable, table: pa.Table, body: _Body) -> RawTable:
    """Broken rows repaired or left out, blank rows dropped, limits checked."""
    total = table.num_rows + len(body.ragged)
    if total > limits.MAX_ROWS:
        raise AciError("too_many_rows", limit=limits.MAX_ROWS)
    for column in table.columns:
        if (pc.max(pc.binary_length(column)).as_py() or 0) > limits.MAX_CELL and (
            pc.max(pc.utf8_length(column)).as_py() > limits.MAX_CELL
        ):
            raise AciError("cell_too_long", limit=limits.MAX_CELL)
    rows: npt.NDArray[np.int64] | None = None
    if body.ragged:
        raw, table, rows = _mended(raw, table, body)
    keep = _not_blank(table)
    if keep is not None:
        if rows is None:
            rows = np.arange(raw.first_row, raw.first_row + table.num_rows, dtype=np.int64)
        rows = rows[keep]
        table = table.filter(pa.array(keep))
        # Blank lines at the end only: the rows still follow each other.
        if rows.size and rows[-1] - rows[0] + 1 == rows.size and rows[0] == raw.first_row:
            rows = None
    if not table.num_rows:
        raise AciError("no_rows")
    # A column with neither header nor cells is what a spreadsheet leaves behind.
    used = [
        i
        for i, cell in enumerate(body.head.cells)
        if cell.strip() or table.column(i).null_count < table.num_rows
    ]
    table, headers = table.select(used), tuple(raw.headers[i] for i in used)
    frame = pd.DataFrame(
        {i: pd.arrays.ArrowExtensionArray(column) for i, column in enumerate(table.columns)},
        copy=False,
    )
    return replace(raw, frame=frame, headers=headers, rows=rows)


def _mended(
    raw: RawTable, table: pa.Table, body: _Body
) -> tuple[RawTable, pa.Table, npt.NDArray[np.int64]]:
    total = table.num_rows + len(body.ragged)
    width = len(raw.headers)
    offset = raw.first_row - 1
    fixed: list[tuple[int, list[str]]] = []
    issues = list(raw.issues)
    left_out = []
    wrong = 0
    for number, text in body.ragged:
        cells = body.repaired(text)
        if cells is None:
            code = "long_row"
            left_out.append((number + offset, code))
        else:
            code = "short_row"
            fixed.append((number, cells))
        n = len(next(csv.reader([text], delimiter=raw.delimiter), [])) if cells else width + 1
        if cells is not None and n >= width:
            continue  # only empty cells too many
        wrong += 1
        if wrong <= _MAX_ISSUES:
            severity: Severity = "error" if code == "long_row" else "warning"
            issues.append(Issue(code, severity, number + offset, facts=(("n", width),)))
    if wrong > max(10, _MAX_RAGGED * total):
        raise AciError("ragged_rows", n=wrong, row=body.ragged[0][0] + offset, columns=width)
    if wrong > _MAX_ISSUES:
        issues.append(Issue("more_like_this", "warning", facts=(("count", wrong - _MAX_ISSUES),)))
    numbers = np.ones(total + 1, dtype=bool)
    numbers[0] = False
    numbers[[number for number, _ in body.ragged]] = False
    places = np.concatenate([np.flatnonzero(numbers), [number for number, _ in fixed]])
    columns = [[row[i].strip() or None for _, row in fixed] for i in range(width)]
    extra = pa.table([pa.array(c, pa.string()) for c in columns], names=table.column_names)
    order = np.argsort(places, kind="stable")
    table = pa.concat_tables([table, extra]).take(pa.array(order))
    rows = (places[order] + offset).astype(np.int64)
    return replace(raw, issues=tuple(issues), left_out=tuple(left_out)), table, rows


def _not_blank(table: pa.Table) -> npt.NDArray[np.bool_] | None:
    """Which rows hold anything; None if all do."""
    blank: npt.NDArray[np.bool_] | None = None
    for column in table.columns:
        if not column.null_count:
            return None
        missing = pc.is_null(column).to_numpy()
        blank = missing if blank is None else blank & missing
        if not blank.any():
            return None
    return None if blank is None else ~blank


def _headers(cells: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(cell.strip() or f"column {i + 1}" for i, cell in enumerate(cells))


def _header_issues(cells: tuple[str, ...]) -> tuple[Issue, ...]:
    headers = _headers(cells)
    issues = []
    for i, header in enumerate(headers):
        if header.startswith(_FORMULA):
            issues.append(Issue("formula_header", "warning", 1, header))
        if header in headers[:i]:
            issues.append(
                Issue("duplicate_header", "warning", 1, header, facts=(("place", i + 1),))
            )
    return tuple(issues)


def _file_name(name: str) -> str:
    last = PurePosixPath(name.replace("\\", "/")).name
    stem = last[: last.rfind(".")] if "." in last[1:] else last
    return clean(stem)[:80] or "cohort"
