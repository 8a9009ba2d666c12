"""The card of the proposed mechanism: what of it the file measures."""

from __future__ import annotations

from typing import Any

from aci_core.i18n import Translator
from aci_core.ui import cards, faces, layout


def card(t: Translator, found: Any) -> None:
    """A sentence, the diagram, and beside it what its numbers stand for."""
    with layout.card("mechanism"):
        cards.heading(t("mechanism.card"))
        layout.sentence(faces.sentence("mechanism.finding", found))
        left, right = layout.pair()
        with left:
            cards.figure(faces.figure("mechanism.paths", found), key="mechanism")
        with right:
            cards.table_body(faces.table("mechanism.listed", found), wrap=True)
        cards.as_table(t, faces.table("mechanism.links", found), "mechanism", wrap=True)
