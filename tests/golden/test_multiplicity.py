"""Adjusted P values against R's p.adjust."""

from __future__ import annotations

import pytest

from aci_core.stats.multiplicity import benjamini_hochberg, holm
from tests.golden.means_cases import number, read

ROWS = read("multiplicity")


def test_the_file_is_whole():
    assert len(ROWS) == 14


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg], ids=lambda f: f.__name__)
@pytest.mark.parametrize("row", ROWS, ids=range(len(ROWS)))
def test_as_r(row, adjust):
    got = adjust([number(x) for x in row["p"].split()])
    agree(got, row[adjust.__name__])


@pytest.mark.parametrize("row", ROWS, ids=range(len(ROWS)))
def test_a_declared_family_is_that_of_r(row):
    raw = [number(x) for x in row["p"].split()]
    agree(holm(raw, len(raw) + 2), row["holm_declared"])


def agree(got, text):
    expected = [number(x) for x in text.split()]
    assert [p is None for p in got] == [p is None for p in expected]
    assert [p for p in got if p is not None] == pytest.approx(
        [p for p in expected if p is not None], rel=1e-12
    )
