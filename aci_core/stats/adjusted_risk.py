"""Risk difference given covariates, standardised over all patients.

Note codes: those of `cumulative_logit`, and ``no_patients`` (an arm is empty),
``one_patient`` (an arm of one has no variance), ``no_events``, ``all_events``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy import special

from aci_core.domain.arrays import Floats, Mask
from aci_core.stats.cumulative_logit import fit_cumulative_logit
from aci_core.stats.distributions import normal_two_sided, z_quantile
from aci_core.stats.estimate import Estimate, not_computed


def adjusted_risk_difference(
    event: Mask, treated: Mask, covariates: Sequence[Floats], conf_level: float = 0.95
) -> Estimate:
    r"""Difference of the risks of an event, T - C, given covariates.

    Parameters
    ----------
    event : ndarray of bool, shape (n,)
    treated : ndarray of bool, shape (n,)
    covariates : sequence of ndarray of float, each of shape (n,)
        Measured before treatment; without missing values, without constants.
    conf_level : float
        Confidence level.

    Returns
    -------
    Estimate
        Difference of the standardised risks, its interval, z and P.

    Notes
    -----
    With m_a the predictions of a logistic model (without interaction of arm and covariate)
    for all n patients as if all were in arm a [1]_:

    .. math:: \bar m_1 - \bar m_0, \quad (v_{11} + v_{00} - 2 v_{10})/n

    .. math:: v_{aa} = S^2_a(Y - m_a)/\pi_a + 2 C_a(Y, m_a) - S^2(m_a), \quad
              v_{10} = C_1(Y, m_0) + C_0(Y, m_1) - C(m_1, m_0)

    with subscripted variances and covariances within the arm (n_a - 1), the others over all
    (n - 1), and pi_a the arm's share. It is an average over the study, whether the model is
    right or not. Where the covariates tell the event there is no maximum (``perfect_prediction``).

    References
    ----------
    .. [1] Ye T, Bannick M, Yi Y, Shao J. Robust variance estimation for
       covariate-adjusted unconditional treatment effect in randomized clinical trials with
       binary outcomes. Statistical Theory and Related Fields 2023;7:159-163.

    Examples
    --------
    >>> import numpy as np
    >>> event = np.array([1, 1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0], dtype=bool)
    >>> age = np.array([70.0, 66, 71, 58, 62, 60, 72, 60, 65, 61, 55, 50])
    >>> e = adjusted_risk_difference(event, np.arange(12) < 6, [age])
    >>> [round(x, 6) for x in (e.value, e.low, e.high, e.p)]
    [0.351409, -0.231952, 0.93477, 0.23774]
    """
    n, n_treated = len(event), int(treated.sum())
    if n_treated in (0, n):
        return not_computed("no_patients")
    if n_treated in (1, n - 1):
        return not_computed("one_patient")
    if not event.any():
        return not_computed("no_events")
    if event.all():
        return not_computed("all_events")
    fit = fit_cumulative_logit(event.astype(np.int64), treated, covariates)
    if isinstance(fit, str):
        return not_computed(fit)
    logit = fit.others - fit.thresholds[0, 0]
    y = event.astype(np.float64)
    risk = special.expit(logit), special.expit(logit + fit.arm)  # as if in control, in treatment
    arms = ~treated, treated

    def variance(a: int) -> float:
        who, m = arms[a], risk[a]
        share = float(who.mean())
        residual = float(np.var((y - m)[who], ddof=1))
        return residual / share + 2.0 * _covariance(y[who], m[who]) - float(np.var(m, ddof=1))

    both = (
        _covariance(y[arms[1]], risk[0][arms[1]])
        + _covariance(y[arms[0]], risk[1][arms[0]])
        - _covariance(risk[1], risk[0])
    )
    of_difference = (variance(1) + variance(0) - 2.0 * both) / n
    difference = float(risk[1].mean() - risk[0].mean())
    if of_difference <= 0.0:
        return not_computed("perfect_fit")
    error = math.sqrt(of_difference)
    z, statistic = z_quantile(conf_level), difference / error
    return Estimate(
        value=difference,
        low=difference - z * error,
        high=difference + z * error,
        level=conf_level,
        statistic=statistic,
        p=normal_two_sided(statistic),
    )


def _covariance(x: Floats, y: Floats) -> float:
    """Sample covariance, with n - 1."""
    return float(((x - x.mean()) * (y - y.mean())).sum() / (len(x) - 1))
