"""The K-th difference: searched, and put right where subtraction rounds."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.stats import pairwise
from aci_core.stats.pairwise import Differences, _middle


@pytest.fixture(autouse=True)
def _always_search(monkeypatch):
    monkeypatch.setattr(pairwise, "_FEW", 16)


def ones(x):
    return np.ones(len(x), dtype=np.int64)


SAMPLES = {
    "normal": lambda r, n: r.normal(size=n),
    "tenths": lambda r, n: r.integers(0, 40, n) / 10,
    "heavy tails": lambda r, n: r.standard_cauchy(n) ** 3,
    "an atom": lambda r, n: np.where(r.random(n) < 0.5, 0.0, r.normal(size=n)),
    "two clouds": lambda r, n: r.integers(0, 2, n) * 1e6 + r.normal(size=n),
    "absorbed": lambda r, n: np.where(r.random(n) < 0.5, 1e16, 0.0) + r.normal(size=n),
    "many sizes": lambda r, n: r.choice([-1.0, 1.0], n) * 10.0 ** r.uniform(-300, 300, n),
    "subnormal": lambda r, n: r.integers(-50, 50, n) * 5e-324,
}


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize("sizes", [(1, 40), (40, 1), (37, 53), (150, 120)])
def test_every_rank_as_sorted(kind, sizes):
    rng = np.random.default_rng(sum(sizes))
    t, weight_t = np.unique(SAMPLES[kind](rng, sizes[0]), return_counts=True)
    c, weight_c = np.unique(SAMPLES[kind](rng, sizes[1]), return_counts=True)
    differences = Differences(t, weight_t, c, weight_c)
    expected = np.sort(np.subtract.outer(np.repeat(t, weight_t), np.repeat(c, weight_c)).ravel())
    assert differences.total == len(expected)
    step = max(1, len(expected) // 23)
    for rank in (*range(1, len(expected) + 1, step), len(expected)):
        assert differences.kth(rank) == expected[rank - 1]
        assert differences.count_at_most(expected[rank - 1]) == np.count_nonzero(
            expected <= expected[rank - 1]
        )


@pytest.mark.parametrize("kind", SAMPLES)
def test_sums_of_a_sample_with_itself(kind):
    x, n = np.unique(SAMPLES[kind](np.random.default_rng(4), 60), return_counts=True)
    differences = Differences(x, n, -x[::-1], n[::-1], diagonal=n)
    full = np.repeat(x, n)
    expected = np.sort(np.add.outer(full, full)[np.triu_indices(len(full))])
    assert differences.total == 2 * len(expected)
    for rank in range(1, len(expected) + 1, 37):
        assert differences.kth(2 * rank) == differences.kth(2 * rank - 1) == expected[rank - 1]


def test_next_above():
    t, c = np.array([0.0, 1.0, 5.0]), np.array([0.0, 2.0])
    differences = Differences(t, ones(t), c, ones(c))
    assert differences.next_above(-2.0) == -1.0
    assert differences.next_above(1.0) == 3.0


def test_rounding_beyond_a_few_places_is_searched_for():
    """Every control value is absorbed by 1e17: its whole row is one difference."""
    t, c = np.array([0.0, 1e17]), np.linspace(-1.0, 1.0, 500)
    differences = Differences(t, ones(t), c, ones(c))
    assert differences.count_at_most(1e17) == 1000
    assert differences.count_at_most(np.nextafter(1e17, 0.0)) == 500
    assert differences.kth(501) == 1e17


@pytest.mark.parametrize(
    ("low", "high"),
    [(-1.0, 2.0), (1.0, 3.0), (-3.0, -1.0), (0.0, 1e300), (-1e300, -0.0), (-0.0, 5e-324)],
)
def test_the_middle_lies_between(low, high):
    assert low <= _middle(low, high) <= high


def test_halving_ends():
    low, high, steps = 0.0, 1e300, 0
    while np.nextafter(low, np.inf) < high:
        low, steps = max(np.nextafter(low, np.inf), _middle(low, high)), steps + 1
        assert steps < 70
