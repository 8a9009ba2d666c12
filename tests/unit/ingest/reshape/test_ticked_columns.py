"""Several columns of which each patient ticks one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import Role
from tests.build import cohort_of

N = 12


def made(columns: Mapping[str, Sequence[object]]) -> Cohort:
    return cohort_of(**columns, nihss_pre=[*range(5, 5 + N)], nihss_post=[*range(N)])


def ticked(levels: Sequence[int], n: int, yes: str = "√", no: str = "") -> list[list[str]]:
    """Columns of ticks of patients with these levels."""
    return [[yes if at == level else no for at in levels] for level in range(n)]


@pytest.mark.parametrize(
    ("male", "female"),
    [
        ("男", "女"),
        ("性别：男", "性别：女"),
        ("Male", "Female"),
        ("sex_m", "sex_f"),
        ("男性", "女性"),
    ],
)
@pytest.mark.parametrize(("yes", "no"), [("√", ""), ("1", "0"), ("✔", "×"), ("是", "否")])
def test_sex_in_two_columns(male: str, female: str, yes: str, no: str) -> None:
    sexes = [0, 1, 1, 0, 0, 1] * 2
    men, women = ticked(sexes, 2, yes, no)
    cohort = made({male: men, "age": [*range(60, 60 + N)], female: women})
    assert cohort.table["sex"].tolist() == [("male", "female")[at] for at in sexes]
    assert {c.name for c in cohort.columns_with(Role.COVARIATE)} == {"sex", "age"}


@pytest.mark.parametrize(
    ("headers", "name", "levels"),
    [
        (("左侧", "右侧"), "左侧 / 右侧", ("左侧", "右侧")),
        (("LAA", "SAO", "CE"), "LAA / SAO / CE", ("LAA", "SAO", "CE")),
        (("部位-脑干", "部位-小脑", "部位-丘脑"), "部位", ("脑干", "小脑", "丘脑")),
    ],
)
def test_other_ticks_side_by_side(
    headers: tuple[str, ...], name: str, levels: tuple[str, ...]
) -> None:
    at = [i % len(headers) for i in range(N)]
    cohort = made(dict(zip(headers, ticked(at, len(headers)), strict=True)))
    [column] = cohort.columns_with(Role.COVARIATE)
    assert column.name == name
    assert cohort.table[name].tolist() == [levels[i] for i in at]


def test_no_tick_and_two_ticks_are_missing_and_told() -> None:
    men, women = ticked([0, 1] * 10, 2)
    men[1], men[2] = "√", ""
    rows = {"男": men, "女": women}
    cohort = cohort_of(**rows, nihss_pre=[*range(20)])
    assert cohort.table["sex"].isna().tolist() == [False, True, True] + [False] * 17
    assert [i.row for i in cohort.issues if i.code == "ticks_unclear"] == [3, 4]


@pytest.mark.parametrize(
    "columns",
    [
        {"吸痰": ["√", "√", "", ""] * 3, "鼻饲": ["√", "√", ""] * 4},  # some tick both
        {
            "左侧": ["1", "1", "0", "0"] * 3,
            "右侧": ["0", "0", "1", "1"] * 3,
        },  # yes and no of each is plain already
        {"男": ["√", "√", "", ""] * 3, "女": ["√", "√", "", ""] * 3},
    ],
)
def test_columns_that_are_no_choice_of_one(columns: dict[str, list[str]]) -> None:
    assert {c.header for c in made(columns).columns_with(Role.COVARIATE)} == {*columns}
