"""Subgroups: the effect of treatment by what was known before it, and interactions.

Of the primary outcome (NIHSS where none is named) and of the response. The columns that the plan
declares come first; any other that is looked at is marked as not declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from aci_core.analyses.adjusted_difference import adjusted_difference
from aci_core.analyses.adjustment import OF_ORDINAL, covariate_names
from aci_core.analyses.code_counted import marked
from aci_core.analyses.effects import differences
from aci_core.analyses.ordinal import ADJUSTED, UNADJUSTED, adjusted_for, adjusted_odds
from aci_core.analyses.outcomes import compared, visits_after
from aci_core.analyses.plan import Endpoint, main_endpoint
from aci_core.analyses.response import Response
from aci_core.analyses.result import Result, Row, try_query
from aci_core.analyses.step import per_step, step_of
from aci_core.analyses.subgroup_rows import (
    DIFFERENCE,
    INTERACTION,
    ODDS,
    EffectOverRange,
    Outcome,
    by_level,
    not_available,
    over_range,
)
from aci_core.domain.notes import Note, note
from aci_core.domain.schema import PRE, Column, Kind, Role
from aci_core.domain.study.settings import Settings
from aci_core.summaries import EFFECTIVE, Arms, Data, PatientLevelData, Var

NAME = "subgroups"
OVERALL = ("ancova", "welch_t", ADJUSTED, UNADJUSTED, "risk_difference")
# Looked at where the plan declares none: fixed beforehand, in this order, as many as `_USUAL`.
_FIRST = ("age", "sex", "nihss_pre", "toast", "onset_days", "thrombolysis")
_USUAL = 4
_MOST_LEVELS = 8


@dataclass(frozen=True, slots=True)
class Subgroup:
    """A column by which the effect is looked at.

    Parameters
    ----------
    column : str
    declared : bool
        In the plan before any results had been seen.
    levels : tuple of str
        Of a category; empty for a continuous column.
    step : float
        Of a continuous column, by which a change of the effect is told.
    """

    column: str
    declared: bool
    levels: tuple[str, ...] = ()
    step: float = 1.0


@dataclass(frozen=True)
class Subgroups(Result):
    """The subgroups' analysis, with the lines that a figure draws.

    Parameters
    ----------
    columns : tuple of Subgroup
        Declared ones first.
    outcomes : tuple of Endpoint
        Of which there are rows.
    lines : tuple of EffectOverRange
    absent : tuple of str
        Declared columns that the file lacks, or that an error stops.
    adjusted_for : dict of str to tuple of str
        Columns for which an outcome is adjusted, apart from its own value before treatment.
    """

    columns: tuple[Subgroup, ...] = ()
    outcomes: tuple[Endpoint, ...] = ()
    lines: tuple[EffectOverRange, ...] = field(default=(), repr=False)
    absent: tuple[str, ...] = ()
    adjusted_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    def of(self, variable: str) -> Endpoint:
        """The outcome of that name, else the first."""
        return next((one for one in self.outcomes if one.variable == variable), self.outcomes[0])

    def overall(self, outcome: Endpoint) -> Row | None:
        """The effect in all patients, None where it was not computed."""
        rows = (self.get(method, outcome.variable, visit=outcome.visit) for method in OVERALL)
        return next((row for row in rows if row is not None and row.estimate is not None), None)

    def ratio(self, outcome: Endpoint) -> bool:
        """Whether the effect within a level is an odds ratio."""
        return self.ordinal(outcome.variable)

    def within(self, outcome: Endpoint, subgroup: Subgroup, level: str) -> Row | None:
        """The effect within a level."""
        method = ODDS if self.ratio(outcome) else DIFFERENCE
        return self.get(
            method, outcome.variable, visit=outcome.visit, level=level, versus=subgroup.column
        )

    def interaction(self, outcome: Endpoint, subgroup: Subgroup) -> Row | None:
        """The test of interaction with a column."""
        at = {"visit": outcome.visit, "versus": subgroup.column}
        return self.get(INTERACTION, outcome.variable, **at)

    def slope(self, outcome: Endpoint, subgroup: Subgroup) -> Row | None:
        """How the effect changes per step of a continuous column, with the test."""
        row = self.interaction(outcome, subgroup)
        if row is None or subgroup.levels:
            return None
        ratio = self.ratio(outcome) or outcome.variable == EFFECTIVE
        return per_step(row, subgroup.step, ratio=ratio)

    @property
    def tested(self) -> tuple[Row, ...]:
        """Every interaction that was tested, of all outcomes: who looks at one looks at all."""
        rows = (self.interaction(one, column) for one in self.outcomes for column in self.columns)
        return tuple(row for row in rows if row is not None and row.p is not None)

    def lines_of(self, outcome: Endpoint) -> tuple[EffectOverRange, ...]:
        """The effects over the range of the continuous columns."""
        return tuple(line for line in self.lines if (line.variable, line.visit) == _key_of(outcome))


def _key_of(outcome: Endpoint) -> tuple[str, str | None]:
    return outcome.variable, outcome.visit


def subgroups(data: Data, settings: Settings, others: Sequence[str] = ()) -> Subgroups:
    """The effect by the levels, or over the range, of each column.

    Parameters
    ----------
    data : Data
        Without patients each row says that it needs them.
    settings : Settings
    others : sequence of str
        Columns that are looked at and not declared.
    """
    known = {column.name: column for column in possible(data)}
    declared = [name for name in settings.subgroups if name in known]
    names = dict.fromkeys((*declared, *(name for name in others if name in known)))
    columns = [known[name] for name in names]
    early = settings.declared_subgroups
    absent = tuple(name for name in settings.subgroups if name not in known)
    made = Subgroups(
        NAME,
        data.arms,
        settings,
        (),
        measures=data.measures,
        columns=tuple(_subgroup(data, c, declared=c.name in early) for c in columns),
        absent=absent,
    )
    if not columns:
        return made
    rows: list[Row] = []
    lines: list[EffectOverRange] = []
    outcomes = _outcomes(data, settings)
    for one in outcomes:
        within = ODDS if made.ratio(one) else DIFFERENCE
        if data.patients is None:
            reason = note("needs_patients")
            for column in columns:
                rows += not_available(NAME, one.variable, one.visit, column, within, reason)
            continue
        outcome = _outcome(data.patients, settings, one)
        rows += _overall(data.patients, settings, outcome)
        for column in columns:
            if withheld := _withheld(data.patients, outcome, column):
                rows += not_available(NAME, one.variable, one.visit, column, within, withheld)
                continue
            if column.kind is Kind.CATEGORY:
                rows += by_level(data.patients, settings, NAME, outcome, column)
                continue
            row, line = over_range(data.patients, settings, NAME, outcome, column)
            rows.append(row)
            lines += [line] if line is not None else []
    names_of = {one.variable: _adjusted_for(data, settings, one) for one in outcomes}
    return replace(
        made,
        rows=marked(rows, data, settings),
        outcomes=outcomes,
        lines=tuple(lines),
        adjusted_for=names_of,
    )


def by_centre(response: Response) -> Subgroups | None:
    """The centres as the levels of a column, for their table and figure; None where one alone.

    Parameters
    ----------
    response : Response
        With patients: the rows of centres are not shared without.
    """
    row = next(response.where("cmh"), None)
    if row is None or row.versus is None:
        return None
    at = {"variable": EFFECTIVE, "visit": response.visit}
    rows = response.where(DIFFERENCE, **at)
    levels = tuple(r.level for r in rows if r.level and r.versus == row.versus)
    if not levels:
        return None
    return Subgroups(
        response.analysis,
        response.arms,
        response.settings,
        response.rows,
        measures=response.measures,
        columns=(Subgroup(row.versus, declared=True, levels=levels),),
        outcomes=(Endpoint(EFFECTIVE, response.visit),),
    )


def possible(data: Data) -> tuple[Column, ...]:
    """Columns known before treatment that may be a subgroup."""
    return tuple(
        c
        for c in data.columns
        if (c.role is Role.COVARIATE or (c.role is Role.MEASURE and c.visit == PRE))
        and (c.kind is Kind.NUMBER or (c.kind is Kind.CATEGORY and len(c.levels) > 1))
    )


def usual(data: Data, settings: Settings) -> tuple[str, ...]:
    """The columns that are looked at where the plan declares none."""
    if settings.subgroups:
        return ()
    known = {
        c.name: c
        for c in possible(data)
        if c.name != settings.centre and len(c.levels) <= _MOST_LEVELS
    }
    first = [name for name in _FIRST if name in known]
    categories = [name for name, c in known.items() if c.kind is Kind.CATEGORY]
    return tuple(dict.fromkeys((*first, *categories)))[:_USUAL]


def _subgroup(data: Data, column: Column, *, declared: bool) -> Subgroup:
    if column.kind is Kind.CATEGORY:
        return Subgroup(column.name, declared, column.levels)
    return Subgroup(column.name, declared, step=step_of(data, column))


def _withheld(data: PatientLevelData, outcome: Outcome, column: Column) -> Note | None:
    """Why nothing is compared: a mean, or a slope, would rest on limits of detection."""
    means = outcome.kind == "means"
    names = (f"{outcome.variable}_{outcome.visit}", outcome.pre) if means else ()
    slope = column.name if column.kind is Kind.NUMBER else None
    _, reasons = try_query(lambda: data.require_means(*(name for name in (*names, slope) if name)))
    return reasons[0] if reasons else None


def _outcomes(data: Data, settings: Settings) -> tuple[Endpoint, ...]:
    """The primary outcome, or NIHSS at its visit, and the response."""
    rates = () if data.grading is None else (Endpoint(EFFECTIVE, data.grading.visit),)
    main = main_endpoint(settings, visits_after(data))
    return rates if main is None else (main, *rates)


def _outcome(data: PatientLevelData, settings: Settings, one: Endpoint) -> Outcome:
    if one.variable == EFFECTIVE:
        grades = data.grades
        values = np.full(len(data.treated), np.nan) if grades is None else grades.effective
        return Outcome(EFFECTIVE, one.visit, "rates", values)
    measure = data.measures[one.variable]
    values = data.values(Var(f"{one.variable}_{one.visit}"))
    if measure.ordinal:
        names = covariate_names(data, settings, OF_ORDINAL)
        score = values if measure.better == "higher" else -values
        return Outcome(one.variable, one.visit, "odds", score, None, names)
    pre = f"{one.variable}_{PRE}"
    own = pre if any(c.name == pre for c in data.columns) else None
    return Outcome(one.variable, one.visit, "means", values, own, settings.covariates)


def _adjusted_for(data: Data, settings: Settings, one: Endpoint) -> tuple[str, ...]:
    if one.variable == EFFECTIVE:
        return ()
    if data.measures[one.variable].ordinal:
        return adjusted_for(data, covariate_names(data, settings, OF_ORDINAL))
    return adjusted_for(data, settings.covariates)


def _overall(data: PatientLevelData, settings: Settings, outcome: Outcome) -> Iterator[Row]:
    """The effect in all patients, by the method that leads."""
    name, visit, values = outcome.variable, outcome.visit, outcome.values
    if outcome.kind == "rates":
        known = ~np.isnan(values)
        sides = Arms(known & data.treated, known & ~data.treated)
        events = Arms(*(int(values[side].sum()) for side in sides))
        n = Arms(*(int(side.sum()) for side in sides))
        methods = ("risk_difference",)
        yield from differences(
            NAME, name, data.arms, events, n, settings.level, visit=visit, methods=methods
        )
        return
    if outcome.kind == "odds":
        rows = adjusted_odds(data, settings, NAME, name, visit, values, outcome.covariates)
    elif outcome.pre is not None and visit is not None:
        rows = adjusted_difference(data, settings, NAME, data.measures[name], visit, slow=False)
    else:
        what = Var(f"{name}_{visit}")
        rows = compared(data, NAME, name, what, settings.level, visit, slow=False)
    yield from (row for row in rows if row.method in OVERALL and row.level is None)
