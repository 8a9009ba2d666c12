"""Standardised difference of a categorical variable between two arms.

Note codes: ``no_patients`` (an arm is empty), ``constant`` (one level in both arms),
``no_shared_level`` (the arms have no level in common: the covariance is singular),
``alike_beyond_chance`` (d lies above its interval), ``zero_width`` (both limits would be 0,
since the arms are more alike than chance makes them: no interval).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy import special

from aci_core.domain.notes import note
from aci_core.stats.counts import whole_array
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.two_means import standardised_interval


def smd_levels(table: npt.ArrayLike, conf_level: float = 0.95) -> Estimate:
    r"""Yang-Dalton standardised difference of a variable with k levels, unsigned.

    Parameters
    ----------
    table : array_like of int, shape (2, k)
        Patients by level, treatment first. A level empty in both arms is dropped.
    conf_level : float
        Confidence level of the interval.

    Returns
    -------
    Estimate
        d (no unit, never negative) and its interval; no test.

    Notes
    -----
    With p and q the shares of the levels, d is the Mahalanobis distance of their first
    k - 1 under the mean of the two multinomial covariances [1]_. That matrix is a diagonal
    less two rank-one terms, so its inverse is known:

    .. math:: d^2 = 4 \sum \frac{(p - q)^2}{2(p + q)} \Big/ \sum \frac{2pq}{p + q}

    which needs no matrix, is the same whichever level is left out, and shows that only arms
    without a common level are singular.

    Two levels: :math:`d \mp z \sqrt{1/n_T + 1/n_C + d^2/(2N)}`. More: with
    X = (nT nC / N) d^2, limits :math:`\sqrt{\lambda N / (n_T n_C)}` where the noncentral
    chi-square of k - 1 df has probability (1 + level)/2 and (1 - level)/2 at X, or 0.

    References
    ----------
    .. [1] Yang D, Dalton JE. A unified approach to measuring the effect size between two
       groups using SAS. SAS Global Forum 2012, paper 335.

    Examples
    --------
    >>> e = smd_levels([[20, 25, 22, 11], [10, 20, 24, 24]])
    >>> round(e.value, 6), e.low, round(e.high, 6)
    (0.48914, 0.0, 0.760748)
    """
    counts = whole_array(table).astype(np.float64)
    treatment = counts[0].tolist()
    control = counts[1].tolist()
    n_treatment, n_control = sum(treatment), sum(control)
    if not n_treatment or not n_control:
        return not_computed("no_patients")
    levels = 0
    distance = shared = 0.0
    for a, b in zip(treatment, control, strict=True):
        if a == b == 0:
            continue
        levels += 1
        # Over n_T n_C, whole numbers: equal shares are then exactly equal.
        both = a * n_control + b * n_treatment
        distance += (a * n_control - b * n_treatment) ** 2 / (2.0 * both)
        shared += 2.0 * (a * n_control) * (b * n_treatment) / both
    if levels == 1:
        return not_computed("constant")
    if shared == 0.0:
        return not_computed("no_shared_level")
    squared = 4.0 * distance / shared
    d = math.sqrt(squared)
    if levels == 2:
        return standardised_interval(d, int(n_treatment), int(n_control), conf_level)
    effective = n_treatment * n_control / (n_treatment + n_control)
    x = effective * squared
    low = noncentrality(x, levels - 1, (1.0 + conf_level) / 2.0)
    high = math.sqrt(noncentrality(x, levels - 1, (1.0 - conf_level) / 2.0) / effective)
    if high == 0.0:
        return Estimate(value=d, notes=(note("zero_width"),))
    return Estimate(
        value=d,
        low=math.sqrt(low / effective),
        high=high,
        level=conf_level,
        notes=(note("alike_beyond_chance"),) if high < d else (),
    )


def noncentrality(x: float, df: float, probability: float) -> float:
    r"""Noncentrality at which a noncentral chi-square is below `x` with a given probability.

    Parameters
    ----------
    x : float
        The observed statistic, 0 or more.
    df : float
        Degrees of freedom.
    probability : float
        Wanted P(X <= x), between 0 and 1.

    Returns
    -------
    float
        lambda, to 1e-12 relative; 0.0 where even the central distribution is below.

    Notes
    -----
    P falls in lambda, with slope (P_{df+2} - P_{df})/2: Newton's steps, kept inside a
    bracket.

    Examples
    --------
    >>> round(noncentrality(10.0, 3.0, 0.025), 6)
    23.679797
    """
    if x <= 0.0 or special.chndtr(x, df, 0.0) <= probability:
        return 0.0
    low, high = 0.0, x + 10.0
    while special.chndtr(x, df, high) > probability:
        low, high = high, 2.0 * high
    guess = 0.5 * (low + high)
    for _ in range(200):
        here = float(special.chndtr(x, df, guess))
        if here > probability:
            low = guess
        else:
            high = guess
        slope = 0.5 * (float(special.chndtr(x, df + 2.0, guess)) - here)
        step = (here - probability) / slope if slope < 0.0 else math.inf
        following = guess - step
        if not low < following < high:
            following = 0.5 * (low + high)
        if abs(following - guess) <= 1e-13 * guess or following in (low, high):
            return following
        guess = following
    return guess
