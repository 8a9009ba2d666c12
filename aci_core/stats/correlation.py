"""Correlation of two variables: pooled, on ranks, given the arm, and by arm.

Note codes: ``no_patients`` (an arm is empty), ``one_patient``, ``too_few``, ``constant``
(a variable does not vary), ``perfect_correlation`` (r is 1 or -1: value without interval
and test), ``too_few_for_interval`` (a rank correlation of fewer than five patients: no
interval), ``perfect_fit``, ``not_finite``.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from aci_core.domain.arrays import Floats
from aci_core.domain.notes import Code, note
from aci_core.stats.counts import whole, whole_array
from aci_core.stats.distributions import t_two_sided, z_quantile
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.ranks import FEW
from aci_core.stats.rounding import NEGLIGIBLE, is_constant
from aci_core.stats.within_arm import slopes_apart
from aci_core.summaries.counts import Joint
from aci_core.summaries.distinct import distinct
from aci_core.summaries.moments import Cross


def pearson(cross: Cross, conf_level: float = 0.95) -> Estimate:
    r"""Pearson correlation with Fisher's interval.

    Parameters
    ----------
    cross : Cross
        Two variables over n >= 4 patients.
    conf_level : float
        Confidence level of the interval.

    Returns
    -------
    Estimate
        r, interval, t, df = n - 2, two-sided P.

    Notes
    -----
    .. math:: \tanh(\mathrm{atanh}\, r \mp z/\sqrt{n - 3}), \quad
              t = r \sqrt{(n - 2)/(1 - r^2)}

    as R ``cor.test`` [1]_.

    References
    ----------
    .. [1] Fisher RA. On the "probable error" of a coefficient of correlation deduced from
       a small sample. Metron 1921; 1(4): 3-32.

    Examples
    --------
    >>> import numpy as np
    >>> e = pearson(Cross(78, np.zeros(2), np.array([[4.0, -2.0], [-2.0, 4.0]])))
    >>> round(e.low, 4), round(e.high, 4)
    (-0.6502, -0.3122)
    """
    if cross.n < 4:
        return not_computed("too_few")
    r = _coefficient(cross)
    if isinstance(r, str):
        return not_computed(r)
    return pearson_of(r, cross.n, conf_level)


def pearson_of(r: float, n: int, conf_level: float = 0.95) -> Estimate:
    """Interval and test of a Pearson correlation that is known.

    Parameters
    ----------
    r : float
    n : int
        Patients.
    conf_level : float

    Returns
    -------
    Estimate

    Examples
    --------
    >>> e = pearson_of(-0.388, 156)
    >>> round(e.low, 6), round(e.high, 6), round(e.p, 9)
    (-0.513813, -0.245849, 5.6e-07)
    """
    (n,) = whole(n)
    if n < 4:
        return not_computed("too_few")
    return _with_interval(r, 1.0 / math.sqrt(n - 3), n - 2, conf_level)


def spearman(joint: Joint, conf_level: float = 0.95) -> Estimate:
    r"""Rank correlation with the Bonett-Wright interval.

    Parameters
    ----------
    joint : Joint
        Counts of the pairs of values, n >= 4 patients.
    conf_level : float
        Confidence level of the interval.

    Returns
    -------
    Estimate
        rho (Pearson's r of mid-ranks), interval, t, df = n - 2, two-sided P. With fewer than
        five patients the interval is withheld (``too_few_for_interval``).

    Notes
    -----
    .. math:: \tanh(\mathrm{atanh}\, \rho \mp z \sqrt{(1 + \rho^2/2)/(n - 3)})

    [1]_; t as for `pearson`.

    References
    ----------
    .. [1] Bonett DG, Wright TA. Sample size requirements for estimating Pearson, Kendall
       and Spearman correlations. Psychometrika 2000; 65: 23-28.

    Examples
    --------
    >>> import numpy as np
    >>> ones = np.ones(5, dtype=np.int64)
    >>> e = spearman(Joint(np.arange(5.0), np.array([0.0, 2, 1, 3, 4]), ones))
    >>> round(e.value, 6)
    0.9
    """
    weights = whole_array(joint.n).astype(np.float64)
    n = int(weights.sum())
    if n < 4:
        return not_computed("too_few")
    if not (np.isfinite(joint.x).all() and np.isfinite(joint.y).all()):
        return not_computed("not_finite")
    x, y = _centred_midranks(joint.x, weights), _centred_midranks(joint.y, weights)
    products = np.array([[x @ (weights * x), x @ (weights * y)], [0.0, y @ (weights * y)]])
    products[1, 0] = products[0, 1]
    rho = _coefficient(Cross(n, np.zeros(2), products))
    if isinstance(rho, str):
        return not_computed(rho)
    e = _with_interval(rho, math.sqrt((1.0 + rho * rho / 2.0) / (n - 3)), n - 2, conf_level)
    if n >= FEW or e.low is None:
        return e
    return replace(e, low=None, high=None, level=None, notes=(note("too_few_for_interval"),))


def partial_pearson(
    cross_treatment: Cross, cross_control: Cross, conf_level: float = 0.95
) -> Estimate:
    r"""Pearson correlation given the arm: of deviations from the arms' own means.

    Parameters
    ----------
    cross_treatment, cross_control : Cross
        The same two variables in each arm, N >= 5 patients together.
    conf_level : float
        Confidence level of the interval.

    Returns
    -------
    Estimate
        Partial r, interval, t, df = N - 3, two-sided P.

    Notes
    -----
    .. math:: \tanh(\mathrm{atanh}\, r \mp z/\sqrt{N - 4}), \quad
              t = r \sqrt{(N - 3)/(1 - r^2)}

    Fisher's rule with one patient fewer for the variable held constant [1]_.

    References
    ----------
    .. [1] Fisher RA. The distribution of the partial correlation coefficient. Metron 1924;
       3: 329-332.

    Examples
    --------
    >>> import numpy as np
    >>> arm = Cross(39, np.zeros(2), np.array([[4.0, -2.0], [-2.0, 4.0]]))
    >>> e = partial_pearson(arm, arm)
    >>> round(e.value, 6), e.df
    (-0.5, 75.0)
    """
    if not cross_treatment.n or not cross_control.n:
        return not_computed("no_patients")
    n = cross_treatment.n + cross_control.n
    if n < 5:
        return not_computed("too_few")
    means = np.maximum(np.abs(cross_treatment.means), np.abs(cross_control.means))
    within = Cross(n, means, cross_treatment.products + cross_control.products)
    r = _coefficient(within)
    if isinstance(r, str):
        return not_computed(r)
    return _with_interval(r, 1.0 / math.sqrt(n - 4), n - 3, conf_level)


def slope_difference(
    cross_treatment: Cross, cross_control: Cross, conf_level: float = 0.95
) -> Estimate:
    r"""Difference of the arms' slopes, T - C.

    Parameters
    ----------
    cross_treatment, cross_control : Cross
        Each arm's (factor, nihss).
    conf_level : float
        Confidence level of the interval.

    Returns
    -------
    Estimate
        Difference of the slopes of nihss on the factor, t interval, t, df = N - 4, P:
        the interaction of ``lm(nihss ~ factor * arm)`` [1]_.

    Notes
    -----
    .. math:: \mathrm{Var}(b_T - b_C) = s^2 (1/S_{xx,T} + 1/S_{xx,C})

    References
    ----------
    .. [1] Cochran WG. Analysis of covariance: its nature and uses. Biometrics 1957; 13:
       261-281.

    Examples
    --------
    >>> import numpy as np
    >>> t = Cross.of([np.array([4.0, 7, 8, 9]), np.array([3.0, 5, 6, 8])])
    >>> c = Cross.of([np.array([5.0, 6, 8, 10]), np.array([5.0, 6, 9, 9])])
    >>> round(slope_difference(t, c).value, 6)
    0.064165
    """
    return slopes_apart(cross_treatment, cross_control, outcome=1, factor=0, conf_level=conf_level)


def _coefficient(cross: Cross) -> float | Code:
    """Correlation of the two variables, or the code of why there is none."""
    (sxx, sxy), (_, syy) = cross.products.tolist()
    mean_x, mean_y = cross.means.tolist()
    if not math.isfinite(sxx + sxy + syy + mean_x + mean_y):
        return "not_finite"
    if is_constant(sxx, mean_x, cross.n) or is_constant(syy, mean_y, cross.n):
        return "constant"
    r: float = sxy / math.sqrt(sxx) / math.sqrt(syy)
    # Points on a line reach 1 only up to rounding.
    return math.copysign(1.0, r) if 1.0 - abs(r) <= NEGLIGIBLE else r


def _with_interval(r: float, se: float, df: int, conf_level: float) -> Estimate:
    if abs(r) == 1.0:
        return Estimate(value=r, notes=(note("perfect_correlation"),))
    centre = math.atanh(r)
    half = z_quantile(conf_level) * se
    t = r * math.sqrt(df / ((1.0 - r) * (1.0 + r)))
    return Estimate(
        value=r,
        low=math.tanh(centre - half),
        high=math.tanh(centre + half),
        level=conf_level,
        statistic=t,
        df=float(df),
        p=t_two_sided(t, df),
    )


def _centred_midranks(values: Floats, weights: Floats) -> Floats:
    """Mid-rank less (n + 1)/2 of each entry, ties and weights counted."""
    distinct_values, where = distinct(values)
    at = np.bincount(where, weights=weights, minlength=len(distinct_values))
    upto = np.cumsum(at)
    ranks: Floats = (upto - 0.5 * at - 0.5 * upto[-1])[where]
    return ranks
