"""The study at a glance: patients, arms, headline estimates."""

from aci_core.ui import cards, frame, headlines, held, layout, page, planned, proposed, results
from aci_core.ui.presenters import Translator, drawing, figures, sentences, tables

frame.ensure()

NEEDS = ("arm", "nihss_pre", "nihss_post")


def body(t: Translator) -> None:
    cohort = results.cohort()
    response, outcomes, _ = found = results.overview()
    visit = tables.lines.chosen_visit(outcomes, None)
    said = sentences.overview.findings(found, t, n=cohort.n_by_arm)
    page.header(t, "title.overview", said)
    cards.headline(headlines.overview(cohort, found, t, visit))
    if response.scale is None:
        layout.missing(t, "response", NEEDS)
    else:
        cards.figure_card(
            t,
            t("card.grades"),
            drawing(figures.rates.grades_or_rates, response, t),
            sentences.caption.response(response, t),
            table=tables.response.grades(response, t),
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
                drawing(figures.forest.outcomes, outcomes, visit, t),
                sentences.caption.differences(outcomes, t),
                table=tables.outcomes.between(outcomes, t, visit=visit),
                key="differences",
            )
    planned.card(t)
    if planned.concerns():
        proposed.card(t, results.mechanism())
    held.card(t)
    layout.left_out(t, "overview")
    layout.why(t, "overview")


def flow_card(t: Translator) -> None:
    """The flow of the patients."""
    flow = results.flow()
    cards.figure_card(
        t,
        t("card.flow"),
        drawing(figures.flow.patients, flow, t),
        sentences.flow.caption(flow, t),
        table=tables.flow.flow(flow, t),
        key="flow",
    )


page.draw("overview", NEEDS, body)
