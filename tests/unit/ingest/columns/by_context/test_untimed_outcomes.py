"""Columns that may be outcomes though no time stands in their name: asked about, once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.ingest import ColumnMapping, load
from tests.build import csv_of_rows

N = 24
BASELINE = ["age", "gender", "asa", "BMI"]


def made_of(
    headers: Sequence[str], *, flags: Sequence[str] = (), **mapping: dict[str, str]
) -> Cohort:
    """A sheet with these columns in this order, behind the identifier; the arm where it stands."""
    columns = headers if "arm" in headers else ["arm", *headers]

    def cell(i: int, k: int, header: str) -> object:
        if header == "arm":
            return ("active", "control")[i % 2]
        return i // 2 % 2 if header in flags else 20 + (i * 7 + 3 * k) % 13

    rows = [[i, *(cell(i, k, h) for k, h in enumerate(columns))] for i in range(N)]
    return load(csv_of_rows(["id", *columns], rows), "x.csv", ColumnMapping(**mapping))  # type: ignore[arg-type]


def asked(cohort: Cohort) -> list[str]:
    listed = [str(dict(i.facts)["headers"]) for i in cohort.issues if i.code == "later_columns"]
    assert len(listed) <= 1  # once for all
    return [header for text in listed for header in text.split(", ")]


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        # Behind the arm and an outcome: all that have no known meaning.
        ([*BASELINE, "arm", "attempt1_time", "total_time", "ease", "view"], 4),
        (["arm", *BASELINE, "failedAttempts", "duration", "vps_rest"], 3),
        (["arm", *BASELINE, "手术时间", "出血情况分", "满意度"], 3),
        # Numbers directly before it too, which stand behind the last characteristic.
        (["arm", "gender", "age", "onset_sensory", "ml_given", "opioid_total"], 3),
        (["arm", "性别", "年龄", "起效分", "住院天数", "住院费用"], 3),
        # The outcomes first, the characteristics behind them.
        (["ttr", "relapse", "arm", "age", "race", "priorAttempts", "longestNoSmoke"], 2),
        (["arm", "age", "GE transit time", "gender"], 1),
        (["arm", "年龄", "引流量", "性别"], 1),
        (["arm", "年龄", "首次排气时间", "性别"], 1),
        (["arm", "复发", "年龄", "吸烟史", "既往并发症"], 1),
    ],
)
def test_they_are_asked_about_once_and_stand_in_no_baseline_table(
    headers: list[str], wanted: int
) -> None:
    cohort = made_of(headers)
    found = asked(cohort)
    start = next(i for i, h in enumerate(headers) if h in found)
    assert found == headers[start : start + wanted]
    columns = {c.header: c for c in cohort.columns}
    assert all(columns[h].stopped for h in found)
    others = [c for h, c in columns.items() if h not in found and h not in ("id", "arm")]
    assert not any(c.stopped for c in others)


@pytest.mark.parametrize(
    "headers",
    [
        BASELINE,
        ["race", "COUNTRY", "chest pain type", "risk score", "celltype", "karno"],
        ["priorAttempts", "history of failure", "previous_relapse", "yearsSmoking"],
        ["heart failure", "insulin resistance", "首发", "并发症史", "既往复发"],
        ["证型", "病变部位", "职业", "医保类型", "WBC", "同型半胱氨酸"],
        ["nihss_pre", "nihss_m3", "CRP", "HCY"],  # outcomes that tell their time
        ["pain severity", "nihss_pre", "nihss_m3"],  # a complaint before the first score
        ["obstruct", "perfor", "nodes", "status", "differ", "extent"],  # no words of outcomes
    ],
)
def test_a_sheet_of_characteristics_is_not_asked_about(headers: list[str]) -> None:
    assert asked(made_of(headers)) == []


def test_laboratory_values_before_outcomes_are_characteristics_and_behind_them_asked_about() -> (
    None
):
    assert asked(made_of(["age", "WBC", "CRP", "住院天数"])) == ["住院天数"]
    assert asked(made_of(["age", "住院天数", "WBC", "CRP"])) == ["住院天数", "WBC", "CRP"]


def test_yes_and_no_before_outcomes_is_a_characteristic() -> None:
    cohort = made_of(["age", "痛风", "胸闷", "住院天数"], flags=["痛风", "胸闷"])
    assert asked(cohort) == ["住院天数"]


def test_who_says_what_they_are_is_not_asked() -> None:
    columns = {"ease": "ease_post", "attempts": "attempts"}
    cohort = made_of(["age", "attempts", "ease"], columns=columns)
    assert asked(cohort) == []
    assert {c.name: c.visit for c in cohort.columns if c.header in columns} == {
        "ease_post": "post",
        "attempts": None,
    }


def test_what_stands_behind_a_later_time_is_asked_about_with_it() -> None:
    headers = ["age", "术前CRP", "术后病理", "分化", "切口液化", "高血压"]
    assert asked(made_of(headers)) == ["术后病理", "分化", "切口液化"]
