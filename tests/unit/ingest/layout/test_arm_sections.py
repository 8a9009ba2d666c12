"""Arms that stand as a row above their patients."""

from __future__ import annotations

import pytest

from aci_core.ingest import load

HEAD = "编号,治疗前NIHSS,治疗后NIHSS\n"


def test_each_patient_has_the_arm_of_the_title_above() -> None:
    made = load((HEAD + "试验组 n=2,,\n1,9,3\n2,8,4\n对照组,,\n3,9,7\n").encode(), "a.csv")
    assert made.table["arm"].tolist() == ["试验组", "试验组", "对照组"]
    assert made.left_out == ((2, "arm_title"), (5, "arm_title"))
    assert [made.row_of(place) for place in range(3)] == [3, 4, 6]


def test_a_short_row_that_is_a_title_is_no_broken_row() -> None:
    made = load((HEAD + "试验组\n1,9,3\n对照组\n3,9,7\n").encode(), "a.csv")
    assert made.n_by_arm == {"试验组": 1, "对照组": 1}
    assert {i.code for i in made.issues} == {"arms_from_titles"}


@pytest.mark.parametrize(
    "rows",
    [
        "1,9,3\n试验组,,\n2,8,4\n对照组,,\n3,9,7\n",  # whose is the first patient?
        "试验组,,\n1,9,3\n2,8,4\n",  # one arm
        "甲,,\n1,9,3\n乙,,\n2,8,4\n",  # names of anything
    ],
)
def test_what_is_no_title_is_none(rows: str) -> None:
    with pytest.raises(Exception, match="no_arm_column"):
        load((HEAD + rows).encode(), "a.csv")


def test_a_column_that_tells_the_arm_goes_before() -> None:
    text = "编号,组别,NIHSS治疗前\n试验组,,\n1,试验组,9\n对照组,,\n2,对照组,8\n"
    made = load(text.encode(), "a.csv")
    assert made.n == 2
    assert {code for _, code in made.left_out} == {"arm_missing"}
