"""Two visits in one cell become two columns; nothing is guessed."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.ingest import load, read
from aci_core.ingest.reshape.split_cells import paired_values
from aci_core.ingest.reshape.split_cells.paired_values import two_visits


def rows(header: str, *cells: str) -> bytes:
    made = [f"{i},{'观察组' if i % 2 else '对照组'},{cell}" for i, cell in enumerate(cells, 1)]
    return "\n".join([f"编号,组别,{header}", *made]).encode()


@pytest.mark.parametrize(
    "header",
    ["NIHSS(前/后)", "NIHSS前/后", "治疗前/后NIHSS", "治疗前/治疗后NIHSS评分", "NIHSS pre/post",
     "NIHSS（治疗前→治疗后）", "NIHSS baseline -> post", "nihss_pre/nihss_post"],
)  # fmt: skip
def test_each_value_goes_to_its_visit(header: str) -> None:
    cohort = load(rows(header, "12/6", "9 / 4", "15→7", "8->8"), "a.csv")
    assert cohort.table["nihss_pre"].tolist() == [12, 9, 15, 8]
    assert cohort.table["nihss_post"].tolist() == [6, 4, 7, 8]


def test_the_later_visit_may_stand_first() -> None:
    cohort = load(rows("NIHSS(后/前)", "6/12", "4/9", "7/15"), "a.csv")
    assert cohort.table["nihss_pre"].tolist() == [12, 9, 15]


@pytest.mark.parametrize(
    "header", ["VEGF(pg/mL)", "NIHSS/BI", "前/后", "NIHSS 治疗后/出院", "血压(收缩压/舒张压)"]
)
def test_what_names_no_two_visits_of_one_measure_is_left_alone(header: str) -> None:
    assert two_visits(header) is None
    assert read(rows(header, "12/6", "9/4"), "a.csv").headers[2:] == (header,)


def test_cells_with_one_value_are_left_alone() -> None:
    assert len(read(rows("NIHSS(前/后)", "12", "9", "12/6"), "a.csv").headers) == 3


def test_a_cell_without_two_values_is_empty_and_told() -> None:
    cohort = load(rows("NIHSS(前/后)", "12/6", "9", "未查", "", "8/3", "7/5/2", "6/2"), "a.csv")
    broken = [(i.row, i.value) for i in cohort.issues if i.code == "pair_broken"]
    assert broken == [(3, "9"), (7, "7/5/2")]
    gaps = [False, True, True, True, False, True, False]
    assert cohort.table["nihss_pre"].isna().tolist() == gaps
    assert cohort.table["nihss_post"].isna().tolist() == gaps


@pytest.mark.parametrize(
    "header",
    [
        "NIHSS(入院/7d/90d)",
        "NIHSS（入院、7天、3个月）",
        "入院/7天/90天NIHSS评分",
        "NIHSS baseline/D7/D90",
        "NIHSS [baseline → day 7 → month 3]",
        "NIHSS 治疗前/7d/90d",
    ],
)
def test_each_of_several_values_goes_to_its_visit(header: str) -> None:
    cells = ["12/8/2", "9 / 6 / 失访", "１５/11/4", "8→5→1", "10/-/3", "7/", "", "16/9/5"]
    data = rows(f'"{header}"', *(f'"{cell}"' for cell in cells))
    cohort = load(data, "a.csv")
    later = next(c.name for c in cohort.columns if c.stem == "nihss" and c.visit in ("d90", "m3"))
    nan = float("nan")
    for name, values in (
        ("nihss_pre", [12, 9, 15, 8, 10, nan, nan, 16]),
        ("nihss_d7", [8, 6, 11, 5, nan, nan, nan, 9]),
        (later, [2, nan, 4, 1, 3, nan, nan, 5]),
    ):
        np.testing.assert_array_equal(cohort.table[name].to_numpy(float), values)
    assert cohort.table["lost"].tolist()[1] == 1
    broken = [
        (i.row, i.value, dict(i.facts)["n"]) for i in cohort.issues if i.code == "cells_broken"
    ]
    assert broken == [(7, "7/", 3)]


@pytest.mark.parametrize(
    "header", ["mRS(0/1/2)", "NIHSS/BI/mRS", "血型(A/B/O)", "NIHSS(入院/7d/其他)"]
)
def test_what_names_no_visits_of_one_measure_is_left_alone(header: str) -> None:
    assert read(rows(header, "1/2/3", "3/2/1"), "a.csv").headers[2:] == (header,)


def test_of_many_such_headers_few_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    monkeypatch.setattr(paired_values, "two_visits", tried.append)
    headers = [f"前{'x' * 10}{i}/后{'y' * 10}{i}" for i in range(900)]
    read(",".join(["编号", "组别", *headers]).encode() + b"\n1,a" + b",1/2" * 900, "a.csv")
    assert tried == headers[:20]


def test_two_blood_pressures_in_a_cell() -> None:
    cohort = load(rows("入院血压(mmHg)", "140/80", "165/95mmHg", "未查"), "a.csv")
    assert cohort.table["sbp"].tolist()[:2] == [140, 165]
    assert cohort.table["dbp"].tolist()[:2] == [80, 95]
    assert cohort.table["sbp"].isna().tolist() == [False, False, True]
