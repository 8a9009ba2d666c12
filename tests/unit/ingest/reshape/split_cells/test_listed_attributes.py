"""Severity, grade, seriousness and relation of events that a cell lists."""

from __future__ import annotations

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.ingest import load

ARMS = ("观察组", "对照组")


def made(header: str, *rows: str) -> Cohort:
    lines = [f"{i},{ARMS[i % 2]},9,{i % 5},{row}" for i, row in enumerate(rows)]
    return load(
        f"编号,组别,治疗前NIHSS,治疗后NIHSS,{header}\n{chr(10).join(lines)}".encode(), "a.csv"
    )


def column(cohort: Cohort, name: str) -> list[object]:
    values = cohort.table[name].astype(object)
    return values.where(values.notna(), None).tolist()


def test_as_many_values_as_events_are_each_event_s_own() -> None:
    cohort = made(
        "不良反应,分级", '"头痛,发热","1,2级"', "无,", "发热、头痛,3级/1级", "头痛,2级", "皮疹,1级"
    )
    assert column(cohort, "ae_headache_grade") == ["1", None, "1", "2", None]
    assert column(cohort, "ae_fever_grade") == ["2", None, "3", None, None]
    # Of all events of a patient the worst counts.
    assert column(cohort, "ae_unspecified_grade") == ["2", None, "3", "2", "1"]
    told = [i for i in cohort.issues if i.code == "event_attributes_listed"]
    assert [(i.column, dict(i.facts)) for i in told] == [("分级", {"n": 2})]


def test_where_the_numbers_differ_the_worst_is_the_patient_s_and_nobody_s_own() -> None:
    cohort = made(
        "不良事件,严重程度", '"头痛；发热",中度', '"发热","轻度、重度"', "无,", "头痛,轻度"
    )
    assert column(cohort, "ae_unspecified_severity") == ["moderate", "severe", None, "mild"]
    assert cohort.column("ae_fever_severity") is None
    assert column(cohort, "ae_headache_severity") == [None, None, None, "mild"]


def test_numbered_names_are_one_list_and_their_severities_are_theirs() -> None:
    cohort = made(
        "AE1名称,AE1程度,AE2名称,AE2程度",
        "头痛,轻度,发热,中度",
        "发热,重度,,",
        "无,,,",
        "头痛,轻度,,",
    )
    assert column(cohort, "ae_headache") == [1, 0, 0, 1]
    assert column(cohort, "ae_fever") == [1, 1, 0, 0]
    assert column(cohort, "ae_headache_severity") == ["mild", None, None, "mild"]
    assert column(cohort, "ae_fever_severity") == ["moderate", "severe", None, None]
    assert column(cohort, "ae_unspecified_severity") == ["moderate", "severe", None, "mild"]


def test_a_blank_name_is_as_the_column_says_that_asks() -> None:
    cohort = made("不良反应,不良反应名称", "无,", "有,发热", "有,", "无,", ",", "有,头痛")
    assert column(cohort, "ae_fever") == [0, 1, 0, 0, None, 0]
    assert column(cohort, "ae_unspecified") == [0, 0, 1, 0, None, 0]


@pytest.mark.parametrize("header", ["SAE", "是否SAE", "是否严重", "不良事件是否严重"])
def test_serious_is_told_of_the_listed_events(header: str) -> None:
    cohort = made(f"不良事件,{header}", '"头痛,发热","否,是"', "无,", "发热,否", "头痛,是")
    assert column(cohort, "ae_serious") == [1, 0, 0, 1]
    assert column(cohort, "ae_fever_serious") == ["yes", None, "no", None]
    assert [dict(i.facts) for i in cohort.issues if i.code == "serious_implied"] == [{"n": 1}]


def test_a_text_of_no_known_order_stays_as_it_is() -> None:
    cohort = made("不良反应,分级", '"头痛,发热","甲,乙"', "无,", "发热,甲", "头痛,甲")
    assert not [i for i in cohort.issues if i.code == "event_attributes_listed"]
