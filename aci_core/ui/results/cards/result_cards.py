"""Cards of one analysis each: a sentence, its figures, and the same numbers as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aci_core.presentation.i18n import Translator
from aci_core.ui.state import results, supplementary
from aci_core.ui.state.choices import view
from aci_core.ui.widgets.page import cards, layout
from aci_core.ui.widgets.page.presenters import drawing, figures, lookup, sentences, tables

if TYPE_CHECKING:
    from aci_core.analyses import Result
    from aci_core.analyses.factors import Factors
    from aci_core.analyses.response import Response
    from aci_core.presentation.figures.drawing import Drawing
    from aci_core.presentation.tables.model import Table


def mechanism(t: Translator) -> None:
    """Draw what the file measures of the proposed mechanism: diagram and list of the links."""
    result = supplementary.mechanism()
    with layout.card("mechanism"):
        cards.heading(t("mechanism.card"))
        layout.sentence(sentences.mechanism.finding(result, t))
        left, right = layout.pair()
        with left:
            cards.figure(drawing(figures.mechanism.paths, result, t), key="mechanism")
        with right:
            cards.table_body(tables.mechanism.key(result, t), wrap=True)
        cards.as_table(t, tables.mechanism.links(result, t), "mechanism", wrap=True)


def missing(t: Translator) -> None:
    """Draw what the file holds and lacks, with a map where anything is missing."""
    result = supplementary.missing()
    with layout.card("missing"):
        cards.heading(t("missing.card"))
        layout.sentence(sentences.missing.finding(result, t))
        if result.places:
            cards.figure(drawing(figures.missing.gaps, result, t), key="missing")
            cards.as_table(t, tables.missing.gaps(result, t), "missing")
        if results.shared_results_only() is not None:
            cards.table_body(tables.missing.file_contents(result, t))
            return
        cards.as_table(
            t, tables.missing.file_contents(result, t), "holds", label="missing.title_holds"
        )


def nihss_reduction(t: Translator) -> None:
    """Draw the waterfall and the cumulative distribution of NIHSS reductions, if there are any."""
    result = supplementary.nihss_reduction()
    if result is None:
        return
    with layout.card("falls"):
        cards.heading(t("falls.card"))
        layout.sentence(sentences.nihss_reduction.finding(result, t))
        left, right = layout.pair()
        with left:
            figure = drawing(figures.nihss_reduction.waterfall, result, t)
            cards.subfigure(t("falls.card_each"), figure, key="waterfall")
        with right:
            figure = drawing(figures.nihss_reduction.responder_curve, result, t)
            cards.subfigure(t("falls.card_reach"), figure, key="reach")
        layout.caption(sentences.nihss_reduction.caption(result, t))
        cards.as_table(t, tables.nihss_reduction.reductions(result, t), "falls")


def cut_odds(t: Translator, result: Response) -> None:
    """Draw the odds of each grade or better: for recorded grades, which have no cut-points."""
    with layout.card("cut_odds"):
        cards.heading(t("card.cut_odds"))
        layout.sentence(sentences.response.ordered(result, t))
        cards.figure(drawing(figures.forest.cut_odds, result, t), key="cut_odds")
        layout.caption(t("explored.recorded"))
        cards.as_table(t, tables.response.ordinal(result, t), "cut_odds")


def influence(t: Translator, factors: Factors, factor: str, visit: str, arm: str | None) -> None:
    """Draw r with each patient left out; nothing where r has no interval."""
    result = supplementary.influence(factors, factor, visit, arm)
    if result is None:
        return
    with layout.card("influence"):
        cards.heading(t("influence.card"))
        layout.sentence(sentences.matrix.influence(result, t))
        cards.figure(drawing(figures.influence.leave_one_out, result, t), key="influence")
        cards.as_table(t, tables.matrix.influence(result, t), "influence")


def matrix(t: Translator, visit: str, arm: str | None) -> None:
    """Draw the correlations of a visit's measures; nothing where there is only one measure."""
    result = supplementary.matrix(visit, arm)
    if result is None or not result.pairs:
        return
    with layout.card("matrix"):
        cards.heading(t("matrix.card"))
        layout.sentence(sentences.matrix.finding(result, t))
        cards.figure(drawing(figures.matrix.pairs, result, t), key="matrix")
        cards.as_table(t, tables.matrix.pairs(result, t), "matrix", wrap=True)


def outcome_methods(t: Translator, result: Result, measure: str, visit: str) -> None:
    """Draw the comparison of methods for one measure at one visit."""
    _methods(
        t,
        drawing(figures.multiverse.outcomes, result, measure, visit, t),
        drawing(figures.multiverse.outcome_ratios, result, measure, visit, t),
        sentences.multiverse.outcomes(
            result,
            measure,
            visit,
            t,
            record=view.settings(),
            swings=supplementary.swings(result, measure, visit),
        ),
        tables.multiverse.outcomes(result, measure, visit, t),
    )


def response_methods(t: Translator, result: Response) -> None:
    """Draw the comparison of methods for the response."""
    _methods(
        t,
        drawing(figures.multiverse.differences, result, t),
        drawing(figures.multiverse.ratios, result, t),
        sentences.multiverse.response(
            result,
            t,
            record=view.settings(),
            swings=supplementary.swings(result, lookup.rated(result), result.visit),
        ),
        tables.multiverse.response(result, t),
    )


def _methods(
    t: Translator, units: Drawing | None, ratios: Drawing | None, sentence: str, table: Table
) -> None:
    """The sentence with the shorter figure under it, and beside both the longer one."""
    drawn = (("ways_units", units), ("ways_ratios", ratios))
    parts = [(key, figure) for key, figure in drawn if figure is not None]
    parts.sort(key=lambda part: part[1].height)
    with layout.card("ways"):
        cards.heading(t("card.ways"))
        places = layout.pair() if len(parts) > 1 else [layout.placeholder()]
        with places[0]:
            layout.sentence(sentence)
        for place, (key, figure) in zip(places, parts, strict=True):
            with place:
                cards.subfigure(t(f"card.{key}"), figure, key=key)
        layout.caption(t("ways.caption"))
        cards.as_table(t, table, "ways", wrap=True)
