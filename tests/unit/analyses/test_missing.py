"""What is missing: counted, ordered, drawn by patient, and together where there are many."""

from __future__ import annotations

import numpy as np

from aci_core.analyses import prepare
from aci_core.analyses.missing import MOST_PLACES, Missing, missing
from aci_core.domain.study.filters import Patients
from aci_core.domain.study.settings import Settings
from aci_core.ingest import load
from tests.build import cohort_of


def made(**columns: list[object]) -> Missing:
    return missing(prepare(cohort_of(**columns), Settings()), Settings())


def test_counts_by_arm_and_the_emptiest_first() -> None:
    result = made(
        age=[60, None, 61, 62, 63, 64],
        nihss_pre=[5, 6, 7, 8, 9, 10],
        nihss_post=[None, None, 3, None, 1, 2],
        ae_fever=[0, 0, 1, 0, 0, 0],
        ae_fever_day=[None, None, 3, None, None, None],
    )
    assert [(g.column.name, g.missing) for g in result.with_gaps] == [
        ("nihss_post", (1, 2)),
        ("age", (0, 1)),
    ]
    # The day of an event that did not happen is not missing.
    assert "ae_fever_day" not in [g.column.name for g in result.gaps]
    assert result.complete == 3
    assert result.cells == (4, 24)
    # Treatment 1, 3, 5: the one with a gap first; control 2, 4, 6: two gaps, one, none.
    assert [p.ordinal for p in result.places] == [1, 3, 5, 2, 4, 6]
    assert result.shares.tolist() == [[1, 0, 0, 1, 1, 0], [0, 0, 0, 1, 0, 0]]
    assert {"nihss", "events", "covariates"} <= set(result.holds)
    assert {"bi", "vegf", "died", "doses"} <= set(result.lacks)


def test_of_some_patients_each_keeps_the_number_of_the_whole_cohort() -> None:
    cohort = cohort_of(nihss_pre=[5, 6, 7, 8, 9, 10], nihss_post=[3, None, 3, 1, None, 2])
    some = Settings(filters=(Patients("", (2, 5, 6)),))
    result = missing(prepare(cohort, some), some)
    assert [p.ordinal for p in result.places] == [5, 2, 6]


def test_nothing_missing_is_no_map() -> None:
    result = made(nihss_pre=[5, 6], nihss_post=[1, 2])
    assert (result.places, result.shares.size, result.complete) == ((), 0, 2)


def test_many_patients_stand_together_and_none_is_lost() -> None:
    rng = np.random.default_rng(5)
    n = 1000
    post = [None if gone else 3 for gone in rng.random(n) < 0.2]
    result = made(nihss_pre=[5] * n, nihss_post=post)
    assert len(result.places) <= MOST_PLACES + 1
    assert sum(p.patients for p in result.places) == n
    missing_patients = sum(
        s * p.patients for s, p in zip(result.shares[0], result.places, strict=True)
    )
    assert round(missing_patients) == post.count(None)
    assert all(p.ordinal is None for p in result.places)


def test_severity_is_missing_only_of_who_had_the_event() -> None:
    text = (
        "id,arm,nihss_pre,nihss_post,fever,fever severity\n1,treatment,9,3,1,mild\n"
        "2,control,9,3,0,\n3,treatment,9,3,0,\n4,control,9,3,1,\n5,treatment,9,3,1,severe\n"
    )
    result = missing(prepare(load(text.encode(), "a.csv"), Settings()), Settings())
    gaps = {g.column.name: (g.missing, g.n) for g in result.gaps}
    assert gaps["ae_fever_severity"] == ((0, 1), (2, 1))
    assert result.complete == 4


def test_what_is_told_of_an_event_without_a_column_is_due_where_something_is_told() -> None:
    text = (
        "id,arm,nihss_pre,nihss_post,AE severity,AE action\n1,treatment,9,3,mild,\n"
        "2,control,9,3,,\n3,treatment,9,3,mild,drug\n4,control,9,3,severe,drug\n"
    )
    result = missing(prepare(load(text.encode(), "a.csv"), Settings()), Settings())
    gaps = {g.column.name: (g.missing, g.n) for g in result.gaps}
    assert gaps["ae_unspecified_severity"] == ((0, 0), (2, 1))
    assert gaps["ae_unspecified_action"] == ((1, 0), (2, 1))
