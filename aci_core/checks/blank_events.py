"""Blank cells of events, deaths and losses: unknown as they stand, and often meant as none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from aci_core.checks.column_access import header, unread
from aci_core.domain.cohort import Cohort, Issue, listed_events
from aci_core.domain.schema import Column, Kind, Role
from aci_core.domain.steps import FillBlank

CODE: Final = "events_blank"
FATE: Final = "fate_blank"
NONE: Final = "0"  # what such a cell is read as where it means that there was none
MOST: Final = 0.05  # a smaller share is missing here and there, where others say that none was seen


def blank_events(cohort: Cohort) -> Iterator[Issue]:
    """`events_blank`, `fate_blank`: once for each column of the file that records them.

    Events are asked about where more than a twentieth is blank, or where no cell says "none";
    deaths and losses only then.
    """
    made_of = {name: own for own, names in listed_events(cohort.issues).items() for name in names}
    by_header: dict[str, list[Column]] = {}
    for column in cohort.columns_with(Role.EVENT):
        if column.kind is Kind.NUMBER:
            own = header(column)
            by_header.setdefault(made_of.get(own, own), []).append(column)
    answered = {step.header for step in cohort.steps if isinstance(step, FillBlank)}
    for own, columns in by_header.items():
        if own in answered:
            continue
        values = [cohort.table[column.name].to_numpy(np.float64) for column in columns]
        blank = np.isnan(values).all(axis=0)
        for column in columns:
            blank &= ~unread(cohort, column.name)
        n, none_said = int(blank.sum()), bool((np.nan_to_num(values, nan=1.0) == 0).any())
        if n and (n > MOST * cohort.n or not none_said):
            yield Issue(CODE, "warning", None, own, facts=(("n", n), ("of", cohort.n)))
    for column in cohort.columns_with(Role.DIED, Role.LOST):
        flags = cohort.table[column.name].to_numpy(np.float64)
        n = int((np.isnan(flags) & ~unread(cohort, column.name)).sum())
        none_said = bool((np.nan_to_num(flags, nan=1.0) == 0).any())
        if n and column.header and column.header not in answered and not none_said:
            yield Issue(FATE, "warning", None, column.header, facts=(("n", n), ("of", cohort.n)))
