"""The bracketed root, and imports that a first page can afford."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest

from aci_core.stats.two_by_two import occupied, refusal, root


@pytest.mark.parametrize(
    ("f", "a", "b", "x"),
    [
        (lambda x: x**3 - 2.0, 0.0, 2.0, 2.0 ** (1 / 3)),
        (lambda x: 1.0 - x, 3.0, 0.0, 1.0),
        (lambda x: math.exp(x) - 1e-12, -50.0, 1.0, math.log(1e-12)),
        (lambda x: x**9 - 1e-9, 0.0, 10.0, 0.1),
        (lambda x: x - 0.5 * math.sqrt(x), 0.0, 1.0, 0.25),
        (lambda x: -1.0 if x < 0.3 else 1.0, 0.0, 1.0, 0.3),
    ],
)
def test_root(f, a, b, x):
    assert root(f, a, b) == pytest.approx(x, rel=1e-14)


def test_a_zero_at_an_end_takes_its_sign():
    # f(0) = 0, but the root that is sought is 1/4; likewise from the other end.
    assert root(lambda x: x * (x - 0.25), 0.0, 1.0) == pytest.approx(0.25, rel=1e-14)
    assert root(lambda x: (x - 0.25) * (1.0 - x), 0.0, 1.0) == pytest.approx(0.25, rel=1e-14)


def test_refusal():
    assert refusal(0, 0, 1, 2) == refusal(1, 2, 0, 0) == "no_patients"
    assert refusal(3, 2, 1, 2) == refusal(1, 2, 3, 2) == refusal(-1, 2, 1, 2) == "invalid_counts"
    assert refusal(0, 1, 1, 1) is None


def test_occupied_columns():
    assert occupied([[1, 0, 0], [0, 0, 2]]) == ([1, 0], [0, 2])
    with pytest.raises(ValueError, match="two rows"):
        occupied([1, 2])


def test_no_slow_import():
    modules = (
        "chi_square distributions fisher freeman_halton multiplicity odds_ratio ordinal "
        "pairwise proportion ranks risk_difference risk_ratio shift signed_rank two_by_two"
    )
    code = ";".join(f"import aci_core.stats.{m}" for m in modules.split())
    code += ";import sys;print([m for m in ('scipy.stats','statsmodels') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
