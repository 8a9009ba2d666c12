"""How skewed is each measure in each arm? Shown, and choosing no method."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from aci_core.analyses.result import try_query
from aci_core.stats.describe import skewness
from aci_core.summaries import Data, Var


def skews(data: Data, visits: Mapping[str, tuple[str, ...]]) -> dict[tuple[str, str, str], float]:
    """Skewness by measure, visit and arm; without those that have none.

    Parameters
    ----------
    data : Data
    visits : dict of str to tuple of str
        Usable visits of each measure.
    """
    by_arm = {}
    for name, there in visits.items():
        for visit in there:
            counts, _ = try_query(partial(data.counts, Var(f"{name}_{visit}")))
            if counts is None:
                continue
            by = zip(data.arms, (counts.treatment, counts.control), strict=True)
            for arm, weights in by:
                value = skewness(counts.values, weights).value
                if value is not None:
                    by_arm[name, visit, arm] = value
    return by_arm
