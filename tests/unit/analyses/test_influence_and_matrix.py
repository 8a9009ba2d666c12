"""Influence and matrix on small cohorts whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.analyses import factors, influence, matrix, prepare
from aci_core.domain.study.settings import Settings
from tests.build import cohort_of, sample


def test_one_patient_who_carries_it_is_named() -> None:
    vegf = [1, 2, 1, 2, 1, 2, 1, 30]
    nihss = [5, 6, 6, 5, 5, 6, 6, 40]
    data = prepare(cohort_of(vegf_pre=vegf, nihss_pre=nihss), Settings())
    result = influence(factors(data, Settings()), "vegf", "pre")
    assert result is not None
    assert result.high == pytest.approx(1, abs=0.01)
    who, r = result.most
    assert who == 8
    assert r == pytest.approx(np.corrcoef(vegf[:-1], nihss[:-1])[0, 1])
    assert result.low == r


def test_an_arm_alone_and_patients_without_a_value() -> None:
    data = prepare(sample("synthetic_long.csv"), Settings())
    result = factors(data, Settings())
    of_control = influence(result, "vegf", "m1", result.arms.control)
    assert of_control is not None
    assert not of_control.treated.any()
    row = result.first("pearson", "vegf", visit="m1", arm=result.arms.control, versus="nihss")
    assert (of_control.r, len(of_control.without)) == (row.estimate, row.n)
    assert of_control.low <= of_control.r <= of_control.high


def test_a_factor_that_one_patient_alone_varies_has_none() -> None:
    data = prepare(cohort_of(vegf_pre=[1, 1, 1, 1, 9], nihss_pre=[3, 5, 4, 6, 7]), Settings())
    assert influence(factors(data, Settings()), "vegf", "pre") is None


def test_the_matrix_takes_the_arm_into_account_after_treatment_only() -> None:
    data = prepare(sample("synthetic_156.csv"), Settings())
    result = factors(data, Settings())
    before, after = (matrix(data, Settings(), visit) for visit in ("pre", "post"))
    for correlations, method in ((before, "pearson"), (after, "partial_pearson")):
        assert correlations.method == method
        row = result.first(method, "vegf", visit=correlations.visit, versus="nihss")
        pair = correlations.get("nihss", "vegf")
        assert pair is not None
        assert (pair.estimate.value, pair.estimate.p) == pytest.approx((row.estimate, row.p))
        assert correlations.tested == len(correlations.pairs) == 10
    assert matrix(data, Settings(), "post", "control").method == "pearson"


def test_a_constant_measure_is_no_member_of_the_family() -> None:
    data = prepare(
        cohort_of(nihss_pre=[1, 5, 3, 9, 2], bi_pre=[50] * 5, vegf_pre=[9, 3, 5, 1, 8]), Settings()
    )
    result = matrix(data, Settings(), "pre")
    assert (len(result.pairs), result.tested) == (3, 1)
    pair = result.get("bi", "nihss")
    assert pair is not None
    assert pair.estimate.notes == ("constant",)
