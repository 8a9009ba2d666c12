"""Numbers of an exploration as they are printed: rows by level, digits, scale, what leads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aci_core.presentation.i18n import Translator, format_number, format_row

if TYPE_CHECKING:  # names of types: a page's frame waits for no analysis
    from aci_core.analyses.explore import Panel
    from aci_core.analyses.result import Row

_PERCENT = 100.0
_TESTS = ("pearson_chi2", "fisher_exact")
_CORRELATIONS = ("pearson", "spearman", "partial_pearson")
# What stands beside the leading number.
_BESIDE = {
    "partial_pearson": "spearman",
    "pearson": "spearman",
    "welch_t": "mann_whitney",
    "risk_difference": "odds_ratio",
    "proportional_odds": "win_odds",
}


def row_of_level(
    panel: Panel, method: str, level: str | None, outcome: str | None = None
) -> Row | None:
    """The row of a level of the group, and of the outcome."""
    rows = panel.result.where(method)
    return next((row for row in rows if row.arm == level and row.level == outcome), None)


def leads(panel: Panel) -> Iterator[Row]:
    """Rows that stand as headline numbers: the leading one, then one beside it."""
    if panel.lead is not None:
        yield panel.lead
        yield from panel.result.where(_BESIDE.get(panel.lead.method, "none"))


def estimate(panel: Panel, row: Row | None, t: Translator) -> str:
    """An estimate with its interval, or *P* of a test that has none."""
    if row is not None and row.method in _TESTS and row.estimate is None:
        return format_row.p(t, row.p) or format_number.DASH
    if row is None:
        return format_number.DASH
    return format_row.estimate(t, row, digits(panel, row), scale=scale(row))


def scale(row: Row) -> float:
    """Percentage points of a difference of shares."""
    return _PERCENT if row.method == "risk_difference" else 1.0


def digits(panel: Panel, row: Row) -> int:
    """Decimals of an estimate: three of a correlation, as the paper prints r."""
    if row.method in _CORRELATIONS:
        return 3
    if row.method == "risk_difference":
        return 1
    if row.method in ("welch_t", "hodges_lehmann"):
        return format_number.digits_of_difference(_largest_sd(panel))
    return 2


def mean_digits(panel: Panel) -> int:
    """Decimals of the means of a panel."""
    return format_number.digits(_largest_sd(panel))


def _largest_sd(panel: Panel) -> float | None:
    return max((row.sd or 0.0 for row in panel.result.where("mean_sd")), default=None)
