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


@pytest.mark.parametrize(
    ("before", "later"),
    [("pase_pre", "pase_6"), ("FMA治疗前", "FMA6"), ("baseline_grip", "grip_12")],
)
def test_a_number_behind_a_score_that_has_a_value_before_treatment(before: str, later: str) -> None:
    cohort = read(before, later)
    assert asked(cohort) == [later]
    assert characteristics(cohort) == []


@pytest.mark.parametrize(
    ("scores", "others"),
    [
        (("mrs_1", "mrs_6"), ("mfi_6", "who_6", "mdi_1")),
        (("nihss_7",), ("crp_7",)),
        (("BI1", "BI3"), ("焦虑1", "FSS3")),
    ],
)
def test_the_number_of_a_known_score_is_asked_about_wherever_it_stands(
    scores: Sequence[str], others: Sequence[str]
) -> None:
    cells = [[i % 7 for i in range(N)] for _ in scores] + [ALONE for _ in others]
    cohort = read(*scores, *others, cells=cells)
    [issue] = [i for i in cohort.issues if i.code == "later_columns"]
    assert dict(issue.facts)["headers"] == ", ".join(others)
    assert characteristics(cohort) == []


def test_other_numbers_and_items_are_not_asked_about() -> None:
    cells = [[i % 7 for i in range(N)], ALONE, SCORES, ALONE[::-1]]
    cohort = read("mrs_6", "grip_2", "CD6", "item6", cells=cells)
    assert characteristics(cohort) == ["grip_2", "CD6", "item6"]
    items = read(*(f"nihss_{n}" for n in range(1, 8)), "grip_3")
    assert characteristics(items) == ["grip_3"]
