"""The card of what the file holds and lacks, with the map of missing values."""

from __future__ import annotations

from aci_core.presentation.i18n import Translator
from aci_core.ui.state import results
from aci_core.ui.widgets import cards, layout
from aci_core.ui.widgets.presenters import drawing, figures, sentences, tables


def card(t: Translator) -> None:
    """A sentence, the map where anything is missing, and both tables."""
    result = results.missing()
    with layout.card("missing"):
        cards.heading(t("missing.card"))
        layout.sentence(sentences.missing.finding(result, t))
        if result.places:
            cards.figure(drawing(figures.missing.gaps, result, t), key="missing")
            cards.as_table(t, tables.missing.gaps(result, t), "missing")
        if results.shared_results_only() is not None:
            cards.table_body(tables.missing.holds(result, t))
            return
        cards.as_table(t, tables.missing.holds(result, t), "holds", label="missing.title_holds")
