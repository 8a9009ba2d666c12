"""Outcomes: adjusted differences between the arms, and each measure before and after."""

from __future__ import annotations

from functools import partial

from aci_core.ui.frame import page, shell
from aci_core.ui.results import headlines
from aci_core.ui.results.cards import endpoints_line, outcome_parts
from aci_core.ui.state import results
from aci_core.ui.state.choices import view
from aci_core.ui.widgets.inputs import controls
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

NEEDS = ("arm", "nihss_pre", "nihss_post", "bi_pre", "bi_post", "vegf_pre", "vegf_post")


def body(t: Translator) -> None:
    result = results.outcomes(slow=not results.large(results.cohort()))
    visits = lookup.visits_after(result)
    if not visits:
        page.no_measures(t, "outcomes", NEEDS)
        endpoints_line.draw(t)
        return
    header = layout.placeholder()
    visit = controls.visit_or_own(t, visits)
    with header:
        findings = written(sentences.outcomes.findings, result, t, visit=visit)
        changed = sentences.plan.primary_changed(view.settings(), t)
        page.header(t, "title.outcomes", (*findings, changed))
    cards.headline(headlines.outcomes(result, t, visit))
    unadjusted = written(sentences.captions.unadjusted, result, t, visit=visit)
    if unadjusted:
        layout.notice(unadjusted)
    left, right = layout.beside()
    with left:
        cards.figure_card(
            t,
            t("card.adjusted"),
            drawing(figures.forest.outcomes, result, visit, t),
            written(sentences.captions.differences, result, t, visit=visit),
            key="differences",
        )
    with right:
        table = written(tables.outcomes.outcomes, result, t, visit=visit, brief=True)
        whole = partial(tables.outcomes.outcomes, result, t, visit=visit)
        title = t("card.before_after")
        cards.table_card(t, table, "before_after", title=title, leaving=whole)
    endpoints_line.draw(t)
    layout.not_shared(t, "outcomes")
    more.draw(t, "outcomes", outcome_parts.parts(t, result, visit))


page.draw("outcomes", NEEDS, body)
