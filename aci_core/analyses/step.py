"""The step of a continuous column by which a change is told: ten years rather than one."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from aci_core.analyses.result import Row, try_query
from aci_core.domain.schema import Column
from aci_core.summaries import Data, Var

_YEARS: Final = 10.0  # of age


def step_of(data: Data, column: Column) -> float:
    """A step of a continuous column by which a difference means something.

    Ten years of age; a step of its scale, for a measure that has one; else the standard deviation
    of all patients, rounded to 1, 2 or 5 and zeros. One where nothing varies.

    Parameters
    ----------
    data : Data
    column : Column
    """
    if column.name == "age":
        return _YEARS
    measure = data.measures.get(column.stem)
    if measure is not None and measure.step is not None:
        return measure.step
    of_arms, _ = try_query(lambda: data.moments(Var(column.name)))
    return 1.0 if of_arms is None else rounded_sd((of_arms.treatment + of_arms.control).sd)


def rounded_sd(sd: float | None) -> float:
    """A standard deviation to 1, 2 or 5 and zeros, 1 where there is none.

    Examples
    --------
    >>> [rounded_sd(sd) for sd in (8.2, 0.031, 260.0, 0.0, None)]
    [10.0, 0.02, 200.0, 1.0, 1.0]
    """
    if sd is None or not sd > 0.0:
        return 1.0
    ten = 10.0 ** math.floor(math.log10(sd))
    return min((k * ten for k in (1.0, 2.0, 5.0, 10.0)), key=lambda step: abs(math.log(step / sd)))


def per_step(row: Row, step: float, *, ratio: bool = False) -> Row:
    """The change of an effect per unit as one per step; of odds ratios its power."""
    three = (row.estimate, row.ci_low, row.ci_high)
    made = [None if x is None else x**step if ratio else x * step for x in three]
    return replace(row, estimate=made[0], ci_low=made[1], ci_high=made[2])
