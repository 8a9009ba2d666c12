"""Odds ratio of two arms.

Note codes: ``no_patients``, ``invalid_counts``, ``no_events``, ``all_events``,
``half_added`` (0.5 added to each cell).
"""

from __future__ import annotations

import math

from aci_core.domain.notes import note
from aci_core.stats.counts import whole
from aci_core.stats.distributions import z_quantile
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.two_by_two import added_to_cells, ratio_refusal


def odds_ratio(
    events_treatment: int,
    n_treatment: int,
    events_control: int,
    n_control: int,
    conf_level: float = 0.95,
) -> Estimate:
    r"""Odds ratio with Woolf's log interval.

    Parameters
    ----------
    events_treatment, n_treatment, events_control, n_control : int
        Events and patients of treatment and control.
    conf_level : float
        Confidence level.

    Returns
    -------
    Estimate
        Odds of treatment over odds of control and the interval; no test. Where any of the
        four cells is 0, 0.5 is added to all four (note ``half_added``).

    Notes
    -----
    .. math:: \exp\left(\ln\frac{ad}{bc} \mp z \sqrt{1/a + 1/b + 1/c + 1/d}\right)

    References
    ----------
    .. [1] Woolf B. On estimating the relation between blood group and disease. Annals of
       Human Genetics 1955;19:251-253.
    .. [2] Haldane JBS. The estimation and significance of the logarithm of a ratio of
       frequencies. Annals of Human Genetics 1956;20:309-311.

    Examples
    --------
    >>> e = odds_ratio(67, 78, 54, 78)
    >>> round(e.value, 6), round(e.low, 6), round(e.high, 6)
    (2.707071, 1.218073, 6.016252)
    """
    events_treatment, n_treatment, events_control, n_control = whole(
        events_treatment, n_treatment, events_control, n_control
    )
    if reason := ratio_refusal(events_treatment, n_treatment, events_control, n_control):
        return not_computed(reason)
    add = added_to_cells(events_treatment, n_treatment, events_control, n_control)
    a, b, c, d = (
        events_treatment + add,
        n_treatment - events_treatment + add,
        events_control + add,
        n_control - events_control + add,
    )
    ratio = (a * d) / (b * c)
    spread = math.exp(z_quantile(conf_level) * math.sqrt(1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d))
    return Estimate(
        value=ratio,
        low=ratio / spread,
        high=ratio * spread,
        level=conf_level,
        notes=(note("half_added"),) if add else (),
    )
