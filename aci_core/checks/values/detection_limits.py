"""Values below a limit of detection: which they are, and limits far from all values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from aci_core.checks.column_access import header, number_text, numbers
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.schema import Column

CODE: Final = "limit_far"
_SDS: Final = 3.0  # below the least of the others, on the log scale
_FEWEST: Final = 8


def below_limit(cohort: Cohort, column: Column) -> dict[int, str]:
    """Place of each patient whose value lies below a limit, and the limit in words: ``<0.5``."""
    censored = cohort.censored_in(column.name)
    if censored is None:
        return {}
    cells = zip(censored.places, censored.limits, censored.sides, strict=True)
    return {place: f"<{number_text(limit)}" for place, limit, side in cells if side == "below"}


def detection_limits(cohort: Cohort) -> Iterator[Issue]:
    """`limit_far`: a limit more than three SDs (logarithms) below the least measured value."""
    for column in cohort.columns:
        cells = below_limit(cohort, column)
        values = numbers(cohort, column)
        if not cells or values is None:
            continue
        measured = np.delete(values, list(cells))
        measured = measured[measured > 0]
        if measured.size < _FEWEST:
            continue
        logs, least = np.log(measured), float(measured.min())
        spread = float(logs.std(ddof=1))
        for place, text in cells.items():
            limit = 2 * float(values[place])
            if limit > 0 and np.log(least) - np.log(limit) > _SDS * spread:
                row, facts = cohort.row_of(place, column.header), (("least", number_text(least)),)
                yield Issue(CODE, "warning", row, header(column), text, facts)
