"""Columns whose headers the schema does not know: what an attacker wrote under them."""

from __future__ import annotations

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.domain.study.settings import Settings
from aci_core.ingest import load
from aci_core.sharing.rows.deidentify import deidentified
from aci_core.sharing.rows.k_anonymity import anonymity
from tests.build import csv_of
from tests.shares import body_of, holds

N = 48
AGES = tuple(str(51 + 2 * (i // 2)) for i in range(N))  # to 97, each of two patients
HELD_OR_GONE = (
    *[(h, AGES) for h in ("龄", "岁龄", "年纪大小", "发病龄", "入院时岁", "寿", "years",
                          "yrs old", "pt_yrs", "Alter", "edad")],
    ("代", ("90后", "80后", "70后")),
    ("decade", ("1930s", "1940s")),
    ("属", ("属虎", "属兔", "属龙")),
    ("入组年月", ("202312", "202401", "202311")),
    ("季度", ("2022Q1", "2022Q2")),
    ("week", ("2022-W01", "2022-W02")),
    ("年份", ("1938", "1941", "1950")),
    ("管床", ("wangwei", "lina", "wangfang")),
    ("resp", ("Dr. Kowalski", "Dr. Nowak")),
    ("nom", ("Dupont", "Lefebvre")),
    ("주치의", ("김철수", "이영희")),
    ("阅片人", ("wzl", "lyq")),
    ("refhosp", ("Kunshan First People's Hospital", "Suzhou Hospital")),
    ("site of care", ("Krankenhaus Charité", "Klinikum Mitte")),
    ("src", ("KUNSHAN-01", "SUZHOU-02")),
    ("片区", ("桃花坞", "平江")),
    ("社区卫生", ("平江路", "山塘街")),
    ("区号", ("0512", "0510")),
    ("手机尾号", tuple(str(1207 + 173 * i) for i in range(N))),
    ("后四位", tuple(str(1207 + 173 * i) for i in range(N))),
    ("门牌", tuple(str(12 + 7 * i % 90) for i in range(N))),
    ("key", tuple(str(7 * i % 31) for i in range(N))),
    ("lot", ("UDI(01)06971234567890", "UDI(01)06971234567891")),
    ("rare_disease", ("none",) * (N - 1) + ("CADASIL",)),
    ("民族", ("汉族",) * (N - 1) + ("鄂伦春族",)),
    ("职业", ("农民",) * (N - 1) + ("市长",)),
)  # fmt: skip
EACH = [pytest.param(*one, id=one[0]) for one in HELD_OR_GONE]


def _load(header: str, cells: tuple[str, ...]) -> Cohort:
    columns: dict[str, list[str]] = {
        "编号": [f"P{i:03d}" for i in range(N)],
        "组别": ["观察组", "对照组"] * (N // 2),
        "性别": ["男", "女", "女"] * (N // 3),
        "治疗前NIHSS评分": [str(5 + i % 12) for i in range(N)],
        "治疗后NIHSS评分": [str(3 + i % 9) for i in range(N)],
        header: [cells[i % len(cells)] for i in range(N)],
    }
    return load(csv_of(columns), "trial.csv")


def _name(cohort: Cohort, header: str) -> str:
    return next((c.name for c in cohort.columns if c.header == header), "")


@pytest.mark.parametrize(("header", "cells"), EACH)
def test_nothing_under_a_header_of_unknown_meaning_leaves_unticked(
    header: str, cells: tuple[str, ...]
) -> None:
    cohort = _load(header, cells)
    left = {c.header for c in deidentified(cohort, "", Settings()).cohort.columns}
    assert header not in left
    body = body_of(cohort)
    assert not {c for c in cells if len(c) > 4 and holds(body, c)}


@pytest.mark.parametrize("header", ["龄", "寿", "pt_yrs", "edad"])
def test_ticked_numbers_like_ages_are_top_coded(header: str) -> None:
    cohort = _load(header, AGES)
    name = _name(cohort, header)
    shared = deidentified(cohort, "", Settings(), more=(name,))
    assert shared.cohort.table[name].max() == 90
    assert {one.form for one in shared.columns if one.column.name == name} == {"top_coded"}


@pytest.mark.parametrize(
    "header",
    ["代", "decade", "属", "入组年月", "季度", "week", "年份", "resp", "주치의", "lot"],
)
def test_dates_names_and_batches_leave_by_no_tick(header: str) -> None:
    cells = dict(HELD_OR_GONE)[header]
    cohort = _load(header, cells)
    shared = deidentified(cohort, "", Settings(), more=(_name(cohort, header),))
    assert header not in {c.header for c in shared.cohort.columns}


@pytest.mark.parametrize("header", ["refhosp", "site of care", "社区卫生"])
def test_a_ticked_place_leaves_by_number(header: str) -> None:
    cells = dict(HELD_OR_GONE)[header]
    cohort = _load(header, cells)
    name = _name(cohort, header)
    if not name:
        return  # gone at the door
    shared = deidentified(cohort, "", Settings(), more=(name,))
    assert {*shared.cohort.table[name]} == {"1", "2"}


@pytest.mark.parametrize("header", ["rare_disease", "民族", "职业"])
def test_a_ticked_level_of_few_patients_is_other(header: str) -> None:
    cells = dict(HELD_OR_GONE)[header]
    cohort = _load(header, cells)
    name = _name(cohort, header)
    shared = deidentified(cohort, "", Settings(), more=(name,))
    assert {*shared.cohort.table[name]} == {cells[0], "other"}
    assert not holds(body_of(cohort, more=(name,)), cells[-1])


def test_a_ticked_column_of_unknown_meaning_counts_as_known_to_an_acquaintance() -> None:
    cohort = _load("龄", AGES)
    shared = deidentified(cohort, "", Settings(), more=("龄",))
    found = anonymity(shared.cohort)
    assert "龄" in found.by
    assert found.n_unique == 28  # 14 ages to 89 are of a man and a woman
    assert "治疗后NIHSS评分" not in found.by
