"""Outcomes: adjusted differences between the arms, and each measure before and after."""

from __future__ import annotations

from aci_core.ui.frame import page, shell
from aci_core.ui.results import headlines, outcome_card, result_cards
from aci_core.ui.state import results, view
from aci_core.ui.widgets import cards, controls, layout
from aci_core.ui.widgets.presenters import (
    Translator,
    drawing,
    figures,
    lookup,
    sentences,
    tables,
)

shell.ensure()

NEEDS = ("arm", "nihss_pre", "nihss_post", "bi_pre", "bi_post", "vegf_pre", "vegf_post")


def body(t: Translator) -> None:
    large = results.large(results.cohort())
    result = results.outcomes(slow=not large)
    visits = lookup.visits_after(result)
    if not visits:
        page.no_measures(t, "outcomes", NEEDS)
        return
    header = layout.placeholder()
    visit = controls.visit_or_own(t, visits)
    with header:
        findings = sentences.outcomes.findings(result, t, visit=visit)
        changed = sentences.plan.primary_changed(view.settings(), t)
        page.header(t, "title.outcomes", (*findings, changed))
    cards.headline(headlines.outcomes(result, t, visit))
    unadjusted = sentences.captions.unadjusted(result, t, visit=visit)
    if unadjusted:
        layout.notice(unadjusted)
    cards.figure_card(
        t,
        t("card.adjusted"),
        drawing(figures.forest.outcomes, result, visit, t),
        sentences.captions.differences(result, t, visit=visit),
        table=tables.outcomes.between(result, t, visit=visit),
        key="differences",
    )
    measure, at = outcome_card.draw(t, result, visit)
    layout.not_shared(t, "outcomes")
    if large:
        result = layout.with_spinner(t("slow.waiting"), results.outcomes)
    result_cards.outcome_methods(t, result, measure, at)
    layout.tables(
        t,
        "outcomes",
        {
            "outcomes": lambda: tables.outcomes.outcomes(result, t, visit=visit),
            "between": lambda: tables.outcomes.between(result, t, visit=visit),
            "change": lambda: tables.outcomes.change(result, t, visit=visit),
            "sensitivity": lambda: tables.outcome_detail.sensitivity(result, measure, at, t),
            "visits": lambda: tables.outcome_detail.by_visit(result, measure, t),
            "limits": lambda: tables.outcome_detail.limits(result, t),
        },
    )
    layout.why(t, "outcomes")


page.draw("outcomes", NEEDS, body)
