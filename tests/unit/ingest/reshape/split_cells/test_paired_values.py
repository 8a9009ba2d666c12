"""Two visits in one cell become two columns; nothing is guessed."""

from __future__ import annotations

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
