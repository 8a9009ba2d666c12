"""Helpers of the methods on 2 x k tables: count checks, log weights, a bracketed root."""

from __future__ import annotations

import math
from collections.abc import Callable
from sys import float_info

import numpy as np
import numpy.typing as npt

from aci_core.domain.arrays import Floats
from aci_core.domain.notes import Code
from aci_core.stats.counts import whole, whole_array

# Tables whose probabilities differ by no more than this part count as tied, as in R.
TIE = 1e-7


def refusal(
    events_treatment: int, n_treatment: int, events_control: int, n_control: int
) -> Code | None:
    """Note code of why two proportions cannot be compared; None where they can.

    Parameters
    ----------
    events_treatment, n_treatment, events_control, n_control : int
        Events and patients of treatment and control.

    Returns
    -------
    str or None
        ``no_patients`` or ``invalid_counts``.

    Examples
    --------
    >>> refusal(0, 0, 3, 10)
    'no_patients'
    """
    events_treatment, n_treatment, events_control, n_control = whole(
        events_treatment, n_treatment, events_control, n_control
    )
    if min(n_treatment, n_control) <= 0:
        return "no_patients"
    if not (0 <= events_treatment <= n_treatment and 0 <= events_control <= n_control):
        return "invalid_counts"
    return None


def ratio_refusal(
    events_treatment: int, n_treatment: int, events_control: int, n_control: int
) -> Code | None:
    """Note code of why a ratio of two risks or odds has no value; None where it has one.

    Parameters
    ----------
    events_treatment, n_treatment, events_control, n_control : int
        Events and patients of treatment and control.

    Returns
    -------
    str or None
        As `refusal`, or ``no_events`` or ``all_events`` in both arms.

    Examples
    --------
    >>> ratio_refusal(0, 12, 0, 10), ratio_refusal(12, 12, 10, 10), ratio_refusal(0, 12, 10, 10)
    ('no_events', 'all_events', None)
    """
    if reason := refusal(events_treatment, n_treatment, events_control, n_control):
        return reason
    if events_treatment == events_control == 0:
        return "no_events"
    if events_treatment == n_treatment and events_control == n_control:
        return "all_events"
    return None


def added_to_cells(
    events_treatment: int, n_treatment: int, events_control: int, n_control: int
) -> float:
    """What is added to each of the four cells for a log ratio: 0.5 where one of them is 0.

    Parameters
    ----------
    events_treatment, n_treatment, events_control, n_control : int
        Events and patients of treatment and control.

    Returns
    -------
    float

    Examples
    --------
    >>> added_to_cells(3, 12, 2, 10), added_to_cells(3, 12, 0, 10)
    (0.0, 0.5)
    """
    return 0.0 if 0 < events_treatment < n_treatment and 0 < events_control < n_control else 0.5


def occupied(table: npt.ArrayLike) -> tuple[list[int], list[int]]:
    """The two rows of a 2 x k table without the columns that are empty in both.

    Python integers: they are exact at any size, and quicker than arrays for a few cells.

    Parameters
    ----------
    table : array_like of int, shape (2, k)
        Patients, treatment first.

    Returns
    -------
    tuple of list of int
        Treatment and control, equally long.

    Raises
    ------
    ValueError
        Not two rows, or no whole number: a mistake of the caller, not of a file.

    Examples
    --------
    >>> occupied([[3, 0, 1], [2, 0, 4]])
    ([3, 1], [2, 4])
    """
    counts = whole_array(table)
    if counts.ndim != 2 or counts.shape[0] != 2:
        raise ValueError("a table has two rows, treatment and control")
    treatment, control = counts.tolist()
    cells = [(a, b) for a, b in zip(treatment, control, strict=True) if a or b]
    return [a for a, _ in cells], [b for _, b in cells]


def logs_from_ratios(log_ratios: Floats, at: int) -> Floats:
    """Logs of a sequence from the logs of its successive ratios, 0 at index `at`.

    Parameters
    ----------
    log_ratios : ndarray of float, shape (m,)
        Logarithm of each member over the one before it.
    at : int
        Where the sequence is 1.

    Returns
    -------
    ndarray of float, shape (m + 1,)

    Examples
    --------
    >>> logs_from_ratios(np.array([1.0, 2.0]), 1).tolist()
    [-1.0, 0.0, 2.0]
    """
    logs = np.empty(len(log_ratios) + 1)
    logs[at] = 0.0
    logs[at + 1 :] = np.cumsum(log_ratios[at:])
    logs[:at] = -np.cumsum(log_ratios[:at][::-1])[::-1]
    return logs


def root(f: Callable[[float], float], a: float, b: float) -> float:
    """Root of `f` between `a` and `b`, where f(a) <= 0 <= f(b), to the last bits.

    A zero at an end is taken for that end's sign: score functions vanish at the estimate
    itself where an arm has no event, and that is not the limit that is sought.

    Parameters
    ----------
    f : callable
    a, b : float
        Ends in either order; the sign at `a` is negative, at `b` positive.

    Returns
    -------
    float
        As near to the sign change as doubles allow.

    References
    ----------
    .. [1] Chandrupatla TR. A new hybrid quadratic/bisection algorithm for finding the
       zero of a nonlinear function without using derivatives. Advances in Engineering
       Software 1997;28:145-149.

    Examples
    --------
    >>> round(root(lambda x: x * x - 2.0, 0.0, 2.0), 12)
    1.414213562373
    """
    f_a, f_b = f(a), f(b)
    if f_b <= 0.0:
        f_b = abs(f_a) or 1.0
    if f_a >= 0.0:
        f_a = -f_b
    x_1, x_2, f_1, f_2 = b, a, f_b, f_a
    at = 0.5
    for _ in range(200):
        x = x_1 + at * (x_2 - x_1)
        f_x = f(x)
        if (f_x > 0) == (f_1 > 0):
            x_3, f_3 = x_1, f_1
        else:
            x_3, f_3 = x_2, f_2
            x_2, f_2 = x_1, f_1
        x_1, f_1 = x, f_x
        best, f_best = (x_1, f_1) if abs(f_1) < abs(f_2) else (x_2, f_2)
        width = abs(x_2 - x_1)
        least = 2.0 * float_info.epsilon * abs(best) + 1e-17
        if f_best == 0.0 or width <= 2.0 * least:
            return best
        xi = (x_1 - x_2) / (x_3 - x_2)
        phi = (f_1 - f_2) / (f_3 - f_2) if f_3 != f_2 else 1.0
        if phi * phi < xi and (1.0 - phi) ** 2 < 1.0 - xi:
            at = f_1 / (f_2 - f_1) * f_3 / (f_2 - f_3)
            at += (x_3 - x_1) / (x_2 - x_1) * f_1 / (f_3 - f_1) * f_2 / (f_3 - f_2)
        else:
            at = 0.5
        edge = least / width
        at = min(1.0 - edge, max(edge, at)) if math.isfinite(at) else 0.5
    return best
