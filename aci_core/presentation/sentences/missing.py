"""Sentences on missing values, and on what the file lacks."""

from __future__ import annotations

from aci_core.analyses.missing import PARTS, Missing
from aci_core.domain.schema import Column, Role
from aci_core.presentation.i18n import Translator, format_number, labels
from aci_core.presentation.i18n.markdown import bold, literal
from aci_core.presentation.sentences.parts import join, listing


def _inside(column: Column, t: Translator) -> str:
    """Name of a column inside a sentence: ``VEGF at 1 month``."""
    if column.visit and column.role in (Role.MEASURE, Role.FOLLOWUP):
        name = labels.in_measure if column.role is Role.MEASURE else labels.in_variable
        return labels.at_visit(t, name(t, column.stem), column.visit)
    return (
        labels.in_column(t, column.name)
        if column.role is Role.COVARIATE
        else labels.of_column(t, column)
    )


def finding(result: Missing, t: Translator) -> str:
    """Missing values, complete patients, the emptiest variable, and what the file lacks."""
    absent, cells = result.cells
    n = sum(result.n)
    sentences: list[str] = []
    if not result.gaps:  # of shared results, which say what the file holds and no more
        pass
    elif not absent:
        sentences = [t("missing.none", n=format_number.whole(n))]
    else:
        worst = result.gaps[0]
        sentences = [
            t(
                "missing.some",
                k=bold(format_number.whole(absent)),
                cells=format_number.whole(cells),
                rate=format_number.percent(absent / cells),
                complete=bold(format_number.whole(result.complete)),
                n=format_number.whole(n),
                worst=literal(_inside(worst.column, t)),
                share=format_number.percent(worst.share),
            )
        ]
    if result.lacks:
        names = (
            t(f"missing.part_{x}") if x in PARTS else labels.measure(t, x) for x in result.lacks
        )
        sentences.append(t("missing.lacks", list=listing(t, names)))
    return join(t, sentences)
