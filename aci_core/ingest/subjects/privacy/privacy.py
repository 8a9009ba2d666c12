"""Remove personal identifiers from a table, and replace dates by durations."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from aci_core.domain.cohort import ID, Issue, Severity
from aci_core.domain.schema import EXPOSURE, MEASURES, Role
from aci_core.domain.schema.aliases import canonical_value, fold, words
from aci_core.domain.schema.identifying_headers import identifier_in_header
from aci_core.ingest.cells import Cells, Floats
from aci_core.ingest.column_memory import ColumnMemory
from aci_core.ingest.columns.headers.column_meaning import Meaning
from aci_core.ingest.columns.headers.header_meaning import canonical
from aci_core.ingest.columns.mapping import ColumnMapping
from aci_core.ingest.columns.meaning_cache import MeaningCache
from aci_core.ingest.issues import Issues
from aci_core.ingest.subjects.privacy.fates_told import report_undead, told_by_remarks
from aci_core.ingest.subjects.privacy.personal_identifiers import (
    are_codes,
    are_days,
    are_years_of_birth,
    embedded_identifier,
    identifier_kind,
)
from aci_core.ingest.subjects.privacy.personal_names import are_personal_names, are_staff_names
from aci_core.ingest.values import dates

if TYPE_CHECKING:  # it imports pandas
    from aci_core.ingest.layout.raw_table import RawTable

OLDEST = 90
_SAMPLE = 500
_LONG, _DISTINCT, _FEWEST = 20, 0.9, 3
_SHORTEST = 2  # of a name
_ONCE = 0.9  # of a number of records: each stands once, or once a patient
_MOST_LOTS = 5  # so few different ones may be lots of a preparation
_SMALL = 1000  # codes of a category, no numbers of records
_OWN = 0.2  # two patients may share a name, and it repeats at each visit
_DROPPED = frozenset(
    {"identifying_dropped", "identifying_dropped_by_value", "free_text_dropped", "date_dropped",
     "date_became", "stay_dropped"}
)  # fmt: skip
_DONE = _DROPPED | {"identifier_replaced"}
_REMARKS = (Role.LOST_REASON, Role.EVENT_DETAIL)  # words of a hand, which may name somebody
_RECORDS = frozenset({"accession", "device", "account", "hospital_number"})
# Which may identify patients; a name or an identity number only without another identifier.
_IDENTIFIERS = {"hospital_number": 1, "national_id": 2, "name": 3}


@dataclass(frozen=True, slots=True)
class Finding:
    """A column that identifies persons.

    Parameters
    ----------
    place : int
        In the file.
    kind : str
        ``name``, ``phone`` ... as in identifying_headers.toml, or ``free_text``.
    by_value : bool
        Detected by its cells, not only by its header.
    """

    place: int
    kind: str
    by_value: bool = False


def find_identifiers(
    headers: Sequence[str],
    columns: Sequence[pa.ChunkedArray],
    mapping: ColumnMapping,
    known: MeaningCache,
    memory: ColumnMemory | None = None,
) -> Iterator[Finding]:
    """Find the columns that identify persons.

    Parameters
    ----------
    headers : sequence of str
    columns : sequence of pyarrow string arrays
        Their cells.
    mapping : ColumnMapping
        A column that it names is not judged by its header only.
    known : MeaningCache
    memory : ColumnMemory, optional
    """
    memory = memory or ColumnMemory()

    @cache
    def n_patients() -> int | None:
        """How many identifiers the file has; None without a column of them."""
        own = [
            column
            for header, column in zip(headers, columns, strict=True)
            if _meaning_of(header, mapping, known).role is Role.ID
        ]
        return len(pc.unique(own[0].drop_null())) if own else None

    for place, (header, column) in enumerate(zip(headers, columns, strict=True)):
        of = _meaning_of(header, mapping, known)
        if _holds_no_names(of, mapping):
            continue
        recognised = _recognised(of, mapping)
        find = (
            partial(_embedded, place, column)
            if recognised
            else partial(_finding, place, header, column, of, n_patients())
        )
        facts = (header, of, None if recognised else n_patients())
        finding = memory.recall("identifies", place, column, facts, find)
        if finding:
            yield finding


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
    named = [_meaning_of(header, mapping, raw.meanings) for header in raw.headers]

    def holds_dates(place: int, header: str, column: pa.ChunkedArray) -> bool:
        return raw.memory.recall(
            "dates", place, column, header, lambda: dates.holds_dates(header, _sample(column))
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
    identifier = _identifier(findings, dated, named)
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


def _target(header: str, mapping: ColumnMapping) -> str | None:
    """The canonical name of a header in the mapping."""
    key = fold(header)
    return next((name for h, name in mapping.columns.items() if fold(h) == key), None)


def _meaning_of(header: str, mapping: ColumnMapping, known: MeaningCache) -> Meaning:
    measures = {**MEASURES, **mapping.measures}
    target = _target(header, mapping)
    if target is None:
        return known.get(header, measures)
    known_as = canonical(target, measures) or Meaning(target, Role.COVARIATE, stem=target)
    return replace(known_as, recognised="mapping")


def _recognised(of: Meaning, mapping: ColumnMapping) -> bool:
    """Whether a column holds values that are not a person's name or address."""
    if of.role in (Role.ID, *_REMARKS) or of.name.startswith(EXPOSURE):
        return False
    if of.role is Role.MEASURE:
        return of.stem in MEASURES or of.stem in mapping.measures
    if of.role is not Role.COVARIATE:
        return True
    return of.name in words().numbers or of.name in words().yes_no or of.name == "sex"


