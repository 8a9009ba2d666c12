"""Influence of single patients: r of a factor with NIHSS, each patient left out in turn."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from aci_core.analyses.factors import SCORE, Factors
from aci_core.analyses.result import Row, row_of
from aci_core.domain.arrays import Floats, Ints, Mask
from aci_core.domain.schema import MEASURES, Measure
from aci_core.stats.correlation import pearson_of
from aci_core.stats.distributions import t_quantile
from aci_core.stats.influence import leave_one_out


@dataclass(frozen=True, eq=False, slots=True)
class Influence:
    """r with one patient left out.

    Parameters
    ----------
    variable, visit : str
    arm : str or None
        None for both arms together.
    r, ci_low, ci_high : float
        Of all patients, as the factors' analysis has it.
    without : ndarray of float, shape (n,)
        r of the others; in the order of `ordinals`.
    ordinals : ndarray of int, shape (n,)
        The patients' numbers in the whole cohort.
    treated : ndarray of bool, shape (n,)
    level : float
        Confidence level of the interval.
    alpha : float
        Level of significance of the plan.
    measures : dict of str to Measure
        Of the factors' analysis.
    """

    variable: str
    visit: str
    arm: str | None
    r: float
    ci_low: float
    ci_high: float
    without: Floats = field(repr=False)
    ordinals: Ints = field(repr=False)
    treated: Mask = field(repr=False)
    level: float = 0.95
    alpha: float = 0.05
    measures: Mapping[str, Measure] = field(default_factory=lambda: MEASURES, repr=False)

    @property
    def low(self) -> float:
        """The least r with one patient left out."""
        return float(self.without.min())

    @property
    def high(self) -> float:
        """The largest r with one patient left out."""
        return float(self.without.max())

    @property
    def most(self) -> tuple[int, float]:
        """The patient whose absence moves r most, and r without him."""
        return self.leading(1)[0]

    def leading(self, most: int) -> tuple[tuple[int, float], ...]:
        """Patients whose absence moves r most, the farthest first, each with r without him."""
        order = np.argsort(-np.abs(self.without - self.r), kind="stable")[:most]
        return tuple((int(self.ordinals[i]), float(self.without[i])) for i in order)


def decisive(influence: Influence) -> tuple[int, Row] | None:
    """The patient on whom the answer hangs, with r without him; None if it hangs on nobody.

    It hangs on one without whom P lies on the other side of alpha, or r differs from 0 in the
    opposite direction: the one definition of every page and report. An r near 0 whose sign turns
    is no answer that could hang. Robustness explored; no test of its own.
    """
    n, alpha, conf_level = len(influence.without), influence.alpha, influence.level
    p = pearson_of(influence.r, n, conf_level).p
    if p is None:
        return None
    # P falls as |r| grows: who moves it most across the line stands at an end of |r|.
    size = np.abs(influence.without)
    ends = (
        np.abs(influence.without - influence.r).argmax(),
        size.argmin() if p < alpha else size.argmax(),
    )
    for at in ends:
        r = float(influence.without[at])
        without = pearson_of(r, n - 1, conf_level)
        if without.p is None:
            continue
        opposed = without.p < alpha and r * influence.r < 0
        if opposed or (without.p < alpha) != (p < alpha):
            row = row_of(
                "factors", influence.variable, "pearson", without, n - 1,
                visit=influence.visit, arm=influence.arm, versus=SCORE,
            )  # fmt: skip
            return int(influence.ordinals[at]), row
    return None


def turning(influence: Influence) -> int:
    """Number of patients on each of whom the answer hangs, as `decisive` defines it."""
    n = len(influence.without)
    p = pearson_of(influence.r, n, influence.level).p
    if p is None or n < 5:
        return 0
    # The r at which P is alpha, of the others of one patient.
    t = t_quantile(1.0 - influence.alpha, n - 3)
    least = t / math.sqrt(n - 3 + t * t)
    clear = np.abs(influence.without) > least
    opposed = clear & (influence.without * influence.r < 0)
    return int((opposed | (clear != (p < influence.alpha))).sum())


def influence(
    result: Factors, variable: str, visit: str, arm: str | None = None
) -> Influence | None:
    """Leave each patient in turn out of one factor's correlation.

    Returns
    -------
    Influence or None
        None where the factors' analysis has no r with an interval, no patients are at hand, or
        the others of a patient do not vary.
    """
    row = result.get("pearson", variable, visit=visit, arm=arm, versus=SCORE)
    points = result.points
    if row is None or points is None or row.estimate is None or row.ci_low is None:
        return None
    x, y = (points.columns.get(result.column(name, visit)) for name in (variable, SCORE))
    if x is None or y is None or row.ci_high is None:
        return None
    keep = ~np.isnan(x) & ~np.isnan(y)
    if arm is not None:
        keep &= points.treated == (arm == result.arms.treatment)
    without = leave_one_out(x[keep], y[keep])
    if not len(without) or np.isnan(without).any():
        return None
    return Influence(
        variable,
        visit,
        arm,
        row.estimate,
        row.ci_low,
        row.ci_high,
        without,
        points.ordinals[keep],
        points.treated[keep],
        result.settings.level,
        result.settings.alpha,
        result.measures,
    )
