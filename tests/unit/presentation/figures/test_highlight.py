"""Patients that marks stand for, and highlighting of selected patients in every figure."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest

from aci_core.domain.cohort import Cohort
from aci_core.domain.study.criterion import Criterion
from aci_core.domain.study.filters import Patients
from aci_core.presentation.figures import events, grades, scatter
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.highlight import (
    has_marks_of_patients,
    has_points_of_patients,
    highlight,
    selected_marks,
)
from aci_core.presentation.i18n.catalogue import translator
from aci_core.selection import groups_with_patients, matching_ordinals, select
from tests.build import cohort_of, sample
from tests.unit.presentation.figures.every_figure import Study, every, spec, study

T = translator("en")


def _entries(drawing: Drawing) -> list[int]:
    """Patients that the figure's points carry."""
    return [
        entry
        for trace in drawing.figure.data
        for entry in (trace.customdata if trace.customdata is not None else ())
        if isinstance(entry, int | np.integer)
    ]


def _sizes(drawing: Drawing, cohort: Cohort) -> list[int]:
    return [len(matching_ordinals(cohort, group, Criterion())) for group in drawing.groups]


def test_every_whole_number_that_a_mark_carries_is_a_patient(synthetic: Study) -> None:
    entries_of = {name: _entries(make()) for name, make in every(synthetic, T).items()}
    assert all(1 <= n <= 156 for entries in entries_of.values() for n in entries)
    with_all = [name for name, entries in entries_of.items() if set(entries) == set(range(1, 157))]
    assert {"nihss lines", "nihss cloud", "nihss normal", "vegf scatter"} <= set(with_all)


def test_a_filtered_cohort_keeps_the_numbers_of_the_whole_in_every_figure() -> None:
    cohort = sample("synthetic_156.csv")
    chosen = {3, 4, 40, 41, 90, 91, 150, 151}
    few = study(select(cohort, [Patients.from_ordinals(chosen, cohort.digest)], Criterion()).cohort)
    shown = {name: set(_entries(make())) for name, make in every(few, T).items()}
    assert {name: who - chosen for name, who in shown.items() if who - chosen} == {}
    assert {name for name, who in shown.items() if who} >= {
        "waterfall", "vegf scatter", "vegf influence", "nihss lines", "nihss cloud", "nihss normal",
    }  # fmt: skip


def test_a_frame_picks_only_where_marks_are_patients(synthetic: Study) -> None:
    framed = {name for name, make in every(synthetic, T).items() if has_points_of_patients(make())}
    assert framed >= {"waterfall", "vegf scatter", "nihss lines", "nihss cloud", "nihss normal"}
    assert not has_points_of_patients(grades.grades(synthetic.response, T))


def test_a_bar_stands_for_as_many_as_it_says(synthetic: Study) -> None:
    drawing = grades.grades(synthetic.response, T)
    bars = [trace for trace in drawing.figure.data if trace.type == "bar"]
    counts = [bar.customdata[0][0] for bar in bars]
    places = [int(bar.customdata[0][2][1:]) for bar in bars]
    sizes = _sizes(drawing, synthetic.cohort)
    assert [sizes[place] for place in places] == counts
    assert sum(counts) == 156


def test_an_event_s_mark_stands_for_those_who_had_it(synthetic: Study) -> None:
    drawing = events.events(synthetic.safety, T)
    table = synthetic.cohort.table
    fever = [
        sorted(matching_ordinals(synthetic.cohort, group, Criterion()).tolist())
        for group in drawing.groups
        if any(one.column == "ae_fever" for one in group)
    ]
    assert (
        sorted(n for group in fever for n in group)
        == (np.flatnonzero(table["ae_fever"] >= 1) + 1).tolist()
    )


@pytest.mark.parametrize("decimals", [0, 1])
def test_a_square_of_a_binned_figure_stands_for_as_many_as_it_counts(decimals: int) -> None:
    rng = np.random.default_rng(5)
    n = 5_200
    pre = rng.integers(2, 42, n)
    s = study(
        cohort_of(
            nihss_pre=pre.tolist(),
            nihss_post=(pre // 2).tolist(),
            vegf_pre=np.round(rng.normal(200, 40, n).clip(1), decimals).tolist(),
        )
    )
    drawing = scatter.factor(s.factors, "vegf", "pre", T)
    shown = [trace for trace in drawing.figure.data if trace.mode == "markers"]
    sizes = _sizes(drawing, s.cohort)
    for trace in shown:
        assert [sizes[int(name[1:])] for name in trace.customdata] == list(trace.text)
    assert sum(sizes) == n


def test_what_a_browser_sends_is_read_with_care() -> None:
    result = selected_marks(
        [3, "g1", [5.0, 20.0, "g2"], [8.1, 7.2, 78], None, "g", "gx", True, "g123456789"]
    )
    assert (result.patients, result.groups) == ({3}, {1, 2})
    assert selected_marks("g1").groups == frozenset()


def test_picked_points_stand_out_and_no_others(synthetic: Study) -> None:
    for name, make in every(synthetic, T).items():
        drawing = make()
        if not _entries(drawing):
            continue
        figure = highlight(drawing, {7, 8}, ())
        go.Figure(figure.to_dict())  # checks every field
        out = spec(Drawing(figure, drawing.alt, drawing.height))["data"]
        stand_out = {
            trace["customdata"][i]
            for trace in out
            for i in (
                trace.get("selectedpoints") or range(len(trace.get("x", ())))
                if trace.get("selectedpoints") or "lines+" in trace.get("mode", "")
                else ()
            )
            if isinstance(trace.get("customdata", [None])[0], int) and trace.get("opacity", 1) > 0.2
        }
        assert stand_out - {None} == {7, 8} & set(_entries(drawing)), name


def test_a_bar_that_holds_a_picked_patient_has_an_edge(synthetic: Study) -> None:
    drawing = grades.grades(synthetic.response, T)
    [first] = matching_ordinals(synthetic.cohort, drawing.groups[0], Criterion())[:1].tolist()
    there = groups_with_patients(synthetic.cohort, drawing.groups, [first], Criterion())
    assert there == {0}
    bars = [trace for trace in highlight(drawing, {first}, there).data if trace.type == "bar"]
    assert [bar.marker.line.width[0] > 1 for bar in bars] == [True, *[False] * 7]
    # The figure itself is left as it was: it is saved and printed elsewhere.
    assert grades.grades(synthetic.response, T).figure == drawing.figure


def test_figures_of_estimates_speak_of_nobody(synthetic: Study) -> None:
    drawn = {name: has_marks_of_patients(make()) for name, make in every(synthetic, T).items()}
    assert not drawn["effects"]
    assert not drawn["balance"]
    assert not drawn["nihss course"]
    assert drawn["events"]
    assert drawn["grades"]
