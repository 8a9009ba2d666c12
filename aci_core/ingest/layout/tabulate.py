"""Parse a sheet's records: repair ragged rows, leave out rows that are not patients."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from aci_core.domain.cohort import ARM, Issue, Severity
from aci_core.domain.errors import AciError
from aci_core.domain.schema.aliases import clean
from aci_core.domain.schema.standards import Standard, standard_of
from aci_core.ingest.columns.meaning_cache import MeaningCache
from aci_core.ingest.files import limits
from aci_core.ingest.files.delimited import RecordReader
from aci_core.ingest.files.sheet import Reading, Sheet
from aci_core.ingest.layout.arm_sections import arm_column, find_sections
from aci_core.ingest.layout.header_position import Layout, find_header
from aci_core.ingest.layout.non_patient_rows import (
    NonPatientRows,
    exclusion_reason,
    fill_merged_cells,
    find_non_patient_rows,
)
from aci_core.ingest.layout.raw_table import RawTable, frame_of, row_numbers

_FORMULA = ("=", "+", "-", "@")
_MAX_ISSUES = 100
_MARKED = "^'([^']+)$"
# More ragged rows than this are no slips: quotes or delimiter are wrong.
_MAX_RAGGED = 0.1
_ISSUE_CODES = {
    "total_row": "total_rows",
    "note_row": "note_rows",
    "repeated_header": "repeated_header",
    "arm_title": "arms_from_titles",
    "second_table": "second_table",
}


def tabulate(sheet: Sheet, name: str, reading: Reading) -> RawTable:
    """Parse the records of a sheet under its header."""
    text, start = sheet.text, sheet.start
    layout = find_header(sheet, reading)
    head = layout.head
    body = RecordReader(head)
    table = body.parse(text, start + head.length)
    if _has_open_quote(text, start, table, body):
        raise AciError("bad_quotes")
    headers = _headers(head.cells)
    standard = standard_of(headers)
    raw = RawTable(
        pd.DataFrame(),
        headers,
        head.rows + 1,
        sheet.encoding,
        head.delimiter,
        _file_name(name),
        issues=(
            *layout.issues(),
            *_header_issues(head.cells, layout.header_row, standard),
            *_standard_issue(standard),
        ),
        kind=sheet.kind,
        labels=sheet.labels,
        hidden=sheet.hidden,
        reading=Reading(
            sheet.name or None,
            sheet.encoding,
            head.delimiter,
            layout.header_row,
            layout.header_rows,
        ),
        meanings=MeaningCache(standard),
    )
    apostrophes = text.find(b"'", start + head.length) >= 0
    return _clean_rows(raw, table, body, layout, sheet.merged, apostrophes=apostrophes)


def _has_open_quote(text: bytes, start: int, table: pa.Table, body: RecordReader) -> bool:
    """Whether an unclosed quotation mark has swallowed the rest of the file."""
    if text.find(b'"', start) < 0 or text.count(b'"', start) % 2 == 0:
        return False
    last = [column[-1].as_py() or "" for column in table.columns] if table.num_rows else []
    if body.ragged and body.ragged[-1][0] > table.num_rows + len(body.ragged) - 1:
        last = [body.ragged[-1][1]]
    return any("\n" in cell or "\r" in cell for cell in last)


def _clean_rows(
    raw: RawTable,
    table: pa.Table,
    body: RecordReader,
    layout: Layout,
    merged: tuple[tuple[int, int, int, int], ...],
    *,
    apostrophes: bool,
) -> RawTable:
    """Repair ragged rows, leave out rows that are not patients, check limits."""
    total = table.num_rows + len(body.ragged)
    if total > limits.MAX_ROWS:
        raise AciError("too_many_rows", limit=limits.MAX_ROWS)
    for column in table.columns:
        if (pc.max(pc.binary_length(column)).as_py() or 0) > limits.MAX_CELL and (
            pc.max(pc.utf8_length(column)).as_py() > limits.MAX_CELL
        ):
            raise AciError("cell_too_long", limit=limits.MAX_CELL)
    if apostrophes:
        raw, table = _without_apostrophes(raw, table)
    rows: npt.NDArray[np.int64] | None = None
    if body.ragged:
        raw, table, rows = _repair_rows(raw, table, body)
    if merged:
        numbers = row_numbers(rows, raw.first_row, table.num_rows)
        table, filled = fill_merged_cells(table, numbers, merged)
        raw = replace(raw, issues=(*raw.issues, *filled))
    left_out = find_non_patient_rows(table, layout, raw.arm_place)
    titles = find_sections(table) if raw.arm_place is None else {}
    if titles:
        left_out = left_out.with_titles(titles)
    keep = _not_blank(table)
    if left_out.places.size:
        numbers = row_numbers(rows, raw.first_row, table.num_rows)
        raw = _leave_out(raw, left_out, numbers)
        keep = np.ones(table.num_rows, dtype=bool) if keep is None else keep
        keep[left_out.places] = False
    if titles:
        table = table.append_column("arm", arm_column(table, titles))
        raw = replace(raw, headers=(*raw.headers, ARM))
    if keep is not None:
        rows = row_numbers(rows, raw.first_row, table.num_rows)[keep]
        table = table.filter(pa.array(keep))
        # Blank lines at the end only: the rows are still consecutive.
        if rows.size and rows[-1] - rows[0] + 1 == rows.size and rows[0] == raw.first_row:
            rows = None
    if not table.num_rows:
        raise AciError("no_rows")
    # Spreadsheets leave columns behind that have neither header nor cells.
    used = [
        i
        for i, cell in enumerate((*body.head.cells, *([ARM] if titles else [])))
        if cell.strip() or table.column(i).null_count < table.num_rows
    ]
    table, headers = table.select(used), tuple(raw.headers[i] for i in used)
    frame = frame_of(table.columns)
    labels_of = (*raw.labels, *([""] * len(raw.headers)))
    labels = tuple(labels_of[i] for i in used) if raw.labels else ()
    n = len(used) - bool(titles)  # the column of arms is made of titles
    return replace(raw, frame=frame, headers=headers, rows=rows, labels=labels, n_columns=n)


def _without_apostrophes(raw: RawTable, table: pa.Table) -> tuple[RawTable, pa.Table]:
    """Remove the apostrophe by which a spreadsheet marks text: '12."""
    total = 0
    for place, column in enumerate(table.columns):
        marked = pc.match_substring_regex(column, _MARKED)
        n = pc.sum(marked).as_py()
        if n:
            total += n
            plain = pc.replace_substring_regex(column, _MARKED, r"\1")
            table = table.set_column(place, table.column_names[place], plain)
    issues = (Issue("apostrophes", "info", facts=(("n", total),)),) if total else ()
    return replace(raw, issues=(*raw.issues, *issues)), table


