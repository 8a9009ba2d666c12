"""Strategies for deaths before a visit, side by side: who is compared, and by which row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aci_core.analyses.course import DIFFERENCE, Course
from aci_core.analyses.estimand import Strategy, strategy
from aci_core.analyses.outcomes import Outcomes
from aci_core.analyses.result import Row

_WIN_ODDS: Final = ("win_odds", "win_odds_death_worst")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a comparison of the arms answers, by its strategy for deaths.

    Parameters
    ----------
    strategy : Strategy
    row : Row
    """

    strategy: Strategy
    row: Row

    @property
    def ratio(self) -> bool:
        """Whether it is of win odds, where 1 is no difference; else in the measure's unit."""
        return self.row.method in _WIN_ODDS


def side_by_side(
    result: Outcomes, over_visits: Course | None, measure: str, visit: str
) -> tuple[Answer, ...]:
    """The strategies for deaths before a visit: differences, then win odds.

    Parameters
    ----------
    result : Outcomes
    over_visits : Course or None
        None where no model of all visits is at hand.
    measure, visit : str

    Returns
    -------
    tuple of Answer
        None where nobody died before the visit without the score, and of an ordinal scale, which
        has a grade for the dead.
    """
    if (measure, visit) not in result.survivors or result.ordinal(measure):
        return ()
    modelled = over_visits.get(DIFFERENCE, measure, visit=visit) if over_visits else None
    rows = (
        result.get("ancova", measure, visit=visit),
        modelled,
        *(result.get(method, measure, visit=visit) for method in _WIN_ODDS),
    )
    return tuple(Answer(strategy(measure, method=r.method), r) for r in rows if r is not None)
