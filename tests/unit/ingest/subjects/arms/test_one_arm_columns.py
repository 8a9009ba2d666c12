"""Columns that one arm alone fills in."""

from __future__ import annotations

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.ingest import load
from tests.build import csv_of_rows

N = 24


def made_of(header: str, treated: int, others: int) -> Cohort:
    """A file with a column that so many patients of each arm fill in."""
    most = (others, treated)
    rows = [
        [i, ("control", "treated")[i % 2], 50 + i, 3 + i if i // 2 < most[i % 2] else ""]
        for i in range(N)
    ]
    return load(csv_of_rows(["id", "arm", "age", header], rows), "x.csv")


@pytest.mark.parametrize(
    ("header", "treated", "others", "stopped"),
    [
        ("wait", 12, 0, True),
        ("等待天数", 7, 0, True),
        ("wait", 0, 12, True),
        ("wait", 4, 0, False),  # too few to tell
        ("wait", 12, 1, False),
        ("height", 12, 0, False),  # known for what it is: missing in the other arm
    ],
)
def test_what_only_one_arm_has_is_no_characteristic(
    header: str, treated: int, others: int, stopped: bool
) -> None:
    cohort = made_of(header, treated, others)
    column = next(c for c in cohort.columns if c.header == header)
    told = [i.column for i in cohort.issues if i.code == "one_arm_only"]
    assert (column.stopped, told) == (stopped, [header] if stopped else [])
