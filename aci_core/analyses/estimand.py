"""Strategies for deaths and losses of each outcome (ICH E9(R1))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aci_core.analyses.outcomes import MRS
from aci_core.summaries import EFFECTIVE, GRADE

# Composite: as the worst grade of the rule, as mRS 6, below every score; recorded grades as the
# clinician graded them; hypothetical: as if they had lived; else among survivors.
Deaths = Literal["ineffective", "grade_6", "below_scores", "recorded", "hypothetical", "survivors"]
# Left out of every denominator, or missing at random given arm and baseline, and other visits too.
Losses = Literal["left_out", "at_random", "at_random_given_visits"]


@dataclass(frozen=True, slots=True)
class Strategy:
    """What an outcome makes of deaths before its visit, and of scores lost to follow-up.

    Parameters
    ----------
    deaths : Deaths
    losses : Losses
    """

    deaths: Deaths
    losses: Losses


def strategy(variable: str, *, method: str | None = None, recorded: bool = False) -> Strategy:
    """The strategy of an outcome.

    Parameters
    ----------
    variable : str
        A measure, ``effective`` or ``grade``.
    method : str, optional
        One that differs from the outcome's leading method.
    recorded : bool
        Whether grades are those that the clinician recorded.

    Examples
    --------
    >>> strategy("effective").deaths, strategy("mrs").deaths, strategy("vegf").deaths
    ('ineffective', 'grade_6', 'survivors')
    >>> strategy("nihss", method="win_odds_death_worst").deaths
    'below_scores'
    """
    if variable in (EFFECTIVE, GRADE):
        return Strategy("recorded" if recorded else "ineffective", "left_out")
    if variable == MRS:
        return Strategy("grade_6", "left_out")
    if method == "win_odds_death_worst":
        return Strategy("below_scores", "left_out")
    if method == "mmrm":
        return Strategy("hypothetical", "at_random_given_visits")
    return Strategy("survivors", "at_random")
