"""The ratio of two proportions.

Note codes: ``no_patients``, ``invalid_counts``, ``no_events``, ``all_events``,
``half_added`` (0.5 added to each cell), ``unbounded_high``.
"""

from __future__ import annotations

import math

from aci_core.domain.notes import note
from aci_core.stats.counts import whole
from aci_core.stats.distributions import z_quantile
from aci_core.stats.estimate import Estimate, finite, not_computed
from aci_core.stats.two_by_two import refusal, root


def risk_ratio(x_t: int, n_t: int, x_c: int, n_c: int, conf_level: float = 0.95) -> Estimate:
    r"""Risk ratio with Katz's log interval.

    Parameters
    ----------
    x_t, n_t, x_c, n_c : int
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
    x_t, n_t, x_c, n_c = whole(x_t, n_t, x_c, n_c)
    if reason := refusal(x_t, n_t, x_c, n_c):
        return not_computed(reason)
    if x_t == x_c == 0:
        return not_computed("no_events")
    if x_t == n_t and x_c == n_c:
        return not_computed("all_events")
    add = 0.0 if 0 < x_t < n_t and 0 < x_c < n_c else 0.5
    a, b, m, n = x_t + add, x_c + add, n_t + 2.0 * add, n_c + 2.0 * add
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


def _score(x_t: int, n_t: int, x_c: int, n_c: int, phi: float) -> tuple[float, float]:
    """Distance of pT - phi pC from 0, and its standard error under RR = phi."""
    u, v = phi * (n_t + x_c), float(n_c + x_t)
    # The discriminant as a sum of two squares' worth of terms: nothing cancels.
    gap = math.hypot(u - v, 2.0 * math.sqrt(phi * (n_t - x_t) * (n_c - x_c)))
    p_c = min(1.0, 2.0 * (x_t + x_c) / (u + v + gap))
    p_t = min(1.0, phi * p_c)
    variance = p_t * (1.0 - p_t) / n_t + phi * phi * p_c * (1.0 - p_c) / n_c
    return abs(x_t / n_t - phi * (x_c / n_c)), math.sqrt(variance)


def risk_ratio_koopman(
    x_t: int, n_t: int, x_c: int, n_c: int, conf_level: float = 0.95
) -> Estimate:
    r"""Risk ratio with Koopman's score interval.

    Nothing is ever added: with no event in the control arm the ratio has no value and its
    interval no upper limit (note ``unbounded_high``).

    Parameters
    ----------
    x_t, n_t, x_c, n_c : int
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
    x_t, n_t, x_c, n_c = whole(x_t, n_t, x_c, n_c)
    if reason := refusal(x_t, n_t, x_c, n_c):
        return not_computed(reason)
    if x_t == x_c == 0:
        return not_computed("no_events")
    z = z_quantile(conf_level)

    def excess(log_phi: float) -> float:
        distance, error = _score(x_t, n_t, x_c, n_c, math.exp(log_phi))
        return distance - z * error

    # With 0.5 added the estimate is a finite place from which to step outwards.
    start = math.log((x_t + 0.5) * (n_c + 1.0) / ((x_c + 0.5) * (n_t + 1.0)))
    centre = math.log(x_t * n_c / (x_c * n_t)) if x_t and x_c else start
    low: float | None = 0.0
    high: float | None = None
    if x_t:
        inside = centre
        while not x_c and excess(inside) > 0.0:
            inside += 1.0
        outside = inside - 1.0
        while excess(outside) <= 0.0:
            outside -= 1.0
        low = math.exp(root(excess, inside, outside))
    if x_c:
        inside = centre
        while not x_t and excess(inside) > 0.0:
            inside -= 1.0
        outside = inside + 1.0
        while excess(outside) <= 0.0:
            outside += 1.0
        high = math.exp(root(excess, inside, outside))
    return Estimate(
        value=finite(x_t * n_c / (x_c * n_t)) if x_c else None,
        low=low,
        high=high,
        level=conf_level,
        notes=() if x_c else (note("unbounded_high"),),
    )
