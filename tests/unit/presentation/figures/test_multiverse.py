"""Multiverse plots: numbers of the rows, the leading method marked, room on a phone."""

from __future__ import annotations

import itertools

import pytest

from aci_core.analyses.multiverse import outcome_multiverse, response_multiverse
from aci_core.presentation.figures import multiverse, theme
from aci_core.presentation.figures.labels import plain, width
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.sentences import multiverse as words
from aci_core.presentation.tables import multiverse as tables
from tests.unit.presentation.figures.every_figure import Study, spec


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
    shown = marks(drawing)
    assert [x for x, _ in shown] == [w.row.estimate for w in ways]
    assert [symbol for _, symbol in shown] == ["diamond", *["square"] * (len(ways) - 1)]
    ticks = spec(drawing)["layout"]["yaxis"]["ticktext"]
    assert [text.startswith("<b>") for text in ticks] == [w.leads for w in ways]
    dotted = [s for s in spec(drawing)["layout"]["shapes"] if s["line"]["dash"] == "dot"]
    assert [s["x0"] for s in dotted] == [ways[0].row.estimate]
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
    makes += [multiverse.outcomes(synthetic.outcomes, m, "post", t) for m in ("nihss", "vegf")]
    for drawing in makes:
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
                # Digits are narrower than letters: 6 px where a letter is 6.4.
                assert max(map(width, lines[:2])) * 0.9 <= right, lines
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
    text = words.outcomes(synthetic.outcomes, "nihss", "post", t)
    assert t("ways.no_pretest") in text
    assert t("ways.leads_ancova") in text
    # Of the sample's NIHSS the unadjusted comparison says less: it is named.
    assert t("way.welch_t") in text
    assert t("ways.agree_clear", n=13) in words.response(synthetic.response, t)
    assert t("way_table.note") in tables.response(synthetic.response, t).notes


def test_a_measure_without_ratios_has_no_second_figure(synthetic: Study) -> None:
    t = translator("en")
    assert multiverse.outcome_ratios(synthetic.outcomes, "nihss", "post", t) is not None
    assert multiverse.outcome_ratios(synthetic.outcomes, "nihss", "never", t) is None
