"""Cards of the response: falls of NIHSS patient by patient, or the odds of recorded grades."""

from __future__ import annotations

from typing import Any

from aci_core.i18n import Translator
from aci_core.ui import cards, faces, layout, results


def card(t: Translator) -> None:
    """Waterfall and cumulative distribution side by side; nothing without two scores."""
    # Of shared results nothing: both are drawn patient by patient.
    found = results.result("falls") if results.alone() is None else None
    if found is None:
        return
    with layout.card("falls"):
        cards.heading(t("falls.card"))
        layout.sentence(faces.sentence("falls.finding", found))
        left, right = layout.pair()
        with left:
            drawing = faces.figure("falls.waterfall", found)
            cards.part(t("falls.card_each"), drawing, key="waterfall")
        with right:
            drawing = faces.figure("falls.reach", found)
            cards.part(t("falls.card_reach"), drawing, key="reach")
        layout.caption(faces.sentence("falls.caption", found))
        cards.as_table(t, faces.table("falls.falls", found), "falls")


def recorded(t: Translator, found: Any) -> None:
    """Recorded grades have no cut-points: the odds of each grade or better stand there."""
    with layout.card("cut_odds"):
        cards.heading(t("card.cut_odds"))
        layout.sentence(faces.sentence("response.ordered", found))
        cards.figure(faces.figure("forest.cut_odds", found), key="cut_odds")
        layout.caption(t("explored.recorded"))
        cards.as_table(t, faces.table("response.ordinal", found), "cut_odds")
