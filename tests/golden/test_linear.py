"""ANCOVA and its variants against R's lm, sandwich and predict."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from aci_core.stats.ancova import (
    adjusted_means,
    ancova,
    ancova_hc3,
    ancova_ratio,
    ancova_slopes,
    log_columns,
)
from aci_core.stats.estimate import not_computed
from aci_core.summaries.moments import Cross
from tests.golden.means_cases import by_dataset, differences

DATA = by_dataset("linear_data")
RESULTS = by_dataset("linear")
COVARIATES = {"none": (), "age": ("age",), "age_sex": ("age", "sex")}


@cache
def columns(dataset):
    rows = DATA[dataset]
    names = ("arm", "post", "pre", "age", "sex")
    return {name: np.array([float(r[name]) for r in rows]) for name in names}


def by_arm(arm, variables):
    return [Cross.of([v[arm == which] for v in variables]) for which in (1, 0)]


def estimate(dataset, method, covariates, level):
    c = columns(dataset)
    others = [c[name] for name in COVARIATES[covariates]]
    if method == "ancova_hc3":
        return ancova_hc3(c["post"], c["arm"], c["pre"], others, level)
    if method == "ancova_ratio":
        logs = log_columns(c["post"], c["pre"])
        if logs is None:
            return not_computed("nonpositive")
        return ancova_ratio(*by_arm(c["arm"], [*logs, *others]), level)
    arms = by_arm(c["arm"], [c["post"], c["pre"], *others])
    if method.startswith("adjusted"):
        treatment, control = adjusted_means(*arms, level)
        return treatment if method == "adjusted_treatment" else control
    return {"ancova": ancova, "ancova_slopes": ancova_slopes}[method](*arms, level)


@pytest.mark.parametrize("dataset", RESULTS)
def test_as_r(dataset):
    rows = RESULTS[dataset]
    assert len(rows) == 3 * (5 * 3 + 1)
    wrong = []
    for row in rows:
        e = estimate(dataset, row["method"], row["covariates"], float(row["level"]))
        wrong += differences(e, row)
    assert wrong == []


@pytest.mark.parametrize(
    ("dataset", "method", "note"),
    [
        ("constant_pre", "ancova", "constant"),
        ("constant_pre", "ancova_slopes", "constant"),
        ("constant_pre", "ancova_hc3", "constant"),
        ("constant_post", "ancova", "constant"),
        ("constant_post", "ancova_slopes", "constant"),
        ("constant_post", "ancova_ratio", "constant"),
        ("pre_is_arm", "ancova", "collinear"),
        ("pre_is_arm", "ancova_hc3", "collinear"),
        ("pre_is_arm", "adjusted_control", "collinear"),
        ("pre_is_arm", "ancova_slopes", "constant"),
        ("one_patient", "ancova_slopes", "one_patient"),
        ("one_patient", "ancova_hc3", "leverage_one"),
        ("zero_in_post", "ancova_ratio", "nonpositive"),
    ],
)
def test_what_is_not_computed_says_why(dataset, method, note):
    assert estimate(dataset, method, "none", 0.95) == not_computed(note)


def test_one_patient_in_an_arm_is_enough_for_ancova():
    assert estimate("one_patient", "ancova", "age", 0.95).df == 17.0
