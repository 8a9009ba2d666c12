"""The row of a comparison that leads, and the row of its test.

The kind of the outcome decides, never the data (rule 2 of `docs/decisions/statistics.md`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aci_core.analyses.result import Result, Row
from aci_core.domain.no_difference import no_difference
from aci_core.summaries import EFFECTIVE, GRADE

# Methods of an outcome in the order in which they lead; the next one leads only where the one
# before it could not be computed, and says so.
_SCORE: Final = ("ancova", "welch_t")
_BIOMARKER: Final = ("ancova_log", "tobit_ratio", "ancova", "welch_t")
_ORDINAL: Final = ("proportional_odds_adjusted", "proportional_odds")


@dataclass(frozen=True, slots=True)
class Lead:
    """The leading comparison of an outcome.

    Parameters
    ----------
    row : Row
        Of the estimate.
    test : Row
        Of *P*; the same row for all but the response.
    instead_of : tuple of Row
        Of the methods that would lead but could not be computed.
    """

    row: Row
    test: Row
    instead_of: tuple[Row, ...] = ()

    @property
    def p(self) -> float | None:
        """The *P* that counts."""
        return self.test.p

    @property
    def null(self) -> float:
        """The value of no difference."""
        return no_difference(self.row.method)

    @property
    def higher(self) -> bool:
        """Whether the estimate is above no difference."""
        return (self.row.estimate or 0.0) >= self.null


def methods(result: Result, variable: str) -> tuple[str, ...]:
    """The methods of an outcome, in the order in which they lead."""
    if variable == GRADE or result.ordinal(variable):
        return _ORDINAL
    measure = result.measures.get(variable)
    return _BIOMARKER if measure is not None and measure.log else _SCORE


def lead(result: Result, variable: str, visit: str | None) -> Lead | None:
    """The leading comparison of an outcome at a visit, None where none could be computed.

    Parameters
    ----------
    result : Result
        Of `analyses.outcomes` or `analyses.response`.
    variable : str
        A measure, ``"effective"`` or ``"grade"``.
    visit : str or None
    """
    if variable == EFFECTIVE:
        return _of_rates(result, visit)
    before: list[Row] = []
    for method in methods(result, variable):
        row = result.get(method, variable, visit=visit)
        if row is not None and row.estimate is not None:
            return Lead(row, row, tuple(before))
        if row is not None:
            before.append(row)
    return None


def _of_rates(result: Result, visit: str | None) -> Lead | None:
    """The risk difference; Fisher's test where an expected count is below 5, else Pearson's.

    Expected counts depend on the margins, not on the difference: this chooses nothing by
    looking.
    """
    row = result.get("risk_difference", EFFECTIVE, visit=visit)
    test = rate_test(result, EFFECTIVE, visit=visit)
    if row is None or row.estimate is None or test is None:
        return None
    return Lead(row, test)


def rate_test(
    result: Result, variable: str, *, visit: str | None = None, level: str | None = None
) -> Row | None:
    """The test of two proportions that counts: Pearson's, or Fisher's where one expects few."""
    pearson = result.get("pearson_chi2", variable, visit=visit, level=level)
    fisher = result.get("fisher_exact", variable, visit=visit, level=level)
    few = pearson is not None and "min_expected_below_5" in pearson.notes
    return fisher if few and fisher is not None else pearson
