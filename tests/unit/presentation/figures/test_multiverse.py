"""Multiverse plots: numbers of the rows, the leading method marked, room on a phone."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest

from aci_core.analyses import outcomes, prepare
from aci_core.analyses.multiverse import outcome_multiverse, response_multiverse
from aci_core.analyses.response import Response
from aci_core.analyses.result import Result, Row
from aci_core.analyses.robustness import Swing
from aci_core.domain.study.settings import Deviation, Lock, Settings
from aci_core.presentation.figures import multiverse, theme
from aci_core.presentation.figures.labels import plain, width
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.sentences import multiverse as words
from aci_core.presentation.tables import multiverse as tables
from aci_core.summaries import Arms
from tests.build import cohort_of, sample
from tests.unit import made
from tests.unit.presentation.figures.every_figure import Study, spec, study

_FEW = {"nihss_pre": [10] * 40, "nihss_post": [2] * 37 + [10, 2, 10]}


def marks(drawing: object) -> list[tuple[float, str]]:
    return [
        (trace["x"][0], trace["marker"]["symbol"])
        for trace in spec(drawing)["data"]  # type: ignore[arg-type]
        if trace["mode"] == "markers" and "customdata" in trace
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("measure", ["nihss", "bi", "vegf"])
def test_it_draws_the_rows_and_marks_the_leading_one(
    synthetic: Study, lang: str, measure: str
) -> None:
    ways = [w for w in outcome_multiverse(synthetic.outcomes, measure, "post") if w.in_units]
    drawing = multiverse.outcomes(synthetic.outcomes, measure, "post", translator(lang))
    assert drawing is not None
    shown = marks(drawing)
    assert [x for x, _ in shown] == [w.row.estimate for w in ways]
    # A biomarker is led by its ratio, which stands in the other figure.
    leading = [] if measure == "vegf" else ways[:1]
    squares = ["square"] * (len(ways) - len(leading))
    assert [symbol for _, symbol in shown] == ["diamond"] * len(leading) + squares
    ticks = spec(drawing)["layout"]["yaxis"]["ticktext"]
    assert [text.startswith("<b>") for text in ticks] == [w.leads for w in ways]
    dotted = [s for s in spec(drawing)["layout"]["shapes"] if s["line"]["dash"] == "dot"]
    assert [s["x0"] for s in dotted] == [w.row.estimate for w in leading]
    for w in ways:
        assert translator(lang)(f"way.{w.code}") in drawing.alt


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_response_is_drawn_in_points_and_as_ratios(synthetic: Study, lang: str) -> None:
    t = translator(lang)
    rd = synthetic.response.first("risk_difference", "effective", visit="post")
    shown = marks(multiverse.differences(synthetic.response, t))
    assert shown[0] == (pytest.approx(100 * (rd.estimate or 0)), "diamond")
    ratios = [w for w in response_multiverse(synthetic.response) if w.is_ratio]
    drawn = marks(multiverse.ratios(synthetic.response, t))
    assert [x for x, _ in drawn] == [w.row.estimate for w in ratios]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_and_numbers_have_room_on_a_phone(synthetic: Study, lang: str) -> None:
    t = translator(lang)
    makes = [multiverse.differences(synthetic.response, t), multiverse.ratios(
        synthetic.response, t)]  # fmt: skip
    few = study(cohort_of(**_FEW)).response  # an expected count below 5: Fisher's is named
    assert "Fisher" in multiverse.differences(few, t).alt
    makes.append(multiverse.differences(few, t))
    makes += [multiverse.outcomes(synthetic.outcomes, m, "post", t) for m in ("nihss", "vegf")]
    for drawing in makes:
        assert drawing is not None
        layout = spec(drawing)["layout"]
        names = [
            plain(line).replace("<b>", "").replace("</b>", "")
            for text in layout["yaxis"]["ticktext"]
            for line in text.partition("<br><span")[0].split("<br>")
        ]
        widest = max(width(name) for name in names)
        right = layout["margin"]["r"]
        texts = [a["text"] for a in layout["annotations"] if a.get("xref") == "paper"]
        for text in texts:
            lines = [line.replace("<b>", "").replace("</b>", "") for line in text.split("<br>")]
            if any("<i>" in line for line in lines):
                # Digits and blanks are narrower than letters; the text begins 12 px from the plot.
                assert max(width(plain(re.sub("</?i>", "", x))) for x in lines) * 0.88 <= right - 12
        # What is left for the plot itself.
        assert theme.PHONE - widest - right > 120
        # Three lines of a row do not touch those of the next.
        rows = layout["yaxis"]["tickvals"]
        assert all(a - b >= 3 * theme.LINE for a, b in itertools.pairwise(rows))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_table_and_sentence_hold_the_same_ways(synthetic: Study, lang: str) -> None:
    t = translator(lang)
    table = tables.outcomes(synthetic.outcomes, "nihss", "post", t)
    texts = [row.cells[0].text for row in table.rows]
    for w in outcome_multiverse(synthetic.outcomes, "nihss", "post"):
        assert any(t(f"way.{w.code}") in text for text in texts)
    reasons = {row.cells[-1].text for row in table.rows if len(row.cells) > 4}
    assert t("way_why.ancova") in reasons
    planned = Settings(randomised=True, primary="nihss_post", secondary=("effective",))
    judged = study(synthetic.cohort, planned)
    text = words.outcomes(judged.outcomes, "nihss", "post", t)
    assert t("ways.no_pretest") in text
    assert t("ways.leads_ancova") in text
    # Of the sample's NIHSS the unadjusted comparison has less power: it decides nothing (rule 10).
    beside = t("words.list").join(t(f"way.{name}") for name in ("welch_t", "student_t"))
    assert t("ways.beside_clear", list=beside, alpha="0.05") in text
    # Tests of the same table estimate nothing (rule 10): only differences are compared.
    names = ("risk_difference_mn", "adjusted_risk_difference")
    same = t("words.list").join(t(f"way.{name}") for name in names)
    assert t("ways.agree_sign", list=same) in words.response(judged.response, t)
    # The plan names no primary: no word on which side of alpha a P lies (rule 1).
    for open_text in (
        words.outcomes(synthetic.outcomes, "nihss", "post", t),
        words.response(synthetic.response, t),
    ):
        assert "0.05" not in open_text
        assert "*P*" not in open_text
    assert t("way_table.note") in tables.response(synthetic.response, t).notes


def test_a_measure_without_ratios_has_no_second_figure(synthetic: Study) -> None:
    t = translator("en")
    assert multiverse.outcome_ratios(synthetic.outcomes, "nihss", "post", t) is not None
    assert multiverse.outcome_ratios(synthetic.outcomes, "nihss", "never", t) is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_ordered_scale_has_ratios_and_no_means(lang: str) -> None:
    t, settings = translator(lang), Settings()
    result = outcomes(prepare(sample("synthetic_long.csv"), settings), settings)
    assert multiverse.outcomes(result, "mrs", "m3", t) is None
    drawing = multiverse.outcome_ratios(result, "mrs", "m3", t)
    assert drawing is not None
    assert marks(drawing)[0][1] == "diamond"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_p_on_the_other_side_depends_on_the_method_with_both_numbers(lang: str) -> None:
    """Statistics, rule 10; one P a sentence."""
    t = translator(lang)
    rows = [
        Row("outcomes", "nihss", "post", None, None, None, method, 9, -2.0, p=p)
        for method, p in (("ancova", 0.0312), ("ancova_hc3", 0.0521), ("welch_t", 0.3))
    ]
    rows.append(Row("outcomes", "nihss", "post", "a", None, None, "mean_sd", 9, 4.0))
    settings = Settings(primary="nihss_post")
    result = Result("outcomes", Arms("a", "b"), settings, tuple(rows))
    text = words.outcomes(result, "nihss", "post", t)
    assert t("ways.depends", alpha="0.05") in text
    assert "0.031" in text
    assert "0.052" in text
    assert "0.300" not in text
    assert t("ways.beside_clear", list=t("way.welch_t"), alpha="0.05") in text
    sentences = text.replace("。", ". ").split(". ")
    assert max(sentence.count("*P*") for sentence in sentences) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("counts", "test"), [((67, 78, 54, 78), "pearson_chi2"), ((9, 10, 5, 10), "fisher_exact")]
)
def test_the_p_beside_newcombe_is_of_a_test_with_a_name(
    lang: str, counts: tuple[int, int, int, int], test: str
) -> None:
    """Statistics, rules 3 and 10: Fisher's where an expected count is below 5."""
    t = translator(lang)
    result = made.effective(*counts, Settings(primary="effective"))
    lead = response_multiverse(result)[0]
    assert (lead.code, lead.test) == ("risk_difference", test)
    named = t("way_table.note_test", name=t(f"way_test.{test}"))
    assert named in tables.response(result, t).notes
    assert t(f"way_test.{test}") in multiverse.differences(result, t).alt


