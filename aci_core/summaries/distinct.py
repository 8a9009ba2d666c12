"""Distinct values of a column, and the place of each patient's among them."""

from __future__ import annotations

import numpy as np

from aci_core.domain.arrays import Floats, Ints

_FEW = 4096  # fewer are sorted as fast as counted
_TRIED = 256  # values that show on which grid all may lie
_SCALES = (1.0, 10.0, 100.0, 1000.0)
_EXACT = 2.0**52  # larger steps are no whole numbers that add up


def distinct(values: Floats) -> tuple[Floats, Ints]:
    """The distinct values, and the place of each patient's among them.

    Scores and numbers written with up to three decimals lie on a grid: they are counted on it
    instead of sorted, which for a million is ten times faster.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        Without missing values.

    Returns
    -------
    ndarray of float, shape (k,)
        Strictly ascending.
    ndarray of int, shape (n,)

    Examples
    --------
    >>> values, places = distinct(np.array([3.0, 0.5, 3.0]))
    >>> values.tolist(), places.tolist()
    ([0.5, 3.0], [1, 0, 1])
    """
    gridded = on_grid(values)
    if gridded is None:
        sorted_, places = np.unique(values, return_inverse=True)
        return sorted_, places.astype(np.int64)
    grid, places = gridded
    occurs = np.bincount(places, minlength=len(grid)) > 0
    return grid[occurs], (np.cumsum(occurs) - 1)[places]


def on_grid(values: Floats) -> tuple[Floats, Ints] | None:
    """An ascending grid that holds all values exactly, and the place of each on it.

    None where there is no such grid with at most as many places as values, or sorting few
    values is as fast.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        Without missing values.

    Returns
    -------
    (grid, places) or None
        Of shapes (k,) and (n,); not every place of the grid is taken.

    Examples
    --------
    >>> grid, places = on_grid(np.tile([0.5, 0.1, 0.3], 2000))
    >>> grid.tolist(), places[:3].tolist()
    ([0.1, 0.2, 0.3, 0.4, 0.5], [4, 0, 2])
    """
    n = len(values)
    if n < _FEW:
        return None
    low, high = float(values.min()), float(values.max())
    tried = values[:: n // _TRIED]
    for scale in _SCALES:
        if not (high - low) * scale < n or max(-low, high) * scale > _EXACT:  # not finite, too
            return None
        if not _fits(tried, np.rint(tried * scale), scale):
            continue
        steps = np.rint(values * scale)
        if _fits(values, steps, scale):
            first = round(low * scale)
            grid = (np.arange(round(high * scale) - first + 1) + first) / scale
            return grid, (steps - first).astype(np.int64)
    return None


def _fits(values: Floats, steps: Floats, scale: float) -> bool:
    """Whether each value is the very double that its steps are divided by the scale."""
    return bool((steps / scale == values).all())
