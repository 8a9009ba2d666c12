"""Two means and paired differences against R's t.test and metafor."""

from __future__ import annotations

import pytest

from aci_core.stats.paired import paired_t
from aci_core.stats.two_means import hedges_g, smd_means, student_t, welch_t
from aci_core.summaries.moments import Moments
from tests.golden.means_cases import by_dataset, differences, numbers, read

DATA = {row["dataset"]: row for row in read("means_data")}
RESULTS = by_dataset("means")
TWO_ARMS = {
    "welch_t": welch_t,
    "student_t": student_t,
    "hedges_g": hedges_g,
    "smd_means": smd_means,
}
# The sets that R's own guard, or a degree of freedom, leaves without a result.
NOT_COMPUTED = {
    ("one_patient", "welch_t", "one_patient"),
    ("one_patient", "smd_means", "one_patient"),
    ("one_patient", "paired_t", "one_patient"),
    ("one_constant_arm", "paired_t", "constant"),
    ("both_constant", "welch_t", "constant"),
    ("both_constant", "student_t", "constant"),
    ("both_constant", "hedges_g", "constant"),
    ("both_constant", "smd_means", "constant"),
    ("both_constant", "paired_t", "constant"),
    ("constants_apart", "welch_t", "constant"),
    ("constants_apart", "student_t", "constant"),
    ("constants_apart", "hedges_g", "constant"),
    ("constants_apart", "smd_means", "constant"),
    ("constants_apart", "paired_t", "constant"),
    ("two_patients", "welch_t", "one_patient"),
    ("two_patients", "student_t", "too_few"),
    ("two_patients", "hedges_g", "too_few"),
    ("two_patients", "smd_means", "one_patient"),
    ("two_patients", "paired_t", "one_patient"),
    ("three_patients", "welch_t", "one_patient"),
    ("three_patients", "hedges_g", "too_few"),
    ("three_patients", "smd_means", "one_patient"),
}


def estimate(dataset, method, level):
    treatment = Moments.of(numbers(DATA[dataset]["treatment"]))
    if method == "paired_t":
        return paired_t(treatment, level)
    return TWO_ARMS[method](treatment, Moments.of(numbers(DATA[dataset]["control"])), level)


@pytest.mark.parametrize("dataset", RESULTS)
def test_as_r(dataset):
    rows = RESULTS[dataset]
    assert len(rows) == 15
    wrong = []
    for row in rows:
        wrong += differences(estimate(dataset, row["method"], float(row["level"])), row)
    assert wrong == []


def test_what_is_not_computed_says_why():
    notes = set()
    for dataset, rows in RESULTS.items():
        for row in rows:
            e = estimate(dataset, row["method"], float(row["level"]))
            notes |= {(dataset, row["method"], note) for note in e.notes}
    assert notes == NOT_COMPUTED
