"""The modified Barthel index goes in ones: told by the file, not by a cell."""

from __future__ import annotations

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import Measure
from aci_core.ingest import ColumnMapping
from tests.build import cohort_of

ONES = {"bi_pre": [38, 41, 47, 52, 33, 45], "bi_post": [71, 66, 83, 90, 58, 77]}


def issues_of(cohort: Cohort) -> list[tuple[str, str, str | None]]:
    return [(i.code, i.severity, i.column) for i in cohort.issues]


def test_a_file_in_ones_is_kept_with_one_warning_a_column() -> None:
    cohort = cohort_of(**ONES)
    assert issues_of(cohort) == [
        ("modified_barthel", "warning", "bi_pre"),
        ("modified_barthel", "warning", "bi_post"),
    ]
    assert [dict(i.facts)["n"] for i in cohort.issues] == [5, 5]
    assert cohort.usable("bi_pre")
    assert cohort.usable("bi_post")
    assert cohort.measures["bi"].step == 1
    assert cohort.table["bi_pre"].tolist() == ONES["bi_pre"]


def test_many_cells_leave_no_count_of_errors_behind() -> None:
    cohort = cohort_of(bi_pre=[41 + i % 7 for i in range(600)])
    assert issues_of(cohort) == [("modified_barthel", "warning", "bi_pre")]


def test_the_file_decides_and_not_the_column() -> None:
    cohort = cohort_of(bi_pre=[35, 40, 45, 50, 30, 42], bi_post=ONES["bi_post"])
    assert cohort.usable("bi_pre")
    assert cohort.usable("bi_post")
    assert len(cohort.issues) == 2


@pytest.mark.parametrize(
    "header", ["治疗前改良Barthel指数", "治疗前MBI", "modified Barthel index pre"]
)
def test_a_header_that_names_it_needs_no_quarter(header: str) -> None:
    cohort = cohort_of(**{header: [35, 40, 45, 50, 30, 42]})
    assert issues_of(cohort) == [("modified_barthel_named", "info", header)]
    assert cohort.usable("bi_pre")


def test_single_slips_among_fives_stay_errors() -> None:
    cohort = cohort_of(bi_pre=[35, 40, 45, 50, 30, 42, 55, 60], bi_post=[60, 70, 71, 80] * 2)
    assert {(c, s) for c, s, _ in issues_of(cohort)} == {("not_in_fives", "error")}
    assert cohort.table["bi_pre"].isna().sum() == 1
    assert cohort.table["bi_post"].isna().sum() == 2
    assert cohort.usable("bi_post")
    assert cohort.measures["bi"].step == 5


def test_half_a_point_is_on_neither_index() -> None:
    cohort = cohort_of(**{**ONES, "bi_pre": [38, 41, 47, 52.5, 33, 45]})
    assert ("not_whole", "error", "bi_pre") in issues_of(cohort)
    assert cohort.table["bi_pre"].isna().tolist() == [False] * 3 + [True] + [False] * 2
    assert cohort.usable("bi_post")


def test_who_declares_the_steps_is_believed() -> None:
    fives = Measure("bi", better="higher", low=0, high=100, step=5)
    cohort = cohort_of(ColumnMapping(measures={"bi": fives}), **ONES)
    assert {c for c, _, _ in issues_of(cohort)} == {"not_in_fives"}
    assert not cohort.usable("bi_pre")


def test_a_fall_from_an_impossible_score_is_missing() -> None:
    mapping = ColumnMapping(units={"bi_post": "fall"})
    cohort = cohort_of(mapping, bi_pre=[105, 45, 50, 55], bi_post=[5, -10, -5, -15])
    assert cohort.table["bi_post"].isna().tolist() == [True, False, False, False]


def test_a_fall_stops_with_the_score_before() -> None:
    mapping = ColumnMapping(units={"bi_post": "fall"})
    cohort = cohort_of(mapping, bi_pre=[105, 110, 115, 55], bi_post=[-5, -10, -5, -15])
    assert not cohort.usable("bi_pre")  # three of four are out of range
    assert not cohort.usable("bi_post")
