"""The primary outcome by centre: within each, given all, whether they differ, and without one.

A score is compared given its value before treatment, the plan's covariates and the centre (a
fixed effect), over complete cases; ordered grades by the common odds ratio; the response by the
risk difference of `analyses.centres`. Asks for no patient: each centre is a Data of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial, reduce
from operator import add
from typing import Final, TypeVar

import numpy as np

from aci_core.analyses.adjustment import absent_note, covariate_terms, model_of, varying_terms
from aci_core.analyses.centres import centre_column, response_tables
from aci_core.analyses.code_counted import marked
from aci_core.analyses.describe import QUARTILES, by_arm
from aci_core.analyses.ordinal import UNADJUSTED, grades_of
from aci_core.analyses.outcomes import visits_after
from aci_core.analyses.plan import Endpoint, main_endpoint
from aci_core.analyses.result import Row, row_of, try_estimate, try_query
from aci_core.analyses.subgroup_rows import HETEROGENEITY, INTERACTION
from aci_core.analyses.subgroups import Subgroup, Subgroups
from aci_core.domain.arrays import Ints
from aci_core.domain.notes import Note, join_notes, note
from aci_core.domain.schema import PRE, Column, Measure
from aci_core.domain.study.settings import Settings
from aci_core.stats.ancova import ancova, ancova_given_strata
from aci_core.stats.distributions import z_quantile
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.heterogeneity import i_squared, q_of, strata_interaction, variance_of
from aci_core.stats.ordinal import proportional_odds
from aci_core.stats.rounding import is_constant
from aci_core.stats.stratified import mantel_haenszel_rd
from aci_core.stats.subgroup_odds import cochran_q
from aci_core.summaries import EFFECTIVE, Arms, Cross, Data, Moments, Stratified, Var, Variable

T = TypeVar("T")

NAME: Final = "centres"
FIXED: Final = "ancova"
WITHOUT: Final = "leave_one_out"
SHARE: Final = "i_squared"


@dataclass(frozen=True)
class CentreEffects(Subgroups):
    """The primary outcome by centre: the centres as the levels of one column.

    Parameters
    ----------
    n : dict of str to dict of str to int
        Patients of each centre by arm; empty where the Data does not tell them apart.
    """

    n: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def column(self) -> str:
        """The column of the centres."""
        return self.columns[0].column

    @property
    def centres(self) -> tuple[str, ...]:
        """Their names."""
        return self.columns[0].levels

    def method(self, variable: str) -> str:
        """The method of the effect in all, and within a centre."""
        return UNADJUSTED if self.ordinal(variable) else FIXED

    def overall(self, outcome: Endpoint) -> Row | None:
        """The effect in all patients; of a score given the centre."""
        return self.row(self.method(outcome.variable), outcome)

    def within(self, outcome: Endpoint, subgroup: Subgroup, level: str) -> Row | None:
        """The effect in one centre by its own patients alone."""
        at = {"visit": outcome.visit, "level": level, "versus": subgroup.column}
        return self.get(self.method(outcome.variable), outcome.variable, **at)

    def row(self, method: str, outcome: Endpoint, level: str | None = None) -> Row | None:
        """The row of a method, of all centres or of one."""
        at = {"visit": outcome.visit, "versus": self.column}
        return self.get(method, outcome.variable, level=level, **at)


def centre_effects(data: Data, settings: Settings) -> CentreEffects:
    """The primary outcome, or NIHSS at its visit, and the response, by centre.

    Parameters
    ----------
    data : Data
        One that does not tell centres apart has one row an outcome that says so; one of a single
        centre has none.
    settings : Settings
    """
    made = CentreEffects(NAME, data.arms, settings, (), measures=data.measures)
    column = centre_column(data, settings)
    if column is None:
        return made
    main = main_endpoint(settings, visits_after(data))
    parts, reasons = try_query(partial(data.by_level, column.name))
    made = replace(
        made,
        columns=(Subgroup(column.name, declared=True, levels=column.levels),),
        outcomes=() if main is None else (main,),
        n={} if parts is None else {k: by_arm(data.arms, p.n) for k, p in parts.items()},
    )
    rows: list[Row] = []
    if main is not None and parts is None:
        rows.append(_unknown(made, main, reasons))
    elif main is not None and parts is not None:
        trial = Stratified(column.name, parts)
        absent = sum(data.n) - sum(trial.n)
        notes = (note("missing", absent),) if absent else ()
        if made.ordinal(main.variable):
            rows += _odds(made, main, trial, data.measures[main.variable], notes)
        else:
            rows += _means(made, main, trial, notes)
    if data.grading is not None:
        rows += _rates(made, Endpoint(EFFECTIVE, data.grading.visit), data, column)
    return made.with_rows(marked(rows, data, settings))


def _unknown(made: CentreEffects, one: Endpoint, reasons: tuple[Note, ...]) -> Row:
    """The reason alone."""
    method = SHARE if one.variable == EFFECTIVE else made.method(one.variable)
    none = not_computed(*reasons)
    return row_of(NAME, one.variable, method, none, None, visit=one.visit, versus=made.column)


class _Naming:
    """Names the rows of an outcome."""

    def __init__(self, made: CentreEffects, one: Endpoint, notes: tuple[Note, ...] = ()) -> None:
        self.made, self.one, self.notes = made, one, notes

    def __call__(
        self,
        method: str,
        estimate: Estimate,
        n: Mapping[str, int] | None,
        level: str | None = None,
        notes: tuple[Note, ...] = (),
    ) -> Row:
        return row_of(
            NAME,
            self.one.variable,
            method,
            estimate,
            n,
            visit=self.one.visit,
            level=level,
            versus=self.made.column,
            notes=(*notes, *(self.notes if level is None else ())),
        )

    def described(self, arm: str, centre: str, moments: Moments) -> Row:
        """Mean and SD of a centre's cases in an arm."""
        at = (NAME, self.one.variable, self.one.visit, arm, centre, self.made.column)
        if not moments.n:
            return Row(*at, "mean_sd", 0, note=join_notes([note("no_patients")]))
        return Row(*at, "mean_sd", moments.n, moments.mean, sd=moments.sd)

    def middles(self, centre: str, part: Data, what: Variable) -> Iterator[Row]:
        """Median and quartiles of a centre in each arm."""
        counts = part.counts(what)
        sides = part.quantiles(what, QUARTILES)
        for arm, n, side in zip(
            self.made.arms, (counts.n_treatment, counts.n_control), sides, strict=False
        ):
            at = (NAME, self.one.variable, self.one.visit, arm, centre, self.made.column)
            if side is None:
                yield Row(*at, "median_iqr", n, note=join_notes([note("no_patients")]))
            else:
                q1, median, q3 = side.tolist()
                yield Row(*at, "median_iqr", n, median, q1=q1, q3=q3)

    def heterogeneity(
        self, q: Estimate, conf_level: float, n: Mapping[str, int] | None
    ) -> Iterator[Row]:
        """Q, and the share of the spread that is not chance."""
        yield self(HETEROGENEITY, q, n)
        yield self(SHARE, i_squared(q, conf_level), n)


