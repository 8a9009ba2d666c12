"""Means of a biomarker with limits of detection: none where many values lie beyond one.

Its ratio of geometric means needs no number where a limit is known (`stats.tobit`). Any other
column keeps its means, with half of the limit in place of a value.
"""

from __future__ import annotations

from typing import Final

SHARE: Final = 0.05


def too_many_for_mean(n_beyond: int, n: int) -> bool:
    """Whether so many values lie beyond a limit that a mean describes the rule, not the patients.

    Parameters
    ----------
    n_beyond : int
        Values beyond a limit.
    n : int
        All values, these among them.

    Returns
    -------
    bool

    Examples
    --------
    >>> too_many_for_mean(5, 100), too_many_for_mean(6, 100)
    (False, True)
    """
    return n_beyond > SHARE * n
