"""Delimited text: the header and the records below it."""

from __future__ import annotations

import contextlib
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
from pyarrow import csv as pa_csv

from aci_core.domain.errors import AciError
from aci_core.ingest.files import limits

DELIMITERS = (",", ";", "\t", "|")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)?")
# Excel's declaration of the delimiter, in a line before the header.
_SEP = re.compile(rb'^"?sep=([,;|\t])"?[,;|\s]*$', re.IGNORECASE)
NON_BLANK = re.compile(rb"[^\s]")
_MAX_HEAD = limits.MAX_ROW_BYTES
_MAX_RAGGED = 100_000
_LARGE = 4 << 20  # from here on a second thread is faster


@dataclass(frozen=True, slots=True)
class Head:
    """The header: its cells, delimiter, length in bytes, and last row in the spreadsheet."""

    cells: tuple[str, ...]
    delimiter: str
    length: int
    rows: int

    @property
    def columns(self) -> int:
        """Number of columns up to the last with a header: spreadsheets leave empty ones behind."""
        return max((i + 1 for i, cell in enumerate(self.cells) if cell.strip()), default=0)

    def checked(self) -> Head:
        """The header itself, if it is within the limits.

        Raises
        ------
        AciError
            ``too_many_columns``, ``cell_too_long`` or ``one_column``.
        """
        n = self.columns
        if n > limits.MAX_COLUMNS:
            raise AciError("too_many_columns", n=n, limit=limits.MAX_COLUMNS)
        if any(len(cell) > limits.MAX_CELL for cell in self.cells):
            raise AciError("cell_too_long", limit=limits.MAX_CELL)
        if n < 2:
            raise AciError("one_column")
        return self


@dataclass(frozen=True, slots=True)
class Row:
    """A record that is not blank: its cells, row number, and end in bytes."""

    cells: tuple[str, ...]
    number: int
    end: int

    @property
    def filled(self) -> list[str]:
        """Cells that are not empty, stripped."""
        return [text for cell in self.cells if (text := cell.strip())]


def first_line(text: bytes, start: int) -> tuple[str | None, str]:
    """The delimiter declared before the header, and the first line that is not blank.

    Raises
    ------
    AciError
        ``empty_file``.
    """
    delimiter = None
    for line in _lines(text, start):
        if delimiter is None and (match := _SEP.match(line)):
            delimiter = match[1].decode()
        elif line.strip(b" \t\r\n,;|"):
            return delimiter, line.decode("utf-8", "replace")
    raise AciError("empty_file")


def iterate_rows(text: bytes, start: int, delimiter: str) -> Iterator[Row]:
    """Yield the records that are not blank.

    Raises
    ------
    AciError
        ``cell_too_long``.
    """
    read = 0
    begun = False

    def counted() -> Iterator[str]:
        nonlocal read, begun
        for part in _lines(text, start):
            read += len(part)
            # The line that declares the delimiter counts as a blank row.
            named = not begun and _SEP.match(part)
            begun = begun or bool(part.strip())
            yield "\n" if named else part.decode("utf-8", "replace")

    try:
        for number, cells in enumerate(csv.reader(counted(), delimiter=delimiter), 1):
            if any(cell.strip(" \t\r\n,;|") for cell in cells):
                yield Row(tuple(cells), number, read)
    except csv.Error as error:
        raise AciError("cell_too_long", limit=limits.MAX_CELL) from error


def _lines(text: bytes, start: int) -> Iterator[bytes]:
    """Yield lines with their ends, within the maximal length of a header."""
    end = min(len(text), start + _MAX_HEAD)
    while start < end:
        match = _LINE.match(text, start, end)
        if match is None or match.end() == start:
            return
        yield match[0]
        start = match.end()


def likeliest_delimiter(line: str) -> str:
    """The delimiter that occurs most often in a line, outside quotes."""
    bare = re.sub(r'"[^"]*"', "", line)
    return max(DELIMITERS, key=bare.count)


class RecordReader:
    """Reads the records, and collects those whose number of cells differs from the header's."""

    def __init__(self, head: Head) -> None:
        self.head = head
        self.ragged: list[tuple[int, str]] = []

    def parse(self, text: bytes, start: int) -> pa.Table:
        """Parse the records that fit, every cell as text."""
        if not NON_BLANK.search(text, start):
            raise AciError("no_rows")
        if len(text) - start > _LARGE:
            # Twice as fast if every row fits; the number of a ragged row would not be known.
            with contextlib.suppress(pa.ArrowInvalid):
                return self._read(text, start, threads=True)
        try:
            return self._read(text, start, threads=False)
        except pa.ArrowInvalid as error:
            # Its text quotes the cell: a new error, without a cause.
            if self.too_ragged:
                raise self.ragged_error() from None
            if "straddl" in str(error) or "block size" in str(error):
                raise AciError("cell_too_long", limit=limits.MAX_CELL) from None
            raise AciError("bad_quotes") from None

    def _read(self, text: bytes, start: int, *, threads: bool) -> pa.Table:
        names = [str(i) for i in range(len(self.head.cells))]
        return pa_csv.read_csv(
            pa.BufferReader(pa.py_buffer(text).slice(start)),
            read_options=pa_csv.ReadOptions(
                column_names=names, use_threads=threads, block_size=limits.MAX_ROW_BYTES
            ),
            parse_options=pa_csv.ParseOptions(
                delimiter=self.head.delimiter,
                newlines_in_values=text.find(b'"', start) >= 0,
                ignore_empty_lines=False,
                invalid_row_handler=None if threads else self._keep,
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )

    @property
    def too_ragged(self) -> bool:
        """Whether there are too many ragged rows to go on."""
        return len(self.ragged) > _MAX_RAGGED

    def ragged_error(self, n: int | None = None) -> AciError:
        """The error that counts the ragged rows and names the first."""
        return AciError(
            "ragged_rows",
            n=n or len(self.ragged),
            row=self.ragged[0][0] + self.head.rows,
            columns=self.head.columns,
        )

    def _keep(self, row: pa_csv.InvalidRow) -> str:
        self.ragged.append((row.number, row.text))
        return "error" if self.too_ragged else "skip"

    def first_cell(self, text: str) -> str:
        """The first filled cell of a ragged row; empty if it cannot be parsed."""
        return next((cell for cell in self._cells(text) or () if cell.strip()), "")

    def repair(self, text: str) -> list[str] | None:
        """The cells of a ragged row; None if it has more than the header."""
        cells = self._cells(text)
        width = len(self.head.cells)
        if cells is None or any(cell.strip() for cell in cells[width:]):
            return None
        if any(len(cell) > limits.MAX_CELL for cell in cells):
            raise AciError("cell_too_long", limit=limits.MAX_CELL)
        return cells

    def _cells(self, text: str) -> list[str] | None:
        try:
            return next(csv.reader([text], delimiter=self.head.delimiter), [])
        except csv.Error:
            return None
