"""Baseline: table of characteristics, standardised differences between the arms."""

from __future__ import annotations

from functools import partial

from aci_core.ui.frame import page, shell
from aci_core.ui.results import headlines
from aci_core.ui.results.cards import page_parts
from aci_core.ui.state import results
from aci_core.ui.widgets.page import cards, layout, more
from aci_core.ui.widgets.page.presenters import (
    Translator,
    drawing,
    figures,
    sentences,
    tables,
    written,
)

shell.ensure()

NEEDS = ("arm", "age", "sex", "nihss_pre")


def body(t: Translator) -> None:
    result = results.baseline()
    if not result.rows:
        page.no_measures(t, "baseline", NEEDS)
        return
    page.header(t, "title.baseline", written(sentences.baseline.finding, result, t))
    cards.headline(headlines.baseline(result, t))
    right, left = layout.beside()
    with left:
        table = written(tables.baseline.baseline, result, t, show="mean", brief=True)
        whole = partial(tables.baseline.baseline, result, t)
        cards.table_card(t, table, "baseline", title=t("card.baseline"), leaving=whole)
    with right:
        cards.figure_card(
            t,
            t("card.love"),
            drawing(figures.love.balance, result, t),
            written(sentences.captions.baseline, result, t),
            key="love",
        )
    more.draw(t, "baseline", page_parts.baseline(t, result))


page.draw("baseline", NEEDS, body)
