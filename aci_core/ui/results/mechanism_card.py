"""The card of the proposed mechanism: what of it the file measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aci_core.presentation.i18n import Translator
from aci_core.ui.widgets import cards, layout
from aci_core.ui.widgets.presenters import drawing, figures, sentences, tables

if TYPE_CHECKING:
    from aci_core.analyses.mechanism import Mechanism


def card(t: Translator, found: Mechanism) -> None:
    """A sentence, the diagram, and beside it what its numbers stand for."""
    with layout.card("mechanism"):
        cards.heading(t("mechanism.card"))
        layout.sentence(sentences.mechanism.finding(found, t))
        left, right = layout.pair()
        with left:
            cards.figure(drawing(figures.mechanism.paths, found, t), key="mechanism")
        with right:
            cards.table_body(tables.mechanism.key(found, t), wrap=True)
        cards.as_table(t, tables.mechanism.links(found, t), "mechanism", wrap=True)
