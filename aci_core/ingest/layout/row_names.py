"""A first column that R and pandas write: numbers of rows are left out, patients' numbers named."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from aci_core.domain.cohort import ID, Issue
from aci_core.domain.schema import MEASURES, Role
from aci_core.domain.schema.aliases import compact, fold
from aci_core.ingest.columns.headers.row_words import row_words
from aci_core.ingest.columns.mapping import ColumnMapping
from aci_core.ingest.layout.raw_table import RawTable
from aci_core.ingest.layout.tabulate import unnamed_header

_FEWEST = 3
_ALL = 0.9  # of a file with a row a patient, or two of one
_COUNTS = r"^[0-9]{1,9}$"
# Numbers of a study: a few letters before a few digits, not those of a hospital's systems.
_OF_STUDY = re.compile(r"^(?P<before>[A-Za-z\u4e00-\u9fff]{1,10}[-_ ]?)[0-9]{1,4}$")


def without_row_names(raw: RawTable, mapping: ColumnMapping) -> RawTable:
    """Leave out a column of row numbers, and name one of patients' numbers that has no header.

    Parameters
    ----------
    raw : RawTable
    mapping : ColumnMapping
        A column that it names or ignores stays as it is.

    Returns
    -------
    RawTable
        The same table if its first column is neither.
    """
    if len(raw.headers) < _FEWEST or len(raw.frame) < _FEWEST:
        return raw
    header = raw.headers[0]
    unnamed = header == unnamed_header(0)
    said = compact(header) in row_words().row_names
    if not (unnamed or said) or fold(header) in map(fold, (*mapping.columns, *mapping.ignore)):
        return raw
    column = raw.text(0)
    if _counts_rows(column, whole=unnamed):
        issue = Issue("row_names", "info", None, header, None)
        return _with(raw, raw.headers[1:], raw.labels[1:], range(1, len(raw.headers)), issue)
    if _of_patients(column) and not _identified(raw, mapping):
        issue = Issue("unnamed_patients", "info", None, ID, None)
        places = range(len(raw.headers))
        return _with(raw, (ID, *raw.headers[1:]), raw.labels, places, issue)
    return raw


def _with(
    raw: RawTable, headers: tuple[str, ...], labels: tuple[str, ...], places: range, issue: Issue
) -> RawTable:
    return raw.with_columns(headers, labels, [raw.text(p) for p in places], (*raw.issues, issue))


def _counts_rows(column: pa.ChunkedArray, *, whole: bool) -> bool:
    """Whether all cells are different whole numbers; `whole`: without one left out between."""
    if column.null_count or not pc.all(pc.match_substring_regex(column, _COUNTS)).as_py():
        return False
    numbers = pc.cast(column, pa.int64())
    if pc.count_distinct(numbers).as_py() < len(numbers):
        return False
    ends = pc.min_max(numbers).as_py()
    return not whole or (ends["min"] <= 1 and ends["max"] - ends["min"] == len(numbers) - 1)


def _of_patients(column: pa.ChunkedArray) -> bool:
    """Whether nearly all cells differ, and are the numbers of one study: sub001, sub002."""
    texts = pc.unique(column.drop_null()).to_pylist()
    matches = [_OF_STUDY.match(text.strip()) for text in texts]
    prefixes = {match["before"] if match else None for match in matches}
    return len(prefixes) == 1 and None not in prefixes and len(texts) >= _ALL * len(column)


def _identified(raw: RawTable, mapping: ColumnMapping) -> bool:
    measures = {**MEASURES, **mapping.measures}
    return ID in mapping.columns.values() or any(
        raw.meanings.get(header, measures).role is Role.ID for header in raw.headers
    )
