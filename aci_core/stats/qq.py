"""Normal Q-Q plot: its points and its line through the quartiles.

They choose no method: Welch and Mann-Whitney are both given.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from aci_core.domain.arrays import Floats
from aci_core.stats.counts import whole

_QUARTILES = (0.25, 0.75)


def normal_scores(n: int) -> Floats:
    r"""Standard normal quantiles at the plotting positions of `n` ordered values.

    Parameters
    ----------
    n : int

    Returns
    -------
    ndarray of float, shape (n,)
        Ascending, in standard deviations.

    Notes
    -----
    .. math:: \Phi^{-1}\left(\frac{i - a}{n + 1 - 2a}\right), \quad i = 1 \ldots n

    with a = 3/8 up to ten values [1]_ and 1/2 beyond: as ``qqnorm`` of R.

    References
    ----------
    .. [1] Blom G. Statistical estimates and transformed beta-variables. Wiley, 1958.

    Examples
    --------
    >>> normal_scores(3).round(4).tolist()
    [-0.8694, 0.0, 0.8694]
    """
    (n,) = whole(n)
    a = 0.375 if n <= 10 else 0.5
    scores: Floats = ndtri((np.arange(1, n + 1) - a) / (n + 1 - 2 * a))
    return scores


def quartile_line(ordered: Floats) -> tuple[float, float] | None:
    """The line through the quartiles of the sample and of the normal distribution.

    Parameters
    ----------
    ordered : ndarray of float, shape (n,)
        Ascending.

    Returns
    -------
    (intercept, slope) or None
        In the unit of the values, as ``qqline`` of R; None below two values, or where
        the middle half has one value.

    Examples
    --------
    >>> intercept, slope = quartile_line(np.array([1.0, 2, 3, 4, 5]))
    >>> round(intercept, 4), round(slope, 4)
    (3.0, 1.4826)
    """
    if len(ordered) < 2:
        return None
    low, high = (float(q) for q in np.quantile(ordered, _QUARTILES))
    if low == high:
        return None
    z_low, z_high = (float(z) for z in ndtri(np.array(_QUARTILES)))
    slope = (high - low) / (z_high - z_low)
    return low - slope * z_low, slope
