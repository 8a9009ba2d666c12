"""Columns of a file that identify persons, by their headers and their cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aci_core.domain.schema import EXPOSURE, MEASURES, Role
from aci_core.domain.schema.aliases import canonical_value, fold, words
from aci_core.domain.schema.identifying_headers import identifier_in_header
from aci_core.ingest.column_memory import ColumnMemory
from aci_core.ingest.columns.headers.column_meaning import Meaning
from aci_core.ingest.columns.headers.header_meaning import canonical
from aci_core.ingest.columns.mapping import ColumnMapping
from aci_core.ingest.columns.meaning_cache import MeaningCache
from aci_core.ingest.subjects.privacy.personal_identifiers import (
    are_codes,
    are_days,
    are_years_of_birth,
    embedded_identifier,
    identifier_kind,
)
from aci_core.ingest.subjects.privacy.personal_names import are_personal_names, are_staff_names

_SAMPLE = 500
_LONG, _DISTINCT, _FEWEST = 20, 0.9, 3
_SHORTEST = 2  # of a name
_ONCE = 0.9  # of a number of records: each stands once, or once a patient
_MOST_LOTS = 5  # so few different ones may be lots of a preparation
_SMALL = 1000  # codes of a category, no numbers of records
_OWN = 0.2  # two patients may share a name, and it repeats at each visit
_REMARKS = (Role.LOST_REASON, Role.EVENT_DETAIL)  # words of a hand, which may name somebody
_RECORDS = frozenset({"accession", "device", "account", "hospital_number"})


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
            if meaning_of(header, mapping, known).role is Role.ID
        ]
        return len(pc.unique(own[0].drop_null())) if own else None

    for place, (header, column) in enumerate(zip(headers, columns, strict=True)):
        of = meaning_of(header, mapping, known)
        if _holds_no_names(of, mapping):
            continue
        recognised = is_recognised(of, mapping)
        find = (
            partial(_embedded, place, column)
            if recognised
            else partial(_finding, place, header, column, of, n_patients())
        )
        facts = (header, of, None if recognised else n_patients())
        finding = memory.recall("identifies", place, column, facts, find)
        if finding:
            yield finding


def meaning_of(header: str, mapping: ColumnMapping, known: MeaningCache) -> Meaning:
    """What a column means: as the mapping says, else by its header."""
    measures = {**MEASURES, **mapping.measures}
    target = _target(header, mapping)
    if target is None:
        return known.get(header, measures)
    known_as = canonical(target, measures) or Meaning(target, Role.COVARIATE, stem=target)
    return replace(known_as, recognised="mapping")


def is_recognised(of: Meaning, mapping: ColumnMapping) -> bool:
    """Whether a column holds values that are not a person's name or address."""
    if of.role in (Role.ID, *_REMARKS) or of.name.startswith(EXPOSURE):
        return False
    if of.role is Role.MEASURE:
        return of.stem in MEASURES or of.stem in mapping.measures
    if of.role is not Role.COVARIATE:
        return True
    return of.name in words().numbers or of.name in words().yes_no or of.name == "sex"


def _target(header: str, mapping: ColumnMapping) -> str | None:
    """The canonical name of a header in the mapping."""
    key = fold(header)
    return next((name for h, name in mapping.columns.items() if fold(h) == key), None)


def _holds_no_names(of: Meaning, mapping: ColumnMapping) -> bool:
    """Whether a text in the column would be reported as an error and not be kept."""
    if of.role is Role.COVARIATE:
        return of.name in words().numbers
    if of.role is Role.MEASURE:
        return is_recognised(of, mapping)
    return of.role not in (Role.ID, Role.GRADE, *_REMARKS) and not (of.name.startswith(EXPOSURE))


def _finding(
    place: int, header: str, column: pa.ChunkedArray, of: Meaning, n_patients: int | None
) -> Finding | None:
    sample = sample_of(column)
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


def sample_of(column: pa.ChunkedArray) -> list[str]:
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
