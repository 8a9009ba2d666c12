"""Columns told at a time that may be after treatment: asked about once, and no characteristics."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.ingest import ColumnMapping, load
from tests.build import csv_of_rows

N = 24


def made_of(headers: Sequence[str], **mapping: dict[str, str]) -> Cohort:
    rows = [
        [i, ("active", "control")[i % 2], *((i * 7 + k) % 13 for k in range(len(headers)))]
        for i in range(N)
    ]
    return load(csv_of_rows(["id", "arm", *headers], rows), "x.csv", ColumnMapping(**mapping))  # type: ignore[arg-type]


def asked(cohort: Cohort) -> list[object]:
    return [dict(i.facts)["headers"] for i in cohort.issues if i.code == "later_columns"]


@pytest.mark.parametrize(
    "headers",
    [
        ["extubation_cough", "pacu30min_cough", "postOp4hour_pain", "end_pain"],
        ["拔管后疼痛", "出院时CRP", "末次随访FMA", "苏醒后体力"],
        ["CRP at discharge", "end of study FMA", "final_FMA"],
        ["discharge_CRP"],
        ["end_force"],  # of no pair: beside it start_grip
    ],
)
def test_they_are_asked_about_once(headers: list[str]) -> None:
    cohort = made_of(["WBC", *headers])
    assert asked(cohort) == [", ".join(headers)]
    for header in headers:
        column = cohort.column(header)
        assert column is not None
        assert column.stopped
    plain = cohort.column("WBC")
    assert plain is not None
    assert not plain.stopped


@pytest.mark.parametrize(
    ("header", "name"),
    [("pod1am_cough", "cough_d1"), ("VAS POD 2", "vas_d2"), ("术后第1天疼痛", "疼痛_d1")],
)
def test_a_day_after_an_operation_is_a_visit(header: str, name: str) -> None:
    column = made_of([header]).column(name)
    assert column is not None
    assert (column.role.value, column.header) == ("measure", header)


@pytest.mark.parametrize(
    "header",
    [
        "end_diastolic_volume",
        "end-stage renal disease",
        "last known well",
        "脑出血术后",
        "endurance",
    ],
)
def test_what_only_sounds_so_is_a_characteristic(header: str) -> None:
    assert asked(made_of([header])) == []


def test_who_says_what_they_are_is_not_asked() -> None:
    columns = {"discharge_CRP": "crp_post", "postop_hb": "haemoglobin"}
    cohort = made_of(["discharge_CRP", "postop_hb"], columns=columns)
    assert asked(cohort) == []
    assert {"crp_post", "haemoglobin"} <= {c.name for c in cohort.columns}
