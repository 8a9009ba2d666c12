"""The card of the falls of NIHSS: patient by patient, and how many reach each fall."""

from __future__ import annotations

from aci_core.i18n import Translator
from aci_core.ui import cards, faces, layout, results


def card(t: Translator) -> None:
    """Waterfall and cumulative distribution side by side; nothing without two scores."""
    found = results.result("falls")
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
        layout.caption(t("falls.caption"))
        cards.as_table(t, faces.table("falls.falls", found), "falls")
