"""The arm where no header names it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.ingest import ColumnMapping, load
from tests.build import csv_of

N = 24


def read(mapping: ColumnMapping | None = None, **columns: Sequence[object]) -> Cohort:
    whole = {
        "patient_id": [f"P{i:02}" for i in range(N)],
        "nihss_pre": [9 + i % 7 for i in range(N)],
        **columns,
    }
    return load(csv_of(whole), "x.csv", mapping or ColumnMapping())


@pytest.mark.parametrize(
    ("header", "treatment", "control"),
    [
        ("transplant", "treatment", "control"),
        ("stem cells", "active", "placebo"),
        ("移植", "试验组", "对照组"),
        ("手术方式", "治疗组(n=12)", "假手术组(n=12)"),
    ],
)
def test_the_one_column_of_treatment_and_control_is_the_arm(
    header: str, treatment: str, control: str
) -> None:
    cohort = read(**{header: [treatment, control] * 12})
    assert cohort.settled
    assert list(cohort.n_by_arm.values()) == [12, 12]
    assert [i.column for i in cohort.issues if i.code == "arm_unnamed"] == [header]


@pytest.mark.parametrize(
    "columns",
    [
        {"hypertension drugs": ["treated", "untreated"] * 12},
        {"ward": ["observation", "standard"] * 12},
        {"kind": ["treatment", "control", "other"] * 8},
        {"kind": ["case", "control"] * 12},
        {"kind": ["active", "placebo"] * 12, "sort": ["placebo", "active"] * 12},
        {"kind": ["active", "placebo"] * 12, "patient_id": [i // 2 for i in range(N)]},
    ],
)
def test_else_a_person_says_which_it_is(columns: dict[str, Sequence[object]]) -> None:
    with pytest.raises(AciError):
        read(**columns)


def test_a_patient_who_stands_twice_does_not_hinder() -> None:
    cohort = read(kind=["active", "placebo"] * 12, patient_id=[*range(N - 1), 0])
    assert [i.column for i in cohort.issues if i.code == "arm_unnamed"] == ["kind"]
    assert "duplicate_patient" in {i.code for i in cohort.issues}


def test_a_header_goes_before_values() -> None:
    cohort = read(arm=["A", "B"] * 12, drug=["active", "placebo"] * 12)
    assert cohort.arms == ("A", "B")
    assert not any(i.code == "arm_unnamed" for i in cohort.issues)


def test_the_mapping_goes_before_values() -> None:
    cohort = read(
        ColumnMapping(columns={"ward": "arm"}), ward=["A", "B"] * 12, drug=["active", "sham"] * 12
    )
    assert cohort.arms == ("A", "B")
