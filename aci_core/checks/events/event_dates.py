"""Days and ends of events recorded where the event is not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aci_core.checks.column_access import cell_issues, header, numbers, same_facts
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.schema import Role

_CODES = {Role.EVENT_DAY: "day_without_event", Role.EVENT_RESOLVED: "resolved_without_event"}


def event_dates(cohort: Cohort) -> Iterator[Issue]:
    """`day_without_event` and `resolved_without_event`; 0 where there is no event is fine."""
    happened = {c.stem: c for c in cohort.columns if c.role is Role.EVENT}
    for column in cohort.columns:
        code = _CODES.get(column.role)
        event = happened.get(column.stem)
        values = numbers(cohort, column)
        count = numbers(cohort, event)
        if code is None or event is None or values is None or count is None:
            continue
        chosen = ~np.isnan(values) & (values != 0) & ~(count > 0)
        yield from cell_issues(
            cohort,
            code,
            "warning",
            column,
            np.flatnonzero(chosen),
            values,
            same_facts(event=header(event)),
        )
