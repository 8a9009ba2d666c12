"""The arm told by two columns of yes and no."""

from __future__ import annotations

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.domain.steps import SetCell
from aci_core.ingest import ColumnMapping, Project, load
from tests.build import csv_of_rows

N = 24
PAIRS = [
    ("treated", "control", 1, 0),
    ("治疗组", "对照组", "是", "否"),
    ("试验组", "对照组", "√", ""),
    ("drug A", "placebo", 1, 0),
    ("treatment", "control", "yes", "no"),
]


def rows_of(yes: object, no: object) -> list[list[object]]:
    return [[i, *((yes, no) if i % 2 else (no, yes)), 50 + i, 9 + i % 5, 4] for i in range(N)]


def made_of(
    first: str, second: str, rows: list[list[object]], **more: ColumnMapping | list[SetCell]
) -> Cohort:
    head = ["id", first, second, "age", "nihss_pre", "nihss_post"]
    return load(csv_of_rows(head, rows), "x.csv", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("first", "second", "yes", "no"), PAIRS)
def test_two_columns_that_mark_the_arms_are_one(
    first: str, second: str, yes: object, no: object
) -> None:
    for names in ((first, second), (second, first)):
        made = made_of(*names, rows_of(yes, no))
        assert (made.arms, made.settled) == ((first, second), True)
        assert made.table["arm"].tolist() == [names[0] if i % 2 else names[1] for i in range(N)]
        assert "arms_indicated" in {i.code for i in made.issues}
        assert not {first, second} & {c.header for c in made.columns}


def test_a_row_of_both_or_of_none_has_no_arm_until_it_is_corrected() -> None:
    rows = rows_of(1, 0)
    rows[4][1], rows[7][1] = 1, 0
    made = made_of("treated", "control", rows)
    assert [i.row for i in made.issues if i.code == "missing_arm"] == [6, 9]
    steps = [SetCell(6, "treated", "0"), SetCell(9, "treated", "1")]
    assert made_of("treated", "control", rows, steps=steps).n == N


@pytest.mark.parametrize(
    ("first", "second"), [("male", "female"), ("smoker", "control"), ("age70", "对照血压")]
)
def test_others_are_no_arms(first: str, second: str) -> None:
    rows = rows_of(1, 0)
    rows = [[*row[:2], i % 3 == 0, *row[3:]] for i, row in enumerate(rows)]
    with pytest.raises(AciError) as refused:
        made_of(first, second, rows)
    assert refused.value.code == "no_arm_column"


def test_the_mapping_and_a_project_of_it_go_before() -> None:
    rows = rows_of(1, 0)
    mapping = ColumnMapping(columns={"treated": "arm"}, reference="0")
    assert set(made_of("treated", "control", rows, mapping=mapping).arms) == {"1", "0"}
    made = made_of("treated", "control", rows)
    again = Project(ColumnMapping(columns={"arm": "arm"})).mapping
    assert made_of("treated", "control", rows, mapping=again).digest == made.digest
