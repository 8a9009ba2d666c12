"""Difference of two means, in the unit of the measure and in standard deviations.

Note codes: ``no_patients`` (an arm is empty), ``one_patient`` (an arm has no standard
deviation), ``too_few``, ``constant`` (no spread to measure by), ``not_finite``.
"""

from __future__ import annotations

import math

from scipy import special

from aci_core.domain.notes import Code
from aci_core.stats.counts import whole
from aci_core.stats.distributions import z_quantile
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.rounding import ROUNDING
from aci_core.stats.t_interval import t_estimate
from aci_core.summaries.moments import Moments


def welch_t(treatment: Moments, control: Moments, conf_level: float = 0.95) -> Estimate:
    r"""Difference of means with unequal variances, T - C.

    Parameters
    ----------
    treatment, control : Moments
        Of the measure in each arm, two patients or more.
    conf_level : float
        Confidence level of the interval.

    Returns
    -------
    Estimate
        Difference in the unit of the measure, t interval, t, df and two-sided P.

    Notes
    -----
    .. math:: t = (m_T - m_C) / \sqrt{a + b}, \quad a = s_T^2/n_T, \; b = s_C^2/n_C

    with df = (a + b)^2 / (a^2/(n_T - 1) + b^2/(n_C - 1)) [1]_, as R ``t.test``.

    References
    ----------
    .. [1] Welch BL. The generalization of "Student's" problem when several different
       population variances are involved. Biometrika 1947; 34: 28-35.

    Examples
    --------
    >>> e = welch_t(Moments.from_sd(78, 8.2, 3.1), Moments.from_sd(78, 10.4, 3.5))
    >>> round(e.statistic, 6), round(e.df, 6), round(e.low, 6), round(e.high, 6)
    (-4.155707, 151.786193, -3.245929, -1.154071)
    """
    reason = _unusable(treatment, control, min_n=2)
    if reason:
        return not_computed(reason)
    a = treatment.m2 / (treatment.n - 1) / treatment.n
    b = control.m2 / (control.n - 1) / control.n
    se = math.sqrt(a + b)
    if _is_rounding(se, treatment, control):
        return not_computed("constant")
    # By shares, so that the squares of tiny variances do not underflow.
    share = a / (a + b)
    df = 1.0 / (share**2 / (treatment.n - 1) + (1.0 - share) ** 2 / (control.n - 1))
    return t_estimate(treatment.mean - control.mean, se, df, conf_level)


def student_t(treatment: Moments, control: Moments, conf_level: float = 0.95) -> Estimate:
    r"""Difference of means with one pooled variance, T - C.

    Parameters
    ----------
    treatment, control : Moments
        Of the measure in each arm; one arm may have a single patient.
    conf_level : float
        Confidence level of the interval.

    Returns
    -------
    Estimate
        Difference in the unit of the measure, t interval, t, df = N - 2, two-sided P.

    Notes
    -----
    .. math:: t = (m_T - m_C) / (s_p \sqrt{1/n_T + 1/n_C})

    as R ``t.test(var.equal = TRUE)`` [1]_.

    References
    ----------
    .. [1] Student. The probable error of a mean. Biometrika 1908; 6: 1-25.

    Examples
    --------
    >>> e = student_t(Moments.from_sd(78, 8.2, 3.1), Moments.from_sd(78, 10.4, 3.5))
    >>> e.df, f"{e.p:.6e}"
    (154.0, '5.361573e-05')
    """
    reason = _unusable(treatment, control, min_n=1)
    if reason:
        return not_computed(reason)
    df = treatment.n + control.n - 2
    if df < 1:
        return not_computed("too_few")
    variance = (treatment.m2 + control.m2) / df
    se = math.sqrt(variance * (1.0 / treatment.n + 1.0 / control.n))
    if _is_rounding(se, treatment, control):
        return not_computed("constant")
    return t_estimate(treatment.mean - control.mean, se, df, conf_level)


