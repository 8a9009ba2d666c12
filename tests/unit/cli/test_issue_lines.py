"""Issues as lines: those that differ in their row alone are one, with a count."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aci_core.cli.issue_lines import issue_lines
from aci_core.domain.cohort import Issue
from aci_core.presentation.i18n import LANGUAGES, translator
from tests.command import inside

EN = translator("en")


def cell(row: int | None, value: str = "perhaps", column: str = "ae_fever") -> Issue:
    return Issue("not_yes_no", "error", row, column, value)


def test_a_hundred_identical_lines_are_one_with_a_count() -> None:
    [line] = issue_lines([cell(row) for row in range(2, 102)], EN)
    assert line == (
        "error | rows 2, 3, 4, 5, 6, 7, 8, 9… (100 in all) | ae_fever "
        '| "perhaps" is neither yes nor no. | Write 1 or 0, yes or no, 是 or 否.'
    )


def test_the_count_of_the_rest_is_added() -> None:
    rest = Issue(
        "more_like_this", "error", None, "ae_fever", facts=(("count", 150), ("kind", "not_yes_no"))
    )
    [line] = issue_lines([*(cell(row) for row in range(2, 102)), rest], EN)
    assert "(250 in all)" in line
    # Of two different values nobody knows whose the rest is.
    assert len(issue_lines([cell(2), cell(3, "maybe"), rest], EN)) == 3


def test_others_keep_a_line_each_in_their_order() -> None:
    issues = [cell(2), cell(3, "maybe"), cell(4), cell(2, column="ae_rash")]
    lines = issue_lines(issues, EN)
    assert [line.split(" | ")[1:3] for line in lines] == [
        ["rows 2, 4 (2 in all)", "ae_fever"],
        ["row 3", "ae_fever"],
        ["row 2", "ae_rash"],
    ]


@given(st.lists(st.tuples(st.integers(2, 40), st.sampled_from("abc"), st.sampled_from("xy"))))
def test_no_row_is_lost(cells: list[tuple[int, str, str]]) -> None:
    issues = [cell(row, value, column) for row, value, column in cells]
    for lang in LANGUAGES:
        t = translator(lang)
        lines = issue_lines(issues, t)
        assert len(lines) == len({(value, column) for _, value, column in cells})
        assert all("{" not in line and "\n" not in line for line in lines)


FILE = "id,arm,nihss_pre,nihss_post,crp\n" + "".join(
    f"P{i},{('treatment', 'control')[i % 2]},{60 if i % 9 == 0 else 9},4,{crp}\n"
    for i, crp in ((i, 999 if i % 6 == 0 else 5.5 + i % 7) for i in range(48))
)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_analyse_says_errors_and_warnings_on_standard_error(lang: str, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text(FILE, "utf-8")
    code, out, err = inside("analyse", file, "--lang", lang)
    assert code == 0
    t = translator(lang)
    first = err.splitlines()
    kinds = [line.split(" | ")[0] for line in first if " | " in line]
    assert kinds.count(t("cli.error")) == 2  # six cells of one value, and what they may mean
    assert kinds.count(t("cli.warning")) == 1  # a code for a missing value
    assert t("cli.info") not in kinds
    assert " | " not in out
    # With --json the document holds them.
    code, out, err = inside("analyse", file, "--lang", lang, "--json", "-")
    assert (code, len(err.splitlines())) == (0, 1)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("arguments", [(), ("--json", "-")])
@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("outcome note", [f"text {i * 'a'}" for i in range(12)]),
        ("编", ["" for _ in range(12)]),
        (None, []),
    ],
)
def test_nothing_to_analyse_is_told(
    lang: str, arguments: tuple[str, ...], header: str | None, cells: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "x.csv"
    rows = [["id", "arm", *([header] if header else [])]]
    rows += [[f"P{i}", ("treatment", "control")[i % 2], *cells[i : i + 1]] for i in range(12)]
    file.write_text("\n".join(",".join(row) for row in rows) + "\n", "utf-8")
    code, out, err = inside("analyse", file, "--lang", lang, *arguments)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert header is None or header in err
