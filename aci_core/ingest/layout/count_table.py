"""Recognise a table of counts: rows and columns are categories, cells say how many patients."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

from aci_core.domain.cohort import ID
from aci_core.domain.errors import AciError
from aci_core.domain.schema.aliases import clean, compact, value_key, without_count, words
from aci_core.ingest.columns.mapping import ColumnMapping
from aci_core.ingest.layout.arm_sections import arm_in_title
from aci_core.ingest.layout.raw_table import RawTable

_MOST_ROWS = 200
_MOST_LEVELS = 12
_FEWEST_CROSSED = 4  # rows of a table with one column of counts
_FEWEST_GRADES = 3
_MOST_HEADERS = 2  # rows of headers that were not read as such
# 12, 1,297, 12 (17.9%), 12/67
_CELL = re.compile(
    r"(?P<n>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,7})(?:\.0+)?"
    r"(?:\s*(?:\(\s*[0-9.]+\s*%?\s*\)|/\s*[0-9]{1,7}|\[\s*[0-9.]+\s*%?\s*\]))?"
)
_COUNTED = frozenset(
    {
        "n", "no", "count", "counts", "freq", "frequency", "number", "patients", "numberofpatients",
        "npatients", "cases", "例数", "人数", "频数", "患者数", "病例数", "计数", "例",
    }
)  # fmt: skip
_VOCABULARIES = ("yes_no", "died", "lost", "sex", "grade", "abnormal", "resolved", "severity")
_RATE = re.compile(r"率|%|percent|\brate\b|χ|chi|^p值?$|\bp ?value\b", re.IGNORECASE)
_NUMBERED = re.compile(r"(?P<stem>.*?)(?P<n>[0-9]{1,2})(?:分|级)?")


@dataclass(frozen=True)
class CountTable:
    """The size of a table of counts.

    Parameters
    ----------
    rows, columns : int
        That hold counts.
    """

    rows: int
    columns: int


def refuse_counts(raw: RawTable, mapping: ColumnMapping) -> None:
    """Refuse a table of counts.

    Parameters
    ----------
    raw : RawTable
    mapping : ColumnMapping
        Where it names the patients' identifiers, rows are patients.

    Raises
    ------
    AciError
        ``table_of_counts``.
    """
    found = None if ID in mapping.columns.values() else count_table(raw)
    if found is not None:
        raise AciError("table_of_counts", rows=found.rows, columns=found.columns)


def count_table(raw: RawTable) -> CountTable | None:
    """The table of counts that a table is; None if it is none.

    Rows are told apart by their labels alone, to the left of the counts; that the numbers are
    counts is told by their headers (arms, yes and no, grades, 0 to 6), by a total that is the sum
    of the others, or by one column named n, count or 例数 behind crossed categories.
    """
    if not 1 < len(raw.frame) <= _MOST_ROWS or _has_identifier(raw):
        return None
    headers, columns = _below_headers(raw)
    counts = {place: _counts(texts) for place, texts in columns.items()}
    numbers = {place: found for place, found in counts.items() if found is not None}
    crossed = _crossed(headers, columns, numbers)
    if crossed is not None:
        return crossed
    labels = [place for place in columns if place not in numbers]
    if len(numbers) < 2 or not labels or max(labels) > min(numbers):
        return None
    rows = [i for i in range(len(columns[labels[0]])) if any(columns[p][i] for p in numbers)]
    told = _filled_down([[columns[place][i] for place in labels] for i in rows])
    if len(rows) < 2 or len(set(told)) < len(rows) or not all(row[-1] for row in told):
        return None
    cells = [(headers[place], [found[i] for i in rows]) for place, found in numbers.items()]
    return CountTable(len(rows), len(numbers)) if _are_counts(cells) else None


def _below_headers(raw: RawTable) -> tuple[list[str], dict[int, list[str]]]:
    """Headers, with rows of headers below them, and the columns that are filled; no rates."""
    texts = [[clean(t or "") for t in raw.text(i).to_pylist()] for i in range(len(raw.headers))]
    top = 0
    while top < min(_MOST_HEADERS, len(raw.frame) - 1) and not any(
        _CELL.fullmatch(column[top]) for column in texts
    ):
        top += 1
    headers = [
        " ".join((clean(h), *t[:top])).strip() for h, t in zip(raw.headers, texts, strict=True)
    ]
    kept = {i: column[top:] for i, column in enumerate(texts) if any(column[top:])}
    return headers, {i: column for i, column in kept.items() if not _RATE.search(headers[i])}


def _has_identifier(raw: RawTable) -> bool:
    found = (raw.meanings.get(header) for header in raw.headers)
    return any(of.name == ID and of.recognised != "weak" for of in found)


def _counts(texts: Sequence[str]) -> list[int] | None:
    """The counts in a column, 0 for an empty cell; None where a cell is something else."""
    found = [_CELL.fullmatch(text) if text and text != "-" else None for text in texts]
    if any(
        match is None and text not in ("", "-") for match, text in zip(found, texts, strict=True)
    ):
        return None
    return [int(match["n"].replace(",", "")) if match else 0 for match in found]


def _filled_down(labels: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Labels of each row, those written once for several rows filled down."""
    told: list[tuple[str, ...]] = []
    for row in labels:
        above = told[-1] if told else ("",) * len(row)
        told.append((*(text or last for text, last in zip(row[:-1], above, strict=False)), row[-1]))
    return told


