"""Two arms on an ordered scale compared within strata, such as centres, from counts.

Note codes: ``no_patients`` (no stratum has patients of both arms), ``constant`` (in each of those
all patients are in one grade), ``one_level`` (one stratum has both), and those of `stratum_logit`.
"""

from __future__ import annotations

import numpy as np

from aci_core.domain.arrays import Floats, Ints
from aci_core.domain.notes import Code
from aci_core.stats.distributions import chi2_upper
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.stratum_logit import fit_in_strata, log_likelihood_of_groups
from aci_core.stats.wald import ratio_of_log


def van_elteren(tables: Ints) -> Estimate:
    r"""Van Elteren's test: Wilcoxon's by stratum, each weighted by its size.

    Parameters
    ----------
    tables : ndarray of int, shape (strata, 2, k)
        Patients by stratum, treatment first; the columns are the grades in the order of the scale.

    Returns
    -------
    Estimate
        Chi-square with 1 degree of freedom, P. Without a correction for continuity.

    Notes
    -----
    With r the midranks within a stratum of N patients, n_1 of them treated, and s = r/(N + 1),

    .. math:: \frac{\left(\sum_h \sum_{i \in T} (s_{hi} - 1/2)\right)^2}
              {\sum_h \frac{n_1 n_0}{N (N - 1)} \sum_i (s_{hi} - 1/2)^2}

    the weights 1/(N + 1) being those of most power against one shift in all strata [1]_. In
    one stratum it is Wilcoxon's with the variance of ties. As R ``coin::independence_test`` of
    these scores with the strata as blocks, and the modified ridits of SAS ``PROC FREQ``.

    References
    ----------
    .. [1] van Elteren PH. On the combination of independent two sample tests of Wilcoxon.
       Bulletin of the International Statistical Institute 1960;37:351-361.
    .. [2] Lehmann EL. Nonparametrics: statistical methods based on ranks. Holden-Day, 1975,
       section 3.3.

    Examples
    --------
    >>> import numpy as np
    >>> e = van_elteren(np.array([[[6, 5, 2], [3, 4, 6]], [[9, 4, 1], [6, 5, 4]]]))
    >>> round(e.statistic, 6), e.df, round(e.p, 6)
    (4.942403, 1.0, 0.026206)
    """
    shared = tables[tables.sum(axis=2).all(axis=1)].astype(np.float64)
    if not len(shared):
        return not_computed("no_patients")
    if (np.count_nonzero(shared.sum(axis=1), axis=1) == 1).all():
        return not_computed("constant")
    above = variance = 0.0
    for stratum in shared:
        both = stratum.sum(axis=0)
        n = float(both.sum())
        # Midrank/(N + 1) less 1/2, whose mean is 0.
        score = (np.cumsum(both) - 0.5 * both + 0.5) / (n + 1.0) - 0.5
        above += float(stratum[0] @ score)
        n1, n0 = stratum.sum(axis=1)
        variance += float(n1 * n0 / (n * (n - 1.0)) * (both @ np.square(score)))
    statistic = above**2 / variance
    return Estimate(statistic=statistic, df=1.0, p=chi2_upper(statistic, 1))


