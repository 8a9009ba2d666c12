"""The table with a row a patient: its issues so far, and which of its columns are used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from aci_core.domain.cohort import ID
from aci_core.domain.schema import MEASURES, Measure
from aci_core.ingest.columns.by_context.unknown_scores import Content
from aci_core.ingest.columns.by_values.distinct_values import DistinctValues
from aci_core.ingest.columns.mapping import ColumnMapping
from aci_core.ingest.columns.recognise import Source, recognise_columns
from aci_core.ingest.columns.select import select_sources
from aci_core.ingest.issues import Issues
from aci_core.ingest.layout.codebook import with_words_for_codes
from aci_core.ingest.layout.raw_table import RawTable
from aci_core.ingest.reshape.long.long_format import widen
from aci_core.ingest.reshape.standards.standard_rows import reshape_standard
from aci_core.ingest.subjects.patients.crossover_columns import refuse_crossover_columns
from aci_core.ingest.values.content import content_of

T = TypeVar("T")


def shaped(raw: RawTable, mapping: ColumnMapping) -> tuple[RawTable, ColumnMapping, DistinctValues]:
    """The table with a row a patient, the mapping adapted to it, and its distinct values.

    Raises
    ------
    AciError
        Those of `reshape_standard`, `widen` and `refuse_crossover_columns`: a row is no patient
        and no visit of one, or its patient was given one treatment after another.
    """
    raw = reshape_standard(raw, mapping)
    distinct = DistinctValues(raw.text, raw.memory)
    made, mapping = widen(raw, mapping, distinct)
    distinct = distinct if made is raw else DistinctValues(made.text, made.memory)
    measures = {**MEASURES, **mapping.measures}
    columns = recognise_columns(made.headers, mapping, measures, made.meanings, made.labels)
    refuse_crossover_columns(columns, mapping, distinct)
    return made, mapping, distinct


def issues_of(raw: RawTable) -> Issues:
    """The issues so far, and where later ones are to be found in the file."""
    header_row = raw.reading.header_row or 1
    return Issues(raw.row_numbers(), list(raw.issues), header_row, dict(raw.origins))


def sources(
    raw: RawTable,
    mapping: ColumnMapping,
    measures: dict[str, Measure],
    distinct: DistinctValues,
    issues: Issues,
) -> tuple[list[Source], bool, ColumnMapping]:
    """The columns to use, whether any identifier repeats, and the mapping in their words."""
    headers, meanings, labels = raw.headers, raw.meanings, raw.labels

    def content(place: int) -> Content:
        return raw.memory.recall(
            "content", place, raw.text(place), None, lambda: content_of(distinct.sample(place))
        )

    taken = select_sources(headers, mapping, measures, meanings, distinct, content, issues, labels)
    mapping = _by_name(mapping, taken)
    mapping = with_words_for_codes(mapping, {s.meaning.name: s.header for s in taken}, raw, issues)
    repeats = any(distinct.repeats(s.place) for s in taken if s.meaning.name == ID)
    return taken, repeats, mapping


def _by_name(mapping: ColumnMapping, taken: Sequence[Source]) -> ColumnMapping:
    """The mapping, with what it says of a header said of the column's name."""
    names = {source.header: source.meaning.name for source in taken}
    known = set(names.values())

    def named(part: Mapping[str, T]) -> dict[str, T]:
        return {key if key in known else names.get(key, key): said for key, said in part.items()}

    return replace(mapping, values=named(mapping.values), units=named(mapping.units))
