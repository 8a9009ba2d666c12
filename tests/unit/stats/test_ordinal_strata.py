"""Ordered grades within strata: what tells nothing, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.domain.arrays import Ints
from aci_core.stats.ordinal import proportional_odds
from aci_core.stats.ordinal_strata import (
    arm_by_stratum,
    proportional_odds_given_strata,
    van_elteren,
)

TWO = np.array([[[6, 5, 2], [3, 4, 6]], [[9, 4, 1], [6, 5, 4]]])
BOTH = (van_elteren, proportional_odds_given_strata)


def with_stratum(*arms: list[int]) -> Ints:
    return np.concatenate([TWO, [arms]])


def test_one_stratum_has_the_odds_of_its_table() -> None:
    alone, plain = proportional_odds_given_strata(TWO[:1]), proportional_odds(TWO[0])
    assert (alone.value, alone.low, alone.high) == pytest.approx(
        (plain.value, plain.low, plain.high), rel=1e-9
    )


def test_one_stratum_has_wilcoxons_variance_of_ties() -> None:
    t, c = TWO[0]
    ranks = np.cumsum(t + c) - (t + c) / 2 + 0.5
    n1, n0, n = t.sum(), c.sum(), (t + c).sum()
    variance = n1 * n0 / (n * (n - 1)) * ((t + c) @ (ranks - (n + 1) / 2) ** 2)
    z2 = (t @ ranks - n1 * (n + 1) / 2) ** 2 / variance
    assert van_elteren(TWO[:1]).statistic == pytest.approx(z2, rel=1e-12)


@pytest.mark.parametrize("arms", [([0, 0, 0], [0, 0, 0]), ([0, 0, 0], [0, 0, 4])])
@pytest.mark.parametrize("method", BOTH)
def test_a_stratum_without_patients_of_both_arms_in_an_end_adds_nothing(method, arms) -> None:
    assert method(with_stratum(*arms)) == method(TWO)


@pytest.mark.parametrize("method", BOTH)
def test_a_stratum_all_in_one_end_adds_nothing(method) -> None:
    assert method(with_stratum([0, 0, 7], [0, 0, 3])) == method(TWO)


@pytest.mark.parametrize("method", BOTH)
def test_an_empty_grade_changes_nothing(method) -> None:
    wider = np.insert(TWO, 1, 0, axis=2)
    ours, plain = method(wider), method(TWO)
    assert ours.statistic == pytest.approx(plain.statistic, rel=1e-12)


@pytest.mark.parametrize("method", [*BOTH, arm_by_stratum])
def test_arms_swapped_turn_the_sign_alone(method) -> None:
    ours, plain = method(TWO[:, ::-1]), method(TWO)
    assert ours.p == pytest.approx(plain.p, rel=1e-9)
    if plain.value is not None:
        assert ours.value == pytest.approx(1 / plain.value, rel=1e-9)


@pytest.mark.parametrize("method", [*BOTH, arm_by_stratum])
@pytest.mark.parametrize(
    ("tables", "why"),
    [
        (np.zeros((0, 2, 3), dtype=int), "no_patients"),
        (np.zeros((2, 2, 3), dtype=int), "no_patients"),
        (np.array([[[3, 0], [4, 0]], [[2, 0], [5, 0]]]), "constant"),
    ],
)
def test_what_tells_nothing_says_why(method, tables, why) -> None:
    e = method(tables)
    assert (e.value, e.statistic, e.p, e.notes) == (None, None, None, (why,))


def test_strata_that_are_each_of_one_arm_are_not_compared() -> None:
    apart = np.array([[[6, 5, 2], [0, 0, 0]], [[0, 0, 0], [6, 5, 4]]])
    assert van_elteren(apart).notes == ("no_patients",)
    assert proportional_odds_given_strata(apart).notes == ("no_patients",)


def test_an_arm_all_in_one_end_leaves_arm_by_stratum_untested() -> None:
    assert arm_by_stratum(with_stratum([0, 0, 5], [2, 3, 1])).notes == ("perfect_prediction",)


def test_strata_of_one_arm_take_no_degree_of_freedom_of_arm_by_stratum() -> None:
    assert arm_by_stratum(with_stratum([0, 0, 0], [2, 3, 4])).df == 1.0
    assert arm_by_stratum(TWO[:1]).notes == ("one_level",)


def test_equal_odds_leave_nothing_between_the_strata() -> None:
    same = arm_by_stratum(np.concatenate([TWO[:1], TWO[:1]]))
    assert same.statistic == pytest.approx(0.0, abs=1e-9)
    assert same.p == pytest.approx(1.0, abs=1e-4)
