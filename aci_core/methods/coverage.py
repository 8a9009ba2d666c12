"""Coverage of each method's 95 % interval, as the coverage study measured it.

`coverage.csv` is made by ``make coverage-study`` beside the study's own table, and never by hand.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

# Below the one an interval fails in that setting, above the other it is conservative.
LOW, HIGH = 0.93, 0.97
PROMISED = 0.95


@dataclass(frozen=True, slots=True)
class Coverage:
    """Coverage of one method at one sample size, over the study's settings.

    Parameters
    ----------
    method : str
    n : int
        Patients an arm, or in the one group.
    settings : int
        How many truths were tried.
    cohorts : int or None
        Random ones a setting; None where every table was weighed by its probability.
    lowest, highest : float
        Shares of one.
    lowest_setting, highest_setting : str
        A code of the catalogue's ``coverage_setting``, or rates: ``0.2 v 0.1``.
    below, above : int
        Settings with coverage below `LOW`, above `HIGH`.
    """

    method: str
    n: int
    settings: int
    cohorts: int | None
    lowest: float
    lowest_setting: str
    highest: float
    highest_setting: str
    below: int
    above: int


@cache
def _by_method() -> Mapping[str, tuple[Coverage, ...]]:
    text = resources.files("aci_core.methods").joinpath("coverage.csv").read_text("utf-8")
    by_method: dict[str, list[Coverage]] = {}
    for row in csv.DictReader(text.splitlines()):
        by_method.setdefault(row["method"], []).append(
            Coverage(
                row["method"],
                int(row["n"]),
                int(row["settings"]),
                int(row["cohorts"]) if row["cohorts"] else None,
                float(row["lowest"]),
                row["lowest_setting"],
                float(row["highest"]),
                row["highest_setting"],
                int(row["below"]),
                int(row["above"]),
            )
        )
    return {name: tuple(rows) for name, rows in by_method.items()}


def coverage_of(method: str) -> tuple[Coverage, ...]:
    """Coverage of a method, small samples first; empty where it was not studied.

    Parameters
    ----------
    method : str
        As in the rows of a Result.

    Returns
    -------
    tuple of Coverage

    Examples
    --------
    >>> [coverage.n for coverage in coverage_of("wilson")], coverage_of("holm")
    ([20, 78, 500], ())
    """
    return _by_method().get(method, ())
