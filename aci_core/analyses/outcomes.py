"""Outcomes: scores described and compared within and between the arms; Tables 2 and 3."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from aci_core.analyses.adjusted_difference import adjusted_difference
from aci_core.analyses.adjustment import OF_ORDINAL, covariate_names
from aci_core.analyses.code_counted import marked
from aci_core.analyses.describe import by_arm, count_row, counts_by_arm, numbers, uncounted
from aci_core.analyses.detection_limits import limits_row, note_of_ranks
from aci_core.analyses.effects import differences
from aci_core.analyses.ordinal import adjusted_for, ordinal
from aci_core.analyses.result import Result, Row, points_of, row_of, try_query
from aci_core.domain.schema import PRE, Better, Measure, Role, visit_order
from aci_core.domain.study.settings import Settings
from aci_core.efficacy import died_before
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.paired import paired_t
from aci_core.stats.ranks import mann_whitney, win_odds, win_odds_death_worst
from aci_core.stats.shift import hodges_lehmann
from aci_core.stats.signed_rank import wilcoxon_signed_rank
from aci_core.stats.skewness import skewness
from aci_core.stats.two_means import hedges_g, student_t, welch_t
from aci_core.summaries import Arms, Counts, Data, Diff, PatientLevelData, Var, Variable
from aci_core.summaries.variables import columns_of

NAME = "outcomes"
MRS = "mrs"

# Usable visits of each measure.
Visits = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of a measure in an arm at a visit with its t interval, for a figure.

    Parameters
    ----------
    variable, visit, arm : str
    n : int
    mean : float
    low, high : float or None
        None for one patient, or where all have the same value.
    """

    variable: str
    visit: str
    arm: str
    n: int
    mean: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class WithMeans(Result):
    """A Result whose means a figure draws over the visits.

    Parameters
    ----------
    means : tuple of Mean
    """

    means: tuple[Mean, ...] = field(default=(), repr=False)

    def mean(self, variable: str, visit: str, arm: str) -> Mean | None:
        """The mean of a measure, None where an arm has no value."""
        wanted = (variable, visit, arm)
        return next((m for m in self.means if (m.variable, m.visit, m.arm) == wanted), None)


@dataclass(frozen=True)
class Outcomes(WithMeans):
    """The outcomes' analysis, with the means that a figure draws.

    Parameters
    ----------
    means : tuple of Mean
    skewness : dict of (str, str, str) to float
        Skewness of a measure at a visit in an arm; without those that have none.
    survivors : frozenset of (str, str)
        Measure and visit where a patient who died before the visit lacks the score: what is
        shown is of survivors. Known of patients' rows alone.
    stopped : tuple of str
        Columns of measures that errors stop, by canonical name: the file has them, and they are
        not analysed.
    adjusted_for : dict of str to tuple of str
        Columns for which an ordinal measure is adjusted.
    deaths : tuple of (str, str, int)
        Those measures and visits, with how many patients that is.
    """

    skewness: Mapping[tuple[str, str, str], float] = field(default_factory=dict, repr=False)
    survivors: frozenset[tuple[str, str]] = frozenset()
    stopped: tuple[str, ...] = ()
    adjusted_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    deaths: tuple[tuple[str, str, int], ...] = ()

    @property
    def died(self) -> Mapping[tuple[str, str], int]:
        """By measure and visit, the patients who died before the visit and lack the score."""
        return {(variable, visit): n for variable, visit, n in self.deaths}

    def changed(self, variable: str, visit: str) -> bool:
        """Whether any patient has the measure both before treatment and at the visit."""
        rows = (self.get("paired_t", variable, visit=visit, arm=arm) for arm in self.arms)
        return any(row is not None and row.total for row in rows)


