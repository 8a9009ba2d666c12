"""Questions to the file's owner that are not yet answered, and that results wait for or rest on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from aci_core.checks.column_access import header
from aci_core.checks.events.blank_events import unanswered
from aci_core.checks.repair.measured_when import undated
from aci_core.domain.arrays import Floats, Mask
from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import PRE, Column, Kind, Role
from aci_core.ingest.values.codes.missing_codes import SUSPECTED, SUSPECTED_LEVEL


@dataclass(frozen=True, slots=True)
class AskedColumn:
    """A column of which something is asked.

    Parameters
    ----------
    header : str
        In the file.
    n : int
        Cells.
    mean_with, mean_without : float or None
        Mean of the column with the code and without; None of a category and of blank cells.
    outcome : bool
        The column is compared after treatment.
    """

    header: str
    n: int
    mean_with: float | None = None
    mean_without: float | None = None
    outcome: bool = False


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """What is asked of one or more columns.

    Parameters
    ----------
    code : str
        Whether this value means missing: it is counted as a value. Empty: whether a blank cell
        means no; no rate is given.
    columns : tuple of AskedColumn
        Outcomes first, else in the order of the file.
    time : bool
        Whether they were measured before treatment or after it: neither characteristics nor
        outcomes.
    """

    code: str
    columns: tuple[AskedColumn, ...]
    time: bool = False

    @property
    def n(self) -> int:
        """Cells of all its columns."""
        return sum(column.n for column in self.columns)


def open_questions(cohort: Cohort) -> tuple[OpenQuestion, ...]:
    """What is asked and not answered.

    Codes that may mean missing, those in an outcome first; blanks that may mean no; and of which
    time a column is.

    Parameters
    ----------
    cohort : Cohort
        After `checked`; whole or selected: the cells of its own patients are counted.
    """
    by_code: dict[str, list[AskedColumn]] = {}
    for code, column, is_code in _codes(cohort):
        means: tuple[float | None, float | None] = (None, None)
        if column.kind is Kind.NUMBER:
            values = cohort.table[column.name].to_numpy(np.float64)
            means = _mean(values), _mean(values[~is_code])
        asked = AskedColumn(header(column), int(is_code.sum()), *means, is_outcome(column))
        by_code.setdefault(code, []).append(asked)
    codes = [
        OpenQuestion(code, tuple(sorted(found, key=lambda one: not one.outcome)))
        for code, found in by_code.items()
    ]
    codes.sort(key=lambda one: not one.columns[0].outcome)
    blank = tuple(AskedColumn(own, n) for own, n in unanswered(cohort))
    times = tuple(
        AskedColumn(header(column), int(cohort.table[column.name].notna().sum()))
        for column in undated(cohort)
    )
    return (
        *codes,
        *([OpenQuestion("", blank)] if blank else []),
        *([OpenQuestion("", times, time=True)] if times else []),
    )


def is_outcome(column: Column) -> bool:
    """Whether a column is compared after treatment."""
    return column.role is Role.GRADE or (column.role is Role.MEASURE and column.visit != PRE)


def counted_codes(cohort: Cohort) -> dict[str, int]:
    """By canonical column: cells of these patients that may be codes, and count as values."""
    cells: dict[str, int] = {}
    for _, column, is_code in _codes(cohort):
        cells[column.name] = cells.get(column.name, 0) + int(is_code.sum())
    return cells


def _codes(cohort: Cohort) -> Iterator[tuple[str, Column, Mask]]:
    """Each code that is asked about and stands in these patients: its column, and their cells."""
    by_header = {header(column): column for column in cohort.columns if not column.stopped}
    for issue in cohort.issues:
        column = by_header.get(issue.column or "")
        if issue.code not in (SUSPECTED, SUSPECTED_LEVEL) or column is None or not issue.value:
            continue
        values = cohort.table[column.name]
        number = dict(issue.facts).get("number")
        if column.kind is Kind.NUMBER and number is not None:
            is_code = values.to_numpy(np.float64) == float(number)
        else:
            is_code = (values.astype(str) == issue.value).to_numpy()
        if is_code.any():
            yield issue.value, column, is_code


def _mean(values: Floats) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else None
