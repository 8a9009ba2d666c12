"""Dominance: moments that few patients make, so that they tell these patients' values.

Where all but one or two patients of an arm have the same value, n, mean and SD have one solution.
So have they where the others spread too little to make up for a change of the farthest one. The
rule follows the dominance rules of official statistics (Hundepool A et al., Statistical Disclosure
Control, Wiley 2012, section 4.2), for sums of squares.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from aci_core.domain.arrays import Floats

FEWEST: Final = 3  # patients whose sum may be known, whatever the owner shows of counts
FEW_VALUES: Final = 3  # n, mean and SD are three equations: up to three values can be counted
_APART = 0.25  # of an SD: nobody's value is to be known closer to either side


def is_dominated(values: Floats, size: float, least: int, *, rounded: bool = True) -> bool:
    """Whether mean and SD of these patients would tell what few of them have.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        Of the patients of one arm; NaN missing.
    size : float
        Step of the grid on which they lie, 0 of none.
    least : int
        The smallest count of patients that is shown.
    rounded : bool
        Whether mean and SD are rounded before anybody sees them.

    Returns
    -------
    bool

    Examples
    --------
    >>> one_of_thirty = np.array([40.0] + 29 * [100.0])
    >>> is_dominated(one_of_thirty, 5.0, 5), is_dominated(np.arange(30.0), 1.0, 5)
    (True, False)
    """
    known = values[~np.isnan(values)]
    distinct, counts = np.unique(known, return_counts=True)
    if distinct.size < 2:  # everybody's value
        return False
    if distinct.size <= FEW_VALUES and counts.min() < least:
        return True
    few = max(least, FEWEST)
    if known.size - counts.max() < few:
        return True
    from_middle = np.sort(np.square(known - np.median(known)))
    variance = float(known.var(ddof=1))
    # What the others can make up for, and what the rounding of the SD hides.
    slack = float(from_middle[: known.size - few + 1].sum()) + (variance if rounded else 0.0)
    apart = max(size, _APART * float(np.sqrt(variance)))
    return slack < 2 * float(np.sqrt(from_middle[-1])) * apart
