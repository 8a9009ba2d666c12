"""The card of what the file holds and lacks, with the map of missing values."""

from __future__ import annotations

from aci_core.presentation.i18n import Translator
from aci_core.ui.state import results
from aci_core.ui.widgets import cards, layout
from aci_core.ui.widgets.presenters import drawing, figures, sentences, tables


def card(t: Translator) -> None:
    """A sentence, the map where anything is missing, and both tables."""
    found = results.missing()
    with layout.card("missing"):
        cards.heading(t("missing.card"))
        layout.sentence(sentences.missing.finding(found, t))
        if found.places:
            cards.figure(drawing(figures.missing.gaps, found, t), key="missing")
            cards.as_table(t, tables.missing.gaps(found, t), "missing")
        if results.shared_results_only() is not None:
            cards.table_body(tables.missing.file_contents(found, t))
            return
        cards.as_table(
            t, tables.missing.file_contents(found, t), "holds", label="missing.title_holds"
        )
