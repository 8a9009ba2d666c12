"""Severity, grade, seriousness and relation in the words of the schema; the rest is kept."""

from __future__ import annotations

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import SERIOUS, Kind, Role
from tests.build import cohort_of


def made(header: str, cells: list[object]) -> Cohort:
    return cohort_of(**{"nihss_pre": [5, 9, 7, 4], "AE": [1, 1, 1, 0], header: cells})


@pytest.mark.parametrize(
    ("header", "cells", "levels"),
    [
        ("AE severity", ["mild", "Moderate", "severe", ""], ["mild", "moderate", "severe"]),
        ("不良反应程度", ["轻度", "中", "重度", "无"], ["mild", "moderate", "severe", "none"]),
        ("AE grade", [1, 2, 3, 0], ["1", "2", "3", "none"]),
        ("CTCAE分级", ["1级", "II级", "G3", ""], ["1", "2", "3"]),
        ("AE causality", ["possibly", "Not related", "definite", ""],
         ["possible", "unrelated", "definite"]),
        ("与治疗关系", ["可能有关", "无关", "肯定有关", ""], ["possible", "unrelated", "definite"]),
        ("AE severity", ["level A", "level B", "level A", ""], ["level A", "level B"]),
    ],
)  # fmt: skip
def test_levels(header: str, cells: list[object], levels: list[str]) -> None:
    cohort = made(header, cells)
    column = next(c for c in cohort.columns if c.header == header)
    assert (column.role, column.kind) == (Role.EVENT_DETAIL, Kind.CATEGORY)
    assert sorted(column.levels) == sorted(levels)
    assert [i for i in cohort.issues if i.severity == "error"] == []


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("AE seriousness", ["yes", "no", "no", ""]),
        ("是否严重", [1, 0, 0, ""]),
        ("SAE", ["是", "否", "否", ""]),
    ],
)
def test_seriousness_of_no_named_event_is_who_had_a_serious_one(
    header: str, cells: list[object]
) -> None:
    cohort = made(header, cells)
    column = next(c for c in cohort.columns if c.header == header)
    assert (column.role, column.stem) == (Role.EVENT, SERIOUS)
    assert [i for i in cohort.issues if i.severity == "error"] == []


@pytest.mark.parametrize("header", ["AE outcome", "不良反应转归", "AE action taken", "AE duration"])
def test_others_are_kept_as_written_and_said(header: str) -> None:
    cohort = made(header, ["drug stopped", "none", "3 d", ""])
    column = next(c for c in cohort.columns if c.header == header)
    assert (column.role, column.kind) == (Role.EVENT_DETAIL, Kind.TEXT)
    assert [(i.code, i.column) for i in cohort.issues] == [("event_attribute", header)]
