"""Analysis of covariance with the missing outcomes worse, or better, than predicted.

Note codes: ``no_patients`` (an arm has no outcome), ``too_few`` (no residual degree of freedom in
an arm), ``collinear`` (a covariate is constant in an arm or follows from the others),
``perfect_fit`` (no residual), ``not_reached`` (no shift of the scale's range is enough).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import special

from aci_core.domain.arrays import Floats, Mask
from aci_core.domain.notes import Code, note
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.rounding import NEGLIGIBLE
from aci_core.stats.t_interval import t_estimate

STEPS: Final = 10  # of a tipping point in a point of the scale
# Smallest eigenvalue of the correlations of the columns: below it one follows from the others.
_COLLINEAR: Final = 1e-10


@dataclass(frozen=True, eq=False, slots=True)
class DeltaModel:
    """The difference between the arms as a function of what is added to the missing outcomes.

    Parameters
    ----------
    slopes : ndarray, shape (3,)
        The difference with nothing added, and how it moves by one point in T and in C.
    products : ndarray, shape (3, 3)
        Variance of the difference as a quadratic form of (1, delta of T, delta of C).
    df : int
    """

    slopes: Floats
    products: Floats
    df: int

    def at(self, treatment: float, control: float, conf_level: float = 0.95) -> Estimate:
        """The difference with these additions to the missing outcomes of T and of C."""
        added = np.array([1.0, treatment, control])
        error = math.sqrt(float(added @ self.products @ added))
        return t_estimate(float(added @ self.slopes), error, self.df, conf_level)

    def p_values(self, treatment: Floats, control: Floats) -> Floats:
        """Two-sided *P* for each pair of additions, in the shape of the arguments."""
        added = np.stack([np.ones_like(treatment), treatment, control])
        errors = np.sqrt(np.einsum("i...,ij,j...->...", added, self.products, added))
        t = np.einsum("i...,i->...", added, self.slopes) / errors
        return np.asarray(2.0 * special.stdtr(self.df, -np.abs(t)), dtype=np.float64)


def fit_delta(y: Floats, treated: Mask, covariates: Sequence[Floats]) -> DeltaModel | Code:
    r"""Fit the difference between the arms for all additions to the missing outcomes at once.

    Parameters
    ----------
    y : ndarray of float, shape (n,)
        Outcome, NaN where missing.
    treated : ndarray of bool, shape (n,)
    covariates : sequence of ndarray of float, each of shape (n,)
        The value before treatment and others; without missing values.

    Returns
    -------
    DeltaModel or Code

    Notes
    -----
    A missing outcome is the prediction of its arm's regression on the covariates plus delta.
    The difference is the arm's coefficient of the ANCOVA of the completed outcomes, its variance
    the sandwich of both models' equations stacked [1]_:

    .. math:: \sum_i x_{S,i}(y^*_i - x_{S,i}'\beta_S) = 0, \quad
              \sum_{\text{observed}} x_{P,i}(y_i - x_{P,i}'\beta_P) = 0

    Each patient's part in the difference is linear in delta, so its variance is quadratic.
    Degrees of freedom: outcomes observed less coefficients of the ANCOVA.

    References
    ----------
    .. [1] White IR, Carpenter J, Horton NJ. A mean score method for sensitivity analysis to
       departures from the missing at random assumption in randomised trials. Statistica Sinica
       2018; 28: 1985-2003.

    Examples
    --------
    >>> y = np.array([3.0, 5, 6, 8, np.nan, 5, 6, 9, 9, np.nan])
    >>> pre = np.array([4.0, 7, 8, 9, 6, 5, 6, 8, 10, 7])
    >>> model = fit_delta(y, np.arange(10) < 5, [pre])
    >>> round(model.at(2.0, 0.0).value, 4), model.df
    (-1.1555, 5)
    """
    seen = ~np.isnan(y)
    arms = (treated, ~treated)
    if not all(bool((seen & arm).any()) for arm in arms):
        return "no_patients"
    if min(int((seen & arm).sum()) for arm in arms) <= len(covariates) + 1:
        return "too_few"
    scaled = [scaled_column(c) for c in covariates]
    arm = treated.astype(np.float64)
    design = np.stack([np.ones(len(y)), arm, *scaled])
    predicting = np.stack([*design, *(arm * c for c in scaled)])
    inverse, of_predicting = inverse_gram(design), inverse_gram(predicting[:, seen])
    if inverse is None or of_predicting is None:
        return "collinear"
    middle = float(y[seen].mean())
    observed = np.where(seen, y - middle, 0.0)
    fitted = (of_predicting @ (predicting @ observed)) @ predicting
    rest = np.where(seen, observed - fitted, 0.0)
    if float(rest @ rest) <= NEGLIGIBLE * float(observed @ observed):
        return "perfect_fit"
    outcomes = np.stack(
        [np.where(seen, observed, fitted), *(np.where(seen | ~who, 0.0, 1.0) for who in arms)]
    )
    coefficients = outcomes @ design.T @ inverse
    residuals = outcomes - coefficients @ design
    of_arm = inverse[1]
    parts = residuals * (of_arm @ design)
    # Who is predicted passes the predicting model's error on.
    passed = of_arm @ (design[:, ~seen] @ predicting[:, ~seen].T) @ of_predicting
    parts[0] += rest * (passed @ predicting)
    return DeltaModel(coefficients[:, 1], parts @ parts.T, int(seen.sum()) - len(design))


def scaled_column(column: Floats) -> Floats:
    """A covariate less its mean, over its largest deviation: the same fit, better conditioned.

    Parameters
    ----------
    column : ndarray of float, shape (n,)

    Returns
    -------
    ndarray of float, shape (n,)
        Zeros where nothing deviates.

    Examples
    --------
    >>> scaled_column(np.array([1.0, 2, 6])).round(4).tolist()
    [-0.6667, -0.3333, 1.0]
    """
    centred = column - column.mean()
    largest = float(np.abs(centred).max(initial=0.0))
    return np.asarray(centred / largest if largest else centred)


def inverse_gram(design: Floats) -> Floats | None:
    """(X X')^-1 of columns that are the rows of X; None where one follows from the others.

    Parameters
    ----------
    design : ndarray of float, shape (p, n)

    Returns
    -------
    ndarray of float, shape (p, p), or None

    Examples
    --------
    >>> inverse_gram(np.array([[1.0, 1, 1], [0, 1, 2]])).round(4).tolist()
    [[0.8333, -0.5], [-0.5, 0.5]]
    >>> inverse_gram(np.array([[1.0, 1], [2, 2]]))
    """
    lengths = np.sqrt((design * design).sum(axis=1))
    if bool((lengths == 0.0).any()):
        return None
    unit = design / lengths[:, None]
    correlations = unit @ unit.T
    if float(np.linalg.eigvalsh(correlations)[0]) <= _COLLINEAR:
        return None
    return np.asarray(np.linalg.inv(correlations) / np.outer(lengths, lengths))


def delta_adjusted(
    y: Floats,
    treated: Mask,
    covariates: Sequence[Floats],
    delta: float,
    conf_level: float = 0.95,
) -> Estimate:
    r"""Difference of adjusted means with delta added to what is predicted for T's missing outcomes.

    Parameters
    ----------
    y : ndarray of float, shape (n,)
        Outcome, NaN where missing.
    treated : ndarray of bool, shape (n,)
    covariates : sequence of ndarray of float, each of shape (n,)
        The value before treatment and others; without missing values.
    delta : float
        In the unit of the outcome; the missing outcomes of C are as predicted.
    conf_level : float
        Confidence level of the interval.

    Returns
    -------
    Estimate
        As `fit_delta` defines, with t interval, t, df and P.

    Notes
    -----
    .. math:: y^*_i = \hat y_i + \delta \cdot 1[i \in T] \text{ where } y_i \text{ is missing}

    Of the ANCOVA of these outcomes, `fit_delta` gives the variance [1]_.

    References
    ----------
    .. [1] White IR, Carpenter J, Horton NJ. A mean score method for sensitivity analysis to
       departures from the missing at random assumption in randomised trials. Statistica Sinica
       2018; 28: 1985-2003.

    Examples
    --------
    >>> y = np.array([3.0, 5, 6, 8, np.nan, 5, 6, 9, 9, np.nan])
    >>> pre = np.array([4.0, 7, 8, 9, 6, 5, 6, 8, 10, 7])
    >>> treated = np.arange(10) < 5
    >>> made = [delta_adjusted(y, treated, [pre], delta) for delta in (0, 2)]
    >>> [(round(e.value, 4), round(e.p, 4), e.df) for e in made]
    [(-1.5339, 0.0111, 5.0), (-1.1555, 0.0745, 5.0)]
    """
    model = fit_delta(y, treated, covariates)
    return not_computed(model) if isinstance(model, str) else model.at(delta, 0.0, conf_level)


def tipping_point(
    model: DeltaModel, alpha: float = 0.05, *, span: float, worse: float = 1.0
) -> Estimate:
    r"""The smallest delta with which the difference has *P* of alpha or more.

    Parameters
    ----------
    model : DeltaModel
        Of `fit_delta`.
    alpha : float
    span : float
        The largest delta that is tried: the range of the scale.
    worse : float
        1 where a higher outcome is worse, -1 where a lower one is.

    Returns
    -------
    Estimate
        Delta in steps of 0.1, 0 where *P* is no smaller as predicted; no test.

    Notes
    -----
    .. math:: \min\{\delta \ge 0 : P(\delta) \ge \alpha\}

    with *P* of `delta_adjusted` [1]_.

    References
    ----------
    .. [1] White IR, Carpenter J, Horton NJ. A mean score method for sensitivity analysis to
       departures from the missing at random assumption in randomised trials. Statistica Sinica
       2018; 28: 1985-2003.

    Examples
    --------
    >>> y = np.array([3.0, 5, 6, 8, np.nan, 5, 6, 9, 9, np.nan])
    >>> pre = np.array([4.0, 7, 8, 9, 6, 5, 6, 8, 10, 7])
    >>> tipping_point(fit_delta(y, np.arange(10) < 5, [pre]), span=42.0).value
    1.7
    """
    deltas = np.arange(math.floor(span * STEPS + 1e-9) + 1) / STEPS
    above = model.p_values(worse * deltas, np.zeros_like(deltas)) >= alpha
    if not above.any():
        return not_computed(note("not_reached"))
    return Estimate(value=float(deltas[int(above.argmax())]))
