"""Whether the patients can be adults of a stroke trial."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aci_core.checks.values import always, cells, numbers
from aci_core.cohort import Cohort, Issue

_YOUNGEST, _OLDEST = 18, 110


def people(cohort: Cohort) -> Iterator[Issue]:
    """`age_unlikely`: below 18, or above 110 years."""
    column = cohort.column("age")
    ages = numbers(cohort, column)
    if column is None or ages is None:
        return
    places = np.flatnonzero((ages < _YOUNGEST) | (ages > _OLDEST))
    yield from cells(
        cohort,
        "age_unlikely",
        "warning",
        column,
        places,
        ages,
        always(low=_YOUNGEST, high=_OLDEST),
    )
