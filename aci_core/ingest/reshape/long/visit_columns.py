"""Which column says at which visit a row was written, and which measures have no visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from aci_core.domain.schema import Measure
from aci_core.domain.schema.aliases import compact, words
from aci_core.ingest.cells import Codes
from aci_core.ingest.columns.by_values.distinct_values import DistinctValues
from aci_core.ingest.columns.headers.header_parts import parse_visit
from aci_core.ingest.columns.headers.row_words import unit_of_time
from aci_core.ingest.columns.mapping import VISIT
from aci_core.ingest.columns.recognise import Source
from aci_core.ingest.layout.raw_table import RawTable
from aci_core.ingest.reshape.long.visit_rows import Grid, Visits

_MOST_VISITS = 60
_NEARLY_EACH = 0.9


@dataclass(frozen=True, eq=False)
class Occasions:
    """A column that may name visits.

    Parameters
    ----------
    source : Source
    codes : ndarray of int32
        Its cells.
    visits : Visits or None
        None if fewer than two of them are known.
    """

    source: Source
    codes: Codes
    visits: Visits | None

    def tells_apart(self, patients: Codes) -> bool:
        """Whether nearly each row of a patient is at a time of its own."""
        told = (patients >= 0) & (self.codes >= 0)
        key = patients[told].astype(np.int64) * (int(self.codes.max(initial=0)) + 1)
        pairs = np.unique(key + self.codes[told]).size
        return pairs >= _NEARLY_EACH * max(1, int(told.sum()))

    def doubt(self, patients: Codes) -> str:
        """Code of the issue that says why the rows of patients cannot be put to their visits."""
        if self.visits is None:
            many = int(self.codes.max(initial=-1)) >= _MOST_VISITS
            return "long_days_differ" if many else "long_visits_unknown"
        recurs = Grid(patients, self.visits).is_schedule
        return "long_visit_repeats" if recurs else "long_days_differ"


def occasions(
    raw: RawTable,
    sources: Sequence[Source],
    spellings: Mapping[str, str | None],
    distinct: DistinctValues,
) -> list[Occasions]:
    """The columns that may name visits, with the visits that are known.

    Parameters
    ----------
    raw : RawTable
    sources : sequence of Source
    spellings : mapping of str to (str or None)
        What the mapping says of their texts.
    distinct : DistinctValues
        Of the table.
    """
    return [
        Occasions(s, distinct.cells(s.place).codes, Visits.from_column(raw, s, dict(spellings)))
        for s in sources
    ]


def names_visits(source: Source, labels: Sequence[str]) -> bool:
    """Whether the header of a column, or its label, says that it names visits."""
    if source.meaning.recognised == "mapping":
        return source.meaning.name == VISIT
    texts = (source.header, *labels[source.place : source.place + 1])
    return source.meaning.recognised == "covariate" and any(
        compact(text) in words().visit_columns or unit_of_time(text) is not None for text in texts
    )


def holds_visits(source: Source, distinct: DistinctValues) -> bool:
    """Whether each text of a column that nothing is known of is a visit; a number is none."""
    if source.meaning.recognised != "covariate":
        return False
    if not 2 <= distinct.n(source.place) <= _MOST_VISITS:
        return False
    texts = distinct.cells(source.place).texts
    return all(not text.isdecimal() and parse_visit(text) for text in texts)


def measure(source: Source, raw: RawTable, measures: Mapping[str, Measure]) -> str | None:
    """The measure or follow-up in a column without a visit."""
    known = source.meaning
    if known.recognised == "mapping":
        return known.name if known.name in measures else None
    if known.recognised != "covariate" or known.outcome:
        return None
    for text in (source.header, *raw.labels[source.place : source.place + 1]):
        of = raw.meanings.without_visit(text, measures)
        if of is not None:
            return of.stem
    return None
