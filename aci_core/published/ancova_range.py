"""Range of the ANCOVA difference of printed means over assumed correlations."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from aci_core.published.finding import Facts, Finding, Verdict
from aci_core.published.printed_numbers import Printed
from aci_core.published.typed_data import AFTER, BEFORE, Typed
from aci_core.stats.ancova import ancova
from aci_core.stats.estimate import Estimate

# Assumed correlations of before and after within each arm.
ASSUMED = tuple(k / 20 for k in range(20))


@dataclass(frozen=True, slots=True)
class AdjustedDifference:
    """The adjusted difference under one assumed correlation.

    Parameters
    ----------
    r : float
    estimate : Estimate
    """

    r: float
    estimate: Estimate


def ancova_by_correlation(data: Typed, conf_level: float = 0.95) -> tuple[AdjustedDifference, ...]:
    """The ANCOVA of typed means under each assumed correlation.

    Parameters
    ----------
    data : Typed
        With means before and after.
    conf_level : float

    Notes
    -----
    With the same r in both arms the slope is r times a ratio of pooled SDs, so that the
    adjusted difference moves from the difference after treatment (r = 0) along a line.
    """
    estimates = []
    for r in ASSUMED:
        cross = data.with_correlation(r).cross((AFTER, BEFORE))
        estimates.append(AdjustedDifference(r, ancova(*cross, conf_level)))
    return tuple(estimates)


def check_ancova(data: Typed, printed: Printed | None = None, conf_level: float = 0.95) -> Finding:
    """Whether some correlation gives the printed adjusted difference.

    Without a printed one the finding is the range of the adjusted difference, and for which
    correlations its interval excludes 0.
    """
    assumed = [a for a in ancova_by_correlation(data, conf_level) if a.estimate.value is not None]
    if not assumed:
        return Finding("ancova", Verdict.CANNOT_TELL, "ancova_none")
    values = [a.estimate.value or 0.0 for a in assumed]
    clear = [a.r for a in assumed if _clear(a.estimate)]
    facts: Facts = (
        ("low", min(values)),
        ("high", max(values)),
        ("r_low", assumed[0].r),
        ("r_high", assumed[-1].r),
        ("clear", _runs(clear)),
        ("printed", printed.text if printed else ""),
    )
    if printed is None:
        if len(clear) == len(assumed):
            return Finding("ancova", Verdict.CANNOT_TELL, "ancova_always", facts)
        code = "ancova_some" if clear else "ancova_never"
        return Finding("ancova", Verdict.CANNOT_TELL, code, facts)
    # Either arm may have been taken from the other.
    fits = any(
        float(low) <= max(values) and float(high) >= min(values)
        for low, high in ((printed.low, printed.high), (-printed.high, -printed.low))
    )
    return Finding.judged("ancova", fits, facts)


def _clear(estimate: Estimate) -> bool:
    """Whether the interval excludes 0."""
    low, high = estimate.low, estimate.high
    return low is not None and high is not None and (low > 0 or high < 0)


def _runs(rs: list[float]) -> str:
    """The correlations as ranges: ``0.30-0.95``."""
    if not rs:
        return ""
    breaks = [i + 1 for i, (a, b) in enumerate(pairwise(rs)) if b - a > 0.051]
    parts = [rs[i:j] for i, j in pairwise([0, *breaks, len(rs)])]
    return ", ".join(f"{p[0]:.2f}" if len(p) == 1 else f"{p[0]:.2f}-{p[-1]:.2f}" for p in parts)
