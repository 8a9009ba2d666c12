"""Remove personal identifiers from a table, and replace dates by durations."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from aci_core.domain.cohort import ID, Issue, Severity
from aci_core.domain.schema import EXPOSURE, Role
from aci_core.domain.schema.aliases import fold
from aci_core.ingest.cells import Cells, Floats
from aci_core.ingest.columns.headers.column_meaning import Meaning
from aci_core.ingest.columns.mapping import ColumnMapping
from aci_core.ingest.issues import Issues
from aci_core.ingest.subjects.privacy.fates_told import report_undead, told_by_remarks
from aci_core.ingest.subjects.privacy.identifying_columns import (
    Finding,
    find_identifiers,
    is_recognised,
    meaning_of,
    sample_of,
)
from aci_core.ingest.values import dates

if TYPE_CHECKING:  # it imports pandas
    from aci_core.ingest.layout.raw_table import RawTable

OLDEST = 90
_DROPPED = frozenset(
    {"identifying_dropped", "identifying_dropped_by_value", "free_text_dropped", "date_dropped",
     "date_became", "stay_dropped"}
)  # fmt: skip
_MASKED = r"[*＊●]{2,}|[xX×]{4,}"
_DONE = _DROPPED | {"identifier_replaced"}
# Which may identify patients; a name or an identity number only without another identifier.
_IDENTIFIERS = {"hospital_number": 1, "national_id": 2, "name": 3}


def remove_identifiers(raw: RawTable, mapping: ColumnMapping | None = None) -> RawTable:
    """Remove what identifies persons, and report it in the table's issues.

    Dates become durations, the only identifier becomes ordinals, long free text is removed.
    Applying it again changes nothing.

    Parameters
    ----------
    raw : RawTable
    mapping : ColumnMapping, optional
    """
    mapping = mapping or ColumnMapping()
    columns = [raw.text(i) for i in range(len(raw.headers))]
    done = {i.column for i in raw.issues if i.code == "identifier_replaced"}
    named = [meaning_of(header, mapping, raw.meanings) for header in raw.headers]

    def holds_dates(place: int, header: str, column: pa.ChunkedArray) -> bool:
        return raw.memory.recall(
            "dates", place, column, header, lambda: dates.holds_dates(header, sample_of(column))
        )

    days = [
        dates.read_dates(
            Cells.from_column(column), place, header, dates.role_by_meaning(named[place])
        )
        for place, (header, column) in enumerate(zip(raw.headers, columns, strict=True))
        if _may_be_day(named[place], mapping) and holds_dates(place, header, column)
    ]
    dated = {day.place for day in days}
    findings = {
        f.place: f
        for f in find_identifiers(raw.headers, columns, mapping, raw.meanings, raw.memory)
        if raw.headers[f.place] not in done
    }
    if not findings and not days:
        return raw
    issues = Issues(raw.row_numbers(), list(raw.issues))
    identifier = _identifier(findings, dated, named, columns)
    report = partial(_report, issues, mapping)
    headers = list(raw.headers)
    if identifier is not None:
        columns[identifier] = _ordinals(columns[identifier])
        issues.add("identifier_replaced", "info", headers[identifier])
        if named[identifier].name != ID:
            headers[identifier] = ID
    removed = (dated | findings.keys()) - {identifier}
    for place in sorted(removed - dated):
        finding = findings[place]
        if finding.kind == "free_text":
            report("free_text_dropped", headers[place])
        elif finding.by_value:
            report("identifying_dropped_by_value", headers[place], why=finding.kind)
        else:
            report("identifying_dropped", headers[place])
    made = _durations(
        days,
        {m.name for p, m in enumerate(named) if p not in removed},
        issues,
        report,
        [] if mapping.columns else [h for h in headers if raw.meanings.is_unused(h)],
    )
    report_undead(days, named, removed, columns, headers, issues)
    leaving = [(place, findings[place].kind) for place in sorted(removed - dated)]
    remarks = [*told_by_remarks(leaving, named, columns, headers)]
    used = {header for one in made for header in (one.first, one.second)}
    for day in days:
        severity: Severity = "error" if day.header in used else "warning"
        issues.add_cells(
            "impossible_date", severity, day.header, np.flatnonzero(day.impossible), None
        )
    kept = [place for place in range(len(headers)) if place not in removed]
    arrays = [columns[place] for place in kept] + [_texts(one.values) for one in made]
    arrays += [texts for _, texts in remarks]
    kept_names = [headers[place] for place in kept] + [one.name for one in made]
    kept_names += [header for header, _ in remarks]
    labels = [*(raw.labels[p] for p in kept if raw.labels), *([""] * len(made + remarks))]
    return raw.with_columns(kept_names, labels, arrays, issues.entries)


def without_dropped(mapping: ColumnMapping, raw: RawTable) -> ColumnMapping:
    """Remove the columns from the mapping that were dropped from the table."""
    here = {fold(h) for h in raw.headers}
    removed = {fold(i.column) for i in raw.issues if i.code in _DONE and i.column} - here
    columns = {h: name for h, name in mapping.columns.items() if fold(h) not in removed}
    return replace(mapping, columns=columns) if len(columns) < len(mapping.columns) else mapping


def top_code_ages(ages: Floats) -> Floats:
    """Replace ages above 89 by 90, for rows that leave the session.

    Examples
    --------
    >>> top_code_ages(np.array([89.0, 89.5, 104, np.nan]))
    array([89., 90., 90., nan])
    """
    return np.where(ages > OLDEST - 1, float(OLDEST), ages)


def _may_be_day(of: Meaning, mapping: ColumnMapping) -> bool:
    # 发病时间 is hours or a date, depending on its cells. A measure or an arm is never a date.
    timed = (Role.COVARIATE, Role.ID, Role.EVENT_DAY, Role.EVENT_DETAIL, Role.DIED, Role.LOST)
    if of.role in timed or of.name.startswith(EXPOSURE):
        return True
    return of.role is Role.MEASURE and not is_recognised(of, mapping)


def _identifier(
    findings: dict[int, Finding],
    dated: set[int],
    named: Sequence[Meaning],
    columns: Sequence[pa.ChunkedArray],
) -> int | None:
    """Place of the identifying column that becomes the patients' numbers, if no other does.

    One that was masked before (138****1234) tells nobody apart.
    """
    others = [m for p, m in enumerate(named) if p not in {*findings, *dated} and m.name == ID]
    if any(m.recognised != "weak" for m in others):
        return None

    def rank(place: int) -> int | None:
        if named[place].name == ID:
            return 0
        number = _IDENTIFIERS.get(findings[place].kind)
        return None if number is None or (others and number > 2) else number

    ranked = [
        (r, p)
        for p in sorted(findings)
        if p not in dated and (r := rank(p)) is not None and not _is_masked(columns[p])
    ]
    return min(ranked)[1] if ranked else None


def _is_masked(column: pa.ChunkedArray) -> bool:
    """Whether most cells hide a part of what they say."""
    filled = column.drop_null()
    hidden = pc.sum(pc.match_substring_regex(filled, _MASKED)).as_py() or 0
    return 2 * hidden > len(filled)


def _ordinals(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Number the distinct texts in order of appearance."""
    codes = Cells.from_column(column).codes
    seen, first = np.unique(codes[codes >= 0], return_index=True)
    number = np.full(int(codes.max(initial=-1)) + 2, 0, dtype=np.int64)
    number[seen[np.argsort(first)]] = np.arange(1, len(seen) + 1)
    return pa.chunked_array(
        [pc.cast(pa.array(number[codes], mask=codes < 0), pa.string())], pa.string()
    )


