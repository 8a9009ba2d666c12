"""A short scale without its lowest grade, and with one above its highest: asked, never read."""

from __future__ import annotations

import pytest

from aci_core.checks import checked, fixes
from aci_core.domain.steps import ReplaceText
from aci_core.ingest import ColumnMapping
from tests.build import cohort_of

_GRADES = [1, 4, 7, 2, 3, 7, 5, 6, 1, 2, 7, 4]


@pytest.mark.parametrize("header", ["mrs_m3", "mRS 90天", "改良Rankin评分(3个月)"])
def test_a_scale_coded_one_higher_is_asked_about(header: str) -> None:
    cohort = checked(cohort_of(None, **{header: _GRADES, "age": range(50, 62)}))
    [issue] = [i for i in cohort.issues if i.code == "scale_one_higher"]
    assert (issue.severity, issue.column, issue.value) == ("error", header, "7")
    [column] = [c for c in cohort.columns if c.header == header]
    assert column.stopped
    assert cohort.column("died") is None, "a 6 is no death while nobody knows what it is"
    [fix] = [f for f in fixes(cohort) if f.rule == "scale_one_higher"]
    assert fix.step == ReplaceText(header, "7", None)
    assert not fix.safe


def test_both_answers_to_a_scale_coded_one_higher() -> None:
    lower = {str(n): str(n - 1) for n in range(1, 8)}
    shifted = cohort_of(ColumnMapping(values={"mrs_m3": lower}), mrs_m3=_GRADES)
    assert shifted.table["mrs_m3"].tolist() == [n - 1 for n in _GRADES]
    missing = cohort_of(ColumnMapping(values={"mrs_m3": {"7": None}}), mrs_m3=_GRADES)
    assert missing.table["mrs_m3"].isna().sum() == 3
    for cohort in (shifted, missing):
        assert "scale_one_higher" not in {i.code for i in cohort.issues}


@pytest.mark.parametrize("grades", [[0, *_GRADES[1:]], [2, 3, 7, 7, 4, 5, 2, 3, 4, 2, 3, 4]])
def test_a_seven_beside_a_zero_or_alone_far_is_a_code(grades: list[int]) -> None:
    codes = {i.code for i in cohort_of(mrs_m3=grades).issues}
    assert "missing_code_read" in codes
    assert "scale_one_higher" not in codes
