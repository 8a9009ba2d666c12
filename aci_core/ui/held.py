"""The card of what the file holds and lacks, with the map of missing values."""

from __future__ import annotations

from aci_core.i18n import Translator
from aci_core.ui import cards, faces, layout, results


def card(t: Translator) -> None:
    """A sentence, the map where anything is missing, and both tables."""
    found = results.result("missing")
    with layout.card("missing"):
        cards.heading(t("missing.card"))
        layout.sentence(faces.sentence("missing.finding", found))
        if found.places:
            cards.figure(faces.figure("missing.gaps", found), key="missing")
            cards.as_table(t, faces.table("missing.gaps", found), "missing")
        if results.alone() is not None:
            cards.table_body(faces.table("missing.holds", found))
            return
        cards.as_table(t, faces.table("missing.holds", found), "holds", label="missing.title_holds")
