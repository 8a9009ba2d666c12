"""Ordered grades given covariates against R: polr, a likelihood ratio by optim, risks by glm."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.stats.adjusted_risk import adjusted_risk_difference
from aci_core.stats.estimate import Estimate
from aci_core.stats.ordinal_adjusted import proportional_odds_adjusted, proportional_odds_test
from tests.golden.means_cases import Row, differences, number, numbers, read

ROWS = {"{dataset} {method} {covariates} {level}".format(**row): row for row in read("ordinal")}
INPUTS = {row["dataset"]: row for row in read("ordinal_data")}
COVARIATES = {"none": (), "x_w": ("x", "w"), "x_w_s": ("x", "w", "s")}
# What R searches, and how far from the maximum it may stop.
WITHIN = {"proportional_odds_adjusted": 5e-6, "proportional_odds_test": 1e-6}


def estimate(row: Row) -> Estimate:
    inputs = {k: numbers(v) for k, v in INPUTS[row["dataset"]].items() if k != "dataset"}
    treated, grade = inputs["arm"] == 1, inputs["grade"]
    covariates = [inputs[name] for name in COVARIATES[row["covariates"]]]
    level = float(row["level"])
    if row["method"] == "proportional_odds_adjusted":
        return proportional_odds_adjusted(grade, treated, covariates, level)
    if row["method"] == "proportional_odds_test":
        return proportional_odds_test(grade, treated, covariates)
    return adjusted_risk_difference(grade >= np.median(grade), treated, covariates, level)


def test_the_file_is_whole():
    assert len(INPUTS) == 28
    assert len(ROWS) == 345
    assert {row["method"] for row in ROWS.values()} == {
        *WITHIN,
        "adjusted_risk_difference",
    }


@pytest.mark.parametrize("case", ROWS)
def test_as_r(case):
    row = ROWS[case]
    e = estimate(row)
    if row["method"] == "proportional_odds_test":
        statistic = number(row["statistic"])
        if statistic is None:
            assert e.notes == ("thresholds_cross",)
            return
        # A ratio of 2e-4 is a difference of log-likelihoods of thousands: both keep 1e-9 of it.
        assert e.statistic == pytest.approx(statistic, rel=1e-6, abs=1e-6)
        assert e.df == number(row["df"])
        assert e.p == pytest.approx(number(row["p"]), rel=1e-5)
        return
    within = WITHIN.get(row["method"], 1e-8)
    wrong = differences(e, row, within)
    assert [line for line in wrong if not any(f" {k}:" in line for k in ("statistic", "p"))] == []
    # Equal arms have a z of 0 but for rounding.
    assert e.statistic == pytest.approx(number(row["statistic"]), rel=within, abs=1e-8)
    # A P of 1e-20 has z^2 times the error of its z.
    assert e.p == pytest.approx(number(row["p"]), rel=1e-4, abs=1e-15)


def test_the_numbers_that_the_definition_states():
    """`statistics.md` of the synthetic trial, mRS at 6 months given NIHSS and age."""
    stated = {
        "long_filled proportional_odds_adjusted x_w 0.95": (2.007591, 1.236770, 3.258827),
        "long_complete proportional_odds_adjusted x_w 0.95": (1.977269, 1.216470, 3.213885),
    }
    for case, right in stated.items():
        e = estimate(ROWS[case])
        assert (e.value, e.low, e.high) == pytest.approx(right, abs=5e-7)
    test = estimate(ROWS["long_complete proportional_odds_test x_w 0.95"])
    assert (test.statistic, test.df, test.p) == pytest.approx((4.141317, 5.0, 0.529254), abs=5e-7)


@pytest.mark.parametrize(
    ("name", "right"),
    [("long_filled", (0.082681, 0.052384)), ("long_complete", (0.083469, 0.052781))],
)
def test_the_adjusted_risk_difference_that_the_definition_states(name, right):
    inputs = {k: numbers(v) for k, v in INPUTS[name].items() if k != "dataset"}
    covariates = [inputs["x"], inputs["w"]]
    e = adjusted_risk_difference(inputs["grade"] >= 4, inputs["arm"] == 1, covariates)
    error = (e.high - e.value) / 1.959963984540054
    assert (e.value, error) == pytest.approx(right, abs=5e-7)
