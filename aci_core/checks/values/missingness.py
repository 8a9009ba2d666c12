"""Columns that are missing more often in one arm than in the other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aci_core.checks.column_access import by_arm, header
from aci_core.domain.arrays import Mask
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.schema import Column, Kind, Role
from aci_core.stats.risk_difference import risk_difference

_LEAST = 0.10
# Where an empty cell is as it should be: no event has no day, a control has no injection.
_LOOKED_AT = frozenset(
    {
        Role.MEASURE,
        Role.COVARIATE,
        Role.ENDPOINT,
        Role.GRADE,
        Role.FOLLOWUP,
        Role.EVENT,
        Role.DIED,
        Role.LOST,
    }
)


def missingness(cohort: Cohort) -> Iterator[Issue]:
    """`missing_unequal`: the shares differ by a tenth, and Newcombe's interval excludes 0."""
    if not cohort.settled:
        return
    (treatment, treated), (control, controls) = by_arm(cohort)
    n_treatment, n_control = int(treated.sum()), int(controls.sum())
    for column in cohort.columns:
        missing = _missing(cohort, column)
        if missing is None or not missing.any():
            continue
        events_treatment = int(np.count_nonzero(missing & treated))
        events_control = int(np.count_nonzero(missing)) - events_treatment
        difference = risk_difference(events_treatment, n_treatment, events_control, n_control)
        if difference.value is None or difference.low is None or difference.high is None:
            continue
        if abs(difference.value) >= _LEAST and not difference.low <= 0 <= difference.high:
            facts = (
                ("treatment", treatment), ("x_t", events_treatment), ("n_t", n_treatment),
                ("control", control), ("x_c", events_control), ("n_c", n_control),
            )  # fmt: skip
            yield Issue("missing_unequal", "warning", None, header(column), facts=facts)


def _missing(cohort: Cohort, column: Column) -> Mask | None:
    if column.role not in _LOOKED_AT or column.kind is Kind.TEXT:
        return None
    values = cohort.table[column.name]
    if column.kind is Kind.CATEGORY:
        missing: Mask = values.cat.codes.to_numpy() < 0
        return missing
    absent: Mask = np.isnan(values.to_numpy(np.float64))
    return absent
