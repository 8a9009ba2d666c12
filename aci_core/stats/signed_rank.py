"""Wilcoxon's signed-rank test of a change within one arm.

Note codes: ``no_patients``, ``all_zero`` (no patient changed), ``zeros_dropped:<number>``,
``too_few_for_interval``, ``zero_width`` (so many ties that both limits are one number).
"""

from __future__ import annotations

import math

import numpy as np

from aci_core.domain.arrays import Floats, Ints
from aci_core.domain.notes import note
from aci_core.stats.counts import whole_array
from aci_core.stats.distributions import normal_two_sided, z_quantile
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.pairwise import Differences
from aci_core.stats.ranks import FEW

# Differences of decimals, 0.3 - 0.1 and 0.5 - 0.3, tie as the decimals do.
_DIGITS = 10
# The powers of ten that a double holds exactly.
_TENS = np.array([float(f"1e{i}") for i in range(23)])


def _significant(x: Floats) -> Floats:
    """Positive values rounded to ten significant digits, as R's signif."""
    whole = (x == np.floor(x)) & (x < 10.0**_DIGITS)
    # Whole numbers of at most ten digits, which scales are, stay as they are.
    if whole.all():
        return x
    power = _DIGITS - 1 - np.floor(np.log10(x)).astype(np.int64)
    exact = np.abs(power) < len(_TENS)
    scale = _TENS[np.where(exact, np.abs(power), 0)]
    # An integer times or over an exact power of ten is the double nearest to the decimal.
    rounded: Floats = np.where(power < 0, np.rint(x / scale) * scale, np.rint(x * scale) / scale)
    for i in np.flatnonzero(~exact):
        rounded[i] = float(f"{x[i]:.{_DIGITS - 1}e}")
    return rounded


def _rank_sums(values: Floats, counts: Ints) -> tuple[float, float]:
    """Sum of the positive ranks, and the sum of t^3 - t over the groups of ties."""
    sizes, group = np.unique(_significant(np.abs(values)), return_inverse=True)
    t = np.bincount(group, weights=counts, minlength=len(sizes))
    rank = np.cumsum(t) - 0.5 * (t - 1.0)
    up = values > 0.0
    positive = float(counts[up] @ rank[group[up]])
    return positive, float((t * (t * t - 1.0)).sum())


def _pseudo_median(sums: Differences) -> float:
    # Every sum of i <= j is listed twice: the middle of m (m + 1)/2 of them.
    walsh = sums.total // 2
    middle = (walsh + 1) // 2
    low = sums.kth(2 * middle)
    if walsh % 2 or sums.count_at_most(low) > 2 * middle:
        return 0.5 * low
    return 0.25 * (low + sums.next_above(low))


def wilcoxon_signed_rank(values: Floats, counts: Ints, conf_level: float = 0.95) -> Estimate:
    r"""Signed-rank test with the median of the Walsh averages.

    Parameters
    ----------
    values : ndarray of float, shape (k,)
        Distinct differences post - pre, ascending.
    counts : ndarray of int, shape (k,)
        Patients with each.
    conf_level : float
        Confidence level.

    Returns
    -------
    Estimate
        Median of the Walsh averages of the m differences that are not zero, its interval,
        V (the sum of the positive ranks) and P corrected for ties and continuity. Zeros
        are dropped and counted (``zeros_dropped:<number>``).

    Notes
    -----
    Ranks are those of the absolute differences to ten significant digits. With t the
    groups of ties among them,

    .. math:: |z| = \frac{|V - m(m+1)/4| - 1/2}
              {\sqrt{m(m+1)(2m+1)/24 - \sum (t^3 - t)/48}}

    The limits are the K-th Walsh average (d_i + d_j)/2, i <= j, from either end,
    :math:`K = \lceil m(m+1)/4 - 1/2 - z\sqrt{m(m+1)(2m+1)/24} \rceil`.

    References
    ----------
    .. [1] Wilcoxon F. Individual comparisons by ranking methods. Biometrics Bulletin
       1945;1:80-83.
    .. [2] Hollander M, Wolfe DA. Nonparametric Statistical Methods. Wiley, 1973, sections
       3.1 to 3.3.

    Examples
    --------
    >>> d = np.array([-6.0, -5, -4, -3, -2, -1, 0, 1, 2])
    >>> e = wilcoxon_signed_rank(d, np.array([1, 1, 2, 2, 1, 2, 2, 1, 1]))
    >>> e.value, e.low, e.high, e.statistic, round(e.p, 6), e.notes
    (-2.5, -4.0, -0.5, 6.5, 0.020356, ('zeros_dropped:2',))
    """
    counts = whole_array(counts)
    if not int(counts.sum()):
        return not_computed("no_patients")
    zeros = int(counts[values == 0.0].sum())
    notes = [note("zeros_dropped", zeros)] if zeros else []
    used = (values != 0.0) & (counts > 0)
    if not used.any():
        return not_computed("all_zero", *notes)
    d, n = values[used], counts[used]
    m = int(n.sum())
    mean, square = m * (m + 1) / 4.0, m * (m + 1.0) * (2.0 * m + 1.0) / 24.0
    positive, ties = _rank_sums(d, n)
    excess = max(0.0, abs(positive - mean) - 0.5)
    p = normal_two_sided(excess / math.sqrt(square - ties / 48.0))

    sums = Differences(d, n, -d[::-1], n[::-1], diagonal=n)
    k = math.ceil(mean - 0.5 - z_quantile(conf_level) * math.sqrt(square))
    low = high = None
    if k < 1 or m < FEW:
        notes.append(note("too_few_for_interval"))
    else:
        # The second of a pair of twins from below, the first from above.
        low = 0.5 * sums.kth(2 * k)
        high = 0.5 * sums.kth(sums.total - 2 * k + 1)
        if low == high:
            notes.append(note("zero_width"))
            low = high = None
    return Estimate(
        value=_pseudo_median(sums),
        low=low,
        high=high,
        level=None if low is None else conf_level,
        statistic=positive,
        p=p,
        notes=tuple(notes),
    )
