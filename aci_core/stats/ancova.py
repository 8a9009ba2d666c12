"""Analysis of covariance: the difference between arms after treatment, adjusted for baseline.

Each arm enters as the cross-products of (post, pre, *covariates) over its complete
cases; only the HC3 variant needs rows.

Note codes: those of `within_arm`, and ``nonpositive`` (a logarithm of a value that is not
above 0), ``leverage_one`` (a patient whom the fit must meet), ``unbounded_high``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from aci_core.domain.arrays import Floats
from aci_core.domain.notes import note
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.t_interval import t_estimate
from aci_core.stats.within_arm import fit_within, fit_within_arm, slopes_apart
from aci_core.summaries.moments import Cross

# 1 - leverage is a difference of numbers near 1: below this it is rounding.
_FREE_OF_FIT = 1e-10


def ancova(cross_treatment: Cross, cross_control: Cross, conf_level: float = 0.95) -> Estimate:
    r"""Difference of adjusted means, T - C: post ~ arm + pre (+ covariates).

    Parameters
    ----------
    cross_treatment, cross_control : Cross
        Each arm's (post, pre, *covariates). A factor enters as 0/1 columns, one fewer than
        the levels that occur.
    conf_level : float
        Confidence level of the interval.

    Returns
    -------
    Estimate
        Coefficient of the arm in the unit of post, t interval, t, residual df, P.

    Notes
    -----
    With W the pooled within-arm cross-products, x pre and covariates, y post:

    .. math:: \hat\delta = \Delta\bar y - \Delta\bar x' W_{xx}^{-1} W_{xy}, \quad
              \mathrm{Var} = s^2 (1/n_T + 1/n_C + \Delta\bar x' W_{xx}^{-1} \Delta\bar x)

    with s^2 the residual sum of squares over N - 2 - (number of x) [1]_; as R ``lm``.

    References
    ----------
    .. [1] Cochran WG. Analysis of covariance: its nature and uses. Biometrics 1957; 13:
       261-281.

    Examples
    --------
    >>> import numpy as np
    >>> t = Cross.of([np.array([3.0, 5, 6, 8]), np.array([4.0, 7, 8, 9])])
    >>> c = Cross.of([np.array([5.0, 6, 9, 9]), np.array([5.0, 6, 8, 10])])
    >>> e = ancova(t, c)
    >>> round(e.value, 6), e.df, round(e.p, 6)
    (-1.526087, 5.0, 0.032343)
    """
    fit = fit_within_arm(cross_treatment, cross_control)
    if isinstance(fit, str):
        return not_computed(fit)
    shifts = (cross_treatment.means - cross_control.means).tolist()
    reciprocals = 1.0 / cross_treatment.n + 1.0 / cross_control.n
    return t_estimate(*fit.contrast([*shifts[1:], shifts[0]], reciprocals), fit.df, conf_level)


def ancova_given_strata(
    strata: Sequence[tuple[Cross, Cross]], conf_level: float = 0.95
) -> Estimate:
    r"""Difference of adjusted means, T - C, given the stratum: post ~ arm + stratum + covariates.

    Parameters
    ----------
    strata : sequence of (Cross, Cross)
        By stratum, such as a centre: each arm's (post, *covariates), treatment first.
    conf_level : float
        Confidence level of the interval.

    Returns
    -------
    Estimate
        Coefficient of the arm in the unit of post, t interval, t, residual df, P.

    Notes
    -----
    Deviations from the strata's own means, with the arm as a covariate: the fit with a fixed
    effect of each stratum [1]_, in time linear in their number; as R ``lm``. A stratum of one
    arm tells of the covariates' slopes alone.

    References
    ----------
    .. [1] Lovell MC. Seasonal adjustment of economic time series and multiple regression
       analysis. Journal of the American Statistical Association 1963;58:993-1010.

    Examples
    --------
    >>> cross = lambda *y: Cross.of([np.array(y)])
    >>> strata = [(cross(3.0, 5), cross(4.0, 4)), (cross(6.0, 9), cross(8.0, 6))]
    >>> e = ancova_given_strata(strata)
    >>> round(e.value, 6), e.df, round(e.p, 6)
    (0.25, 5.0, 0.798538)
    """
    if not all(sum(arm.n for arm in arms) for arms in zip(*strata, strict=True)):
        return not_computed("no_patients")
    fit = fit_within([_with_arm(*arms) for arms in strata if sum(arm.n for arm in arms)])
    if isinstance(fit, str):
        return not_computed(fit)
    return t_estimate(*fit.last_slope(), fit.df, conf_level)


def _with_arm(treatment: Cross, control: Cross) -> Cross:
    """Both arms of a stratum as one, 1 for the treatment as the last variable."""
    both = treatment + control
    share = treatment.n / both.n
    with_it = share * control.n * (treatment.means - control.means)
    p = len(both.means)
    products = np.empty((p + 1, p + 1))
    products[:p, :p] = both.products
    products[p, :p] = products[:p, p] = with_it
    products[p, p] = share * control.n
    return Cross(both.n, np.append(both.means, share), products)


def adjusted_means(
    cross_treatment: Cross, cross_control: Cross, conf_level: float = 0.95
) -> tuple[Estimate, Estimate]:
    r"""The arms' means of post at the mean pre and covariates of all patients.

    Parameters
    ----------
    cross_treatment, cross_control : Cross
        Each arm's (post, pre, *covariates), as for `ancova`.
    conf_level : float
        Confidence level of the intervals.

    Returns
    -------
    tuple of Estimate
        Of T and of C: adjusted mean in the unit of post, t interval and df. Their
        difference is the value of `ancova`.

    Notes
    -----
    .. math:: \bar y_a - (\bar x_a - \bar x)' \hat\beta, \quad
              s^2 (1/n_a + (\bar x_a - \bar x)' W_{xx}^{-1} (\bar x_a - \bar x))

    the least-squares means of [1]_.

    References
    ----------
    .. [1] Searle SR, Speed FM, Milliken GA. Population marginal means in the linear model:
       an alternative to least squares means. American Statistician 1980; 34: 216-221.

    Examples
    --------
    >>> import numpy as np
    >>> t = Cross.of([np.array([3.0, 5, 6, 8]), np.array([4.0, 7, 8, 9])])
    >>> c = Cross.of([np.array([5.0, 6, 9, 9]), np.array([5.0, 6, 8, 10])])
    >>> [round(e.value, 6) for e in adjusted_means(t, c)]
    [5.611957, 7.138043]
    """
    fit = fit_within_arm(cross_treatment, cross_control)
    if isinstance(fit, str):
        return not_computed(fit), not_computed(fit)
    share = cross_control.n / (cross_treatment.n + cross_control.n)
    shifts = (cross_treatment.means - cross_control.means)[1:]
    estimates = []
    for arm, shift in ((cross_treatment, share * shifts), (cross_control, (share - 1.0) * shifts)):
        mean, se = fit.contrast([*shift.tolist(), float(arm.means[0])], 1.0 / arm.n)
        # A mean is not tested against 0.
        estimates.append(replace(t_estimate(mean, se, fit.df, conf_level), statistic=None, p=None))
    return estimates[0], estimates[1]


def ancova_slopes(
    cross_treatment: Cross, cross_control: Cross, conf_level: float = 0.95
) -> Estimate:
    r"""Interaction of effect and baseline: the coefficient of arm:pre in post ~ arm * pre.

    Parameters
    ----------
    cross_treatment, cross_control : Cross
        Each arm's (post, pre, ...); further variables are not used.
    conf_level : float
        Confidence level of the interval.

    Returns
    -------
    Estimate
        Slope in T less slope in C, in post per pre; t interval; statistic F = t^2 with
        1 and df = N - 4 degrees of freedom; P.

    Notes
    -----
    .. math:: \mathrm{Var}(b_T - b_C) = s^2 (1/S_{xx,T} + 1/S_{xx,C})

    with s^2 the two arms' residual sums of squares over N - 4 [1]_.

    References
    ----------
    .. [1] Cochran WG. Analysis of covariance: its nature and uses. Biometrics 1957; 13:
       261-281.

    Examples
    --------
    >>> import numpy as np
    >>> t = Cross.of([np.array([3.0, 5, 6, 8]), np.array([4.0, 7, 8, 9])])
    >>> c = Cross.of([np.array([5.0, 6, 9, 9]), np.array([5.0, 6, 8, 10])])
    >>> e = ancova_slopes(t, c)
    >>> round(e.value, 6), e.df
    (0.064165, 4.0)
    """
    e = slopes_apart(cross_treatment, cross_control, outcome=0, factor=1, conf_level=conf_level)
    return e if e.statistic is None else replace(e, statistic=e.statistic * e.statistic)


def ancova_ratio(
    cross_treatment: Cross, cross_control: Cross, conf_level: float = 0.95
) -> Estimate:
    r"""Ratio of adjusted geometric means, T / C, from the ANCOVA of logarithms.

    Parameters
    ----------
    cross_treatment, cross_control : Cross
        Each arm's (log post, log pre, *covariates). Make the logarithms with
        `log_columns`: a bare ``numpy.log`` turns a negative value into a missing one, and
        the patient would leave unseen.
    conf_level : float
        Confidence level of the interval.

    Returns
    -------
    Estimate
        Ratio (no unit) and interval; t, df and P are those of the log scale.

    Notes
    -----
    .. math:: \exp(\hat\delta), \quad \exp(\hat\delta \mp t\, \mathrm{SE})

    with delta the value of `ancova` on logarithms [1]_. A limit too large for a float is
    None with the note ``unbounded_high``.

    References
    ----------
    .. [1] Keene ON. The log transformation is special. Statistics in Medicine 1995; 14:
       811-819.

    Examples
    --------
    >>> import numpy as np
    >>> t = Cross.of(log_columns(np.array([3.0, 5, 6, 8]), np.array([4.0, 7, 8, 9])))
    >>> c = Cross.of(log_columns(np.array([5.0, 6, 9, 9]), np.array([5.0, 6, 8, 10])))
    >>> round(ancova_ratio(t, c).value, 6)
    0.771973
    """
    for cross in (cross_treatment, cross_control):
        if not np.isfinite(cross.means).all():
            return not_computed("nonpositive")
    e = ancova(cross_treatment, cross_control, conf_level)
    if e.value is None or e.low is None or e.high is None:
        return e
    value, low, high = _exp(e.value), _exp(e.low), _exp(e.high)
    if value is None:
        return not_computed("not_finite")
    notes = e.notes if high is not None else (*e.notes, note("unbounded_high"))
    return replace(e, value=value, low=low, high=high, notes=notes)


def log_columns(*columns: Floats) -> list[Floats] | None:
    """Natural logarithms of the columns, NaN where missing.

    Parameters
    ----------
    *columns : ndarray of float, shape (n,)
        Values, NaN where missing.

    Returns
    -------
    list of ndarray, or None
        None if any value present is 0 or below: the note is then ``nonpositive``.

    Examples
    --------
    >>> import numpy as np
    >>> log_columns(np.array([1.0, 0.0])) is None
    True
    """
    if any(bool((c <= 0.0).any()) for c in columns):
        return None
    return [np.log(c) for c in columns]


def ancova_hc3(
    y: Floats,
    arm: npt.ArrayLike,
    pre: Floats,
    covariates: Sequence[Floats] = (),
    conf_level: float = 0.95,
) -> Estimate:
    r"""Difference of adjusted means with a heteroskedasticity-consistent variance (HC3).

    Parameters
    ----------
    y : ndarray of float, shape (n,)
        Post, NaN where missing; rows with a NaN anywhere are left out.
    arm : array_like, shape (n,)
        1 or True for treatment, 0 or False for control.
    pre : ndarray of float, shape (n,)
    covariates : sequence of ndarray of float, each of shape (n,)
    conf_level : float
        Confidence level of the interval.

    Returns
    -------
    Estimate
        The value of `ancova`, HC3 interval, t, residual df, P.

    Notes
    -----
    .. math:: (X'X)^{-1} X' \mathrm{diag}(e_i^2/(1 - h_i)^2) X (X'X)^{-1}

    as ``sandwich::vcovHC(type = "HC3")`` [1]_. A patient of leverage h = 1 makes it
    indeterminate.

    References
    ----------
    .. [1] MacKinnon JG, White H. Some heteroskedasticity-consistent covariance matrix
       estimators with improved finite sample properties. Journal of Econometrics 1985;
       29: 305-325.

    Examples
    --------
    >>> import numpy as np
    >>> y = np.array([3.0, 5, 6, 8, 5, 6, 9, 9])
    >>> pre = np.array([4.0, 7, 8, 9, 5, 6, 8, 10])
    >>> e = ancova_hc3(y, np.repeat([1, 0], 4), pre)
    >>> round(e.value, 6), e.df
    (-1.526087, 5.0)
    """
    treated = np.asarray(arm, dtype=np.float64)
    # A variable a row: sums run along memory.
    columns = np.stack([np.asarray(c, dtype=np.float64) for c in (y, pre, *covariates)])
    missing = np.isnan(columns).any(axis=0) | np.isnan(treated)
    if missing.any():
        columns = np.ascontiguousarray(columns[:, ~missing])
        treated = treated[~missing]
    places = (np.flatnonzero(treated == 1.0), np.flatnonzero(treated != 1.0))
    fit = fit_within_arm(*(Cross.of([c[who] for c in columns]) for who in places))
    if isinstance(fit, str):
        return not_computed(fit)
    outcome, *others = columns - columns.mean(axis=1)[:, None]
    # Centred and scaled columns span the same space and keep the design well conditioned.
    scaled = (x / np.abs(x).max() for x in others)
    design = np.stack([np.ones(len(outcome)), treated == 1.0, *scaled])
    basis, triangle = np.linalg.qr(design.T)
    basis = np.ascontiguousarray(basis.T)
    leverage = np.square(basis).sum(axis=0)
    if leverage.max() > 1.0 - _FREE_OF_FIT:
        return not_computed("leverage_one")
    along = basis @ outcome
    weighted = basis * ((outcome - along @ basis) / (1.0 - leverage))
    # Only the arm's row of the inverse triangle is needed.
    of_arm = np.linalg.solve(triangle.T, np.eye(len(along))[1])
    error = math.sqrt(float(of_arm @ (weighted @ weighted.T) @ of_arm))
    return t_estimate(float(of_arm @ along), error, fit.df, conf_level)


def _exp(x: float) -> float | None:
    try:
        return math.exp(x)
    except OverflowError:
        return None
