"""Values below a limit of detection, read as half of it: which they are, and those far from all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from aci_core.checks.column_access import header, number_text, numbers
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.schema import Column

CODE: Final = "limit_far"
_SDS: Final = 3.0  # below the least of the others, on the log scale
_FEWEST: Final = 8
_NUMBER: Final = re.compile(r"[0-9]*\.?[0-9]+")


def below_limit(cohort: Cohort, column: Column) -> dict[int, str]:
    """Place of each patient whose value is half of a limit, and the cell as the file has it.

    They are the smallest of their column, as many as its reading counted.
    """
    read = [i for i in cohort.issues if i.code == "read_below" and i.column == header(column)]
    values = numbers(cohort, column)
    if not read or values is None:
        return {}
    known = np.flatnonzero(~np.isnan(values))
    n = int(dict(read[0].facts).get("count", 0))
    texts = (read[0].value or "").split("; ")
    halves = {float(found[0]) / 2: text for text in texts if (found := _NUMBER.search(text))}
    least = known[np.argsort(values[known], kind="stable")][:n]
    alone = texts[0] if len(texts) == 1 else None
    return {
        int(place): alone or halves.get(float(values[place]), number_text(float(values[place])))
        for place in least
    }


def detection_limits(cohort: Cohort) -> Iterator[Issue]:
    """`limit_far`: a limit more than three SDs (logarithms) below the least measured value."""
    for column in cohort.columns:
        cells = below_limit(cohort, column)
        values = numbers(cohort, column)
        if not cells or values is None:
            continue
        measured = np.delete(values, list(cells))
        measured = measured[measured > 0]
        if measured.size < _FEWEST:
            continue
        logs, least = np.log(measured), float(measured.min())
        spread = float(logs.std(ddof=1))
        for place, text in cells.items():
            limit = 2 * float(values[place])
            if limit > 0 and np.log(least) - np.log(limit) > _SDS * spread:
                row, facts = cohort.row_of(place, column.header), (("least", number_text(least)),)
                yield Issue(CODE, "warning", row, header(column), text, facts)
