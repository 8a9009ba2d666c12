"""GRIMMER test: whether whole numbers of a scale can have the printed mean and SD."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import islice

from aci_core.published.finding import Facts, Finding, Verdict
from aci_core.published.grim import sums_giving
from aci_core.published.printed_numbers import Group

# A coarse mean of very many leaves as many sums; far fewer than these decide.
_SUMS = 10_000
Bounds = tuple[int | None, int | None]


def check_grimmer(
    group: Group, step: int = 1, bounds: Bounds = (None, None), about: str = ""
) -> Finding:
    """Whether n whole numbers of a scale can have the printed mean and SD.

    Parameters
    ----------
    group : Group
    step : int
        1 for NIHSS, 5 for the Barthel index.
    bounds : (int or None, int or None)
        Ends of the scale.
    about : str

    Notes
    -----
    With y the scores in steps, S their sum and Q the sum of their squares, the SD of the
    scores is step sqrt((Q - S^2/n)/(n - 1)). For each S that gives the mean, Q must be a
    whole number, as even or odd as S (y^2 and y are both even or both odd), not below the
    squares of y spread as evenly as can be, nor above those pushed to the scale's ends.
    """
    facts: Facts = (
        ("mean", group.mean.text),
        ("sd", group.sd.text),
        ("n", group.n),
        ("step", step),
    )
    sums = sums_giving(group, step)
    if group.n < 2 or not sums:
        # Without a sum there is nothing to have an SD: GRIM has found that.
        return Finding("grimmer", Verdict.CANNOT_TELL, "grimmer_no_mean", facts, about)
    for total in islice(sums, _SUMS):
        low, high = _squares(group, step, total)
        least, most = _attainable(group.n, step, total, bounds)
        if least is None:
            continue
        first = max(math.ceil(low), least)
        first += (first - total) % 2
        last = math.floor(high) if most is None else min(math.floor(high), most)
        if first <= last:
            # So wide a span of squares holds a number of either kind for any SD.
            wide = high - low >= 2
            verdict = Verdict.CANNOT_TELL if wide else Verdict.POSSIBLE
            return Finding("grimmer", verdict, f"grimmer_{verdict.value}", facts, about)
    return Finding("grimmer", Verdict.IMPOSSIBLE, "grimmer_impossible", facts, about)


def _squares(group: Group, step: int, total: int) -> tuple[Fraction, Fraction]:
    """Bounds of the sum of squares that the printed SD allows."""
    centre = Fraction(total * total, group.n)
    scale = Fraction(group.n - 1, step * step)
    low, high = max(group.sd.low, Fraction(0)), group.sd.high
    return centre + scale * low * low, centre + scale * high * high


def _attainable(n: int, step: int, total: int, bounds: Bounds) -> tuple[int | None, int | None]:
    """The least and the largest sum of squares of n whole numbers with this sum.

    None and None where the ends of the scale forbid the sum; no largest without both ends.
    """
    low, high = (None if end is None else Fraction(end, step) for end in bounds)
    below = None if low is None else math.ceil(low)
    above = None if high is None else math.floor(high)
    if (below is not None and total < n * below) or (above is not None and total > n * above):
        return None, None
    each, more = divmod(total, n)
    least = n * each * each + more * (2 * each + 1)
    if below is None or above is None:
        return least, None
    if above == below:
        return least, least
    at_top, rest = divmod(total - n * below, above - below)
    if at_top == n:
        return least, n * above * above
    between = below + rest
    return least, at_top * above * above + between * between + (n - at_top - 1) * below * below
