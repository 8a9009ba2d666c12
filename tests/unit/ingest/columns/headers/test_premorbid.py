"""A scale before the stroke is a characteristic, and no baseline of a treatment."""

from __future__ import annotations

import pytest

from aci_core.domain.schema import Role
from aci_core.ingest.columns.headers.header_meaning import meaning
from tests.build import cohort_of


@pytest.mark.parametrize(
    "header",
    [
        "发病前mRS",
        "脑出血前mRS评分",
        "卒中前改良Rankin评分",
        "病前mRS",
        "入院前mRS",
        "mRS（发病前）",
        "既往mRS评分",
        "prestroke_mrs",
        "pre-stroke mRS",
        "mRS before stroke",
        "premorbid mRS",
        "Pre-morbid modified Rankin scale",
        "historical mRS",
        "Estimated pre-stroke mRS",
        "mRS score prior to index stroke",
        "premorbid_mrs",
    ],
)
def test_mrs_before_the_stroke(header: str) -> None:
    known = meaning(header)
    assert (known.name, known.role, known.unclear) == ("premorbid_mrs", Role.COVARIATE, False)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("发病前BI", "premorbid_bi"),
        ("premorbid Barthel index", "premorbid_bi"),
        ("病前ADL评分", "premorbid_bi"),
        ("入院mRS", "mrs_pre"),
        ("mRS治疗前", "mrs_pre"),
        ("90天mRS", "mrs_d90"),
        ("发病后3天mRS", "mrs_d3"),
    ],
)
def test_other_scales_and_other_times(header: str, name: str) -> None:
    assert meaning(header).name == name


def test_its_grades_are_counted_however_many() -> None:
    cohort = cohort_of(**{"发病前mRS": [0, 1, 2, 3, 4, 5] * 2, "90天mRS": [1, 2, 3, 4, 5, 0] * 2})
    column = cohort.column("premorbid_mrs")
    assert column is not None
    assert column.levels == ("0", "1", "2", "3", "4", "5")
    assert cohort.issues == ()


def test_an_unknown_scale_before_the_stroke_is_a_characteristic_too() -> None:
    cohort = cohort_of(**{"发病前MMSE": [7 * i % 13 for i in range(12)], "MMSE 3月": range(12)})
    assert [c.header for c in cohort.columns_with(Role.COVARIATE)] == ["发病前MMSE"]
