"""r with each patient left out against R's cor of the others."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.stats.influence import leave_one_out
from tests.golden.means_cases import number, read

ROWS = {row["dataset"]: row for row in read("influence")}


@pytest.mark.parametrize("dataset", ROWS)
def test_as_r(dataset):
    row = ROWS[dataset]
    x, y = ([number(cell) for cell in row[name].split()] for name in ("x", "y"))
    expected = [number(cell) for cell in row["without"].split()]
    computed = leave_one_out(x, y)
    assert [bool(np.isnan(r)) for r in computed] == [r is None for r in expected]
    known = [(a, b) for a, b in zip(computed, expected, strict=True) if b is not None]
    assert [a for a, _ in known] == pytest.approx([b for _, b in known], rel=1e-9, abs=1e-12)
    if len(known) == len(expected):
        assert computed.min() == pytest.approx(number(row["low"]), rel=1e-9)
        assert computed.max() == pytest.approx(number(row["high"]), rel=1e-9)


def test_two_patients_have_none():
    assert np.isnan(leave_one_out([1, 2], [3, 4])).all()
    assert len(leave_one_out([], [])) == 0
