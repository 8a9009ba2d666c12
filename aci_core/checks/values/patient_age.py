"""Ages that are unlikely in a stroke trial of adults."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aci_core.checks.column_access import cell_issues, numbers, same_facts
from aci_core.domain.cohort import Cohort, Issue

_YOUNGEST, _OLDEST, _NOBODY = 18, 110, 120


def patient_age(cohort: Cohort) -> Iterator[Issue]:
    """`age_unlikely`: below 18, or above 110 years."""
    column = cohort.column("age")
    ages = numbers(cohort, column)
    if column is None or ages is None:
        return
    unlikely = (ages < _YOUNGEST) | (ages > _OLDEST)
    # Impossible ages are issues already.
    places = np.flatnonzero(unlikely & (ages >= 0) & (ages <= _NOBODY))
    yield from cell_issues(
        cohort,
        "age_unlikely",
        "warning",
        column,
        places,
        ages,
        same_facts(low=_YOUNGEST, high=_OLDEST),
    )
