"""Columns of the same patients on several sheets."""

from __future__ import annotations

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.ingest import Reading, load, read
from aci_core.ingest.project import Project
from tests import files
from tests.nasty import BASE, HEAD, PATIENTS, text

PLAIN = load(text(BASE).encode(), "a.csv")
FIRST = [[*HEAD[:4], "NIHSS", "BI"], *([*p[:4], p[4], p[6]] for p in PATIENTS)]
LATER = [["编号", "NIHSS", "BI"], *([p[0], p[5], p[7]] for p in reversed(PATIENTS))]
BY_TIME = {"治疗前": FIRST, "治疗后": LATER}


def codes(cohort: Cohort) -> set[str]:
    return {issue.code for issue in cohort.issues}


def test_sheets_named_by_the_time() -> None:
    cohort = load(files.xlsx(BY_TIME), "a.xlsx")
    assert cohort.digest == PLAIN.digest
    [facts] = [dict(i.facts) for i in cohort.issues if i.code == "sheet_joined"]
    assert facts == {"sheet": "治疗后", "columns": 2, "n": 12}


def test_rows_are_those_of_the_first_sheet() -> None:
    titled = {"基线": [["某院"], *FIRST], "治疗后": LATER}
    titled["基线"][1][4:] = ["治疗前NIHSS", "治疗前BI"]
    cohort = load(files.xlsx(titled), "a.xlsx")
    assert [cohort.row_of(i) for i in range(3)] == [3, 4, 5]
    assert cohort.digest == PLAIN.digest


def test_who_has_no_row_there_has_no_value() -> None:
    some = {"治疗前": FIRST, "治疗后": [*LATER[:8], ["P99", 4, 50]]}
    cohort = load(files.xlsx(some), "a.xlsx")
    assert cohort.n == 12
    assert int(cohort.table["nihss_post"].notna().sum()) == 7
    [facts] = [dict(i.facts) for i in cohort.issues if i.code == "sheet_joined_in_part"]
    assert (facts["n"], facts["without"], facts["alone"]) == (7, 5, 1)


@pytest.mark.parametrize(
    "later",
    [
        [*LATER, ["P1", 4, 50]],  # one stands twice
        [["编号", "组别", "NIHSS"], *([p[0], "丙组", p[5]] for p in PATIENTS)],  # of other arms
        [["编号", "NIHSS", "BI"], *([f"Q{i}", 4, 50] for i in range(12))],  # other patients
    ],
)
def test_what_may_be_others_is_left_and_told(later: list[list[object]]) -> None:
    cohort = load(files.xlsx({"治疗前": FIRST, "治疗后": later}), "a.xlsx")
    assert "nihss_post" not in {column.name for column in cohort.columns}
    assert codes(cohort) & {"sheet_joined", "sheets_unread"} == {"sheets_unread"}


@pytest.mark.parametrize(
    "head", [("编号", "访视", "NIHSS评分"), ("编号", "访视", "mRS"), ("USUBJID", "AVISIT", "AVAL")]
)
def test_a_sheet_with_a_row_a_visit_is_told(head: tuple[str, ...]) -> None:
    visits = [[p[0], visit, score] for p in PATIENTS for visit, score in (("基线", 9), ("3月", 4))]
    basics = [["编号", "组别", "年龄"], *(p[:3] for p in PATIENTS)]
    cohort = load(files.xlsx({"基本信息": basics, "随访": [list(head), *visits]}), "a.xlsx")
    [facts] = [dict(i.facts) for i in cohort.issues if i.code == "sheets_unread"]
    assert facts["others"] == "随访"


def test_a_sheet_that_explains_is_no_sheet_of_patients() -> None:
    legend = [HEAD, ["患者编号", "1=观察组", "岁", "1=男", "分", "分", "分", "分"]]
    cohort = load(files.xlsx({"数据": BASE, "说明": legend}), "a.xlsx")
    assert not codes(cohort) & {"sheet_joined", "sheets_unread"}


def test_a_sheet_that_a_user_chose_stays_alone() -> None:
    data = files.xlsx(BY_TIME)
    for reading in (Reading(sheet="治疗前"), Reading(arrangement="as_is")):
        assert not codes(load(data, "a.xlsx", reading=reading)) & {"sheet_joined", "sheets_unread"}


def test_a_saved_project_joins_again() -> None:
    data = files.xlsx(BY_TIME)
    raw = read(data, "a.xlsx")
    assert raw.reading.arrangement == "joined"
    again = Project.from_json(Project(reading=raw.reading).to_json()).reading
    assert load(data, "a.xlsx", reading=again).digest == PLAIN.digest
