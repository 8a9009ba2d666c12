"""What holds for the models of ordered grades and events, whatever the data."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aci_core.stats import cumulative_logit
from aci_core.stats.adjusted_risk import adjusted_risk_difference
from aci_core.stats.ordinal_adjusted import proportional_odds_adjusted, proportional_odds_test
from tests.examples import examples


@st.composite
def trials(draw: st.DrawFn) -> tuple[Any, Any, Any]:
    """Grades, arms and two covariates of twelve to sixty patients."""
    n = draw(st.integers(12, 60))

    def column(values: Any) -> Any:
        return np.array(draw(st.lists(values, min_size=n, max_size=n)), dtype=float)

    covariates = [column(st.integers(0, 20)), column(st.integers(40, 90))]
    return column(st.integers(0, 6)), column(st.booleans()) == 1.0, covariates


@given(trials())
@settings(max_examples=examples(150), deadline=None)
def test_a_number_or_a_reason_and_swapped_arms_swap_the_answer(trial: Any) -> None:
    score, treated, covariates = trial
    e = proportional_odds_adjusted(score, treated, covariates)
    back = proportional_odds_adjusted(score, ~treated, covariates)
    assert (e.value is None) == bool(e.notes)
    if e.value is not None and back.value is not None:
        assert e.low < e.value < e.high
        assert back.value == pytest.approx(1 / e.value, rel=1e-6)
        assert back.p == pytest.approx(e.p, rel=1e-5, abs=1e-12)


@given(trials())
@settings(max_examples=examples(100), deadline=None)
def test_the_order_of_patients_changes_nothing(trial: Any) -> None:
    score, treated, covariates = trial
    e = proportional_odds_test(score, treated, covariates)
    again = proportional_odds_test(score[::-1], treated[::-1], [c[::-1] for c in covariates])
    assert e.notes == again.notes
    if e.statistic is not None and again.statistic is not None:
        assert e.statistic >= 0
        assert again.statistic == pytest.approx(e.statistic, rel=1e-6, abs=1e-7)


@given(trials())
@settings(max_examples=examples(150), deadline=None)
def test_a_risk_difference_lies_between_the_extremes(trial: Any) -> None:
    score, treated, covariates = trial
    e = adjusted_risk_difference(score >= 3, treated, covariates)
    assert (e.value is None) == bool(e.notes)
    if e.value is not None:
        assert -1 <= e.value <= 1
        assert e.low <= e.value <= e.high
        none = adjusted_risk_difference(score < 3, treated, covariates)
        assert none.value == pytest.approx(-e.value, rel=1e-6, abs=1e-9)


@given(trials())
@settings(max_examples=examples(100), deadline=None)
def test_patients_who_are_alike_may_stand_in_one_row(trial: Any) -> None:
    score, treated, covariates = trial
    coarse = [np.floor(column / 10) for column in covariates]

    def both() -> list[Any]:
        return [
            proportional_odds_adjusted(score, treated, coarse),
            proportional_odds_test(score, treated, coarse),
            adjusted_risk_difference(score > 2, treated, coarse),
        ]

    apart = both()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cumulative_logit, "_MANY", 0)
        together = both()
    for one, other in zip(apart, together, strict=True):
        # Where there is no maximum, rounding decides at which of its signs the search ends.
        assert bool(one.notes) == bool(other.notes)
        for name in ("value", "low", "high", "statistic", "p"):
            found, expected = getattr(other, name), getattr(one, name)
            assert (found is None) == (expected is None), name
            if expected is not None:
                assert found == pytest.approx(expected, rel=1e-6, abs=1e-9), name
