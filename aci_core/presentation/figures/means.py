"""Means, intervals, quartiles and patients' values for the figures of outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from aci_core.analyses import Row
from aci_core.analyses.outcomes import Mean, WithMeans
from aci_core.domain.arrays import Mask
from aci_core.domain.schema import visit_order
from aci_core.presentation import lookup
from aci_core.presentation.figures.binned import Floats, Ints
from aci_core.presentation.i18n import Translator, format_number


def visits_of(result: WithMeans, measure: str) -> tuple[str, ...]:
    """Visits at which the measure has a mean, in the order of time."""
    visits = {m.visit for m in result.means if m.variable == measure}
    return tuple(sorted(visits, key=visit_order))


def digits(result: WithMeans, measure: str) -> int:
    """Decimals of the measure's means, the same wherever they are printed."""
    return format_number.digits(lookup.largest_sd(result, measure))


def value(mean: Mean | None, result: WithMeans) -> str:
    """The mean, a dash where there is none."""
    if mean is None:
        return format_number.DASH
    return format_number.number(mean.mean, digits(result, mean.variable))


def limits(mean: Mean | None, result: WithMeans, t: Translator) -> str:
    """The mean's interval, empty where there is none."""
    if mean is None or mean.low is None or mean.high is None:
        return ""
    return format_number.interval(mean.low, mean.high, digits(result, mean.variable), lang=t.lang)


def text(mean: Mean | None, result: WithMeans, t: Translator) -> str:
    """``8.2 (7.5 to 8.9)``."""
    interval = limits(mean, result, t)
    return f"{value(mean, result)} ({interval})" if interval else value(mean, result)


def quartiles(result: WithMeans, measure: str, visit: str, arm: str) -> Row | None:
    """The row of the median and the quartiles."""
    return result.get("median_iqr", measure, visit=visit, arm=arm)


def values(result: WithMeans, measure: str, visit: str, arm: int) -> tuple[Floats, Ints, Mask]:
    """An arm's known values, the patients' ordinals, and who is beyond a limit: at the limit."""
    points = result.points
    column = points.columns.get(f"{measure}_{visit}") if points else None
    if points is None or column is None:
        return np.empty(0), np.empty(0, dtype=np.int64), np.empty(0, dtype=bool)
    drawn, beyond = points.at_limits(f"{measure}_{visit}")
    keep = (points.treated == (arm == 0)) & ~np.isnan(column)
    return drawn[keep], points.ordinals[keep], beyond[keep]


def whiskers(means: Sequence[Mean], thickness: float = 2) -> dict[str, Any]:
    """Error bars: the intervals; none for a mean without one."""
    return {
        "type": "data",
        "symmetric": False,
        "array": [0.0 if m.high is None else m.high - m.mean for m in means],
        "arrayminus": [0.0 if m.low is None else m.mean - m.low for m in means],
        "thickness": thickness,
        "width": 0,
    }
