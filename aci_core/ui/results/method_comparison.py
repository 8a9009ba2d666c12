"""The card that explains the choice of method: the ways on one axis, in words and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aci_core.presentation.i18n import Translator
from aci_core.ui.widgets import cards, layout
from aci_core.ui.widgets.presenters import drawing, figures, sentences, tables

if TYPE_CHECKING:
    from aci_core.analyses import Result
    from aci_core.analyses.response import Response
    from aci_core.presentation.figures.drawing import Drawing
    from aci_core.presentation.tables.model import Table


def outcomes(t: Translator, result: Result, measure: str, visit: str) -> None:
    """Of the measure and the visit that the page shows."""
    _card(
        t,
        drawing(figures.multiverse.outcomes, result, measure, visit, t),
        drawing(figures.multiverse.outcome_ratios, result, measure, visit, t),
        sentences.multiverse.outcomes(result, measure, visit, t),
        tables.multiverse.outcomes(result, measure, visit, t),
    )


def response(t: Translator, result: Response) -> None:
    """Of the response."""
    _card(
        t,
        drawing(figures.multiverse.differences, result, t),
        drawing(figures.multiverse.ratios, result, t),
        sentences.multiverse.response(result, t),
        tables.multiverse.response(result, t),
    )


def _card(
    t: Translator, units: Drawing, ratios: Drawing | None, sentence: str, table: Table
) -> None:
    """The sentence with the shorter figure under it, and beside both the longer one."""
    parts = [("ways_units", units)]
    if ratios is not None:
        parts.append(("ways_ratios", ratios))
    parts.sort(key=lambda part: part[1].height)
    with layout.card("ways"):
        cards.heading(t("card.ways"))
        places = layout.pair() if len(parts) > 1 else [layout.placeholder()]
        with places[0]:
            layout.sentence(sentence)
        for place, (key, figure) in zip(places, parts, strict=True):
            with place:
                cards.part(t(f"card.{key}"), figure, key=key)
        layout.caption(t("ways.caption"))
        cards.as_table(t, table, "ways", wrap=True)
