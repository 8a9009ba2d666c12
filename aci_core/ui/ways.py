"""The card that explains the choice of method: the ways on one axis, in words and as a table."""

from __future__ import annotations

from typing import Any

from aci_core.i18n import Translator
from aci_core.ui import cards, faces, layout


def outcomes(t: Translator, found: Any, measure: str, visit: str) -> None:
    """Of the measure and the visit that the page shows."""
    with layout.card("ways"):
        cards.heading(t("card.ways"))
        layout.sentence(faces.sentence("specification.outcomes", found, measure, visit))
        ratios = faces.figure("specification.outcome_ratios", found, measure, visit)
        left, right = layout.columns(3, 2) if ratios else (layout.place(), None)
        with left:
            cards.heading(t("card.ways_units"), 3)
            drawing = faces.figure("specification.outcomes", found, measure, visit)
            cards.figure(drawing, key="ways_units")
        if right is not None:
            with right:
                cards.heading(t("card.ways_ratios"), 3)
                cards.figure(ratios, key="ways_ratios")
        layout.caption(t("ways.caption"))
        table = faces.table("specification.outcomes", found, measure, visit)
        cards.as_table(t, table, "ways", wrap=True)


def response(t: Translator, found: Any) -> None:
    """Of the response."""
    with layout.card("ways"):
        cards.heading(t("card.ways"))
        layout.sentence(faces.sentence("specification.response", found))
        left, right = layout.pair()
        with left:
            cards.heading(t("card.ways_units"), 3)
            cards.figure(faces.figure("specification.differences", found), key="ways_units")
        with right:
            cards.heading(t("card.ways_ratios"), 3)
            cards.figure(faces.figure("specification.ratios", found), key="ways_ratios")
        layout.caption(t("ways.caption"))
        cards.as_table(t, faces.table("specification.response", found), "ways", wrap=True)
