"""Overview: patients, arms, headline estimates, flow, mechanism, missing data."""

from aci_core.ui.frame import page, shell
from aci_core.ui.results import headlines, protocol_card, result_cards
from aci_core.ui.state import results, view
from aci_core.ui.widgets import cards, layout, plan_line
from aci_core.ui.widgets.presenters import (
    Translator,
    comparisons,
    drawing,
    figures,
    sentences,
    tables,
)

shell.ensure()

NEEDS = ("arm", "nihss_pre", "nihss_post")


def body(t: Translator) -> None:
    cohort = results.cohort()
    response, outcomes, _ = every = results.overview()
    findings = sentences.overview.findings(every, t, n=cohort.n_by_arm)
    changed = sentences.plan.primary_changed(view.settings(), t)
    page.header(t, "title.overview", (*findings, changed))
    plan_line.draw(t, "overview")
    cards.headline(headlines.overview(cohort, every, t))
    if response.scale is None:
        layout.empty_part(t, "response", NEEDS)
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
        if not comparisons.comparisons(outcomes):
            layout.empty_part(t, "outcomes", NEEDS)
        else:
            cards.figure_card(
                t,
                t("card.adjusted"),
                drawing(figures.forest.outcomes, outcomes, None, t),
                sentences.captions.differences(outcomes, t),
                table=tables.outcomes.between(outcomes, t),
                key="differences",
            )
    if protocol_card.concerns():
        result_cards.mechanism(t)
    result_cards.missing(t)
    layout.not_shared(t, "overview")
    layout.why(t, "overview")


def flow_card(t: Translator) -> None:
    """Draw the flow of the patients."""
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
