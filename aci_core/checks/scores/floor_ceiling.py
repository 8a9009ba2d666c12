"""Floor and ceiling effects: too many patients at one end of a scale."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aci_core.checks.column_access import by_arm, header, numbers, scores
from aci_core.domain.arrays import Floats, Mask
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.schema import Measure

_SHARE = 0.15
_FEWEST = 20
# A scale of few grades has many patients on each of them.
_STEPS = 10


def floor_ceiling(cohort: Cohort) -> Iterator[Issue]:
    """`floor` (the worst end) and `ceiling` (the best end) of a scale with two ends.

    Notes
    -----
    More than 15 % of an arm at one end, McHorney and Tarlov, Quality of Life Research
    1995; 4: 293-307.
    """
    arms = by_arm(cohort)
    for stem, at in scores(cohort).items():
        known = cohort.measures.get(stem)
        if known is None or known.better is None or not _long(known):
            continue
        worst_first = (known.low, known.high)[:: 1 if known.better == "higher" else -1]
        for column in at.values():
            values = numbers(cohort, column)
            if values is None:
                continue
            for code, end in zip(("floor", "ceiling"), worst_first, strict=True):
                counts = _arms_at_end(values, end, arms)
                if end is not None and counts:
                    facts = (("end", f"{end:g}"), ("arms", counts))
                    yield Issue(code, "info", None, header(column), facts=facts)


def _long(measure: Measure) -> bool:
    if measure.low is None or measure.high is None:
        return False
    return (measure.high - measure.low) / (measure.step or 1) >= _STEPS


def _arms_at_end(values: Floats, end: float | None, arms: list[tuple[str, Mask]]) -> str:
    """``treatment 20/78`` of each arm beyond the share."""
    at_end, known = values == end, ~np.isnan(values)
    facts = []
    for label, chosen in arms:
        x, n = int(np.count_nonzero(at_end & chosen)), int(np.count_nonzero(known & chosen))
        if n >= _FEWEST and x > _SHARE * n:
            facts.append(f"{label} {x}/{n}")
    return ", ".join(facts)
