"""Columns with the same value in every patient."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aci_core.checks.column_access import header, number_text, numbers
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.schema import Column, Kind, Role

_FEWEST = 3


def constant_columns(cohort: Cohort) -> Iterator[Issue]:
    """`constant`: a measure or a characteristic with one value; events and deaths may be none."""
    for column in cohort.columns:
        if column.role in (Role.MEASURE, Role.COVARIATE) and not column.stopped:
            value = _only(cohort, column)
            if value is not None:
                yield Issue("constant", "info", None, header(column), value)


def _only(cohort: Cohort, column: Column) -> str | None:
    """The one value of a column."""
    if column.kind is Kind.CATEGORY:
        codes = cohort.table[column.name].cat.codes.to_numpy()
        codes = codes[codes >= 0]
        same = codes.size >= _FEWEST and codes.min() == codes.max()
        return str(column.levels[codes[0]]) if same else None
    values = numbers(cohort, column)
    if values is None or np.count_nonzero(~np.isnan(values)) < _FEWEST:
        return None
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    return number_text(low) if low == high else None
