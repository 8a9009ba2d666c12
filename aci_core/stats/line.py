"""Least-squares line of one variable on another, with its confidence band."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aci_core.domain.arrays import Floats
from aci_core.stats.distributions import t_quantile
from aci_core.stats.rounding import is_constant
from aci_core.summaries.moments import Cross


@dataclass(frozen=True, slots=True)
class RegressionLine:
    """A least-squares line and what its band needs.

    Parameters
    ----------
    intercept, slope : float
        y at x = 0, and y per x.
    residual_sd : float
        Root of the residual sum of squares over n - 2.
    n : int
        Patients.
    mean_x, sxx : float
        Mean of x and its centred sum of squares.
    """

    intercept: float
    slope: float
    residual_sd: float
    n: int
    mean_x: float
    sxx: float

    def band(self, x: npt.ArrayLike, conf_level: float = 0.95) -> tuple[Floats, Floats, Floats]:
        r"""The line over `x`, with the confidence band of the mean, pointwise.

        Parameters
        ----------
        x : array_like, shape (m,)
        conf_level : float
            Confidence level at each point.

        Returns
        -------
        tuple of ndarray, each of shape (m,)
            Fit, lower and upper limit:
            :math:`\hat y \mp t\, s \sqrt{1/n + (x - \bar x)^2/S_{xx}}`, as R
            ``predict(interval = "confidence")``.
        """
        at = np.asarray(x, dtype=np.float64)
        # From the centre: the intercept is far off where x is large.
        centre = self.intercept + self.slope * self.mean_x
        fit = centre + self.slope * (at - self.mean_x)
        spread = np.sqrt(1.0 / self.n + np.square(at - self.mean_x) / self.sxx)
        half = t_quantile(conf_level, self.n - 2) * self.residual_sd * spread
        return fit, fit - half, fit + half


def regression_line(cross: Cross) -> RegressionLine | None:
    r"""The least-squares line of the second variable on the first.

    Parameters
    ----------
    cross : Cross
        (x, y) over the patients.

    Returns
    -------
    RegressionLine or None
        None below 3 patients or where x does not vary: there is no line to draw.

    Notes
    -----
    .. math:: b = S_{xy}/S_{xx}, \quad a = \bar y - b \bar x, \quad
              s^2 = (S_{yy} - b S_{xy})/(n - 2)

    References
    ----------
    .. [1] Draper NR, Smith H. Applied Regression Analysis. 3rd ed. New York: Wiley, 1998,
       chapter 1.

    Examples
    --------
    >>> import numpy as np
    >>> line = regression_line(Cross.of([np.array([0.0, 1, 2, 3]), np.array([1.0, 3, 4, 8])]))
    >>> round(line.intercept, 6), round(line.slope, 6), round(line.residual_sd, 6)
    (0.7, 2.2, 0.948683)
    """
    (sxx, sxy), (_, syy) = cross.products.tolist()
    mean_x, mean_y = cross.means.tolist()
    if cross.n < 3 or not math.isfinite(sxx + sxy + syy + mean_x + mean_y):
        return None
    if is_constant(sxx, mean_x, cross.n):
        return None
    slope = sxy / sxx
    residual = max(0.0, syy - slope * sxy)
    return RegressionLine(
        intercept=mean_y - slope * mean_x,
        slope=slope,
        residual_sd=math.sqrt(residual / (cross.n - 2)),
        n=cross.n,
        mean_x=mean_x,
        sxx=sxx,
    )
