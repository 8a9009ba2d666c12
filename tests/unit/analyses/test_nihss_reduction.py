"""The falls of NIHSS: each patient once, and the same shares as the grades."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.analyses import cutpoints, prepare
from aci_core.analyses.nihss_reduction import PLACES, NihssReduction, nihss_reduction
from aci_core.analyses.result import ONE_BY_ONE
from aci_core.domain.study.settings import Settings
from aci_core.presentation.figures.nihss_reduction import waterfall
from aci_core.presentation.i18n import translator
from aci_core.presentation.sentences.nihss_reduction import caption
from aci_core.presentation.tables.nihss_reduction import reductions as table
from tests.build import cohort_of, sample


def made(rule: str = "pct_90_46_18", **columns: list[object]) -> NihssReduction:
    result = nihss_reduction(
        prepare(cohort_of(**columns), Settings(rule=rule)), Settings(rule=rule)
    )
    assert result is not None
    return result


def test_bars_fall_from_left_to_right_and_keep_their_patient() -> None:
    result = made(
        arm=["treatment"] * 5 + ["control"],
        nihss_pre=[10, 10, 10, 0, 10, 8],
        nihss_post=[9, 0, 12, 3, None, 4],
    )
    one, two = result.by_arm
    assert one.reduction.tolist() == [100.0, 10.0, -20.0]
    assert one.ordinal.tolist() == [2, 1, 3]
    assert one.grade.tolist() == [0, 3, 3]
    assert (one.n, one.worse, one.quartiles) == (3, 1, (-5.0, 10.0, 55.0))
    assert two.share(result.steps, 50) == 1.0
    assert two.share(result.steps, 51) == 0.0


def test_in_points_a_score_of_nothing_counts_too() -> None:
    result = made("points_8_1", nihss_pre=[10, 8, 0, 8], nihss_post=[2, 8, 1, 9])
    assert result.kind == "points"
    assert sorted(np.concatenate([a.reduction for a in result.by_arm]).tolist()) == [-1, -1, 0, 8]


def test_the_dead_reach_no_fall_and_stay_in_the_denominator() -> None:
    result = made(
        arm=["treatment", "treatment", "control"],
        nihss_pre=[10, 10, 10], nihss_post=[0, None, 5], died=[1, 1, 0],
    )  # fmt: skip
    one = result.by_arm.treatment
    # Rule 6: who has a score at the visit has its fall, whatever came later.
    assert (one.died, one.counted, one.n) == (1, 2, 1)
    assert one.share(result.steps, -100) == 0.5


@pytest.mark.parametrize("rule", ["pct_90_46_18", "points_8_1", "pct_40", "points_4"])
@pytest.mark.parametrize("name", ["synthetic_156.csv", "synthetic_long.csv"])
def test_shares_are_those_of_the_sweep_of_cuts(name: str, rule: str) -> None:
    data = prepare(sample(name), Settings(rule=rule))
    result, sweep = nihss_reduction(data, Settings(rule=rule)), cutpoints(data, Settings(rule=rule))
    assert result is not None
    assert sweep is not None
    for i, arm in enumerate(result.by_arm):
        assert arm.counted == sweep.n[i]
        at = np.searchsorted(result.steps, sweep.cuts)
        assert arm.reached[at].tolist() == [events[i] for events in sweep.events]


def test_many_are_drawn_together() -> None:
    n = ONE_BY_ONE + 400
    rng = np.random.default_rng(3)
    pre = rng.integers(4, 30, n)
    result = made(nihss_pre=pre.tolist(), nihss_post=(pre // 2).tolist())
    assert result.each > 1
    for arm in result.by_arm:
        assert len(arm.reduction) <= PLACES + 1
        assert (np.diff(arm.reduction) <= 1e-9).all()
        assert not arm.ordinal.any()


def test_without_scores_after_treatment_there_are_no_falls() -> None:
    assert nihss_reduction(prepare(cohort_of(nihss_pre=[5, 6]), Settings()), Settings()) is None


def test_under_recorded_grades_the_shares_are_of_those_with_both_scores() -> None:
    result = made(
        "recorded",
        arm=["treatment"] * 4 + ["control"],
        nihss_pre=[10, 10, None, 10, 10],
        nihss_post=[0, 5, 4, 5, 5],
        grade=["recovered", "effective", "effective", None, "effective"],
    )
    one = result.by_arm.treatment
    assert (one.n, one.counted) == (3, 3)
    assert one.share(result.steps, 50) == 1.0
    assert not result.others_counted
    assert caption(result, translator("en")).startswith("Both figures show the patients with both")


def test_the_caption_says_that_the_dead_are_counted() -> None:
    result = made(
        arm=["treatment", "treatment", "control"],
        nihss_pre=[10, 10, 10], nihss_post=[0, None, 5], died=[0, 1, 0],
    )  # fmt: skip
    assert result.others_counted
    text = caption(result, translator("en"))
    assert "those with a grade" in text
    assert "died before the visit count as reaching no fall" in text
    rows = [[cell.text for cell in row.cells] for row in table(result, translator("en")).rows]
    assert ["Patients of whom the shares below are", "2", "1"] in rows


def test_the_legend_shows_every_grade_that_somebody_has() -> None:
    result = made(
        arm=["treatment"] * 2 + ["control"] * 2,
        nihss_pre=[10, 10, 10, 10],
        nihss_post=[0, 5, 0, 10],
    )
    figure = waterfall(result, translator("en")).figure
    colors = {trace.name: trace.marker.color for trace in figure.data}
    shown = [note.text for note in figure.layout.annotations if note.yanchor == "top"]
    # The last is of the second arm alone.
    assert shown == ["Recovered", "Markedly effective", "Ineffective"]
    patches = [shape.fillcolor for shape in figure.layout.shapes if shape.xsizemode == "pixel"]
    assert patches == [colors[name] for name in shown]
