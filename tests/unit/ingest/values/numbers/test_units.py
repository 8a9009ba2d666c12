"""Units: converted where they are declared, suspected where they are not."""

from __future__ import annotations

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.ingest import ColumnMapping
from tests.build import cohort_of


def codes(cohort: Cohort, *, severity: str | None = None) -> list[str]:
    return [i.code for i in cohort.issues if severity in (None, i.severity)]


# ------------------------------------------------------------------------------------ a thousand


def test_an_arm_in_another_unit_is_suspected() -> None:
    # Arms alternate: treatment in pg/mL, control in ng/mL.
    cohort = cohort_of(vegf_pre=[200, 0.2, 220, 0.21, 240, 0.26])
    [issue] = cohort.issues
    assert (issue.code, issue.severity, issue.column) == ("unit_suspect_arm", "error", "vegf_pre")
    facts = {"arm": "control", "other": "treatment", "ratio": "1048"}
    assert dict(issue.facts) == {**facts, "factor": "1000", "cell": "control"}
    assert cohort.table["vegf_pre"].tolist() == [200, 0.2, 220, 0.21, 240, 0.26]
    assert not cohort.usable("vegf_pre")


def test_the_other_visits_tell_which_arm_is_wrong() -> None:
    cohort = cohort_of(
        vegf_pre=[200, 0.2, 220, 0.21, 240, 0.26], vegf_post=[0.2, 0.3, 0.2, 0.3, 0.2, 0.3]
    )
    facts = dict(cohort.issues[0].facts)
    assert (facts["factor"], facts["cell"]) == ("0.001", "treatment")


def test_an_arm_in_points_of_twenty() -> None:
    # Treatment counts to 20, control to 100.
    cohort = cohort_of(bi_pre=[7, 35, 13, 50, 20, 42])
    assert codes(cohort) == ["not_in_fives", "barthel_20_arm"]
    assert [(i.row, i.value) for i in cohort.issues] == [(7, "42"), (None, None)]
    facts = {"arm": "treatment", "other": "control", "cell": "treatment"}
    assert dict(cohort.issues[1].facts) == facts
    assert not cohort.usable("bi_pre")
    many = cohort_of(bi_pre=[7, 35] * 300)
    assert codes(many) == ["barthel_20_arm"]


@pytest.mark.parametrize(
    "cells", [[5, 35, 10, 50, 20, 40], [7, 15, 10, 35, 22, 40], [7, 35, 10, 50, 5, 45, 0, 60]]
)
def test_scores_of_the_severely_ill_are_not(cells: list[object]) -> None:
    assert "barthel_20_arm" not in codes(cohort_of(bi_pre=cells))


def test_a_visit_in_another_unit_is_suspected() -> None:
    cohort = cohort_of(vegf_pre=[200, 210, 190, 220], vegf_post=[0.2, 0.21, 0.19, 0.22])
    [issue] = cohort.issues
    assert (issue.code, issue.severity, issue.column) == ("unit_suspect", "warning", "vegf_post")
    assert dict(issue.facts) == {"other": "vegf_pre", "ratio": "1000", "factor": "1000"}


@pytest.mark.parametrize("times", [1, 10, 250, 3500])
def test_other_ratios_are_not(times: int) -> None:
    cohort = cohort_of(vegf_pre=[1, 2, 3, 2], vegf_post=[times, 2 * times, 3 * times, 2 * times])
    assert codes(cohort) == []


def test_a_declared_unit_settles_it() -> None:
    mapping = ColumnMapping(units={"vegf_post": "ng/mL"})
    cohort = cohort_of(mapping, vegf_pre=[200, 210, 190, 220], vegf_post=[0.2, 0.21, 0.19, 0.22])
    assert codes(cohort) == ["unit_converted"]
    assert cohort.table["vegf_post"].tolist() == [200, 210, 190, 220]


def test_two_patients_tell_nothing() -> None:
    assert codes(cohort_of(vegf_pre=[200, 0.2, 210, 0.21])) == []


def test_a_unit_in_a_cell_goes_before_the_headers() -> None:
    cohort = cohort_of(**{"VEGF (ng/mL) before": [0.2, "210pg/mL", "0.19ng/mL", "<0.1"]})
    assert cohort.table["vegf_pre"].tolist() == [200, 210, 190, 50]
    assert sorted(codes(cohort)) == ["read_below", "read_unit", "unit_converted"]


# ------------------------------------------------------------------------------------ Barthel


def test_barthel_on_20_points_is_seen() -> None:
    cohort = cohort_of(bi_pre=[3, 20, 11, 0])
    [issue] = cohort.issues
    assert (issue.code, issue.severity, issue.column) == ("barthel_20", "error", "bi_pre")
    assert not cohort.usable("bi_pre")


