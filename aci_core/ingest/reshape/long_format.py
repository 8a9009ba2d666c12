"""Detect a file with one row for each visit (long format), and reshape it to wide format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from aci_core.domain.cohort import ID
from aci_core.domain.schema import MEASURES, PRE, Measure, Role
from aci_core.domain.schema.aliases import compact, words
from aci_core.ingest.cells import Cells
from aci_core.ingest.columns.mapping import VISIT, ColumnMapping
from aci_core.ingest.columns.recognise import RANK, Source, recognise_columns
from aci_core.ingest.issues import Issues
from aci_core.ingest.layout.raw_table import RawTable
from aci_core.ingest.reshape.visit_rows import (
    Grid,
    Places,
    SameDay,
    Visits,
    fill_identifiers,
    merge_same_day,
)
from aci_core.ingest.reshape.wide_columns import LongTable

# Its column, the patient of each row, and the row from which each row's was filled.
_Identifier = tuple[Source, npt.NDArray[np.int32], Places | None]


def widen(raw: RawTable, mapping: ColumnMapping) -> tuple[RawTable, ColumnMapping]:
    r"""Reshape a long table to one row for each patient, and adapt the mapping.

    A file is long only if an identifier repeats, a column names at least two known visits,
    a measure has no visit, and most repetitions of an identifier are at another visit.
    Any other file is returned unchanged.

    Parameters
    ----------
    raw : RawTable
    mapping : ColumnMapping
        May name the column of visits as ``visit``, a measure without its visit
        (``nihss``), and under ``values``, ``visit`` what each visit is.

    Returns
    -------
    RawTable
    ColumnMapping

    Examples
    --------
    >>> from aci_core.ingest.read import read
    >>> text = "编号,组别,时间点,NIHSS\n1,对照组,治疗前,9\n1,对照组,治疗后,4\n"
    >>> widen(read(text.encode(), "a.csv"), ColumnMapping())[0].headers
    ('编号', '组别', 'NIHSS 治疗前', 'NIHSS 治疗后')
    """
    if not _may_be_long(raw, mapping):
        return raw, mapping
    measures = {**MEASURES, **mapping.measures}
    columns = recognise_columns(raw.headers, mapping, measures, raw.meanings, raw.labels)
    stems = {s.place: stem for s in columns if (stem := _measure(s, raw, measures))}
    timed = {s.meaning.stem for s in columns if s.meaning.visit}
    visits = [s for s in columns if _names_visits(s, raw.labels)]
    # A wide file may also have a column of times.
    if not stems or not visits or timed & set(stems.values()):
        return raw, mapping
    claims = _identifiers(raw, columns)
    names = mapping.values.get(VISIT, {})
    known = [
        candidate for source in visits if (candidate := Visits.from_column(raw, source, names))
    ]
    repeating: _Identifier | None = next(
        ((s, c.codes, None) for s, c in claims if c.filled > len(c.distinct)), None
    )
    issues = Issues(raw.row_numbers(), list(raw.issues))
    for candidate in known:
        identifier: _Identifier | None
        down = ((s, fill_identifiers(c.codes, candidate)) for s, c in claims)
        if repeating is None:
            identifier = next(((s, *d) for s, d in down if d), None)
        else:
            filled_down = next((d for s, d in down if s == repeating[0]), None)
            identifier = (repeating[0], *filled_down) if filled_down else repeating
        if identifier is None:
            continue
        source, patients, above = identifier
        one, same = merge_same_day(candidate, patients, names.values())
        grid = Grid(patients, one)
        if grid.explains:
            raw = _report(raw, source, above, candidate.source, same, issues)
            return LongTable(raw, mapping, columns, stems, source, grid, issues).result()
    if repeating is None:
        return raw, mapping
    if not known:
        issues.add("long_visits_unknown", "error", visits[0].header)
    return replace(raw, issues=tuple(issues.entries)), mapping


def _may_be_long(raw: RawTable, mapping: ColumnMapping) -> bool:
    """Whether any column may name visits: a quick check before the others."""
    if VISIT in mapping.columns.values():
        return True
    return any(compact(text) in words().visit_columns for text in (*raw.headers, *raw.labels))


def _measure(source: Source, raw: RawTable, measures: dict[str, Measure]) -> str | None:
    """The measure or follow-up in a column without a visit."""
    known = source.meaning
    if known.recognised == "mapping":
        return known.name if known.name in measures else None
    if known.recognised != "covariate" or known.outcome:
        return None
    for text in (source.header, *raw.labels[source.place : source.place + 1]):
        of = raw.meanings.get(f"{text} {PRE}", measures)
        measured = of.role is Role.MEASURE and of.stem in measures
        if measured or of.role is Role.FOLLOWUP:
            return of.stem
    return None


def _names_visits(source: Source, labels: Sequence[str]) -> bool:
    if source.meaning.recognised == "mapping":
        return source.meaning.name == VISIT
    texts = (source.header, *labels[source.place : source.place + 1])
    return source.meaning.recognised == "covariate" and any(
        compact(text) in words().visit_columns for text in texts
    )


def _identifiers(raw: RawTable, columns: Sequence[Source]) -> list[tuple[Source, Cells]]:
    """Columns of identifiers; a mere row number beside another is none."""
    claims = sorted(
        (s for s in columns if s.meaning.name == ID),
        key=lambda s: (RANK[s.meaning.recognised], s.place),
    )
    best = [s for s in claims if RANK[s.meaning.recognised] == RANK[claims[0].meaning.recognised]]
    return [(source, Cells.from_column(raw.text(source.place))) for source in best]


def _report(
    raw: RawTable,
    identifier: Source,
    above: Places | None,
    visits: Source,
    same: Sequence[SameDay],
    issues: Issues,
) -> RawTable:
    """Report filled identifiers and merged visits; the table with identifiers in every row."""
    for days in same:
        code = "visits_merged" if days.one else "visits_apart"
        issues.add(code, "warning", visits.header, first=days.kept, second=days.other, n=days.n)
    if above is None:
        return raw
    n = int((above != np.arange(len(above))).sum())
    issues.add("ids_filled_down", "warning", identifier.header, n=n)
    frame = raw.frame.copy(deep=False)
    texts = raw.text(identifier.place).take(pa.array(above))
    frame[identifier.place] = pd.arrays.ArrowExtensionArray(texts)
    return replace(raw, frame=frame)
