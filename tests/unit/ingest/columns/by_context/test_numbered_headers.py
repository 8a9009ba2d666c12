"""One name with running numbers: maybe visits, and never silently baseline characteristics."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import Role
from aci_core.ingest import ColumnMapping
from tests.build import cohort_of

N = 24
SCORES = [20 + 7 * i % 13 for i in range(N)]
ALONE = [20 + (i * i * 5 + 3 * (i % 4)) % 17 for i in range(N)]  # hardly goes with SCORES


def read(
    *headers: str, mapping: ColumnMapping | None = None, cells: Sequence[Sequence[int]] = ()
) -> Cohort:
    columns = cells or [
        [x + (i * (k + 2)) % 3 for i, x in enumerate(SCORES)] for k, _ in enumerate(headers)
    ]
    return cohort_of(mapping, **dict(zip(headers, columns, strict=True)))


def characteristics(cohort: Cohort) -> list[str]:
    return [c.header for c in cohort.columns_with(Role.COVARIATE) if not c.stopped]


def asked(cohort: Cohort) -> list[str]:
    return [str(dict(i.facts)["headers"]) for i in cohort.issues if i.code == "numbered_columns"]


@pytest.mark.parametrize(
    ("headers", "base"),
    [
        (("base", "y1", "y2", "y3", "y4"), 1),
        (("Baseline", "item1", "item2"), 1),
        (("基线", "评估1", "评估2", "评估3"), 1),
        (("pk1", "pk5"), 0),
        (("grip_1", "grip_2"), 0),
        (("握力1", "握力2", "握力6"), 0),
    ],
)
def test_what_may_be_visits_is_asked_once(headers: Sequence[str], base: int) -> None:
    cohort = read(*headers)
    assert asked(cohort) == [", ".join(headers[base:])]
    assert characteristics(cohort) == list(headers[:base])
    assert list(cohort.columns_with(Role.MEASURE)) == []


@pytest.mark.parametrize(
    "headers",
    [
        ("CD4", "CD8"),
        ("T3", "T4"),
        ("C3", "C4"),
        ("IL_1", "IL_6"),
        ("factor1", "factor2"),
        ("item1", "item2"),
        ("D1", "D2"),
        ("条目1", "条目2"),
        ("白介素1", "白介素2"),
        ("MMP2", "MMP9"),
        ("pk1", "grip1"),
        tuple(f"bdi{n}" for n in range(1, 22)),
    ],
)
def test_a_number_that_is_part_of_a_name_or_of_a_form_is_none(headers: Sequence[str]) -> None:
    cohort = read(*headers)
    assert asked(cohort) == []
    assert characteristics(cohort) == list(headers)


def test_values_that_do_not_go_together_are_characteristics() -> None:
    cohort = read("pk1", "pk5", cells=[SCORES, ALONE])
    assert asked(cohort) == []
    assert characteristics(cohort) == ["pk1", "pk5"]


@pytest.mark.parametrize("cells", [["mild", "severe"] * 12, [0, 1] * 12])
def test_words_and_flags_are_none(cells: list[object]) -> None:
    cohort = cohort_of(sign1=cells, sign2=cells[::-1])
    assert asked(cohort) == []


def test_few_grades_are_none() -> None:
    grades = [i % 4 for i in range(N)]
    assert asked(read("pk1", "pk2", cells=[grades, [*grades[:-1], 0]])) == []


def test_the_mapping_answers() -> None:
    mapping = ColumnMapping(columns={"pk1": "pk_pre", "pk5": "pk_m12"})
    cohort = read("pk1", "pk5", mapping=mapping)
    assert asked(cohort) == []
    assert [c.name for c in cohort.columns_with(Role.MEASURE)] == ["pk_pre", "pk_m12"]
