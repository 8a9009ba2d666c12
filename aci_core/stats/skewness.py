"""Skewness of a variable, from its value counts.

Mean and standard deviation are `Moments` themselves.

Note codes: ``too_few`` (below three values), ``constant``, ``not_finite``.
"""

from __future__ import annotations

import math

import numpy as np

from aci_core.domain.arrays import Floats, Ints
from aci_core.stats.counts import whole_array
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.rounding import ROUNDING


def skewness(values: Floats, counts: Ints) -> Estimate:
    r"""Adjusted skewness G1 of a variable given as value counts.

    Parameters
    ----------
    values : ndarray of float, shape (k,)
    counts : ndarray of int, shape (k,)
        How often each occurs.

    Returns
    -------
    Estimate
        G1 (no unit), 0 for a symmetric sample; no interval and no test.

    Notes
    -----
    .. math:: G_1 = \frac{\sqrt{n(n - 1)}}{n - 2} \, \frac{m_3}{m_2^{3/2}}

    with m_2 and m_3 the central moments: type 2 of [1]_, as SAS, SPSS and Excel print.

    References
    ----------
    .. [1] Joanes DN, Gill CA. Comparing measures of sample skewness and kurtosis.
       Statistician 1998; 47: 183-189.

    Examples
    --------
    >>> round(skewness(np.array([1.0, 2, 10]), np.array([1, 2, 1])).value, 6)
    1.922522
    """
    weights = whole_array(counts).astype(np.float64)
    n = int(weights.sum())
    if n < 3:
        return not_computed("too_few")
    occurs = weights > 0.0
    weights, values = weights[occurs], values[occurs]
    if not np.isfinite(values).all():
        return not_computed("not_finite")
    # In units of the largest value, then of the widest deviation: no cube can overflow.
    size = float(np.abs(values).max()) or 1.0
    scaled = values / size
    mean = float(weights @ scaled) / n
    centred = scaled - mean
    centred = centred - float(weights @ centred) / n
    widest = float(np.abs(centred).max())
    if widest <= ROUNDING * abs(mean):
        return not_computed("constant")
    unit = centred / widest
    m2 = float(weights @ unit**2) / n
    m3 = float(weights @ unit**3) / n
    g1 = m3 / (m2 * math.sqrt(m2))
    return Estimate(value=g1 * math.sqrt(n * (n - 1.0)) / (n - 2.0))
