"""Days of doses that are not in the order of the doses."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aci_core.checks.column_access import MOST, cell_issues, header, number_text, numbers
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.errors import Fact
from aci_core.domain.schema import Column, Role


def dose_order(cohort: Cohort) -> Iterator[Issue]:
    """`days_out_of_order`: a dose before one that the file numbers lower."""
    series: dict[str, list[tuple[int, Column]]] = {}
    for column in cohort.columns:
        kind, mid, number = column.name.partition("_day_")
        if column.role is Role.DOSE and mid and number.isdecimal():
            series.setdefault(kind, []).append((int(number), column))
    for listed in series.values():
        yield from _of_kind(cohort, [column for _, column in sorted(listed, key=lambda x: x[0])])


def _of_kind(cohort: Cohort, columns: list[Column]) -> Iterator[Issue]:
    # The last known day of the doses before, and which dose it was of.
    last = np.full(cohort.n, -np.inf)
    whose = np.zeros(cohort.n, dtype=np.int16)
    for place, column in enumerate(columns):
        days = numbers(cohort, column)
        if days is None:
            continue
        early = np.flatnonzero(days < last)
        # As they are now: the next dose overwrites them.
        faults = {int(p): (float(last[p]), int(whose[p])) for p in early[:MOST]}

        def facts(place: int, faults: dict[int, tuple[float, int]] = faults) -> dict[str, Fact]:
            day, dose = faults[place]
            return {"other": header(columns[dose]), "day": number_text(day)}

        yield from cell_issues(cohort, "days_out_of_order", "warning", column, early, days, facts)
        known = ~np.isnan(days)
        last[known], whose[known] = days[known], place
