"""A ratio by its logarithm: Wald's interval and test of a coefficient of a logit model."""

from __future__ import annotations

import math

from aci_core.stats.distributions import normal_two_sided, z_quantile
from aci_core.stats.estimate import Estimate


def ratio_of_log(log_ratio: float, error: float, conf_level: float = 0.95) -> Estimate:
    r"""The ratio whose logarithm was estimated, with Wald's interval, z and P.

    Parameters
    ----------
    log_ratio, error : float
        The coefficient and its standard error, which is not 0.
    conf_level : float
        Confidence level.

    Returns
    -------
    Estimate
        exp(log ratio), its interval, z and P.

    Notes
    -----
    .. math:: \exp(b \mp z s), \quad z = b / s

    Examples
    --------
    >>> e = ratio_of_log(0.5, 0.2)
    >>> [round(x, 6) for x in (e.value, e.low, e.high, e.p)]
    [1.648721, 1.114056, 2.439987, 0.012419]
    """
    z, statistic = z_quantile(conf_level), log_ratio / error
    return Estimate(
        value=math.exp(log_ratio),
        low=math.exp(log_ratio - z * error),
        high=math.exp(log_ratio + z * error),
        level=conf_level,
        statistic=statistic,
        p=normal_two_sided(statistic),
    )
