"""Scores without a visit beside the same scores with one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.ingest import ColumnMapping, load
from tests.build import csv_of_rows

N = 24


def made_of(scores: Sequence[str], shift: int = 0, **mapping: dict[str, str]) -> Cohort:
    """A file with these scores, of which the first is `shift` points off the others."""

    def scored(i: int) -> list[int]:
        return [10 + (i * 7 + k) % 11 + shift * (not k) for k in range(len(scores))]

    rows = [[i, ("active", "control")[i % 2], *scored(i)] for i in range(N)]
    return load(csv_of_rows(["id", "arm", *scores], rows), "x.csv", ColumnMapping(**mapping))  # type: ignore[arg-type]


def told(cohort: Cohort, code: str) -> dict[str | None, object]:
    return {i.column: dict(i.facts).get("headers") for i in cohort.issues if i.code == code}


@pytest.mark.parametrize(
    ("scores", "name"),
    [
        (["MMSE", "MMSE 3m"], "mmse_pre"),
        (["FMA评分", "治疗后FMA", "FMA 3个月"], "fma_pre"),
        (["NIHSS", "NIHSS 90d"], "nihss_pre"),
        (["认知评分", "认知评分3月", "认知评分6月"], "认知评分_pre"),
        (["VEGF (pg/mL)", "VEGF_1w"], "vegf_pre"),
    ],
)
def test_the_one_that_stands_before_later_visits_is_the_baseline(
    scores: list[str], name: str
) -> None:
    cohort = made_of(scores)
    column = cohort.column(name)
    assert column is not None
    assert (column.header, column.visit, column.stopped) == (scores[0], "pre", False)
    assert told(cohort, "baseline_by_place") == {scores[0]: ", ".join(scores[1:])}
    assert not told(cohort, "unmapped")


@pytest.mark.parametrize(
    ("scores", "shift"),
    [
        (["MMSE 3m", "MMSE"], 0),  # behind them
        (["MoCA", "MoCA pre", "MoCA 3m"], 0),  # beside a value before treatment
        (["MMSE", "MMSE 3m"], 100),  # numbers of another kind
        (["认知评分3月", "认知评分"], 0),
    ],
)
def test_one_of_which_nobody_knows_when_is_asked_about(scores: list[str], shift: int) -> None:
    cohort = made_of(scores, shift)
    bare = next(s for s in scores if s in ("MMSE", "MoCA", "认知评分"))
    column = cohort.column(bare)
    assert column is not None
    assert column.stopped
    assert set(told(cohort, "measure_unclear")) == {bare}
    assert told(cohort, "baseline_by_place") == {}


def test_a_name_of_one_visit_only_is_what_it_was() -> None:
    cohort = made_of(["WBC", "NIHSS 3m"])
    column = cohort.column("WBC")
    assert column is not None
    assert (column.role.value, column.stopped) == ("covariate", False)


def test_the_mapping_goes_before() -> None:
    cohort = made_of(["MMSE", "MMSE 3m"], columns={"MMSE": "education"})
    assert told(cohort, "baseline_by_place") == {}
    assert cohort.column("mmse_pre") is None