def proportional_odds_given_strata(tables: Ints, conf_level: float = 0.95) -> Estimate:
    r"""Common odds ratio of a better grade given the stratum, treatment over control.

    Parameters
    ----------
    tables : ndarray of int, shape (strata, 2, k)
        Patients by stratum, treatment first; the columns are the grades from worst to best.
    conf_level : float

    Returns
    -------
    Estimate
        exp(beta), its Wald interval, z and P.

    Notes
    -----
    .. math:: \mathrm{logit} P(Y \le j) = \zeta_j - \beta T - \alpha_h

    the model of `ordinal_adjusted.proportional_odds_adjusted` with the strata as a factor [1]_. A
    stratum all of whose patients are in the best grade that is left, or in the worst, has odds
    without end: at the maximum it says nothing of the arms, and stays out. With many strata of few
    patients beta lies further from 0 than the truth, as in any model with a term a stratum [2]_.

    References
    ----------
    .. [1] McCullagh P. Regression models for ordinal data. Journal of the Royal
       Statistical Society, Series B 1980;42:109-142.
    .. [2] Agresti A. Categorical Data Analysis, 3rd ed. Wiley, 2013, section 7.3.

    Examples
    --------
    >>> import numpy as np
    >>> tables = np.array([[[6, 5, 2], [3, 4, 6]], [[9, 4, 1], [6, 5, 4]]])
    >>> e = proportional_odds_given_strata(tables)
    >>> [round(x, 4) for x in (e.value, e.low, e.high)]
    [0.304, 0.1076, 0.859]
    """
    counts = _counts(tables)
    if isinstance(counts, str):
        return not_computed(counts)
    fit = fit_in_strata(counts)
    if isinstance(fit, str):
        return not_computed(fit)
    return ratio_of_log(fit.beta, fit.error, conf_level)


def arm_by_stratum(tables: Ints) -> Estimate:
    r"""Whether the odds ratio of a better grade differs between strata: a likelihood ratio.

    Parameters
    ----------
    tables : ndarray of int, shape (strata, 2, k)
        As for `proportional_odds_given_strata`.

    Returns
    -------
    Estimate
        Chi-square, its degrees of freedom, one fewer than the strata that both arms have, P.

    Notes
    -----
    .. math:: 2 (\ell_1 - \ell_0), \quad
              \ell_1: \mathrm{logit} P(Y \le j) = \zeta_j - \beta_h T - \alpha_h

    with one beta in place of the beta_h of the strata in l_0. Where an arm of a stratum is all in
    the best grade, or in the worst, beta_h has no end and the ratio no chi-square distribution.

    References
    ----------
    .. [1] McCullagh P. Regression models for ordinal data. Journal of the Royal
       Statistical Society, Series B 1980;42:109-142.

    Examples
    --------
    >>> import numpy as np
    >>> e = arm_by_stratum(np.array([[[6, 5, 2], [3, 4, 6]], [[9, 4, 1], [6, 5, 4]]]))
    >>> round(e.statistic, 6), e.df, round(e.p, 6)
    (0.027305, 1.0, 0.868754)
    """
    counts = _counts(tables)
    if isinstance(counts, str):
        return not_computed(counts)
    df = int(counts.sum(axis=2).all(axis=1).sum()) - 1
    if not df:
        return not_computed("one_level")
    groups = counts.reshape(-1, counts.shape[2])
    groups = groups[groups.sum(axis=1) > 0]
    common, apart = fit_in_strata(counts), log_likelihood_of_groups(groups)
    if isinstance(common, str):
        return not_computed(common)
    if isinstance(apart, str):
        return not_computed(apart)
    # Rounding may leave the larger model a hair below the smaller.
    statistic = max(2.0 * (apart - common.log_likelihood), 0.0)
    return Estimate(statistic=statistic, df=float(df), p=chi2_upper(statistic, df))


def _counts(tables: Ints) -> Floats | Code:
    """What a model is fitted to: the strata that tell, with the grades that occur in them."""
    kept = _telling(tables)
    if not kept.sum(axis=2).all(axis=1).any():
        return "no_patients"
    grades = np.flatnonzero(kept.sum(axis=(0, 1)))
    if len(grades) == 1:
        return "constant"
    return kept[:, :, grades].astype(np.float64)


def _telling(tables: Ints) -> Ints:
    """The strata that are not all in the best, or all in the worst, of the grades that are left."""
    kept: Ints = tables[tables.sum(axis=(1, 2)) > 0]
    while True:
        grades = np.flatnonzero(kept.sum(axis=(0, 1)))
        ends = kept.sum(axis=1)[:, grades[[0, -1]]] if grades.size else np.zeros((len(kept), 1))
        flat = (ends == kept.sum(axis=(1, 2))[:, None]).any(axis=1)
        if not flat.any() or flat.all():
            return kept
        kept = kept[~flat]
