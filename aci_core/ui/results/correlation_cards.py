"""Cards of the factors page: does one patient carry r, and what goes with what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aci_core.presentation.i18n import Translator
from aci_core.ui.state import results
from aci_core.ui.widgets import cards, layout
from aci_core.ui.widgets.presenters import drawing, figures, sentences, tables

if TYPE_CHECKING:
    from aci_core.analyses.factors import Factors


def influence(t: Translator, factors: Factors, factor: str, visit: str, arm: str | None) -> None:
    """R with one patient left out; nothing where r has no interval."""
    result = results.influence(factors, factor, visit, arm)
    if result is None:
        return
    with layout.card("influence"):
        cards.heading(t("influence.card"))
        layout.sentence(sentences.matrix.influence(result, t))
        cards.figure(drawing(figures.influence.without, result, t), key="influence")
        cards.as_table(t, tables.matrix.influence(result, t), "influence")


def matrix(t: Translator, visit: str, arm: str | None) -> None:
    """Every pair of measures of the visit; nothing where there is only one."""
    result = results.matrix(visit, arm)
    if result is None or not result.pairs:
        return
    with layout.card("matrix"):
        cards.heading(t("matrix.card"))
        layout.sentence(sentences.matrix.finding(result, t))
        cards.figure(drawing(figures.matrix.pairs, result, t), key="matrix")
        cards.as_table(t, tables.matrix.pairs(result, t), "matrix", wrap=True)
