"""Quantiles of a variable, from its value counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aci_core.domain.arrays import Floats, Ints
from aci_core.summaries.counts import ANYWHERE, Counts
from aci_core.summaries.data import Quantiles


def quantiles_type7(values: Floats, counts: Ints | None, probs: Sequence[float]) -> Floats | None:
    """Quantiles of R's type 7, of a variable given as value counts.

    Parameters
    ----------
    values : ndarray of float, shape (k,)
        Ascending.
    counts : ndarray of int, shape (k,), or None
        How often each occurs, 0 allowed. None: each of the values once.
    probs : sequence of float, length m
        Between 0 and 1.

    Returns
    -------
    ndarray of float, shape (m,), or None
        In the unit of the values; None where there is no value.

    Notes
    -----
    The value at position (n - 1) p from the smallest, counted from 0, linear between
    neighbours: definition 7 of [1]_, R ``quantile`` and ``median``.

    References
    ----------
    .. [1] Hyndman RJ, Fan Y. Sample quantiles in statistical packages. American
       Statistician 1996; 50: 361-365.

    Examples
    --------
    >>> quantiles_type7(np.array([1.0, 2, 10]), np.array([1, 2, 1]), (0.25, 0.5, 0.75)).tolist()
    [1.75, 2.0, 4.0]
    """
    n = len(values) if counts is None else int(counts.sum())
    if n == 0:
        return None
    position = (n - 1) * np.asarray(probs, dtype=np.float64)
    below = np.floor(position).astype(np.int64)
    above = np.ceil(position).astype(np.int64)
    share = position - below
    if counts is not None:
        upto = np.cumsum(counts)
        below, above = (np.searchsorted(upto, place, side="right") for place in (below, above))
    lower, upper = values[below], values[above]
    # Equal neighbours as they are: weighing them could move the last digit.
    quantiles: Floats = np.where(lower == upper, lower, (1.0 - share) * lower + share * upper)
    return quantiles


def quantiles_of(counts: Counts, probs: Sequence[float]) -> Quantiles:
    """Quantiles of each arm and of both together, from value counts.

    Parameters
    ----------
    counts : Counts
    probs : sequence of float

    Returns
    -------
    Quantiles
        Of R's type 7, in the unit of the values; NaN where a limit of detection leaves one open.

    Examples
    --------
    >>> both = Counts(np.array([1.0, 3.0]), np.array([1, 1]), np.array([0, 2]))
    >>> [float(q) for side in quantiles_of(both, [0.5]) for q in side]
    [2.0, 3.0, 3.0]
    """
    sides = (counts.treatment, counts.control, counts.treatment + counts.control)
    quantiles = [quantiles_type7(counts.values, side, probs) for side in sides]
    low, high = counts.known
    if counts.known != ANYWHERE:
        values = np.where(counts.values <= low, -np.inf, counts.values)
        values = np.where(counts.values >= high, np.inf, values)
        with np.errstate(invalid="ignore"):  # between a value and one that is open
            ends = [quantiles_type7(values, side, probs) for side in sides]
        quantiles = [
            None if q is None or end is None else np.where(np.isfinite(end), q, np.nan)
            for q, end in zip(quantiles, ends, strict=True)
        ]
    return Quantiles(*quantiles)
