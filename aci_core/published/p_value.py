"""Consistency of a printed statistic with its printed P, both rounded (statcheck)."""

from __future__ import annotations

import math
from typing import Literal

from aci_core.domain.errors import AciError
from aci_core.published.finding import Facts, Finding, Verdict
from aci_core.published.printed_numbers import Printed, PrintedP
from aci_core.stats.chi_square import n1_chi2, pearson_chi2, yates_chi2
from aci_core.stats.distributions import chi2_upper, normal_two_sided, t_two_sided
from aci_core.stats.fisher import fisher_2x2, fisher_2xk
from aci_core.stats.ordinal import linear_by_linear

Kind = Literal["t", "z", "chi2", "r"]


def two_sided(kind: Kind, statistic: float, df: float | None) -> float:
    """P of a statistic; that of chi-square is its upper tail.

    Examples
    --------
    >>> round(two_sided("chi2", 6.225266, 1), 6)
    0.012594
    """
    if kind == "z" or df is None:
        return normal_two_sided(statistic)
    if kind == "r":
        if abs(statistic) >= 1:
            return 0.0
        statistic *= math.sqrt(df / (1 - statistic * statistic))
    if kind in ("t", "r"):
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

    Notes
    -----
    Those of a correlation r are n - 2.
    """
    if kind != "z" and (df is None or df.value <= 0):
        raise AciError("published_df")
    if kind == "chi2" and statistic.value < 0:
        raise AciError("published_df")
    degrees = None if df is None or kind == "z" else df.number
    ends = [abs(float(end)) for end in (statistic.low, statistic.high)]
    if kind == "chi2":
        ends = [max(float(end), 0.0) for end in (statistic.low, statistic.high)]
    nearest = 0.0 if statistic.low <= 0 <= statistic.high else min(ends)
    low, high = (two_sided(kind, x, degrees) for x in (max(ends), nearest))
    facts: Facts = (
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


def check_p_of_counts(table: list[list[int]], p: PrintedP) -> Finding:
    """Whether some usual test of the counts gives the printed P.

    Parameters
    ----------
    table : list of list of int
        2 x k, treatment first, grades best first.
    p : PrintedP

    Notes
    -----
    Of two columns the plain, the corrected and the N-1 chi-square and Fisher's test; of
    more the plain chi-square, Freeman-Halton and linear-by-linear.
    """
    tests = {
        "pearson_chi2": pearson_chi2,
        "yates_chi2": yates_chi2,
        "n1_chi2": n1_chi2,
        "fisher_exact": fisher_2x2,
    }
    if len(table[0]) > 2:
        rising = [row[::-1] for row in table]
        by_test = {
            "pearson_chi2": pearson_chi2(table).p,
            "fisher_exact": fisher_2xk(table).p,
            "linear_by_linear": linear_by_linear(rising).p,
        }
    else:
        by_test = {name: test(table).p for name, test in tests.items()}
    known = {name: value for name, value in by_test.items() if value is not None}
    fits = [name for name, value in known.items() if p.fits(value, value)]
    facts: Facts = (
        ("p", p.text),
        ("methods", " ".join(fits or known)),
        # Fisher's test always has a P, where there are patients.
        ("p_low", min(known.values())),
        ("p_high", max(known.values())),
    )
    return Finding.judged("p", bool(fits), facts, code="p_counts")
