"""Patients that do not stand one under another are put so, and the rows are those of the file."""

from __future__ import annotations

import pytest

from aci_core.checks import checked, fixes, proposal
from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.domain.steps import FillDown
from aci_core.ingest import Reading, load, read
from aci_core.ingest.project import Project
from tests import files
from tests.nasty import BASE, HEAD, PATIENTS, text

ARMS = ("观察组", "对照组")
PLAIN = load(text(BASE).encode(), "a.csv")


def arm(name: str) -> list[list[object]]:
    return [[p[0], *p[2:]] for p in PATIENTS if p[1] == name]


HEADERS = [HEAD[0], *HEAD[2:]]
SHEETS = {name: [HEADERS, *arm(name)] for name in ARMS}
BESIDE = [
    ["观察组", *[""] * 6, "", "对照组", *[""] * 6],
    [*HEADERS, "", *HEADERS],
    *([*a, "", *b] for a, b in zip(arm(ARMS[0]), arm(ARMS[1]), strict=True)),
]
TURNED = [list(row) for row in zip(*BASE, strict=True)]


def rows(cohort: Cohort) -> list[tuple[object, ...]]:
    """Every patient's values, in any order."""
    names = sorted(PLAIN.table.columns.drop("patient_id"))
    return sorted(zip(*(cohort.table[name].tolist() for name in names), strict=True))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (files.xlsx(SHEETS), "a.xlsx"),
        (files.xlsx({"说明": [["病例汇总"]], **SHEETS}), "a.xlsx"),
        (files.xlsx({"a": BESIDE}), "a.xlsx"),
        (text(BESIDE).encode("gb18030"), "a.csv"),
        (text(BESIDE, by=";").encode(), "a.csv"),
        (files.xlsx({"a": TURNED}), "a.xlsx"),
        (text([["病例汇总", *[""] * 12], *TURNED]).encode(), "a.csv"),
    ],
)
def test_the_patients_are_the_same_as_one_under_another(data: bytes, name: str) -> None:
    cohort = load(data, name)
    assert cohort.settled
    assert rows(cohort) == rows(PLAIN)


def test_the_notes_say_where_each_patient_stands_in_the_file() -> None:
    titled = {
        ARMS[0]: [["病例"], [], HEADERS, *arm(ARMS[0])],
        ARMS[1]: [HEADERS, *arm(ARMS[1])[:2], [], *arm(ARMS[1])[2:]],
    }
    raw = read(files.xlsx(titled), "a.xlsx")
    by_arm = {
        dict(i.facts)["arm"]: dict(i.facts) for i in raw.issues if i.code == "arranged_sheets"
    }
    numbers = raw.row_numbers().tolist()
    place = {raw.frame[0][k]: numbers[k] for k in range(len(numbers))}
    for name, sheet in titled.items():
        facts = by_arm[name]
        for at, row in enumerate(sheet, 1):
            if row and str(row[0]).startswith("P"):
                assert place[row[0]] == at - facts["of"] + facts["at"]
    assert by_arm[ARMS[0]]["of"] == by_arm[ARMS[0]]["at"] == 4
    assert max(numbers) == by_arm[ARMS[1]]["last"]


def test_sheets_with_other_columns_are_joined_by_name() -> None:
    other = [[row[0], *row[:0:-1], "是"] for row in SHEETS[ARMS[1]]]
    other[0] = [HEADERS[0], *HEADERS[:0:-1], "高血压"]
    cohort = load(files.xlsx({ARMS[0]: SHEETS[ARMS[0]], ARMS[1]: other}), "a.xlsx")
    assert rows(cohort) == rows(PLAIN)
    assert cohort.table["hypertension"].isna().sum() == 6


def test_a_header_that_stands_twice_in_a_sheet_stays_two_columns() -> None:
    twice = {
        name: [[*HEADERS, "备注甲", "备注甲"], *([*r, "x", "y"] for r in arm(name))]
        for name in ARMS
    }
    raw = read(files.xlsx(twice), "a.xlsx")
    assert raw.headers.count("备注甲") == 2
    assert raw.frame[7].tolist() == ["x"] * 12
    assert raw.frame[8].tolist() == ["y"] * 12


def test_a_named_sheet_is_read_alone() -> None:
    with pytest.raises(AciError, match="arm_a_sheet"):
        load(files.xlsx(SHEETS), "a.xlsx", reading=Reading(sheet=ARMS[0]))


def test_a_user_may_refuse_and_may_ask_for_it() -> None:
    data = files.xlsx({"a": TURNED})
    with pytest.raises(AciError, match="lies_on_its_side"):
        load(data, "a.xlsx", reading=Reading(arrangement="as_is"))
    turned = Reading(arrangement="on_its_side")
    assert load(data, "a.xlsx", reading=turned).n == 12
    with pytest.raises(AciError, match="cannot_arrange"):
        read(text(BASE).encode(), "a.csv", Reading(arrangement="sheets"))
    with pytest.raises(AciError, match="cannot_arrange"):
        read(text(BASE).encode(), "a.csv", Reading(arrangement="beside"))


@pytest.mark.parametrize("made", [SHEETS, {"a": BESIDE}, {"a": TURNED}])
def test_a_project_reads_it_so_again(made: dict[str, list[list[object]]]) -> None:
    data = files.xlsx(made)
    raw = read(data, "a.xlsx")
    again = Project.from_json(Project(reading=raw.reading).to_json()).reading
    assert again.arrangement == raw.reading.arrangement
    assert read(data, "a.xlsx", again).frame.equals(raw.frame)


