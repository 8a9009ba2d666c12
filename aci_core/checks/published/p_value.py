"""Does this statistic give this P? Both are rounded, and the rounding is allowed for."""

from __future__ import annotations

from typing import Literal

from aci_core.checks.published.finding import Finding, Verdict
from aci_core.checks.published.printed import Printed, PrintedP
from aci_core.errors import AciError
from aci_core.stats.distributions import chi2_upper, normal_two_sided, t_two_sided

Kind = Literal["t", "z", "chi2"]
KINDS: tuple[Kind, ...] = ("t", "z", "chi2")


def two_sided(kind: Kind, statistic: float, df: float | None) -> float:
    """P of a statistic; that of chi-square is its upper tail.

    Examples
    --------
    >>> round(two_sided("chi2", 6.225266, 1), 6)
    0.012594
    """
    if kind == "z" or df is None:
        return normal_two_sided(statistic)
    if kind == "t":
        return t_two_sided(statistic, df)
    return chi2_upper(statistic, df)


def check_p(
    kind: Kind, statistic: Printed, p: PrintedP, df: Printed | None = None, about: str = ""
) -> Finding:
    """Whether the printed P is one that the printed statistic gives, both being rounded.

    Raises
    ------
    AciError
        ``published_df``: t or chi-square without degrees of freedom above 0, or a negative
        chi-square.
    """
    if kind != "z" and (df is None or df.value <= 0):
        raise AciError("published_df")
    if kind == "chi2" and statistic.value < 0:
        raise AciError("published_df")
    degrees = None if df is None or kind == "z" else df.number
    ends = [abs(float(end)) for end in (statistic.low, statistic.high)]
    nearest = 0.0 if statistic.low <= 0 <= statistic.high else min(ends)
    low, high = (two_sided(kind, x, degrees) for x in (max(ends), nearest))
    facts: tuple[tuple[str, str | int | float], ...] = (
        ("statistic", statistic.text),
        ("kind", kind),
        ("p", p.text),
        ("p_low", low),
        ("p_high", high),
    )
    if p.fits(low, high):
        return Finding("p", Verdict.POSSIBLE, "p_possible", facts, about)
    if kind != "chi2" and p.fits(low / 2, high / 2):
        return Finding("p", Verdict.CANNOT_TELL, "p_one_sided", facts, about)
    return Finding("p", Verdict.IMPOSSIBLE, "p_impossible", facts, about)
