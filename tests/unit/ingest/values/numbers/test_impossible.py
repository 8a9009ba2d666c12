"""Impossible cells: missing in the table, kept for who must look, and when they stop a column."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.checks import unread_cells
from aci_core.domain.cohort import Cohort
from aci_core.domain.study.filters import filters_from_json
from aci_core.selection import select
from tests.build import cohort_of


def with_impossible(n_impossible: int, n: int, value: object = 60) -> Cohort:
    """A cohort in which so many of n scores before treatment are impossible."""
    return cohort_of(
        nihss_pre=[value] * n_impossible + [8 + i % 9 for i in range(n - n_impossible)]
    )


@pytest.mark.parametrize(
    ("n_impossible", "n", "stopped"),
    [
        (1, 10, False),
        (2, 10, False),
        (3, 59, True),
        (3, 60, False),
        (6, 120, False),
        (7, 120, True),
    ],
)
def test_a_column_stops_above_a_twentieth_and_from_three_on(
    n_impossible: int, n: int, stopped: bool
) -> None:
    cohort = with_impossible(n_impossible, n)
    assert cohort.usable("nihss_pre") is not stopped
    assert int(cohort.table["nihss_pre"].isna().sum()) == n_impossible
    assert [i.code for i in cohort.issues].count("out_of_range") == n_impossible


def test_empty_cells_are_not_counted_as_filled() -> None:
    scores = [60, 61, 62, *[9] * 50, *[None] * 40, *["未查"] * 10]
    assert not cohort_of(nihss_pre=scores).usable("nihss_pre")  # 3 of 53 are 5.7 %, not 2.9


def test_a_column_without_a_possible_cell_is_stopped() -> None:
    assert not cohort_of(nihss_pre=[60, 61]).usable("nihss_pre")


def test_every_impossible_cell_counts_also_beyond_the_listed_hundred() -> None:
    cohort = with_impossible(130, 3000)
    assert int(cohort.table["nihss_pre"].isna().sum()) == 130
    assert unread_cells(cohort)[0].n_unread == 130


@pytest.mark.parametrize(
    ("name", "cells", "place"),
    [
        ("sex", ["男", "女", "男", "难", "女", "男"], 3),
        ("sex", ["male", "female", "male", "male", "fmle", "female"], 4),
        ("hypertension", ["有", "无", "无", "有", "有无", "有"], 4),
        ("died", [0, 0, 1, "maybe", 0, 0], 3),
        ("ae_fever", [0, 1, -1, 0, 2, 0], 2),
    ],
)
def test_an_unknown_word_is_missing_and_its_column_is_used(
    name: str, cells: list[object], place: int
) -> None:
    cohort = cohort_of(**{name: cells})
    assert cohort.usable(name)
    assert np.flatnonzero(cohort.table[name].isna()).tolist() == [place]
    [column] = unread_cells(cohort)
    assert [cell.value for cell in column.cells] == [str(cells[place])]


def test_what_was_not_read_by_column_and_arm() -> None:
    cohort = cohort_of(
        arm=["cells", "usual", "cells", "usual", "usual", "cells"],
        nihss_pre=[60, 5, 6, "abc", 7, None],
        bi_pre=[50, 55, 105, 60, 65, 70],
        age=[60, 61, 62, 63, 64, 65],
    )
    nihss, bi = unread_cells(cohort)
    assert (nihss.name, nihss.header, nihss.n_unread, nihss.n) == ("nihss_pre", "nihss_pre", 2, 3)
    assert dict(nihss.by_arm) == {"cells": 1, "usual": 1}
    assert [(c.row, c.column, c.value) for c in nihss.cells] == [
        (2, "nihss_pre", "60"),
        (5, "nihss_pre", "abc"),
    ]
    assert (bi.n_unread, bi.n, bi.stopped) == (1, 5, False)
    assert dict(bi.by_arm) == {"cells": 1, "usual": 0}


def test_a_selection_counts_its_own_cells() -> None:
    cohort = cohort_of(
        nihss_pre=[60, 5, 6, 61, 7, 8], age=[50, 51, 62, 63, 64, 65], sex=["male", "female"] * 3
    )
    older = filters_from_json([{"column": "age", "low": 60}])
    [column] = unread_cells(select(cohort, older, "pct_90_46_18").cohort)
    assert [(c.row, c.value) for c in column.cells] == [(5, "61")]
    assert column.n == 3


def test_an_impossible_cell_is_not_the_content_of_an_empty_one() -> None:
    assert cohort_of(nihss_pre=[60, 5]).digest != cohort_of(nihss_pre=[None, 5]).digest
    assert cohort_of(nihss_pre=[61, 5]).digest == cohort_of(nihss_pre=[60, 5]).digest