def test_what_stands_right_is_left_as_it_is() -> None:
    assert read(text(BASE).encode(), "a.csv").reading.arrangement is None
    three = {"观察组": BASE, "对照组": [["x", "y"], [1, 2]]}
    assert rows(load(files.xlsx(three), "a.xlsx")) == rows(PLAIN)


def test_tables_of_other_columns_beside_each_other_are_not_joined() -> None:
    other = [[*row[:9], row[8], *row[10:]] for row in BESIDE]
    other[1][9] = "治疗后BI"
    with pytest.raises(AciError, match="arms_side_by_side"):
        load(text(other).encode(), "a.csv")


# ------------------------------------------------------------------------------------- numbers


def numbered(second: range) -> bytes:
    half = [p for p in PATIENTS if p[1] == ARMS[0]], [p for p in PATIENTS if p[1] == ARMS[1]]
    made = [[i, *p[1:]] for i, p in enumerate(half[0], 1)]
    made += [[i, *p[1:]] for i, p in zip(second, half[1], strict=True)]
    return text([HEAD, *made]).encode()


def test_numbers_that_begin_anew_in_each_arm_are_of_different_patients() -> None:
    cohort = checked(load(numbered(range(1, 7)), "a.csv"))
    assert not [i for i in cohort.issues if i.code == "duplicate_patient"]
    assert [i.code for i in cohort.issues if i.code == "numbered_by_arm"] == ["numbered_by_arm"]
    assert cohort.table["patient_id"].tolist()[::6] == ["观察组 1", "对照组 1"]
    assert cohort.table["patient_id"].is_unique


def test_one_number_in_both_arms_is_a_patient_that_stands_twice() -> None:
    cohort = load(numbered(range(6, 12)), "a.csv")
    assert [i.row for i in cohort.issues if i.code == "duplicate_patient"] == [8]


def test_a_number_twice_in_one_arm_is_a_patient_that_stands_twice() -> None:
    data = numbered(range(1, 7)).replace("\n2,观察组".encode(), "\n1,观察组".encode())
    codes = {i.code for i in load(data, "a.csv").issues}
    assert "duplicate_patient" in codes
    assert "numbered_by_arm" not in codes


# -------------------------------------------------------------------------------------- blocks


@pytest.mark.parametrize(
    ("arms", "taken"),
    [
        ("甲组,,,对照组,,", True),
        ("甲组,,,对照组,,,", True),
        (",甲组,,,对照组,", False),  # nobody knows the first
        ("甲组,,,对照组,,甲组", False),  # not once each
        ("甲组,,,,,对照组", False),  # an arm of one may be a gap
        ("甲组,,,,,", False),
    ],
)
def test_arms_at_the_first_of_their_patients(arms: str, *, taken: bool) -> None:
    made = [f"{i},{a},9,{i % 5}" for i, a in enumerate(arms.split(","))]
    data = "\n".join(["编号,组别,治疗前NIHSS,治疗后NIHSS", *made]).encode()
    cohort = load(data, "a.csv")
    codes = [i.code for i in cohort.issues]
    assert ("arms_in_blocks" in codes) is taken
    assert (codes.count("missing_arm") == 0) is taken
    if taken:
        assert cohort.n_by_arm == {"甲组": 3, "对照组": len(made) - 3}
        # Who knows better says so: nothing is filled then.
        own = load(data, "a.csv", reading=Reading(arrangement="as_is"))
        assert own.n_by_arm == {"甲组": 1, "对照组": 1}


def test_arms_written_again_and_again_are_filled_by_a_click_and_not_before() -> None:
    arms = "甲组,,,对照组,,,甲组,,,对照组,,"
    made = [f"{i},{a},9,{i % 5}" for i, a in enumerate(arms.split(","))]
    data = "\n".join(["编号,组别,治疗前NIHSS,治疗后NIHSS", *made]).encode()
    cohort = load(data, "a.csv")
    assert cohort.n_by_arm == {"甲组": 2, "对照组": 2}
    issues = [i for i in cohort.issues if "arm" in i.code]
    assert [(i.code, dict(i.facts)) for i in issues] == [("missing_arm_blocks", {"n": 8})]
    step = proposal(issues[0], cohort)
    assert step == FillDown("组别")
    assert load(data, "a.csv", steps=[step]).n_by_arm == {"甲组": 6, "对照组": 6}
    fix = next(fix for fix in fixes(cohort) if fix.rule == "missing_arm_blocks")
    assert not fix.safe  # it moves patients between arms: never with all others at once


@pytest.mark.parametrize("sign", ["同上", "〃", "ditto", "同 上"])
def test_as_above(sign: str) -> None:
    made = [
        f"{i},{a},{s},{h},9,{i % 5}"
        for i, (a, s, h) in enumerate(
            [
                ("观察组", "男", "是"),
                (sign, "女", sign),
                ("", sign, "否"),
                ("对照组", sign, sign),
                (sign, "男", sign),
            ]
        )
    ]
    data = "\n".join(["编号,组别,性别,高血压,治疗前NIHSS,治疗后NIHSS", *made]).encode()
    cohort = load(data, "a.csv")
    assert cohort.n_by_arm == {"观察组": 2, "对照组": 2}  # the third has none
    assert cohort.table["sex"].tolist() == ["male", "female", "female", "male"]
    assert cohort.table["hypertension"].tolist() == ["yes", "yes", "no", "no"]
    assert {i.column for i in cohort.issues if i.code == "as_above"} == {"组别", "性别", "高血压"}
