"""Check numbers against the range and steps of their scale."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from aci_core.domain.errors import Fact
from aci_core.domain.schema import Measure
from aci_core.ingest.cells import Floats, Mask

_NEAR = 1e-9  # of a step: rounding error
_SHORT = 10  # grades; a long scale has no patient at its end anyway
_REPEATED = 2  # one cell is a slip
Counts = npt.NDArray[np.int64]


class Finding(NamedTuple):
    """Values that violate one rule."""

    code: str
    broken: Mask
    facts: dict[str, Fact]


def check_scale(values: Floats, measure: Measure) -> Iterator[Finding]:
    """Yield values off a measure's scale: out of range, then not on its steps.

    Parameters
    ----------
    values : ndarray
        Distinct values or all; NaN never violates a rule.
    measure : Measure

    Examples
    --------
    >>> from aci_core.domain.schema import MEASURES
    >>> [f.code for f in check_scale(np.array([43.0, 2.5]), MEASURES["nihss"])]
    ['out_of_range', 'not_whole']
    """
    low = -np.inf if measure.low is None else measure.low
    high = np.inf if measure.high is None else measure.high
    outside = (values < low) | (values > high)
    if outside.any():
        if np.isinf(high):
            yield Finding("below_range", outside, {"low": _plain(low)})
        elif np.isinf(low):
            yield Finding("above_range", outside, {"high": _plain(high)})
        else:
            yield Finding("out_of_range", outside, {"low": _plain(low), "high": _plain(high)})
    if measure.step is None:
        return
    origin = 0.0 if measure.low is None else measure.low
    steps = (values - origin) / measure.step
    with np.errstate(invalid="ignore"):
        off = (np.abs(steps - np.round(steps)) > _NEAR) & ~outside
    if off.any():
        code = {1.0: "not_whole", 5.0: "not_in_fives"}.get(measure.step, "not_in_steps")
        facts: dict[str, Fact] = {"step": _plain(measure.step)} if code == "not_in_steps" else {}
        yield Finding(code, off, facts)


def one_higher(values: Floats, n: Counts, measure: Measure) -> float | None:
    """The top of a short scale that seems to be coded one higher; None where it is not.

    An mRS of 1 to 7 without a 0 may be one of 0 to 6, or 7 may mean missing: nobody knows.

    Parameters
    ----------
    values : ndarray
        Distinct values.
    n : ndarray of int
        How many cells have each.
    measure : Measure

    Examples
    --------
    >>> from aci_core.domain.schema import MEASURES
    >>> counts = np.array([9, 8, 4])
    >>> one_higher(np.array([1.0, 4.0, 7.0]), counts, MEASURES["mrs"])
    7.0
    >>> one_higher(np.array([0.0, 4.0, 7.0]), counts, MEASURES["mrs"])
    """
    low, high, step = measure.low, measure.high, measure.step
    if low is None or high is None or step != 1 or high - low > _SHORT:
        return None
    used = values[(n > 0) & ~np.isnan(values)]
    if not used.size or used.min() != low + 1 or used.max() != high + 1:
        return None
    return float(high + 1) if int(n[values == high + 1].sum()) >= _REPEATED else None


def snap_to_steps(values: Floats, measure: Measure) -> Floats:
    """Round values that floating-point arithmetic left next to a step.

    Parameters
    ----------
    values : ndarray
    measure : Measure

    Examples
    --------
    >>> from aci_core.domain.schema import MEASURES
    >>> snap_to_steps(np.array([11.999999999999998, 1e-40, 2.5]), MEASURES["nihss"]).tolist()
    [12.0, 0.0, 2.5]
    """
    # Multiples of other steps are not exact in floating point.
    if measure.step is None or measure.step % 1:
        return values
    origin = 0.0 if measure.low is None else measure.low
    there = origin + np.round((values - origin) / measure.step) * measure.step
    with np.errstate(invalid="ignore"):
        return np.where(np.abs(values - there) <= _NEAR * measure.step, there, values)


def check_counts(values: Floats, low: float = 0) -> Iterator[Finding]:
    """Yield values that are not counts."""
    below = values < low
    if below.any():
        yield Finding("below_range", below, {"low": _plain(low)})
    broken = ~below & (values != np.floor(values)) & ~np.isnan(values)
    if broken.any():
        yield Finding("not_whole", broken, {})


def _plain(limit: float) -> str:
    return f"{limit:.15g}"
