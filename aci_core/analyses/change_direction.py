"""Which way did each patient's score go? Better, the same or worse than before treatment."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from aci_core.analyses.outcomes import Outcomes
from aci_core.domain.schema import PRE
from aci_core.summaries import Arms
from aci_core.summaries.data import Floats

WAYS = ("better", "same", "worse")


@dataclass(frozen=True, eq=False, slots=True)
class Went:
    """The ways of the patients with both scores.

    Parameters
    ----------
    variable, visit : str
    directed : bool
        Whether one end of the scale is the good one; without, better is higher.
    before, after : ndarray of float, shape (n,)
        Of every patient, NaN missing.
    way : ndarray of float, shape (n,)
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
    way: Floats = field(repr=False)
    treated: npt.NDArray[np.bool_] = field(repr=False)
    ordinals: npt.NDArray[np.int64] = field(repr=False)

    def among(self, arm: int, code: int) -> npt.NDArray[np.int64]:
        """Places of an arm's patients who went one way; 0 is treatment."""
        return np.flatnonzero((self.treated == (arm == 0)) & (self.way == code))

    @property
    def counts(self) -> Arms[dict[str, int]]:
        """Patients of each arm by the names of `WAYS`."""
        return Arms(
            *(
                {
                    name: len(self.among(arm, code))
                    for name, code in zip(WAYS, (1, 0, -1), strict=True)
                }
                for arm in (0, 1)
            )
        )

    @property
    def n(self) -> int:
        """Patients with both scores."""
        return int(np.count_nonzero(~np.isnan(self.way)))


def went(result: Outcomes, variable: str, visit: str) -> Went | None:
    """Each patient's way from before treatment to a visit.

    Returns
    -------
    Went or None
        None where there are no patients, or no score at one of the two.
    """
    points = result.points
    if points is None:
        return None
    before, after = (points.columns.get(f"{variable}_{at}") for at in (PRE, visit))
    if before is None or after is None:
        return None
    better = result.better(variable)
    way = np.sign((-1.0 if better == "lower" else 1.0) * (after - before))
    return Went(
        variable, visit, better is not None, before, after, way, points.treated, points.ordinals
    )
