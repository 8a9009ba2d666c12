"""The sweep agrees with grading at every cut."""

import pytest

from aci_core.analyses import prepare
from aci_core.analyses.cutpoints import cutpoints
from aci_core.domain.study.settings import Settings
from aci_core.summaries import EFFECTIVE
from tests.build import cohort_of, sample


@pytest.mark.parametrize("cut", [1, 18, 46, 50, 99, 100])
def test_each_cut_counts_as_the_rule_would(cut: int) -> None:
    cohort = sample("synthetic_long.csv")
    settings = Settings()
    swept = cutpoints(prepare(cohort, settings), settings)
    assert swept is not None
    table = prepare(cohort, Settings(rule=str(cut))).levels(EFFECTIVE)
    assert list(swept.events[cut - 1]) == table[:, 0].tolist()
    assert list(swept.n) == table.sum(axis=1).tolist()


def test_points_are_swept_in_points() -> None:
    cohort = cohort_of(nihss_pre=[10, 10, 8, 8], nihss_post=[2, 10, 0, 7])
    settings = Settings(rule="points_8_1")
    swept = cutpoints(prepare(cohort, settings), settings)
    assert swept is not None
    assert (swept.kind, swept.chosen, swept.cuts[-1]) == ("points", 1.0, 42)
    assert list(swept.events[0]) == [2, 1]
    assert list(swept.events[7]) == [2, 0]
    assert list(swept.events[8]) == [0, 0]


def test_the_dead_reach_no_cut() -> None:
    cohort = cohort_of(nihss_pre=[10, 10], nihss_post=[None, 0], died=[1, 0])
    settings = Settings()
    swept = cutpoints(prepare(cohort, settings), settings)
    assert swept is not None
    assert list(swept.events[0]) == [0, 1]
    assert list(swept.n) == [1, 1]


def test_recorded_grades_have_no_cut() -> None:
    cohort = cohort_of(grade=["痊愈", "无效"])
    settings = Settings()
    assert cutpoints(prepare(cohort, settings), settings) is None
