"""Kernel density of a variable, for a figure."""

from __future__ import annotations

import math

import numpy as np

from aci_core.domain.arrays import Floats
from aci_core.summaries.moments import Moments
from aci_core.summaries.quantiles import quantiles_type7


def density(values: Floats, places: Floats) -> Floats | None:
    r"""Gaussian kernel density with Silverman's rule of thumb.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        Without missing values.
    places : ndarray of float, shape (m,)

    Returns
    -------
    ndarray of float, shape (m,), or None
        None where the values do not vary.

    Notes
    -----
    .. math:: \hat f(x) = \frac{1}{nh} \sum \varphi\left(\frac{x - x_i}{h}\right), \quad
              h = 0.9 \min(s, \mathrm{IQR}/1.34)\, n^{-1/5}

    as R ``density(bw = "nrd0")``, without its grid [1]_; s alone where the quartiles are equal.

    References
    ----------
    .. [1] Silverman BW. Density Estimation for Statistics and Data Analysis. Chapman and Hall,
       1986, equation 3.31.

    Examples
    --------
    >>> round(float(density(np.array([0.0, 1.0, 2.0]), np.array([1.0]))[0]), 4)
    0.335
    """
    n = len(values)
    quartiles = quantiles_type7(np.sort(values), None, (0.25, 0.75))
    sd = Moments.of(values).sd
    if quartiles is None or not sd:
        return None
    spread = float(quartiles[1] - quartiles[0]) / 1.34
    width = 0.9 * (min(sd, spread) if spread > 0 else sd) * n**-0.2
    total = np.zeros(len(places))
    # Each distinct value once: of scores there are few.
    distinct, counts = np.unique(values, return_counts=True)
    for value, count in zip(distinct.tolist(), counts.tolist(), strict=True):
        total += count * np.exp(-0.5 * ((places - value) / width) ** 2)
    at: Floats = total / (n * width * math.sqrt(2.0 * math.pi))
    return at
