"""Least squares from the cross-products of two arms, without their rows.

A regression with a term for the arm is the regression of the values centred in their own
arm: the pooled within-arm cross-products hold all of it but the arm's own coefficient,
and that follows from the means.

Note codes: ``no_patients`` (an arm is empty), ``one_patient`` (an arm's own slope needs
two or more), ``too_few`` (no residual degree of freedom), ``constant`` (a variable does
not vary), ``collinear`` (a column follows from the arm and the other columns),
``perfect_fit`` (no residual), ``not_finite``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

from aci_core.domain.notes import Code
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.rounding import NEGLIGIBLE, ROUNDING, is_constant
from aci_core.stats.t_interval import t_estimate
from aci_core.summaries.moments import Cross


@dataclass(frozen=True, slots=True)
class WithinArm:
    """A least-squares fit of the first variable on the arm and the other variables.

    Parameters
    ----------
    factor : list of list of float
        Rows of the Cholesky factor of the within-arm correlations, the outcome's last.
    scales : list of float
        Roots of the pooled sums of squares, outcome last.
    residual_variance : float
        Residual sum of squares over `df`.
    df : int
        Patients less groups less slopes.
    """

    factor: list[list[float]]
    scales: list[float]
    residual_variance: float
    df: int

    def contrast(self, shifts: list[float], reciprocals: float) -> tuple[float, float]:
        """Adjusted difference of means, and its standard error.

        Parameters
        ----------
        shifts : list of float
            The difference of means of each covariate, then of the outcome.
        reciprocals : float
            Sum of 1/n over the means that are compared.

        Returns
        -------
        tuple of float
            Adjusted difference and standard error.
        """
        value, solved = self.adjusted(shifts)
        spread = reciprocals + sum(s * s for s in solved)
        return value, math.sqrt(self.residual_variance * spread)

    def last_slope(self) -> tuple[float, float]:
        """Slope on the last covariate, and its standard error."""
        loading, own = self.factor[-1][-2], self.factor[-2][-1]
        outcome, last = self.scales[-1], self.scales[-2]
        return loading / own * outcome / last, math.sqrt(self.residual_variance) / own / last

    def adjusted(self, shifts: list[float]) -> tuple[float, list[float]]:
        """Adjusted difference of means, and the vector u behind its error.

        Two differences share the variance s^2 u'v; one alone has s^2 (u'u + the sum of 1/n).

        Parameters
        ----------
        shifts : list of float
            As for `contrast`.

        Returns
        -------
        tuple of float and list of float
        """
        solved: list[float] = []
        for row, shift, scale in zip(self.factor, shifts, self.scales[:-1], strict=False):
            part = shift / scale
            for loading, earlier in zip(row, solved, strict=False):
                part -= loading * earlier
            solved.append(part / row[len(solved)])
        explained = sum(a * b for a, b in zip(self.factor[-1], solved, strict=False))
        return shifts[-1] - self.scales[-1] * explained, solved


def fit_within_arm(treatment: Cross, control: Cross) -> WithinArm | Code:
    """Fit the first variable on the arm and on all the others.

    Parameters
    ----------
    treatment, control : Cross
        The same p variables in each arm, the outcome first.

    Returns
    -------
    WithinArm or Code
        The fit, or the note code that says why there is none.

    Notes
    -----
    Deviations from the arms' own means: the residual sum of squares is
    W_yy - W_yx W_xx^-1 W_xy with W the sum of both arms' centred cross-products, solved by
    Cholesky's factors of W scaled to correlations [1]_.

    References
    ----------
    .. [1] Golub GH, Van Loan CF. Matrix Computations. 4th ed. Baltimore: Johns Hopkins
       University Press, 2013, section 4.2.

    Examples
    --------
    >>> import numpy as np
    >>> t = Cross.of([np.array([3.0, 5, 6, 8]), np.array([4.0, 7, 8, 9])])
    >>> c = Cross.of([np.array([5.0, 6, 9, 9]), np.array([5.0, 6, 8, 10])])
    >>> fit_within_arm(t, c).df, fit_within_arm(t, Cross.of([[], []]))
    (5, 'no_patients')
    """
    if not treatment.n or not control.n:
        return "no_patients"
    return fit_within((treatment, control))


def fit_within(groups: Sequence[Cross]) -> WithinArm | Code:
    """Fit the first variable on the group and on all the others.

    Parameters
    ----------
    groups : sequence of Cross
        The same p variables in each, the outcome first; none without patients.

    Returns
    -------
    WithinArm or Code
        As `fit_within_arm`.

    Examples
    --------
    >>> import numpy as np
    >>> groups = [Cross.of([np.array([y, y + 2.0, y + 1.0])]) for y in (1.0, 4.0, 9.0)]
    >>> fit = fit_within(groups)
    >>> fit.df, round(fit.residual_variance, 6)
    (6, 1.0)
    """
    n = sum(group.n for group in groups)
    slopes = len(groups[0].means) - 1
    df = n - len(groups) - slopes
    if df < 1:
        return "too_few"
    pooled = reduce(add, (group.products for group in groups)).tolist()
    means = list(zip(*(group.means.tolist() for group in groups), strict=True))
    if not math.isfinite(sum(map(sum, means)) + sum(map(sum, pooled))):
        return "not_finite"
    # Outcome last: its Cholesky row then holds the fit, its pivot the residual.
    order = [*range(1, slopes + 1), 0]
    scales = []
    for i in order:
        rounding = ROUNDING * max(map(abs, means[i]))
        if pooled[i][i] <= n * rounding * rounding:
            groups_differ = max(means[i]) - min(means[i]) > rounding
            # Constant in each group, and not the same constant: the group explains all of it.
            return ("perfect_fit" if i == 0 else "collinear") if groups_differ else "constant"
        scales.append(math.sqrt(pooled[i][i]))
    factor: list[list[float]] = []
    pivot = 1.0
    for j, v in enumerate(order):
        row: list[float] = []
        for k in range(j):
            entry = pooled[v][order[k]] / (scales[j] * scales[k])
            for a, b in zip(row, factor[k], strict=False):
                entry -= a * b
            row.append(entry / factor[k][k])
        pivot = 1.0 - sum(a * a for a in row)
        if pivot <= NEGLIGIBLE:
            return "perfect_fit" if v == 0 else "collinear"
        row.append(math.sqrt(pivot))
        factor.append(row)
    return WithinArm(factor, scales, scales[-1] * pivot * scales[-1] / df, df)


def slopes_apart(
    treatment: Cross, control: Cross, outcome: int, factor: int, conf_level: float
) -> Estimate:
    """Difference of the arms' slopes of outcome on factor, T - C, with one residual variance.

    Parameters
    ----------
    treatment, control : Cross
        The same variables in each arm.
    outcome, factor : int
        Which of them.
    conf_level : float
        Confidence level of the interval.

    Returns
    -------
    Estimate
        Difference of slopes, t interval, t, df = N - 4 and two-sided P.

    Examples
    --------
    >>> import numpy as np
    >>> t = Cross.of([np.array([4.0, 7, 8, 9]), np.array([3.0, 5, 6, 8])])
    >>> c = Cross.of([np.array([5.0, 6, 8, 10]), np.array([5.0, 6, 9, 9])])
    >>> round(slopes_apart(t, c, outcome=1, factor=0, conf_level=0.95).value, 6)
    0.064165
    """
    fewest = min(treatment.n, control.n)
    if fewest == 0:
        return not_computed("no_patients")
    if fewest == 1:
        return not_computed("one_patient")
    df = treatment.n + control.n - 4
    if df < 1:
        return not_computed("too_few")
    slopes = []
    residual = total = reciprocal = 0.0
    for arm in (treatment, control):
        sxx = float(arm.products[factor, factor])
        sxy = float(arm.products[factor, outcome])
        syy = float(arm.products[outcome, outcome])
        if not math.isfinite(sxx + sxy + syy):
            return not_computed("not_finite")
        if is_constant(sxx, float(arm.means[factor]), arm.n):
            return not_computed("constant")
        slopes.append(sxy / sxx)
        # The root keeps the product of two large sums of squares in range.
        r = min(1.0, abs(sxy / math.sqrt(sxx) / math.sqrt(syy))) if syy > 0.0 else 0.0
        residual += syy * (1.0 - r) * (1.0 + r)
        total += syy
        reciprocal += 1.0 / sxx
    means = max(abs(float(arm.means[outcome])) for arm in (treatment, control))
    if is_constant(total, means, df + 4):
        return not_computed("constant")
    if residual <= NEGLIGIBLE * total:
        return not_computed("perfect_fit")
    return t_estimate(slopes[0] - slopes[1], math.sqrt(residual / df * reciprocal), df, conf_level)
