"""Standardised differences under chance: the percentile, its tail, and what it corrects."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.stats.distributions import normal_two_sided
from aci_core.stats.estimate import not_computed
from aci_core.stats.smd_chance import smd_beyond_chance, smd_chance
from aci_core.stats.smd_levels import smd_levels
from aci_core.stats.two_means import smd_means
from aci_core.summaries.moments import Moments


def test_at_78_and_78_about_half_lie_beyond_a_tenth() -> None:
    assert smd_beyond_chance(0.1, 78, 78).value == pytest.approx(0.532299, abs=5e-7)
    assert smd_beyond_chance(0.1, 78, 78, 4).value == pytest.approx(0.942300, abs=5e-7)


@pytest.mark.parametrize(("n_treatment", "n_control"), [(78, 78), (5, 400), (9000, 10435)])
@pytest.mark.parametrize("d", [0.0, 0.01, -0.1, 0.4])
def test_of_two_levels_it_is_the_normal_tail(d: float, n_treatment: int, n_control: int) -> None:
    tail = normal_two_sided(d / np.sqrt(1 / n_treatment + 1 / n_control))
    assert smd_beyond_chance(d, n_treatment, n_control).value == pytest.approx(tail, rel=1e-9)
    assert smd_chance(d, n_treatment, n_control).value == pytest.approx(1 - tail, abs=1e-12)


def test_more_levels_need_a_larger_difference_for_the_same_percentile() -> None:
    shares = [smd_chance(0.3, 78, 78, k).value for k in (2, 3, 4, 6)]
    assert shares == sorted(shares, reverse=True)


def test_what_is_refused() -> None:
    for function in (smd_chance, smd_beyond_chance):
        assert function(0.1, 0, 5) == not_computed("no_patients")
        assert function(0.1, 5, 5, 1) == not_computed("constant")


def test_a_variable_of_five_levels_wins_by_size_and_not_by_percentile() -> None:
    """Statistics, rule 8: beside eight others of two values it wins 54 % of the time by size."""
    rng, size, percentile = np.random.default_rng(20261130), 0, 0
    trials = 400
    for _ in range(trials):
        five = rng.multinomial(78, [0.2] * 5, 2)
        arms = rng.normal(size=(8, 2, 78))
        d = [smd_levels(five).value]
        d += [smd_means(Moments.of(t), Moments.of(c)).value for t, c in arms]
        size += int(np.argmax(np.abs(d))) == 0
        shares = [smd_chance(x, 78, 78, 5 if k == 0 else 2).value for k, x in enumerate(d)]
        percentile += int(np.argmax(shares)) == 0
    assert size > 0.45 * trials
    assert percentile < 0.2 * trials  # one in nine
