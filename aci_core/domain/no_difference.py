"""The value of an estimate that means no difference: 0, 1 of a ratio, a half of a probability."""

from __future__ import annotations

from typing import Final

RATIOS: Final = frozenset(
    {
        "risk_ratio", "risk_ratio_koopman", "odds_ratio", "fisher_exact", "mantel_haenszel_or",
        "proportional_odds", "proportional_odds_adjusted", "subgroup_odds_ratio", "win_odds",
        "win_odds_death_worst", "ancova_log", "tobit_ratio",
    }
)  # fmt: skip
_PROBABILITIES: Final = frozenset({"mann_whitney"})


def no_difference(method: str) -> float:
    """The value of no difference of a method's estimate.

    Parameters
    ----------
    method : str
        As in the rows of a Result.

    Examples
    --------
    >>> [no_difference(method) for method in ("ancova", "win_odds_death_worst", "mann_whitney")]
    [0.0, 1.0, 0.5]
    """
    return 1.0 if method in RATIOS else 0.5 if method in _PROBABILITIES else 0.0
