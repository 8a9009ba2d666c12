"""Consistency of printed means and SDs with the printed t or P, over their rounding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

from aci_core.domain.errors import Fact
from aci_core.published.finding import Finding, Verdict
from aci_core.published.printed_numbers import Group, Printed, PrintedP
from aci_core.stats.estimate import Estimate
from aci_core.stats.two_means import student_t, welch_t
from aci_core.summaries import Moments


@dataclass(frozen=True, slots=True)
class Span:
    """Ranges of absolute t and of P over the rounding of what is printed."""

    t_low: float
    t_high: float
    p_low: float
    p_high: float


def span(
    test: Callable[[Moments, Moments], Estimate], treatment: Group, control: Group
) -> Span | None:
    """Ranges of t and P that the printed numbers allow; None where no t can be computed.

    t is monotone in each mean and SD, so that the corners of the rounding hold its
    extremes, and P's but for what Welch's degrees of freedom move in the last digits;
    where the means may be equal, t may be 0.
    """
    spans: list[tuple[float, float]] = []
    corners = ([(end.low, end.high) for end in (g.mean, g.sd)] for g in (treatment, control))
    (mean_t, sd_t), (mean_c, sd_c) = corners
    for m_t, s_t, m_c, s_c in product(mean_t, sd_t, mean_c, sd_c):
        moments = [
            Moments.from_sd(g.n, float(m), max(float(s), 0.0))
            for g, m, s in ((treatment, m_t, s_t), (control, m_c, s_c))
        ]
        estimate = test(*moments)
        if estimate.statistic is not None and estimate.p is not None:
            spans.append((estimate.statistic, estimate.p))
    if not spans:
        return None
    signed = [t for t, _ in spans]
    crosses = min(signed) <= 0 <= max(signed)
    sizes = [abs(t) for t in signed]
    return Span(
        0.0 if crosses else min(sizes),
        max(sizes),
        min(p for _, p in spans),
        1.0 if crosses else max(p for _, p in spans),
    )


def check_t(
    treatment: Group, control: Group, t: Printed | None = None, p: PrintedP | None = None
) -> Finding:
    """Whether the printed means and SDs give the printed t, or else the printed P.

    Welch's and Student's test are both tried, since papers seldom say which; the sign of t
    is not looked at, since either arm may have been taken from the other.

    Parameters
    ----------
    treatment, control : Group
    t : Printed, optional
    p : PrintedP, optional
        Looked at where no t is printed.
    """
    spans = {"welch": span(welch_t, treatment, control)}
    spans["student"] = span(student_t, treatment, control)
    known = {name: s for name, s in spans.items() if s is not None}
    facts: list[tuple[str, Fact]] = [("t", t.text if t else ""), ("p", p.text if p else "")]
    if len(known) < len(spans):
        return Finding("t", Verdict.CANNOT_TELL, "t_no_sd", tuple(facts))
    for name, s in known.items():
        facts += [
            (f"{name}_low", s.t_low),
            (f"{name}_high", s.t_high),
            (f"{name}_p_low", s.p_low),
            (f"{name}_p_high", s.p_high),
        ]
    if t is not None:
        low, high = sorted((abs(t.low), abs(t.high)))
        low = type(low)(0) if t.low <= 0 <= t.high else low
        fits = any(low <= s.t_high and high >= s.t_low for s in known.values())
        code = "t"
    elif p is not None:
        fits = any(p.fits(s.p_low, s.p_high) for s in known.values())
        code = "t_p"
    else:
        return Finding("t", Verdict.CANNOT_TELL, "t_not_printed", tuple(facts))
    return Finding.judged("t", fits, tuple(facts), code=code)
