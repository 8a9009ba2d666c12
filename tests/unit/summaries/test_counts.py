"""Counts and joint counts add up."""

import numpy as np
import pytest

from aci_core.summaries import Counts, Joint, PatientData, Var
from tests.build import cohort_of


def counts(values: list[float], t: list[int], c: list[int]) -> Counts:
    return Counts(np.array(values), np.array(t), np.array(c))


def test_counts_of_two_hospitals_add_up() -> None:
    total = counts([1, 3], [2, 0], [1, 1]) + counts([2, 3], [5, 1], [0, 4])
    assert total.values.tolist() == [1, 2, 3]
    assert total.table.tolist() == [[2, 5, 1], [1, 0, 5]]
    assert (total.n_treatment, total.n_control) == (8, 6)


def test_joint_counts_add_up() -> None:
    a = Joint(np.array([1.0, 2.0]), np.array([1.0, 1.0]), np.array([2, 3]))
    b = Joint(np.array([2.0, 2.0]), np.array([1.0, 5.0]), np.array([10, 1]))
    total = (a + b).compact()
    assert list(zip(total.x, total.y, total.n, strict=True)) == [(1, 1, 2), (2, 1, 13), (2, 5, 1)]


@pytest.mark.parametrize("decimals", [0, 1, 2, 6])
def test_many_patients_are_counted_as_few_are(decimals: int) -> None:
    rng = np.random.default_rng(3)
    n = 9_000
    values = np.round(rng.normal(12, 4, n), decimals)
    values[rng.random(n) < 0.1] = np.nan
    data = PatientData(
        cohort_of(perfusion_pre=[None if np.isnan(v) else v for v in values.tolist()]), None
    )
    result = data.counts(Var("perfusion_pre"))
    for side, of in ((result.treatment, values[::2]), (result.control, values[1::2])):
        every, times = np.unique(of[~np.isnan(of)], return_counts=True)
        there = side > 0
        assert result.values[there].tolist() == every.tolist()
        assert side[there].tolist() == times.tolist()
    q = data.quantiles(Var("perfusion_pre"), (0.25, 0.5, 0.75))
    assert q.overall is not None
    assert q.overall.tolist() == pytest.approx(np.nanquantile(values, (0.25, 0.5, 0.75)).tolist())
