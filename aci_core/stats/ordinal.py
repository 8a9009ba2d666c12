"""Two arms on an ordered scale: linear-by-linear test and proportional odds.

Note codes: ``no_patients`` (an arm is empty), ``constant`` (all patients in one grade),
``separated`` (the arms do not overlap), ``not_converged``.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy import special

from aci_core.domain.arrays import Floats
from aci_core.stats.counts import whole_array
from aci_core.stats.distributions import chi2_upper
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.two_by_two import occupied
from aci_core.stats.wald import ratio_of_log


def linear_by_linear(table: npt.ArrayLike) -> Estimate:
    r"""Test of linear association between arm and grade.

    Parameters
    ----------
    table : array_like of int, shape (2, k)
        Patients, treatment first; the columns are the grades in the order of the scale,
        with scores 0 .. k-1. An empty grade keeps its score.

    Returns
    -------
    Estimate
        Statistic, 1 degree of freedom and P.

    Notes
    -----
    .. math:: (N - 1) r^2

    with r the correlation of arm and score, from exact integer sums.

    References
    ----------
    .. [1] Mantel N. Chi-square tests with one degree of freedom: extensions of the
       Mantel-Haenszel procedure. Journal of the American Statistical Association
       1963;58:690-700.
    .. [2] Agresti A. Categorical Data Analysis, 3rd ed. Wiley, 2013, section 3.4.

    Examples
    --------
    >>> e = linear_by_linear([[20, 25, 22, 11], [10, 20, 24, 24]])
    >>> round(e.statistic, 6), round(e.p, 6)
    (8.510266, 0.003531)
    """
    if len(occupied(table)[0]) == 1:
        return not_computed("constant")
    treatment, control = whole_array(table).tolist()
    n_treatment, n_control = sum(treatment), sum(control)
    if not n_treatment or not n_control:
        return not_computed("no_patients")
    sum_t = sum(score * n for score, n in enumerate(treatment))
    sum_c = sum(score * n for score, n in enumerate(control))
    square = sum(s * s * (a + b) for s, (a, b) in enumerate(zip(treatment, control, strict=True)))
    total = n_treatment + n_control
    spread = total * square - (sum_t + sum_c) ** 2
    statistic = (
        (total - 1)
        * (sum_t * n_control - sum_c * n_treatment) ** 2
        / (n_treatment * n_control * spread)
    )
    return Estimate(statistic=statistic, df=1.0, p=chi2_upper(statistic, 1))


def _overlap(treatment: list[int], control: list[int]) -> bool:
    """Whether some patient of either arm does better than some of the other."""
    t = [j for j, n in enumerate(treatment) if n]
    c = [j for j, n in enumerate(control) if n]
    return t[0] < c[-1] and c[0] < t[-1]


def _cells(zeta: Floats, beta: float) -> tuple[Floats, Floats, Floats]:
    """Probabilities of the grades by arm, and of a grade up to and above each cut.

    F(b) - F(a) = F(b) F(-a) (1 - exp(a - b)) for the logistic F: nothing cancels, however
    far out the cuts lie.
    """
    eta = np.stack([zeta - beta, zeta])
    below, above = special.expit(eta), special.expit(-eta)
    share = np.empty((2, len(zeta) + 1))
    share[:, 0] = below[:, 0]
    share[:, 1:] = above
    share[:, 1:-1] *= below[:, 1:] * -np.expm1(-np.diff(zeta))
    return share, below, above


def _log_likelihood(counts: Floats, theta: Floats) -> float:
    """Of the proportional-odds model; minus infinity where the cuts are out of order."""
    zeta = theta[:-1]
    if (zeta[1:] <= zeta[:-1]).any():
        return -math.inf
    return float(special.xlogy(counts, _cells(zeta, theta[-1])[0]).sum())


def _derivatives(counts: Floats, theta: Floats) -> tuple[Floats, Floats]:
    """Gradient and observed information, the cuts first and beta last."""
    k = len(theta) - 1
    share, below, above = _cells(theta[:k], theta[k])
    density = below * above
    slope = density * (above - below)
    weight = counts / share
    pull = weight[:, :-1] - weight[:, 1:]
    square = weight / share

    gradient = np.empty(k + 1)
    gradient[:k] = (density * pull).sum(axis=0)
    # d ln P / d beta of a treated grade is F(upper cut) + F(lower cut) - 1.
    gradient[k] = counts[0, 1:] @ below[0] - counts[0, :-1] @ above[0]

    information = np.zeros((k + 1, k + 1))
    cuts = np.arange(k)
    curve = density * density * (square[:, :-1] + square[:, 1:]) - slope * pull
    information[cuts, cuts] = curve.sum(axis=0)
    cross = -(density[:, :-1] * density[:, 1:] * square[:, 1:-1]).sum(axis=0)
    information[cuts[:-1], cuts[1:]] = cross
    information[cuts[1:], cuts[:-1]] = cross
    both = density[0] * (counts[0, :-1] + counts[0, 1:])
    information[k, :k] = -both
    information[:k, k] = -both
    information[k, k] = both.sum()
    return gradient, information


def _fit(counts: Floats) -> tuple[Floats, Floats] | None:
    """Cuts and beta that maximise the likelihood, and the information there."""
    cumulative = np.cumsum(counts.sum(axis=0))
    theta = np.append(special.logit(cumulative[:-1] / cumulative[-1]), 0.0)
    now = _log_likelihood(counts, theta)
    for _ in range(100):
        gradient, information = _derivatives(counts, theta)
        try:
            step = np.linalg.solve(information, gradient)
        except np.linalg.LinAlgError:
            return None
        size = float(np.abs(step).max())
        # The likelihood is concave: a step that does not raise it was only too long.
        # Near the maximum its rise is below rounding, and the step is right.
        while size > 1e-6:
            after = _log_likelihood(counts, theta + step)
            if after >= now:
                now = after
                break
            step, size = 0.5 * step, 0.5 * size
        theta = theta + step
        # Newton's error squares itself: after a step of 1e-9 it is below rounding.
        if size < 1e-9:
            return theta, _derivatives(counts, theta)[1]
    return None


def proportional_odds(table: npt.ArrayLike, conf_level: float = 0.95) -> Estimate:
    r"""Common odds ratio of a better grade, treatment over control.

    Parameters
    ----------
    table : array_like of int, shape (2, k)
        Patients, treatment first; the columns are the grades from worst to best. A grade
        empty in both arms is dropped.
    conf_level : float
        Confidence level.

    Returns
    -------
    Estimate
        exp(beta), its Wald interval, z and P.

    Notes
    -----
    .. math:: \mathrm{logit} P(Y \le j) = \zeta_j - \beta T

    by maximum likelihood with Newton's method on the counts; the standard error is that
    of the observed information. Where no patient of one arm does better than any of the
    other, beta has no maximum (``separated``).

    References
    ----------
    .. [1] McCullagh P. Regression models for ordinal data. Journal of the Royal
       Statistical Society, Series B 1980;42:109-142.
    .. [2] Pratt JW. Concavity of the log likelihood. Journal of the American Statistical
       Association 1981;76:103-106.

    Examples
    --------
    >>> e = proportional_odds([[11, 22, 25, 20], [24, 24, 20, 10]])
    >>> [round(x, 6) for x in (e.value, e.low, e.high, e.statistic)]
    [2.355296, 1.322374, 4.195045, 2.908741]
    """
    treatment, control = occupied(table)
    if not sum(treatment) or not sum(control):
        return not_computed("no_patients")
    if len(treatment) == 1:
        return not_computed("constant")
    if not _overlap(treatment, control):
        return not_computed("separated")
    fit = _fit(np.array([treatment, control], dtype=np.float64))
    if fit is None:
        return not_computed("not_converged")
    theta, information = fit
    unit = np.zeros(len(theta))
    unit[-1] = 1.0
    error = math.sqrt(float(np.linalg.solve(information, unit)[-1]))
    return ratio_of_log(float(theta[-1]), error, conf_level)
