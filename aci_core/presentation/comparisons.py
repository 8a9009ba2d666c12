"""Comparisons: each measure between the arms at its own visit, by the row that leads.

Rule 4 of `docs/decisions/statistics.md`: each is compared where the plan asks about it, else at
the last visit at which it was taken. No measure that was taken after baseline is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from aci_core.domain.schema import PRE
from aci_core.presentation.lookup import own_visit, visits_after

# The analyses are imported where they are used: the methods page needs none.
if TYPE_CHECKING:
    from aci_core.analyses.result import Result, Row

Scale = Literal["difference", "odds", "ratio"]
SCALES: Final[tuple[Scale, ...]] = ("difference", "odds", "ratio")

_SCALE_OF: Final[dict[str, Scale]] = {
    "ancova": "difference",
    "welch_t": "difference",
    "proportional_odds_adjusted": "odds",
    "proportional_odds": "odds",
    "ancova_log": "ratio",
    "tobit_ratio": "ratio",
}
_UNADJUSTED: Final = frozenset({"welch_t", "proportional_odds"})


@dataclass(frozen=True, slots=True)
class Comparison:
    """A measure between the arms at a visit.

    Parameters
    ----------
    variable, visit : str
    row : Row or None
        What leads; without an estimate where none is computed, None where there is no row at all.
    method : str
        That leads, or would.
    primary : bool
        The plan's primary outcome.
    """

    variable: str
    visit: str
    row: Row | None
    method: str
    primary: bool

    @property
    def scale(self) -> Scale:
        """The scale of its estimate."""
        return _SCALE_OF[self.method]

    @property
    def known(self) -> bool:
        """Whether there is an estimate."""
        return self.row is not None and self.row.estimate is not None

    @property
    def adjusted(self) -> bool:
        """Whether the estimate is adjusted for what was known before treatment."""
        return self.known and self.method not in _UNADJUSTED


def comparisons(result: Result, visit: str | None = None) -> tuple[Comparison, ...]:
    """Every measure taken after baseline, the primary outcome first, then as the measures come.

    Parameters
    ----------
    result : Result
        Of `analyses.outcomes`.
    visit : str, optional
        Those taken at this visit, compared there; each at its own if left out.
    """
    return tuple(sorted(_comparisons(result, visit), key=lambda one: not one.primary))


def scales(compared: Sequence[Comparison]) -> tuple[Scale, ...]:
    """Every scale, that of the primary outcome first."""
    primary = {one.scale for one in compared if one.primary}
    return tuple(sorted(SCALES, key=lambda scale: scale not in primary))


def _comparisons(result: Result, visit: str | None) -> Iterator[Comparison]:
    from aci_core.analyses.plan import compared_visits

    for name in result.variables:
        after = visits_after(result, name)
        own = compared_visits(result.settings, name, after)
        for at in own if visit is None else (v for v in after if v == visit):
            yield comparison(result, name, at)


def visit_of_each(result: Result, visit: str | None = None) -> dict[str, str]:
    """One visit of each measure: the one asked for, else the first that the plan names, its own."""
    visits = {}
    for name in result.variables:
        after = visits_after(result, name)
        at = own_visit(result, name) if visit is None else visit
        if at in after:
            visits[name] = at
    return visits


def comparison(result: Result, variable: str, visit: str) -> Comparison:
    """One measure at one visit."""
    from aci_core.analyses.leading import lead, methods
    from aci_core.analyses.multiplicity import standing

    led, ways = lead(result, variable, visit), methods(result, variable)
    made = (result.get(method, variable, visit=visit) for method in ways)
    row = led.row if led else next((row for row in made if row is not None), None)
    primary = standing(result, variable, visit).role == "primary"
    return Comparison(variable, visit, row, row.method if row else ways[0], primary)


def headlines(result: Result, visit: str | None = None, *, most: int = 5) -> tuple[Comparison, ...]:
    """The comparisons that are headline numbers, what the plan asks first.

    Then scores, ordinal scales and biomarkers: by their kind, never by what came out.
    """
    every = [one for one in comparisons(result, visit) if one.known]
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


def covariates(result: Result, one: Comparison) -> tuple[str, ...]:
    """Columns that an adjusted estimate is given, beside the measure's own value before treatment.

    Empty where they are not known: of results that were shared before they were kept.
    """
    from aci_core.analyses.outcomes import Outcomes

    if one.scale == "odds":
        return result.adjusted_for.get(one.variable, ()) if isinstance(result, Outcomes) else ()
    own = {f"{one.variable}_{PRE}", f"{one.variable}_{one.visit}"}
    return tuple(name for name in result.settings.covariates if name not in own)


def axis_scale(result: Result, one: Comparison) -> float:
    """What a difference is multiplied by to share an axis with others: one over the SD."""
    every = result.get("mean_sd", one.variable, visit=one.visit)
    sd = every.sd if every is not None and one.scale == "difference" else None
    return 1 / sd if sd else 1.0


def visits_differ(compared: Sequence[Comparison]) -> bool:
    """Whether rows have to name their visit: not where all are of one."""
    return len({one.visit for one in compared}) > 1
