"""Corrections by column and count, and cell by cell: what the file has, and what was read."""

from __future__ import annotations

import pytest

from aci_core.domain.steps import FillDown, OmitRow, ReplaceText, ScaleColumn, SetCell
from aci_core.ingest import load
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.tables import corrections
from tests.build import csv_of

COLUMNS = {
    "arm": ["treatment", "control"] * 3,
    "nihss_pre": [60, 5, 6, "3~4", 8, 9],
    "bi_pre": [7, 12, 20, None, 5, 11],
    "sex": ["男", "女", "难", "女", "男", "难"],
    "site": ["A", None, None, "B", None, None],
}
STEPS = (
    SetCell(2, "nihss_pre", "5"),
    SetCell(2, "nihss_pre", "6"),
    SetCell(5, "nihss_pre", None),
    ScaleColumn("bi_pre", 5.0),
    ReplaceText("sex", "难", "男"),
    FillDown("site"),
    OmitRow(7),
)
COHORT = load(csv_of(COLUMNS), "a.csv", steps=STEPS)


def test_what_was_changed_stands_once_with_what_the_file_has() -> None:
    made = {c.header: [(x.row, x.old, x.new) for x in c.cells] for c in COHORT.corrections}
    assert made == {
        "nihss_pre": [(2, "60", "6"), (5, "3~4", None)],
        "bi_pre": [(2, "7", "35"), (3, "12", "60"), (4, "20", "100"), (6, "5", "25")],
        "sex": [(4, "难", "男")],  # the other one is in a row that was left out
        "site": [(3, None, "A"), (4, None, "A"), (6, None, "B")],
        "": [(7, None, None)],
    }
    assert [(c.header, c.n, c.n_emptied) for c in COHORT.corrections] == [
        ("nihss_pre", 2, 1), ("bi_pre", 4, 0), ("sex", 1, 0), ("site", 3, 0), ("", 1, 0),
    ]  # fmt: skip


def test_a_step_that_changes_nothing_is_no_correction() -> None:
    same = load(csv_of(COLUMNS), "a.csv", steps=[SetCell(3, "nihss_pre", "5")])
    assert same.corrections == ()


def test_blanks_beside_a_value_are_no_correction_and_a_code_is_the_word_of_the_file() -> None:
    sexes = ["男 ", "女", "难", "女", "男", " 男"]
    for new, word in (("male", "男"), ("男", "男"), ("female", "女"), ("Mann", "Mann")):
        steps = [ReplaceText("sex", "难", new)]
        cohort = load(csv_of({**COLUMNS, "sex": sexes}), "a.csv", steps=steps)
        [one] = cohort.corrections
        assert (one.n, one.n_emptied) == (1, 0)
        assert [(cell.row, cell.old, cell.new) for cell in one.cells] == [(4, "难", word)]
    # A file that writes the code keeps it, and what is typed into one cell stands as typed.
    coded = {**COLUMNS, "sex": ["male", "女", "难", "女", "男", "男"]}
    cohort = load(csv_of(coded), "a.csv", steps=[ReplaceText("sex", "难", "male")])
    assert cohort.corrections[0].cells[0].new == "male"
    typed = load(csv_of({**COLUMNS, "sex": sexes}), "a.csv", steps=[SetCell(4, "sex", "male")])
    assert [cell.new for cell in typed.corrections[0].cells] == ["male"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_count_is_the_sum_of_the_table(lang: str) -> None:
    t = translator(lang)
    assert corrections.count(COHORT, t) == t("corrections.count_rows", n="10", rows="1")
    kept = load(csv_of(COLUMNS), "a.csv", steps=STEPS[:-1])
    n = sum(int(row.cells[1].text) for row in corrections.by_column(kept, t).rows)
    assert corrections.count(kept, t) == str(n)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_word_names_columns_and_counts_alone(lang: str) -> None:
    t = translator(lang)
    table = corrections.by_column(COHORT, t)
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows == [
        ["nihss_pre", "2", "1"], ["bi_pre", "4", "0"], ["sex", "1", "0"], ["site", "3", "0"],
        [t("corrections.rows"), "1", ""],
    ]  # fmt: skip
    assert "难" not in str(table)
    assert "3~4" not in str(table)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_workbook_names_every_cell(lang: str) -> None:
    t = translator(lang)
    rows = [[cell.text for cell in row.cells] for row in corrections.cells(COHORT, t).rows]
    assert rows[:2] == [
        ["2", "nihss_pre", "60", "6"],
        ["5", "nihss_pre", "3~4", t("corrections.empty")],
    ]
    assert rows[-1] == ["7", t("corrections.rows"), "", t("step.omit")]
    assert len(rows) == 11


def test_an_identifying_column_shows_no_cell() -> None:
    data = csv_of(
        {
            "住院号": ["Z1", "Z2", "Z3", "Z4"],
            "姓名": list("甲乙丙丁"),
            "组别": ["观察组", "对照组"] * 2,
        }
    )
    made = load(data, "a.csv", steps=[SetCell(2, "住院号", "Z9"), SetCell(3, "姓名", "某")])
    assert [(c.header, c.n, c.cells) for c in made.corrections] == [("住院号", 1, ())]
