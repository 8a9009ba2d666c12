"""The study at a glance: patients, arms, headline estimates."""

from aci_core.ui import (
    cards,
    faces,
    frame,
    headlines,
    held,
    layout,
    page,
    planned,
    proposed,
    results,
)  # fmt: skip

frame.ensure()

NEEDS = ("arm", "nihss_pre", "nihss_post")


def body(t):
    cohort = results.cohort()
    response, outcomes, _ = found = results.all_results()
    visit = faces.main_visit(outcomes)
    said = faces.sentences("overview.findings", found, n=cohort.n_by_arm)
    page.header(t, "title.overview", said)
    cards.headline(headlines.overview(cohort, found, t, visit))
    if response.scale is None:
        layout.missing(t, "response", NEEDS)
    else:
        cards.figure_card(
            t,
            t("card.grades"),
            faces.grades(response),
            faces.sentence("caption.response", response),
            table=faces.table("response.grades", response),
            key="grades",
        )
    left, right = layout.pair()
    with left:
        flow_card(t)
    with right:
        if visit is None:
            layout.missing(t, "outcomes", NEEDS)
        else:
            cards.figure_card(
                t,
                t("card.adjusted"),
                faces.figure("forest.outcomes", outcomes, visit),
                faces.sentence("caption.differences", outcomes),
                table=faces.table("outcomes.between", outcomes, visit=visit),
                key="differences",
            )
    planned.card(t)
    if planned.concerns():
        proposed.card(t, results.mechanism())
    held.card(t)
    layout.left_out(t, "overview")
    layout.why(t, "overview")


def flow_card(t):
    """The flow of the patients."""
    flow = results.flow()
    cards.figure_card(
        t,
        t("card.flow"),
        faces.figure("flow.patients", flow),
        faces.sentence("flow.caption", flow),
        table=faces.table("flow.flow", flow),
        key="flow",
    )


page.draw("overview", NEEDS, body)
