"""Deaths and losses that only remarks tell: said before the remarks leave, and asked about."""

from __future__ import annotations

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import Role
from aci_core.ingest.columns.mapping import ColumnMapping
from tests.build import cohort_of

SCORES = [12, 10, 9, 14, 8, 11]


def made(header: str, cells: list[str], mapping: ColumnMapping | None = None) -> Cohort:
    columns = {header: cells, "nihss_pre": SCORES, "nihss_post": [*SCORES[:4], None, None]}
    return cohort_of(mapping, **columns)


def told(cohort: Cohort) -> dict[str, dict[str, object]]:
    return {i.code: dict(i.facts) for i in cohort.issues if i.code.startswith("remarks_")}


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("备注", ["出院后死亡", "", "好转", "家属诉患者已去世", "电话失访", ""]),
        ("Remarks", ["died at home", "", "fine", "Patient deceased", "lost to follow-up", ""]),
        ("情况说明", ["第9天病故。", "其父去世", "无死亡", "外院死亡", "退出研究", "胃管脱落"]),
        (
            "notes",
            ["passed away", "his father died", "risk of death", "expired", "withdrew", "did well"],
        ),
    ],
)
def test_remarks_that_tell_a_fate(header: str, cells: list[str]) -> None:
    cohort = made(header, cells)
    assert told(cohort) == {
        "remarks_died": {"n": 2, "rows": "2, 5"},
        "remarks_lost": {"n": 1, "rows": "6"},
    }
    assert not [*cohort.columns_with(Role.DIED, Role.LOST, Role.COVARIATE)]
    kept = cohort.table.astype(str).to_numpy().ravel().tolist()
    assert not {text for text in cells if text} & set(kept)
    [column] = [c.header for c in cohort.columns if "eath" in c.header or "死亡" in c.header]
    as_died = made(header, cells, ColumnMapping(columns={column: "died"}))
    assert as_died.table["died"].tolist() == [1, 0, 0, 1, 0, 0]


def test_remarks_with_a_telephone_number() -> None:
    cells = ["13812345678 儿子告知患者死亡", "13912345678", "", "", "13712345678 正常", ""]
    assert told(made("随访备注", cells)) == {"remarks_died": {"n": 1, "rows": "2"}}


def test_deaths_that_a_column_tells_too_are_not_asked_about() -> None:
    cells = ["出院后死亡", "", "", "死亡", "", ""]
    columns = {"备注": cells, "nihss_pre": SCORES}
    assert not told(cohort_of(**columns, 死亡=[1, 0, 0, 1, 0, 0]))
    assert told(cohort_of(**columns, 死亡=[1, 0, 0, 0, 0, 0]))["remarks_died"]["n"] == 2


def test_remarks_that_tell_nothing() -> None:
    assert not told(made("备注", ["正常", "", "否认死亡", "母亲病故", "", "好转"]))
