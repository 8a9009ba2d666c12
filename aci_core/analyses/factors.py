"""Correlation of the factors with NIHSS at each visit: Figure 1 of the paper.

A factor is a score or biomarker of the same visit, named as the measure (``vegf``), or a
continuous characteristic before treatment, named as its column (``age``; ``vegf_pre`` where the
measure has no value at the visit).
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from aci_core.analyses.code_counted import marked
from aci_core.analyses.describe import by_arm
from aci_core.analyses.multiplicity import adjusted_rows
from aci_core.analyses.outcomes import measured
from aci_core.analyses.result import Result, Row, points_of, row_of, try_query
from aci_core.analyses.step import per_step, step_of
from aci_core.domain.arrays import Floats
from aci_core.domain.notes import Note, note
from aci_core.domain.schema import PRE, Kind, Role
from aci_core.domain.study.settings import Settings
from aci_core.stats.correlation import partial_pearson, pearson, slope_difference, spearman
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.line import RegressionLine, regression_line
from aci_core.stats.multiplicity import benjamini_hochberg
from aci_core.summaries import Arms, Data, Var
from aci_core.summaries.counts import Joint

NAME = "factors"
SCORE = "nihss"


@dataclass(frozen=True, slots=True)
class Line:
    """The least-squares line of NIHSS on a factor, for a figure.

    Parameters
    ----------
    variable, visit : str
    arm : str or None
        None for both arms together.
    fit : RegressionLine
    low, high : float
        The factor's range among these patients: the line ends where they do.
    level : float
        Confidence level of the band.
    """

    variable: str
    visit: str
    arm: str | None
    fit: RegressionLine
    low: float
    high: float
    level: float

    def band(self, places: int = 41) -> tuple[Floats, Floats, Floats, Floats]:
        """Places on the factor, the line there, and its lower and upper limit."""
        x = np.linspace(self.low, self.high, places)
        return (x, *self.fit.band(x, self.level))


@dataclass(frozen=True)
class Factors(Result):
    """The factors' analysis, with the lines that a figure draws.

    Parameters
    ----------
    lines : tuple of Line
        None where a group has fewer than 3 patients or the factor does not vary.
    slope_steps : dict of str to float
        By how much of each column a slope is told.
    """

    lines: tuple[Line, ...] = field(default=(), repr=False)
    slope_steps: Mapping[str, float] = field(default_factory=dict, repr=False)

    def measured_at(self, visit: str) -> tuple[str, ...]:
        """Factors of a visit, the paper's first."""
        return tuple(dict.fromkeys(row.variable for row in self.where("pearson", visit=visit)))

    def column(self, variable: str, visit: str) -> str:
        """The column of a factor at a visit."""
        return column_of(variable, visit, self.measures)

    def slope_step(self, row: Row) -> float:
        """By how much of its factor a row's slope is told."""
        return self.slope_steps.get(self.column(row.variable, row.visit or PRE), 1.0)

    def slope(self, row: Row) -> Row:
        """A row's slope, which is per unit of its factor, per step."""
        return per_step(row, self.slope_step(row))

    def line(self, variable: str, visit: str, arm: str | None = None) -> Line | None:
        """The line of a factor at a visit in a group, None if there is none."""
        wanted = (variable, visit, arm)
        return next((x for x in self.lines if (x.variable, x.visit, x.arm) == wanted), None)


def factors(data: Data, settings: Settings) -> Factors:
    """Correlate each factor with NIHSS of a visit, pooled, per arm and given arm.

    After treatment the pooled correlation mixes the arm's effect with the
    factor's: where it and the correlation given arm have
    other signs, and the pooled one is distinguishable from 0, the pooled row has the note
    ``sign_differs``.
    """
    rows: list[Row] = []
    for visit in visits(data):
        family = list(_visit(data, settings, visit))
        rows.extend(family)
        rows.extend(_adjusted(family))
    columns = dict.fromkeys(
        column_of(name, visit, data.measures)
        for visit in visits(data)
        for name in (SCORE, *names(data, visit))
    )
    known = {column.name: column for column in data.columns}
    return Factors(
        NAME,
        data.arms,
        settings,
        marked(rows, data, settings),
        points_of(data, columns),
        data.measures,
        tuple(line for visit in visits(data) for line in _lines(data, settings, visit)),
        {name: step_of(data, known[name]) for name in columns if name in known},
    )


def visits(data: Data) -> tuple[str, ...]:
    """Visits with NIHSS and at least one factor."""
    by_measure = measured(data)
    return tuple(v for v in by_measure.get(SCORE, ()) if names(data, v))


def names(data: Data, visit: str) -> tuple[str, ...]:
    """Factors of a visit, the paper's first: measures of the visit, then characteristics.

    The other way round where the paper's factors have a value before treatment alone.
    """
    measured_there = [m for m, at in measured(data).items() if visit in at and m != SCORE]
    first = [m for m in measured_there if data.measures[m].factor]
    of_visit = (*first, *(m for m in measured_there if m not in first))
    before = tuple(_characteristics(data, visit))
    papers = before and before[0] in {
        f"{m}_{PRE}" for m in data.measures if data.measures[m].factor
    }
    return (*before, *of_visit) if papers and not first else (*of_visit, *before)


