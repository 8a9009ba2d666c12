"""How many patients each filter keeps by itself, and how many all others keep without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.domain.schema import Kind
from aci_core.domain.study.criterion import Criterion
from aci_core.domain.study.filters import Between, Filter
from aci_core.selection.select import count_by_arm, matching_ordinals


@dataclass(frozen=True, slots=True)
class Widening:
    """Counts of one filter by itself, and of all others without it.

    Parameters
    ----------
    filter : Filter
    by_itself, without : dict of str to int or None
        Patients of each arm with this filter only, and with all others; None if a filter does
        not fit the file.
    span : tuple of float or None
        Minimum and maximum of its column, for a filter by range.
    """

    filter: Filter
    by_itself: Mapping[str, int] | None
    without: Mapping[str, int] | None
    value_range: tuple[float, float] | None = None

    @property
    def helps(self) -> bool:
        """Whether both arms have patients once the filter is removed."""
        return bool(self.without) and all((self.without or {}).values())


def widenings(
    cohort: Cohort, filters: Sequence[Filter], criterion: Criterion
) -> tuple[Widening, ...]:
    """The counts for each filter, in their order.

    Parameters
    ----------
    cohort : Cohort
        The whole cohort.
    filters : sequence of Filter
    criterion : Criterion
        Grading of the filters on grades.
    """
    return tuple(
        Widening(
            one,
            _counts(cohort, (one,), criterion),
            _counts(cohort, (*filters[:place], *filters[place + 1 :]), criterion),
            value_range(cohort, one.column) if isinstance(one, Between) else None,
        )
        for place, one in enumerate(filters)
    )


def value_range(cohort: Cohort, name: str) -> tuple[float, float] | None:
    """Minimum and maximum of a numeric column; None if it has no number."""
    column = cohort.column(name)
    if column is None or column.stopped or column.kind is not Kind.NUMBER:
        return None
    values = cohort.table[name].to_numpy(np.float64)
    known = values[~np.isnan(values)]
    return (float(known.min()), float(known.max())) if known.size else None


def _counts(
    cohort: Cohort, filters: Sequence[Filter], criterion: Criterion
) -> Mapping[str, int] | None:
    try:
        return count_by_arm(cohort, matching_ordinals(cohort, filters, criterion))
    except AciError:
        return None
