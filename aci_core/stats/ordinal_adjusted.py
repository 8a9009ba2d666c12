"""Two arms on an ordered scale given covariates: common odds ratio, test of proportionality.

Note codes: those of `cumulative_logit`, and ``no_patients`` (an arm is empty), ``constant``
(all patients in one grade), ``separated`` (the arms do not overlap), ``two_grades`` (one cut
alone: nothing to be proportional),
``thresholds_cross`` (an arm lacks a grade, at which its thresholds would cross).
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence

import numpy as np

from aci_core.domain.arrays import Floats, Ints, Mask
from aci_core.domain.notes import Code
from aci_core.stats.cumulative_logit import fit_cumulative_logit
from aci_core.stats.distributions import chi2_upper, z_quantile
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.wald import ratio_of_log

_LARGEST = math.log(sys.float_info.max)


def proportional_odds_adjusted(
    score: Floats, treated: Mask, covariates: Sequence[Floats], conf_level: float = 0.95
) -> Estimate:
    r"""Common odds ratio of a better score given covariates, treatment over control.

    Parameters
    ----------
    score : ndarray of float, shape (n,)
        A higher value is better; a scale on which a lower one is better goes in negated.
        Only the order counts.
    treated : ndarray of bool, shape (n,)
    covariates : sequence of ndarray of float, each of shape (n,)
        Measured before treatment; without missing values, without constants.
    conf_level : float
        Confidence level.

    Returns
    -------
    Estimate
        exp(beta), its Wald interval, z and P.

    Notes
    -----
    .. math:: \mathrm{logit} P(Y \le j) = \zeta_j - \beta T - x'\gamma

    by maximum likelihood with Newton's method [1]_; the standard error is that of the observed
    information. Without covariates it is `proportional_odds`. Given covariates that foretell
    the outcome the odds ratio is further from 1 than without: it is that of patients alike in
    them, and no average over the study [2]_.

    References
    ----------
    .. [1] McCullagh P. Regression models for ordinal data. Journal of the Royal
       Statistical Society, Series B 1980;42:109-142.
    .. [2] Robinson LD, Jewell NP. Some surprising results about covariate adjustment in
       logistic regression models. International Statistical Review 1991;59:227-240.

    Examples
    --------
    >>> import numpy as np
    >>> score = np.array([0.0, 1, 1, 2, 2, 3, 0, 0, 1, 1, 2, 3])
    >>> age = np.array([70.0, 66, 58, 71, 62, 60, 65, 60, 72, 61, 55, 64])
    >>> e = proportional_odds_adjusted(score, np.arange(12) < 6, [age])
    >>> [round(x, 6) for x in (e.value, e.low, e.high, e.p)]
    [2.167661, 0.26074, 18.020868, 0.474015]
    """
    grade = _grades(score)
    if reason := _refused(grade, treated):
        return not_computed(reason)
    fit = fit_cumulative_logit(grade, treated, covariates)
    if isinstance(fit, str):
        return not_computed(fit)
    z = z_quantile(conf_level)
    if abs(fit.arm) + z * fit.error > _LARGEST:  # flat: as good as without end
        return not_computed("perfect_prediction")
    return ratio_of_log(fit.arm, fit.error, conf_level)


def proportional_odds_test(score: Floats, treated: Mask, covariates: Sequence[Floats]) -> Estimate:
    r"""Whether the odds ratio of the arms is the same at each cut: a likelihood ratio.

    Parameters
    ----------
    score : ndarray of float, shape (n,)
    treated : ndarray of bool, shape (n,)
    covariates : sequence of ndarray of float, each of shape (n,)
        As for `proportional_odds_adjusted`.

    Returns
    -------
    Estimate
        Chi-square, k - 2 degrees of freedom for k grades, P.

    Notes
    -----
    .. math:: 2 (\ell_1 - \ell_0), \quad
              \ell_1: \mathrm{logit} P(Y \le j) = \zeta_{j,\mathrm{arm}} - x'\gamma

    The covariates' odds stay proportional in both models. Where an arm has nobody in a grade
    its two thresholds would cross and the ratio has no chi-square distribution. It is
    information on the model and decides nothing: it has little power in small studies and
    detects what does not matter in large ones [1]_.

    References
    ----------
    .. [1] Peterson B, Harrell FE. Partial proportional odds models for ordinal response
       variables. Applied Statistics 1990;39:205-217.

    Examples
    --------
    >>> import numpy as np
    >>> score = np.repeat([0.0, 1, 2, 0, 1, 2], [4, 6, 8, 6, 3, 8])
    >>> e = proportional_odds_test(score, np.arange(35) < 18, [])
    >>> round(e.statistic, 6), e.df, round(e.p, 6)
    (1.309881, 1.0, 0.252416)
    """
    grade = _grades(score)
    if reason := _refused(grade, treated):
        return not_computed(reason)
    k = int(grade.max()) + 1
    if k == 2:
        return not_computed("two_grades")
    by_arm = np.bincount(grade + k * treated, minlength=2 * k)
    if (by_arm == 0).any():
        return not_computed("thresholds_cross")
    common = fit_cumulative_logit(grade, treated, covariates)
    separate = fit_cumulative_logit(grade, treated, covariates, by_arm=True)
    if isinstance(common, str):
        return not_computed(common)
    if isinstance(separate, str):
        return not_computed(separate)
    # Rounding may leave the larger model a hair below the smaller.
    statistic = max(2.0 * (separate.log_likelihood - common.log_likelihood), 0.0)
    return Estimate(statistic=statistic, df=float(k - 2), p=chi2_upper(statistic, k - 2))


def _grades(score: Floats) -> Ints:
    """The grades that occur, as 0 .. k-1."""
    return np.unique(score, return_inverse=True)[1].astype(np.int64)


def _refused(grade: Ints, treated: Mask) -> Code | None:
    """Why no model of these can be fitted."""
    if not treated.any() or treated.all():
        return "no_patients"
    if grade.max() == 0:
        return "constant"
    t, c = grade[treated], grade[~treated]
    # As without covariates: no patient of one arm does better than any of the other.
    return None if t.min() < c.max() and c.min() < t.max() else "separated"
