"""Stacked bars of an ordinal outcome: the counts of the rows, better grades on the left."""

from __future__ import annotations

import pytest

from aci_core.analyses import outcomes, prepare
from aci_core.analyses.outcomes import Outcomes
from aci_core.domain.study.settings import Settings
from aci_core.presentation import lookup
from aci_core.presentation.figures import ordinal, theme
from aci_core.presentation.i18n import translator
from tests.build import sample

EN = translator("en")


@pytest.fixture(scope="module")
def long() -> Outcomes:
    chosen = Settings(randomised=True)
    return outcomes(prepare(sample("synthetic_long.csv"), chosen), chosen)


def bars(drawing):
    return [trace for trace in drawing.figure.data if trace.type == "bar"]


def test_a_bar_of_seven_segments_for_each_visit_and_arm(long):
    drawn = bars(ordinal.grades(long, "mrs", EN))
    assert len(drawn) == 7 * 2 * 2
    assert [bar.name for bar in drawn[:7]] == list("0123456")
    assert len(bars(ordinal.grades(long, "mrs", EN, visit="m6"))) == 7 * 2


def test_segments_are_the_shares_of_the_rows_and_run_from_best_to_worst(long):
    (treatment, control) = (
        bars(ordinal.grades(long, "mrs", EN, visit="m6"))[i : i + 7] for i in (0, 7)
    )
    for arm, drawn in zip(long.arms, (treatment, control), strict=True):
        rows = [long.first("count", "mrs", visit="m6", arm=arm, level=str(g)) for g in range(7)]
        assert [bar.x[0] for bar in drawn] == pytest.approx([row.share for row in rows])
        starts = [bar.base[0] for bar in drawn]
        assert starts == sorted(starts)
        assert sum(bar.x[0] for bar in drawn) == pytest.approx(1.0)
        assert [bar.customdata[0][0] for bar in drawn] == [row.estimate for row in rows]


def test_every_count_is_written_within_its_segment_or_beside_it(long):
    figure = ordinal.grades(long, "mrs", EN, visit="m6").figure
    written = [note.text for note in figure.layout.annotations]
    rows = [
        long.first("count", "mrs", visit="m6", arm=arm, level=str(g))
        for arm in long.arms
        for g in range(7)
    ]
    for row in rows:
        count = f"{row.estimate:.0f}"
        assert f"<b>{count}</b>" in written or f"{row.level}: {count}" in written, row


def test_good_grades_are_teal_and_the_others_sand(long):
    drawn = bars(ordinal.grades(long, "mrs", EN, visit="m6"))[:7]
    assert tuple(bar.marker.color for bar in drawn) == theme.grade_colors(3, 4)
    assert lookup.good_grades(long, "mrs") == ("0", "1", "2")


def test_each_segment_stands_for_its_patients(long):
    drawing = ordinal.grades(long, "mrs", EN, visit="m6")
    first = drawing.groups[0]
    assert [one.column for one in first] == ["arm", "mrs_m6"]
    assert len(drawing.groups) == 14


def test_only_ordinal_measures_have_grades(long):
    assert lookup.grades(long, "nihss") == ()
    assert lookup.graded_visits(long, "nihss") == ()
    assert lookup.graded_visits(long, "mrs") == ("m3", "m6")
