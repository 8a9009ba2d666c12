"""Overview: patients, arms, headline estimates, flow, mechanism, missing data."""

from __future__ import annotations

from functools import partial

from aci_core.ui.frame import page, shell
from aci_core.ui.results import headlines
from aci_core.ui.results.cards import page_parts
from aci_core.ui.state import results, supplementary
from aci_core.ui.state.choices import view
from aci_core.ui.widgets.navigation import plan_line
from aci_core.ui.widgets.page import cards, layout, more
from aci_core.ui.widgets.page.presenters import (
    Translator,
    drawing,
    figures,
    lookup,
    sentences,
    tables,
    written,
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
    left, right = layout.pair()
    with left:
        if response.scale is None:
            layout.empty_part(t, "response", NEEDS)
        elif not lookup.response_drawn(response):
            with layout.card("grades_withheld"):
                cards.heading(t("card.grades"))
                layout.sentence(written(sentences.response.finding, response, t))
        else:
            grades_card(t, response, drawing(figures.flow.patients, supplementary.flow(), t).height)
    with right:
        flow_card(t)
    layout.not_shared(t, "overview")
    more.draw(t, "overview", page_parts.overview(t, outcomes))


def grades_card(t: Translator, response: results.Response, height: int) -> None:
    """Draw the grades of each arm, as tall as the figure beside them."""
    cards.figure_card(
        t,
        t("card.grades"),
        drawing(figures.rates.grades_or_rates, response, t, height),
        written(sentences.captions.response, response, t),
        table=partial(tables.response.grades, response, t),
        key="grades",
    )


def flow_card(t: Translator) -> None:
    """Draw the flow of the patients."""
    flow = supplementary.flow()
    cards.figure_card(
        t,
        t("card.flow"),
        drawing(figures.flow.patients, flow, t),
        written(sentences.flow.caption, flow, t),
        table=partial(tables.flow.flow, flow, t),
        key="flow",
    )


page.draw("overview", NEEDS, body)