def _report(
    issues: Issues,
    mapping: ColumnMapping,
    code: str,
    header: str,
    *,
    name: str | None = None,
    why: str | None = None,
) -> None:
    """Report a removed column: a warning, or information if the user ignores it anyway."""
    ignored = fold(header) in {fold(h) for h in mapping.ignore}
    severity: Severity = "info" if ignored or code.startswith(("date", "stay")) else "warning"
    told = {"name": name, "why": why}
    facts = tuple((key, text) for key, text in told.items() if text is not None)
    issues.entries.append(Issue(code, severity, None, header, None, facts))


def _durations(
    days: list[dates.Day],
    has: set[str],
    issues: Issues,
    report: partial[None],
    quiet: Collection[str],
) -> list[dates.Duration]:
    """Make durations from the dates, and report what became of each date.

    Of the dates that a standard defines it is said once that the file follows it.
    """
    made = list(dates.make_durations(days, has))
    dates.report_out_of_order(days, issues)
    roles = {day.role for day in days}
    for day in days:
        become = [one.name for one in made if day.header in (one.first, one.second)]
        if become == [day.header]:
            pass  # made of a list of events: the other date says so
        elif become:
            report("date_became", day.header, name=", ".join(become))
        elif day.role == "discharge" and "admission" in roles:
            # The length of stay is an outcome of the treatment, no baseline characteristic.
            report("stay_dropped", day.header)
        elif day.header not in quiet:
            report("date_dropped", day.header)
    return made


def _texts(values: Floats) -> pa.ChunkedArray:
    empty: npt.NDArray[np.bool_] = np.isnan(values)
    texts = [None if gone else f"{value:g}" for value, gone in zip(values, empty, strict=True)]
    return pa.chunked_array([pa.array(texts, pa.string())])