def hedges_g(treatment: Moments, control: Moments, conf_level: float = 0.95) -> Estimate:
    r"""Difference of means in pooled standard deviations, without small-sample bias.

    Parameters
    ----------
    treatment, control : Moments
        Of the measure in each arm, four patients or more together.
    conf_level : float
        Confidence level of the interval.

    Returns
    -------
    Estimate
        g (no unit) and its large-sample normal interval; no test.

    Notes
    -----
    .. math:: g = J(N - 2) (m_T - m_C) / s_p, \quad
              J(m) = \Gamma(m/2) / (\sqrt{m/2}\, \Gamma((m - 1)/2))

    and :math:`g \mp z \sqrt{1/n_T + 1/n_C + g^2/(2N)}`, as
    ``metafor::escalc(measure="SMD", vtype="LS")`` [1]_.

    References
    ----------
    .. [1] Hedges LV. Distribution theory for Glass's estimator of effect size and related
       estimators. Journal of Educational Statistics 1981; 6: 107-128.

    Examples
    --------
    >>> e = hedges_g(Moments.from_sd(78, 8.2, 3.1), Moments.from_sd(78, 10.4, 3.5))
    >>> round(e.value, 6), round(e.low, 6), round(e.high, 6)
    (-0.662199, -0.984531, -0.339867)
    """
    reason = _unusable(treatment, control, min_n=1)
    if reason:
        return not_computed(reason)
    df = treatment.n + control.n - 2
    if df < 2:
        return not_computed("too_few")
    pooled = math.sqrt((treatment.m2 + control.m2) / df)
    if _is_rounding(pooled, treatment, control):
        return not_computed("constant")
    # poch(a, 1/2) = Gamma(a + 1/2)/Gamma(a): the two gammas apart overflow at N = 345.
    exact = float(special.poch((df - 1) / 2.0, 0.5)) / math.sqrt(df / 2.0)
    g = exact * ((treatment.mean - control.mean) / pooled)
    return standardised_interval(g, treatment.n, control.n, conf_level)


def smd_means(treatment: Moments, control: Moments, conf_level: float = 0.95) -> Estimate:
    r"""Standardised mean difference of a continuous variable, as a measure of balance.

    Parameters
    ----------
    treatment, control : Moments
        Of the variable in each arm, two patients or more.
    conf_level : float
        Confidence level of the interval.

    Returns
    -------
    Estimate
        Signed d (no unit) and its large-sample normal interval; no test.

    Notes
    -----
    .. math:: d = (m_T - m_C) / \sqrt{(s_T^2 + s_C^2)/2}

    and :math:`d \mp z \sqrt{1/n_T + 1/n_C + d^2/(2N)}` [1]_.

    References
    ----------
    .. [1] Austin PC. Balance diagnostics for comparing the distribution of baseline
       covariates between treatment groups in propensity-score matched samples.
       Statistics in Medicine 2009; 28: 3083-3107.

    Examples
    --------
    >>> e = smd_means(Moments.from_sd(78, 8.2, 3.1), Moments.from_sd(78, 10.4, 3.5))
    >>> round(e.value, 6), round(e.low, 6), round(e.high, 6)
    (-0.665446, -0.98786, -0.343031)
    """
    reason = _unusable(treatment, control, min_n=2)
    if reason:
        return not_computed(reason)
    mean_variance = (treatment.m2 / (treatment.n - 1) + control.m2 / (control.n - 1)) / 2.0
    sd = math.sqrt(mean_variance)
    if _is_rounding(sd, treatment, control):
        return not_computed("constant")
    return standardised_interval(
        (treatment.mean - control.mean) / sd, treatment.n, control.n, conf_level
    )


def standardised_interval(
    d: float, n_treatment: int, n_control: int, conf_level: float
) -> Estimate:
    """`d` with the interval d -+ z sqrt(1/nT + 1/nC + d^2/(2N)).

    Parameters
    ----------
    d : float
        A difference in standard deviations.
    n_treatment, n_control : int
        Patients in each arm.
    conf_level : float
        Confidence level of the interval.

    Returns
    -------
    Estimate
        `d` and its limits.

    Examples
    --------
    >>> e = standardised_interval(0.5, 78, 78, 0.95)
    >>> round(e.low, 4), round(e.high, 4)
    (0.1813, 0.8187)
    """
    n_treatment, n_control = whole(n_treatment, n_control)
    n = n_treatment + n_control
    se = math.hypot(math.sqrt(1.0 / n_treatment + 1.0 / n_control), d / math.sqrt(2.0 * n))
    half = z_quantile(conf_level) * se
    if not math.isfinite(half):
        return not_computed("not_finite")
    return Estimate(value=d, low=d - half, high=d + half, level=conf_level)


def _unusable(treatment: Moments, control: Moments, min_n: int) -> Code | None:
    """Why the arms cannot be compared, None if they can."""
    fewest = min(treatment.n, control.n)
    if fewest == 0:
        return "no_patients"
    if fewest < min_n:
        return "one_patient"
    if not math.isfinite(treatment.mean - control.mean + treatment.m2 + control.m2):
        return "not_finite"
    return None


def _is_rounding(spread: float, treatment: Moments, control: Moments) -> bool:
    """Whether a standard error or deviation is no more than rounding of the means."""
    return spread <= ROUNDING * max(abs(treatment.mean), abs(control.mean))
