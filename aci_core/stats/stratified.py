"""Two rates compared within strata, such as centres, and pooled over them (Mantel-Haenszel).

Note codes: ``no_patients`` (no stratum has patients of both arms), ``no_events``,
``all_events``, ``separated`` (no stratum has the event in one arm and its absence in the other).
"""

from __future__ import annotations

import math

import numpy as np

from aci_core.domain.arrays import Floats, Ints
from aci_core.domain.notes import Code
from aci_core.stats.distributions import z_quantile
from aci_core.stats.estimate import Estimate, not_computed


def cmh(tables: Ints) -> Estimate:
    r"""Cochran-Mantel-Haenszel test, without a correction for continuity.

    Parameters
    ----------
    tables : ndarray of int, shape (k, 2, 2)
        By stratum: patients with the event and without it, treatment first.

    Returns
    -------
    Estimate
        Chi-square with 1 degree of freedom, P.

    Notes
    -----
    .. math:: \frac{\left(\sum (x_1 - n_1 m/N)\right)^2}
              {\sum n_1 n_0 m (N - m)/(N^2 (N - 1))}

    with x_1 of n_1 treated and m of all N patients of a stratum having the event [1]_; as R
    ``mantelhaen.test(correct = FALSE)``, by statsmodels' ``StratifiedTable``.

    References
    ----------
    .. [1] Mantel N, Haenszel W. Statistical aspects of the analysis of data from retrospective
       studies of disease. Journal of the National Cancer Institute 1959;22:719-748.

    Examples
    --------
    >>> import numpy as np
    >>> e = cmh(np.array([[[30, 8], [20, 15]], [[37, 3], [34, 9]]]))
    >>> round(e.statistic, 6), e.df, round(e.p, 6)
    (6.935659, 1.0, 0.008449)
    """
    kept = _both_arms(tables)
    if (reason := _refused(kept)) is not None:
        return not_computed(reason)
    from statsmodels.stats.contingency_tables import StratifiedTable

    # A stratum in which all or none have the event tells nothing of the arms, and one patient
    # alone has no variance.
    telling = kept[kept.sum(axis=1).all(axis=1)]
    if not len(telling):
        return not_computed("separated")
    test = StratifiedTable(_last(telling)).test_null_odds(correction=False)
    return Estimate(statistic=float(test.statistic), df=1.0, p=float(test.pvalue))


def mantel_haenszel_or(tables: Ints, conf_level: float = 0.95) -> Estimate:
    r"""Odds ratio common to the strata.

    Parameters
    ----------
    tables : ndarray of int, shape (k, 2, 2)
        As for `cmh`.
    conf_level : float

    Returns
    -------
    Estimate
        Odds ratio and interval.

    Notes
    -----
    .. math:: \frac{\sum ad/N}{\sum bc/N}

    with the variance of its logarithm by Robins, Breslow and Greenland [1]_; as R
    ``mantelhaen.test``, by statsmodels' ``StratifiedTable``.

    References
    ----------
    .. [1] Robins J, Breslow N, Greenland S. Estimators of the Mantel-Haenszel variance
       consistent in both sparse data and large-strata limiting models. Biometrics
       1986;42:311-323.

    Examples
    --------
    >>> import numpy as np
    >>> e = mantel_haenszel_or(np.array([[[30, 8], [20, 15]], [[37, 3], [34, 9]]]))
    >>> [round(x, 6) for x in (e.value, e.low, e.high)]
    [2.974959, 1.303502, 6.789695]
    """
    kept = _both_arms(tables)
    if (reason := _refused(kept)) is not None:
        return not_computed(reason)
    (a, b), (c, d) = (kept[:, i].T for i in (0, 1))
    if not (a * d).any() or not (b * c).any():
        return not_computed("separated")
    from statsmodels.stats.contingency_tables import StratifiedTable

    made = StratifiedTable(_last(kept))
    value, error = float(made.oddsratio_pooled), float(made.logodds_pooled_se)
    z = z_quantile(conf_level)
    return Estimate(
        value=value,
        low=value * math.exp(-z * error),
        high=value * math.exp(z * error),
        level=conf_level,
    )


def mantel_haenszel_rd(tables: Ints, conf_level: float = 0.95) -> Estimate:
    r"""Risk difference common to the strata, T - C.

    Parameters
    ----------
    tables, conf_level
        As for `mantel_haenszel_or`.

    Returns
    -------
    Estimate
        Difference of shares and interval.

    Notes
    -----
    .. math:: \frac{\sum (x_1 n_0 - x_0 n_1)/N}{W}, \quad W = \sum n_1 n_0/N, \quad
              \mathrm{Var} = (\mathrm{RD}\,P + Q)/W^2

    with P = sum[n1^2 x0 - n0^2 x1 + n1 n0 (n0 - n1)/2]/N^2 and
    Q = sum[x1 (n0 - x0) + x0 (n1 - x1)]/2N (Sato 1989) [1]_.

    References
    ----------
    .. [1] Sato T. On the variance estimator for the Mantel-Haenszel risk difference.
       Biometrics 1989;45:1323-1324.

    Examples
    --------
    >>> import numpy as np
    >>> e = mantel_haenszel_rd(np.array([[[30, 8], [20, 15]], [[37, 3], [34, 9]]]))
    >>> [round(x, 6) for x in (e.value, e.low, e.high)]
    [0.173482, 0.048266, 0.298697]
    """
    kept = _both_arms(tables)
    if (reason := _refused(kept)) is not None:
        return not_computed(reason)
    x1, x0 = kept[:, 0, 0], kept[:, 1, 0]
    n1, n0 = kept.sum(axis=2).T
    n = n1 + n0
    weight = float((n1 * n0 / n).sum())
    value = float(((x1 * n0 - x0 * n1) / n).sum()) / weight
    p = float(((n1**2 * x0 - n0**2 * x1 + n1 * n0 * (n0 - n1) / 2) / n**2).sum())
    q = float(((x1 * (n0 - x0) + x0 * (n1 - x1)) / (2 * n)).sum())
    variance = (value * p + q) / weight**2
    if variance <= 0.0:
        return Estimate(value=value)
    reach = z_quantile(conf_level) * math.sqrt(variance)
    return Estimate(value=value, low=value - reach, high=value + reach, level=conf_level)


def _both_arms(tables: Ints) -> Floats:
    """Strata with patients of both arms: the others tell nothing of the treatment."""
    kept: Floats = tables[tables.sum(axis=2).all(axis=1)].astype(np.float64)
    return kept


def _refused(kept: Floats) -> Code | None:
    if not len(kept):
        return "no_patients"
    events, others = kept[:, :, 0].sum(), kept[:, :, 1].sum()
    return "no_events" if not events else "all_events" if not others else None


def _last(tables: Floats) -> Floats:
    """Strata along the last axis, as statsmodels wants them."""
    return np.ascontiguousarray(np.moveaxis(tables, 0, 2))
