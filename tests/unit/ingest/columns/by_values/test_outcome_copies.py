"""Unknown columns that repeat an outcome in other words."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.ingest import ColumnMapping, load
from tests.build import csv_of_rows

_RANDOM = random.Random(20250917)
N = 60
MRS = [_RANDOM.choice((0, 1, 1, 2, 2, 3, 3, 4, 5, 6)) for _ in range(N)]
WORDS = ("治愈", "好转", "无变化", "恶化")


def made_of(
    header: str, value: Callable[[int], object], n: int = N, **mapping: dict[str, str]
) -> Cohort:
    """A file of mRS at three months and a column made of it; `value` gets the patient's place."""
    rows = [
        [i, ("active", "control")[i % 2], 50 + i % 30, 9 + i % 7, MRS[i], value(i)]
        for i in range(n)
    ]
    head = ["id", "arm", "age", "nihss_pre", "mrs_m3", header]
    return load(csv_of_rows(head, rows), "x.csv", ColumnMapping(**mapping))  # type: ignore[arg-type]


def told(cohort: Cohort) -> dict[str | None, object]:
    return {i.column: dict(i.facts)["other"] for i in cohort.issues if i.code == "outcome_copy"}


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("favourable", lambda i: int(MRS[i] <= 2)),
        ("等级", lambda i: WORDS[min(3, MRS[i] // 2)]),
        ("code", lambda i: "ABCDEFG"[MRS[i]]),
        ("rank", lambda i: 7 - MRS[i]),
    ],
)
def test_a_cut_or_a_code_of_an_outcome_is_no_characteristic(
    header: str, value: Callable[[int], object]
) -> None:
    cohort = made_of(header, value)
    column = cohort.column(header)
    assert column is not None
    assert (column.stopped, told(cohort)) == (True, {header: "mrs_m3"})


@pytest.mark.parametrize(
    "value",
    [
        lambda i: int(_RANDOM.random() < 0.5),
        lambda i: int(MRS[i] <= 2) if i else int(MRS[0] > 2),  # one patient is otherwise
        lambda i: 100 + i,  # each patient has another
        lambda i: 1,
        lambda i: int(MRS[i] == 0) if i < 20 else "",  # of few patients
    ],
)
def test_what_does_not_follow_stays(value: Callable[[int], object]) -> None:
    assert told(made_of("favourable", value)) == {}


def test_few_patients_tell_nothing() -> None:
    assert told(made_of("favourable", lambda i: int(MRS[i] <= 2), n=12)) == {}


def test_the_mapping_goes_before() -> None:
    cohort = made_of("favourable", lambda i: int(MRS[i] <= 2), columns={"favourable": "smoker"})
    assert told(cohort) == {}
