"""Of several sheets the one that holds the patients."""

from __future__ import annotations

import pytest

from aci_core.ingest import load
from tests import files

HEAD = ["编号", "组别", "年龄", "性别", "治疗前NIHSS", "治疗后NIHSS", "治疗前BI", "治疗后BI"]


def patients(
    n: int, arms: tuple[str, ...] = ("观察组", "对照组"), width: int = 8
) -> list[list[object]]:
    rows: list[list[object]] = [
        [f"P{i}", arms[i % len(arms)], 50 + i % 30, "男女"[i % 2], 9, 4 + i % 3, 40, 80]
        for i in range(n)
    ]
    return [[str(cell) for cell in HEAD[:width]], *(row[:width] for row in rows)]


EVENTS: list[list[object]] = [
    ["编号", "组别", "不良事件", "程度"],
    *([f"P{i % 20}", "观察组", "发热", "轻"] for i in range(300)),
]


@pytest.mark.parametrize(
    "small",
    [
        patients(6),  # a pilot with more columns
        patients(60, arms=("观察组",)),  # one arm
        EVENTS,
        [HEAD, *([*row[:4], *[""] * 4] for row in patients(3)[1:])],
    ],
)
def test_many_patients_in_two_arms_go_before(small: list[list[object]]) -> None:
    large = patients(40, width=6)
    for names in (("A", "B"), ("B", "A")):
        sheets = dict(zip(names, (small, large), strict=True))
        made = load(files.xlsx(sheets), "a.xlsx")
        assert made.n == 40
        assert made.n_by_arm == {"观察组": 20, "对照组": 20}


def test_of_equal_sheets_the_one_with_more_known_columns_goes_before() -> None:
    for order in ((patients(20, width=3), patients(20)), (patients(20), patients(20, width=3))):
        made = load(files.xlsx(dict(zip("AB", order, strict=True))), "a.xlsx")
        assert made.usable("bi_post")


def test_arms_that_stand_one_below_the_other_are_two() -> None:
    rows = patients(400)
    below = [rows[0], *sorted(rows[1:], key=lambda row: str(row[1]))]
    made = load(files.xlsx({"A": patients(12), "B": below}), "a.xlsx")
    assert made.n == 400
