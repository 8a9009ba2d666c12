"""Sheets as delimited text, and the options for reading them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from itertools import islice
from typing import Annotated

from msgspec import Meta

from aci_core.domain.codec import decode, encode
from aci_core.domain.errors import AciError
from aci_core.ingest.files import limits

# Arrangements of the patients: one below another, a sheet for each arm, arms side by side,
# transposed, or further columns on other sheets.
AS_IS, SHEETS, BESIDE, ON_ITS_SIDE, JOINED = ARRANGEMENTS = (
    "as_is", "sheets", "beside", "on_its_side", "joined",
)  # fmt: skip
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Delimiter = Annotated[str, Meta(pattern=r"^[,;\t|]\Z")]
Arrangement = Annotated[str, Meta(pattern=rf"^(?:{'|'.join(ARRANGEMENTS)})\Z")]


@dataclass(frozen=True)
class Sheet:
    """One sheet as delimited UTF-8 text.

    Parameters
    ----------
    text : bytes
        UTF-8.
    start : int
        Start of the text, after a byte order mark.
    name : str
        Its name in the workbook; empty for a file without sheets.
    kind : str
        Of the file: ``csv``, ``xlsx``, ``xls``, ``sav``, ``dta``, ``sas7bdat``, ``xpt`` or
        ``parquet``.
    encoding : str
        Of the file's text, ``utf-8`` if the format determines it.
    undeclared : bool
        The format declares encodings, and this one is not as the file does.
    hidden : tuple of int
        Rows of the spreadsheet that a workbook hides; the first is 1.
    n_controls : int
        Control characters that were dropped.
    delimiter : str or None
        None if it is still to be detected.
    labels : tuple of str
        Labels of the columns from a statistics package; else empty.
    merged : tuple of (int, int, int, int)
        First row, first column, last row, last column of merged cells; the first is 0.
    place : int
        Index among the sheets of the file.
    """

    text: bytes
    start: int = 0
    name: str = ""
    kind: str = "csv"
    encoding: str = "utf-8"
    delimiter: str | None = None
    labels: tuple[str, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    place: int = 0
    undeclared: bool = False
    hidden: tuple[int, ...] = ()
    n_controls: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is read; None is detected.

    Parameters
    ----------
    sheet : str or None
        Name of the sheet.
    encoding : str or None
    delimiter : str or None
        ``,``, ``;``, ``|`` or a tab.
    header_row : int or None
        Row of the header in the spreadsheet, the first if there are two.
    header_rows : int or None
        1 or 2.
    arrangement : str or None
        One of `ARRANGEMENTS`; None if nothing was rearranged. Of a rearranged file, only the
        user's choices for sheet and header are recorded.

    Examples
    --------
    >>> Reading.from_json({"sheet": "基线", "header_row": 3}).to_json()
    {'sheet': '基线', 'header_row': 3}
    """

    sheet: Name | None = None
    encoding: Name | None = None
    delimiter: Delimiter | None = None
    header_row: Annotated[int, Meta(ge=1, le=limits.MAX_ROWS)] | None = None
    header_rows: Annotated[int, Meta(ge=1, le=2)] | None = None
    arrangement: Arrangement | None = None

    @classmethod
    def from_json(cls, document: object) -> Reading:
        """A reading from a parsed JSON object.

        Raises
        ------
        AciError
            ``reading_type``.
        """
        return decode(cls, document, "reading")

    def to_json(self) -> dict[str, object]:
        """The options that are not None, as a JSON object."""
        return {key: value for key, value in encode(self).items() if value is not None}


DETECT = Reading()  # every option is detected
Lines = list[list[str]]


def lines_of(sheet: Sheet, most: int = limits.MAX_ROWS + 1) -> Lines:
    """Parse a sheet to rows of cells, including blank rows."""
    text = sheet.text[sheet.start :].decode("utf-8", "replace")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=sheet.delimiter or ",")
    try:
        return [[cell.strip() for cell in row] for row in islice(rows, most)]
    except csv.Error:
        raise AciError("cell_too_long", limit=limits.MAX_CELL) from None


def as_sheet(sheet: Sheet, name: str, lines: Lines) -> Sheet:
    """Format rows of cells as a sheet."""
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(lines)
    text = stream.getvalue().encode()
    return replace(
        sheet, text=text, start=0, name=name, delimiter=",", labels=(), merged=(), hidden=()
    )
