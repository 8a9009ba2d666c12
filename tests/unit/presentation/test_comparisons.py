"""Comparisons: which measures, at which visit, by which row, and in which order."""

from __future__ import annotations

import pytest

from aci_core.analyses import outcomes, prepare
from aci_core.analyses.outcomes import Outcomes
from aci_core.domain.study.settings import Settings
from aci_core.presentation import figures
from aci_core.presentation.comparisons import (
    asked_of_plan,
    comparisons,
    headlines,
    visit_of_each,
    visits_differ,
)
from aci_core.presentation.i18n import LANGUAGES, labels, translator
from aci_core.presentation.sentences import captions
from aci_core.presentation.tables import outcomes as tables
from tests.build import cohort_of

EN = translator("en")
SCORES = {
    "nihss_pre": [9, 8, 7, 6, 9, 5, 8, 7], "nihss_m1": [5, 4, 6, 3, 2, 5, 4, 4],
    "nihss_m3": [4, 4, 3, 5, 2, 1, 3, 2], "bi_m6": [90, 95, 80, 70, 85, 60, 75, 70],
    "vegf_pre": [200, 210, 190, 205, 220, 215, 230, 199],
    "vegf_post": [300, 320, 250, 270, 330, 260, 280, 290],
    "cbf_pre": [30, 31, 29, 28, 33, 27, 30, 31],
}  # fmt: skip


def of(settings: Settings, **columns: list[float | None]) -> Outcomes:
    return outcomes(prepare(cohort_of(**{**SCORES, **columns}), settings), settings)


def places(result: Outcomes, visit: str | None = None) -> list[tuple[str, str]]:
    return [(one.variable, one.visit) for one in comparisons(result, visit)]


def test_each_stands_at_its_last_visit_and_none_without_a_later_value() -> None:
    result = of(Settings())
    assert places(result) == [("nihss", "m3"), ("bi", "m6"), ("vegf", "post")]
    assert visits_differ(comparisons(result))
    assert visit_of_each(result) == {"nihss": "m3", "bi": "m6", "vegf": "post"}


def test_the_plan_names_the_visits_also_several_of_one_measure() -> None:
    result = of(Settings(primary="nihss_m1", secondary=("nihss_m3",)))
    assert places(result)[:2] == [("nihss", "m1"), ("nihss", "m3")]
    assert [one.primary for one in comparisons(result)][:2] == [True, False]
    assert visit_of_each(result)["nihss"] == "m1"


def test_a_chosen_visit_shows_what_was_taken_there() -> None:
    result = of(Settings())
    assert places(result, "m1") == [("nihss", "m1")]
    assert places(result, "post") == [("vegf", "post")]


def test_headlines_follow_the_plan_then_the_kind_and_never_the_size() -> None:
    result = of(Settings(primary="vegf_post", secondary=("bi_m6",)))
    order = [one.variable for one in headlines(result)]
    assert order == ["vegf", "bi", "nihss"]
    assert [one.variable for one in asked_of_plan(result)] == ["vegf", "bi"]
    assert [one.variable for one in headlines(of(Settings()))] == ["nihss", "bi", "vegf"]
    assert asked_of_plan(of(Settings())) == ()
    assert len(headlines(result, most=2)) == 2


def test_a_measure_of_which_nothing_is_computed_stays() -> None:
    result = of(Settings(), bi_m6=[90, None, None, None, None, None, None, None])
    assert ("bi", "m6") in places(result)
    cells = [row.cells[0].text for row in tables.between(result, EN).rows]
    assert any("Barthel" in text for text in cells)
    assert "Barthel" in figures.forest.outcomes(result, None, EN).alt
    assert "bi" not in [one.variable for one in headlines(result)]


def test_each_scale_has_an_axis_of_its_own() -> None:
    layout = figures.forest.outcomes(of(Settings()), None, EN).figure.layout
    assert layout.xaxis.type == "linear"
    assert layout.xaxis2.type == "log"
    assert "xaxis3" not in layout


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_caption_says_what_was_done_and_why_not_otherwise(lang: str) -> None:
    t = translator(lang)
    result = of(Settings())
    caption = captions.differences(result, t)
    # Barthel has no value before treatment: Welch, and the caption says so.
    assert t("caption.baseline_absent", measure="X").partition("X")[2] in caption
    assert captions.unadjusted(result, t) in caption
    assert "Welch" in caption
    assert captions.unadjusted(result, t, visit="m1") == ""
    assert "Welch" not in captions.differences(result, t, visit="m1")


def test_a_column_that_errors_stop_is_not_said_to_be_absent() -> None:
    wrong = [99, 98, 97, 96, 95, 94, 93, 92]  # beyond NIHSS, in every patient
    result = of(Settings(), nihss_pre=wrong)
    assert result.stopped == ("nihss_pre",)
    text = captions.unadjusted(result, EN)
    assert "stands in the file and was not read" in text
    assert "NIHSS" in text.partition("stands in the file")[0]
    # Of Barthel the file has no such column.
    assert "no value before treatment was recognised" in text


def test_rows_name_their_visits_only_where_they_differ() -> None:
    result = of(Settings())
    named = [row.cells[0].text for row in tables.outcomes(result, EN).rows]
    assert "NIHSS (points), 3 months" in named
    assert "Each outcome stands at its own visit" in " ".join(tables.outcomes(result, EN).notes)
    one = tables.outcomes(result, EN, visit="m1")
    assert one.rows[0].cells[0].text == "NIHSS (points)"
    assert "1 month" in one.title


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_caption_names_what_an_estimate_is_adjusted_for(lang: str) -> None:
    t = translator(lang)
    columns = {"mrs_m3": [1, 2, 3, 4, 2, 3, 1, 5], "age": [60, 61, 65, 70, 58, 66, 72, 63]}
    caption = captions.differences(of(Settings(), **columns), t)
    nihss = labels.at_visit(t, labels.in_measure(t, "nihss"), "pre")
    assert nihss in caption
    assert labels.in_column(t, "age") in caption
    chosen = captions.differences(of(Settings(covariates=("age",)), **columns), t, visit="m1")
    assert labels.in_column(t, "age") in chosen
    assert t("caption.given_baseline") in chosen
