"""Edges of Fisher's test, the routes to its exact P, and the seeded one."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from aci_core.stats import fisher, freeman_halton
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.fisher import fisher_2x2, fisher_2xk
from aci_core.stats.freeman_halton import SEED


@pytest.mark.parametrize("test", [fisher_2x2, fisher_2xk])
@pytest.mark.parametrize("table", [[[0, 0], [3, 4]], [[3, 4], [0, 0]], [[0, 0], [0, 0]]])
def test_empty_arm(test, table):
    assert test(table) == not_computed("no_patients")


def test_no_event_and_all_events():
    assert fisher_2x2([[0, 7], [0, 9]]) == Estimate(p=1.0, notes=("no_events",))
    assert fisher_2x2([[7, 0], [9, 0]]) == Estimate(p=1.0, notes=("all_events",))
    assert fisher_2xk([[7, 0, 0], [9, 0, 0]]) == Estimate(p=1.0, notes=("constant",))


def test_not_two_by_two():
    assert fisher_2x2([[1, 2, 3], [3, 2, 1]]) == not_computed("not_two_by_two")


def test_an_empty_cell_bounds_one_side():
    e = fisher_2x2([[3, 75], [0, 78]])
    assert (e.value, e.high, e.notes) == (None, None, ("unbounded_high",))
    assert e.low > 0.0
    e_swapped = fisher_2x2([[0, 78], [3, 75]])
    assert (e_swapped.value, e_swapped.low, e_swapped.notes) == (0.0, 0.0, ())
    assert e_swapped.high == pytest.approx(1.0 / e.low, rel=1e-12)


def test_one_patient_each():
    e = fisher_2x2([[1, 0], [0, 1]])
    assert (e.p, e.value) == (1.0, None)
    # P(1 event in treatment) = psi/(1 + psi) is 0.025 at 0.025/0.975.
    assert e.low == pytest.approx(0.025 / 0.975, rel=1e-12)


def test_equal_arms():
    e = fisher_2x2([[20, 30], [20, 30]])
    assert e.p == 1.0
    assert e.value == pytest.approx(1.0, rel=1e-12)
    assert e.low == pytest.approx(1.0 / e.high, rel=1e-12)


def test_a_narrow_window_loses_nothing(monkeypatch):
    table = [[1200, 1800], [1100, 1900]]
    whole = fisher_2x2(table)
    monkeypatch.setattr(fisher, "_WIDE", 10)
    assert fisher_2x2(table).value == pytest.approx(whole.value, rel=1e-12)
    assert fisher_2x2(table).low == pytest.approx(whole.low, rel=1e-12)
    assert fisher_2x2(table).high == pytest.approx(whole.high, rel=1e-12)


def test_a_million_patients():
    e = fisher_2x2([[250_000, 250_000], [249_000, 251_000]])
    assert e.p == pytest.approx(0.0457161729, rel=1e-8)
    # There the conditional estimate is the plain one.
    assert e.value == pytest.approx(251 / 249, rel=1e-6)
    assert e.low < e.value < e.high


def test_far_tail_keeps_its_digits():
    """All 400 events of 800 in one arm: one table in each tail of C(800, 400).

    Of four columns of 200, any two may be the treatment arm's.
    """
    e = fisher_2x2([[400, 0], [0, 400]])
    assert e.p == pytest.approx(2 / comb(800, 400), rel=1e-11, abs=0)
    assert fisher_2xk([[200, 200, 0, 0], [0, 0, 200, 200]]).p == pytest.approx(
        6 / comb(800, 400), rel=1e-11, abs=0
    )


TABLE = np.array([[20, 25, 22, 11], [10, 20, 24, 24]])


def test_columns_in_any_order_and_empty_ones():
    p = fisher_2xk(TABLE).p
    assert fisher_2xk(TABLE[:, [2, 0, 3, 1]]).p == pytest.approx(p, rel=1e-12)
    assert fisher_2xk(TABLE[::-1]).p == pytest.approx(p, rel=1e-12)
    assert fisher_2xk(np.insert(TABLE, 2, 0, axis=1)).p == p


def test_routes_agree(monkeypatch):
    p = fisher_2xk(TABLE).p
    monkeypatch.setattr(freeman_halton, "_HALF", 0)
    assert fisher_2xk(TABLE) == Estimate(p=pytest.approx(p, rel=1e-11))
    monkeypatch.setattr(freeman_halton, "_TABLES", 0)
    e = fisher_2xk(TABLE)
    assert e.notes == ("monte_carlo", f"seed:{SEED}")
    assert e.p == pytest.approx(p, abs=5 * (p * (1 - p) / 1e6) ** 0.5)
    assert fisher_2xk(TABLE) == e
    other = fisher_2xk(TABLE, seed=7)
    assert other.notes == ("monte_carlo", "seed:7")
    assert other.p != e.p


def test_four_grades_of_a_thousand_patients_are_exact():
    # Known by full enumeration of its 10,341,916 tables.
    e = fisher_2xk([[120, 125, 130, 125], [100, 120, 130, 150]])
    assert e == Estimate(p=pytest.approx(0.2416959912, rel=1e-9))


def test_four_grades_of_five_thousand_are_exact_where_r_gives_up(monkeypatch):
    """Some 1e9 tables: fisher.test needs minutes; random tables are the second way."""
    table = [[650, 640, 610, 600], [590, 620, 640, 650]]
    columns = [a + b for a, b in zip(*table, strict=True)]
    assert freeman_halton._count_tables(columns, 2500) > 2e7
    e = fisher_2xk(table)
    assert e.notes == ()
    monkeypatch.setattr(freeman_halton, "_HALF", 0)
    monkeypatch.setattr(freeman_halton, "_TABLES", 0)
    random = fisher_2xk(table)
    assert random.notes == ("monte_carlo", f"seed:{SEED}")
    assert e.p == pytest.approx(random.p, abs=5 * (e.p * (1 - e.p) / 1e6) ** 0.5)


def test_tables_are_counted():
    # Of 2, 2 and 2 patients, 3 in treatment: 7 ways.
    assert freeman_halton._count_tables([2, 2, 2], 3) == 7.0
    columns, row = [30, 45, 46, 35], 78
    first, second, third = np.ogrid[:31, :46, :47]
    last = row - first - second - third
    assert freeman_halton._count_tables(columns, row) == np.count_nonzero(
        (last >= 0) & (last <= 35)
    )


def test_three_large_columns_are_exact():
    e = fisher_2xk([[1000, 1000, 1000], [1100, 900, 1000]])
    assert e == Estimate(p=pytest.approx(0.006663609384, rel=1e-9))


def test_a_column_of_most_patients():
    e = fisher_2xk([[500, 4, 3, 2, 1, 6, 8], [480, 3, 5, 2, 2, 7, 4]])
    assert e.notes == ()
    assert 0.0 < e.p < 1.0


def test_a_simulated_p_is_never_zero(monkeypatch):
    monkeypatch.setattr(freeman_halton, "_TABLES", 0)
    e = fisher_2xk([[90, 1, 2], [1, 80, 90]])
    assert e.p == 1 / 1_000_001
    assert e.notes == ("monte_carlo", f"seed:{SEED}")


@pytest.mark.parametrize(("a", "n", "events"), [(0, 5, 4), (3, 5, 8), (4, 6, 4), (20, 59, 45)])
def test_in_equal_arms_the_mirrored_table_is_as_extreme(a, n, events):
    """Their probabilities are equal, and rounding does not part them."""
    c = events - a
    tail = sum(comb(n, x) * comb(n, events - x) for x in range(min(a, c) + 1) if x <= n)
    tail -= sum(comb(n, x) * comb(n, events - x) for x in range(max(0, events - n)))
    expected = 2 * tail / comb(2 * n, events)
    assert fisher_2x2([[a, n - a], [c, n - c]]).p == pytest.approx(expected, rel=1e-12)
    assert fisher_2xk([[a, n - a, 0], [c, n - c, 0]]).p == pytest.approx(expected, rel=1e-12)
