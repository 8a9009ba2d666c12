"""Cards of the response: falls of NIHSS patient by patient, or the odds of recorded grades."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aci_core.presentation.i18n import Translator
from aci_core.ui.state import results
from aci_core.ui.widgets import cards, layout
from aci_core.ui.widgets.presenters import drawing, figures, sentences, tables

if TYPE_CHECKING:
    from aci_core.analyses.response import Response


def card(t: Translator) -> None:
    """Waterfall and cumulative distribution side by side; nothing without two scores."""
    found = results.falls()
    if found is None:
        return
    with layout.card("falls"):
        cards.heading(t("falls.card"))
        layout.sentence(sentences.nihss_reduction.finding(found, t))
        left, right = layout.pair()
        with left:
            figure = drawing(figures.nihss_reduction.waterfall, found, t)
            cards.part(t("falls.card_each"), figure, key="waterfall")
        with right:
            figure = drawing(figures.nihss_reduction.responder_curve, found, t)
            cards.part(t("falls.card_reach"), figure, key="reach")
        layout.caption(sentences.nihss_reduction.caption(found, t))
        cards.as_table(t, tables.nihss_reduction.reductions(found, t), "falls")


def recorded(t: Translator, found: Response) -> None:
    """Recorded grades have no cut-points: the odds of each grade or better stand there."""
    with layout.card("cut_odds"):
        cards.heading(t("card.cut_odds"))
        layout.sentence(sentences.response.ordered(found, t))
        cards.figure(drawing(figures.forest.cut_odds, found, t), key="cut_odds")
        layout.caption(t("explored.recorded"))
        cards.as_table(t, tables.response.ordinal(found, t), "cut_odds")
