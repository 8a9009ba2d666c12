"""Consistency of a printed rate with n: whether any count gives it."""

from __future__ import annotations

import math

from aci_core.domain.errors import AciError
from aci_core.published.finding import Facts, Finding, Verdict
from aci_core.published.printed_numbers import Printed

_SHOWN = 12


def counts_giving(rate: Printed, n: int) -> range:
    """The counts of `n` patients that are printed as this rate in percent.

    Parameters
    ----------
    rate : Printed
        In percent, 0 to 100.
    n : int

    Returns
    -------
    range
        Empty where there is none.

    Raises
    ------
    AciError
        ``published_rate``: not a percentage; ``published_whole``: no patients.

    Examples
    --------
    >>> list(counts_giving(Printed.read("85.9"), 78)), list(counts_giving(Printed.read("85.0"), 78))
    ([67], [])
    """
    if not 0 <= rate.value <= 100:
        raise AciError("published_rate", text=rate.text[:40])
    if n < 1:
        raise AciError("published_whole", text=str(n))
    first = max(0, math.ceil(rate.low * n / 100))
    last = min(n, math.floor(rate.high * n / 100))
    return range(first, last + 1)


def check_rate(rate: Printed, n: int, about: str = "") -> Finding:
    """Whether some count of `n` gives the rate.

    Where patients are so many that every rate of so many decimals has its count the check
    cannot tell anything.
    """
    counts = counts_giving(rate, n)
    below = math.floor(rate.value * n / 100)
    near = [f"{k}/{n} = {100 * k / n:.{rate.decimals + 1}f}%" for k in (below, below + 1) if k <= n]
    facts: Facts = (
        ("rate", rate.text),
        ("n", n),
        ("counts", ", ".join(map(str, counts[:_SHOWN])) + (", …" if len(counts) > _SHOWN else "")),
        ("near", "; ".join(near)),
    )
    if n >= 100 / rate.unit:
        return Finding("rate", Verdict.CANNOT_TELL, "rate_cannot_tell", facts, about)
    return Finding.judged("rate", bool(counts), facts, about)
