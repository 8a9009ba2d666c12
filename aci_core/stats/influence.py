"""Leave-one-out influence: a Pearson correlation with each patient left out in turn."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from aci_core.domain.arrays import Floats

_ROUNDING = 1e-12  # of a sum of squares, below which what is left does not vary


def leave_one_out(x: npt.ArrayLike, y: npt.ArrayLike) -> Floats:
    r"""Pearson correlation of the others, with each patient left out.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        Without missing values.

    Returns
    -------
    ndarray, shape (n,)
        NaN below 3 patients in all, and where one of the two does not vary among the others.

    Notes
    -----
    With deviations :math:`u_i, v_i` from the means of all n, leaving i out takes
    :math:`k u_i v_i` from the centred cross-product, :math:`k = n/(n - 1)` [1]_:

    .. math:: r_{(i)} = \frac{S_{xy} - k u_i v_i}
              {\sqrt{(S_{xx} - k u_i^2)(S_{yy} - k v_i^2)}}

    References
    ----------
    .. [1] Chan TF, Golub GH, LeVeque RJ. Algorithms for computing the sample variance: analysis
       and recommendations. American Statistician 1983; 37: 242-247.

    Examples
    --------
    >>> leave_one_out([1, 2, 3, 9], [2, 4, 6, 0]).round(4).tolist()
    [-0.8934, -0.5766, -0.803, 1.0]
    """
    a, b = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    n = len(a)
    if n < 3:
        return np.full(n, np.nan)
    u, v = a - a.mean(), b - b.mean()
    k = n / (n - 1)
    sxx, syy, sxy = u @ u, v @ v, u @ v
    rest_x, rest_y = sxx - k * u * u, syy - k * v * v
    varies = (rest_x > _ROUNDING * sxx) & (rest_y > _ROUNDING * syy)
    scale = np.sqrt(np.where(varies, rest_x * rest_y, 1.0))
    r: Floats = np.where(varies, np.clip((sxy - k * u * v) / scale, -1.0, 1.0), np.nan)
    return r
