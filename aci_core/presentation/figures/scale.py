"""Range and ticks of a forest plot's axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, Protocol

_TICKS: Final = (
    (1, 2, 5),
    (1, 1.5, 2, 3, 5, 7),
    (1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9),
    # A large trial's intervals are short: 1 alone is no scale.
    (1, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3, 7, 7.5, 8, 8.5, 9, 9.5),
    (1, 1.02, 1.04, 1.06, 1.08, 1.1, 9, 9.2, 9.4, 9.6, 9.8),
)
# An interval without end would squeeze the others: it is cut there, and an arrow says so.
_FARTHEST: Final = 20.0


class Spread(Protocol):
    """An estimate with its limits, as drawn; None where there is none."""

    @property
    def value(self) -> float | None: ...  # noqa: D102
    @property
    def low(self) -> float | None: ...  # noqa: D102
    @property
    def high(self) -> float | None: ...  # noqa: D102


def log10(x: float) -> float:
    """Position of a value on a log axis."""
    return math.log10(x)


def limits(entries: Sequence[Spread], *, log: bool, zone: float | None) -> tuple[float, float]:
    """Ends of the axis: all intervals, but for those that are unbounded or nearly so."""
    values = [e.value for e in entries if e.value is not None]
    ends = [x for e in entries if e.value is not None for x in (e.low, e.high) if x is not None]
    if log:
        seen = [x for x in (1.0, *values, *ends) if x > 0]
        least = min([1.0, *values]) / 1.6
        most = max([1.0, *values]) * 1.6
        low = max(min(seen), min(1 / _FARTHEST, least))
        high = min(max(seen), max(_FARTHEST, most))
        pad = max((high / low) ** 0.07, 1.06)
        return low / pad, high * pad
    seen = [0.0, *values, *ends, *((-zone * 1.5, zone * 1.5) if zone else ())]
    low, high = min(seen), max(seen)
    pad = 0.07 * (high - low) or 1.0
    return low - pad, high + pad


def ticks(low: float, high: float, *, log: bool) -> dict[str, object]:
    """Round numbers on a log axis, four or five of them: a phone has room for no more."""
    if not log:
        return {"nticks": 5, "tickformat": ""}
    chosen: list[float] = []
    for steps in _TICKS:
        decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        chosen = [s * 10.0**d for d in decades for s in steps if low <= s * 10.0**d <= high]
        if len(chosen) >= 3:
            break
    while len(chosen) > 6:
        # 1, the null, stays whatever goes.
        anchor = min(range(len(chosen)), key=lambda i: abs(math.log(chosen[i])))
        chosen = [x for i, x in enumerate(chosen) if (i - anchor) % 2 == 0]
    return {"tickvals": chosen, "ticktext": [f"{x:g}" for x in chosen]}
