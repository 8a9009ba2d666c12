"""The Yang-Dalton difference against R's matrices and its noncentral chi-square."""

from __future__ import annotations

import pytest

from aci_core.stats.smd_levels import smd_levels
from tests.golden.means_cases import by_dataset, differences, numbers

RESULTS = by_dataset("levels")
NOTES = {
    "equal": ("zero_width",),
    "equal_shares": ("zero_width",),
    "one_level": ("constant",),
    "no_shared_level": ("no_shared_level",),
    "no_shared_level_two": ("no_shared_level",),
    "empty_arm": ("no_patients",),
}


@pytest.mark.parametrize("dataset", RESULTS)
def test_as_r(dataset):
    rows = RESULTS[dataset]
    assert len(rows) == 3
    wrong = []
    for row in rows:
        table = [numbers(row["treatment"]).astype(int), numbers(row["control"]).astype(int)]
        e = smd_levels(table, float(row["level"]))
        assert e.notes == NOTES.get(dataset, ())
        wrong += differences(e, row)
    assert wrong == []
