"""Least squares of a design matrix, patient by patient.

Note codes: ``too_few`` (no residual degree of freedom), ``constant`` (the outcome does not
vary), ``collinear`` (a column follows from the others), ``perfect_fit`` (no residual).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aci_core.domain.arrays import Floats
from aci_core.domain.notes import Code
from aci_core.stats.rounding import NEGLIGIBLE, is_constant

# Pivot of the scaled design, relative to the largest.
_RANK = 1e-9


@dataclass(frozen=True, eq=False, slots=True)
class LeastSquares:
    """A least-squares fit.

    Parameters
    ----------
    coefficients : ndarray, shape (p,)
        Of the outcome less its mean.
    unscaled : ndarray, shape (p, p)
        (X'X)^-1: the coefficients' covariance over the residual variance.
    residual : float
        Sum of squares.
    df : int
        Patients less columns.
    """

    coefficients: Floats
    unscaled: Floats
    residual: float
    df: int

    @property
    def covariance(self) -> Floats:
        """Of the coefficients."""
        return self.unscaled * (self.residual / self.df)


def least_squares(y: Floats, columns: Sequence[Floats]) -> LeastSquares | Code:
    r"""Regress an outcome on columns, among which or whose sum is a constant.

    Parameters
    ----------
    y : ndarray of float, shape (n,)
    columns : sequence of ndarray of float, each of shape (n,)

    Returns
    -------
    LeastSquares or Code
        The code where there is no fit.

    Notes
    -----
    .. math:: \hat\beta = (X'X)^{-1}X'y

    by Householder's QR of X with columns of length 1 [1]_; as R ``lm``.

    References
    ----------
    .. [1] Golub GH, Van Loan CF. Matrix Computations. 4th ed. Baltimore: Johns Hopkins
       University Press, 2013, section 5.3.

    Examples
    --------
    >>> import numpy as np
    >>> fit = least_squares(np.array([1.0, 3, 4, 8]), [np.ones(4), np.array([0.0, 1, 2, 3])])
    >>> round(float(fit.coefficients[1]), 6), fit.df, round(fit.residual, 6)
    (2.2, 2, 1.8)
    """
    n, p = len(y), len(columns)
    if n <= p:
        return "too_few"
    mean = float(y.mean())
    centred = y - mean
    total = float(centred @ centred)
    if is_constant(total, mean, n):
        return "constant"
    design = np.stack(columns, axis=1)
    lengths = np.sqrt((design * design).sum(axis=0))
    if (lengths == 0.0).any():
        return "collinear"
    q, r = np.linalg.qr(design / lengths)
    pivots = np.abs(np.diag(r))
    if pivots.min() <= _RANK * pivots.max():
        return "collinear"
    inverse = np.linalg.inv(r)
    projected = q.T @ centred
    left = centred - q @ projected
    residual = float(left @ left)
    if residual <= NEGLIGIBLE * total:
        return "perfect_fit"
    return LeastSquares(
        (inverse @ projected) / lengths,
        (inverse @ inverse.T) / np.outer(lengths, lengths),
        residual,
        n - p,
    )
