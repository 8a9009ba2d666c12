"""Direction of each patient's change since before treatment: better, the same or worse."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from aci_core.analyses.outcomes import Outcomes
from aci_core.analyses.result import Points
from aci_core.domain.arrays import Floats, Ints, Mask
from aci_core.domain.schema import PRE
from aci_core.summaries import Arms

DIRECTIONS = {"better": 1, "same": 0, "worse": -1}
OPEN = "open"  # which of them a limit of detection does not tell


@dataclass(frozen=True, eq=False, slots=True)
class ChangeDirection:
    """Directions of change of the patients with both scores.

    Parameters
    ----------
    variable, visit : str
    directed : bool
        Whether one end of the scale is the good one; without, better is higher.
    before, after : ndarray of float, shape (n,)
        Of every patient, NaN missing; at its limit a value beyond one.
    direction : ndarray of float, shape (n,)
        1 better, 0 the same, -1 worse, NaN where a score is missing or a limit leaves it open.
    beyond : ndarray of bool, shape (n, 2)
        Whose value before and after lies beyond a limit.
    treated : ndarray of bool, shape (n,)
    ordinals : ndarray of int, shape (n,)
        Numbers in the whole cohort.
    """

    variable: str
    visit: str
    directed: bool
    before: Floats = field(repr=False)
    after: Floats = field(repr=False)
    direction: Floats = field(repr=False)
    beyond: Mask = field(repr=False)
    treated: Mask = field(repr=False)
    ordinals: Ints = field(repr=False)

    def among(self, arm: int, code: int) -> Ints:
        """Places of an arm's patients who changed in one direction; arm 0 is treatment."""
        return np.flatnonzero((self.treated == (arm == 0)) & (self.direction == code))

    def left_open(self, arm: int) -> Ints:
        """Places of an arm's patients with both values, whose direction a limit leaves open."""
        both = ~np.isnan(self.before) & ~np.isnan(self.after) & np.isnan(self.direction)
        return np.flatnonzero((self.treated == (arm == 0)) & both)

    @property
    def counts(self) -> Arms[dict[str, int]]:
        """Patients of each arm by the names of `DIRECTIONS`."""
        return Arms(
            *(
                {name: len(self.among(arm, code)) for name, code in DIRECTIONS.items()}
                for arm in (0, 1)
            )
        )

    @property
    def counted(self) -> tuple[dict[str, int], ...]:
        """As `counts`, with those whose direction is open."""
        return tuple(
            {**tally, OPEN: len(self.left_open(arm))} for arm, tally in enumerate(self.counts)
        )

    @property
    def n(self) -> int:
        """Patients with both scores."""
        return int(np.count_nonzero(~np.isnan(self.before) & ~np.isnan(self.after)))


def change_direction(result: Outcomes, variable: str, visit: str) -> ChangeDirection | None:
    """Direction of each patient's change from before treatment to a visit.

    Returns
    -------
    ChangeDirection or None
        None where the Data has no patients, or there is no score at one of the two.
    """
    points = result.points
    if points is None:
        return None
    names = [f"{variable}_{at}" for at in (PRE, visit)]
    if not points.columns.keys() >= set(names):
        return None
    better = result.better(variable)
    (before, before_beyond), (after, after_beyond) = (points.at_limits(name) for name in names)
    # What a value beyond a limit may be: the direction is known where both ends tell the same.
    (b_low, b_high), (a_low, a_high) = (_ends(points, name) for name in names)
    least, most = np.sign(a_low - b_high), np.sign(a_high - b_low)
    change = np.where(least == most, most, np.nan)
    return ChangeDirection(
        variable,
        visit,
        better is not None,
        before,
        after,
        change * (-1.0 if better == "lower" else 1.0) + 0.0,
        np.column_stack([before_beyond, after_beyond]),
        points.treated,
        points.ordinals,
    )


def _ends(points: Points, column: str) -> tuple[Floats, Floats]:
    """Least and largest value that each patient may have."""
    values, beyond = points.at_limits(column)
    below = beyond & (points.columns[column] < values)
    return np.where(below, -np.inf, values), np.where(beyond & ~below, np.inf, values)
