"""Sheets with a row a visit beside the sheet of the patients (基线, 随访): a row a patient each."""

from __future__ import annotations

from collections.abc import Sequence

from aci_core.domain.cohort import Issue
from aci_core.domain.errors import AciError
from aci_core.domain.schema.aliases import clean
from aci_core.ingest.columns.mapping import ColumnMapping
from aci_core.ingest.files.sheet import DETECT, Lines, Sheet, as_sheet
from aci_core.ingest.layout.raw_table import RawTable
from aci_core.ingest.layout.tabulate import tabulate
from aci_core.ingest.reshape.long.long_format import widen

_VARYING = ("long_varies", "long_conflict", "more_like_this")
_MAX_BYTES = 8 << 20  # of a workbook that a clinic writes by hand


def with_visits_in_columns(
    main: Sheet, sheets: Sequence[Sheet]
) -> tuple[tuple[Sheet, ...], dict[str, list[Issue]]]:
    """The sheets, those with a row a visit with a row a patient and a column a visit.

    Parameters
    ----------
    main : Sheet
        The sheet of the patients, which stays.
    sheets : sequence of Sheet
        All of the file.

    Returns
    -------
    tuple of Sheet
        Rows stand where the first visit of their patient stands. A sheet stays as it is where
        anything is not certain: an unknown visit, a patient twice at one, a row of nobody.
    dict of str to list of Issue
        By name: what was done to the others.
    """
    if sum(len(sheet.text) for sheet in sheets) > _MAX_BYTES:
        return tuple(sheets), {}
    made = {s.name: _with_row_a_patient(s) for s in sheets if s.name != main.name}
    issues = {name: both[1] for name, both in made.items() if both is not None}
    return tuple(both[0] if (both := made.get(s.name)) else s for s in sheets), issues


def _with_row_a_patient(sheet: Sheet) -> tuple[Sheet, list[Issue]] | None:
    """The sheet with a row a patient, without what differs from visit to visit and is no score."""
    try:
        raw = tabulate(sheet, sheet.name, DETECT)
        wide, _ = widen(raw, ColumnMapping())
    except AciError:  # no table, or one of something else than visits
        return None
    made = [issue for issue in wide.issues if issue not in raw.issues]
    facts = next((dict(issue.facts) for issue in made if issue.code == "long_file"), None)
    varying = {str(issue.column): "" for issue in made if issue.code in _VARYING}
    doubts = {i.code for i in made if i.severity != "info"} - {"long_no_pre", *_VARYING}
    if facts is None or doubts:
        return None
    name = ("sheet", clean(sheet.name)[:60])
    shown = (name, ("n", facts["n"]), ("visits", facts["visits"]))
    issues = [Issue("sheet_visits", "info", facts=shown)]
    if varying:
        headers = ", ".join(clean(header)[:40] for header in varying)
        issues.append(Issue("sheet_columns_left", "info", facts=(name, ("columns", headers))))
    kept = [place for place, header in enumerate(wide.headers) if header not in varying]
    return as_sheet(sheet, sheet.name, _lines(wide, kept)), issues


def _lines(raw: RawTable, places: Sequence[int]) -> Lines:
    """The header and the rows of some columns, each row at its place in the sheet."""
    columns = [raw.text(place).to_pylist() for place in places]
    lines: Lines = [[raw.headers[place] for place in places]]
    blank = [""] * len(places)
    for row, cells in sorted(
        zip(raw.row_numbers().tolist(), zip(*columns, strict=True), strict=True)
    ):
        lines += [blank] * (row - 1 - len(lines))
        lines.append([cell or "" for cell in cells])
    return lines