def outcomes(data: Data, settings: Settings, *, slow: bool = True) -> Outcomes:
    """Every measure at every visit: described, compared within and between the arms.

    The adjusted difference (`ancova`) leads. Two within-arm P values are no
    comparison of treatments, and are here because the
    paper's layout has them.

    Parameters
    ----------
    data : Data
    settings : Settings
    slow : bool
        False leaves out what takes long where patients are very many.
    """
    rows: list[Row] = []
    visits_by_measure = measured(data)
    patients = data.patients
    dead = {} if patients is None else dict(dead_without_score(patients, visits_by_measure))
    for name, visits in visits_by_measure.items():
        measure = data.measures[name]
        for visit in visits:
            rows.extend(_describe(data, settings, measure, visit))
            if visit != PRE or settings.randomised is False:
                rows.extend(_compare(data, settings, measure, visit, slow=slow))
            if visit != PRE:
                rows.extend(_death_worst(data, settings, measure, visit, dead.get((name, visit))))
            if visit != PRE and PRE in visits:
                rows.extend(_within(data, settings, measure, visit, slow=slow))
                rows.extend(adjusted_difference(data, settings, NAME, measure, visit, slow=slow))
            if visit != PRE:
                rows.extend(limits_row(data, settings, NAME, measure, visit))
            if visit != PRE and measure.ordinal:
                rows.extend(ordinal(data, settings, NAME, measure, visit))
    columns = [c.name for c in data.columns if c.role is Role.MEASURE]
    deaths = tuple((*at, sum(n)) for at, n in dead.items())
    return Outcomes(
        NAME,
        data.arms,
        settings,
        marked(rows, data, settings),
        points_of(data, columns),
        data.measures,
        tuple(_means(data, settings)),
        _skewness(data, visits_by_measure),
        frozenset(dead),
        _stopped(data.patients) if data.patients is not None else (),
        {
            name: adjusted_for(data, covariate_names(data, settings, OF_ORDINAL))
            for name in visits_by_measure
            if data.measures[name].ordinal
        },
        deaths,
    )


def course(data: Data, settings: Settings, name: str) -> Outcomes:
    """One measure over its visits, described by arm and not compared."""
    visits = {name: measured(data)[name]}
    measure, patients = data.measures[name], data.patients
    rows = [row for at in visits[name] for row in _described(data, measure, at)]
    dead = {} if patients is None else dict(dead_without_score(patients, visits))
    return Outcomes(
        NAME,
        data.arms,
        settings,
        tuple(rows),
        None,
        data.measures,
        tuple(mean for mean in _means(data, settings) if mean.variable == name),
        survivors=frozenset(dead),
        deaths=tuple((*at, sum(n)) for at, n in dead.items()),
    )


def _stopped(data: PatientLevelData) -> tuple[str, ...]:
    columns = data.cohort.columns
    return tuple(c.name for c in columns if c.stopped and c.role is Role.MEASURE)


def _means(data: Data, settings: Settings) -> Iterator[Mean]:
    for name, visits in measured(data).items():
        for visit in visits:
            known_means, _ = try_query(partial(data.moments, Var(f"{name}_{visit}")))
            for arm, moments in zip(data.arms, known_means or (), strict=False):
                if not moments.n:
                    continue
                # One sample's t interval: the same formula as for a mean of differences.
                change = paired_t(moments, settings.level)
                yield Mean(name, visit, arm, moments.n, moments.mean, change.low, change.high)


def _skewness(data: Data, visits: Visits) -> dict[tuple[str, str, str], float]:
    """Skewness by measure, visit and arm, where there is one; shown, and choosing no method."""
    by_arm = {}
    for name, measured_at in visits.items():
        for visit in measured_at:
            counts, _ = try_query(partial(data.counts, Var(f"{name}_{visit}")))
            if counts is None:
                continue
            weights_by_arm = (counts.treatment, counts.control)
            for arm, weights in zip(data.arms, weights_by_arm, strict=True):
                value = skewness(counts.values, weights).value
                if value is not None:
                    by_arm[name, visit, arm] = value
    return by_arm


def dead_without_score(
    data: PatientLevelData, visits: Visits
) -> Iterator[tuple[tuple[str, str], Arms[int]]]:
    """Measures and visits that lack patients who died before, with their number by arm."""
    later = {visit for at in visits.values() for visit in at if visit != PRE}
    gone = {visit: died_before(data.cohort, visit) for visit in later}
    for name, at in visits.items():
        for visit in at:
            if visit == PRE or not gone[visit].any():
                continue
            without = gone[visit] & np.isnan(data.values(Var(_column(data.measures[name], visit))))
            if without.any():
                arms = (without & data.treated, without & ~data.treated)
                yield (name, visit), Arms(*(int(mask.sum()) for mask in arms))


