"""A clinic's follow-up trial as it is handed over: what is read, what is asked, what stays so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from aci_core.analyses.flow import flow
from aci_core.analyses.study import analyse, prepare
from aci_core.checks import checked, fixes, unread_cells
from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import Role
from aci_core.domain.steps import OmitRow, ReplaceText, SetCell, Step
from aci_core.domain.study.settings import Settings
from aci_core.ingest import load

Shared = Callable[[str], Path]
XLSX, CSV, CLEAN = (f"cases/follow_up_zh{end}" for end in (".xlsx", ".csv", "_clean.csv"))

# What a hand has to answer, and what the truth says: row, canonical column.
ASKED = {
    (28, "sex"): "male",
    (10, "age"): 63,
    (29, "nihss_pre"): 6,
    (37, "bi_m1"): 85,
    (50, "toast"): "大动脉粥样硬化型",
    (101, "nihss_m3"): None,
    (110, "bi_m6"): None,
    (114, "vegf_post"): None,
    # Plain words of which nothing in the file shows that the source says otherwise.
    (54, "hypertension"): "no",
    (99, "diabetes"): "no",
}
# Rows of the spreadsheet, as it is handed over, of what asks: errors, then questions.
ERRORS = {
    (10, "年龄(岁)", "out_of_range"), (28, "性别", "unknown_word"),
    (29, "NIHSS评分(入院)", "out_of_range"),
    (37, "Barthel指数(1个月)", "not_in_fives"), (99, "糖尿病", "unknown_word"),
    (101, "NIHSS评分(3个月)", "not_a_number"), (110, "Barthel指数(6个月)", "out_of_range"),
    (114, "VEGF治疗后(pg/ml)", "not_a_number"),
}  # fmt: skip
QUESTIONS = {
    (95, "入院日期", "impossible_date"), (123, "住院号", "repeated_row"),
    (None, "TOAST分型", "levels_alike"),
    (None, "VEGF治疗后(pg/ml)", "read_above"), (35, "bFGF治疗前(pg/ml)", "post_without_pre"),
}  # fmt: skip


def read(path: Path, steps: tuple[Step, ...] = ()) -> Cohort:
    return checked(load(path.read_bytes(), path.name, steps=steps))


def safe(path: Path) -> tuple[Step, ...]:
    """The corrections that are done together by one click."""
    return tuple(fix.step for fix in fixes(read(path)) if fix.safe and fix.step)


def told(cohort: Cohort, severity: str) -> set[tuple[int | None, str | None, str]]:
    """Issues but those about columns that identify people."""
    return {
        (i.row, i.column, i.code)
        for i in cohort.issues
        if i.severity == severity and not i.code.startswith("identifying")
    }


def differences(one: Cohort, truth: Cohort) -> dict[tuple[int, str], Any]:
    """Cells that differ, by row and column, with what the truth says."""
    found: dict[tuple[int, str], Any] = {}
    assert one.n == truth.n == 120
    for column in truth.columns:
        if column.name == "patient_id":
            continue
        a, b = one.table[column.name], truth.table[column.name]
        a, b = (
            x.astype(str).where(x.notna(), None) if x.dtype == "category" else x for x in (a, b)
        )
        same = (a == b) | (a.isna() & b.isna())
        for place in np.flatnonzero(~same.to_numpy()):
            told_so = b.iloc[int(place)]
            found[one.row_of(int(place)), column.name] = None if pd.isna(told_so) else told_so
    return found


@pytest.mark.parametrize("name", [XLSX, CSV])
def test_what_is_plain_is_read_and_the_rest_is_asked(shared: Shared, name: str) -> None:
    path = shared(name)
    cohort = read(path, safe(path))
    truth = read(shared(CLEAN))
    assert told(cohort, "error") == ERRORS
    assert told(cohort, "warning") == QUESTIONS
    assert differences(cohort, truth) == {
        at: value for at, value in ASKED.items() if value is not None
    }
    assert told(truth, "error") == set()


def test_no_cell_is_emptied_by_what_is_safe(shared: Shared) -> None:
    cohort = read(shared(XLSX), safe(shared(XLSX)))
    assert not [c for c in cohort.corrections if c.n_emptied]
    assert [c.name for c in cohort.columns if c.stopped] == []


def test_every_answer_is_offered_and_gives_the_truth(shared: Shared) -> None:
    path = shared(XLSX)
    listed = {(fix.row, fix.rule): fix for fix in fixes(read(path))}
    answers: list[Step] = [
        ReplaceText("性别", "难", "male"),
        SetCell(10, "年龄(岁)", "63"),
        SetCell(29, "NIHSS评分(入院)", "6"),
        SetCell(37, "Barthel指数(1个月)", "85"),
        ReplaceText("TOAST分型", "大动脉粥样硬化", "大动脉粥样硬化型"),
        SetCell(101, "NIHSS评分(3个月)", None),
        SetCell(110, "Barthel指数(6个月)", None),
        SetCell(114, "VEGF治疗后(pg/ml)", None),
        ReplaceText("糖尿病", "有(2型)", "有"),
    ]
    offered = [step for fix in listed.values() for step in (*fix.readings, fix.step)]
    assert [step for step in answers if step not in offered] == []
    # 3~4 is asked: three, four or empty; 3.5 is no score.
    three = listed[101, "not_a_number"]
    assert three.readings == (
        SetCell(101, "NIHSS评分(3个月)", "3"),
        SetCell(101, "NIHSS评分(3个月)", "4"),
    )
    cohort = read(path, tuple(answers))
    assert told(cohort, "error") == set()
    assert set(differences(cohort, read(shared(CLEAN)))) == {(54, "hypertension"), (99, "diabetes")}


def test_what_was_not_read_is_told_by_column_arm_and_n(shared: Shared) -> None:
    made = {c.name: (c.n_unread, dict(c.by_arm), c.n) for c in unread_cells(read(shared(XLSX)))}
    treated, control = {"干细胞组": 1, "常规治疗组": 0}, {"干细胞组": 0, "常规治疗组": 1}
    assert made == {
        "sex": (1, control, 119), "age": (1, control, 119), "diabetes": (1, control, 119),
        "nihss_pre": (1, control, 119), "nihss_m3": (1, treated, 117), "bi_m1": (1, control, 118),
        "bi_m6": (1, treated, 114), "vegf_post": (1, treated, 116),
    }  # fmt: skip


def test_the_copy_is_no_patient_and_nobody_is_left_out(shared: Shared) -> None:
    cohort = read(shared(XLSX))
    result = flow(prepare(cohort, Settings()), Settings())
    assert (cohort.n, result.in_file, result.left_out, result.repeated) == (120, 120, (), 1)
    assert cohort.n_by_arm == {"干细胞组": 60, "常规治疗组": 60}
    assert not [step for step in safe(shared(XLSX)) if isinstance(step, OmitRow)]


def test_doses_are_exposure(shared: Shared) -> None:
    cohort = read(shared(CLEAN))
    given = [c.header for c in cohort.columns if c.role is Role.DOSE]
    assert given == ["单次细胞剂量(×10^7)", "输注次数", "累计剂量(×10^7)"]
    assert "missing_unequal" not in [i.code for i in cohort.issues]


def test_who_was_lost_or_died_is_never_unexplained(shared: Shared) -> None:
    unexplained = {
        i.column: dict(i.facts)["n"]
        for i in read(shared(XLSX)).issues
        if i.code == "pre_without_post"
    }
    # Neither of the two lost, nor the one who died, nor the cell that was not read: 未做 and -.
    assert unexplained == {"CBF治疗后(ml/100g/min)": 1, "bFGF治疗后(pg/ml)": 1}


def test_one_unread_cell_leaves_ancova_where_it_was(shared: Shared) -> None:
    """Before, the one 60 stopped NIHSS at admission, and Welch took ANCOVA's place."""
    rows = {}
    for name in (XLSX, CLEAN):
        outcomes = analyse(prepare(read(shared(name)), Settings()), Settings())[2]
        row = outcomes.get("ancova", "nihss", visit="m6")
        assert row is not None
        rows[name] = row
    assert rows[CLEAN].estimate == pytest.approx(-0.926, abs=5e-4)
    assert isinstance(rows[XLSX].n, dict)
    assert sum(rows[XLSX].n.values()) == 114  # 115 without the one whose baseline was not read
    assert rows[XLSX].estimate == pytest.approx(-0.926, abs=0.05)
