"""Rounding of shared numbers: steps of 1, 2 or 5 times a power of ten, and *P* as printed.

One patient who lies an SD from the mean moves an estimate by its standard error over the root of
n (Hampel's influence function), a mean by SD / n, a rate by 1 / n: each number is rounded to a step
that is at least so large, and no finer than it is printed. That is a small part of its standard
error.
"""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import NormalDist

from aci_core.domain.no_difference import RATIOS, no_difference
from aci_core.presentation.i18n import format_number
from aci_core.stats.estimate import Estimate

OF_RATES = frozenset(
    {
        "wilson", "clopper_pearson", "risk_difference", "risk_difference_mn",
        "adjusted_risk_difference",
    }
)  # fmt: skip
_IN_UNITS = frozenset(
    {
        "welch_t", "student_t", "ancova", "ancova_hc3", "paired_t", "hodges_lehmann",
        "wilcoxon_signed_rank",
    }
)  # fmt: skip
_ALPHA = 0.05
_IQR = 1.349  # of a standard normal distribution


def step(least: float) -> float:
    """1, 2 or 5 times a power of ten, the first that is not smaller.

    Examples
    --------
    >>> step(0.075), step(0.31), step(1.0), step(0.0)
    (0.1, 0.5, 1.0, 0.0)
    """
    if least <= 0 or not math.isfinite(least):
        return 0.0
    power = 10.0 ** math.floor(math.log10(least))
    of_ten = next(k for k in (1, 2, 5, 10) if k * power >= least * (1 - 1e-9))
    return float(f"{of_ten * power:.0e}")


def to_step(x: float | None, size: float, null: float | None = None) -> float | None:
    """A number rounded to a step, half up; never onto `null`, unless it lies there.

    Examples
    --------
    >>> to_step(-0.9547, 0.05), to_step(0.012, 0.05, null=0.0), to_step(None, 0.1)
    (-0.95, 0.05, None)
    """
    if x is None or size <= 0 or not math.isfinite(x):
        return x
    times = math.copysign(math.floor(abs(x) / size * (1 + 1e-12) + 0.5), x)
    rounded = clean(times * size, size)
    if null is None or x == null or (rounded - null) * (x - null) > 0:
        return rounded
    return clean(null + math.copysign(size, x - null), size)


def clean(x: float, size: float) -> float:
    """Without what binary fractions leave after the last digit of the step."""
    return round(x, max(0, 1 - math.floor(math.log10(size)))) + 0.0


def p_as_printed(p: float | None) -> float | None:
    """P as it is printed.

    Examples
    --------
    >>> p_as_printed(0.01264), p_as_printed(1e-9), p_as_printed(0.99999)
    (0.013, 0.0005, 0.9995)
    """
    if p is None:
        return None
    text = format_number.p_value(p)
    if text[0] in "<>":
        return 0.0005 if text[0] == "<" else 0.9995
    return float(text)


def p_of_shown(shown: float | None, exact: float | None) -> float | None:
    """P of counts as they are shown, rounded; on the side of 0.05 of the exact ones.

    Examples
    --------
    >>> p_of_shown(0.7626, 0.5512), p_of_shown(0.062, 0.031), p_of_shown(None, 0.2)
    (0.763, 0.04, None)
    """
    if shown is None or exact is None:
        return None
    if (shown < _ALPHA) != (exact < _ALPHA):
        return 0.04 if exact < _ALPHA else 0.06
    return p_as_printed(shown)


def percent(pct: float | None) -> float | None:
    """A percentage with the decimal that is printed, half up as there."""
    return to_step(pct, 0.1)


def printed_step(method: str, of_difference: float) -> float:
    """The last digit that is printed of an estimate; `of_difference` of one in its own unit."""
    if method in _IN_UNITS:
        return of_difference
    return 0.001 if method in OF_RATES else 0.1 if method == "nnt" else 0.01


def near(x: float, moved: float) -> float:
    """A number rounded to what one patient moves; to four figures where none does."""
    size = step(moved)
    return float(f"{x:.4g}") if not size else to_step(x, size) or 0.0


def estimate_in_steps(
    of: Estimate, method: str, n: int, printed: float
) -> tuple[float | None, float | None, float | None]:
    """Value and limits in steps that one of `n` patients moves; as printed where n is 0."""
    null = no_difference(method)
    ratio = method in RATIOS and of.low and of.high and of.low > 0
    moved = _moved(of, n, ratio=bool(ratio))
    sizes = (
        max(printed, step(moved * (abs(x) if ratio and x is not None else 1.0)))
        for x in (of.value, of.low, of.high)
    )
    value, low, high = sizes
    # The limits stay on their side of "no difference".
    return to_step(of.value, value), to_step(of.low, low, null), to_step(of.high, high, null)


def _moved(of: Estimate, n: int, *, ratio: bool) -> float:
    """What one patient moves an estimate: its standard error over the root of n."""
    if n <= 0 or of.low is None or of.high is None or of.level is None:
        return 0.0
    width = math.log(of.high / of.low) if ratio else of.high - of.low
    error = width / (2 * NormalDist().inv_cdf((1 + of.level) / 2))
    return error / math.sqrt(n)


def rounded(of: Estimate, method: str, n: int, printed: float) -> Estimate:
    """An estimate with every number rounded: in steps that one of `n` patients moves."""
    value, low, high = estimate_in_steps(of, method, n, printed)
    return replace(
        of,
        value=value,
        low=low,
        high=high,
        statistic=to_step(of.statistic, 0.01),
        df=to_step(of.df, 0.1),
        p=p_as_printed(of.p),
    )


def step_of_quartiles(cuts: tuple[float, float, float], n: int) -> float:
    """The step of quartiles: an SD over n, the SD that a normal distribution would have.

    Examples
    --------
    >>> step_of_quartiles((54.0, 62.0, 68.0), 60)
    0.2
    """
    return max(0.1, step((cuts[2] - cuts[0]) / _IQR / max(n, 1)))