def _means(
    made: CentreEffects, one: Endpoint, trial: Stratified, notes: tuple[Note, ...]
) -> Iterator[Row]:
    settings, name = made.settings, _Naming(made, one, notes)
    post, pre = f"{one.variable}_{one.visit}", f"{one.variable}_{PRE}"
    columns = {c.name for c in trial.columns}
    own: list[Variable] = [Var(post), *([Var(pre)] if pre in columns else [])]
    leave = (post, pre, made.column)
    chosen = covariate_terms(trial, settings.covariates, leave=leave)
    lost = absent_note([c for c in settings.covariates if c not in leave], chosen)
    terms = [*own, *chosen]
    by_centre, reasons = try_query(lambda: _each(made, trial, lambda part: part.cross(terms)))
    if by_centre is None:
        yield _unknown(made, one, reasons)
        return

    def fixed(strata: Sequence[Arms[Cross]]) -> tuple[Estimate, Mapping[str, int]]:
        both = [stratum.treatment + stratum.control for stratum in strata]
        known = varying_terms(terms, reduce(add, both), len(own))
        kept = [i for i in _varying_within(both) if i in known]
        estimate = ancova_given_strata([_subset(x, kept) for x in strata], settings.level)
        n = (sum(arm.n for arm in arms) for arms in zip(*strata, strict=True))
        return estimate, by_arm(made.arms, tuple(n))

    whole = fixed([*by_centre.values()])
    yield name(FIXED, *whole, notes=lost)
    effects: list[Estimate] = []
    for centre, part in trial.by_level(made.column).items():
        model = model_of(part, own, chosen)
        for arm, cross in zip(made.arms, model.cross, strict=True):
            yield name.described(arm, centre, cross.moments(0))
        effects.append(ancova(*model.cross, settings.level))
        yield name(FIXED, effects[-1], model.n, centre, model.notes)
    # What varies nowhere within a centre and arm cannot be adjusted for.
    kept = _varying_within([arm for stratum in by_centre.values() for arm in stratum])
    cells = [_subset(stratum, kept) for stratum in by_centre.values()]
    yield name(INTERACTION, try_estimate(lambda: strata_interaction(cells)), whole[1])
    known = [(e.value, variance_of(e)) for e in effects if e.value is not None]
    told = [(value, variance) for value, variance in known if variance]
    q = q_of(*zip(*told, strict=True)) if told else not_computed("one_level")
    yield from name.heterogeneity(q, settings.level, whole[1])
    yield from _without_each(name, by_centre, fixed)