def _leave_out(raw: RawTable, dropped: NonPatientRows, numbers: npt.NDArray[np.int64]) -> RawTable:
    """Report rows that are not patients; short ones among them are then no issue."""
    code_by_row = dict(zip(numbers[dropped.places].tolist(), dropped.codes, strict=True))
    issues = [i for i in raw.issues if not (i.code == "short_row" and i.row in code_by_row)]
    for code in dict.fromkeys(dropped.codes):
        rows = [row for row, its in code_by_row.items() if its == code]
        severity: Severity = "error" if code == "second_table" else "info"
        issues.append(Issue(_ISSUE_CODES[code], severity, rows[0], facts=(("n", len(rows)),)))
    left_out = tuple(sorted((*raw.left_out, *code_by_row.items())))
    return replace(raw, issues=tuple(issues), left_out=left_out)


def _repair_rows(
    raw: RawTable, table: pa.Table, body: RecordReader
) -> tuple[RawTable, pa.Table, npt.NDArray[np.int64]]:
    total = table.num_rows + len(body.ragged)
    width = len(raw.headers)
    offset = raw.first_row - 1
    fixed: list[tuple[int, list[str]]] = []
    issues = list(raw.issues)
    left_out = []
    wrong = 0
    for number, text in body.ragged:
        cells = body.repair(text)
        if cells is None:
            code = "long_row"
            # May be a note with commas, or a title over empty columns.
            if why := exclusion_reason(body.first_cell(text), arm_empty=False):
                left_out.append((number + offset, why))
                issues.append(Issue(_ISSUE_CODES[why], "info", number + offset, facts=(("n", 1),)))
                continue
            left_out.append((number + offset, code))
        else:
            code = "short_row"
            fixed.append((number, cells[:width] + [""] * (width - len(cells))))
            if len(cells) >= body.head.columns:
                continue  # only empty cells too many, or too few
        wrong += 1
        if wrong <= _MAX_ISSUES:
            severity: Severity = "error" if code == "long_row" else "warning"
            facts = (("n", body.head.columns),)
            issues.append(Issue(code, severity, number + offset, facts=facts))
    if wrong > max(10, _MAX_RAGGED * total):
        raise body.ragged_error(wrong)
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
    """Which rows are not blank; None if all are."""
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
    return tuple(cell.strip() or unnamed_header(i) for i, cell in enumerate(cells))


def unnamed_header(place: int) -> str:
    """What a column without a header is called."""
    return f"column {place + 1}"


def _header_issues(
    cells: tuple[str, ...], row: int, standard: Standard | None
) -> tuple[Issue, ...]:
    issues = []
    seen = set()
    for i, written in enumerate(_headers(cells)):
        if written.startswith(_FORMULA):
            issues.append(Issue("formula_header", "warning", row, written))
        if written in seen and not (standard and written in standard.unused):
            facts = (("place", i + 1),)
            issues.append(Issue("duplicate_header", "warning", row, written, facts=facts))
        seen.add(written)
    return tuple(issues)


def _standard_issue(standard: Standard | None) -> tuple[Issue, ...]:
    if standard is None:
        return ()
    facts = (("standard", standard.title), ("n", standard.n), ("of", standard.of))
    return (Issue("standard_seen", "info", facts=facts),)


def _file_name(name: str) -> str:
    last = PurePosixPath(name.replace("\\", "/")).name
    stem = last[: last.rfind(".")] if "." in last[1:] else last
    return clean(stem)[:80] or "cohort"
