"""Columns whose mean and SD few patients make, so that what is made of them is not shared."""

from __future__ import annotations

from typing import Final

from aci_core.analyses import Row
from aci_core.analyses.outcomes import change
from aci_core.domain.cohort import ARM, Cohort
from aci_core.domain.schema import PRE
from aci_core.sharing.results.grids import grid_of, number_columns
from aci_core.summaries.dominance import is_dominated

_WITHIN = ("paired_t", "wilcoxon_signed_rank")
_ADJUSTED = ("ancova", "tobit")  # and those named after them
_ANALYSES = ("baseline", "factors", "outcomes")  # those of numbers
# Of counts, and by place: no mean is in them.
_KEPT: Final = frozenset(
    {
        "count", "median_iqr", "odds_ratio", "risk_difference", "risk_difference_mn",
        "risk_ratio", "risk_ratio_koopman",
    }
)  # fmt: skip


def dominated_columns(cohort: Cohort, least: int) -> frozenset[str]:
    """Columns, and changes (``nihss_m6-pre``), of which an arm's mean and SD tell a value."""
    arms = cohort.table[ARM].cat.codes.to_numpy()
    return frozenset(
        name
        for name, values, step in number_columns(cohort)
        if any(
            is_dominated(values[arms == arm], grid_of(values, step).size, least) for arm in (0, 1)
        )
    )


def is_of(row: Row, dominated: frozenset[str]) -> bool:
    """Whether mean or SD of one of these columns is in a row, or could be worked out from it."""
    of_numbers = row.analysis in _ANALYSES and row.method not in _KEPT
    return of_numbers and bool(dominated & _columns(row))


def _columns(row: Row) -> set[str]:
    if row.visit is None:
        return {row.variable}
    at, _, since = row.visit.partition("-")
    columns = {row.variable, f"{row.variable}_{at}", f"{row.versus}_{at}"}
    if since or row.method in _WITHIN or row.method.startswith(_ADJUSTED):
        columns |= {f"{row.variable}_{PRE}", f"{row.variable}_{change(at)}"}
    return columns
