"""Reading what R wrote, and comparing an estimate with it."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from aci_core.stats.estimate import Estimate

Row = dict[str, str]

# A P below this has lost digits on both sides.
TINY = 1e-300

FIELDS = ("value", "low", "high", "statistic", "df", "p")


@cache
def read(name: str) -> tuple[Row, ...]:
    """Rows of a CSV beside this file, or in a folder beside it."""
    with (Path(__file__).parent / f"{name}.csv").open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


def by_dataset(name: str) -> dict[str, list[Row]]:
    """Rows of a CSV, grouped by data set."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in read(name):
        groups[row["dataset"]].append(row)
    return groups


def numbers(text: str) -> npt.NDArray[np.float64]:
    """The numbers of a cell, which blanks part."""
    return np.array(text.split(), dtype=np.float64)


def number(text: str) -> float | None:
    """The number of a cell, None where R had none."""
    return None if text == "NA" else float(text)


def differences(got: Estimate, row: Row, rel: float = 1e-8) -> list[str]:
    """Where an estimate is not what R found, in words; empty if nowhere."""
    expected = {field: number(row[field]) for field in FIELDS if field in row}
    limits = [abs(expected[f] or 0.0) for f in ("value", "low", "high")]
    wrong = []
    for field, want in expected.items():
        have = getattr(got, field)
        if want is None or have is None:
            same = want is None and have is None
        else:
            # A value near 0 between wide limits has the limits' rounding, not its own.
            near = 1e-3 * rel * max(limits) if field in {"value", "low", "high"} else TINY
            same = math.isclose(have, want, rel_tol=rel, abs_tol=near)
        if not same:
            label = " ".join(row.get(k, "") for k in ("method", "covariates", "level"))
            wrong.append(f"{label} {field}: {have!r}, R {want!r}, notes {got.notes}")
    if expected["value"] is None and not got.notes:
        wrong.append(f"not computed, and no note: {row}")
    return wrong
