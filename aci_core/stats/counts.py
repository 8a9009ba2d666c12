"""Validate counts: whole numbers of any type become integers, anything else is refused."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from aci_core.domain.arrays import Ints
from aci_core.summaries.counts import Counts


def whole(*counts: float) -> list[int]:
    """The counts as Python integers.

    Parameters
    ----------
    *counts : int or float
        Patients or events: whole numbers of any type, 3.0 too.

    Returns
    -------
    list of int

    Raises
    ------
    ValueError
        One is no whole number: a mistake of the caller, not of a file.

    Examples
    --------
    >>> whole(3, 4.0)
    [3, 4]
    >>> whole(3.7)
    Traceback (most recent call last):
    ValueError: a count is a whole number, not 3.7
    """
    numbers = []
    for count in counts:
        try:
            number = int(count)
        except (ValueError, OverflowError):  # NaN, infinity
            number = None
        if number is None or number != count:
            raise ValueError(f"a count is a whole number, not {count}")
        numbers.append(number)
    return numbers


def whole_array(counts: npt.ArrayLike) -> Ints:
    """An array of counts as integers.

    Parameters
    ----------
    counts : array_like of int or float, shape (...)
        Whole numbers of any type.

    Returns
    -------
    ndarray of int64, shape (...)
        The same array where it is one already.

    Raises
    ------
    ValueError
        One is no whole number: a mistake of the caller, not of a file.

    Examples
    --------
    >>> whole_array([[3, 1], [2, 4.0]]).tolist()
    [[3, 1], [2, 4]]
    >>> whole_array([3, 1.5])
    Traceback (most recent call last):
    ValueError: counts are whole numbers, not 1.5
    """
    array = np.asarray(counts)
    if array.dtype == np.int64:
        return array
    with np.errstate(invalid="ignore"):
        numbers = array.astype(np.int64)
    if (wrong := numbers != array).any():
        raise ValueError(f"counts are whole numbers, not {array[wrong][0]}")
    return numbers


def whole_counts(counts: Counts) -> Counts:
    """Counts of values as integers.

    Parameters
    ----------
    counts : Counts

    Returns
    -------
    Counts

    Raises
    ------
    ValueError
        One is no whole number: a mistake of the caller, not of a file.

    Examples
    --------
    >>> one = np.ones(1)
    >>> whole_counts(Counts(one, one, one)).treatment.tolist()
    [1]
    """
    return Counts(counts.values, whole_array(counts.treatment), whole_array(counts.control))
