"""A P that was not computed is no member of the family."""

from __future__ import annotations

import pytest

from aci_core.stats.multiplicity import benjamini_hochberg, holm


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
def test_nothing_to_adjust(adjust):
    assert adjust([]) == []
    assert adjust([None, None]) == [None, None]
    assert adjust([0.03]) == [0.03]


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
def test_none_passes_through(adjust):
    some = adjust([0.01, None, 0.04, None, 0.02])
    assert [some[0], some[2], some[4]] == adjust([0.01, 0.04, 0.02])
    assert some[1] is some[3] is None


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
def test_never_above_one_nor_below_the_raw(adjust):
    raw = [0.9, 0.0, 0.5, 0.5, 1.0]
    assert all(p <= a <= 1.0 for p, a in zip(raw, adjust(raw), strict=True))


def test_a_test_that_could_not_be_made_counts_as_a_p_of_one():
    raw = [0.001, None, 0.03, None]
    as_one = holm([1.0 if p is None else p for p in raw])
    assert [p for p in holm(raw, 4) if p is not None] == [as_one[0], as_one[2]]


def test_fewer_declared_than_made_change_nothing():
    assert holm([0.01, 0.04], 1) == holm([0.01, 0.04])


def test_what_is_given_stays():
    raw = [0.02, None, 0.01]
    holm(raw)
    benjamini_hochberg(raw)
    assert raw == [0.02, None, 0.01]
