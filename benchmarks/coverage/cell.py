"""A cell of the study: one method, one truth, one number of patients; and what was found."""

from __future__ import annotations

import math
from dataclasses import dataclass

from aci_core.stats.estimate import Estimate

LEVEL = 0.95
SIZES = (20, 78, 500)  # patients an arm; of a single group where there is one

# A limit that is the truth but for rounding holds it.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Cell:
    """Coverage of one method in one setting.

    Parameters
    ----------
    method : str
        As in the rows of a Result.
    setting : str
        A code for what is measured, such as ``0.859 v 0.692`` or ``nihss``.
    n : int
        Patients an arm.
    truth : float
        What the interval should hold.
    how : {"exact", "simulated"}
        Every table weighed by its probability, or random cohorts.
    runs : int
        Tables, or cohorts.
    seed : int or None
    coverage : float
        Of those that have an interval.
    se : float
        Its Monte Carlo error; of an exact cell the probability of the tables left out.
    none : float
        Probability that there is no interval.
    bias, bias_se : float or None
        Mean of the estimates less the truth, and its Monte Carlo error; where outcomes are missing.
    """

    method: str
    setting: str
    n: int
    truth: float
    how: str
    runs: int
    seed: int | None
    coverage: float
    se: float
    none: float
    bias: float | None = None
    bias_se: float | None = None


def holds(result: Estimate, truth: float) -> bool | None:
    """Whether the interval holds the truth; None where there is no interval."""
    low, high = result.low, result.high
    if low is None and "unbounded_low" in result.notes:
        low = -math.inf
    if high is None and "unbounded_high" in result.notes:
        high = math.inf
    if low is None or high is None:
        return None
    slack = _ROUNDING * max(1.0, abs(truth))
    return low - slack <= truth <= high + slack