def _crossed(
    headers: Sequence[str], columns: dict[int, list[str]], numbers: dict[int, list[int]]
) -> CountTable | None:
    """A row a combination of categories, with one column that counts its patients."""
    named = [place for place in numbers if compact(without_count(headers[place])) in _COUNTED]
    others = [place for place in columns if place not in named]
    if len(named) != 1 or len(others) < 2:
        return None
    n_rows = len(columns[named[0]])
    levels = [len(set(columns[place])) for place in others]
    rows = set(zip(*(columns[place] for place in others), strict=True))
    full = len(rows) == n_rows >= max(_FEWEST_CROSSED, 2 * max(levels), prod(levels) / 2)
    fits = max(levels) <= _MOST_LEVELS and sum(numbers[named[0]]) > n_rows
    return CountTable(n_rows, 1) if full and fits else None


def _are_counts(columns: Sequence[tuple[str, list[int]]]) -> bool:
    """Whether the headers, or a total, say that the numbers are counts of categories."""
    totals = [cells for header, cells in columns if _is_total(header)]
    parts = [(header, cells) for header, cells in columns if not _is_total(header)]
    if len(parts) < 2 or max(max(cells) for _, cells in columns) < 2:
        return False
    if [sum(row) for row in zip(*(cells for _, cells in parts), strict=True)] in totals:
        return True
    named = [header for header, _ in parts]
    return all(map(_is_category, named)) or all(map(_has_count, named)) or _are_grades(named)


def _is_total(header: str) -> bool:
    key = compact(header)
    return key in _COUNTED or key in {compact(word) for word in words().rows["total"]}


def _has_count(header: str) -> bool:
    """Whether a header says how many there are in all: Placebo (n=50)."""
    return without_count(header) != header


def _is_category(header: str) -> bool:
    """Whether a header is a value, or ends in one: an arm, yes and no, a grade, alive and dead."""
    return arm_in_title(header) is not None or any(_ends_in_value(header))


def _ends_in_value(header: str) -> Iterator[bool]:
    last = value_key(header.rsplit(maxsplit=1)[-1]) if header.split() else ""
    for vocabulary in _VOCABULARIES:
        known = words().values[vocabulary]
        yield last in known and not last.isdecimal()
        yield any(last.endswith(word) for word in known if len(word) > 1 and not word.isascii())


def _are_grades(headers: Sequence[str]) -> bool:
    """Whether headers are the steps of one scale: mRS 0, mRS 1, ..., or 0, 1, 2."""
    found = [_NUMBERED.fullmatch(header) for header in headers]
    if len(found) < _FEWEST_GRADES or not all(found):
        return False
    steps = [int(match["n"]) for match in found if match]
    one_stem = len({compact(match["stem"]) for match in found if match}) == 1
    return one_stem and steps[0] in (0, 1) and steps == [*range(steps[0], steps[0] + len(steps))]
