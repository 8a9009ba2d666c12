"""Missing outcomes against R: delta by arm, tipping points, jump to reference, imputation."""

from __future__ import annotations

import math
from functools import cache, partial

import numpy as np
import pytest

from aci_core.stats.delta_adjusted import fit_delta, tipping_point
from aci_core.stats.estimate import not_computed
from aci_core.stats.jump_to_reference import jump_to_reference, jump_to_reference_interval
from aci_core.stats.multiple_imputation import multiple_imputation
from tests.golden.means_cases import differences, number, numbers, read

# Whether the arms are swapped, and which covariates are given beside the score before treatment.
FILES = {
    "sensitivity": (False, ()),
    "sensitivity_swapped": (True, ()),
    "sensitivity_adjusted": (False, ("w",)),
}
SPAN, SEED = 42.0, 7
INPUTS = {row["dataset"]: row for row in read("sensitivity_data")}
CASES = [(file, name) for file in FILES for name in {row["dataset"]: 0 for row in read(file)}]


@cache
def inputs(file: str, name: str):
    """Scores by visit, the outcome's visit, arm and covariates of a data set."""
    row, (swapped, more) = INPUTS[name], FILES[file]
    arm = numbers(row["arm"]) == (0.0 if swapped else 1.0)
    scores = np.array([float(x) for x in row["scores"].replace("NA", "nan").split()])
    covariates = [numbers(row[k]) for k in ("pre", *more)]
    return scores.reshape(int(row["visits"]), -1).T, int(row["at"]) - 1, arm, covariates


@pytest.mark.parametrize(("file", "name"), CASES)
def test_as_r(file, name):
    scores, at, treated, covariates = inputs(file, name)
    y = scores[:, at]
    model = fit_delta(y, treated, covariates)
    for row in read(file):
        if row["dataset"] != name:
            continue
        level = float(row["level"])
        if row["method"] == "delta_adjusted":
            added = float(row["delta_t"]), float(row["delta_c"])
            e = not_computed(model) if isinstance(model, str) else model.at(*added, level)
            assert differences(e, row) == []
            if e.statistic is not None and not isinstance(model, str):
                p = model.p_values(*(np.array([x]) for x in added))
                assert p[0] == pytest.approx(e.p, rel=1e-9)
        elif row["method"] == "tipping_point":
            e = not_computed(model) if isinstance(model, str) else tipping_point(model, span=SPAN)
            assert differences(e, row) == []
        elif row["method"] == "jump_to_reference":
            e = jump_to_reference(y, treated, covariates)
            assert differences(e, {**row, "low": "NA", "high": "NA"}) == []
            if number(row["low"]) is not None:
                bootstrap_as_r(partial(jump_to_reference_interval, y, treated, covariates), row)
        else:
            e = multiple_imputation(scores, at, treated, covariates, SEED, level, imputations=200)
            imputed_as_r(e, row)


def bootstrap_as_r(make, row):
    """Limits of two bootstraps differ by their Monte Carlo error."""
    e = make(SEED, float(row["level"]))
    low, high = number(row["low"]), number(row["high"])
    assert e.low == pytest.approx(low, abs=0.1 * (high - low))
    assert e.high == pytest.approx(high, abs=0.1 * (high - low))


def imputed_as_r(e, row):
    """Two sets of draws agree within four Monte Carlo errors."""
    value = number(row["value"])
    assert (e.value is None) == (value is None)
    if value is None:
        assert e.notes
        return
    error = number(row["error"]) * math.sqrt(2.0)
    assert e.value == pytest.approx(value, abs=4.0 * error)
    assert e.value / e.statistic == pytest.approx(number(row["se"]), rel=0.12)


def test_the_files_hold_what_is_hard():
    assert len(INPUTS) == 23
    none = {row["dataset"] for row in read("sensitivity") if row["value"] == "NA"}
    assert none == {
        "arm_all_missing",
        "control_all_missing",
        "large_effect",  # no shift within the scale is enough
        "long_bi",
        "nobody_missing",
        "same_before",
        "two_seen_in_an_arm",
    }


def test_the_numbers_that_the_definition_states():
    """`statistics.md` of the synthetic trial: NIHSS at six months."""
    scores, at, treated, covariates = inputs("sensitivity", "long_whole")
    y = scores[:, at]
    model = fit_delta(y, treated, covariates)
    assert [int((np.isnan(y) & arm).sum()) for arm in (treated, ~treated)] == [8, 11]
    for delta, value, error in (
        (0, -2.226470, 0.484336),
        (1, -2.157323, 0.484908),
        (2, -2.088176, 0.486627),
        (5, -1.880735, 0.498512),
    ):
        e = model.at(delta, 0.0)
        assert e.value == pytest.approx(value, abs=5e-7)
        assert e.value / e.statistic == pytest.approx(error, abs=1e-6)
    assert jump_to_reference(y, treated, covariates).value == pytest.approx(-2.072896, abs=5e-7)
    e = multiple_imputation(scores, at, treated, covariates, SEED, imputations=400)
    assert e.value == pytest.approx(-2.216, abs=0.02)
    assert e.value / e.statistic == pytest.approx(0.467, rel=0.03)
