"""Columns of the same patients on several sheets."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.domain.steps import SetCell
from aci_core.ingest import Reading, load, read
from aci_core.ingest.project import Project
from tests import files
from tests.nasty import BASE, HEAD, PATIENTS, text

Rows = list[list[object]]
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
    assert facts == {"sheet": "治疗后", "columns": 2, "n": 12, "own": "治疗前"}


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
    assert facts["n"] == 7
    # By row: the first five of one sheet, the last of the other.
    assert (facts["without"], facts["alone"]) == ("5 (2, 3, 4, 5, 6)", "1 (9)")


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
    ("no", "yes"), [("无", "有"), ("否", "是"), ("no", "Yes"), ("N", "Y"), ("-", "+")]
)
def test_a_sheet_of_answers_is_joined(no: str, yes: str) -> None:
    asked = [[p[0], "电话", yes if i % 5 == 0 else no] for i, p in enumerate(PATIENTS)]
    whole = {"汇总": [[*HEAD], *PATIENTS], "电话随访": [["编号", "方式", "再发卒中"], *asked]}
    cohort = load(files.xlsx(whole), "a.xlsx")
    assert "sheet_joined" in codes(cohort)
    [column] = [c for c in cohort.columns if c.header == "再发卒中"]
    assert cohort.table[column.name].astype(str).str.lower().isin(["1", "1.0", "yes"]).sum() == 3


def test_a_sheet_of_remarks_is_left() -> None:
    said = [[p[0], f"电话{i}", "家属代答"] for i, p in enumerate(PATIENTS)]
    whole = {"汇总": [[*HEAD], *PATIENTS], "电话随访": [["编号", "方式", "说明"], *said]}
    assert "sheet_joined" not in codes(load(files.xlsx(whole), "a.xlsx"))


VISITS = ("14天", "3个月")
BASICS = [["编号", "组别", "年龄", "性别", "NIHSS"], *(p[:5] for p in PATIENTS)]


def follow_up(*more: list[object], when: str = "访视", visits: Sequence[object] = VISITS) -> Rows:
    """A row a visit, with a score, an event, and a note that differs from visit to visit."""
    rows = [
        [p[0], visit, int(p[5]) - k, 40 + 5 * k, "有" if i == 2 and k else "无", f"房间{i}-{k}"]
        for k, visit in enumerate(visits)
        for i, p in enumerate(PATIENTS)
    ]
    return [["编号", when, "NIHSS", "BI", "发热", "床位"], *rows, *more]


@pytest.mark.parametrize(
    ("when", "visits", "names"),
    [
        ("访视", VISITS, ("d14", "m3")),
        ("visit", ("Day 14", "Month 3"), ("d14", "m3")),
        ("随访天数", (14, 90), ("d14", "d90")),
    ],
)
def test_a_sheet_with_a_row_a_visit_is_joined(
    when: str, visits: Sequence[object], names: tuple[str, str]
) -> None:
    book = {"基线": BASICS, "随访": follow_up(when=when, visits=visits)}
    cohort = load(files.xlsx(book), "a.xlsx")
    assert cohort.n == len(PATIENTS)
    for k, name in enumerate(names):
        scores = cohort.table[f"nihss_{name}"].tolist()
        assert scores == [int(p[5]) - k for p in PATIENTS]
    assert cohort.table["nihss_pre"].tolist() == [int(p[4]) for p in PATIENTS]
    assert cohort.table["ae_fever"].sum() == 1
    facts = {i.code: dict(i.facts) for i in cohort.issues}
    assert facts["sheet_visits"] == {"sheet": "随访", "n": 24, "visits": ", ".join(names)}
    assert facts["sheet_columns_left"]["columns"] == "床位"
    assert facts["sheet_joined"]["n"] == 12
    assert cohort.row_of(2) == 4


@pytest.mark.parametrize(
    "more",
    [
        ["P1", "14天", 4, 50, "无", ""],  # at one visit twice
        ["P1", "V7", 4, 50, "无", ""],  # nobody knows when
        ["", "3个月", 4, 50, "无", ""],  # of nobody
    ],
)
def test_visits_that_are_not_certain_are_left_and_told(more: list[object]) -> None:
    cohort = load(files.xlsx({"基线": BASICS, "随访": follow_up(more)}), "a.xlsx")
    assert "nihss_m3" not in cohort.table
    [facts] = [dict(i.facts) for i in cohort.issues if i.code == "sheets_unread"]
    assert facts["others"] == "随访"


def test_a_sheet_that_is_not_joined_is_told_beside_one_that_is() -> None:
    labs = [["编号", "VEGF治疗前", "WBC"], *([p[0], 120 + i, 5] for i, p in enumerate(PATIENTS))]
    twice = follow_up(["P1", "14天", 4, 50, "无", ""])
    cohort = load(files.xlsx({"基线": BASICS, "随访": twice, "化验": labs}), "a.xlsx")
    told = {i.code: dict(i.facts) for i in cohort.issues}
    assert told["sheet_joined"]["sheet"] == "化验"
    assert told["sheets_unread"]["others"] == "随访"
    assert {"vegf_pre", "WBC"} <= set(cohort.table)


def test_a_correction_changes_the_cell_of_the_joined_sheet() -> None:
    data = files.xlsx({"基线": BASICS, "随访": follow_up()})
    step = SetCell(row=4, header="NIHSS 3个月", text="0")
    cohort = load(data, "a.xlsx", steps=[step])
    assert cohort.table["nihss_m3"].tolist()[2] == 0
    plain = load(data, "a.xlsx").table["nihss_m3"].tolist()
    assert [i for i, v in enumerate(cohort.table["nihss_m3"]) if v != plain[i]] == [2]


def numbered(rows: Rows) -> Rows:
    """Rows with a number each before them, as a spreadsheet has it."""
    return [["序号", *rows[0]], *([i + 1, *row] for i, row in enumerate(rows[1:]))]


@pytest.mark.parametrize("first", ["编号", "住院号", "病历号"])
def test_patients_are_known_by_their_identifier_and_not_by_the_number_of_the_row(
    first: str,
) -> None:
    values = {p[0]: i for i, p in enumerate(PATIENTS)}
    labs = [[first, "CRP"], *([p[0], values[p[0]]] for p in reversed(PATIENTS))]
    main = [[first, *BASICS[0][1:]], *BASICS[1:]]
    cohort = load(files.xlsx({"基线": numbered(main), "化验": numbered(labs)}), "a.xlsx")
    assert cohort.table["CRP"].tolist() == [values[p[0]] for p in PATIENTS]


def test_a_number_of_the_row_is_the_patient_where_there_is_no_other() -> None:
    labs = [["序号", "CRP"], *([i + 1, i] for i, _ in enumerate(PATIENTS))]
    main = [["序号", *BASICS[0][1:]], *([i + 1, *row[1:]] for i, row in enumerate(BASICS[1:]))]
    cohort = load(files.xlsx({"基线": main, "化验": labs}), "a.xlsx")
    assert cohort.table["CRP"].tolist() == [*range(len(PATIENTS))]


def test_other_people_with_the_same_numbers_are_not_joined() -> None:
    ages = [int(p[2]) for p in PATIENTS]
    other = [
        ["编号", "年龄", "CRP"],
        *([p[0], a + 9, 5] for p, a in zip(PATIENTS, ages, strict=True)),
    ]
    same = [["编号", "年龄", "CRP"], *([p[0], a, 5] for p, a in zip(PATIENTS, ages, strict=True))]
    for sheet, joined in ((other, False), (same, True)):
        cohort = load(files.xlsx({"基线": BASICS, "化验": sheet}), "a.xlsx")
        assert ("CRP" in cohort.table) is joined


def test_a_standard_with_a_row_a_parameter_is_told() -> None:
    head = ["USUBJID", "PARAMCD", "AVISIT", "AVAL"]
    rows = [
        [p[0], code, visit, 4] for p in PATIENTS for code in ("NIHSS", "BI") for visit in VISITS
    ]
    book = {"基本信息": BASICS, "随访": [head, *rows]}
    [facts] = [
        dict(i.facts) for i in load(files.xlsx(book), "a.xlsx").issues if i.code == "sheets_unread"
    ]
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
