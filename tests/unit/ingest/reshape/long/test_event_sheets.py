"""A sheet with a row an adverse event beside the sheet of the patients."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.checks import checked
from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import Role
from aci_core.domain.schema.aliases import clean
from aci_core.ingest import Reading, load, read
from aci_core.presentation.i18n import format_issue, translator
from tests import files

Rows = list[list[object]]
N = 12
IDS = [f"P{i:02}" for i in range(N)]


def patients(start: str | None = None) -> Rows:
    """Patients with scores; a start is the first of May."""
    head = ["编号", "组别", "年龄", "性别", "治疗前NIHSS", "治疗后NIHSS"]
    arms = ("试验组", "对照组")
    rows: Rows = [
        [who, arms[i % 2], 60 + i, "男女"[i % 2], 9 + i % 4, 4 + i % 3] for i, who in enumerate(IDS)
    ]
    if start is None:
        return [[*head], *rows]
    return [[*head, start], *([*row, "2023-05-01"] for row in rows)]


def cohort_of(events: Rows, main: Rows | None = None, **sheets: Rows) -> Cohort:
    book = {"患者": main or patients(), "不良事件": events, **sheets}
    return checked(load(files.xlsx(book), "a.xlsx"))


def counts(cohort: Cohort, name: str) -> dict[str, float]:
    """By identifier, what a column of numbers holds that is not 0; none of it is unknown."""
    values = cohort.table[name].to_numpy(float)
    assert not np.isnan(values).any()
    return {IDS[i]: value for i, value in enumerate(values) if value}


def words_of(cohort: Cohort, name: str) -> dict[str, str]:
    column = cohort.table[name]
    return {IDS[i]: str(v) for i, v in enumerate(column) if column.notna()[i] and v != ""}


def facts(cohort: Cohort, code: str) -> list[dict[str, object]]:
    return [dict(i.facts) for i in cohort.issues if i.code == code]


CHINESE: Rows = [
    [
        "序号",
        "编号",
        "姓名",
        "不良事件名称",
        "开始日期",
        "严重程度",
        "与治疗关系",
        "是否SAE",
        "转归",
    ],
    [1, "P03", "张三丰", "肺部感染", "2023-05-08", "重度", "可能有关", "是", "好转"],
    [2, "P03", "张三丰", "发热", "2023-05-06", "轻度", "可能有关", "否", "痊愈"],
    [3, "P03", "张三丰", "发热", "2023-05-03", "中度", "无关", "否", "痊愈"],
    [4, "P10", "李四光", "脱发", "2023-05-20", "轻度", "无关", "否", "未缓解"],
]
ENGLISH: Rows = [
    ["Subject", "AE term", "Start day", "Severity", "Relation", "Serious", "Outcome"],
    ["P03", "Pneumonia", 7, "Severe", "Possible", "Y", "Recovered"],
    ["P03", "Fever", 5, "Mild", "Possible", "N", "Recovered"],
    ["P03", "Pyrexia", 2, "Moderate", "Unrelated", "N", "Recovered"],
    ["P10", "Alopecia", 19, "Mild", "Unrelated", "N", "Not recovered"],
]
CDISC: Rows = [
    ["STUDYID", "USUBJID", "AESEQ", "AEDECOD", "AESTDY", "AESEV", "AEREL", "AESER", "AEOUT"],
    ["S", "P03", 1, "PNEUMONIA", 7, "SEVERE", "POSSIBLE", "Y", "RECOVERED/RESOLVED"],
    ["S", "P03", 2, "FEVER", 5, "MILD", "POSSIBLE", "N", "RECOVERED/RESOLVED"],
    ["S", "P03", 3, "FEVER", 2, "MODERATE", "UNRELATED", "N", "RECOVERED/RESOLVED"],
    ["S", "P10", 1, "ALOPECIA", 19, "MILD", "UNRELATED", "N", "NOT RECOVERED"],
]
SEVERAL_IN_A_CELL: Rows = [
    ["编号", "并发症", "发生天数", "程度", "相关性", "是否严重"],
    ["P03", "肺部感染", 7, "重度", "可能有关", "是"],
    ["P03", "发热", 5, "轻度", "可能有关", "否"],
    ["P03", "轻度发热（2天）", 2, "中度", "无关", "否"],
    ["P10", "脱发", 19, "轻度", "无关", "否"],
]


@pytest.mark.parametrize(
    ("events", "unknown"),
    [(CHINESE, "脱发"), (ENGLISH, "alopecia"), (CDISC, "alopecia"), (SEVERAL_IN_A_CELL, "脱发")],
)
def test_the_events_are_joined_with_what_is_told_of_them(events: Rows, unknown: str) -> None:
    cohort = cohort_of(events, patients(start="治疗开始日期"))
    assert cohort.n == N
    assert counts(cohort, "ae_pneumonia") == {"P03": 1}
    assert counts(cohort, "ae_fever") == {"P03": 2}  # twice
    assert counts(cohort, f"ae_{unknown}") == {"P10": 1}
    assert counts(cohort, "ae_serious") == {"P03": 1}
    assert words_of(cohort, "ae_pneumonia_severity") == {"P03": "severe"}
    assert words_of(cohort, "ae_fever_severity") == {"P03": "moderate"}  # the worse of the two
    assert words_of(cohort, "ae_unspecified_severity") == {"P03": "severe", "P10": "mild"}
    assert words_of(cohort, "ae_fever_related") == {"P03": "possible"}
    days = cohort.table["ae_fever_day"].to_numpy(float)
    assert (days[3], np.isnan(days).sum()) == (2, N - 1)  # the first of the two
    [said] = facts(cohort, "sheet_events")
    assert (said["sheet"], said["n"], said["patients"]) == ("不良事件", 4, 2)
    assert not facts(cohort, "sheet_events_alone")
    # Nobody's name came with them.
    assert not any("张三丰" in str(cohort.table[name].tolist()) for name in cohort.table)


def test_the_files_own_word_stays() -> None:
    column = cohort_of(CHINESE).column("ae_pneumonia")
    assert column is not None
    assert column.label == "肺部感染"


@pytest.mark.parametrize(
    ("day", "severity"),
    [
        ("发生时间(天)", "严重程度"),
        ("发生时间（用药后第几天）", "严重程度（1=轻度，2=中度，3=重度）"),
        ("开始时间（d）", "分级(1轻度2中度3重度)"),
        ("Onset day (days)", "Severity [1=mild, 2=moderate, 3=severe]"),
    ],
)
def test_a_header_may_explain_its_cells(day: str, severity: str) -> None:
    coded = "1" in severity
    rows: Rows = [
        ["编号", "不良事件", day, severity],
        ["P03", "发热", 5, 1 if coded else "轻度"],
        ["P03", "发热", 2, 2 if coded else "中度"],
    ]
    cohort = cohort_of(rows)
    assert cohort.table["ae_fever_day"].to_numpy(float)[3] == 2
    attribute = "grade" if "分级" in severity else "severity"
    assert words_of(cohort, f"ae_fever_{attribute}") == {"P03": "moderate"}
    assert not facts(cohort, "sheet_events_left")


@pytest.mark.parametrize("header", ["发生时间(h)", "发生时间（周）", "Start (weeks)"])
def test_hours_and_weeks_are_no_days(header: str) -> None:
    cohort = cohort_of([["编号", "不良事件", header], ["P03", "发热", 5]])
    assert "ae_fever_day" not in cohort.table
    assert [one["columns"] for one in facts(cohort, "sheet_events_left")] == [clean(header)]


@pytest.mark.parametrize(("lang", "words"), [("zh", "不良事件"), ("en", "event")])
def test_a_column_that_was_made_is_told_in_words(lang: str, words: str) -> None:
    [issue] = [i for i in cohort_of(CHINESE).issues if i.code == "event_attribute"]
    text = format_issue.sentence(translator(lang), "issue", issue)
    assert words in text
    assert "ae_" not in text


def test_dates_without_a_start_tell_no_day_and_are_said() -> None:
    cohort = cohort_of(CHINESE)
    assert "ae_fever_day" not in cohort.table
    [left] = facts(cohort, "sheet_events_left")
    assert left["columns"] == "序号, 姓名, 开始日期"


def test_the_day_of_an_event_counts_from_the_treatment_and_not_from_the_admission() -> None:
    main = patients(start="入组日期")
    main[0].append("入院日期")
    for row in main[1:]:
        row.append("2023-04-28")
    cohort = cohort_of(CHINESE, main)
    assert cohort.table["ae_pneumonia_day"].to_numpy(float)[3] == 7


@pytest.mark.parametrize("who", ["P77", "", "第3例"])
def test_who_matches_nobody_is_said_and_not_counted(who: str) -> None:
    cohort = cohort_of([*CHINESE, [5, who, "赵六", "头痛", "", "轻度", "无关", "否", "好转"]])
    assert facts(cohort, "sheet_events_alone") == [
        {"sheet": "不良事件", "rows": "1 (6)", "own": "患者"}
    ]
    assert "ae_headache" not in cohort.table
    assert facts(cohort, "sheet_events")[0]["n"] == 4


def test_a_merged_identifier_is_that_of_all_its_rows() -> None:
    head, *rows = CHINESE
    merged = [head, rows[0], ["", *[""] * 2, *rows[1][3:]], ["", *[""] * 2, *rows[2][3:]], rows[3]]
    data = files.xlsx({"不良事件": merged, "患者": patients()}, merged=["B2:B4"])
    cohort = checked(load(data, "a.xlsx"))
    assert counts(cohort, "ae_fever") == {"P03": 2}


def test_numbers_of_rows_are_no_patients() -> None:
    main = [["序号", *patients()[0]], *([i + 1, *row] for i, row in enumerate(patients()[1:]))]
    cohort = cohort_of(CHINESE, main)
    assert counts(cohort, "ae_pneumonia") == {"P03": 1}


def test_a_fatal_event_is_a_death() -> None:
    fatal = [5, "P05", "孙七", "脑疝", "2023-05-14", "致死", "无关", "是", "死亡"]
    cohort = cohort_of([*CHINESE, fatal])
    assert counts(cohort, "died") == {"P05": 1}


def test_an_event_that_the_patients_sheet_tells_stays_as_it_is_told() -> None:
    main = patients()
    main[0].append("发热")
    for i, row in enumerate(main[1:]):
        row.append(int(i == 7))
    cohort = cohort_of(CHINESE, main)
    assert counts(cohort, "ae_fever") == {"P07": 1}
    assert counts(cohort, "ae_pneumonia") == {"P03": 1}


def test_visits_and_events_are_joined_together() -> None:
    visits: Rows = [["编号", "访视", "BI"]]
    visits += [[who, visit, 40 + 5 * k] for who in IDS for k, visit in enumerate(("14天", "3个月"))]
    cohort = cohort_of(CHINESE, 随访=visits)
    assert cohort.table["bi_m3"].tolist() == [45] * N
    assert counts(cohort, "ae_pneumonia") == {"P03": 1}


@pytest.mark.parametrize(
    "sheet",
    [
        [["编号", "合并用药", "剂量"], ["P03", "阿司匹林", 100], ["P04", "氯吡格雷", 75]],
        [["编号", "不良反应", "肌力"], *([who, "发热", i] for i, who in enumerate(IDS))],
        [["编号", "事件", "NIHSS 3个月"], *([who, "随访", 4] for who in IDS)],
    ],
)
def test_what_lists_no_events_is_none(sheet: Rows) -> None:
    cohort = cohort_of(sheet)
    assert not facts(cohort, "sheet_events")


def test_a_list_of_other_people_is_left_and_told() -> None:
    others = [CHINESE[0], *([row[0], f"Q{i}", *row[2:]] for i, row in enumerate(CHINESE[1:]))]
    [said] = facts(cohort_of(others), "sheets_unread")
    assert said["others"] == "不良事件"


def test_a_saved_reading_joins_again() -> None:
    data = files.xlsx({"患者": patients(), "不良事件": CHINESE})
    first = load(data, "a.xlsx")
    again = load(data, "a.xlsx", reading=read(data, "a.xlsx").reading)
    assert again.digest == first.digest
    alone = load(data, "a.xlsx", reading=Reading(arrangement="as_is"))
    assert "ae_fever" not in alone.table


@pytest.mark.parametrize("n", [60, 61, 150])
def test_very_many_different_events(n: int) -> None:
    head: list[object] = ["编号", "不良事件名称", "严重程度"]
    rows: Rows = [[IDS[i % N], f"{chr(0x6800 + 7 * i)}症", "轻度"] for i in range(n)]
    rows += [[IDS[0], "头痛", "重度"], [IDS[1], "头痛", "轻度"]]  # the commonest of all
    cohort = cohort_of([head, *rows])
    names = {c.name for c in cohort.columns if c.role is Role.EVENT}
    n_rare = max(0, n + 1 - 60)
    assert len(names) == min(n + 1, 61)
    assert counts(cohort, "ae_headache") == {"P00": 1, "P01": 1}
    events = sum(sum(counts(cohort, name).values()) for name in names)
    assert events == n + 2
    assert ("ae_other" in names) == bool(n_rare)
    assert facts(cohort, "sheet_events_rare") == (
        [{"sheet": "不良事件", "n": n_rare, "kept": 60}] if n_rare else []
    )
