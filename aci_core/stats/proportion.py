"""Proportion in one group, with its interval.

Note codes: ``no_patients``, ``invalid_counts`` (more events than patients),
``one_sided`` (the limit is an upper bound only).
"""

from __future__ import annotations

import math

from scipy import special

from aci_core.domain.notes import Code, note
from aci_core.stats.counts import whole
from aci_core.stats.distributions import z_quantile
from aci_core.stats.estimate import Estimate, not_computed


def _refusal(x: int, n: int) -> Code | None:
    if n <= 0:
        return "no_patients"
    return None if 0 <= x <= n else "invalid_counts"


def wilson_limits(x: int, n: int, z: float) -> tuple[float, float]:
    """Wilson score limits of x in n for a normal quantile, n > 0.

    Each limit nearer its bound than 1/2 is taken from the product of the two roots,
    p^2 n/(n + z^2), because their difference would cancel.

    Parameters
    ----------
    x, n : int
        Events and patients, 0 <= x <= n.
    z : float
        Normal quantile of the confidence level.

    Returns
    -------
    (float, float)
        Lower and upper limit, between 0 and 1.

    Examples
    --------
    >>> [round(limit, 6) for limit in wilson_limits(67, 78, z_quantile(0.95))]
    [0.76486, 0.91939]
    """
    x, n = whole(x, n)
    z2 = z * z
    half = z * math.sqrt(4.0 * x * (n - x) / n + z2)
    total = 2.0 * (n + z2)
    upper = (2.0 * x + z2 + half) / total
    # The same for the patients without the event gives one minus the lower limit.
    upper_rest = (2.0 * (n - x) + z2 + half) / total
    lower = 0.0 if x == 0 else x / n * (x / (n + z2)) / upper
    lower_rest = 0.0 if x == n else (n - x) / n * ((n - x) / (n + z2)) / upper_rest
    return lower, 1.0 - lower_rest


def wilson(x: int, n: int, conf_level: float = 0.95) -> Estimate:
    r"""Proportion with Wilson's score interval.

    Parameters
    ----------
    x, n : int
        Events and patients.
    conf_level : float
        Confidence level.

    Returns
    -------
    Estimate
        Proportion between 0 and 1 and its interval; no test.

    Notes
    -----
    .. math:: \frac{2x + z^2 \mp z\sqrt{4x(n-x)/n + z^2}}{2(n + z^2)}

    References
    ----------
    .. [1] Wilson EB. Probable inference, the law of succession, and statistical
       inference. Journal of the American Statistical Association 1927;22:209-212.

    Examples
    --------
    >>> e = wilson(67, 78)
    >>> round(e.low, 6), round(e.high, 6)
    (0.76486, 0.91939)
    """
    x, n = whole(x, n)
    if reason := _refusal(x, n):
        return not_computed(reason)
    low, high = wilson_limits(x, n, z_quantile(conf_level))
    return Estimate(value=x / n, low=low, high=high, level=conf_level)


def clopper_pearson(x: int, n: int, conf_level: float = 0.95) -> Estimate:
    r"""Proportion with the exact interval of Clopper and Pearson.

    Parameters
    ----------
    x, n : int
        Events and patients.
    conf_level : float
        Confidence level.

    Returns
    -------
    Estimate
        Proportion between 0 and 1 and its interval; no test.

    Notes
    -----
    With :math:`\alpha` = 1 - level, the :math:`\alpha/2` quantile of Beta(x, n - x + 1)
    and the :math:`1 - \alpha/2` quantile of Beta(x + 1, n - x); 0 where there is no event
    and 1 where all have it.

    References
    ----------
    .. [1] Clopper CJ, Pearson ES. The use of confidence or fiducial limits illustrated in
       the case of the binomial. Biometrika 1934;26:404-413.

    Examples
    --------
    >>> round(clopper_pearson(0, 78).high, 4)
    0.0462
    """
    x, n = whole(x, n)
    if reason := _refusal(x, n):
        return not_computed(reason)
    tail = 0.5 * (1.0 - conf_level)
    low = 0.0 if x == 0 else float(special.betaincinv(x, n - x + 1, tail))
    high = 1.0 if x == n else float(special.betainccinv(x + 1, n - x, tail))
    return Estimate(value=x / n, low=low, high=high, level=conf_level)


def one_sided_upper(x: int, n: int, conf_level: float = 0.95) -> Estimate:
    """Exact one-sided upper bound of a proportion.

    Text beside an interval where no patient had the event, never in its place.

    Parameters
    ----------
    x, n : int
        Events and patients.
    conf_level : float
        Confidence level; all of 1 - level lies above the bound.

    Returns
    -------
    Estimate
        Proportion and its upper bound; `low` does not apply (note ``one_sided``).

    Notes
    -----
    The `conf_level` quantile of Beta(x + 1, n - x); 1 where all have the event. With none it is
    1 - (1 - level)^(1/n), near 3/n at 95 %.

    References
    ----------
    .. [1] Hanley JA, Lippman-Hand A. If nothing goes wrong, is everything all right?
       JAMA 1983;249:1743-1745.

    Examples
    --------
    >>> round(one_sided_upper(0, 78).high, 4)
    0.0377
    """
    x, n = whole(x, n)
    if reason := _refusal(x, n):
        return not_computed(reason)
    high = 1.0 if x == n else float(special.betainccinv(x + 1, n - x, 1.0 - conf_level))
    return Estimate(value=x / n, high=high, level=conf_level, notes=(note("one_sided"),))
