"""GRIM test: whether whole numbers of a scale can have the printed mean."""

from __future__ import annotations

import math
from fractions import Fraction

from aci_core.published.finding import Facts, Finding, Verdict
from aci_core.published.printed_numbers import Group


def sums_giving(group: Group, step: int) -> range:
    """Sums, in steps of the scale, whose mean rounds to the printed one.

    Examples
    --------
    >>> list(sums_giving(Group.read("25, 3.48, 1.0"), 1))
    [87]
    >>> list(sums_giving(Group.read("28, 5.19, 1.0"), 1))
    []
    """
    first = math.ceil(group.mean.low * group.n / step)
    last = math.floor(group.mean.high * group.n / step)
    return range(first, last + 1)


def check_grim(group: Group, step: int = 1, about: str = "") -> Finding:
    """Whether n whole numbers of a scale with this step can have the printed mean.

    Parameters
    ----------
    group : Group
    step : int
        1 for NIHSS, 5 for the Barthel index.
    about : str
    """
    below = math.floor(group.mean.value * group.n / step)
    near = [
        f"{float(Fraction(k * step, group.n)):.{group.mean.decimals + 1}f}"
        for k in (below, below + 1)
    ]
    facts: Facts = (
        ("mean", group.mean.text),
        ("n", group.n),
        ("step", step),
        ("near", "; ".join(near)),
    )
    if Fraction(step, group.n) <= group.mean.unit:
        return Finding("grim", Verdict.CANNOT_TELL, "grim_cannot_tell", facts, about)
    return Finding.judged("grim", bool(sums_giving(group, step)), facts, about)
