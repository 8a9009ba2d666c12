"""Read Excel workbooks, xls and xlsx."""

from __future__ import annotations

import io
from collections.abc import Iterator

import python_calamine as calamine

from aci_core.domain.column_letters import column_letters
from aci_core.ingest.files.child import archive, legacy_rows
from aci_core.ingest.files.child.answer import FileRejected, SheetText, most_text, to_csv
from aci_core.ingest.files.child.cell_text import text_of

_VISIBLE = calamine.SheetVisibleEnum.Visible
_WORKSHEET = calamine.SheetTypeEnum.WorkSheet
_REMEMBERED = 100_000


def read(data: bytes, kind: str) -> list[SheetText]:
    """Read the sheets that are not empty."""
    # An xls workbook has at least four bytes for each cell.
    scanned = archive.scan(data) if kind == "xlsx" else archive.ArchiveScan(cells=len(data) // 4)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError as error:
        raise FileRejected("file_locked") from error
    old = legacy_rows.hidden_rows(data) if kind == "xls" else {}
    sheets = []
    left = most_text(len(data))
    for metadata in book.sheets_metadata:
        if metadata.typ != _WORKSHEET:
            continue
        sheet = book.get_sheet_by_name(metadata.name)
        if sheet.start is None or sheet.end is None:
            continue
        row, column = sheet.end
        if archive.is_sparse(row + 1, column + 1, scanned.cells):
            raise FileRejected("far_cell", cell=f"{column_letters(column)}{row + 1}")
        extras = scanned.sheets.get(metadata.name, archive.SheetExtras())
        text = to_csv(_rows(sheet, extras.errors), left)
        left -= len(text)
        merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or []]
        hidden = metadata.visible != _VISIBLE
        rows = sorted(extras.hidden_rows | old.get(metadata.name, set()))
        sheets.append(SheetText(text, metadata.name, hidden, merged=merged, hidden_rows=rows))
    return sheets


def _rows(sheet: calamine.CalamineSheet, errors: archive.Errors) -> Iterator[list[str]]:
    """Every row and column from the first cell of the sheet on."""
    before = [""] * (sheet.start[1] if sheet.start else 0)
    faulty: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in errors.items():
        faulty.setdefault(row, []).append((column, text))
    numbers: dict[float, str] = {}
    for place, values in enumerate(sheet.iter_rows()):
        # Most cells are text or a repeated number.
        cells = before + [
            v
            if v.__class__ is str
            else (v.__class__ is float and numbers.get(v)) or _text(v, numbers)
            for v in values
        ]
        for column, text in faulty.get(place, ()):
            if column < len(cells) and not cells[column]:
                cells[column] = text
        yield cells


def _text(value: object, numbers: dict[float, str]) -> str:
    text = text_of(value)
    if isinstance(value, float) and len(numbers) < _REMEMBERED:
        numbers[value] = text
    return text