def _death_worst(
    data: Data, settings: Settings, measure: Measure, visit: str, dead: Arms[int] | None
) -> Iterator[Row]:
    """The win odds with the dead below every score; none where nobody died before the visit."""
    if measure.better is None or measure.name == MRS:  # its own grade 6 is the dead
        return
    method = "win_odds_death_worst"
    if dead is None:
        if data.patients is None and _anybody_died(data):
            estimate = not_computed("needs_patients")
            yield row_of(NAME, measure.name, method, estimate, None, visit=visit)
        return
    counts, reasons = try_query(lambda: data.counts(Var(_column(measure, visit))))
    if counts is None:
        yield row_of(NAME, measure.name, method, not_computed(*reasons), None, visit=visit)
        return
    estimate = win_odds_death_worst(counts, dead, measure.better, settings.level)
    n = (counts.n_treatment + dead.treatment, counts.n_control + dead.control)
    yield row_of(NAME, measure.name, method, estimate, by_arm(data.arms, n), visit=visit)


def _anybody_died(data: Data) -> bool:
    column = next((c for c in data.columns if c.role is Role.DIED), None)
    if column is None:
        return False
    counts, _ = try_query(lambda: data.counts(Var(column.name)))
    return counts is not None and bool((counts.values >= 1).any())


def measured(data: Data) -> dict[str, tuple[str, ...]]:
    """Measures with their usable visits in the order of time."""
    visits: dict[str, list[str]] = {name: [] for name in data.measures}
    for column in data.columns:
        if column.role is Role.MEASURE and column.visit:
            visits[column.stem].append(column.visit)
    return {k: tuple(sorted(v, key=visit_order)) for k, v in visits.items() if v}


def visits_after(data: Data) -> dict[str, tuple[str, ...]]:
    """Measures with their usable visits after treatment began."""
    return {name: tuple(v for v in at if v != PRE) for name, at in measured(data).items()}


def change(visit: str) -> str:
    """The `visit` of a row about the change since before treatment."""
    return f"{visit}-{PRE}"


def _column(measure: Measure, visit: str) -> str:
    return f"{measure.name}_{visit}"


def _describe(data: Data, settings: Settings, measure: Measure, visit: str) -> Iterator[Row]:
    yield from _described(data, measure, visit)
    yield from _limits(data, settings, measure, visit)


def _described(data: Data, measure: Measure, visit: str) -> Iterator[Row]:
    what = Var(_column(measure, visit))
    yield from numbers(data, NAME, measure.name, what, visit=visit, measure=measure)


def _limits(data: Data, settings: Settings, measure: Measure, visit: str) -> Iterator[Row]:
    """Patients at the best end of the scale, and responders by the usual cut."""
    best = measure.high if measure.better == "higher" else measure.low
    compared = ("risk_difference", "risk_ratio")
    counts, reasons = try_query(lambda: data.counts(Var(_column(measure, visit))))
    if counts is None:
        ends = [f"{best:g}"] if _marks_best(measure, visit) else []
        cuts = [measure.responder] if measure.responder else []
        yield from uncounted(NAME, measure.name, data.arms, ends + cuts, reasons, visit=visit)
        if measure.responder and visit != PRE:
            for method in compared:
                estimate = not_computed(*reasons)
                yield row_of(
                    NAME, measure.name, method, estimate, None, visit=visit, level=measure.responder
                )
        return
    n = Arms(counts.n_treatment, counts.n_control)
    if best is not None and _marks_best(measure, visit):
        at_best = counts_by_arm(counts, counts.values == best)
        for arm, x, of in zip(data.arms, at_best, n, strict=True):
            yield count_row(NAME, measure.name, x, of, visit=visit, arm=arm, level=f"{best:g}")
    if measure.responder:
        sign, cut = measure.responder[:2], float(measure.responder[2:])
        keep = counts.values >= cut if sign == ">=" else counts.values <= cut
        good = counts_by_arm(counts, keep)
        for arm, x, of in zip(data.arms, good, n, strict=True):
            yield count_row(
                NAME, measure.name, x, of, visit=visit, arm=arm, level=measure.responder
            )
        if visit != PRE:
            yield from differences(
                NAME,
                measure.name,
                data.arms,
                good,
                n,
                settings.level,
                visit=visit,
                label=measure.responder,
                methods=compared,
            )


