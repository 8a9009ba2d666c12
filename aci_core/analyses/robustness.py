"""What the primary verdict hangs on: one patient, the missing values, one centre, one cut.

Each is the leading comparison made again with something left out or filled in, and its *P* held
against alpha. Nothing is resampled: the same data give the same answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from aci_core.analyses.adjustment import (
    OF_ORDINAL,
    covariate_names,
    covariate_terms,
    impute,
    imputes,
)
from aci_core.analyses.cutpoints import cutpoints
from aci_core.analyses.leading import Lead
from aci_core.analyses.ordinal import ADJUSTED
from aci_core.analyses.response import ADJUSTED_FOR
from aci_core.checks.values.detection_limits import below_limit
from aci_core.domain.arrays import Floats, Mask
from aci_core.domain.schema import PRE, Kind, Role
from aci_core.domain.study.settings import Settings
from aci_core.stats.ancova import ancova
from aci_core.stats.chi_square import pearson_chi2
from aci_core.stats.estimate import Estimate
from aci_core.stats.fisher import fisher_2x2
from aci_core.stats.ordinal import proportional_odds
from aci_core.stats.ordinal_adjusted import proportional_odds_adjusted
from aci_core.stats.two_means import welch_t
from aci_core.summaries import EFFECTIVE, GRADE, Log, PatientLevelData, Var
from aci_core.summaries.moments import Cross, Moments

Cause = Literal["patient", "missing", "centre", "cut"]

MOST_REFITS: Final = 2_000  # patients left out in turn; of very many no single one decides
MOST_SLOW_REFITS: Final = 400
MOST_LIMITS: Final = 50
NEAR: Final = {"percent": 10, "points": 2}  # cuts this near the rule's own are its neighbours
_SAME: Final = 1e-6  # relative: the comparison made here is the one that leads


@dataclass(frozen=True, slots=True)
class Swing:
    """A change that turns the primary verdict.

    Parameters
    ----------
    cause : {"patient", "missing", "centre", "cut"}
    p : float
        Of the leading comparison.
    changed : float
        Its P after the change.
    what : str or int
        The patient's number, the centre, the cut; of missing values how many there are.
    n, of : int
        Changes of this kind that turn it, and those tried.
    """

    cause: Cause
    p: float
    changed: float
    what: str | int
    n: int
    of: int


@dataclass(frozen=True, slots=True)
class Robustness:
    """What was tried, and what turns the verdict.

    Parameters
    ----------
    swings : tuple of Swing
    untried : tuple of Cause
        What could not be tried: too many patients, or a model that is not made again here.
    """

    swings: tuple[Swing, ...] = ()
    untried: tuple[Cause, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class _Refit:
    """The leading comparison as a function of who is in it and of their values.

    Parameters
    ----------
    y : ndarray of float, shape (n,)
        The outcome, NaN missing.
    known : ndarray of bool, shape (n,)
        Who has all else that the comparison needs.
    fit : callable
        Values and who is in it -> estimate.
    others : tuple of ndarray of float
        What else the estimate depends on, patient by patient.
    slow : bool
        Whether a fit takes milliseconds.
    """

    y: Floats
    known: Mask
    fit: Callable[[Floats, Mask], Estimate]
    others: tuple[Floats, ...] = ()
    slow: bool = False

    def estimate(self, keep: Mask | None = None, y: Floats | None = None) -> Estimate:
        values = self.y if y is None else y
        who = self.known & ~np.isnan(values)
        return self.fit(values, who if keep is None else who & keep)


def robustness(data: PatientLevelData, settings: Settings, led: Lead) -> Robustness:
    """Try what could turn the verdict on the primary outcome.

    Parameters
    ----------
    data : PatientLevelData
    settings : Settings
    led : Lead
        The leading comparison of the primary outcome.
    """
    refit = _refit(data, settings, led)
    if led.p is None:
        return Robustness()
    if refit is None or not _same(refit.estimate().p, led.p):
        return Robustness(tuple(_cuts(data, settings, led)), ("patient", "missing", "centre"))
    verdict = _Verdict(led.p, settings.alpha, refit.estimate().value or 0.0, _null(led))
    alike = _alike(refit, data.treated)
    few = len(alike) <= (MOST_SLOW_REFITS if refit.slow else MOST_REFITS)
    swings = [
        *(_patients(data, refit, verdict, alike) if few else ()),
        *_missing(data, refit, verdict),
        *_centres(data, settings, refit, verdict),
        *_cuts(data, settings, led),
    ]
    return Robustness(tuple(swings), () if few else ("patient",))


@dataclass(frozen=True, slots=True)
class WithoutLimit:
    """The leading comparison with and without one value that was below a limit of detection.

    Parameters
    ----------
    value, changed_value : float
        The estimate, as it is printed.
    p, changed : float
    cells : int
        Values below a limit.
    turns : bool
        Whether *P* crosses alpha or the direction turns.
    """

    value: float
    changed_value: float
    p: float
    changed: float
    cells: int
    turns: bool


def without_limit(data: PatientLevelData, settings: Settings, led: Lead) -> WithoutLimit | None:
    """Leave out each value below a limit in turn: the one that decides the comparison, if any.

    It decides where *P* crosses alpha, or the estimate moves by more than its standard error.
    """
    column = data.cohort.column(f"{led.row.variable}_{led.row.visit}")
    cells = below_limit(data.cohort, column) if column is not None else {}
    refit = _refit(data, settings, led) if cells else None
    if refit is None or led.p is None:
        return None
    whole = refit.estimate()
    if whole.value is None or whole.p is None or not _same(whole.p, led.p):
        return None
    verdict = _Verdict(led.p, settings.alpha, whole.value, _null(led))
    error = abs(whole.value - verdict.null) / abs(whole.statistic) if whole.statistic else None
    shown = math.exp if led.row.method == "ancova_log" else float
    keep = np.ones(len(refit.y), dtype=bool)
    found: list[WithoutLimit] = []
    for place in list(cells)[:MOST_LIMITS]:
        keep[place] = False
        one = refit.estimate(keep)
        keep[place] = True
        if one.value is None or one.p is None:
            continue
        turns = verdict.turned_by(one)
        if turns or (error is not None and abs(one.value - whole.value) > error):
            values = shown(whole.value), shown(one.value)
            found.append(WithoutLimit(*values, led.p, one.p, len(cells), turns))
    return max(found, key=lambda x: (x.turns, abs(x.p - x.changed)), default=None)


def _same(p: float | None, other: float) -> bool:
    return p is not None and abs(p - other) <= _SAME * max(p, other)


def _null(led: Lead) -> float:
    return 0.0 if led.row.method == "ancova_log" else led.null  # made here on the log scale


@dataclass(frozen=True, slots=True)
class _Verdict:
    p: float
    alpha: float
    value: float
    null: float

    def turned_by(self, estimate: Estimate) -> bool:
        """Whether the estimate gives another verdict: across alpha, or the other direction."""
        if estimate.p is None or estimate.value is None:
            return False
        opposite = (estimate.value - self.null) * (self.value - self.null) < 0
        return (estimate.p < self.alpha) != (self.p < self.alpha) or (
            estimate.p < self.alpha and opposite
        )


# ------------------------------------------------------------------------- the comparison again


def _refit(data: PatientLevelData, settings: Settings, led: Lead) -> _Refit | None:
    row, treated = led.row, data.treated
    if row.variable == EFFECTIVE:
        return None if data.grades is None else _of_rates(data.grades.effective, treated)
    if row.method in ("proportional_odds", ADJUSTED):
        y = _ordered(data, row.variable, row.visit)
        if y is None or row.method != ADJUSTED:
            return None if y is None else _of_grades(y, treated)
        default = ADJUSTED_FOR.get(row.variable, OF_ORDINAL)
        leave = (f"{row.variable}_{row.visit}",)
        return _of_odds(y, treated, _covariates(data, settings, default, leave))
    if row.method not in ("ancova", "ancova_log", "welch_t"):
        return None
    transform = Log if row.method == "ancova_log" else Var
    post, pre = f"{row.variable}_{row.visit}", f"{row.variable}_{PRE}"
    y = data.values(transform(post))
    if row.method == "welch_t":
        return _of_means(y, treated)
    own = data.values(transform(pre))
    return _of_lines(y, treated, [own, *_covariates(data, settings, (), (post, pre))])


def _covariates(
    data: PatientLevelData, settings: Settings, default: Sequence[str], leave: Sequence[str]
) -> list[Floats]:
    """The covariates of a model patient by patient, imputed where the leading model's are.

    They stay as they are filled in whoever is left out.
    """
    terms = covariate_terms(data, covariate_names(data, settings, default), leave=leave)
    if imputes(data, settings, terms):
        return list(impute(data, terms).columns)
    return [data.values(term) for term in terms]


def _of_odds(y: Floats, treated: Mask, columns: list[Floats]) -> _Refit:
    known = _complete(columns, len(y))

    def fit(values: Floats, who: Mask) -> Estimate:
        varying = [c[who] for c in columns if np.ptp(c[who]) > 0]
        return proportional_odds_adjusted(values[who], treated[who], varying)

    return _Refit(y, known, fit, tuple(columns), slow=True)


def _complete(columns: list[Floats], n: int) -> Mask:
    """Who has a value of each column."""
    known = np.ones(n, dtype=bool)
    for column in columns:
        known &= ~np.isnan(column)
    return known


def _of_lines(y: Floats, treated: Mask, columns: list[Floats]) -> _Refit:
    known = _complete(columns, len(y))

    def fit(values: Floats, who: Mask) -> Estimate:
        varying = [values, columns[0], *(c for c in columns[1:] if np.ptp(c[who]) > 0)]
        t, c = (Cross.of([x[arm] for x in varying]) for arm in (who & treated, who & ~treated))
        return ancova(t, c)

    return _Refit(y, known, fit, tuple(columns))


def _of_means(y: Floats, treated: Mask) -> _Refit:
    def fit(values: Floats, who: Mask) -> Estimate:
        return welch_t(Moments.of(values[who & treated]), Moments.of(values[who & ~treated]))

    return _Refit(y, np.ones(len(y), dtype=bool), fit)


def _of_rates(effective: Floats, treated: Mask) -> _Refit:
    def fit(values: Floats, who: Mask) -> Estimate:
        return _rate_test(_table(values, treated, who))

    return _Refit(effective, np.ones(len(effective), dtype=bool), fit)


def _table(values: Floats, treated: Mask, who: Mask) -> list[list[int]]:
    arms = (values[who & treated], values[who & ~treated])
    return [[int((x >= 1).sum()), int((x < 1).sum())] for x in arms]


def _rate_test(table: list[list[int]]) -> Estimate:
    """Difference of the rates with the P of Pearson's test, or of Fisher's by rule 3."""
    pearson = pearson_chi2(table)
    p = fisher_2x2(table).p if "min_expected_below_5" in pearson.notes else pearson.p
    (a, b), (c, d) = table
    if p is None or not (a + b and c + d):
        return Estimate()
    return Estimate(value=a / (a + b) - c / (c + d), p=p)


def _ordered(data: PatientLevelData, variable: str, visit: str | None) -> Floats | None:
    """The ordered outcome, higher better."""
    if variable == GRADE:
        grades = data.grades
        return None if grades is None else np.where(grades.codes < 0, np.nan, -grades.codes * 1.0)
    y = data.values(Var(f"{variable}_{visit}"))
    return y if data.measures[variable].better == "higher" else -y


def _of_grades(y: Floats, treated: Mask) -> _Refit:
    def fit(values: Floats, who: Mask) -> Estimate:
        levels = np.unique(values[who])
        arms = (values[who & treated], values[who & ~treated])
        return proportional_odds([[int((x == level).sum()) for level in levels] for x in arms])

    return _Refit(y, np.ones(len(y), dtype=bool), fit)


# ------------------------------------------------------------------------------ what is changed


def _alike(refit: _Refit, treated: Mask) -> list[tuple[int, int]]:
    """Place of a patient, and how many are the same as he to the comparison; each once."""
    who = np.flatnonzero(refit.known & ~np.isnan(refit.y))
    facts = np.stack([treated[who] * 1.0, refit.y[who], *(x[who] for x in refit.others)])
    _, first, n = np.unique(facts, axis=1, return_index=True, return_counts=True)
    return sorted(zip(who[first].tolist(), n.tolist(), strict=True))


def _patients(
    data: PatientLevelData, refit: _Refit, verdict: _Verdict, alike: list[tuple[int, int]]
) -> Iterator[Swing]:
    turning: list[tuple[int, int, float]] = []
    keep = np.ones(len(refit.y), dtype=bool)
    for place, n in alike:
        keep[place] = False
        estimate = refit.estimate(keep)
        keep[place] = True
        if estimate.p is not None and verdict.turned_by(estimate):
            turning.append((place, n, estimate.p))
    if turning:
        place, _, p = max(turning, key=lambda one: abs(one[2] - verdict.p))
        number = int(data.ordinals[place])
        deciding, every = sum(n for _, n, _ in turning), sum(n for _, n in alike)
        yield Swing("patient", verdict.p, p, number, deciding, every)


def _missing(data: PatientLevelData, refit: _Refit, verdict: _Verdict) -> Iterator[Swing]:
    """Every missing outcome the best or the worst that was seen, against one arm and the other.

    The dead are no missing values: a score of theirs does not exist. Of whom it is not told,
    the score may be missing.
    """
    died = next((c.name for c in data.columns if c.role is Role.DIED), None)
    alive = ~(data.values(Var(died)) >= 1) if died else np.ones(len(refit.y), dtype=bool)
    absent = refit.known & np.isnan(refit.y) & alive
    if not absent.any():
        return
    low, high = float(np.nanmin(refit.y)), float(np.nanmax(refit.y))
    turning = []
    for of_treatment, of_control in ((low, high), (high, low)):
        filled = np.where(absent, np.where(data.treated, of_treatment, of_control), refit.y)
        estimate = refit.estimate(y=filled)
        if estimate.p is not None and verdict.turned_by(estimate):
            turning.append(estimate.p)
    if turning:
        changed = max(turning, key=lambda p: abs(p - verdict.p))
        yield Swing("missing", verdict.p, changed, int(absent.sum()), len(turning), 2)


def _centres(
    data: PatientLevelData, settings: Settings, refit: _Refit, verdict: _Verdict
) -> Iterator[Swing]:
    column = next((c for c in data.columns if c.name == (settings.centre or "centre")), None)
    if column is None or column.kind is not Kind.CATEGORY:
        return
    cells = data.cohort.table[column.name].cat
    codes = cells.codes.to_numpy()
    turning: list[tuple[str, float]] = []
    levels = [
        (code, str(name)) for code, name in enumerate(cells.categories) if (codes == code).any()
    ]
    for code, name in levels:
        estimate = refit.estimate(codes != code)
        if estimate.p is not None and verdict.turned_by(estimate):
            turning.append((name, estimate.p))
    if turning and len(levels) > 1:
        name, p = max(turning, key=lambda one: abs(one[1] - verdict.p))
        yield Swing("centre", verdict.p, p, name, len(turning), len(levels))


def _cuts(data: PatientLevelData, settings: Settings, led: Lead) -> Iterator[Swing]:
    """Neighbouring cuts of the rule; what is graded alone has one."""
    swept = cutpoints(data, settings) if led.row.variable == EFFECTIVE else None
    if swept is None or led.p is None:
        return
    verdict = _Verdict(led.p, settings.alpha, led.row.estimate or 0.0, 0.0)
    near = [
        (cut, _rate_test([[x, n - x] for x, n in zip(events, swept.n, strict=True)]))
        for cut, events in zip(swept.cuts, swept.events, strict=True)
        if 0 < abs(cut - swept.chosen) <= NEAR[swept.kind]
    ]
    turning = [(cut, e.p) for cut, e in near if e.p is not None and verdict.turned_by(e)]
    if turning:
        cut, p = min(turning, key=lambda one: abs(one[0] - swept.chosen))
        yield Swing("cut", led.p, p, cut, len(turning), len(near))