def _varying_within(groups: Sequence[Cross]) -> list[int]:
    """Places of the outcome and of what varies in one of the groups at least."""
    n = sum(group.n for group in groups)
    spread = np.sum([np.diag(group.products) for group in groups], axis=0).tolist()
    largest = np.max([np.abs(group.means) for group in groups], axis=0).tolist()
    ends = enumerate(zip(spread, largest, strict=True))
    return [i for i, (s, mean) in ends if i == 0 or not is_constant(s, mean, n)]


def _subset(stratum: Arms[Cross], places: Sequence[int]) -> Arms[Cross]:
    return Arms(*(arm.subset(places) for arm in stratum))


def _each(made: CentreEffects, trial: Stratified, query: Callable[[Stratified], T]) -> dict[str, T]:
    """The answer of each centre, asked once; nobody's where a centre lacks the columns."""
    parts = trial.by_level(made.column).items()
    return {centre: query(Stratified(made.column, {centre: part})) for centre, part in parts}


def _odds(
    made: CentreEffects,
    one: Endpoint,
    trial: Stratified,
    measure: Measure,
    notes: tuple[Note, ...],
) -> Iterator[Row]:
    settings, name = made.settings, _Naming(made, one, notes)
    what = Var(f"{one.variable}_{one.visit}")
    of_trial, reasons = try_query(partial(trial.counts, what))
    if of_trial is None:
        yield _unknown(made, one, reasons)
        return
    worst_first = grades_of(measure, of_trial)[::-1]

    def table(part: Stratified) -> Ints:
        counts = part.counts(what)
        at = [counts.values == grade for grade in worst_first]
        return np.array([[arm[x].sum() for x in at] for arm in (counts.treatment, counts.control)])

    def common(tables: Sequence[Ints]) -> tuple[Estimate, Mapping[str, int]]:
        total = np.sum(tables, axis=0)
        n = by_arm(made.arms, total.sum(axis=1).tolist())
        return proportional_odds(total, settings.level), n

    by_centre = _each(made, trial, table)
    whole = common([*by_centre.values()])
    yield name(UNADJUSTED, *whole)
    logs: list[tuple[float, float]] = []
    for centre, part in trial.by_level(made.column).items():
        yield from name.middles(centre, Stratified(made.column, {centre: part}), what)
        estimate, n = common([by_centre[centre]])
        yield name(UNADJUSTED, estimate, n, centre)
        if estimate.value and estimate.low and estimate.high:
            half = math.log(estimate.high / estimate.low) / 2.0
            logs.append((math.log(estimate.value), (half / z_quantile(settings.level)) ** 2))
    q = q_of(*zip(*logs, strict=True)) if logs else not_computed("one_level")
    yield from name.heterogeneity(q, settings.level, whole[1])
    yield from _without_each(name, by_centre, common)


def _without_each(
    name: _Naming,
    by_centre: Mapping[str, T],
    make: Callable[[Sequence[T]], tuple[Estimate, Mapping[str, int]]],
) -> Iterator[Row]:
    """The effect in the other centres, each left out in turn; of two, the other one."""
    for left_out in by_centre:
        estimate, n = make([one for centre, one in by_centre.items() if centre != left_out])
        yield name(WITHOUT, estimate, n, left_out)


def _rates(made: CentreEffects, one: Endpoint, data: Data, column: Column) -> Iterator[Row]:
    """I2 of the risk differences, and Mantel-Haenszel's without each centre in turn."""
    settings, name = made.settings, _Naming(made, one)
    tables, reasons = try_query(partial(response_tables, data, column))
    if tables is None:
        yield _unknown(made, one, reasons)
        return
    yield name(SHARE, i_squared(cochran_q(tables), settings.level), _both_arms(made, tables))
    for place, centre in enumerate(made.centres):
        others = np.delete(tables, place, axis=0)
        estimate = mantel_haenszel_rd(others, settings.level)
        yield name(WITHOUT, estimate, _both_arms(made, others), centre)


def _both_arms(made: CentreEffects, tables: Ints) -> Mapping[str, int]:
    """Patients of the centres that have both arms."""
    kept = tables[tables.sum(axis=2).all(axis=1)]
    return by_arm(made.arms, kept.sum(axis=(0, 2)).tolist())
