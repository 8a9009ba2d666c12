"""Values counted on a grid are those that sorting finds, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.summaries.distinct import distinct, on_grid

N = 20_000
RNG = np.random.default_rng(11)
ON_A_GRID = {
    "scores": RNG.integers(0, 43, N).astype(float),
    "changes": RNG.integers(-42, 43, N).astype(float),
    "one decimal": np.round(RNG.normal(60, 9, N), 1),
    "two decimals": np.round(RNG.normal(0, 20, N), 2),
    "three decimals": np.round(RNG.random(N) * 4, 3),
    "one value": np.full(N, 7.0),
    "either zero": np.where(RNG.random(N) < 0.5, -0.0, 0.0),
}
BESIDE = {
    "measured": RNG.normal(size=N),
    "differences of decimals": np.round(RNG.normal(5, 1, N), 2) - np.round(RNG.normal(5, 1, N), 2),
    "too wide": RNG.integers(0, 10**9, N).astype(float),
    "huge": RNG.integers(0, 9, N) * 1e300,
    "whole but beyond whole steps": 2.0**60 + RNG.integers(0, 9, N) * 2.0**10,
    "one infinite": np.append(RNG.integers(0, 9, N - 1).astype(float), np.inf),
    "one beside": np.append(RNG.integers(0, 9, N - 1).astype(float), 0.12345),
    "few": RNG.integers(0, 9, 50).astype(float),
}


@pytest.mark.parametrize("name", [*ON_A_GRID, *BESIDE])
def test_it_is_what_sorting_finds(name: str) -> None:
    x = (ON_A_GRID | BESIDE)[name]
    values, places = distinct(x)
    expected, where = np.unique(x, return_inverse=True)
    assert values.tolist() == expected.tolist()
    assert places.tolist() == where.tolist()


@pytest.mark.parametrize("name", ON_A_GRID)
def test_a_grid_holds_each_value_exactly(name: str) -> None:
    result = on_grid(ON_A_GRID[name])
    assert result is not None
    grid, places = result
    assert (grid[places] == ON_A_GRID[name]).all()
    assert (np.diff(grid) > 0).all()


@pytest.mark.parametrize("name", BESIDE)
def test_what_has_no_grid_is_sorted(name: str) -> None:
    assert on_grid(BESIDE[name]) is None