def _holds_no_names(of: Meaning, mapping: ColumnMapping) -> bool:
    """Whether a text in the column would be reported as an error and not be kept."""
    if of.role is Role.COVARIATE:
        return of.name in words().numbers
    if of.role is Role.MEASURE:
        return _recognised(of, mapping)
    return of.role not in (Role.ID, Role.GRADE, *_REMARKS) and not (of.name.startswith(EXPOSURE))


def _may_be_day(of: Meaning, mapping: ColumnMapping) -> bool:
    # 发病时间 is hours or a date, depending on its cells. A measure or an arm is never a date.
    timed = (Role.COVARIATE, Role.ID, Role.EVENT_DAY, Role.EVENT_DETAIL, Role.DIED, Role.LOST)
    if of.role in timed or of.name.startswith(EXPOSURE):
        return True
    return of.role is Role.MEASURE and not _recognised(of, mapping)


def _finding(
    place: int, header: str, column: pa.ChunkedArray, of: Meaning, n_patients: int | None
) -> Finding | None:
    sample = _sample(column)
    kind = identifier_kind(sample)
    if kind:
        return Finding(place, kind, by_value=True)
    if of.recognised != "mapping":
        serial = _are_serial(column, sample, of, n_patients)
        reason = identifier_in_header(header)
        if reason and not _identifies_nobody(reason, column, sample):
            return Finding(place, reason, by_value=serial and reason in _RECORDS)
        by_cells = _kind_by_cells(column, sample, of)
        if by_cells is None and serial and of.role is not Role.ID:
            by_cells = "accession"
        if by_cells:
            return Finding(place, by_cells, by_value=True)
    if of.role is not Role.ID and _free_text(column, sample):
        return Finding(place, "free_text", by_value=True)
    return _embedded(place, column, names=of.role is not Role.ID)


def _kind_by_cells(column: pa.ChunkedArray, sample: Sequence[str], of: Meaning) -> str | None:
    """What the cells of a column without a meaning are: names, numbers of records, days."""
    if all(len(text) < _SHORTEST for text in sample):
        return None
    named = are_staff_names(sample)
    if (named or are_personal_names(sample)) and _distinct_share(column) >= _OWN:
        return "name"
    if of.role is Role.ID:
        return None
    if named:
        return "staff"
    if are_days(sample):
        return "date"
    if of.recognised == "covariate" and are_years_of_birth(sample):
        return "birth"
    return None


def _are_serial(
    column: pa.ChunkedArray, sample: Sequence[str], of: Meaning, n_patients: int | None
) -> bool:
    """Whether cells are numbers of records, nearly all different, or one a patient."""
    if of.name.startswith(EXPOSURE) or not are_codes(sample):
        return False
    if _distinct_share(column) >= _ONCE:
        return True
    n = len(pc.unique(column.drop_null()))
    return n_patients is not None and n >= max(_MOST_LOTS, _ONCE * n_patients)


def _identifies_nobody(kind: str, column: pa.ChunkedArray, sample: Sequence[str]) -> bool:
    """Whether cells are only yes and no, or a few codes where a header promises records."""
    if sample and all(canonical_value("yes_no", text) for text in sample):
        return True
    few = kind in _RECORDS and _distinct_share(column) < _OWN
    return few and all(t.isdecimal() and int(t) < _SMALL for t in sample)


def _embedded(place: int, column: pa.ChunkedArray, *, names: bool = False) -> Finding | None:
    """A finding if any cell contains an identifier: one telephone number is enough."""
    texts = pc.unique(column.drop_null())
    kind = embedded_identifier(texts, names=names)
    return Finding(place, kind, by_value=True) if kind else None


def _sample(column: pa.ChunkedArray) -> list[str]:
    """A sample of distinct texts over the whole length of the column."""
    filled = column.drop_null() if column.null_count else column
    if len(filled) > 4 * _SAMPLE:
        places = np.linspace(0, len(filled) - 1, _SAMPLE).astype(np.int64)
        filled = filled.take(pa.array(places))
    texts: list[str] = pc.unique(filled).to_pylist()
    return [t.strip() for t in texts[:_SAMPLE] if t.strip()]


def _free_text(column: pa.ChunkedArray, sample: Sequence[str]) -> bool:
    if len(sample) < _FEWEST or float(np.median([len(t) for t in sample])) <= _LONG:
        return False
    filled = column.drop_null()
    lengths = pc.utf8_length(filled).to_numpy()
    distinct = len(pc.unique(filled))
    return float(np.median(lengths)) > _LONG and distinct >= _DISTINCT * len(filled)


def _distinct_share(column: pa.ChunkedArray) -> float:
    """Distinct texts by filled cells: near 1 where each stands for one patient."""
    filled = column.drop_null()
    return len(pc.unique(filled)) / max(1, len(filled))


def _identifier(
    findings: dict[int, Finding], dated: set[int], named: Sequence[Meaning]
) -> int | None:
    """Place of the identifying column that becomes the patients' numbers, if no other does."""
    others = [m for p, m in enumerate(named) if p not in {*findings, *dated} and m.name == ID]
    if any(m.recognised != "weak" for m in others):
        return None

    def rank(place: int) -> int | None:
        if named[place].name == ID:
            return 0
        number = _IDENTIFIERS.get(findings[place].kind)
        return None if number is None or (others and number > 2) else number

    ranked = [(r, p) for p in sorted(findings) if p not in dated and (r := rank(p)) is not None]
    return min(ranked)[1] if ranked else None


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
