"""The study at a glance: patients, arms, headline estimates."""

from aci_core.ui.frame import page, shell
from aci_core.ui.results import headlines, mechanism_card, missing_data_card, protocol_card
from aci_core.ui.state import results
from aci_core.ui.widgets import cards, layout
from aci_core.ui.widgets.presenters import Translator, drawing, figures, lookup, sentences, tables

shell.ensure()

NEEDS = ("arm", "nihss_pre", "nihss_post")


def body(t: Translator) -> None:
    cohort = results.cohort()
    response, outcomes, _ = found = results.overview()
    visit = lookup.chosen_visit(outcomes, None)
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
            sentences.captions.response(response, t),
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
                sentences.captions.differences(outcomes, t),
                table=tables.outcomes.between(outcomes, t, visit=visit),
                key="differences",
            )
    protocol_card.card(t)
    if protocol_card.concerns():
        mechanism_card.card(t, results.mechanism())
    missing_data_card.card(t)
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
