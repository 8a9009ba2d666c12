"""Comparing the methods from counts with what R wrote, column by column."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from aci_core.summaries.counts import Counts
from tests.golden.means_cases import Row, number, numbers, read

REL = 1e-8


def integers(text: str) -> npt.NDArray[np.int64]:
    """The whole numbers of a cell, which blanks part."""
    return np.array(text.split(), dtype=np.int64)


def wrong(
    computed: Mapping[str, float | None],
    row: Row,
    rel: float = REL,
    near: Mapping[str, float] | None = None,
) -> list[str]:
    """Columns in which `computed` is not what R has; `near` holds absolute tolerances."""
    lines = []
    for column, have in computed.items():
        want = number(row[column])
        if have is None or want is None:
            same = have is None and want is None
        else:
            same = math.isclose(have, want, rel_tol=rel, abs_tol=(near or {}).get(column, 0.0))
        if not same:
            lines.append(f"{column}: {have!r}, R {want!r}")
    return lines


def counts_of(name: str) -> dict[str, Counts]:
    """Value counts by data set."""
    return {
        row["dataset"]: Counts(
            numbers(row["values"]), integers(row["treatment"]), integers(row["control"])
        )
        for row in read(name)
    }
