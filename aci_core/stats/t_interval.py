"""Value with its t interval and t test, from a standard error.

Note code: ``not_finite``.
"""

from __future__ import annotations

import math

from aci_core.stats.distributions import t_quantile, t_two_sided
from aci_core.stats.estimate import Estimate, not_computed


def t_estimate(value: float, se: float, df: float, conf_level: float) -> Estimate:
    """Value with its t interval, t and two-sided P.

    Parameters
    ----------
    value, se : float
        An estimate and its standard error.
    df : float
        Degrees of freedom.
    conf_level : float
        Confidence level of the interval.

    Returns
    -------
    Estimate
        All fields filled.

    Examples
    --------
    >>> e = t_estimate(2.0, 1.0, 10, 0.95)
    >>> round(e.low, 4), round(e.high, 4), e.statistic, round(e.p, 4)
    (-0.2281, 4.2281, 2.0, 0.0734)
    """
    half = t_quantile(conf_level, df) * se
    if se == 0.0 or not math.isfinite(value / se) or not math.isfinite(half):
        return not_computed("not_finite")
    t = value / se
    return Estimate(
        value=value,
        low=value - half,
        high=value + half,
        level=conf_level,
        statistic=t,
        df=float(df),
        p=t_two_sided(t, df),
    )
