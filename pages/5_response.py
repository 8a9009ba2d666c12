"""Response: grades, rates, effect measures, and their sensitivity to the cut-points."""

from __future__ import annotations

from aci_core.ui.frame import page, shell
from aci_core.ui.results import headlines
from aci_core.ui.results.cards import response_parts
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

NEEDS = ("arm", "nihss_pre", "nihss_post", "grade")


def body(t: Translator) -> None:
    result = results.response()
    finding = written(sentences.response.finding, result, t)
    if result.scale is None:
        page.no_measures(t, "response", NEEDS, finding, choose=controls.criterion)
        return
    changed = sentences.plan.primary_changed(view.settings(), t)
    page.header(t, "title.response", (finding, changed))
    controls.criterion(t, results.cohort())
    cards.headline(headlines.response(result, t))
    if lookup.response_drawn(result):
        cards.figure_card(
            t,
            t("card.grades"),
            drawing(figures.rates.grades_or_rates, result, t),
            written(sentences.captions.response, result, t),
            key="grades",
        )
    cards.table_card(t, written(tables.response.grades, result, t), "grades_table")
    layout.not_shared(t, "response")
    more.draw(t, "response", response_parts.parts(t, result))


page.draw("response", NEEDS, body)
