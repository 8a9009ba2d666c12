"""Direction of each patient's change since before treatment: better, the same or worse."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from aci_core.analyses.outcomes import Outcomes
from aci_core.domain.arrays import Floats, Ints, Mask
from aci_core.domain.schema import PRE
from aci_core.summaries import Arms

DIRECTIONS = {"better": 1, "same": 0, "worse": -1}


@dataclass(frozen=True, eq=False, slots=True)
class ChangeDirection:
    """Directions of change of the patients with both scores.

    Parameters
    ----------
    variable, visit : str
    directed : bool
        Whether one end of the scale is the good one; without, better is higher.
    before, after : ndarray of float, shape (n,)
        Of every patient, NaN missing.
    direction : ndarray of float, shape (n,)
        1 better, 0 the same, -1 worse, NaN where a score is missing.
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
    treated: Mask = field(repr=False)
    ordinals: Ints = field(repr=False)

    def among(self, arm: int, code: int) -> Ints:
        """Places of an arm's patients who changed in one direction; arm 0 is treatment."""
        return np.flatnonzero((self.treated == (arm == 0)) & (self.direction == code))

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
    def n(self) -> int:
        """Patients with both scores."""
        return int(np.count_nonzero(~np.isnan(self.direction)))


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
    before, after = (points.columns.get(f"{variable}_{at}") for at in (PRE, visit))
    if before is None or after is None:
        return None
    better = result.better(variable)
    direction = np.sign((-1.0 if better == "lower" else 1.0) * (after - before))
    return ChangeDirection(
        variable,
        visit,
        better is not None,
        before,
        after,
        direction,
        points.treated,
        points.ordinals,
    )
