"""Lists of what patients have, as yes and no by item."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import Role
from aci_core.ingest.columns.mapping import ColumnMapping
from tests.build import cohort_of

SCORES = [12, 10, 9, 14, 8, 11]


def made(
    header: str,
    cells: Sequence[object],
    mapping: ColumnMapping | None = None,
    **more: Sequence[object],
) -> Cohort:
    columns = {header: cells, **more, "nihss_pre": SCORES, "nihss_post": SCORES}
    return cohort_of(mapping, **columns)


def yes(cohort: Cohort) -> dict[str, str]:
    """Of each characteristic y, n and - of the patients."""
    return {
        c.name: "".join(
            {"yes": "y", "no": "n"}.get(value, "-") for value in cohort.table[c.name].astype(str)
        )
        for c in cohort.columns_with(Role.COVARIATE)
    }


def codes(cohort: Cohort) -> set[str]:
    return {issue.code for issue in cohort.issues}


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("既往史①高血压②糖尿病③冠心病", ["①", "①③", "②", "①②③", "无", ""]),
        ("既往史（1高血压 2糖尿病 3冠心病）", ["1", "13", "2", "123", "0", ""]),
        ("合并症(1=高血压 2=糖尿病 3=冠心病)", ["1", "1、3", "2", "1；2；3", "无", ""]),
        (
            "既往史",
            ["高血压10年", "高血压、冠心病", "糖尿病", "糖尿病，高血压，冠心病", "体健", ""],
        ),
        (
            "基础疾病",
            ["1.高血压", "1.高血压2.冠心病", "糖尿病（5年）", "高血压史/糖尿病/冠心病", "否认", ""],
        ),
        (
            "Comorbidities",
            ["Hypertension", "HTN; CAD", "diabetes", "hypertension + DM + CAD", "None", ""],
        ),
    ],
)  # fmt: skip
def test_a_list_is_yes_and_no_by_item(header: str, cells: list[str]) -> None:
    cohort = made(header, cells)
    assert yes(cohort) == {
        "hypertension": "yynyn-",
        "diabetes": "nnyyn-",
        "coronary_disease": "nynyn-",
    }
    [issue] = [i for i in cohort.issues if i.code == "items_listed"]
    assert dict(issue.facts)["n"] == 2
    assert "items_blank" not in codes(cohort)


def test_an_empty_cell_is_none_where_nobody_says_none() -> None:
    cohort = made("既往史", ["高血压", "高血压、糖尿病", "糖尿病", "", "不详", ""])
    assert yes(cohort) == {"hypertension": "yynn-n", "diabetes": "nyyn-n"}
    [issue] = [i for i in cohort.issues if i.code == "items_blank"]
    assert dict(issue.facts) == {"n": 2}


def test_codes_written_together_are_told() -> None:
    cohort = made("既往史", ["1", "13", "2", "3", "1、3", "无"])
    assert yes(cohort) == {"既往史:1": "yynnyn", "既往史:2": "nnynnn", "既往史:3": "nynyyn"}
    [issue] = [i for i in cohort.issues if i.code == "codes_together"]
    assert (issue.value, dict(issue.facts)) == ("13", {"headers": "1, 3"})


def test_what_one_patient_has_alone_is_counted_together() -> None:
    cells = ["高血压、糖尿病", "高血压、甲亢", "糖尿病", "高血压", "糖尿病、高血压、哮喘", "无"]
    assert yes(made("既往史", cells)) == {
        "hypertension": "yynyyn", "diabetes": "ynynyn", "既往史:其他": "nynnyn",
    }  # fmt: skip


def test_adverse_events_by_a_legend() -> None:
    cohort = made("不良反应①发热②头痛③脱发", ["①", "①③", "②", "无", "③", "无"])
    assert {c.name: cohort.table[c.name].tolist() for c in cohort.columns_with(Role.EVENT)} == {
        "ae_fever": [1, 1, 0, 0, 0, 0],
        "ae_headache": [0, 0, 1, 0, 0, 0],
        "ae_脱发": [0, 1, 0, 0, 1, 0],
    }


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("部位", ["左基底节", "右基底节、放射冠", "脑干", "左基底节", "脑干", "小脑"]),
        ("TOAST(1=LAA 2=SAO 3=CE)", ["1", "2", "3", "1", "2", "3"]),
        ("既往史", ["高血压", "糖尿病", "无", "高血压", "无", "糖尿病"]),
        ("既往史", ["否认高血压，糖尿病", "高血压", "无", "高血压、糖尿病", "无", "糖尿病"]),
        ("分期(1=早期 2=中期)", ["1", "3", "2", "12", "1", "2"]),
        ("饮食", ["米饭、面", "面", "粥", "米饭、面", "面", "粥"]),
    ],
)
def test_other_columns_stay_as_they_are(header: str, cells: list[str]) -> None:
    cohort = made(header, cells)
    assert [c.header for c in cohort.columns_with(Role.COVARIATE)] == [header]
    assert "items_listed" not in codes(cohort)


def test_a_column_that_the_mapping_names_stays_as_it_is() -> None:
    cells = ["高血压", "高血压、糖尿病", "糖尿病", "无", "高血压", "无"]
    mappings: list[dict[str, object]] = [
        {"columns": {"既往史": "past"}},
        {"kinds": {"既往史": "categorical"}},
        {"ignore": ["既往史"]},
    ]
    for mapping in mappings:
        assert "items_listed" not in codes(made("既往史", cells, ColumnMapping.from_json(mapping)))


def test_a_column_of_its_own_and_a_list_that_differ_are_asked_about() -> None:
    cells = ["高血压", "高血压、糖尿病", "糖尿病", "无", "高血压", "无"]
    cohort = made("既往史", cells, 高血压=["有", "无", "无", "无", "有", "无"])
    assert "same_meaning" in codes(cohort)


COMBINED = [
    ("主要症状",
     ["头晕、乏力", "头晕", "麻木、乏力", "头晕；麻木", "乏力", "无"],
     "头晕, 乏力, 麻木"),
    ("梗死部位",
     ["基底节、放射冠", "脑干", "基底节", "放射冠、丘脑", "丘脑", "脑干、丘脑"],
     "丘脑, 基底节, 放射冠, 脑干"),
    ("Symptoms",
     ["dizzy; weak", "dizzy", "numb; weak", "dizzy; numb", "weak", "numb"],
     "dizzy, weak, numb"),
    ("用药",
     ["阿司匹林+他汀", "他汀", "阿司匹林", "他汀+氯吡格雷", "氯吡格雷", "他汀"],
     "他汀, 阿司匹林, 氯吡格雷"),
]  # fmt: skip


@pytest.mark.parametrize(("header", "cells", "items"), COMBINED)
def test_words_that_nobody_knows_are_asked_about(header: str, cells: list[str], items: str) -> None:
    cohort = made(header, cells)
    [issue] = [i for i in cohort.issues if i.code == "items_combined"]
    several = sum(any(sign in cell for sign in "、；;+") for cell in cells)
    assert (issue.column, issue.severity) == (header, "warning")
    assert dict(issue.facts) == {"n": several, "headers": items}
    assert [c.header for c in cohort.columns if header in c.header] == [header]


@pytest.mark.parametrize(("header", "cells", "items"), COMBINED)
def test_both_answers_end_the_question(header: str, cells: list[str], items: str) -> None:
    apart = made(header, cells, ColumnMapping.from_json({"kinds": {header: "list"}}))
    assert "items_listed" in codes(apart)
    assert not codes(apart) & {"items_combined", "mapping_unused"}
    for item in items.split(", "):
        has = "".join("y" if item in cell else "n" for cell in cells)
        assert has in yes(apart).values(), item
    kept = made(header, cells, ColumnMapping.from_json({"kinds": {header: "categorical"}}))
    assert not codes(kept) & {"items_listed", "items_combined"}


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("方案", ["常规", "常规+干细胞", "常规", "常规+干细胞", "常规", "常规"]),
        ("证型", ["气虚血瘀", "肝阳上亢", "风痰阻络", "气虚血瘀", "肝阳上亢", "风痰阻络"]),
        ("race", ["Black/African", "White", "White", "Black/African", "Asian", "Asian"]),
        ("备注", ["头晕三天，加重", "左侧麻木，言语不清", "突发昏迷，呕吐", "跌倒", "无", "无力"]),
        ("stage", ["I、II", "III", "III", "I、II", "III", "III"]),
    ],
)  # fmt: skip
def test_one_thing_in_several_words_is_no_question(header: str, cells: list[str]) -> None:
    assert "items_combined" not in codes(made(header, cells))