@pytest.mark.parametrize("cells", [[0, 5, 10, 20], [40, 55, 20, 5]])
def test_barthel_on_100_points_is_not(cells: list[int]) -> None:
    assert codes(cohort_of(bi_pre=cells)) == []


def test_a_value_above_20_is_an_error_of_its_cell() -> None:
    assert codes(cohort_of(bi_pre=[40, 13, 20, 5])) == ["not_in_fives"]


@pytest.mark.parametrize("header", ["BI(20分)治疗前", "治疗前BI（满分20分）", "BI (/20) before"])
def test_a_header_that_says_20(header: str) -> None:
    cohort = cohort_of(**{header: [5, 10, 20, 15]})
    assert [(i.code, i.column) for i in cohort.issues] == [("barthel_20", header)]
    assert cohort.column("bi_pre") is not None


def test_barthel_declared_on_20_points_is_converted() -> None:
    cohort = cohort_of(ColumnMapping(units={"bi_pre": "20"}), bi_pre=[3, 20, "11分", "7/20"])
    assert cohort.table["bi_pre"].tolist()[:2] == [15, 100]
    assert cohort.table["bi_pre"].tolist()[3] == 35
    assert cohort.usable("bi_pre")
    assert "unit_converted" in codes(cohort)


def test_barthel_declared_on_100_points_keeps_the_cells_errors() -> None:
    cohort = cohort_of(ColumnMapping(units={"bi_pre": "100"}), bi_pre=[3, 20, 10, 0])
    assert codes(cohort) == ["not_in_fives"]


# ------------------------------------------------------------------------------------ a fall

FALL = ColumnMapping(units={"nihss_post": "fall"})


def test_a_fall_becomes_the_score() -> None:
    cohort = cohort_of(FALL, nihss_post=[3, "−2", "", 8], nihss_pre=[5, 6, 7, 8])
    assert cohort.table["nihss_post"].fillna(-1).tolist() == [2, 8, -1, 0]
    assert codes(cohort) == ["fall_converted"]
    assert cohort.usable("nihss_post")


def test_a_fall_that_cannot_be_is_an_error_of_its_row() -> None:
    cohort = cohort_of(FALL, nihss_pre=[5, 6, 7, 8], nihss_post=[6, 2, -40, 0])
    errors = [(i.code, i.row, i.value) for i in cohort.issues if i.severity == "error"]
    assert errors == [("fall_impossible", 2, "6"), ("fall_impossible", 4, "-40")]
    assert cohort.table["nihss_post"].isna().tolist() == [True, False, True, False]
    assert cohort.usable("nihss_post")


def test_a_fall_without_the_score_before() -> None:
    cohort = cohort_of(FALL, nihss_post=[3, 2])
    assert codes(cohort) == ["fall_without_pre"]
    assert not cohort.usable("nihss_post")


def test_a_fall_of_a_column_that_is_mapped() -> None:
    mapping = ColumnMapping(columns={"NIHSS减分": "nihss_post"}, units={"nihss_post": "fall"})
    cohort = cohort_of(mapping, 治疗前NIHSS=[5, 6], NIHSS减分=[3, 2])
    assert cohort.table["nihss_post"].tolist() == [2, 4]
    assert dict(cohort.issues[0].facts) == {"other": "治疗前NIHSS"}


def test_the_score_before_is_no_fall() -> None:
    with pytest.raises(AciError, match="mapping_unit"):
        cohort_of(ColumnMapping(units={"nihss_pre": "fall"}), nihss_pre=[1, 2])


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("NIHSS下降值", "nihss_post"),
        ("NIHSS评分降低", "nihss_post"),
        ("治疗前后NIHSS下降分值", "nihss_post"),
        ("14天NIHSS下降值", "nihss_d14"),
        ("Fall of NIHSS at 3 months", "nihss_m3"),
        ("NIHSS reduction", "nihss_post"),
    ],
)
def test_a_fall_that_the_header_tells(header: str, name: str) -> None:
    cohort = cohort_of(nihss_pre=[9, 12, 8], **{header: [4, 12, 0]})
    assert cohort.table[name].tolist() == [5, 0, 8]
    assert [(i.code, i.severity) for i in cohort.issues] == [("fall_converted", "warning")]


@pytest.mark.parametrize("header", ["NIHSS下降率", "NIHSS下降幅度", "NIHSS change", "NIHSS差值"])
def test_a_share_or_a_change_of_unknown_direction_is_no_fall(header: str) -> None:
    cohort = cohort_of(nihss_pre=[9, 12, 8], **{header: [4, 12, 1]})
    assert "nihss_post" not in {column.name for column in cohort.columns}


def test_the_score_itself_goes_before_its_fall() -> None:
    cohort = cohort_of(nihss_pre=[9, 12, 8], nihss_post=[5, 0, 8], NIHSS下降值=[4, 12, 0])
    assert cohort.table["nihss_post"].tolist() == [5, 0, 8]
    assert codes(cohort) == ["not_used"]