def _characteristics(data: Data, visit: str) -> Iterator[str]:
    """Continuous characteristics before treatment, named by their columns.

    Of a score or biomarker only where it has no value of its own at the visit: at the visit that
    one is the factor. NIHSS before treatment is no factor of NIHSS, ordered grades are no
    continuous values.
    """
    by_measure = measured(data)
    before = [
        m
        for m, at in by_measure.items()
        if PRE in at and visit not in at and m != SCORE and not data.measures[m].ordinal
    ]
    papers = [m for m in before if data.measures[m].factor]
    yield from (f"{m}_{PRE}" for m in papers)
    for column in data.columns:
        numeric = column.role is Role.COVARIATE and column.kind is Kind.NUMBER
        # A file may call a characteristic as a measure is called: the row's name is the measure's.
        if numeric and column.name not in data.measures:
            yield column.name
    yield from (f"{m}_{PRE}" for m in before if m not in papers)


def column_of(name: str, visit: str, measures: Container[str]) -> str:
    """The column of a factor at a visit: a measure's own of that visit, else its name."""
    return f"{name}_{visit}" if name in measures else name


def _visit(data: Data, settings: Settings, visit: str) -> Iterator[Row]:
    conf_level = settings.level
    score = Var(f"{SCORE}_{visit}")
    for name in names(data, visit):
        factor = Var(column_of(name, visit, data.measures))
        crosses, reasons = try_query(partial(data.cross, (factor, score)))
        joint, no_joint = try_query(partial(data.joint, factor, score))
        if crosses is None:
            # By rank a value beyond a limit has its place.
            by_rank = joint if "beyond_limits" in reasons else None
            yield from _unknown(data, name, visit, reasons, by_rank, conf_level)
            continue
        t, c = crosses
        groups = zip(
            (None, *data.arms),
            (t + c, t, c),
            (None,) * 3 if joint is None else (joint.treatment + joint.control, *joint),
            strict=True,
        )
        given_arm = partial_pearson(t, c, conf_level)
        for arm, cross, counts in groups:
            r = pearson(cross, conf_level)
            turned = arm is None and _opposed(r, given_arm, settings.alpha)
            notes = (note("sign_differs"),) if turned else ()
            ranked = not_computed(*no_joint) if counts is None else spearman(counts, conf_level)
            for method, estimate in (("pearson", r), ("spearman", ranked)):
                yield row_of(
                    NAME,
                    name,
                    method,
                    estimate,
                    cross.n,
                    visit=visit,
                    arm=arm,
                    versus=SCORE,
                    notes=notes,
                )
        n = by_arm(data.arms, (t.n, c.n))
        slopes = slope_difference(t, c, conf_level)
        for method, estimate in (("partial_pearson", given_arm), ("slope_difference", slopes)):
            yield row_of(NAME, name, method, estimate, n, visit=visit, versus=SCORE)


def _unknown(
    data: Data,
    name: str,
    visit: str,
    notes: tuple[Note, ...],
    joint: Arms[Joint] | None,
    conf_level: float,
) -> Iterator[Row]:
    """The rows of a factor of which the Data does not hold enough; ranks where it has them."""
    estimate = not_computed(*notes)
    groups = (None,) * 3 if joint is None else (joint.treatment + joint.control, *joint)
    sizes = [None if counts is None else int(counts.n.sum()) for counts in groups]
    for arm, counts, n in zip((None, *data.arms), groups, sizes, strict=True):
        by_rank = estimate if counts is None else spearman(counts, conf_level)
        for method, made in (("pearson", estimate), ("spearman", by_rank)):
            yield row_of(NAME, name, method, made, n, visit=visit, arm=arm, versus=SCORE)
    n_by_arm = None if joint is None else by_arm(data.arms, [int(j.n.sum()) for j in joint])
    for method in ("partial_pearson", "slope_difference"):
        yield row_of(NAME, name, method, estimate, n_by_arm, visit=visit, versus=SCORE)


def _lines(data: Data, settings: Settings, visit: str) -> Iterator[Line]:
    """The lines of each factor at a visit, pooled and by arm."""
    score = Var(f"{SCORE}_{visit}")
    for name in names(data, visit):
        factor = Var(column_of(name, visit, data.measures))
        crosses, _ = try_query(partial(data.cross, (factor, score)))
        pairs, _ = try_query(partial(data.joint, factor, score))
        if crosses is None or pairs is None:
            continue  # a line ends where its patients do
        t, c = crosses
        both = np.concatenate([pairs.treatment.x, pairs.control.x])
        groups = zip((None, *data.arms), (t + c, t, c), (both, *(p.x for p in pairs)), strict=True)
        for arm, cross, x in groups:
            fit = regression_line(cross)
            if fit is not None:
                ends = float(x.min()), float(x.max())
                yield Line(name, visit, arm, fit, *ends, settings.level)


def _opposed(pooled: Estimate, inside: Estimate, alpha: float) -> bool:
    """Whether the signs differ, of a pooled correlation that chance does not explain."""
    if pooled.value is None or inside.value is None or pooled.p is None:
        return False
    return pooled.p < alpha and pooled.value * inside.value < 0


def _adjusted(family: list[Row]) -> Iterator[Row]:
    """Benjamini-Hochberg over the pooled Pearson P of one visit."""
    tests = [r for r in family if r.method == "pearson" and r.arm is None]
    if len(tests) >= 2:
        yield from adjusted_rows(tests, "benjamini_hochberg", benjamini_hochberg)
