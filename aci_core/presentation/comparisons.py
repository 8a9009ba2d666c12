"""Comparisons: each measure between the arms at its own visit, by the row that leads.

Rules 2 and 4 of `docs/decisions/statistics.md`: the kind of measure decides what leads, and each
is compared where the plan asks about it, else at the last visit at which it was taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from aci_core.presentation.lookup import visits_after

# The analyses are imported where they are used: the methods page needs none.
if TYPE_CHECKING:
    from aci_core.analyses.result import Result, Row

Scale = Literal["difference", "odds", "ratio"]
SCALES: Final[tuple[Scale, ...]] = ("difference", "odds", "ratio")

_SCALE_OF: Final[dict[str, Scale]] = {
    "proportional_odds_adjusted": "odds",
    "proportional_odds": "odds",
    "win_odds": "odds",
    "ancova_log": "ratio",
}
# What leads, first the one that is wanted, then what stands in for it.
_OF_SCORES: Final = ("ancova", "welch_t")
_OF_BIOMARKERS: Final = ("ancova_log", *_OF_SCORES)
# Win odds: of results that were shared before there were odds ratios of outcomes.
_OF_GRADES: Final = ("proportional_odds_adjusted", "proportional_odds", "win_odds")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A measure between the arms at a visit.

    Parameters
    ----------
    variable, visit : str
    row : Row or None
        What leads; without an estimate where none is computed, None where there is no row at all.
    wanted : Row or None
        What would lead by the measure's kind: its notes say why it does not.
    primary : bool
        The plan's primary outcome.
    """

    variable: str
    visit: str
    row: Row | None
    wanted: Row | None
    primary: bool

    @property
    def scale(self) -> Scale:
        """The scale of its estimate."""
        return "difference" if self.row is None else _SCALE_OF.get(self.row.method, "difference")

    @property
    def adjusted(self) -> bool:
        """Whether the estimate is adjusted for what was known before treatment."""
        return self.row is not None and self.row.method in {*_OF_BIOMARKERS, _OF_GRADES[0]} - {
            "welch_t"
        }


def comparisons(result: Result, visit: str | None = None) -> tuple[Comparison, ...]:
    """Every measure taken after baseline, in the order of the measures.

    Parameters
    ----------
    result : Result
        Of `analyses.outcomes`.
    visit : str, optional
        Those taken at this visit, compared there; each at its own if left out.
    """
    return tuple(_comparisons(result, visit))


def _comparisons(result: Result, visit: str | None) -> Iterator[Comparison]:
    from aci_core.analyses.plan import compared_visits

    for name in result.variables:
        after = visits_after(result, name)
        own = compared_visits(result.settings, name, after)
        for at in own if visit is None else (v for v in after if v == visit):
            yield comparison(result, name, at)


def visit_of_each(result: Result, visit: str | None = None) -> dict[str, str]:
    """One visit of each measure: the one asked for, else the first that the plan names, its own."""
    from aci_core.analyses.plan import own_visit

    visits = {}
    for name in result.variables:
        after = visits_after(result, name)
        at = own_visit(result.settings, name, after) if visit is None else visit
        if at in after:
            visits[name] = at
    return visits


def comparison(result: Result, variable: str, visit: str) -> Comparison:
    """One measure at one visit."""
    known = result.measures.get(variable)
    methods: tuple[str, ...] = _OF_SCORES
    if known is not None and (known.ordinal or known.log):
        methods = _OF_GRADES if known.ordinal else _OF_BIOMARKERS
    rows = [result.get(method, variable, visit=visit) for method in methods]
    made = [row for row in rows if row is not None]
    lead = next((row for row in made if row.estimate is not None), made[0] if made else None)
    primary = result.settings.primary in (variable, f"{variable}_{visit}")
    return Comparison(variable, visit, lead, rows[0], primary)


def headlines(result: Result, visit: str | None = None, *, most: int = 5) -> tuple[Comparison, ...]:
    """The comparisons that are headline numbers, what the plan asks first.

    Then scores, ordinal scales and biomarkers: by their kind, never by what came out.
    """
    every = [one for one in comparisons(result, visit) if one.row and one.row.estimate is not None]
    every.sort(key=lambda one: (_place(result, one), SCALES.index(one.scale)))
    return tuple(every[:most])


def asked_of_plan(result: Result, *, most: int = 5) -> tuple[Comparison, ...]:
    """The headline numbers that the plan names; none where it names no measure."""
    unnamed = len(_named(result))
    return tuple(one for one in headlines(result, most=most) if _place(result, one) < unnamed)


def _named(result: Result) -> tuple[str, ...]:
    from aci_core.analyses.plan import named

    return named(result.settings)


def _place(result: Result, one: Comparison) -> int:
    """The place of a comparison among the plan's outcomes; after them where it is none."""
    asked = _named(result)
    names = (f"{one.variable}_{one.visit}", one.variable)
    return min((asked.index(name) for name in names if name in asked), default=len(asked))


def visits_differ(compared: Sequence[Comparison]) -> bool:
    """Whether rows have to name their visit: not where all are of one."""
    return len({one.visit for one in compared}) > 1
