"""Upper bound of an SD on a bounded scale, given the mean (Bhatia and Davis)."""

from __future__ import annotations

import math
from fractions import Fraction

from aci_core.published.finding import Facts, Finding, Verdict
from aci_core.published.printed_numbers import Group


def largest_sd(mean: Fraction, n: int, low: int, high: int) -> float:
    """The largest SD of n values between `low` and `high` with this mean.

    Notes
    -----
    Bhatia and Davis: the variance is at most (mean - low)(high - mean); with n - 1 as the
    divisor, n/(n - 1) times as much.

    Examples
    --------
    >>> largest_sd(Fraction(21), 2, 0, 42) == math.sqrt(21 * 21 * 2)
    True
    """
    return math.sqrt((mean - low) * (high - mean) * Fraction(n, n - 1))


def check_sd(group: Group, low: int, high: int, about: str = "") -> Finding:
    """Whether the printed mean and SD are possible on a scale from `low` to `high`."""
    facts: Facts = (
        ("mean", group.mean.text),
        ("sd", group.sd.text),
        ("n", group.n),
        ("low", low),
        ("high", high),
    )
    least, most = max(group.mean.low, Fraction(low)), min(group.mean.high, Fraction(high))
    if least > most:
        return Finding("sd", Verdict.IMPOSSIBLE, "sd_outside", facts, about)
    if group.n < 2:
        return Finding("sd", Verdict.CANNOT_TELL, "sd_cannot_tell", facts, about)
    # The mean nearest to the middle of the scale allows the largest SD.
    kindest = min(max(Fraction(low + high, 2), least), most)
    bound = largest_sd(kindest, group.n, low, high)
    facts = (*facts, ("largest", bound))
    possible = float(group.sd.low) <= bound * (1 + 1e-12)
    return Finding.judged("sd", possible, facts, about)
