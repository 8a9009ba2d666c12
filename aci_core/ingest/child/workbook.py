"""Excel workbooks, old and new."""

from __future__ import annotations

import io
from collections.abc import Iterator

import python_calamine as calamine

from aci_core.ingest.child import archive
from aci_core.ingest.child.answer import Found, Refused, csv_of
from aci_core.ingest.child.texts import text_of

_VISIBLE = calamine.SheetVisibleEnum.Visible
_WORKSHEET = calamine.SheetTypeEnum.WorkSheet


def read(data: bytes, kind: str) -> list[Found]:
    """The sheets that hold anything."""
    scanned = archive.scan(data) if kind == "xlsx" else archive.Scanned()
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError as error:
        raise Refused("file_locked") from error
    found = []
    for told in book.sheets_metadata:
        if told.typ != _WORKSHEET:
            continue
        sheet = book.get_sheet_by_name(told.name)
        if sheet.start is None:
            continue
        text = csv_of(_rows(sheet, scanned.errors.get(told.name, {})))
        merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or []]
        found.append(Found(text, told.name, told.visible != _VISIBLE, merged=merged))
    return found


def _rows(sheet: calamine.CalamineSheet, errors: archive.Errors) -> Iterator[list[str]]:
    """Every row from the first of the sheet on, every column from its first on."""
    before = [""] * (sheet.start[1] if sheet.start else 0)
    faulty = {row for row, _ in errors}
    for number, values in enumerate(sheet.iter_rows()):
        cells = [*before, *map(text_of, values)]
        if number in faulty:
            for (row, column), text in errors.items():
                if row == number and column < len(cells) and not cells[column]:
                    cells[column] = text
        yield cells
