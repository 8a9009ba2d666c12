"""Risk difference of two arms, and the number needed to treat.

Note codes: ``no_patients``, ``invalid_counts``; of the number needed to treat
``through_infinity``, ``no_difference`` (RD is 0), ``unbounded_low``, ``unbounded_high``.
"""

from __future__ import annotations

import math

from aci_core.domain.notes import note
from aci_core.stats.counts import whole
from aci_core.stats.distributions import z_quantile
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.proportion import wilson_limits
from aci_core.stats.two_by_two import refusal, root


def risk_difference(
    events_treatment: int,
    n_treatment: int,
    events_control: int,
    n_control: int,
    conf_level: float = 0.95,
) -> Estimate:
    r"""Risk difference with Newcombe's hybrid score interval.

    Parameters
    ----------
    events_treatment, n_treatment, events_control, n_control : int
        Events and patients of treatment and control.
    conf_level : float
        Confidence level.

    Returns
    -------
    Estimate
        pT - pC and its interval; no test.

    Notes
    -----
    With Wilson limits l and u of each arm (method 10 of [1]_)

    .. math:: d - \sqrt{(p_T - l_T)^2 + (u_C - p_C)^2}, \quad
              d + \sqrt{(u_T - p_T)^2 + (p_C - l_C)^2}

    References
    ----------
    .. [1] Newcombe RG. Interval estimation for the difference between independent
       proportions: comparison of eleven methods. Statistics in Medicine 1998;17:873-890.

    Examples
    --------
    >>> e = risk_difference(56, 70, 48, 80)
    >>> round(e.value, 4), round(e.low, 4), round(e.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    events_treatment, n_treatment, events_control, n_control = whole(
        events_treatment, n_treatment, events_control, n_control
    )
    if reason := refusal(events_treatment, n_treatment, events_control, n_control):
        return not_computed(reason)
    z = z_quantile(conf_level)
    p_t, p_c = events_treatment / n_treatment, events_control / n_control
    low_t, high_t = wilson_limits(events_treatment, n_treatment, z)
    low_c, high_c = wilson_limits(events_control, n_control, z)
    difference = (events_treatment * n_control - events_control * n_treatment) / (
        n_treatment * n_control
    )
    low = difference - math.hypot(p_t - low_t, high_c - p_c)
    high = difference + math.hypot(high_t - p_t, p_c - low_c)
    return Estimate(value=difference, low=max(low, -1.0), high=min(high, 1.0), level=conf_level)


def _cubic(
    events_treatment: int, n_treatment: int, events_control: int, n_control: int, delta: float
) -> float:
    """Farrington and Manning's closed form of pT under pT - pC = delta."""
    ratio = n_control / n_treatment
    p_t, p_c = events_treatment / n_treatment, events_control / n_control
    a = 1.0 + ratio
    b = -(a + p_t + ratio * p_c + delta * (ratio + 2.0))
    c = delta * (delta + 2.0 * p_t + a) + p_t + ratio * p_c
    d = -p_t * delta * (1.0 + delta)
    third = b / (3.0 * a)
    v = third**3 - b * c / (6.0 * a * a) + d / (2.0 * a)
    u = math.copysign(math.sqrt(max(third * third - c / (3.0 * a), 0.0)), v)
    if u == 0.0:
        return -third
    w = (math.pi + math.acos(min(1.0, max(-1.0, v / u**3)))) / 3.0
    return 2.0 * u * math.cos(w) - third


def constrained(
    events_treatment: int, n_treatment: int, events_control: int, n_control: int, delta: float
) -> tuple[float, float]:
    """Maximum likelihood pT and pC under pT - pC = delta, |delta| < 1.

    The closed form loses half of its digits where two roots of the cubic meet, so it only
    starts Newton's method on the score, which falls from end to end of the allowed range.

    Parameters
    ----------
    events_treatment, n_treatment, events_control, n_control : int
        Events and patients of treatment and control.
    delta : float
        The difference, between -1 and 1.

    Returns
    -------
    (float, float)
        pT and pC; their difference is `delta`.

    References
    ----------
    .. [1] Farrington CP, Manning G. Test statistics and sample size formulae for comparative
       binomial trials with null hypothesis of non-zero risk difference or non-unity relative
       risk. Statistics in Medicine 1990;9:1447-1454.

    Examples
    --------
    >>> [round(p, 4) for p in constrained(67, 78, 54, 78, 0.0)]
    [0.7756, 0.7756]
    """
    events_treatment, n_treatment, events_control, n_control = whole(
        events_treatment, n_treatment, events_control, n_control
    )
    low, high = max(0.0, delta), min(1.0, 1.0 + delta)

    def score(p: float) -> tuple[float, float]:
        value = slope = 0.0
        q = p - delta
        for x, at, sign in (
            (events_treatment, p, 1.0),
            (n_treatment - events_treatment, 1.0 - p, -1.0),
            (events_control, q, 1.0),
            (n_control - events_control, 1.0 - q, -1.0),
        ):
            if x:
                if at <= 0.0:
                    return sign * math.inf, -math.inf
                value += sign * x / at
                slope -= x / (at * at)
        return value, slope

    # Without a term that is infinite at an end, the maximum may lie at that end.
    if score(low)[0] <= 0.0:
        return low, low - delta
    if score(high)[0] >= 0.0:
        return high, high - delta
    p = _cubic(events_treatment, n_treatment, events_control, n_control, delta)
    if not low < p < high:
        p = 0.5 * (low + high)
    for _ in range(100):
        value, slope = score(p)
        if value > 0.0:
            low = p
        else:
            high = p
        step = -value / slope if math.isfinite(slope) else 0.0
        after = p + step
        if not low <= after <= high:
            after = 0.5 * (low + high)
        if abs(after - p) <= 4e-16 * p:
            return after, after - delta
        p = after
    return p, p - delta


