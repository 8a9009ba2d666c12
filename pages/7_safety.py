"""Safety: harms by arm, resolution, deaths and losses, follow-up, bounds for zero events."""

from __future__ import annotations

from aci_core.ui.frame import page, shell
from aci_core.ui.results import headlines
from aci_core.ui.results.cards import page_parts
from aci_core.ui.state import results
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

EVENTS = ("ae_fever", "ae_headache")
NEEDS = ("arm", *EVENTS, "died", "lost", "mri_abnormal_m6")


def body(t: Translator) -> None:
    result = results.safety()
    if not result.rows:
        page.no_measures(t, "safety", NEEDS)
        return
    page.header(t, "title.safety", written(sentences.safety.findings, result, t))
    if lookup.all_withheld(result):  # a sentence says so: no empty plot, no table of dashes
        return
    cards.headline(headlines.safety(result, t))
    if not lookup.rates_wait(result):  # there is nothing to draw
        cards.figure_card(
            t,
            t("card.events"),
            drawing(figures.events.events, result, t),
            written(sentences.captions.safety, result, t),
            key="events",
        )
    if lookup.events_named(result):
        cards.table_card(t, written(tables.safety.events, result, t), "events_table")
    elif not lookup.event_details(result):
        layout.empty_part(t, "events", EVENTS)
    more.draw(t, "safety", page_parts.safety(t, result))


page.draw("safety", NEEDS, body)
