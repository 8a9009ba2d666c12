"""Every golden number of the methods page: the app's value agrees with its source."""

from __future__ import annotations

import pytest

from aci_core.methods import METHODS, GoldenCase, cases, run_case
from aci_core.methods.golden import UNBOUNDED, R, printed_tolerance
from tests.golden.means_cases import read

LOOSEST = 1e-8


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_the_apps_value_agrees(case: GoldenCase) -> None:
    result = run_case(case)
    assert result.agrees, (case.expected, result.value)


def test_every_method_has_a_golden_number() -> None:
    assert {case.method for case in cases()} == set(METHODS)


def test_ids_are_unique() -> None:
    ids = [case.id for case in cases()]
    assert len(set(ids)) == len(ids)


def test_a_stated_tolerance_is_never_a_loose_one() -> None:
    """The file may ask for more than the printed digits, or forgive binary fractions."""
    for case in cases():
        if case.expected == UNBOUNDED:
            continue
        printed = printed_tolerance(case.expected)
        assert case.tolerance <= max(printed, LOOSEST), case.id
        if case.tolerance > printed:
            assert case.source == "nist", case.id


def test_published_numbers_are_many() -> None:
    assert sum(case.source != R for case in cases()) >= 60


def test_values_of_r_are_those_that_r_makes() -> None:
    """The page prints the first digits of methods.csv; none of them is typed by hand."""
    made = {(row["id"], row["field"]): row["value"] for row in read("methods")}
    shown = {(case.id.rpartition(".")[0], case.field): case for case in cases() if case.source == R}
    assert set(shown) <= set(made)
    for key, case in shown.items():
        if case.expected == UNBOUNDED:
            assert made[key] == "NA", key
        else:
            half = printed_tolerance(case.expected) * (1 + 1e-6)
            assert abs(float(made[key]) - float(case.expected)) <= half, key
