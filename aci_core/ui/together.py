"""Cards of the factors page: does one patient carry r, and what goes with what."""

from __future__ import annotations

from typing import Any

from aci_core.i18n import Translator
from aci_core.ui import cards, faces, layout, results


def influence(t: Translator, found: Any, factor: str, visit: str, arm: str | None) -> None:
    """R with one patient left out; nothing where r has no interval."""
    left_out = results.influence(found, factor, visit, arm)
    if left_out is None:
        return
    with layout.card("influence"):
        cards.heading(t("influence.card"))
        layout.sentence(faces.sentence("matrix.influence", left_out))
        cards.figure(faces.figure("influence.without", left_out), key="influence")
        cards.as_table(t, faces.table("matrix.influence", left_out), "influence")


def matrix(t: Translator, visit: str, arm: str | None) -> None:
    """Every pair of measures of the visit; nothing where there is only one."""
    found = results.matrix(visit, arm)
    if found is None or not found.pairs:
        return
    with layout.card("matrix"):
        cards.heading(t("matrix.card"))
        layout.sentence(faces.sentence("matrix.finding", found))
        cards.figure(faces.figure("matrix.pairs", found), key="matrix")
        cards.as_table(t, faces.table("matrix.pairs", found), "matrix", wrap=True)
