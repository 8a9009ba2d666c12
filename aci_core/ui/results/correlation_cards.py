"""Cards of the factors page: does one patient carry r, and what goes with what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aci_core.presentation.i18n import Translator
from aci_core.ui.state import results
from aci_core.ui.widgets import cards, layout
from aci_core.ui.widgets.presenters import drawing, figures, sentences, tables

if TYPE_CHECKING:
    from aci_core.analyses.factors import Factors


def influence(t: Translator, found: Factors, factor: str, visit: str, arm: str | None) -> None:
    """R with one patient left out; nothing where r has no interval."""
    left_out = results.influence(found, factor, visit, arm)
    if left_out is None:
        return
    with layout.card("influence"):
        cards.heading(t("influence.card"))
        layout.sentence(sentences.matrix.influence(left_out, t))
        cards.figure(drawing(figures.influence.leave_one_out, left_out, t), key="influence")
        cards.as_table(t, tables.matrix.influence(left_out, t), "influence")


def matrix(t: Translator, visit: str, arm: str | None) -> None:
    """Every pair of measures of the visit; nothing where there is only one."""
    found = results.matrix(visit, arm)
    if found is None or not found.pairs:
        return
    with layout.card("matrix"):
        cards.heading(t("matrix.card"))
        layout.sentence(sentences.matrix.finding(found, t))
        cards.figure(drawing(figures.matrix.pairs, found, t), key="matrix")
        cards.as_table(t, tables.matrix.pairs(found, t), "matrix", wrap=True)
