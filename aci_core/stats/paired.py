"""Mean change within one arm, with the paired t test.

Note codes: ``no_patients``, ``not_finite``; with a mean but no interval and no test:
``one_patient``, ``constant`` (every change is the same).
"""

from __future__ import annotations

import math

from aci_core.domain.notes import note
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.rounding import ROUNDING
from aci_core.stats.t_interval import t_estimate
from aci_core.summaries.moments import Moments


def paired_t(differences: Moments, conf_level: float = 0.95) -> Estimate:
    r"""Mean of post - pre in one arm; a reduction is negative.

    Parameters
    ----------
    differences : Moments
        Of post - pre, in the unit of the measure, over patients with both.
    conf_level : float
        Confidence level of the interval.

    Returns
    -------
    Estimate
        Mean difference, t interval, t, df = n - 1 and two-sided P; of one patient, or of changes
        that are all the same, the mean alone.

    Notes
    -----
    .. math:: t = \bar d / (s_d / \sqrt n)

    as R ``t.test(post, pre, paired = TRUE)`` [1]_.

    References
    ----------
    .. [1] Student. The probable error of a mean. Biometrika 1908; 6: 1-25.

    Examples
    --------
    >>> e = paired_t(Moments.of([-6.0, -5.0, -4.0, -1.0]))
    >>> e.value, e.df, round(e.statistic, 6)
    (-4.0, 3.0, -3.70328)
    """
    n = differences.n
    if n == 0:
        return not_computed("no_patients")
    mean = differences.mean
    if not math.isfinite(mean + differences.m2):
        return not_computed("not_finite")
    if n == 1:
        return Estimate(value=mean, notes=(note("one_patient"),))
    se = math.sqrt(differences.m2 / (n - 1) / n)
    # Equal decimals need not give equal differences: R's rule for "essentially constant".
    if se <= ROUNDING * abs(mean):
        return Estimate(value=mean, notes=(note("constant"),))
    return t_estimate(mean, se, n - 1, conf_level)
