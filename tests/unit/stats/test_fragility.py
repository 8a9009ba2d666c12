"""The fragility index: against a walk patient by patient, and at its edges."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from aci_core.stats.estimate import not_computed
from aci_core.stats.fisher import fisher_2x2
from aci_core.stats.fragility import fragility_index, lower_is_treatment


def fisher(x: int, m: int, y: int, n: int) -> float:
    p = fisher_2x2([[x, m - x], [y, n - y]]).p
    assert p is not None
    return p


def walked(x: int, m: int, y: int, n: int, alpha: float) -> tuple[float | None, float | None]:
    """One patient after another, and the test anew each time."""
    first = lower_is_treatment(x, m, y, n)
    below = fisher(x, m, y, n) < alpha
    events, patients = (x, m) if first else (y, n)
    for k in range(1, (patients - events if below else events) + 1):
        turned = k if below else -k
        p = fisher(x + turned, m, y, n) if first else fisher(x, m, y + turned, n)
        if (p < alpha) != below:
            return turned, p
    return None, None


def test_small_tables() -> None:
    for m, n in product((1, 2, 5, 9), (1, 3, 8)):
        for x, y in product(range(m + 1), range(n + 1)):
            made = fragility_index(x, m, y, n)
            assert (made.value, made.p) == walked(x, m, y, n, 0.05), (x, m, y, n)


@pytest.mark.parametrize("alpha", [0.5, 0.05, 0.001])
def test_large_and_uneven_arms(alpha: float) -> None:
    """Also where halving leaves patients out, which it must not do past equal rates."""
    rng = np.random.default_rng(20261201)
    for m, n in ((30, 900), (400, 150), (200, 900), (400, 500)):
        x, y = int(rng.integers(m + 1)), int(rng.integers(n + 1))
        made = fragility_index(x, m, y, n, alpha)
        assert (made.value, made.p) == walked(x, m, y, n, alpha), (x, m, y, n)


def test_a_published_example() -> None:
    """6 of 40 v 15 of 40 with Fisher's P 0.0406: one patient (R package fragilityindex)."""
    made = fragility_index(6, 40, 15, 40)
    assert (made.value, made.p) == (1, pytest.approx(0.07836101, abs=5e-9))


def test_arms_swapped_are_as_fragile() -> None:
    assert fragility_index(67, 78, 54, 78) == fragility_index(54, 78, 67, 78)


def test_nothing_turns_it() -> None:
    """Of three patients a side no table is below alpha."""
    assert fragility_index(3, 3, 2, 3) == not_computed("not_turned")
    assert fragility_index(0, 5, 0, 5) == not_computed("not_turned")


def test_an_empty_arm() -> None:
    assert fragility_index(0, 0, 3, 9) == not_computed("no_patients")


def test_of_equal_rates_the_control_arm_is_changed() -> None:
    assert not lower_is_treatment(10, 20, 5, 10)
    made = fragility_index(10, 20, 5, 10)
    assert (made.value, made.p) == walked(10, 20, 5, 10, 0.05)
    assert made.value == -4
    assert made.p == pytest.approx(fisher(10, 20, 1, 10))
