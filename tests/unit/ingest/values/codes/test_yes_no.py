"""Codes and blanks that may or may not mean yes and no."""

from __future__ import annotations

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.ingest import ColumnMapping
from tests.build import cohort_of


def issues_of(cohort: Cohort) -> list[tuple[str, str, str | None]]:
    return [(i.code, i.severity, i.column) for i in cohort.issues if i.severity != "info"]


@pytest.mark.parametrize("name", ["died", "lost", "ae_fever_resolved", "mri_abnormal_post"])
@pytest.mark.parametrize("cells", [[1, 2, 1, 2], ["2.0", 2, "", 2], ["２", "1", "未查", 1]])
def test_one_and_two_are_codes_until_somebody_says_which_is_yes(
    name: str, cells: list[object]
) -> None:
    cohort = cohort_of(**{name: cells})
    assert issues_of(cohort) == [("coded_one_two", "error", name)]
    assert not cohort.usable(name)
    assert cohort.table[name].isna().all()


def test_the_header_or_the_mapping_says_it() -> None:
    header = "是否死亡(1=是 2=否)"
    assert cohort_of(**{header: [1, 2, 2, 1]}).table["died"].tolist() == [1, 0, 0, 1]
    mapping = ColumnMapping(values={"died": {"1": "no", "2": "yes"}})
    cohort = cohort_of(mapping, died=[1, 2, 2, 1])
    assert cohort.table["died"].tolist() == [0, 1, 1, 0]
    assert issues_of(cohort) == []


@pytest.mark.parametrize("cells", [[0, 1, 2, 2], ["是", "2", "1", "1"], ["有", 2, 2, 2]])
def test_with_a_zero_or_a_word_the_two_is_a_slip(cells: list[object]) -> None:
    assert {code for code, _, _ in issues_of(cohort_of(died=cells))} == {"not_yes_no"}


@pytest.mark.parametrize("name", ["died", "lost"])
def test_that_everybody_died_is_to_be_confirmed(name: str) -> None:
    cohort = cohort_of(**{name: [1, 1, 1, 1]})
    assert issues_of(cohort) == [("all_yes", "error", name)]
    assert not cohort.usable(name)
    confirmed = cohort_of(ColumnMapping(values={name: {"1": "yes"}}), **{name: [1, 1, 1, 1]})
    assert (issues_of(confirmed), confirmed.usable(name)) == ([], True)
    assert issues_of(cohort_of(**{name: [1, 1, "", 1]})) == []
    assert issues_of(cohort_of(**{name: [1, 1, 0, 1]})) == []
    assert issues_of(cohort_of(ae_fever=[1, 1, 1, 1])) == []


def test_counts_of_one_and_two_with_nobody_without() -> None:
    assert issues_of(cohort_of(ae_fever=[1, 2, 2, 1])) == [("coded_one_two", "error", "ae_fever")]
    assert issues_of(cohort_of(ae_fever=[1, 2, 3, 1])) == []
    assert issues_of(cohort_of(ae_fever=[1, 2, 0, 1])) == []


@pytest.mark.parametrize("name", ["ae_fever", "高血压", "ICU治疗"])
def test_yes_and_blanks_leave_open_what_a_blank_means(name: str) -> None:
    cohort = cohort_of(**{name: ["有", "", "有", ""]})
    assert issues_of(cohort) == [("only_yes", "warning", name)]
    for cells in (["有", "无", "有", ""], ["有"] * 4):
        assert issues_of(cohort_of(**{name: cells})) == []


def test_counts_and_blanks() -> None:
    assert issues_of(cohort_of(ae_fever=[1, "", 2, "NA"])) == [("only_yes", "warning", "ae_fever")]


# --------------------------------------------------------------------------------- slips in words


@pytest.mark.parametrize(
    ("name", "cells", "slip", "levels"),
    [
        ("sex", ["男", "女"] * 4 + ["南", "女"], "南", ("male", "female")),
        ("高血压", ["有", "无"] * 4 + ["有无", ""], "有无", ("no", "yes")),
    ],
)
def test_a_slip_among_known_words_is_no_further_level(
    name: str, cells: list[object], slip: str, levels: tuple[str, ...]
) -> None:
    cohort = cohort_of(**{name: cells})
    [issue] = cohort.issues
    assert (issue.code, issue.severity, issue.row, issue.value) == (
        "unknown_word",
        "error",
        10,
        slip,
    )
    [column] = [c for c in cohort.columns if c.header == name]
    assert (column.levels, column.stopped) == (levels, False)
    assert cohort.table[column.name].isna().sum() == 1 + cells.count("")


def test_below_four_of_five_the_words_are_levels_as_they_are() -> None:
    cohort = cohort_of(sex=["男", "女", "男", "未定"] * 3)
    assert issues_of(cohort) == []
    assert len(next(c for c in cohort.columns if c.name == "sex").levels) == 3


def test_codes_are_no_words() -> None:
    assert issues_of(cohort_of(smoking=[*[1] * 9, 2])) == [("codes_untold", "warning", "smoking")]
    declared = ColumnMapping(kinds={"smoking": "categorical"})
    assert issues_of(cohort_of(declared, smoking=[*"有无有无有无有无有", "戒烟"])) == []
