"""Find out what a row of a file is, and reshape a row a visit to a row a patient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa

from aci_core.domain.cohort import ARM, ID
from aci_core.domain.schema import MEASURES, PRE, Measure, Role
from aci_core.ingest.cells import Codes
from aci_core.ingest.columns.by_values import role_values
from aci_core.ingest.columns.by_values.distinct_values import DistinctValues
from aci_core.ingest.columns.headers.header_parts import parse_visit
from aci_core.ingest.columns.mapping import VISIT, ColumnMapping
from aci_core.ingest.columns.recognise import RANK, Source, recognise_columns
from aci_core.ingest.issues import Issues
from aci_core.ingest.layout.raw_table import RawTable
from aci_core.ingest.reshape.long.crossover_rows import refuse_crossover
from aci_core.ingest.reshape.long.event_rows import refuse_event_rows
from aci_core.ingest.reshape.long.one_row_each import (
    Repeated,
    is_row_per_visit,
    names_of,
    one_row_each,
    repeated,
)
from aci_core.ingest.reshape.long.patient_rows import IdentifiedRows, name_by_centre
from aci_core.ingest.reshape.long.visit_columns import (
    Occasions,
    holds_visits,
    measure,
    names_visits,
    occasions,
)
from aci_core.ingest.reshape.long.visit_rows import (
    Grid,
    Places,
    SameDay,
    fill_identifiers,
    merge_same_day,
)
from aci_core.ingest.reshape.long.wide_columns import LongTable
from aci_core.ingest.values import convert

Shaped = tuple[RawTable, ColumnMapping]


def widen(raw: RawTable, mapping: ColumnMapping, distinct: DistinctValues | None = None) -> Shaped:
    r"""Reshape a long table to one row for each patient, and adapt the mapping.

    A file is long only if an identifier repeats, a column names at least two known visits,
    a measure has no visit, and most repetitions of an identifier are at another visit.
    Identifiers that begin anew in each centre are told apart by it. Where rows are visits and
    nobody knows which, what does not vary stays, a row a patient. Any other file is returned
    unchanged.

    Parameters
    ----------
    raw : RawTable
    mapping : ColumnMapping
        May name the column of visits as ``visit``, a measure without its visit
        (``nihss``), and under ``values``, ``visit`` what each visit is.
    distinct : DistinctValues, optional
        Of the table.

    Returns
    -------
    RawTable
    ColumnMapping

    Raises
    ------
    AciError
        ``crossover`` or ``event_rows``: a row is no patient and no visit of one.

    Examples
    --------
    >>> from aci_core.ingest.read import read
    >>> text = "编号,组别,时间点,NIHSS\n1,对照组,治疗前,9\n1,对照组,治疗后,4\n"
    >>> widen(read(text.encode(), "a.csv"), ColumnMapping())[0].headers
    ('编号', '组别', 'NIHSS 治疗前', 'NIHSS 治疗后')
    """
    distinct = distinct or DistinctValues(raw.text, raw.memory)
    measures = {**MEASURES, **mapping.measures}
    columns = recognise_columns(raw.headers, mapping, measures, raw.meanings, raw.labels)
    claims = role_values.identifiers((s for s in columns if s.meaning.name == ID), distinct)
    if not claims:
        return raw, mapping
    return _Rows(raw, mapping, distinct, measures, columns, claims).shaped()


@dataclass(frozen=True, eq=False)
class _Rows:
    """The rows of a table, and what each of them is."""

    raw: RawTable
    mapping: ColumnMapping
    distinct: DistinctValues
    measures: dict[str, Measure]
    columns: Sequence[Source]
    claims: Sequence[Source]

    def shaped(self) -> Shaped:
        """The table with a row for each patient."""
        named = [s for s in self.columns if names_visits(s, self.raw.labels)]
        best = [s for s in self.claims if _rank(s) == _rank(self.claims[0])]
        repeating = [s for s in best if self.distinct.repeats(s.place)]
        if not repeating:
            gaps = [s for s in best if self.distinct.filled(s.place) < len(self.raw.frame)]
            if named and gaps and self.stems:
                return self._long(gaps, named) or (self.raw, self.mapping)
            return self._as_it_is()
        if named:
            most = max(self.distinct.n(s.place) for s in repeating)
            source = next(s for s in repeating if self.distinct.n(s.place) == most)
        elif self.claims[0] in repeating:
            source = self.claims[0]
        else:
            return self._as_it_is()
        named = named or [s for s in self.columns if holds_visits(s, self.distinct)]
        return self._long([source], named) or self._otherwise(source, named)

    @cached_property
    def stems(self) -> dict[int, str]:
        """The measures without a visit, by place."""
        found = ((s.place, measure(s, self.raw, self.measures)) for s in self.columns)
        return {place: stem for place, stem in found if stem}

    @cached_property
    def timed(self) -> list[Source]:
        """The measures with a visit in their header."""
        return [s for s in self.columns if s.meaning.visit and s.meaning.role is Role.MEASURE]

    def _as_it_is(self) -> Shaped:
        """The table unchanged: each row is a patient, unless it is an event."""
        if not self.stems and not self.timed:
            each = Repeated(np.arange(len(self.raw.frame), dtype=np.int32), ())
            refuse_event_rows(self.raw, self.columns, (), each)
        return self.raw, self.mapping

    def _occasions(self, named: Sequence[Source]) -> list[Occasions]:
        return occasions(self.raw, named, self.mapping.values.get(VISIT, {}), self.distinct)

    def _long(self, sources: Sequence[Source], named: Sequence[Source]) -> Shaped | None:
        """The wide table, if a column of known visits explains why identifiers repeat."""
        spellings = self.mapping.values.get(VISIT, {}).values()
        for source in sources:
            rows = IdentifiedRows.of(self.columns, self.distinct, self.mapping, source)
            for occasion in self._occasions(named):
                visits = occasion.visits
                if visits is None:
                    continue
                patients = rows.patients(occasion.codes)
                down = None if patients.within else fill_identifiers(patients.codes, visits)
                codes, above = down or (patients.codes, None)
                one, same = merge_same_day(visits, codes, spellings)
                grid = Grid(codes, one)
                if not (grid.explains and grid.is_schedule):
                    continue
                if not self.stems and not is_row_per_visit(codes):
                    continue
                held = self._own_baselines(codes)
                if held is None:
                    continue
                refuse_crossover(self.raw, rows, replace(patients, codes=codes), self.stems, visits)
                issues = Issues(self.raw.row_numbers(), list(self.raw.issues))
                raw = _report(self.raw, source, above, occasion.source, same, issues)
                raw = name_by_centre(raw, patients, issues)
                return self._widened(raw, source, grid, held, issues)
        return None

    def _own_baselines(self, patients: Codes) -> dict[str, str] | None:
        """Headers of values before treatment that stand in each row of a patient, by measure.

        None if a measure with a visit in its header differs from row to row: a wide file may
        also have a column of times.
        """
        stems = set(self.stems.values())
        same = [s for s in self.timed if s.meaning.stem in stems]
        # A header that says no more than before: of the file's only measure.
        bare = [
            s
            for s in self.columns
            if s.meaning.recognised == "covariate" and parse_visit(s.header) == PRE
        ]
        varying = repeated(self.raw, patients, [s.place for s in (*same, *bare)]).varying
        if same and (not is_row_per_visit(patients) or any(s.place in varying for s in same)):
            return None
        stem = next(iter(stems), "")
        if len(stems) != 1 or any(s.meaning.name == f"{stem}_{PRE}" for s in self.timed):
            return {}
        found = next(
            (
                s
                for s in bare
                if s.place not in varying and convert.mostly_numbers(self.distinct.cells(s.place))
            ),
            None,
        )
        return {} if found is None else {found.header: f"{stem}_{PRE}"}

    def _widened(
        self,
        raw: RawTable,
        source: Source,
        grid: Grid,
        held: dict[str, str],
        issues: Issues,
    ) -> Shaped:
        timed = [s for s in self.timed if s.meaning.visit == PRE]
        headers = [*held, *(s.header for s in timed if s.meaning.stem in self.stems.values())]
        for header in headers:
            issues.add("long_own_baseline", "info", header)
        if PRE not in grid.visits.names and not headers:
            issues.add(
                "long_no_pre",
                "warning",
                grid.visits.source.header,
                first=grid.visits.written[grid.visits.names[0]][:60],
            )
        mapping = self.mapping
        if held:
            mapping = replace(mapping, columns={**held, **mapping.columns})
        return LongTable(raw, mapping, self.columns, self.stems, source, grid, issues).result()

    def _otherwise(self, source: Source, named: Sequence[Source]) -> Shaped:
        """Refuse rows that are no patients, tell patients of several centres apart, or ask."""
        raw, mapping = self.raw, self.mapping
        rows = IdentifiedRows.of(self.columns, self.distinct, mapping, source)
        patients = rows.patients()
        scored = {*self.stems, *(s.place for s in self.timed)}
        people = repeated(raw, rows.cells.codes)
        refuse_event_rows(raw, self.columns, scored, people)
        refuse_crossover(raw, rows, patients, self.stems)
        issues = Issues(raw.row_numbers(), list(raw.issues))
        if patients.within:
            named_raw = name_by_centre(raw, patients, issues)
            if named_raw is raw:
                return raw, mapping
            return replace(named_raw, issues=tuple(issues.entries)), mapping
        # What is the same in all rows of a patient names no visit; visits are few.
        doubted = [
            o
            for o in self._occasions(named)
            if o.source.place in people.varying and self._recur(rows, o)
        ]
        codes = rows.cells.codes
        unclear = min(
            doubted,
            key=lambda o: (not o.tells_apart(codes), self.distinct.n(o.source.place)),
            default=None,
        )
        if unclear is not None:
            patients = rows.patients(unclear.codes)
        elif not (is_row_per_visit(patients.codes) or rows.tell_several(patients.codes)):
            return raw, mapping
        found = repeated(raw, patients.codes)
        if unclear is not None:  # a score without its visit waits, though it never changes
            found = replace(found, varying=tuple(sorted({*found.varying, *self.stems})))
        told = {s.place for s in self.columns if s.meaning.name == ID}
        told |= set() if unclear is None else {unclear.source.place}
        waiting = [place for place in found.varying if place not in told]
        if not waiting or not self._may_wait(waiting):
            return raw, mapping
        issues.add(
            "ids_repeated" if unclear is None else unclear.doubt(patients.codes),
            "error",
            (source if unclear is None else unclear.source).header,
            n=len(raw.frame),
            patients=found.n,
            columns=names_of(raw, waiting),
        )
        raw = name_by_centre(raw, patients, issues)
        return one_row_each(raw, mapping, found, self.columns, source, issues)

    def _recur(self, rows: IdentifiedRows, occasion: Occasions) -> bool:
        """Whether most patients stand in several rows, by a column whose header says visits."""
        named = names_visits(occasion.source, self.raw.labels)
        return is_row_per_visit(rows.patients(occasion.codes).codes, named=named)

    def _may_wait(self, varying: Sequence[int]) -> bool:
        """Whether what differs between the rows of an identifier may be visits of one patient."""
        fixed = {s.place for s in self.timed}
        fixed |= {s.place for s in self.columns if s.meaning.name in (ARM, "age", "sex")}
        return not fixed & set(varying)


def _rank(source: Source) -> int:
    return RANK[source.meaning.recognised]


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
