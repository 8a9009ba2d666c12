"""What stands behind the first sight of the shorter pages of results."""

from __future__ import annotations

from functools import partial

from aci_core.ui.results.cards import protocol_card, result_cards
from aci_core.ui.state import results, supplementary
from aci_core.ui.widgets.page import cards, layout, more
from aci_core.ui.widgets.page.presenters import (
    Translator,
    comparisons,
    drawing,
    figures,
    sentences,
    tables,
)


def overview(t: Translator, outcomes: results.Outcomes) -> list[more.Part]:
    """Of the page Overview."""
    shown = []
    if comparisons.comparisons(outcomes):
        shown.append(more.Part("differences", partial(_differences, t, outcomes)))
    if protocol_card.concerns():
        shown.append(more.Part("mechanism", partial(result_cards.mechanism, t)))
    return [
        *shown,
        more.Part("missing", partial(result_cards.missing, t)),
        more.Part("why", partial(layout.why, t, "overview")),
    ]


def _differences(t: Translator, outcomes: results.Outcomes) -> None:
    """Draw the differences of all outcomes."""
    cards.figure_card(
        t,
        t("card.adjusted"),
        drawing(figures.forest.outcomes, outcomes, None, t),
        sentences.captions.differences(outcomes, t),
        table=partial(tables.outcomes.between, outcomes, t),
        key="differences",
    )


def baseline(t: Translator, result: results.Result) -> list[more.Part]:
    """Of the page Baseline: Table 1 with medians, all patients and missing values."""

    def whole() -> None:
        cards.table_card(t, tables.baseline.baseline(result, t), "baseline_whole")

    return [more.Part("tables", whole), more.Part("why", partial(layout.why, t, "baseline"))]


def factors(
    t: Translator, result: results.Factors, factor: str, visit: str, group: str | None
) -> list[more.Part]:
    """Of the page Factors."""
    shown = []
    if supplementary.influence(result, factor, visit, group) is not None:
        draw = partial(result_cards.influence, t, result, factor, visit, group)
        shown.append(more.Part("influence", draw))
    if set(result.measured_at(visit)) & set(result.measures):
        shown.append(more.Part("matrix", partial(result_cards.matrix, t, visit, group)))
    named = {
        "correlations": lambda: tables.factors.correlations(result, t, visit=visit),
        "slopes": lambda: tables.factors.slopes(result, t, visit=visit),
    }
    return [
        *shown,
        more.Part("tables", partial(layout.tables, t, "factors", named)),
        more.Part("why", partial(layout.why, t, "factors")),
    ]


def safety(t: Translator, result: results.Result) -> list[more.Part]:
    """Of the page Safety."""
    named = tables.safety.by_name(result, t)
    why = partial(layout.why, t, "safety", dosed=tables.safety.dosed(result))
    return [
        more.Part("tables", partial(layout.tables, t, "safety", named)),
        more.Part("why", why),
    ]
