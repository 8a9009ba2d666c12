"""Difference of means by subgroup, and whether it depends on the subgroup.

Note codes: those of `least_squares`, and ``no_patients`` (an arm of a level is empty),
``one_level`` (fewer than two levels with patients of both arms), ``df2`` (degrees of freedom of
the residual, beside those of the numerator).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from aci_core.domain.arrays import Floats, Ints, Mask
from aci_core.domain.notes import note
from aci_core.stats.distributions import f_upper, t_quantile, z_quantile
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.least_squares import least_squares
from aci_core.stats.t_interval import t_estimate


@dataclass(frozen=True, slots=True)
class EffectLine:
    """A treatment's effect as a straight line over a column's range.

    Parameters
    ----------
    centre : float
        The column's mean.
    value, slope : float
        Effect there, and its change per unit of the column.
    variances : tuple of float
        Of value and slope, and their covariance.
    df : int or None
        Of t; None for the normal quantile.
    """

    centre: float
    value: float
    slope: float
    variances: tuple[float, float, float]
    df: int | None = None

    def band(self, x: npt.ArrayLike, conf_level: float) -> tuple[Floats, Floats, Floats]:
        """The line over `x`, with its confidence band, pointwise."""
        away = np.asarray(x, dtype=np.float64) - self.centre
        of_value, of_slope, both = self.variances
        spread = np.sqrt(of_value + 2.0 * away * both + away * away * of_slope)
        quantile = z_quantile(conf_level) if self.df is None else t_quantile(conf_level, self.df)
        fit = self.value + self.slope * away
        return fit, fit - quantile * spread, fit + quantile * spread


def level_differences(
    y: Floats,
    treated: Mask,
    level: Ints,
    n_levels: int,
    covariates: Sequence[Floats],
    conf_level: float = 0.95,
) -> tuple[tuple[Estimate, ...], Estimate]:
    r"""Difference of means, T - C, within each level, and the test of interaction.

    Parameters
    ----------
    y : ndarray of float, shape (n,)
    treated : ndarray of bool, shape (n,)
    level : ndarray of int, shape (n,)
        0 .. n_levels - 1.
    n_levels : int
    covariates : sequence of ndarray of float, each of shape (n,)
        The value before treatment first; none of them the subgroup.
    conf_level : float

    Returns
    -------
    tuple of Estimate
        By level: difference and t interval with the pooled residual variance, without a test.
    Estimate
        F with its numerator's degrees of freedom, P and the note ``df2``.

    Notes
    -----
    .. math:: y = \mu_{\mathrm{arm, level}} + x'\gamma + \varepsilon, \quad
              F = \frac{(RSS_0 - RSS_1)/q}{RSS_1/\mathrm{df}_2}

    RSS_0 of the model with one difference for all levels; q is one less than the levels that
    both arms have [1]_. As R ``anova(lm(y ~ x + arm + g), lm(y ~ x + arm * g))``.

    References
    ----------
    .. [1] Wang R, Lagakos SW, Ware JH, Hunter DJ, Drazen JM. Statistics in medicine: reporting
       of subgroup analyses in clinical trials. New England Journal of Medicine 2007;357:2189-94.

    Examples
    --------
    >>> import numpy as np
    >>> y = np.array([3.0, 5, 6, 9, 4, 4, 8, 6])
    >>> g = np.array([0, 0, 1, 1, 0, 0, 1, 1])
    >>> within, test = level_differences(y, np.arange(8) < 4, g, 2, [])
    >>> [round(e.value, 6) + 0.0 for e in within], round(test.statistic, 6), test.df, test.notes
    ([0.0, 0.5], 0.058824, 1.0, ('df2:4',))
    """
    cell = 2 * level + treated
    sizes = np.bincount(cell, minlength=2 * n_levels).reshape(n_levels, 2)
    cells = [i for i, n in enumerate(sizes.ravel().tolist()) if n]
    shared = [g for g in range(n_levels) if sizes[g].all()]
    centred = [x - x.mean() for x in covariates]
    fit = least_squares(y, [*((cell == i).astype(np.float64) for i in cells), *centred])
    if isinstance(fit, str):
        return (not_computed(fit),) * n_levels, not_computed(fit)
    place = {c: i for i, c in enumerate(cells)}
    contrasts = np.zeros((len(shared), len(fit.coefficients)))
    for i, g in enumerate(shared):
        contrasts[i, [place[2 * g + 1], place[2 * g]]] = 1.0, -1.0
    values = contrasts @ fit.coefficients
    covariance = contrasts @ fit.covariance @ contrasts.T
    within = [not_computed("no_patients")] * n_levels
    for i, g in enumerate(shared):
        error = math.sqrt(float(covariance[i, i]))
        made = t_estimate(float(values[i]), error, fit.df, conf_level)
        within[g] = replace(made, statistic=None, df=None, p=None)
    q = len(shared) - 1
    if q < 1:
        return tuple(within), not_computed("one_level")
    apart = values[1:] - values[0]
    of_apart = np.hstack([-np.ones((q, 1)), np.eye(q)])
    spread = of_apart @ covariance @ of_apart.T
    statistic = float(apart @ np.linalg.solve(spread, apart)) / q
    return tuple(within), _tested(statistic, q, fit.df)


def slope_of_difference(
    y: Floats,
    treated: Mask,
    x: Floats,
    covariates: Sequence[Floats],
    conf_level: float = 0.95,
) -> tuple[Estimate, EffectLine | None]:
    r"""How the difference of means, T - C, changes per unit of a column.

    Parameters
    ----------
    y : ndarray of float, shape (n,)
    treated : ndarray of bool, shape (n,)
    x : ndarray of float, shape (n,)
        The subgroup's column.
    covariates : sequence of ndarray of float, each of shape (n,)
        None of them `x`.
    conf_level : float

    Returns
    -------
    Estimate
        Slope of the difference with its t interval; F with 1 degree of freedom, P, ``df2``.
    EffectLine or None

    Notes
    -----
    .. math:: y = \alpha + (\beta + \gamma x)\,\mathrm{arm} + \delta x + z'\eta + \varepsilon,
              \quad F = (\hat\gamma/\mathrm{SE})^2

    References
    ----------
    .. [1] Royston P, Sauerbrei W. A new approach to modelling interactions between treatment
       and continuous covariates in clinical trials by using fractional polynomials. Statistics
       in Medicine 2004;23:2509-25.

    Examples
    --------
    >>> import numpy as np
    >>> y = np.array([3.0, 5, 6, 9, 4, 4, 8, 6])
    >>> x = np.array([1.0, 2, 3, 4, 1, 2, 3, 4])
    >>> slope, line = slope_of_difference(y, np.arange(8) < 4, x, [])
    >>> round(slope.value, 6), round(slope.statistic, 6), slope.notes
    (0.9, 1.208955, ('df2:4',))
    """
    n_treated = int(treated.sum())
    if n_treated in (0, len(y)):
        return not_computed("no_patients"), None
    if n_treated in (1, len(y) - 1):
        return not_computed("one_patient"), None
    arm = treated.astype(np.float64)
    centre = float(x.mean())
    away = x - centre
    centred = [z - z.mean() for z in covariates]
    fit = least_squares(y, [np.ones(len(y)), arm, away, arm * away, *centred])
    if isinstance(fit, str):
        return not_computed(fit), None
    covariance = fit.covariance
    value, slope = float(fit.coefficients[1]), float(fit.coefficients[3])
    made = t_estimate(slope, math.sqrt(float(covariance[3, 3])), fit.df, conf_level)
    if made.statistic is None:
        return made, None
    tested = _tested(made.statistic**2, 1, fit.df)
    variances = float(covariance[1, 1]), float(covariance[3, 3]), float(covariance[1, 3])
    line = EffectLine(centre, value, slope, variances, fit.df)
    return replace(tested, value=made.value, low=made.low, high=made.high, level=made.level), line


def _tested(statistic: float, df1: int, df2: int) -> Estimate:
    return Estimate(
        statistic=statistic,
        df=float(df1),
        p=f_upper(statistic, df1, df2),
        notes=(note("df2", df2),),
    )
