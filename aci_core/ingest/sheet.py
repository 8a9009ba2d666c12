"""What a file holds before anything is understood: its sheets, and how it is to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from aci_core.errors import AciError

_MAX_NAME = 200
_MAX_ROW = 2_000_000
# How the patients stand: one under another, an arm a sheet, arms side by side, a patient a column,
# or further columns of theirs on other sheets.
AS_IS, SHEETS, BESIDE, ON_ITS_SIDE, JOINED = ARRANGEMENTS = (
    "as_is", "sheets", "beside", "on_its_side", "joined",
)  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """One sheet as delimited UTF-8 text.

    Parameters
    ----------
    text : bytes
        UTF-8.
    start : int
        Where the text starts in it, after a byte order mark.
    name : str
        As the workbook names it; empty for a file that has no sheets.
    kind : str
        Of the file: ``csv``, ``xlsx``, ``xls``, ``sav``, ``dta``, ``sas7bdat``, ``xpt`` or
        ``parquet``.
    encoding : str
        Of the file's text, ``utf-8`` where the format settles it.
    delimiter : str or None
        None where it is still to be found.
    labels : tuple of str
        What a statistics package tells of each column beside its name; else empty.
    merged : tuple of (int, int, int, int)
        First row, first column, last row, last column of merged cells; the first is 0.
    place : int
        Among the sheets of the file.
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


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is read; what is None is found by itself.

    Parameters
    ----------
    sheet : str or None
        Name of the sheet.
    encoding : str or None
    delimiter : str or None
        ``,``, ``;``, ``|`` or a tab.
    header_row : int or None
        Row of the header as a spreadsheet counts, its first where there are two.
    header_rows : int or None
        1 or 2.
    arrangement : str or None
        One of `ARRANGEMENTS`. Of a file that was put together only what a user said of
        sheet and header is kept, and a file that stands right names none.

    Examples
    --------
    >>> Reading.from_json({"sheet": "基线", "header_row": 3}).to_json()
    {'sheet': '基线', 'header_row': 3}
    """

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    header_rows: int | None = None
    arrangement: str | None = None

    @classmethod
    def from_json(cls, document: object) -> Reading:
        """A reading from a parsed JSON object.

        Raises
        ------
        AciError
            ``reading_type``.
        """
        if not isinstance(document, Mapping):
            raise AciError("reading_type", key="reading")
        for key, value in document.items():
            if not _fits(key, value):
                raise AciError("reading_type", key=str(key)[:60])
        return cls(**document)

    def to_json(self) -> dict[str, object]:
        """The choices that were made."""
        made = {field.name: getattr(self, field.name) for field in fields(self)}
        return {key: value for key, value in made.items() if value is not None}


def _fits(key: object, value: object) -> bool:
    match key:
        case "sheet" | "encoding":
            return isinstance(value, str) and 0 < len(value) <= _MAX_NAME
        case "delimiter":
            return value in (",", ";", "\t", "|")
        case "header_row":
            return isinstance(value, int) and 1 <= value <= _MAX_ROW
        case "header_rows":
            return value in (1, 2)
        case "arrangement":
            return value in ARRANGEMENTS
    return False