def risk_difference_mn(
    events_treatment: int,
    n_treatment: int,
    events_control: int,
    n_control: int,
    conf_level: float = 0.95,
) -> Estimate:
    r"""Risk difference with the score interval of Miettinen and Nurminen.

    Parameters
    ----------
    events_treatment, n_treatment, events_control, n_control : int
        Events and patients of treatment and control.
    conf_level : float
        Confidence level.

    Returns
    -------
    Estimate
        pT - pC and its interval; no test.

    Notes
    -----
    The limits are the two :math:`\delta` with

    .. math:: (d - \delta)^2 = z^2 \left(\frac{\tilde p_T(1-\tilde p_T)}{n_T}
              + \frac{\tilde p_C(1-\tilde p_C)}{n_C}\right) \frac{N}{N-1}

    where :math:`\tilde p` maximises the likelihood under pT - pC = :math:`\delta`
    ([1]_; the maximum in closed form [2]_).

    References
    ----------
    .. [1] Miettinen O, Nurminen M. Comparative analysis of two rates. Statistics in
       Medicine 1985;4:213-226.
    .. [2] Farrington CP, Manning G. Test statistics and sample size formulae for
       comparative binomial trials with null hypothesis of non-zero risk difference or
       non-unity relative risk. Statistics in Medicine 1990;9:1447-1454.

    Examples
    --------
    >>> e = risk_difference_mn(67, 78, 54, 78)
    >>> round(e.low, 6), round(e.high, 6)
    (0.036256, 0.295315)
    """
    events_treatment, n_treatment, events_control, n_control = whole(
        events_treatment, n_treatment, events_control, n_control
    )
    if reason := refusal(events_treatment, n_treatment, events_control, n_control):
        return not_computed(reason)
    total = n_treatment + n_control
    scale = z_quantile(conf_level) * math.sqrt(total / (total - 1.0))
    difference = (events_treatment * n_control - events_control * n_treatment) / (
        n_treatment * n_control
    )

    def excess(delta: float) -> float:
        if abs(delta) >= 1.0:
            return abs(difference - delta)
        p_t, p_c = constrained(events_treatment, n_treatment, events_control, n_control, delta)
        variance = p_t * (1.0 - p_t) / n_treatment + p_c * (1.0 - p_c) / n_control
        return abs(difference - delta) - scale * math.sqrt(max(variance, 0.0))

    low = -1.0 if difference == -1.0 else root(excess, difference, -1.0)
    high = 1.0 if difference == 1.0 else root(excess, difference, 1.0)
    return Estimate(value=difference, low=low, high=high, level=conf_level)


def nnt(rd: Estimate) -> Estimate:
    r"""Number needed to treat, the signed reciprocal of a risk difference.

    Positive: to benefit where the event is wanted (NNTB). An interval whose RD crosses 0
    runs from `low` through infinity to `high` (note ``through_infinity``): the two limits
    are then no bounds of a stretch that holds the estimate.

    Parameters
    ----------
    rd : Estimate
        A risk difference.

    Returns
    -------
    Estimate
        1/RD, with low = 1/RD_high and high = 1/RD_low; the reciprocal of 0 is None.

    Notes
    -----
    .. math:: \mathrm{NNT} = 1 / (p_T - p_C)

    References
    ----------
    .. [1] Altman DG. Confidence intervals for the number needed to treat. BMJ
       1998;317:1309-1312.

    Examples
    --------
    >>> e = nnt(risk_difference(67, 78, 54, 78))
    >>> round(e.value, 1), round(e.low, 2), round(e.high, 2)
    (6.0, 3.43, 28.17)
    """
    if rd.value is None:
        return not_computed(*rd.notes)
    notes = [*rd.notes]
    value, low, high = (_reciprocal(x) for x in (rd.value, rd.high, rd.low))
    if value is None:
        notes.append(note("no_difference"))
    if rd.low is not None and rd.high is not None:
        if rd.low < 0.0 < rd.high:
            notes.append(note("through_infinity"))
        if low is None:
            notes.append(note("unbounded_low"))
        if high is None:
            notes.append(note("unbounded_high"))
    return Estimate(value=value, low=low, high=high, level=rd.level, notes=tuple(notes))


def _reciprocal(x: float | None) -> float | None:
    return None if not x else 1.0 / x
