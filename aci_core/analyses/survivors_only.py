"""Which adjusted differences are of survivors alone? Those that none of the dead is in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from aci_core.domain.schema import PRE, Role
from aci_core.summaries import PatientLevelData, Var


def survivors(
    data: PatientLevelData, visits: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, str]]:
    """Measures and visits where patients died and none of them has both scores.

    Parameters
    ----------
    data : PatientLevelData
    visits : dict of str to tuple of str
        Usable visits of each measure.
    """
    column = next((c for c in data.columns if c.role is Role.DIED), None)
    if column is None:
        return
    dead = data.values(Var(column.name)) >= 1
    if not dead.any():
        return
    for name, there in visits.items():
        if PRE not in there:
            continue
        scored = dead & ~np.isnan(data.values(Var(f"{name}_{PRE}")))
        for visit in there:
            after = ~np.isnan(data.values(Var(f"{name}_{visit}")))
            if visit != PRE and not (scored & after).any():
                yield name, visit
