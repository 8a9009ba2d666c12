"""Rows of one outcome by the levels, or over the range, of one column.

The kind of the outcome decides (rule 2 of `docs/decisions/statistics.md`): a score or biomarker by
the difference of means given its value before treatment, ordered grades by the common odds ratio
given covariates, the response by the risk difference. No level has a *P*: the interaction has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from aci_core.analyses.adjustment import Cases, absent_note, cases_of, covariate_terms, imputes
from aci_core.analyses.describe import QUARTILES, by_arm, count_row
from aci_core.analyses.result import Row, row_of
from aci_core.domain.arrays import Floats, Ints, Mask
from aci_core.domain.notes import Note, join_notes, note
from aci_core.domain.schema import Column, Kind
from aci_core.domain.study.settings import Settings
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.risk_difference import risk_difference
from aci_core.stats.subgroup_means import EffectLine, level_differences, slope_of_difference
from aci_core.stats.subgroup_odds import (
    cochran_q,
    level_odds_ratios,
    rate_interaction,
    slope_of_odds_ratio,
)
from aci_core.summaries import Arms, Level, PatientLevelData, Var

DIFFERENCE = "subgroup_difference"
ODDS = "subgroup_odds_ratio"
INTERACTION = "interaction"
HETEROGENEITY = "cochran_q"
FEWEST: Final = 5  # patients in each arm of a level whose interval is shown, as of ranks


@dataclass(frozen=True, eq=False, slots=True)
class Outcome:
    """An outcome, patient by patient.

    Parameters
    ----------
    variable : str
    visit : str or None
    kind : {"means", "odds", "rates"}
    values : ndarray of float, shape (n,)
        A score as measured; of grades higher is better; a response 1 or 0. NaN missing.
    pre : str or None
        Column of its own value before treatment, where the model has it.
    covariates : tuple of str
    """

    variable: str
    visit: str | None
    kind: str
    values: Floats
    pre: str | None = None
    covariates: tuple[str, ...] = ()

    @property
    def within(self) -> str:
        """The method of the rows within a level."""
        return ODDS if self.kind == "odds" else DIFFERENCE


@dataclass(frozen=True, slots=True)
class EffectOverRange:
    """The effect on an outcome over the range of a continuous column.

    Parameters
    ----------
    variable : str
    visit : str or None
    versus : str
    line : EffectLine
        Of odds ratios their logarithm.
    low, high : float
        The column's range among the patients.
    level : float
        Confidence level of the band.
    ratio : bool
        Whether the effect is an odds ratio.
    """

    variable: str
    visit: str | None
    versus: str
    line: EffectLine
    low: float
    high: float
    level: float
    ratio: bool

    def band(self, places: int = 41) -> tuple[Floats, Floats, Floats, Floats]:
        """Places on the column, the effect there, and its lower and upper limit."""
        x = np.linspace(self.low, self.high, places)
        fit, low, high = self.line.band(x, self.level)
        return (x, np.exp(fit), np.exp(low), np.exp(high)) if self.ratio else (x, fit, low, high)


@dataclass(frozen=True, slots=True)
class _Names:
    """What the rows of an outcome and a column are called."""

    analysis: str
    variable: str
    visit: str | None
    versus: str

    def row(
        self,
        method: str,
        estimate: Estimate,
        n: dict[str, int],
        notes: tuple[Note, ...] = (),
        level: str | None = None,
    ) -> Row:
        return row_of(
            self.analysis,
            self.variable,
            method,
            estimate,
            n,
            visit=self.visit,
            level=level,
            versus=self.versus,
            notes=notes,
        )


def level_codes(data: PatientLevelData, column: Column) -> Ints:
    """Each patient's place among the column's levels, -1 where missing."""
    codes = np.full(len(data.treated), -1, dtype=np.int64)
    for place, name in enumerate(column.levels):
        codes[data.values(Level(column.name, name)) == 1.0] = place
    return codes


def not_available(
    analysis: str, variable: str, visit: str | None, column: Column, within: str, note_: Note
) -> Iterator[Row]:
    """The rows of a Data without patients: the reason alone."""
    names = _Names(analysis, variable, visit, column.name)
    estimate = not_computed(note_)
    for level in column.levels if column.kind is Kind.CATEGORY else ():
        yield replace(names.row(within, estimate, {}, level=level), n=None)
    yield replace(names.row(INTERACTION, estimate, {}), n=None)


def by_level(
    data: PatientLevelData, settings: Settings, analysis: str, outcome: Outcome, column: Column
) -> Iterator[Row]:
    """Each level described and compared, and the interaction, of a categorical column."""
    codes = level_codes(data, column)
    names = _Names(analysis, outcome.variable, outcome.visit, column.name)
    if outcome.kind == "rates":
        tables = tables_of(outcome.values, data.treated, codes, len(column.levels))
        known = int((~np.isnan(outcome.values)).sum())
        of = (analysis, outcome.variable, outcome.visit)
        yield from rates_by_level(data.arms, settings, of, column, tables, known)
        return
    cases, notes = _cases(data, settings, outcome, column.name, codes >= 0)
    level, treated = codes[cases.places], cases.treated
    values = outcome.values[cases.places]
    for place, name in enumerate(column.levels):
        for arm, side in zip(data.arms, (treated, ~treated), strict=True):
            inside = values[side & (level == place)]
            yield _described(names, outcome, inside, arm, name)
    given = [*_own(data, outcome, column.name, cases), *cases.covariates]
    k = len(column.levels)
    make = level_odds_ratios if outcome.kind == "odds" else level_differences
    within, test = make(values, treated, level, k, given, settings.level)
    for place, (name, estimate) in enumerate(zip(column.levels, within, strict=True)):
        n = _sizes(data, treated, level == place)
        few = estimate.value is not None and min(n.values()) < FEWEST
        told = (note("few_in_level"),) if few else ()
        yield names.row(outcome.within, estimate, n, told, level=name)
    yield names.row(INTERACTION, test, dict(cases.n), notes)


def over_range(
    data: PatientLevelData, settings: Settings, analysis: str, outcome: Outcome, column: Column
) -> tuple[Row, EffectOverRange | None]:
    """The interaction with a continuous column, and the effect over its range."""
    x = data.values(Var(column.name))
    cases, notes = _cases(data, settings, outcome, column.name, ~np.isnan(x))
    values, inside = outcome.values[cases.places], x[cases.places]
    given = [*_own(data, outcome, column.name, cases), *cases.covariates]
    ratio = outcome.kind != "means"
    make = slope_of_odds_ratio if ratio else slope_of_difference
    slope, fit = make(values, cases.treated, inside, given, settings.level)
    names = _Names(analysis, outcome.variable, outcome.visit, column.name)
    row = names.row(INTERACTION, slope, dict(cases.n), notes)
    if fit is None:
        return row, None
    ends = float(inside.min()), float(inside.max())
    return row, EffectOverRange(
        outcome.variable, outcome.visit, column.name, fit, *ends, settings.level, ratio
    )


def tables_of(values: Floats, treated: Mask, codes: Ints, k: int) -> Ints:
    """Patients with the event and without it, treatment first, by level; shape (k, 2, 2)."""
    known = ~np.isnan(values) & (codes >= 0)
    place = 4 * codes[known] + 2 * ~treated[known] + (values[known] != 1.0)
    return np.bincount(place, minlength=4 * k).reshape(k, 2, 2)


def rates_by_level(
    arms: Arms[str],
    settings: Settings,
    of: tuple[str, str, str | None],
    column: Column,
    tables: Ints,
    known: int,
) -> Iterator[Row]:
    """A rate of each level and its difference, the interaction, and whether differences vary.

    Parameters
    ----------
    arms : Arms of str
    settings : Settings
    of : tuple of str
        Analysis, variable and visit of the rows.
    column : Column
    tables : ndarray of int, shape (k, 2, 2)
        By level: patients with the event and without it, treatment first.
    known : int
        Patients of whom it is known whether they have the event.
    """
    names = _Names(*of, column.name)
    for level, table in zip(column.levels, tables.tolist(), strict=True):
        (x_t, no_t), (x_c, no_c) = table
        for arm, x, n in zip(arms, (x_t, x_c), (x_t + no_t, x_c + no_c), strict=True):
            row = count_row(
                names.analysis, names.variable, x, n, visit=names.visit, arm=arm, level=level
            )
            yield replace(row, versus=names.versus)
        estimate = risk_difference(x_t, x_t + no_t, x_c, x_c + no_c, settings.level)
        sizes = by_arm(arms, (x_t + no_t, x_c + no_c))
        yield names.row(DIFFERENCE, estimate, dict(sizes), level=level)
    n_by_arm = dict(by_arm(arms, tables.sum(axis=(0, 2)).tolist()))
    absent = known - int(tables.sum())
    notes = (note("missing", absent),) if absent else ()
    yield names.row(INTERACTION, rate_interaction(tables), n_by_arm, notes)
    yield names.row(HETEROGENEITY, cochran_q(tables), n_by_arm, notes)


def _cases(
    data: PatientLevelData, settings: Settings, outcome: Outcome, column: str, has_level: Mask
) -> tuple[Cases, tuple[Note, ...]]:
    """The patients of the model, and what is to be noted of them."""
    post = f"{outcome.variable}_{outcome.visit}"
    leave = tuple(name for name in (post, outcome.pre, column) if name)
    terms = covariate_terms(data, outcome.covariates, leave=leave)
    known = ~np.isnan(outcome.values)
    if outcome.pre is not None:
        known &= ~np.isnan(data.values(Var(outcome.pre)))
    filled = imputes(data, settings, terms)
    cases = cases_of(data, known & has_level, terms, filled=filled)
    absent = int((known & ~has_level).sum())
    chosen = [name for name in outcome.covariates if name not in leave]
    notes = (
        *((note("missing", absent),) if absent else ()),
        *absent_note(chosen, terms),
        *cases.notes,
    )
    return cases, notes


def _own(data: PatientLevelData, outcome: Outcome, column: str, cases: Cases) -> list[Floats]:
    """The value before treatment; once where it is the subgroup itself."""
    if outcome.pre in (None, column):
        return []
    return [data.values(Var(str(outcome.pre)))[cases.places]]


def _sizes(data: PatientLevelData, treated: Mask, inside: Mask) -> dict[str, int]:
    n = (int((treated & inside).sum()), int((~treated & inside).sum()))
    return dict(by_arm(data.arms, n))


def _described(names: _Names, outcome: Outcome, inside: Floats, arm: str, level: str) -> Row:
    """Mean and SD of a level in an arm; of grades the median."""
    n = len(inside)
    name = (names.analysis, names.variable, names.visit, arm, level, names.versus)
    if outcome.kind == "odds":
        # Grades are held so that higher is better; the scale itself may run the other way.
        if not n:
            return Row(*name, "median_iqr", n, note=join_notes([note("no_patients")]))
        q1, median, q3 = np.quantile(np.abs(inside), QUARTILES).tolist()
        return Row(*name, "median_iqr", n, median, q1=q1, q3=q3)
    if not n:
        return Row(*name, "mean_sd", n, note=join_notes([note("no_patients")]))
    sd = float(inside.std(ddof=1)) if n > 1 else None
    return Row(*name, "mean_sd", n, float(inside.mean()), sd=sd)
