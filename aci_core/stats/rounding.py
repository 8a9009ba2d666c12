"""Rounding: spreads that are no more than floating point leaves of equal values."""

from __future__ import annotations

from sys import float_info

# Share of a sum of squares below which nothing but rounding is left of it.
NEGLIGIBLE = 1e-12

# Rounding of a mean, so of the deviations of a constant column, in units of the mean: equal
# decimals need not be equal floats, and R's t.test has this rule for "essentially constant".
ROUNDING = 10.0 * float_info.epsilon


def is_constant(squares: float, mean: float, n: int) -> bool:
    """Whether a centred sum of squares is no more than rounding leaves of equal values.

    Parameters
    ----------
    squares, mean : float
        Of n values.
    n : int

    Returns
    -------
    bool

    Examples
    --------
    >>> is_constant(1e-40, 3.0, 10), is_constant(0.5, 3.0, 10)
    (True, False)
    """
    return squares <= n * (ROUNDING * mean) ** 2
