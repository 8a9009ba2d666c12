"""Sensitivity: the primary comparison under other assumptions about its missing scores.

Of the plan's primary outcome, NIHSS at its visit where none is named. A score is missing of who is
alive at the visit; the dead have none, and are left out as in the comparison that leads. What is
resampled (`resampled`) is made only when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import numpy as np

from aci_core.analyses.adjusted_difference import adjusted_difference
from aci_core.analyses.adjustment import (
    OF_ORDINAL,
    absent_note,
    cases_of,
    covariate_names,
    covariate_terms,
    imputes,
)
from aci_core.analyses.code_counted import marked
from aci_core.analyses.describe import by_arm
from aci_core.analyses.missing import count_by_arm
from aci_core.analyses.ordinal import ADJUSTED, adjusted_odds
from aci_core.analyses.outcomes import visits_after
from aci_core.analyses.plan import Endpoint, main_endpoint
from aci_core.analyses.result import Result, Row, row_of
from aci_core.domain.arrays import Floats, Mask
from aci_core.domain.notes import Code, Note, note
from aci_core.domain.schema import PRE, Measure
from aci_core.domain.study.settings import Settings
from aci_core.efficacy import died_before
from aci_core.stats.ancova import ancova
from aci_core.stats.delta_adjusted import DeltaModel, fit_delta, tipping_point
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.jump_to_reference import (
    Progress,
    jump_to_reference,
    jump_to_reference_interval,
)
from aci_core.stats.multiple_imputation import multiple_imputation
from aci_core.summaries import Arms, Cross, Data, PatientLevelData, Var
from aci_core.summaries.moments import Moments

NAME = "sensitivity"
LEAD = "ancova"
DELTA = "delta_adjusted"
TIPPING = "tipping_point"
REFERENCE = "jump_to_reference"
IMPUTED = "multiple_imputation"
DELTAS: Final = (0, 1, 2, 5)  # points worse
BEST, WORST = "best_case", "worst_case"
_CELLS: Final = 41  # of the map, each way
_SHARE: Final = 0.2  # of the work that is the bootstrap's

# Why an outcome is not imputed: graded, a ratio or without a better end, without a score before.
Reason = Literal["graded", "no_direction", "no_baseline"]


@dataclass(frozen=True, eq=False, slots=True)
class TippingMap:
    """The comparison over what is added to the predicted missing scores of each arm.

    Parameters
    ----------
    deltas : ndarray, shape (m,)
        Points worse, from better (negative) to worse.
    p : ndarray, shape (m, m)
        *P* by delta of control (rows) and of treatment (columns).
    better : ndarray of bool, shape (m, m)
        Whether the difference favours treatment.
    """

    deltas: Floats
    p: Floats
    better: Mask


@dataclass(frozen=True, slots=True)
class Basis:
    """Patients of the comparison, and who lacks the score.

    Parameters
    ----------
    n : Arms of int
        With the score before treatment, those aside who died before the visit without one.
    absent : Arms of int
        Of them without the score.
    dead : Arms of int
        Who died before the visit without a score.
    out : Arms of int
        All others, who lack the score before treatment or a covariate.
    """

    n: Arms[int]
    absent: Arms[int]
    dead: Arms[int]
    out: Arms[int]


@dataclass(frozen=True)
class Sensitivity(Result):
    """The comparison under other assumptions.

    Parameters
    ----------
    outcome : Endpoint or None
    reason : str or None
        Why nothing is assumed of its missing scores.
    basis : Basis or None
    span : float or None
        The largest delta: the range of the scale, or of its scores where it has none.
    tipping_map : TippingMap or None
    sd : float or None
        Of the scores that were seen.
    """

    outcome: Endpoint | None = None
    reason: Reason | None = None
    basis: Basis | None = None
    span: float | None = None
    tipping_map: TippingMap | None = field(default=None, repr=False)
    sd: float | None = None

    def row(self, method: str, level: str | None = None) -> Row | None:
        """The row of a method, None where it was not asked for."""
        if self.outcome is None:
            return None
        return self.get(method, self.outcome.variable, visit=self.outcome.visit, level=level)

    @property
    def lead(self) -> Row | None:
        """The comparison of the scores that were seen."""
        return self.row(LEAD) or self.row(ADJUSTED)

    @property
    def assumed(self) -> bool:
        """Whether there are missing scores to assume something of."""
        return self.lead is not None and self.basis is not None and sum(self.basis.absent) > 0

    @property
    def resamples(self) -> bool:
        """Whether there is something to be drawn at random."""
        row = self.row(REFERENCE)
        return self.assumed and row is not None and row.estimate is not None

    @property
    def resampled(self) -> bool:
        """Whether what is resampled is there."""
        return self.row(IMPUTED) is not None


def sensitivity(data: Data, settings: Settings) -> Sensitivity:
    """The primary comparison under other assumptions, without what is resampled.

    Parameters
    ----------
    data : Data
        Without patients every row but that of the scores as seen says that it needs them.
    settings : Settings
    """
    outcome = main_endpoint(settings, visits_after(data))
    made = Sensitivity(NAME, data.arms, settings, (), measures=data.measures, outcome=outcome)
    if outcome is None or outcome.visit is None:
        return replace(made, reason="graded")
    measure = data.measures[outcome.variable]
    reason = _reason(data, measure)
    if reason is not None:
        return replace(made, reason=reason)
    if data.patients is None:
        seen = () if measure.ordinal else _observed(data, settings, measure, outcome.visit)
        return replace(made, rows=(*seen, *_needs_patients(outcome, measure)))
    if measure.ordinal:
        return _of_grades(data.patients, settings, made, outcome, measure)
    scores = _scores(data.patients, settings, outcome)
    model = fit_delta(scores.y, scores.treated, scores.covariates)
    span = _span(measure, scores.y)
    worse = -1.0 if measure.better == "higher" else 1.0
    rows = [
        *_observed(data, settings, measure, outcome.visit),
        *_by_delta(scores, outcome, model, settings, span, worse),
        scores.row(outcome, REFERENCE, scores.by_reference()),
        *_ends(scores, outcome, settings.level, worse),
    ]
    tipping = None if isinstance(model, str) else _map(model, rows, span, worse)
    return replace(
        made,
        rows=marked(rows, data, settings),
        basis=_basis(data.patients, outcome, scores.places),
        span=span,
        tipping_map=tipping,
        sd=Moments.of(scores.y[~np.isnan(scores.y)]).sd,
    )


def resampled(
    made: Sensitivity, data: Data, settings: Settings, progress: Progress | None = None
) -> Sensitivity:
    """The same with multiple imputation and the bootstrap interval, seeded by the plan.

    Parameters
    ----------
    made : Sensitivity
        Of the same data and settings.
    data : Data
    settings : Settings
    progress : callable, optional
        Is told the share that is done; what it raises ends the work.
    """
    outcome = made.outcome
    if outcome is None or made.row(REFERENCE) is None or data.patients is None:
        return made
    scores = _scores(data.patients, settings, outcome)
    common = (settings.seed, settings.level)

    def part(first: float, share: float) -> Progress | None:
        return None if progress is None else lambda done: progress(first + share * done)

    boot = jump_to_reference_interval(
        scores.y, scores.treated, scores.covariates, *common, progress=part(0.0, _SHARE)
    )
    imputed = multiple_imputation(
        scores.visits,
        scores.visit,
        scores.treated,
        scores.covariates,
        *common,
        progress=part(_SHARE, 1.0 - _SHARE),
    )
    new = marked(
        [scores.row(outcome, REFERENCE, boot), scores.row(outcome, IMPUTED, imputed)],
        data,
        settings,
    )
    kept = (row for row in made.rows if row.method != REFERENCE)
    return replace(made, rows=(*kept, *new))


def _reason(data: Data, measure: Measure) -> Reason | None:
    if measure.better is None or measure.log:
        return "no_direction"
    known = {column.name for column in data.columns}
    return None if measure.ordinal or f"{measure.name}_{PRE}" in known else "no_baseline"


def _needs_patients(outcome: Endpoint, measure: Measure) -> Iterator[Row]:
    wanted: list[tuple[str, str | None]] = [(DELTA, str(delta)) for delta in DELTAS]
    wanted += [(TIPPING, None), (REFERENCE, None), (LEAD, BEST), (LEAD, WORST)]
    if measure.ordinal:
        wanted = [(ADJUSTED, None), (ADJUSTED, BEST), (ADJUSTED, WORST)]
    for method, level in wanted:
        estimate = not_computed("needs_patients")
        yield row_of(
            NAME, outcome.variable, method, estimate, None, visit=outcome.visit, level=level
        )


# ------------------------------------------------------------------------------- of scores


@dataclass(frozen=True, eq=False, slots=True)
class _Scores:
    """Patients of the comparison and those alive without a score.

    Parameters
    ----------
    arms : Arms of str
    y : ndarray of float, shape (n,)
        NaN where missing.
    treated : ndarray of bool, shape (n,)
    covariates : tuple of ndarray, each of shape (n,)
        The score before treatment first.
    visits : ndarray of float, shape (n, visits)
        The measure at each visit after treatment, and the place of the outcome's.
    visit : int
    places : ndarray of bool
        Who they are among all patients.
    notes : tuple of Note
    """

    arms: Arms[str]
    y: Floats
    treated: Mask
    covariates: tuple[Floats, ...]
    visits: Floats
    visit: int
    places: Mask
    notes: tuple[Note, ...]

    def count(self, who: Mask) -> tuple[int, int]:
        return int((who & self.treated).sum()), int((who & ~self.treated).sum())

    def row(
        self, outcome: Endpoint, method: str, estimate: Estimate, level: str | None = None
    ) -> Row:
        absent = int(np.isnan(self.y).sum())
        notes = (note("outcomes_imputed", absent), *self.notes) if absent else self.notes
        n = by_arm(self.arms, self.count(np.ones(len(self.y), dtype=bool)))
        return row_of(
            NAME,
            outcome.variable,
            method,
            estimate,
            n,
            visit=outcome.visit,
            level=level,
            notes=notes,
        )

    def by_reference(self) -> Estimate:
        return jump_to_reference(self.y, self.treated, self.covariates)


def _scores(data: PatientLevelData, settings: Settings, outcome: Endpoint) -> _Scores:
    name, visit = outcome.variable, outcome.visit or ""
    after = visits_after(data)[name]
    y, before = data.values(Var(f"{name}_{visit}")), data.values(Var(f"{name}_{PRE}"))
    dead = died_before(data.cohort, visit) & np.isnan(y)
    terms = covariate_terms(data, settings.covariates, leave=(f"{name}_{visit}", f"{name}_{PRE}"))
    filled = imputes(data, settings, terms)
    cases = cases_of(data, ~np.isnan(before) & ~dead, terms, filled=filled)
    names = [c for c in settings.covariates if c not in (f"{name}_{visit}", f"{name}_{PRE}")]
    return _Scores(
        data.arms,
        y[cases.places],
        cases.treated,
        (before[cases.places], *cases.covariates),
        np.column_stack([data.values(Var(f"{name}_{at}"))[cases.places] for at in after]),
        after.index(visit),
        cases.places,
        (*cases.notes, *absent_note(names, terms)),
    )


def _basis(data: PatientLevelData, outcome: Endpoint, places: Mask) -> Basis:
    gone = np.isnan(data.values(Var(f"{outcome.variable}_{outcome.visit}")))
    dead = died_before(data.cohort, outcome.visit or "") & gone
    masks = (places, places & gone, dead, ~places & ~dead)
    return Basis(*(count_by_arm(data, mask) for mask in masks))


def _span(measure: Measure, y: Floats) -> float:
    if measure.low is not None and measure.high is not None:
        return measure.high - measure.low
    seen = y[~np.isnan(y)]
    return float(np.ptp(seen)) if len(seen) else 0.0


def _observed(data: Data, settings: Settings, measure: Measure, visit: str) -> Iterator[Row]:
    rows = adjusted_difference(data, settings, NAME, measure, visit, slow=False)
    yield from (row for row in rows if row.method == LEAD and row.level is None)


def _by_delta(
    scores: _Scores,
    outcome: Endpoint,
    model: DeltaModel | Code,
    settings: Settings,
    span: float,
    worse: float,
) -> Iterator[Row]:
    for delta in DELTAS:
        estimate = (
            not_computed(model)
            if isinstance(model, str)
            else model.at(worse * delta, 0.0, settings.level)
        )
        yield scores.row(outcome, DELTA, estimate, str(delta))
    tipping = (
        not_computed(model)
        if isinstance(model, str)
        else tipping_point(model, settings.alpha, span=span, worse=worse)
    )
    yield scores.row(outcome, TIPPING, tipping)


def _ends(scores: _Scores, outcome: Endpoint, conf_level: float, worse: float) -> Iterator[Row]:
    """Every missing score the best that was seen in one arm and the worst in the other."""
    for level, y in _filled(scores.y, scores.treated, worse):
        columns = (y, *scores.covariates)
        t, c = (Cross.of([x[arm] for x in columns]) for arm in (scores.treated, ~scores.treated))
        estimate = not_computed("no_patients") if np.isnan(y).any() else ancova(t, c, conf_level)
        yield scores.row(outcome, LEAD, estimate, level)


def _filled(y: Floats, treated: Mask, worse: float) -> Iterator[tuple[str, Floats]]:
    """The scores completed for the best and the worst case of treatment."""
    seen = y[~np.isnan(y)]
    if not len(seen):
        yield from ((BEST, y), (WORST, y))
        return
    best, worst = sorted((float(seen.min()), float(seen.max())), reverse=worse < 0.0)
    for level, of_treatment, of_control in ((BEST, best, worst), (WORST, worst, best)):
        yield level, np.where(np.isnan(y), np.where(treated, of_treatment, of_control), y)


def _map(model: DeltaModel, rows: Sequence[Row], span: float, worse: float) -> TippingMap:
    """As wide as shows the tipping point, at least a quarter of the scale and at most all of it."""
    tip = next(row.estimate for row in rows if row.method == TIPPING)
    wide = span / 2.0 if not tip else min(max(1.5 * tip, span / 4.0), span)
    deltas = np.linspace(-wide, wide, _CELLS)
    treatment, control = np.meshgrid(worse * deltas, worse * deltas)
    p = model.p_values(treatment, control)
    difference = model.slopes[0] + model.slopes[1] * treatment + model.slopes[2] * control
    return TippingMap(deltas, p, worse * difference < 0.0)


# ------------------------------------------------------------------------------- of grades


def _of_grades(
    data: PatientLevelData,
    settings: Settings,
    made: Sensitivity,
    outcome: Endpoint,
    measure: Measure,
) -> Sensitivity:
    """The common odds ratio as seen, and with every missing grade the best or the worst."""
    y = data.values(Var(f"{outcome.variable}_{outcome.visit}"))
    dead = died_before(data.cohort, outcome.visit or "") & np.isnan(y)
    worse = -1.0 if measure.better == "higher" else 1.0
    names = covariate_names(data, settings, OF_ORDINAL)
    rows: list[Row] = []
    ends = _filled(y, data.treated, worse)
    for level, completed in ((None, y), *ends):
        score = -worse * np.where(dead, np.nan, completed)
        of = adjusted_odds(data, settings, NAME, outcome.variable, outcome.visit, score, names)
        rows += [
            replace(row, level=level) for row in of if row.method == ADJUSTED and row.level is None
        ]
    basis = _basis(data, outcome, ~dead)
    return replace(made, rows=marked(rows, data, settings), basis=basis)
