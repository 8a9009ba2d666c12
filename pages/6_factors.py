"""Factors and NIHSS: each factor against the score of the same visit, as in Figure 1."""

from aci_core.ui import cards, controls, faces, frame, headlines, layout, page, results, together

frame.ensure()

NEEDS = ("arm", "nihss_pre", "vegf_pre", "bfgf_pre")


def body(t):
    found = results.result("factors")
    visits = faces.factor_visits(found)
    if not visits:
        page.lacking(t, "factors", NEEDS)
        return
    header = layout.place()
    with layout.row():
        visit = controls.visit(t, visits)
        factor = controls.factor(t, faces.factors_at(found, visit))
        group = controls.group(t, found.arms)
    with header:
        page.header(
            t, "title.factors", faces.sentence("factors.finding", found, factor=factor, visit=visit)
        )
    cards.headline(headlines.factors(found, t, factor, visit))
    cards.figure_card(
        t,
        t("card.scatter", factor=faces.measure(factor)),
        faces.figure("scatter.factor", found, factor, visit, arm=group),
        faces.sentence("caption.factors", found, factor, visit, arm=group),
        table=faces.table("factors.correlations", found, visit=visit),
        key="scatter",
    )
    together.influence(t, found, factor, visit, group)
    together.matrix(t, visit, group)
    layout.left_out(t, "factors")
    layout.tables(
        t,
        "factors",
        {
            "correlations": lambda: faces.table("factors.correlations", found, visit=visit),
            "slopes": lambda: faces.table("factors.slopes", found, visit=visit),
        },
    )
    layout.why(t, "factors")


page.draw("factors", NEEDS, body)
