"""Odds ratios and rates by subgroup, and whether they depend on the subgroup.

Note codes: those of `cumulative_logit`, and ``no_patients`` (an arm of a level is empty),
``one_patient``, ``constant`` (all patients in one grade), ``separated`` (all patients of an arm
of a level have the best or the worst grade), ``one_level`` (fewer than two levels that tell
anything), ``no_spread`` (both rates of a level are 0 or 1).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy import special

from aci_core.domain.arrays import Floats, Ints, Mask
from aci_core.domain.notes import Code
from aci_core.stats.cumulative_logit import fit_cumulative_logit
from aci_core.stats.distributions import chi2_upper, z_quantile
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.heterogeneity import q_of
from aci_core.stats.subgroup_means import EffectLine


def rate_interaction(tables: Ints) -> Estimate:
    r"""Whether the odds ratio of an event differs between levels: a likelihood ratio.

    Parameters
    ----------
    tables : ndarray of int, shape (k, 2, 2)
        By level: patients with the event and without it, treatment first.

    Returns
    -------
    Estimate
        Chi-square, its degrees of freedom, P.

    Notes
    -----
    .. math:: 2(\ell_1 - \ell_0), \quad \ell_0: \mathrm{logit}\,p = \alpha_g + \beta\,
              \mathrm{arm}, \quad \ell_1: p = x/n \text{ in each cell}

    without covariates. Levels of one arm alone, and those in which all or none have the event,
    are the same in both models and count in no degree of freedom. As R
    ``anova(glm(y ~ arm + g, binomial), glm(y ~ arm * g, binomial), test = "LRT")``.

    References
    ----------
    Wang 2007, as for `subgroup_means.level_differences`.

    Examples
    --------
    >>> import numpy as np
    >>> e = rate_interaction(np.array([[[30, 8], [20, 15]], [[37, 3], [34, 9]]]))
    >>> round(e.statistic, 6), e.df, round(e.p, 6)
    (0.028849, 1.0, 0.865128)
    """
    n, events = tables.sum(axis=2), tables.sum(axis=1)
    kept = tables[n.all(axis=1) & events.all(axis=1)]
    if len(kept) < 2:
        return not_computed("one_level")
    k = len(kept)
    cells = kept.reshape(-1)
    grade = np.repeat(np.tile([1, 0], 2 * k), cells)
    treated = np.repeat(np.tile([True, True, False, False], k), cells)
    level = np.repeat(np.repeat(np.arange(k), 4), cells)
    common = fit_cumulative_logit(grade, treated, _dummies(level, k))
    if isinstance(common, str):
        return not_computed(common)
    rates = kept / kept.sum(axis=2, keepdims=True)
    full = float(special.xlogy(kept, rates).sum())
    return _likelihood_ratio(full, common.log_likelihood, k - 1)


def cochran_q(tables: Ints) -> Estimate:
    r"""Heterogeneity of the risk differences of the levels.

    Parameters
    ----------
    tables : ndarray of int, shape (k, 2, 2)
        As for `rate_interaction`.

    Returns
    -------
    Estimate
        Q, its degrees of freedom, P.

    Notes
    -----
    .. math:: Q = \sum w_g (d_g - \bar d_w)^2, \quad
              1/w_g = p_T(1 - p_T)/n_T + p_C(1 - p_C)/n_C

    over the levels that both arms have [1]_. A level without variance has no weight: nothing
    is computed then.

    References
    ----------
    .. [1] Cochran WG. The combination of estimates from different experiments. Biometrics
       1954;10:101-129.

    Examples
    --------
    >>> import numpy as np
    >>> e = cochran_q(np.array([[[30, 8], [20, 15]], [[37, 3], [34, 9]]]))
    >>> round(e.statistic, 6), e.df, round(e.p, 6)
    (0.41364, 1.0, 0.520128)
    """
    kept = tables[tables.sum(axis=2).all(axis=1)]
    if len(kept) < 2:
        return not_computed("one_level")
    n = kept.sum(axis=2)
    rates = kept[:, :, 0] / n
    variances = (rates * (1.0 - rates) / n).sum(axis=1)
    if (variances <= 0.0).any():
        return not_computed("no_spread")
    return q_of(rates[:, 0] - rates[:, 1], variances)


def level_odds_ratios(
    score: Floats,
    treated: Mask,
    level: Ints,
    n_levels: int,
    covariates: Sequence[Floats],
    conf_level: float = 0.95,
) -> tuple[tuple[Estimate, ...], Estimate]:
    r"""Common odds ratio of a better score within each level, and the test of interaction.

    Parameters
    ----------
    score : ndarray of float, shape (n,)
        A higher value is better. Only the order counts.
    treated, level, n_levels, covariates, conf_level
        As for `subgroup_means.level_differences`; no covariate need come first.

    Returns
    -------
    tuple of Estimate
        By level: odds ratio and Wald interval, without a test.
    Estimate
        Likelihood ratio, its degrees of freedom, P.

    Notes
    -----
    .. math:: \mathrm{logit} P(Y \le j) = \zeta_j - \beta_g\,\mathrm{arm} - \alpha_g - x'\gamma

    One model for all levels, against that with one beta [1]_. A level that an arm lacks, or in
    which all patients of an arm have the best or the worst grade, has no odds ratio and is left
    out.

    References
    ----------
    .. [1] McCullagh P. Regression models for ordinal data. Journal of the Royal
       Statistical Society, Series B 1980;42:109-142.

    Examples
    --------
    >>> import numpy as np
    >>> score = np.tile([0.0, 1, 2, 2, 0, 1, 1, 2, 0, 0, 1, 2], 2)
    >>> level = np.repeat([0, 1], 12)
    >>> within, test = level_odds_ratios(score, np.arange(24) % 5 < 2, level, 2, [])
    >>> [round(e.value, 6) for e in within], round(test.statistic, 6)
    ([1.0, 0.121896], 1.519569)
    """
    kept, why = _informative(score, treated, level, n_levels)
    within = [not_computed(why.get(g, "no_patients")) for g in range(n_levels)]
    if not kept:
        return tuple(within), not_computed("one_level")
    cases = np.isin(level, kept)
    grade = np.unique(score[cases], return_inverse=True)[1].astype(np.int64)
    arm, k = treated[cases], len(kept)
    dummies = _dummies(np.searchsorted(kept, level[cases]), k)
    given = [x[cases] for x in covariates]
    by_level = fit_cumulative_logit(grade, arm, [*given, *dummies, *(d * arm for d in dummies)])
    if isinstance(by_level, str):
        reasons: list[Estimate] = [not_computed(by_level)] * len(kept)
        for g, reason in zip(kept, reasons, strict=True):
            within[g] = reason
        return tuple(within), not_computed(by_level)
    z = z_quantile(conf_level)
    first_interaction = 1 + len(given) + len(dummies)
    for i, g in enumerate(kept):
        contrast = np.zeros(len(by_level.slopes))
        contrast[0] = 1.0
        if i:
            contrast[first_interaction + i - 1] = 1.0
        beta = float(contrast @ by_level.slopes)
        error = math.sqrt(float(contrast @ by_level.covariance @ contrast))
        within[g] = Estimate(
            value=math.exp(beta),
            low=math.exp(beta - z * error),
            high=math.exp(beta + z * error),
            level=conf_level,
        )
    if k < 2:
        return tuple(within), not_computed("one_level")
    common = fit_cumulative_logit(grade, arm, [*given, *dummies])
    if isinstance(common, str):
        return tuple(within), not_computed(common)
    return tuple(within), _likelihood_ratio(by_level.log_likelihood, common.log_likelihood, k - 1)


def slope_of_odds_ratio(
    score: Floats,
    treated: Mask,
    x: Floats,
    covariates: Sequence[Floats],
    conf_level: float = 0.95,
) -> tuple[Estimate, EffectLine | None]:
    r"""How the odds ratio changes per unit of a column.

    Parameters
    ----------
    score : ndarray of float, shape (n,)
        A higher value is better; an event is 1.
    treated, x, covariates, conf_level
        As for `subgroup_means.slope_of_difference`.

    Returns
    -------
    Estimate
        Ratio of odds ratios per unit with its Wald interval; likelihood ratio with 1 degree of
        freedom, P.
    EffectLine or None
        Of the logarithm of the odds ratio.

    Notes
    -----
    .. math:: \mathrm{logit} P(Y \le j) = \zeta_j - (\beta + \gamma x)\,\mathrm{arm} - \delta x -
              z'\eta

    References
    ----------
    McCullagh 1980, as for `level_odds_ratios`.

    Examples
    --------
    >>> import numpy as np
    >>> event = np.array([0.0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 0, 0])
    >>> x = np.array([1.0, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6])
    >>> slope, line = slope_of_odds_ratio(event, np.arange(12) < 6, x, [])
    >>> round(slope.value, 6), round(slope.statistic, 6), round(slope.p, 6)
    (3.247261, 2.195578, 0.138407)
    """
    if (reason := _refused(score, treated)) is not None:
        return not_computed(reason), None
    grade = np.unique(score, return_inverse=True)[1].astype(np.int64)
    centre = float(x.mean())
    away = x - centre
    given = [*covariates, away]
    fit = fit_cumulative_logit(grade, treated, [*given, away * treated])
    common = fit_cumulative_logit(grade, treated, given)
    if isinstance(fit, str):
        return not_computed(fit), None
    if isinstance(common, str):
        return not_computed(common), None
    slope, variance = float(fit.slopes[-1]), float(fit.covariance[-1, -1])
    reach = z_quantile(conf_level) * math.sqrt(variance)
    tested = _likelihood_ratio(fit.log_likelihood, common.log_likelihood, 1)
    variances = float(fit.covariance[0, 0]), variance, float(fit.covariance[0, -1])
    return (
        Estimate(
            math.exp(slope),
            math.exp(slope - reach),
            math.exp(slope + reach),
            conf_level,
            tested.statistic,
            tested.df,
            tested.p,
        ),
        EffectLine(centre, float(fit.slopes[0]), slope, variances),
    )


def _refused(score: Floats, treated: Mask) -> Code | None:
    n_treated = int(treated.sum())
    if n_treated in (0, len(score)):
        return "no_patients"
    if n_treated in (1, len(score) - 1):
        return "one_patient"
    return "constant" if score.min() == score.max() else None


def _informative(
    score: Floats, treated: Mask, level: Ints, n_levels: int
) -> tuple[list[int], dict[int, Code]]:
    """Levels that have an odds ratio, and why the others have none."""
    kept, why = list(range(n_levels)), dict[int, Code]()
    while kept:
        cases = np.isin(level, kept)
        ends = (float(score[cases].min()), float(score[cases].max())) if cases.any() else (0.0, 0.0)
        lost: dict[int, Code] = {}
        for g in kept:
            for side in (treated, ~treated):
                inside = score[(level == g) & side]
                if not len(inside):
                    lost[g] = "no_patients"
                elif (inside == ends[0]).all() or (inside == ends[1]).all():
                    lost.setdefault(g, "separated")
        if not lost:
            break
        why |= lost
        kept = [g for g in kept if g not in lost]
    return kept, why


def _dummies(level: Ints, k: int) -> list[Floats]:
    """Levels as columns of a model, the first as reference."""
    return [(level == g).astype(np.float64) for g in range(1, k)]


def _likelihood_ratio(full: float, common: float, df: int) -> Estimate:
    # Rounding may leave the larger model a hair below the smaller.
    statistic = max(2.0 * (full - common), 0.0)
    return Estimate(statistic=statistic, df=float(df), p=chi2_upper(statistic, df))
