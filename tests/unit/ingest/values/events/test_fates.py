"""Deaths and losses in the cells of scores: counted where no column is, else held against it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from aci_core.analyses.flow import flow
from aci_core.analyses.study import prepare
from aci_core.checks import checked
from aci_core.domain.cohort import Cohort
from aci_core.domain.study.settings import Settings
from aci_core.ingest import load
from aci_core.ingest.values.events.fates import fate_of
from tests.build import cohort_of

PRE = [9, 8, 7, 10, 12, 6]


def trial(post: Sequence[object], **columns: Sequence[object]) -> Cohort:
    return checked(cohort_of(nihss_pre=PRE, nihss_post=post, **columns))


def codes(cohort: Cohort) -> list[tuple[str, str, int | None]]:
    about = ("_by_cells", "_in_cell", "_not_recorded", "_number", "_without_post")
    return [(i.code, i.severity, i.row) for i in cohort.issues if i.code.endswith(about)]


@pytest.mark.parametrize(
    ("text", "fate"),
    [
        ("失访", "lost"), ("死亡", "died"), ("已死亡", "died"), ("患者失访", "lost"),
        ("死亡（第10天）", "died"), ("失访(电话不通)", "lost"), ("退出研究", "lost"),
        ("lost to follow-up", "lost"), ("died", "died"), ("脱落", "lost"),
        ("未失访", None), ("无死亡", None), ("溶血", None), ("未随访", None), ("3", None),
        ("是", None),        ("死亡1例", None), ("not lost", None),
    ],
)  # fmt: skip
def test_what_a_cell_says(text: str, fate: str | None) -> None:
    assert fate_of(text) == fate


def test_without_a_column_the_cells_are_counted() -> None:
    cohort = trial(["失访", 3, "死亡", 4, "失访", 2])
    assert cohort.table["lost"].tolist() == [1, 0, 0, 0, 1, 0]
    assert cohort.table["died"].tolist() == [0, 0, 1, 0, 0, 0]
    assert cohort.usable("lost")
    assert codes(cohort) == [("died_by_cells", "warning", None), ("lost_by_cells", "warning", None)]
    # Nobody is told to have neither died nor been lost, nor is the cell an impossible one.
    assert cohort.unread == ()
    arms = flow(prepare(cohort, Settings()), Settings()).by_arm
    assert [(arm.fate("lost"), arm.fate("died")) for arm in arms] == [(2, 1), (0, 0)]


def test_where_a_column_says_so_too_nothing_is_to_do() -> None:
    cohort = trial(["失访", 3, "死亡", 4, 5, 2], 失访=["是", *["否"] * 5], 死亡=[0, 0, 1, 0, 0, 0])
    assert codes(cohort) == [("fate_in_cell", "info", None)] * 2


def test_who_died_need_not_be_lost_too() -> None:
    cohort = trial(["失访", 3, 4, 4, 5, 2], lost=[0] * 6, died=[1, *[0] * 5])
    assert codes(cohort) == [("fate_in_cell", "info", None)]


def test_a_cell_that_a_column_denies_is_named_and_not_unexplained() -> None:
    cohort = trial(["失访", 3, 4, "", 5, 2], lost=[0] * 6)
    assert ("lost_not_recorded", "warning", 2) in codes(cohort)
    assert cohort.table["lost"].tolist() == [0] * 6  # the column counts
    [left] = [i for i in cohort.issues if i.code == "pre_without_post"]
    assert dict(left.facts)["n"] == 1  # the one with an empty cell, not the one said to be lost


@pytest.mark.parametrize(
    "columns",
    [
        {"lost": [1, *[0] * 5]},
        {"died": [1, *[0] * 5]},
        {"lost_reason": ["moved away", "", "", "无", "", ""]},
    ],
)
def test_who_is_recorded_as_gone_is_never_unexplained(columns: dict[str, Sequence[object]]) -> None:
    cohort = trial(["", 3, 4, 5, 5, 2], **columns)
    assert "pre_without_post" not in [i.code for i in cohort.issues]


def test_a_reason_that_says_none_is_no_loss() -> None:
    cohort = trial(["", 3, 4, 5, 5, 2], lost_reason=["无", "", "", "无", "", ""])
    assert "pre_without_post" in [i.code for i in cohort.issues]


def test_a_cell_that_was_not_read_is_no_missing_follow_up() -> None:
    cohort = trial(["溶血", 3, 4, 5, 5, 2])
    assert [i.code for i in cohort.issues] == ["not_a_number"]


def test_who_lived_did_not_die() -> None:
    text = "id,arm,outcome\n" + "".join(
        f"{i},{'AB'[i % 2]},{'died' if i < 3 else 'lived'}\n" for i in range(12)
    )
    assert load(text.encode(), "x.csv").table["died"].sum() == 3
