"""Grids of columns, and quartiles on them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aci_core.sharing.results.grids import Grid, grid_of, grids_of
from tests.build import cohort_of


@pytest.mark.parametrize(
    ("values", "step", "expected"),
    [
        ([0, 5, 20, 95], 0, Grid(5.0)),
        ([3, 8, 13, 23], 0, Grid(5.0, 3.0)),
        ([2, 4, 8], 1, Grid(2.0)),
        ([4.5, 4.6, 9.1], 0, Grid(0.1)),
        ([1.25, 1.5, 3.0], 0, Grid(0.25)),
        ([-7, -3, 1], 0, Grid(4.0, 1.0)),
        # Few values, all of which the scale's own step explains.
        ([100, 100], 5, Grid(5.0)),
        ([97, 97], 0, Grid()),
        ([], 1, Grid(1.0)),
        ([0.1234567, 0.7654321], 0, Grid()),
    ],
)
def test_grids_by_hand(values: list[float], step: float, expected: Grid) -> None:
    assert grid_of(np.array(values, dtype=float), step) == expected


def test_one_value_off_the_grid_leaves_the_others_on_it() -> None:
    fives = np.array([*range(0, 105, 5), 63.0])
    assert grid_of(fives) == Grid(5.0)
    assert grid_of(fives, 1.0) == Grid(5.0)
    ages = np.array([51, 54, 55, 58, 60, 61, 63, 64, 66, 70.0])
    assert grid_of(ages) == Grid(1.0)


@given(st.integers(-500, 500), st.sampled_from([1.0, 5.0, 200.0]), st.integers(0, 3))
def test_a_quartile_lies_on_the_grid_half_up(quarters: int, size: float, origin: int) -> None:
    grid = Grid(size, origin * size / 4 if size > 1 else 0.0)
    x = quarters * size / 4 + grid.origin
    shown = grid.nearest(x, 0.1)
    assert shown is not None
    times = (shown - grid.origin) / size
    assert times == pytest.approx(round(times))
    assert abs(shown - x) <= size / 2
    assert grid.nearest(None, 0.1) is None


def test_coarser_steps_win() -> None:
    assert Grid(0.1).nearest(6.27, 0.5) == 6.5
    assert Grid(5.0).nearest(92.5, 0.5) == 95.0


def test_grids_of_scores_and_of_their_changes() -> None:
    n = 40
    grids = grids_of(
        cohort_of(
            nihss_pre=[2 * (i % 9) + 4 for i in range(n)],
            nihss_m3=[2 * (i % 7) + 1 for i in range(n)],
            bi_pre=[10 * (i % 9) for i in range(n)],
            bi_m3=[10 * (i % 7) + 10 for i in range(n)],
            glucose=[4.1 + (i % 17) / 10 for i in range(n)],
        )
    )
    assert grids.of("nihss", "pre") == Grid(2.0)
    assert grids.of("nihss", "m3") == Grid(2.0, 1.0)
    assert grids.of("nihss", "m3-pre") == Grid(2.0, 1.0)
    assert grids.of("bi", "m3-pre") == grids.of("bi_pre") == Grid(10.0)
    assert grids.of("glucose") == Grid(0.1)
    assert grids.of("nobody") == Grid()
