"""Cumulative logit model of ordered grades given covariates, by Newton's method.

Note codes: ``collinear`` (a covariate that the others, or the arm, tell), ``perfect_prediction``
(the likelihood rises without end: the covariates or the arm tell the grade), ``not_converged``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from aci_core.domain.arrays import Floats, Ints, Mask
from aci_core.domain.notes import Code

# On the logit scale with covariates of SD 1: chances of 1e-13, which no data support.
_NO_MAXIMUM = 30.0
# Least curvature a patient: below it the likelihood only ends in rounding.
_FLAT = 1e-9
# Singular value of the scaled design, relative to the largest.
_RANK = 1e-9
# From so many patients on, those who are alike in everything stand in one row with a weight.
_MANY = 10_000


@dataclass(frozen=True, eq=False, slots=True)
class CumulativeFit:
    """A model at its maximum.

    Parameters
    ----------
    thresholds : ndarray, shape (strata, k - 1)
        Of the covariates' centred scale.
    arm : float
        Coefficient of the treatment on the logit of a higher grade; 0 where the thresholds
        depend on the arm.
    error : float
        Its standard error from the observed information.
    others : ndarray, shape (n,)
        What the covariates add to the logit of a higher grade, patient by patient.
    log_likelihood : float
    slopes : ndarray, shape (p,)
        The arm's coefficient, where it has one, then those of the covariates in their own unit.
    covariance : ndarray, shape (p, p)
        Of the slopes, from the observed information.
    """

    thresholds: Floats
    arm: float
    error: float
    others: Floats
    log_likelihood: float
    slopes: Floats
    covariance: Floats


def fit_cumulative_logit(
    grade: Ints, treated: Mask, covariates: Sequence[Floats], *, by_arm: bool = False
) -> CumulativeFit | Code:
    r"""Maximum of the likelihood of ordered grades.

    Parameters
    ----------
    grade : ndarray of int, shape (n,)
        0 .. k-1, each of which occurs (in each arm, if `by_arm`).
    treated : ndarray of bool, shape (n,)
    covariates : sequence of ndarray of float, each of shape (n,)
        Without missing values and without constants.
    by_arm : bool
        Whether the thresholds depend on the arm instead of one coefficient of the arm.

    Returns
    -------
    CumulativeFit or Code
        The code where there is no maximum.

    Notes
    -----
    .. math:: \mathrm{logit} P(Y \le j) = \zeta_j - \beta T - x'\gamma

    With u and l the upper and lower cut of a patient's grade less what his covariates add,

    .. math:: \ln P = \ln F(u) + \ln F(-l) + \ln(1 - e^{l - u})

    in which nothing cancels. It is concave (Pratt 1981), so that Newton's method with steps
    halved reaches its only maximum.

    References
    ----------
    .. [1] McCullagh P. Regression models for ordinal data. Journal of the Royal
       Statistical Society, Series B 1980;42:109-142.
    .. [2] Pratt JW. Concavity of the log likelihood. Journal of the American Statistical
       Association 1981;76:103-106.

    Examples
    --------
    >>> import numpy as np
    >>> grade, arm = np.repeat([0, 1, 0, 1], [11, 67, 24, 54]), np.arange(156) < 78
    >>> round(fit_cumulative_logit(grade, arm, []).arm, 6)  # ln of the odds ratio 2.707071
    0.995867
    """
    columns = [] if by_arm else [treated.astype(np.float64)]
    scales = [1.0] * len(columns)
    for column in covariates:
        centred = np.asarray(column, dtype=np.float64) - np.mean(column)
        scales.append(max(float(np.sqrt(np.mean(centred**2))), 1e-300))
        columns.append(centred / scales[-1])
    design = np.stack(columns) if columns else np.empty((0, len(grade)))
    stratum = treated.astype(np.int64) if by_arm else np.zeros_like(grade)
    first, row, weight = _alike((grade, stratum, *design))
    rows = design[:, first]
    if not _full_rank(rows, stratum[first], weight):
        return "collinear"
    model = _Model(grade[first], rows, stratum[first], weight)
    theta = _maximum(model)
    if isinstance(theta, str):
        return theta
    thresholds, slopes = model.parts(theta)
    information = model.derivatives(theta)[1]
    scale = np.array(scales)
    size = thresholds.size
    covariance = np.linalg.inv(information)[size:, size:] / np.outer(scale, scale)
    error = 0.0
    if not by_arm:
        unit = np.zeros(len(theta))
        unit[size] = 1.0
        error = math.sqrt(float(np.linalg.solve(information, unit)[size]))
    return CumulativeFit(
        thresholds,
        0.0 if by_arm else float(slopes[0]),
        error,
        (slopes[len(slopes) - len(covariates) :] @ rows[len(rows) - len(covariates) :])[row],
        model.log_likelihood(theta),
        slopes / scale,
        covariance,
    )


def _alike(columns: Sequence[Floats | Ints]) -> tuple[Ints, Ints, Floats]:
    """The first of each kind of patient, every patient's kind, and how many are of each.

    Below `_MANY` everybody is a kind of his own: to find who is alike costs more than it saves.
    """
    n = len(columns[0])
    if n < _MANY:
        return np.arange(n), np.arange(n), np.ones(n)
    kind = np.zeros(n, dtype=np.int64)
    for column in columns:
        codes, values = pd.factorize(column)
        # Numbered anew after each column: n x n at most, far from the end of 64 bits.
        kind = pd.factorize(kind * len(values) + codes)[0].astype(np.int64)
    weight = np.bincount(kind).astype(np.float64)
    first = np.empty(len(weight), dtype=np.int64)
    first[kind[::-1]] = np.arange(n)[::-1]
    return first, kind, weight


def _full_rank(design: Floats, stratum: Ints, weight: Floats) -> bool:
    """Whether no column is told by the others, the constant and the arm."""
    rows = [np.ones(design.shape[1]), *design]
    if stratum.any():
        rows.append(stratum.astype(np.float64))
    values = np.linalg.svd(np.stack(rows) * np.sqrt(weight), compute_uv=False)
    return bool(len(values) == len(rows) and values[-1] > _RANK * values[0])


class _Model:
    """Log-likelihood of thresholds (those of the first stratum first) and slopes."""

    def __init__(self, grade: Ints, design: Floats, stratum: Ints, weight: Floats) -> None:
        cuts = int(grade.max())
        strata = int(stratum.max()) + 1
        self.shape = (strata, cuts)
        self.size = strata * cuts
        self.design = design
        self.weight = weight
        self.n = float(weight.sum())
        # The place after the last threshold is infinite: the ends of the scale.
        self.upper = np.where(grade < cuts, stratum * cuts + grade, self.size)
        self.lower = np.where(grade > 0, stratum * cuts + grade - 1, self.size)
        self.start = np.zeros(self.size + len(design))
        for s in range(strata):
            here = stratum == s
            below = np.cumsum(np.bincount(grade[here], weight[here], minlength=cuts + 1))
            self.start[s * cuts : (s + 1) * cuts] = special.logit(below[:-1] / below[-1])

    def parts(self, theta: Floats) -> tuple[Floats, Floats]:
        """Thresholds by stratum, and slopes."""
        return theta[: self.size].reshape(self.shape), theta[self.size :]

    def _places(self, theta: Floats) -> tuple[Floats, Floats, Floats]:
        """Upper and lower cut of each patient's grade less his logit, and their distance."""
        thresholds, slopes = theta[: self.size], theta[self.size :]
        top, bottom = np.append(thresholds, np.inf), np.append(thresholds, -np.inf)
        eta = slopes @ self.design if len(slopes) else 0.0
        upper, lower = top[self.upper], bottom[self.lower]
        return upper - eta, lower - eta, upper - lower

    def log_likelihood(self, theta: Floats) -> float:
        """Minus infinity where thresholds are out of order."""
        u, low, distance = self._places(theta)
        if (distance <= 0).any():
            return -math.inf
        inside = np.log(-np.expm1(-distance))
        each = special.log_expit(u) + special.log_expit(-low) + inside
        return float((each * self.weight).sum())

    def derivatives(self, theta: Floats) -> tuple[Floats, Floats]:
        """Gradient and observed information."""
        u, low, distance = self._places(theta)
        above, below = special.expit(-u), special.expit(low)
        gap = np.exp(-distance) / -np.expm1(-distance)  # 1 / (e^d - 1)
        curve = gap / -np.expm1(-distance)
        density_u, density_l = above * special.expit(u), below * special.expit(-low)
        m, x = self.size, self.design

        def total(places: Ints, each: Floats) -> Floats:
            weights = each * self.weight
            return np.bincount(places, weights=weights, minlength=m + 1)[:m].astype(np.float64)

        slope = (below - above) * self.weight
        gradient = np.append(
            total(self.upper, above + gap) - total(self.lower, below + gap), x @ slope
        )
        information = np.zeros((m + len(x), m + len(x)))
        cuts = np.arange(m)
        information[cuts, cuts] = total(self.upper, density_u + curve) + total(
            self.lower, density_l + curve
        )
        # A grade between two cuts ties them; the curve of the ends is 0.
        between = -total(np.where(self.upper < m, self.lower, m), curve)[:-1]
        information[cuts[:-1], cuts[1:]] = information[cuts[1:], cuts[:-1]] = between
        for j, column in enumerate(x):
            with_cuts = -total(self.upper, density_u * column) - total(
                self.lower, density_l * column
            )
            information[m + j, :m] = information[:m, m + j] = with_cuts
        information[m:, m:] = (x * ((density_u + density_l) * self.weight)) @ x.T
        return gradient, information


def _maximum(model: _Model) -> Floats | Code:
    theta = model.start
    now = model.log_likelihood(theta)
    for _ in range(200):
        gradient, information = model.derivatives(theta)
        try:
            step = np.linalg.solve(information, gradient)
        except np.linalg.LinAlgError:
            return "perfect_prediction"
        size = whole = float(np.abs(step).max())
        # Concave: a step that does not raise it was only too long. Near the maximum its rise
        # is below rounding, and the step is right.
        while size > 1e-6:
            after = model.log_likelihood(theta + step)
            if after >= now:
                now = after
                break
            step, size = 0.5 * step, 0.5 * size
        theta = theta + step
        if not np.isfinite(theta).all() or float(np.abs(theta).max()) > _NO_MAXIMUM:
            return "perfect_prediction"
        # Newton's error squares itself: after a step of 1e-9 it is below rounding. Where a long
        # step leads nowhere higher, the likelihood is flat but for rounding.
        flat = size <= 1e-6 and whole > 1e-3
        if size < 1e-9 or flat:
            least = float(np.linalg.eigvalsh(model.derivatives(theta)[1])[0])
            if least < _FLAT * model.n:
                return "perfect_prediction"
            if not flat:
                return theta
    return "not_converged"
