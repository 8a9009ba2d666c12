"""Binning of patients too many to draw one by one, and jitter for those that are drawn."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from aci_core.summaries.distinct import distinct

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_GOLDEN: Final = 0.6180339887498949  # its multiples never bunch


def binned(x: Floats, y: Floats, places: int) -> tuple[Floats, Ints]:
    """Count the patients in each cell of a grid: `tally` of `cells`.

    Examples
    --------
    >>> centres, counts = binned(np.array([1.0, 1, 2]), np.array([5.0, 5, 6]), 10)
    >>> centres.tolist(), counts.tolist()
    ([[1.0, 5.0], [2.0, 6.0]], [2, 1])
    """
    return tally(cells(x, y, places))


def jitter(n: int) -> Floats:
    """Numbers from 0 to 1 that spread marks evenly, without a random number."""
    values: Floats = (np.arange(n, dtype=np.float64) * _GOLDEN) % 1.0
    return values


def cells(x: Floats, y: Floats, places: int) -> Floats:
    """The centre of each patient's cell.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        Without missing values.
    places : int
        Cells along each side. A side with no more distinct values than that keeps its
        values: a score of 3 is drawn at 3.

    Returns
    -------
    ndarray, shape (n, 2)
    """
    return np.column_stack([_centres(side, places) for side in (x, y)])


def tally(places: Floats) -> tuple[Floats, Ints]:
    """The cells that hold a patient, shape (m, 2), and how many each holds."""
    x, of_x = distinct(places[:, 0])
    y, of_y = distinct(places[:, 1])
    cell = of_x * len(y) + of_y
    counts = np.bincount(cell, minlength=len(x) * len(y))
    (there,) = np.nonzero(counts)
    return np.column_stack([x[there // len(y)], y[there % len(y)]]), counts[there].astype(np.int64)


def _centres(values: Floats, places: int) -> Floats:
    if len(distinct(values)[0]) <= places:
        return values
    low, high = float(values.min()), float(values.max())
    step = (high - low) / places
    if (values == np.round(values)).all():
        # As many whole scores in every cell, or the cells would ripple.
        step = float(np.ceil((high - low + 1) / places))
        low -= 0.5
    cell = np.minimum(np.floor((values - low) / step), places - 1)
    centres: Floats = np.round(low + (cell + 0.5) * step, 6)
    return centres
