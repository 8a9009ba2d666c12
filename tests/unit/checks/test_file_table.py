"""The file row by row: what stands in it, what was read, what is marked, and who never stands."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.checks import checked, fixes
from aci_core.checks.file_table import FileTable, file_table
from aci_core.domain.cohort import Cohort
from aci_core.domain.steps import (
    ConfirmCell,
    OmitRow,
    ReplaceText,
    ScaleColumn,
    SetCell,
    Step,
    steps_from_json,
)
from aci_core.ingest import build, read
from aci_core.ingest.columns.mapping import ColumnMapping
from aci_core.ingest.subjects.privacy import privacy
from tests.build import csv_of, csv_of_rows

N = 40
COLUMNS: dict[str, list[object]] = {
    "住院号": [f"ZY{1000 + i}" for i in range(N)],
    "编号": [f"P{i}" for i in range(N)],
    "NIHSS评分(入院)": [8 + i % 7 for i in range(N)],
    "组别": [("观察组", "对照组")[i % 2] for i in range(N)],
    "NIHSS评分(出院)": ["60", "3分", None, "未查", *(3 + i % 5 for i in range(4, N))],
    "VEGF治疗前": [999.5 if i == 5 else 170.5 + (7 * i) % 31 for i in range(N)],
}


def opened(data: bytes, *steps: Step) -> tuple[Cohort, FileTable]:
    raw = privacy.remove_identifiers(read(data, "x.csv"), ColumnMapping())
    cohort = checked(build(raw, steps=steps))
    return cohort, file_table(raw, cohort, fixes(cohort))


def test_cells_as_written_and_as_read_and_no_identifier() -> None:
    cohort, table = opened(csv_of(COLUMNS))
    headers = [column.header for column in table.columns]
    assert headers == ["组别", "NIHSS评分(入院)", "NIHSS评分(出院)", "VEGF治疗前"]
    assert table.rows.tolist() == list(range(2, N + 2))
    post = table.column("NIHSS评分(出院)")
    assert post is not None
    first = np.arange(5)
    assert table.texts(post, first) == ["60", "3分", None, "未查", "7"]
    np.testing.assert_array_equal(table.numbers(post, first), [np.nan, 3, np.nan, np.nan, 7])
    assert [table.value((row, post.header)) for row in (2, 3, 4)] == [None, 3.0, None]
    arms = [table.value((row, "组别")) for row in range(2, 7)]
    assert arms == cohort.table["arm"].astype(str).tolist()[:5]
    every = [t for c in table.columns for t in table.texts(c, np.arange(N))]
    assert not {f"ZY{1000 + i}" for i in range(N)} & set(every)
    assert not {f"P{i}" for i in range(N)} & set(every)


def test_marks_follow_what_was_done() -> None:
    cell, far = (2, "NIHSS评分(出院)"), (7, "VEGF治疗前")
    _, table = opened(csv_of(COLUMNS))
    assert table.states[cell] == "error"
    assert table.states[far] in ("info", "warning")
    assert set(table.rows[table.to_check()]) >= {2, 7}
    _, table = opened(csv_of(COLUMNS), SetCell(*cell, "6"), ConfirmCell(*far))
    assert (table.states[cell], table.states[far]) == ("corrected", "confirmed")
    assert table.corrected[cell].old == "60"
    assert set(table.rows[table.to_check()]) >= {2, 7}, "what was done stays in sight"


def test_a_confirmed_cell_is_asked_about_no_longer_and_changes_no_number() -> None:
    cell = (7, "VEGF治疗前")
    before, table = opened(csv_of(COLUMNS))
    assert table.findings[cell]
    after, table = opened(csv_of(COLUMNS), ConfirmCell(*cell))
    assert cell not in table.findings
    assert after.digest == before.digest
    assert len(after.issues) < len(before.issues) + 1  # but the note that a step is in use
    _, table = opened(csv_of(COLUMNS), ConfirmCell(*cell), ScaleColumn(cell[1], 2.0))
    assert table.findings[cell], "what was confirmed has changed"


def test_an_error_cannot_be_confirmed() -> None:
    cell = (2, "NIHSS评分(出院)")
    _, table = opened(csv_of(COLUMNS), ConfirmCell(*cell))
    assert table.states[cell] == "error"


def test_a_confirmation_is_a_step_like_any_other() -> None:
    step = ConfirmCell(3, "Age")
    assert step.to_json() == {"kind": "confirm", "row": 3, "column": "Age"}
    assert steps_from_json([step.to_json()]) == (step,)
    cohort, _ = opened(csv_of(COLUMNS), ConfirmCell(999, "VEGF治疗前"))
    assert "step_unused" in {issue.code for issue in cohort.issues}


def test_rows_left_out_stand_where_they_can_be_mended() -> None:
    twice = {name: [*cells, cells[0]] for name, cells in COLUMNS.items()}
    twice["组别"][3] = None
    _, table = opened(csv_of(twice))
    assert N + 2 not in table.rows, "a copy is no patient"
    assert 5 in table.rows
    assert table.states[5, "组别"] == "error"
    _, table = opened(csv_of(twice), OmitRow(9))
    assert 9 not in table.rows


def test_a_row_or_a_text_is_found() -> None:
    _, table = opened(csv_of(COLUMNS))
    every = np.arange(len(table.rows))
    assert 13 in table.rows[table.with_text("13", every)]
    assert table.rows[table.with_text("3分", every)].tolist() == [3]
    assert table.rows[table.with_text(" 未查 ", every)].tolist() == [5]
    assert table.with_text("P3", every).size == 0, "an identifier finds nobody"
    assert table.with_text("(", every).size == 0, "no pattern"


def test_of_a_row_a_visit_each_cell_is_read_where_it_stands() -> None:
    visits, n = ("基线", "1个月", "3个月"), 30
    rows = [(patient, visit) for patient in range(n) for visit in range(len(visits))]
    cells: list[object] = [9 + patient % 7 - 2 * visit for patient, visit in rows]
    cells[4] = "60"
    columns: dict[str, list[object]] = {
        "编号": [f"P{patient}" for patient, _ in rows],
        "组别": [("观察组", "对照组")[patient % 2] for patient, _ in rows],
        "访视": [visits[visit] for _, visit in rows],
        "NIHSS": cells,
    }
    cohort, table = opened(csv_of(columns))
    assert cohort.n == n
    nihss = table.column("NIHSS")
    assert nihss is not None
    assert [one.visit for one in nihss.read] == list(cohort.visits)
    every = np.arange(len(rows))
    expected = [np.nan if cell == "60" else cell for cell in cells]
    np.testing.assert_array_equal(table.numbers(nihss, every), expected)
    assert table.states[6, "NIHSS"] == "error"
    told = table.visits((6, "NIHSS"))  # the second patient's second visit
    assert [value for _, value in told] == [10.0, None, 6.0]


@pytest.mark.parametrize(
    "step", [ReplaceText("组别", "观察组", "治疗组"), SetCell(4, "组别", "对照组")]
)
def test_corrections_of_a_column_are_marked_cell_by_cell(step: Step) -> None:
    _, table = opened(csv_of(COLUMNS), step)
    marked = {row for (row, header), state in table.states.items() if state == "corrected"}
    assert marked == ({4} if isinstance(step, SetCell) else set(range(2, N + 2, 2)))
    assert {header for _, header in table.corrected} == {"组别"}


def test_lists_and_ticks_stand_as_the_file_has_them() -> None:
    head = ["id", "arm", "男", "女", "既往史", "nihss_pre"]
    listed = ["高血压、糖尿病", "无", "糖尿病"] * 4
    rows = [
        [i, ("treatment", "control")[i % 2], *(("√", "") if i % 3 else ("", "√")), cell, 5 + i]
        for i, cell in enumerate(listed)
    ]
    raw = read(csv_of_rows(head, rows), "x.csv")
    cohort = checked(build(raw))
    table = file_table(raw, cohort, fixes(cohort))
    assert [c.header for c in table.columns] == head[1:]
    assert table.value((2, "既往史")) == "既往史：糖尿病; 既往史：高血压"
    assert table.value((3, "既往史")) is None
    assert [table.value((row, "男")) for row in (2, 3)] == ["female", "male"]


@pytest.mark.parametrize(
    ("header", "cells", "number"),
    [
        ("EOSSTT", ["COMPLETED", "Dead", "DISCONTINUED", "COMPLETED"], False),
        ("发热", ["有", "无", "无", None], False),
        ("死亡", ["是", None, "否", "否"], False),
        ("失访", ["Y", "N", "N", "Y"], False),
        ("fever", [1, 0, 0, 2], True),
        ("died", [0, 1, 0, 0], True),
        ("NIHSS治疗后", ["3分", "2分", "4级", "未查"], True),
    ],
)
def test_what_is_written_in_words_is_no_number(
    header: str, cells: list[object], number: bool
) -> None:
    columns = {"组别": ["观察组", "对照组"] * 2, "NIHSS治疗前": [8, 9, 7, 6], header: cells}
    _, table = opened(csv_of(columns))
    column = table.column(header)
    assert column is not None
    assert column.is_number is number
