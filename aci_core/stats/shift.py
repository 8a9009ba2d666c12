"""Location shift between two arms: the Hodges-Lehmann estimate.

Note codes: ``no_patients`` (an arm is empty), ``too_few_for_interval`` (the limits would
lie beyond the extreme differences), ``small_arm`` (fewer than five patients in an arm: no
interval), ``zero_width`` (so many ties that both limits are one number: no interval),
``constant`` (one value in both arms).
"""

from __future__ import annotations

import math

import numpy as np

from aci_core.domain.arrays import Ints
from aci_core.domain.notes import Note, note
from aci_core.stats.counts import whole_counts
from aci_core.stats.distributions import z_quantile
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.pairwise import Differences
from aci_core.stats.ranks import small_arm
from aci_core.summaries.counts import Counts


def _ties(counts: Ints) -> float:
    t = counts.astype(np.float64)
    return float((t * (t * t - 1.0)).sum())


def _median(differences: Differences) -> float:
    total = differences.total
    middle = (total + 1) // 2
    low = differences.kth(middle)
    if total % 2 or differences.count_at_most(low) > middle:
        return low
    return 0.5 * (low + differences.next_above(low))


def hodges_lehmann(counts: Counts, conf_level: float = 0.95) -> Estimate:
    r"""Hodges-Lehmann estimate of the shift T - C.

    The median of all differences between a treated and a control patient: not the
    difference of the medians.

    Parameters
    ----------
    counts : Counts
        Of the value, by arm.
    conf_level : float
        Confidence level.

    Returns
    -------
    Estimate
        Shift in the unit of the value and its interval; the test is Mann-Whitney's. With
        too few patients there is no interval (``too_few_for_interval``, ``small_arm:<n>``),
        nor where both limits are the same number (``zero_width``).

    Notes
    -----
    With M = nT nC and t the groups of ties within each arm, the limits are the K-th
    smallest and the K-th largest difference,

    .. math:: K = \lceil M/2 - 1/2 - z s_0 \rceil, \quad
              s_0^2 = \frac{M}{12}\left(N + 1 - \frac{\sum t^3 - t}{N(N - 1)}\right)

    exact for any number of patients, in memory of their number.

    References
    ----------
    .. [1] Hodges JL, Lehmann EL. Estimates of location based on rank tests. Annals of
       Mathematical Statistics 1963;34:598-611.
    .. [2] Bauer DF. Constructing confidence sets using rank statistics. Journal of the
       American Statistical Association 1972;67:687-690.

    Examples
    --------
    >>> c = Counts(np.arange(3.0), np.array([1, 2, 5]), np.array([4, 3, 1]))
    >>> e = hodges_lehmann(c)
    >>> e.value, e.low, e.high
    (1.0, 0.0, 2.0)
    """
    counts = whole_counts(counts)
    n_treatment, n_control = counts.n_treatment, counts.n_control
    if not n_treatment or not n_control:
        return not_computed("no_patients")
    in_t, in_c = counts.treatment > 0, counts.control > 0
    differences = Differences(
        counts.values[in_t], counts.treatment[in_t], counts.values[in_c], counts.control[in_c]
    )
    notes: list[Note] = []
    if np.count_nonzero(in_t | in_c) == 1:
        notes.append(note("constant"))
    pairs, total = n_treatment * n_control, n_treatment + n_control
    loss = (_ties(counts.treatment) + _ties(counts.control)) / (total * (total - 1.0))
    spread = math.sqrt(pairs / 12.0 * (total + 1.0 - loss))
    k = math.ceil(0.5 * pairs - 0.5 - z_quantile(conf_level) * spread)
    low = high = None
    if k < 1:
        notes.append(note("too_few_for_interval"))
    elif few := small_arm(n_treatment, n_control):
        notes.extend(few)
    else:
        low, high = differences.kth(k), differences.kth(pairs - k + 1)
        if low == high:
            notes.extend(() if notes else (note("zero_width"),))
            low = high = None
    return Estimate(
        value=_median(differences),
        low=low,
        high=high,
        level=None if low is None else conf_level,
        notes=tuple(notes),
    )
