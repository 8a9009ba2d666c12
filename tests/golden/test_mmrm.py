"""Mixed models for repeated measures against R, and the numbers of the definition."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from aci_core.stats.mmrm import Mmrm, mmrm
from tests.golden.means_cases import differences, number, numbers, read

ROWS = read("mmrm")
INPUTS = {row["dataset"]: row for row in read("mmrm_data")}
CASES = sorted({(row["dataset"], row["level"]) for row in ROWS})
WITHIN = 1e-8


@cache
def fitted(name: str, level: str) -> Mmrm:
    row = INPUTS[name]
    arm, visits = numbers(row["arm"]), int(row["visits"])
    scores = np.array([float(x) for x in row["scores"].replace("NA", "nan").split()])
    covariates = numbers(row["covariates"]).reshape(-1, len(arm))
    return mmrm(scores.reshape(visits, -1).T, arm == 1, list(covariates), float(level))


def test_the_file_is_whole():
    assert len(INPUTS) == 18
    assert {row["method"] for row in ROWS} == {"mmrm", "mmrm_mean"}
    assert {row["dataset"] for row in ROWS if row["simple"] == "1"} == {
        "carried_forward",
        "never_together",
    }


@pytest.mark.parametrize(("name", "level"), CASES)
def test_as_r(name, level):
    fit = fitted(name, level)
    for row in ROWS:
        if (row["dataset"], row["level"]) != (name, level):
            continue
        visit = int(row["visit"]) - 1
        of_arms = fit.means[visit]
        e = fit.differences[visit] if not row["arm"] else of_arms[1 - int(row["arm"])]
        assert differences(e, row, WITHIN) == []
        if not row["arm"]:
            assert fit.errors[visit] == pytest.approx(number(row["se"]), rel=WITHIN)
        assert fit.log_likelihood == pytest.approx(number(row["log_likelihood"]), rel=1e-10)
        assert fit.simple == (row["simple"] == "1")
        assert ("cov_cs" in e.notes) == fit.simple


def test_the_numbers_that_the_definition_states():
    """`statistics.md` of the synthetic trial: NIHSS and Barthel index over four visits."""
    nihss, bi = fitted("long_nihss", "0.95"), fitted("long_bi", "0.95")
    assert sum(nihss.patients) == 235
    assert nihss.n.sum() == 877
    assert nihss.log_likelihood == pytest.approx(-1638.091043, abs=5e-7)
    right = [
        (nihss, 0, -2.123951, 0.410300, 231.8915),
        (nihss, 3, -2.214242, 0.462955, 231.3559),
        (bi, 0, 6.298652, 1.872970, 230.5201),
        (bi, 3, 8.611454, 2.070160, 224.6957),
    ]
    for fit, visit, value, error, df in right:
        e = fit.differences[visit]
        assert e.value == pytest.approx(value, abs=5e-7)
        assert fit.errors[visit] == pytest.approx(error, abs=5e-7)
        assert e.df == pytest.approx(df, abs=5e-5)
