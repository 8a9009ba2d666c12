"""Output of the child process: one line of JSON, then the sheets as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

# Limits for the text of a sheet: a small file does not become a large one.
MAX_TEXT = 600 << 20
_LEAST_TEXT = 64 << 20
_TEXT_A_BYTE = 20
_PIECE = 1 << 20


class FileRejected(Exception):  # noqa: N818 - not a programming error
    """A file that cannot be read: a code of the catalogue and its facts."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass
class SheetText:
    """One sheet as CSV.

    Parameters
    ----------
    text : bytes
        CSV in UTF-8.
    name : str
    hidden : bool
    labels : list of str
        Of the columns, from a statistics package.
    merged : list of (int, int, int, int)
        First row, first column, last row, last column; the first is 0.
    hidden_rows : list of int
        Rows that the workbook hides, by a filter or by hand; the first is 1.
    encoding : str or None
        Of a file of a statistics package, where it is not as the file declares.
    """

    text: bytes
    name: str = ""
    hidden: bool = False
    labels: list[str] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    encoding: str | None = None


def most_text(length: int) -> int:
    """Bytes of text that a file of this length may become.

    Examples
    --------
    >>> most_text(10) >> 20, most_text(8 << 20) >> 20, most_text(200 << 20) >> 20
    (64, 160, 600)
    """
    return min(MAX_TEXT, max(_LEAST_TEXT, _TEXT_A_BYTE * length))


def to_csv(rows: Iterable[Sequence[str]], most: int = MAX_TEXT) -> bytes:
    r"""Format rows as CSV.

    Raises
    ------
    MemoryError
        If it is longer than `most` bytes.

    Examples
    --------
    >>> to_csv([["a", "b"], ["1,5", ""]])
    b'a,b\n"1,5",\n'
    """
    parts: list[bytes] = []
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    total = 0
    for row in rows:
        writer.writerow(row)
        if buffer.tell() > _PIECE:
            total += _flush(buffer, parts)
            if total > most:
                raise MemoryError
    if total + _flush(buffer, parts) > most:
        raise MemoryError
    return b"".join(parts)


def _flush(buffer: io.StringIO, parts: list[bytes]) -> int:
    # A lone surrogate cannot be encoded.
    parts.append(buffer.getvalue().encode("utf-8", "replace"))
    buffer.seek(0)
    buffer.truncate()
    return len(parts[-1])


def write_sheets(stream: BinaryIO, sheets: list[SheetText]) -> None:
    """Write the sheets."""
    head = [
        {
            "name": sheet.name,
            "hidden": sheet.hidden,
            "labels": sheet.labels,
            "merged": sheet.merged,
            "hidden_rows": sheet.hidden_rows,
            "encoding": sheet.encoding,
            "length": len(sheet.text),
        }
        for sheet in sheets
    ]
    stream.write(json.dumps({"sheets": head}).encode() + b"\n")
    stream.writelines(sheet.text for sheet in sheets)
    stream.flush()


def write_error(stream: BinaryIO, code: str, facts: dict[str, str | int]) -> None:
    """Write the error of a file that cannot be read."""
    stream.write(json.dumps({"error": code, "facts": facts}).encode() + b"\n")
    stream.flush()
