"""Sentences on an ordinal outcome: the usual good outcome."""

from __future__ import annotations

from aci_core.analyses.result import Result
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import bold
from aci_core.presentation.sentences.parts import arms, brackets, capital, measure, shares


def lead(result: Result, t: Translator, name: str, at: str) -> str:
    """Good outcome of an ordinal scale; empty for other measures.

    Parameters
    ----------
    result : Result
        Of `analyses.outcomes`.
    t : Translator
    name, at : str
        Measure and visit.
    """
    if not result.ordinal(name):
        return ""
    return _good(result, t, name, at)


def _good(result: Result, t: Translator, name: str, at: str) -> str:
    level = next(iter(result.levels(name, "risk_difference")), None)
    if level is None:
        return ""
    counts = [result.get("count", name, visit=at, arm=arm, level=level) for arm in result.arms]
    rd = result.get("risk_difference", name, visit=at, level=level)
    if rd is None or rd.estimate is None or any(row is None for row in counts):
        return ""
    return t(
        "words.ordinal.good",
        **arms(result, t),
        **shares(*counts),
        measure=capital(measure(t, name)),
        level=labels.cut(level),
        visit=labels.in_visit(t, at),
        size=bold(t("words.points", n=format_number.points(rd.estimate))),
        inside=brackets(t, format_row.ci(t, rd, 1, scale=100)),
    )
