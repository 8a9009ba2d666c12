"""Whether an effect is the same in every stratum, such as a centre: Q, I2 and arm x stratum.

Note codes: those of `within_arm`, and ``one_level`` (fewer than two strata that tell of the
effect), ``df2`` (degrees of freedom of the residual), ``too_few_for_interval`` (two strata with
a Q so small).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from aci_core.domain.notes import note
from aci_core.stats.distributions import chi2_upper, f_upper, t_quantile, z_quantile
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.within_arm import fit_within
from aci_core.summaries.moments import Cross


def q_of(values: npt.ArrayLike, variances: npt.ArrayLike) -> Estimate:
    r"""Cochran's Q of the effects of k strata.

    Parameters
    ----------
    values, variances : array_like, shape (k,)
        Each stratum's effect and its variance, above 0.

    Returns
    -------
    Estimate
        Q, k - 1 degrees of freedom, P.

    Notes
    -----
    .. math:: Q = \sum w_i (d_i - \bar d_w)^2, \quad w_i = 1/v_i

    as ``metafor::rma(yi, vi, method = "EE")$QE`` [1]_.

    References
    ----------
    .. [1] Cochran WG. The combination of estimates from different experiments. Biometrics
       1954;10:101-129.

    Examples
    --------
    >>> e = q_of([0.0, 2.0, 4.0], [1.0, 1.0, 1.0])
    >>> e.statistic, e.df, round(e.p, 6)
    (8.0, 2.0, 0.018316)
    """
    d, weights = np.asarray(values, dtype=np.float64), 1.0 / np.asarray(variances)
    if len(d) < 2:
        return not_computed("one_level")
    mean = float((weights * d).sum() / weights.sum())
    q, df = float((weights * (d - mean) ** 2).sum()), len(d) - 1
    return Estimate(statistic=q, df=float(df), p=chi2_upper(q, df))


def variance_of(estimate: Estimate) -> float | None:
    """The squared standard error behind a t interval.

    Parameters
    ----------
    estimate : Estimate

    Returns
    -------
    float or None
        None where there is no interval.

    Examples
    --------
    >>> from aci_core.stats.t_interval import t_estimate
    >>> round(variance_of(t_estimate(2.0, 3.0, 10, 0.95)), 6)
    9.0
    """
    if estimate.low is None or estimate.high is None or estimate.level is None:
        return None
    if estimate.df is None:
        return None
    half = (estimate.high - estimate.low) / 2.0
    return (half / t_quantile(estimate.level, estimate.df)) ** 2


def i_squared(q: Estimate, conf_level: float = 0.95) -> Estimate:
    r"""Share of the strata's spread that is not chance: I2, with its test-based interval.

    Parameters
    ----------
    q : Estimate
        Of `q_of`.
    conf_level : float

    Returns
    -------
    Estimate
        A share from 0 to 1 and its interval; no interval for two strata whose Q is 2 or less.

    Notes
    -----
    .. math:: I^2 = \max(0, (Q - \mathrm{df})/Q), \quad H^2 = Q/\mathrm{df}, \quad
              I^2 = (H^2 - 1)/H^2

    The interval is that of ln H, H being 1 or more, with [1]_

    .. math:: \mathrm{SE} = \frac{\ln Q - \ln \mathrm{df}}{2(\sqrt{2Q} - \sqrt{2k - 3})}
              \text{ if } Q > k, \text{ else }
              \sqrt{\frac{1}{2(k - 2)}\left(1 - \frac{1}{3(k - 2)^2}\right)}

    References
    ----------
    .. [1] Higgins JPT, Thompson SG. Quantifying heterogeneity in a meta-analysis. Statistics in
       Medicine 2002;21:1539-58.

    Examples
    --------
    >>> e = i_squared(q_of([0.0, 2.0, 4.0], [1.0, 1.0, 1.0]))
    >>> round(e.value, 6), round(e.low, 6), round(e.high, 6)
    (0.75, 0.171599, 0.924553)
    """
    if q.statistic is None or q.df is None:
        return not_computed(*q.notes)
    total, df = q.statistic, q.df
    k = df + 1
    value = max(0.0, (total - df) / total) if total > 0.0 else 0.0
    if total > k:
        roots = math.sqrt(2.0 * total) - math.sqrt(2.0 * k - 3.0)
        error = (math.log(total) - math.log(df)) / (2.0 * roots)
    elif k > 2:
        error = math.sqrt((1.0 - 1.0 / (3.0 * (k - 2) ** 2)) / (2.0 * (k - 2)))
    else:
        return Estimate(value=value, notes=(note("too_few_for_interval"),))
    log_h = max(0.0, 0.5 * math.log(total / df)) if total > 0.0 else 0.0
    reach = z_quantile(conf_level) * error
    low, high = (_share(log_h + sign * reach) for sign in (-1.0, 1.0))
    return Estimate(value=value, low=low, high=high, level=conf_level)


def _share(log_h: float) -> float:
    return -math.expm1(-2.0 * log_h) if log_h > 0.0 else 0.0


def strata_interaction(strata: Sequence[tuple[Cross, Cross]]) -> Estimate:
    r"""Whether the difference of means, T - C, differs between strata: arm x stratum.

    Parameters
    ----------
    strata : sequence of (Cross, Cross)
        By stratum: each arm's (post, pre, *covariates), treatment first.

    Returns
    -------
    Estimate
        F with its numerator's degrees of freedom, P and the note ``df2``.

    Notes
    -----
    .. math:: y = \mu_{\mathrm{arm, stratum}} + x'\gamma + \varepsilon, \quad
              F = d'C'(C V C')^{-1} C d / q

    d the strata's adjusted differences, V their covariance, C the contrasts with the first, q
    one less than the strata that both arms have [1]_: the test of
    `subgroup_means.level_differences` from cross-products. As R
    ``anova(lm(y ~ x + arm + g), lm(y ~ x + arm * g))``.

    References
    ----------
    .. [1] Wang R, Lagakos SW, Ware JH, Hunter DJ, Drazen JM. Statistics in medicine: reporting
       of subgroup analyses in clinical trials. New England Journal of Medicine 2007;357:2189-94.

    Examples
    --------
    >>> cross = lambda *y: Cross.of([np.array(y)])
    >>> strata = [(cross(3.0, 5), cross(4.0, 4)), (cross(6.0, 9), cross(8.0, 6))]
    >>> e = strata_interaction(strata)
    >>> round(e.statistic, 6), e.df, e.notes
    (0.058824, 1.0, ('df2:4',))
    """
    cells = [arm for stratum in strata for arm in stratum if arm.n]
    shared = [stratum for stratum in strata if all(arm.n for arm in stratum)]
    if len(shared) < 2:
        return not_computed("one_level")
    fit = fit_within(cells)
    if isinstance(fit, str):
        return not_computed(fit)
    values, behind, reciprocals = [], [], []
    for treatment, control in shared:
        post, *others = (treatment.means - control.means).tolist()
        value, solved = fit.adjusted([*others, post])
        values.append(value)
        behind.append(solved)
        reciprocals.append(1.0 / treatment.n + 1.0 / control.n)
    u = np.array(behind).reshape(len(shared), -1)
    covariance = fit.residual_variance * (u @ u.T + np.diag(reciprocals))
    q = len(shared) - 1
    contrast = np.hstack([-np.ones((q, 1)), np.eye(q)])
    apart = contrast @ np.array(values)
    spread = contrast @ covariance @ contrast.T
    statistic = float(apart @ np.linalg.solve(spread, apart)) / q
    return Estimate(
        statistic=statistic,
        df=float(q),
        p=f_upper(statistic, q, fit.df),
        notes=(note("df2", fit.df),),
    )
