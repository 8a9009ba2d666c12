"""Factors: correlation of each factor with NIHSS at the same visit."""

from __future__ import annotations

from functools import partial

from aci_core.ui.frame import page, shell
from aci_core.ui.results import headlines
from aci_core.ui.results.cards import page_parts
from aci_core.ui.state import results
from aci_core.ui.widgets.inputs import controls
from aci_core.ui.widgets.page import cards, layout, more
from aci_core.ui.widgets.page.presenters import (
    Translator,
    drawing,
    figures,
    labels,
    lookup,
    sentences,
    tables,
    written,
)

shell.ensure()

NEEDS = ("arm", "nihss_pre", "vegf_pre", "bfgf_pre")


def body(t: Translator) -> None:
    result = results.factors()
    visits = lookup.correlation_visits(result)
    if not visits:
        page.no_measures(t, "factors", NEEDS)
        return
    header = layout.placeholder()
    with layout.row():
        visit = controls.visit(t, visits)
        factor = controls.factor(t, result.measured_at(visit), result.measures)
        group = controls.group(t, result.arms)
    with header:
        finding = written(sentences.factors.finding, result, t, factor=factor, visit=visit)
        page.header(t, "title.factors", finding)
    cards.headline(headlines.factors(result, t, factor, visit))
    left, right = layout.beside()
    with left:
        cards.figure_card(
            t,
            t("card.scatter", factor=labels.in_factor(t, factor, result.measures)),
            drawing(figures.scatter.factor, result, factor, visit, t, arm=group),
            written(sentences.captions.factors, result, factor, visit, t, arm=group),
            key="scatter",
        )
    with right:
        table = written(tables.factors.correlations, result, t, visit=visit, brief=True)
        whole = partial(tables.factors.correlations, result, t, visit=visit)
        cards.table_card(t, table, "correlations", leaving=whole)
    layout.not_shared(t, "factors")
    more.draw(t, "factors", page_parts.factors(t, result, factor, visit, group))


page.draw("factors", NEEDS, body)
