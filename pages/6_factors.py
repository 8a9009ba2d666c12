"""Factors and NIHSS: each factor against the score of the same visit, as in Figure 1."""

from aci_core.ui.frame import page, shell
from aci_core.ui.results import correlation_cards, headlines
from aci_core.ui.state import results
from aci_core.ui.widgets import cards, controls, layout
from aci_core.ui.widgets.presenters import (
    Translator,
    drawing,
    figures,
    labels,
    lookup,
    sentences,
    tables,
)

shell.ensure()

NEEDS = ("arm", "nihss_pre", "vegf_pre", "bfgf_pre")


def body(t: Translator) -> None:
    found = results.factors()
    visits = lookup.correlation_visits(found)
    if not visits:
        page.lacking(t, "factors", NEEDS)
        return
    header = layout.place()
    with layout.row():
        visit = controls.visit(t, visits)
        factor = controls.factor(t, found.measured_at(visit))
        group = controls.group(t, found.arms)
    with header:
        page.header(
            t, "title.factors", sentences.factors.finding(found, t, factor=factor, visit=visit)
        )
    cards.headline(headlines.factors(found, t, factor, visit))
    cards.figure_card(
        t,
        t("card.scatter", factor=labels.measure(t, factor)),
        drawing(figures.scatter.factor, found, factor, visit, t, arm=group),
        sentences.captions.factors(found, factor, visit, t, arm=group),
        table=tables.factors.correlations(found, t, visit=visit),
        key="scatter",
    )
    correlation_cards.influence(t, found, factor, visit, group)
    correlation_cards.matrix(t, visit, group)
    layout.left_out(t, "factors")
    layout.tables(
        t,
        "factors",
        {
            "correlations": lambda: tables.factors.correlations(found, t, visit=visit),
            "slopes": lambda: tables.factors.slopes(found, t, visit=visit),
        },
    )
    layout.why(t, "factors")


page.draw("factors", NEEDS, body)
