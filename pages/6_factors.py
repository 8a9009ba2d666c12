"""Factors and NIHSS: each factor against the score of the same visit, as in Figure 1."""

from aci_core.ui import cards, controls, frame, headlines, layout, page, results, together
from aci_core.ui.presenters import Translator, drawing, figures, labels, sentences, tables

frame.ensure()

NEEDS = ("arm", "nihss_pre", "vegf_pre", "bfgf_pre")


def body(t: Translator) -> None:
    found = results.factors()
    visits = tables.factors.visits(found)
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
        sentences.caption.factors(found, factor, visit, t, arm=group),
        table=tables.factors.correlations(found, t, visit=visit),
        key="scatter",
    )
    together.influence(t, found, factor, visit, group)
    together.matrix(t, visit, group)
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