def _marks_best(measure: Measure, visit: str) -> bool:
    """Whether patients at the best end are counted here; an ordinal scale counts each grade."""
    best = measure.high if measure.better == "higher" else measure.low
    each = measure.ordinal and visit != PRE
    return measure.high is not None and best is not None and not each


def _compare(
    data: Data, settings: Settings, measure: Measure, visit: str, *, slow: bool
) -> Iterator[Row]:
    what = Var(_column(measure, visit))
    yield from compared(
        data, NAME, measure.name, what, settings.level, visit, better=measure.better, slow=slow
    )


def compared(
    data: Data,
    analysis: str,
    variable: str,
    what: Variable,
    conf_level: float,
    visit: str | None = None,
    *,
    better: Better | None = None,
    slow: bool = True,
) -> Iterator[Row]:
    """Compare one variable between the arms, unadjusted: by means, and by ranks where counted.

    `better` is the good end of its scale, None where it has none: no win odds then.
    """
    moments, reasons = try_query(lambda: data.moments(what))
    counts, no_counts = try_query(lambda: data.counts(what))
    n = None
    if moments is not None:
        n = by_arm(data.arms, (moments.treatment.n, moments.control.n))
    elif counts is not None:
        n = by_arm(data.arms, (counts.n_treatment, counts.n_control))
    of_means = {"welch_t": welch_t, "student_t": student_t, "hedges_g": hedges_g}
    for method, function in of_means.items():
        estimate = not_computed(*reasons) if moments is None else function(*moments, conf_level)
        yield row_of(analysis, variable, method, estimate, n, visit=visit)
    blurred = note_of_ranks(data, *columns_of(what))
    of_ranks: dict[str, Callable[[Counts], Estimate]] = {
        "mann_whitney": lambda c: mann_whitney(c, conf_level),
        **({"hodges_lehmann": lambda c: hodges_lehmann(c, conf_level)} if slow else {}),
        **({"win_odds": lambda c: win_odds(c, better, conf_level)} if better else {}),
    }
    for method, make in of_ranks.items():
        estimate = not_computed(*no_counts) if counts is None else make(counts)
        if method == "hodges_lehmann" and "beyond_limits" in reasons:
            estimate = not_computed(*reasons)  # a difference of values that nobody measured
        notes = blurred if estimate.p is not None else ()
        yield row_of(analysis, variable, method, estimate, n, visit=visit, notes=notes)


def _within(
    data: Data, settings: Settings, measure: Measure, visit: str, *, slow: bool
) -> Iterator[Row]:
    what = Diff(_column(measure, visit), _column(measure, PRE))
    yield from numbers(data, NAME, measure.name, what, visit=change(visit))
    moments, reasons = try_query(lambda: data.moments(what))
    counts, no_counts = try_query(lambda: data.counts(what))
    # For comparison with the adjusted difference.
    estimate = welch_t(*moments, settings.level) if moments else not_computed(*reasons)
    sizes = by_arm(data.arms, tuple(m.n for m in moments)) if moments else None
    of_counts = None if counts is None else (counts.n_treatment, counts.n_control)
    yield row_of(NAME, measure.name, "welch_t", estimate, sizes, visit=change(visit))
    for index, arm in enumerate(data.arms):
        n = moments[index].n if moments else None if of_counts is None else of_counts[index]
        estimate = paired_t(moments[index], settings.level) if moments else not_computed(*reasons)
        yield row_of(NAME, measure.name, "paired_t", estimate, n, visit=visit, arm=arm)
        if slow:
            estimate = not_computed(*no_counts)
            if "beyond_limits" in reasons:
                estimate = not_computed(*reasons)
            elif counts is not None:
                weights = counts.control if index else counts.treatment
                estimate = wilcoxon_signed_rank(counts.values, weights, settings.level)
            yield row_of(
                NAME, measure.name, "wilcoxon_signed_rank", estimate, n, visit=visit, arm=arm
            )
