"""Helpers of the checks: number columns of a cohort, and issues about cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from aci_core.domain.arrays import Floats, Ints, Mask
from aci_core.domain.cohort import ARM, Cohort, Issue, Severity
from aci_core.domain.errors import Fact
from aci_core.domain.schema import Column, Kind, Role, visit_order

# What the sentence of a cell fills in.
CellFacts = Callable[[int], dict[str, Fact]]

# A person looks at twenty patients of a kind; the rest is counted.
MOST = 20


def numbers(cohort: Cohort, column: Column | None) -> Floats | None:
    """The numbers of a column as they stand; None where it holds none.

    A column that an error stops is looked at too: its other cells may be wrong as well.
    """
    if column is None or column.kind is not Kind.NUMBER:
        return None
    return cohort.table[column.name].to_numpy(np.float64)


def scores(cohort: Cohort) -> dict[str, dict[str, Column]]:
    """Measure to visit to column of numbers, visits in the order of time."""
    by_measure: dict[str, dict[str, Column]] = {}
    for column in cohort.columns:
        if column.role is Role.MEASURE and column.kind is Kind.NUMBER and column.visit:
            by_measure.setdefault(column.stem, {})[column.visit] = column
    return {
        stem: {visit: at[visit] for visit in sorted(at, key=visit_order)}
        for stem, at in by_measure.items()
    }


def flagged(cohort: Cohort, name: str) -> Mask | None:
    """Who has 1 in a column such as `died`; None without such a column."""
    values = numbers(cohort, cohort.column(name))
    return None if values is None else values == 1


def unread(cohort: Cohort, name: str) -> Mask:
    """Whose cell of a column holds what cannot be."""
    mask = np.zeros(cohort.n, dtype=bool)
    for cells in cohort.unread:
        if cells.column == name:
            mask[list(cells.places)] = True
    return mask


def by_arm(cohort: Cohort) -> list[tuple[str, Mask]]:
    """Each arm with who is in it."""
    codes = cohort.table[ARM].cat.codes.to_numpy()
    labels = cohort.table[ARM].cat.categories
    return [(str(label), codes == code) for code, label in enumerate(labels)]


def number_text(value: float) -> str:
    """A number as a spreadsheet shows it.

    Examples
    --------
    >>> number_text(12.0), number_text(0.1 + 0.2)
    ('12', '0.3')
    """
    return f"{value:.12g}"


def header(column: Column) -> str:
    """A column's header in the file, else its name."""
    return column.header or column.name


def same_facts(**facts: Fact) -> CellFacts:
    """The same facts for every cell."""
    return lambda _place: facts


def cell_issues(
    cohort: Cohort,
    code: str,
    severity: Severity,
    column: Column,
    places: Sequence[int] | Ints,
    values: Floats | None = None,
    facts: CellFacts | None = None,
    written: Mapping[int, str] = MappingProxyType({}),
) -> Iterator[Issue]:
    """One issue for each of the first patients, then one that counts the rest.

    `written` has the cells whose number is not what stands in them.
    """
    for place in map(int, places[:MOST]):
        yield Issue(
            code,
            severity,
            cohort.row_of(place, column.header),
            header(column),
            None if values is None else written.get(place, number_text(float(values[place]))),
            tuple(facts(place).items()) if facts else (),
        )
    if len(places) > MOST:
        more = (("count", len(places) - MOST), ("kind", code))
        yield Issue("more_found", severity, None, header(column), facts=more)
