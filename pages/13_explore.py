"""Explore: any field against any other, ready questions, figures for the report."""

from __future__ import annotations

from aci_core.ui.explore import gallery, numbers, panel, pins
from aci_core.ui.frame import page, shell
from aci_core.ui.state import results, supplementary
from aci_core.ui.widgets.page import cards, layout
from aci_core.ui.widgets.page.presenters import Translator, drawing, figures, sentences, tables

shell.ensure()

NEEDS = ("arm", "age", "nihss_pre", "nihss_post", "vegf_post")


def body(t: Translator) -> None:
    if results.shared_results() is not None:
        page.header(t, "title.explore", copy=False)
        layout.not_shared(t, "explore")
        return
    known = supplementary.fields()
    header = layout.placeholder()
    left, right = layout.panel_beside()
    with left:
        question = panel.draw(t, known)
        result = supplementary.exploration(question)
        cards.headline(numbers.headline(result, t))
    title = sentences.explore.title(question, known, t)
    with header:
        page.header(t, "title.explore", sentences.explore.finding(result, t))
    compared = tables.explore.numbers(result, t, t("explore.numbers"))
    described = tables.explore.described(result, t, title)
    with right:
        cards.figure_card(
            t,
            title,
            drawing(figures.explore.chart, result, t),
            sentences.explore.caption(result, t),
            table=(lambda: described) if described.rows else None,
            key="explore",
        )
        pins.button(t, question)
        if compared.rows:
            cards.table_card(t, compared, "explore_compared")
    pins.draw(t, known)
    gallery.draw(t, known)


page.draw("explore", NEEDS, body)