def test_a_dependence_on_the_method_names_the_test_not_the_interval() -> None:
    rows = [
        Row("response", "effective", "post", None, None, None, method, 40, 0.2, p=p)
        for method, p in (
            ("risk_difference", None), ("pearson_chi2", 0.04), ("yates_chi2", 0.08),
            ("fisher_exact", 0.07), ("n1_chi2", 0.051), ("adjusted_risk_difference", 0.06),
        )
    ]  # fmt: skip
    rows.append(Row("response", "effective", "post", "a", None, None, "count", 40, 9.0))
    settings = Settings(primary="effective")
    result = Response("response", Arms("a", "b"), settings, tuple(rows), visit="post")
    text = words.response(result, translator("en"))
    assert "Pearson's χ² test: *P* = 0.040" in text
    assert "Newcombe: " not in text
    # Yates, N - 1 and Fisher have less power.
    depends, _, beside = text.partition("The *P* of ")
    assert all(name in beside for name in ("Chi-square (Yates)", "Chi-square (N − 1)", "Fisher"))
    assert "Yates" not in depends


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_plan_that_came_before_the_results_is_said_only_where_the_record_shows_it(
    synthetic: Study, lang: str
) -> None:
    t = translator(lang)
    plan = Settings(primary="nihss_post")

    def locked(seen: bool | None, change: bool | None = False) -> Settings:
        late = Deviation("alpha", "0.01", "0.05", "2026-02-01T08:00:00Z", change)
        return replace(plan, locked=Lock("2026-01-05", plan.plan_digest, seen), deviations=(late,))

    unlisted = replace(plan, locked=Lock("2026-01-05", "0" * 64, results_seen=False))
    kept = replace(plan, locked=Lock("2026-01-05", plan.plan_digest, results_seen=False))
    records = ((kept, True), (locked(False), True), (locked(False, True), False))
    records += ((locked(True), False), (locked(None), False), (plan, False), (unlisted, False))
    for record, shown in records:
        for text in (
            words.outcomes(synthetic.outcomes, "nihss", "post", t, record=record),
            words.response(synthetic.response, t, record=record),
        ):
            assert (t("ways.locked_before") in text) == shown
            assert t("ways.no_pretest") in text
    assert t("ways.locked_before") not in words.response(synthetic.response, t)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_verdict_that_one_patient_turns_is_called_fragile(synthetic: Study, lang: str) -> None:
    t = translator(lang)
    patient = Swing("patient", 0.036, 0.051, "17", 2, 90)
    centre = replace(patient, cause="centre")
    said = t("ways.one_patient", what="17", p="0.051", n=2, of=90)
    for swings, shown in (((centre, patient), True), ((centre,), False), ((), False)):
        for text in (
            words.outcomes(synthetic.outcomes, "nihss", "post", t, swings=swings),
            words.response(synthetic.response, t, swings=swings),
        ):
            assert (said in text) == shown
