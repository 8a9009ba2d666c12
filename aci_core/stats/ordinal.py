"""Two arms on an ordered scale: linear-by-linear test and proportional odds.

Note codes: ``no_patients`` (an arm is empty), ``constant`` (all patients in one grade),
``separated`` (the arms do not overlap), ``not_converged``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from aci_core.stats.counts import whole_array
from aci_core.stats.distributions import chi2_upper
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.stratum_logit import fit_in_strata
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
    fit = fit_in_strata(np.array([[treatment, control]], dtype=np.float64))
    if isinstance(fit, str):
        return not_computed(fit)
    return ratio_of_log(fit.beta, fit.error, conf_level)
