"""A sheet as rows of cells, and rows of cells as a sheet."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from itertools import islice

from aci_core.domain.errors import AciError
from aci_core.ingest import limits
from aci_core.ingest.files.sheet import Sheet

Lines = list[list[str]]


def lines_of(sheet: Sheet, most: int = limits.MAX_ROWS + 1) -> Lines:
    """The cells of a sheet, row by row, blank ones too."""
    text = sheet.text[sheet.start :].decode("utf-8", "replace")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=sheet.delimiter or ",")
    try:
        return [[cell.strip() for cell in row] for row in islice(rows, most)]
    except csv.Error:
        raise AciError("cell_too_long", limit=limits.MAX_CELL) from None


def as_sheet(sheet: Sheet, name: str, lines: Lines) -> Sheet:
    """The rows as the text of a sheet."""
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(lines)
    text = stream.getvalue().encode()
    return replace(sheet, text=text, start=0, name=name, delimiter=",", labels=(), merged=())
