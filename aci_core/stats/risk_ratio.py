"""Risk ratio of two arms.

Note codes: ``no_patients``, ``invalid_counts``, ``no_events``, ``all_events``,
``half_added`` (0.5 added to each cell), ``unbounded_high``.
"""

from __future__ import annotations

import math

from aci_core.domain.notes import note
from aci_core.stats.counts import whole
from aci_core.stats.distributions import z_quantile
from aci_core.stats.estimate import Estimate, finite, not_computed
from aci_core.stats.two_by_two import added_to_cells, ratio_refusal, refusal, root


def risk_ratio(
    events_treatment: int,
    n_treatment: int,
    events_control: int,
    n_control: int,
    conf_level: float = 0.95,
) -> Estimate:
    r"""Risk ratio with Katz's log interval.

    Parameters
    ----------
    events_treatment, n_treatment, events_control, n_control : int
        Events and patients of treatment and control.
    conf_level : float
        Confidence level.

    Returns
    -------
    Estimate
        pT / pC and its interval; no test. Where any of the four cells is 0, 0.5 is added
        to all four (note ``half_added``).

    Notes
    -----
    .. math:: \exp\left(\ln RR \mp z \sqrt{1/x_T - 1/n_T + 1/x_C - 1/n_C}\right)

    References
    ----------
    .. [1] Katz D, Baptista J, Azen SP, Pike MC. Obtaining confidence intervals for the
       risk ratio in cohort studies. Biometrics 1978;34:469-474.

    Examples
    --------
    >>> e = risk_ratio(67, 78, 54, 78)
    >>> round(e.value, 6), round(e.low, 6), round(e.high, 6)
    (1.240741, 1.043497, 1.475268)
    """
    events_treatment, n_treatment, events_control, n_control = whole(
        events_treatment, n_treatment, events_control, n_control
    )
    if reason := ratio_refusal(events_treatment, n_treatment, events_control, n_control):
        return not_computed(reason)
    add = added_to_cells(events_treatment, n_treatment, events_control, n_control)
    a, b, m, n = (
        events_treatment + add,
        events_control + add,
        n_treatment + 2.0 * add,
        n_control + 2.0 * add,
    )
    ratio = (a * n) / (b * m)
    # 1/x - 1/n without cancellation where nearly all have the event.
    error = math.sqrt((m - a) / (a * m) + (n - b) / (b * n))
    spread = math.exp(z_quantile(conf_level) * error)
    return Estimate(
        value=ratio,
        low=ratio / spread,
        high=ratio * spread,
        level=conf_level,
        notes=(note("half_added"),) if add else (),
    )


def _score(
    events_treatment: int, n_treatment: int, events_control: int, n_control: int, phi: float
) -> tuple[float, float]:
    """Distance of pT - phi pC from 0, and its standard error under RR = phi."""
    u, v = phi * (n_treatment + events_control), float(n_control + events_treatment)
    # The discriminant as a sum of two squares' worth of terms: nothing cancels.
    gap = math.hypot(
        u - v,
        2.0 * math.sqrt(phi * (n_treatment - events_treatment) * (n_control - events_control)),
    )
    p_c = min(1.0, 2.0 * (events_treatment + events_control) / (u + v + gap))
    p_t = min(1.0, phi * p_c)
    variance = p_t * (1.0 - p_t) / n_treatment + phi * phi * p_c * (1.0 - p_c) / n_control
    return abs(events_treatment / n_treatment - phi * (events_control / n_control)), math.sqrt(
        variance
    )


def risk_ratio_koopman(
    events_treatment: int,
    n_treatment: int,
    events_control: int,
    n_control: int,
    conf_level: float = 0.95,
) -> Estimate:
    r"""Risk ratio with Koopman's score interval.

    Nothing is ever added: with no event in the control arm the ratio has no value and its
    interval no upper limit (note ``unbounded_high``).

    Parameters
    ----------
    events_treatment, n_treatment, events_control, n_control : int
        Events and patients of treatment and control.
    conf_level : float
        Confidence level.

    Returns
    -------
    Estimate
        pT / pC and its interval; no test.

    Notes
    -----
    The limits are the two :math:`\phi` with

    .. math:: (p_T - \phi p_C)^2 = z^2 \left(\frac{\tilde p_T(1-\tilde p_T)}{n_T}
              + \phi^2\frac{\tilde p_C(1-\tilde p_C)}{n_C}\right)

    where :math:`\tilde p` maximises the likelihood under pT = :math:`\phi` pC: Koopman's
    chi-square [1]_, in the form of [2]_.

    References
    ----------
    .. [1] Koopman PAR. Confidence intervals for the ratio of two binomial proportions.
       Biometrics 1984;40:513-517.
    .. [2] Gart JJ, Nam J. Approximate interval estimation of the ratio of binomial
       parameters: a review and corrections for skewness. Biometrics 1988;44:323-338.

    Examples
    --------
    >>> e = risk_ratio_koopman(36, 40, 16, 80)
    >>> round(e.low, 2), round(e.high, 2)
    (2.94, 7.15)
    """
    events_treatment, n_treatment, events_control, n_control = whole(
        events_treatment, n_treatment, events_control, n_control
    )
    if reason := refusal(events_treatment, n_treatment, events_control, n_control):
        return not_computed(reason)
    if events_treatment == events_control == 0:
        return not_computed("no_events")
    z = z_quantile(conf_level)

    def excess(log_phi: float) -> float:
        distance, error = _score(
            events_treatment, n_treatment, events_control, n_control, math.exp(log_phi)
        )
        return distance - z * error

    # With 0.5 added the estimate is a finite place from which to step outwards.
    start = math.log(
        (events_treatment + 0.5)
        * (n_control + 1.0)
        / ((events_control + 0.5) * (n_treatment + 1.0))
    )
    centre = (
        math.log(events_treatment * n_control / (events_control * n_treatment))
        if events_treatment and events_control
        else start
    )
    low: float | None = 0.0
    high: float | None = None
    if events_treatment:
        inside = centre
        while not events_control and excess(inside) > 0.0:
            inside += 1.0
        outside = inside - 1.0
        while excess(outside) <= 0.0:
            outside -= 1.0
        low = math.exp(root(excess, inside, outside))
    if events_control:
        inside = centre
        while not events_treatment and excess(inside) > 0.0:
            inside -= 1.0
        outside = inside + 1.0
        while excess(outside) <= 0.0:
            outside += 1.0
        high = math.exp(root(excess, inside, outside))
    return Estimate(
        value=finite(events_treatment * n_control / (events_control * n_treatment))
        if events_control
        else None,
        low=low,
        high=high,
        level=conf_level,
        notes=() if events_control else (note("unbounded_high"),),
    )
