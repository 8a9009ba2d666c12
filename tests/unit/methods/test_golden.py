"""How agreement is decided."""

from __future__ import annotations

import dataclasses

import pytest

from aci_core.analyses import Row
from aci_core.methods import GoldenCase, cases, run_case, run_cases
from aci_core.methods.golden import printed_tolerance
from aci_core.methods.shapes import compute
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.sentences.methods import finding
from aci_core.presentation.tables import methods as tables


def _case(expected: str, tolerance: float, field: str = "estimate") -> GoldenCase:
    inputs = '{"rates":[67,78,54,78]}'
    return GoldenCase("x", "risk_ratio", "R", inputs, field, expected, tolerance)


@pytest.mark.parametrize(
    ("expected", "agrees"),
    [("1.240741", True), ("1.2407", True), ("1.240742", False), ("1.24", True), ("1.25", False)],
)
def test_printed_digits_decide(expected: str, agrees: bool) -> None:
    assert run_case(_case(expected, printed_tolerance(expected))).agrees is agrees


def test_an_unbounded_limit_must_be_unbounded() -> None:
    assert not run_case(_case("unbounded", 0.0, "ci_high")).agrees


def test_what_is_not_computed_does_not_agree() -> None:
    assert not run_case(_case("0.5", 0.05, "sd")).agrees


def test_fields_are_those_of_a_row() -> None:
    assert {case.field for case in cases()} <= {field.name for field in dataclasses.fields(Row)}


def test_an_unknown_shape_is_an_error() -> None:
    with pytest.raises(KeyError):
        compute("welch_t", {"guess": [1]})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_difference_is_said_and_marked(lang: str) -> None:
    t = translator(lang)
    good, bad = run_cases([_case("1.24", 0.005), _case("1.25", 0.005)])
    assert t("method.risk_ratio") in finding([good, bad], t)
    table = tables.golden([good, bad], t)
    assert [line.cells[1].text for line in table.rows[1:]] == [
        t("methods_table.yes"),
        t("methods_table.no"),
    ]
    assert [line.cells[1].tone for line in table.rows[1:]] == ["good", "bad"]


def test_nothing_is_remembered_between_runs() -> None:
    case = cases()[0]
    moved = dataclasses.replace(case, inputs=case.inputs.replace("67", "66"))
    assert run_case(case).value != run_case(moved).value
