"""The header and the records under it, as the delimiter parts them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
from pyarrow import csv as pa_csv

from aci_core.errors import AciError
from aci_core.ingest import limits

_DELIMITERS = (",", ";", "\t")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)?")
# What Excel reads as the delimiter, in a line before the header.
_SEP = re.compile(rb'^"?sep=([,;\t])"?[,;\s]*$', re.IGNORECASE)
SOMETHING = re.compile(rb"[^\s]")
_HEAD = limits.MAX_ROW_BYTES
_MOST_RAGGED = 100_000


@dataclass(frozen=True, slots=True)
class Head:
    """The header: its cells, the delimiter, its bytes, and the spreadsheet's row it ends in."""

    cells: tuple[str, ...]
    delimiter: str
    length: int
    rows: int

    @property
    def columns(self) -> int:
        """Columns up to the last that has a header: a spreadsheet leaves empty ones behind."""
        return max((i + 1 for i, cell in enumerate(self.cells) if cell.strip()), default=0)


def header(text: bytes, start: int, wanted: str | None = None) -> Head:
    """The first record that is not blank: its cells, its bytes and its row."""
    rows = 0
    length = 0
    told = wanted
    for line in _lines(text, start):
        rows += 1
        length += len(line)
        if told is None and (match := _SEP.match(line)):
            told = match[1].decode()
        elif line.strip(b" \t\r\n,;"):
            break
    else:
        raise AciError("empty_file")
    delimiter = told or _delimiter(line.decode("utf-8", "replace"))
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
    return _checked_head(Head(tuple(cells), delimiter, count[0], rows))


def _checked_head(head: Head) -> Head:
    n = head.columns
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


class Records:
    """Reads the records, and keeps those whose cells do not fit the header."""

    def __init__(self, head: Head) -> None:
        self.head = head
        self.ragged: list[tuple[int, str]] = []

    def parse(self, text: bytes, start: int) -> pa.Table:
        """The records that fit, every cell as text."""
        if not SOMETHING.search(text, start):
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
            # Its text would quote the cell: a new error, without a cause.
            if self.too_ragged:
                raise self.ragged_rows() from None
            if "straddl" in str(error) or "block size" in str(error):
                raise AciError("cell_too_long", limit=limits.MAX_CELL) from None
            raise AciError("bad_quotes") from None

    @property
    def too_ragged(self) -> bool:
        """Whether reading on is of no use."""
        return len(self.ragged) > _MOST_RAGGED

    def ragged_rows(self, n: int | None = None) -> AciError:
        """The error that counts the broken rows and names the first."""
        return AciError(
            "ragged_rows",
            n=n or len(self.ragged),
            row=self.ragged[0][0] + self.head.rows,
            columns=self.head.columns,
        )

    def _keep(self, row: pa_csv.InvalidRow) -> str:
        self.ragged.append((row.number, row.text))
        return "error" if self.too_ragged else "skip"

    def repaired(self, text: str) -> list[str] | None:
        """The cells of a broken row; None where it has more of them than the header."""
        try:
            cells = next(csv.reader([text], delimiter=self.head.delimiter), [])
        except csv.Error:
            return None
        width = len(self.head.cells)
        if any(cell.strip() for cell in cells[width:]):
            return None
        if any(len(cell) > limits.MAX_CELL for cell in cells):
            raise AciError("cell_too_long", limit=limits.MAX_CELL)
        return cells
