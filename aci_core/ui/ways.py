"""The card that explains the choice of method: the ways on one axis, in words and as a table."""

from __future__ import annotations

from typing import Any

from aci_core.i18n import Translator
from aci_core.ui import cards, faces, layout


def outcomes(t: Translator, found: Any, measure: str, visit: str) -> None:
    """Of the measure and the visit that the page shows."""
    _card(t, "outcomes", ("outcomes", "outcome_ratios"), found, measure, visit)


def response(t: Translator, found: Any) -> None:
    """Of the response."""
    _card(t, "response", ("differences", "ratios"), found)


def _card(t: Translator, name: str, figures: tuple[str, str], *of: Any) -> None:
    """The sentence with the shorter figure under it, and beside both the longer one."""
    units, ratios = (faces.figure(f"specification.{figure}", *of) for figure in figures)
    parts = [("ways_units", units), ("ways_ratios", ratios)]
    parts = sorted((one for one in parts if one[1]), key=lambda one: one[1].height)
    with layout.card("ways"):
        cards.heading(t("card.ways"))
        places = layout.pair() if len(parts) > 1 else [layout.place()]
        with places[0]:
            layout.sentence(faces.sentence(f"specification.{name}", *of))
        for place, (key, drawing) in zip(places, parts, strict=True):
            with place:
                cards.part(t(f"card.{key}"), drawing, key=key)
        layout.caption(t("ways.caption"))
        cards.as_table(t, faces.table(f"specification.{name}", *of), "ways", wrap=True)
