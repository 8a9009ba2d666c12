"""Table, sentences and figures of the course: the numbers of its rows, and what is said of them."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.analyses import course, prepare
from aci_core.domain.study.settings import Settings
from aci_core.ingest import load
from aci_core.presentation.figures import course as means
from aci_core.presentation.figures import course_difference, individual_courses
from aci_core.presentation.i18n import format_number, format_row, translator
from aci_core.presentation.sentences import course as words
from aci_core.presentation.tables import course as tables
from tests.conftest import ROOT

FILE = ROOT / "sample_data" / "synthetic_long.csv"


@pytest.fixture(scope="module")
def result():
    settings = Settings(randomised=True)
    return course(prepare(load(FILE.read_bytes(), FILE.name), settings), settings)


@pytest.fixture(scope="module")
def simple():
    """A score that is carried forward from one visit to the next, and one with few values."""
    rng = np.random.default_rng(4)
    pre, post = rng.integers(4, 20, 40), rng.integers(0, 15, 40)
    few = [str(rng.integers(0, 9)) if i < 6 else "" for i in range(40)]
    rows = [
        f"P{i},{('treatment', 'control')[i % 2]},{pre[i]},{post[i]},{rng.integers(0, 15)},"
        f"{post[i]},{few[i]}"
        for i in range(40)
    ]
    head = "patient_id,arm,nihss_pre,nihss_post,nihss_m1,nihss_m3,nihss_m6"
    settings = Settings(randomised=True)
    text = "\n".join([head, *rows]).encode()
    return course(prepare(load(text, "made.csv", reference="control"), settings), settings)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_table_has_each_visit_with_its_numbers(result, lang):
    t = translator(lang)
    table = tables.course(result, "nihss", t)
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert [len(row) for row in cells] == [len(table.columns)] * 5
    before, *after = cells
    assert before[3] == before[6] == before[7] == before[9] == ""  # nothing to adjust or compare
    for row, visit in zip(after, ("post", "m1", "m3", "m6"), strict=True):
        made = result.first("mmrm", "nihss", visit=visit)
        assert row[7] == format_row.estimate(t, made, 2)
        assert row[8] == format_number.number(made.df, 1)
        assert [int(row[1]), int(row[4])] == list(made.n.values())
    assert any("Kenward-Roger" in note for note in table.notes)


def test_the_sentence_gives_no_verdict_and_one_interval(result):
    text = words.finding(result, translator("en"), "nihss")
    row = result.first("mmrm", "nihss", visit="m6")
    assert "**−2.21 points**" in text.replace("\u2060", "")
    assert format_row.ci(translator("en"), row, 2) in text
    assert text.count("CI") == 1
    assert "*P*" not in text
    assert "Exploratory" in text


def test_what_the_model_rests_on(result):
    text = words.basis(result, translator("en"), "nihss")
    assert "235 of 240" in text
    assert "6 months n = 210" in text
    assert "hypothetical strategy" in text
    assert "missing at random" in text
    assert text.endswith("without a score there: 9.")


def test_a_simple_covariance_and_a_visit_left_out_are_said(simple):
    t = translator("en")
    basis = simple.bases["nihss"]
    assert (basis.simple, basis.left_out) == (True, ("m6",))
    text = words.basis(simple, t, "nihss")
    assert "Left out of the model for few scores: 6 months." in text
    assert t("words.course.simple") in text
    notes = " ".join(tables.course(simple, "nihss", t).notes)
    assert "compound symmetry" in notes
    assert "3 in the smaller arm" in notes


def test_without_a_model_the_reason_stands(simple):
    settings = simple.settings
    text = b"patient_id,arm,nihss_pre,nihss_post,nihss_m1\n" + b"\n".join(
        f"P{i},{('a', 'b')[i % 2]},{i},{i + 1},{i}".encode() for i in range(8)
    )
    made = course(prepare(load(text, "made.csv", reference="b"), settings), settings)
    said = words.finding(made, translator("en"), "nihss")
    assert said.startswith("No model of all visits for NIHSS: ")
    assert "4 in the smaller arm" in said
    assert made.bases == {}


def test_figures_draw_the_rows(result):
    t = translator("en")
    forest = course_difference.differences(result, "bi", t).figure
    estimates = [row.estimate for row in result.where("mmrm", variable="bi")]
    marks = [x for trace in forest.data for x in trace.x if x is not None]
    assert set(estimates) <= set(marks)
    lines = means.course(result, "bi", t).figure
    for trace, arm in zip(lines.data, result.arms, strict=True):
        rows = [
            result.first("mmrm_mean", "bi", visit=v, arm=arm) for v in ("post", "m1", "m3", "m6")
        ]
        assert list(trace.y) == [row.estimate for row in rows]


def test_each_patient_has_a_line_that_a_missing_score_breaks(result):
    drawn = individual_courses.courses(result, "nihss", 0, translator("en")).figure
    patients = drawn.data[0]
    points = result.points
    ordinals = [int(n) for n in dict.fromkeys(patients.customdata)]
    assert len(ordinals) == result.bases["nihss"].patients.treatment
    y = [
        value
        for value, who in zip(patients.y, patients.customdata, strict=True)
        if who == ordinals[3]
    ]
    place = points.ordinals.tolist().index(ordinals[3])
    expected = [points.columns[f"nihss_{v}"][place] for v in ("pre", "post", "m1", "m3", "m6")]
    assert y[-1] is None
    assert [np.nan if value is None else value for value in y[:-1]] == pytest.approx(
        expected, nan_ok=True
    )
    control = individual_courses.courses(result, "nihss", 1, translator("en")).figure
    assert control.layout.yaxis.range == drawn.layout.yaxis.range
