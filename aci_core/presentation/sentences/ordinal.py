"""Sentences on an ordinal outcome: the usual good outcome, adjustment, and the cuts."""

from __future__ import annotations

from aci_core.analyses.outcomes import Outcomes
from aci_core.analyses.result import Result
from aci_core.presentation import lookup
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import bold
from aci_core.presentation.sentences.parts import (
    arms,
    brackets,
    capital,
    join,
    listing,
    measure,
    shares,
    size_in_points,
)


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


def caption(result: Result, t: Translator, name: str, at: str | None = None) -> str:
    """Caption of the bars of the grades: what they show, and for what the odds are adjusted.

    Parameters
    ----------
    result : Result
        Of `analyses.outcomes`.
    t : Translator
    name : str
        The measure.
    at : str, optional
        The visit; all of them if left out.
    """
    levels, good = lookup.grades(result, name), lookup.good_outcome(result, name)
    if not levels:
        return ""
    facts = {"measure": measure(t, name), "best": levels[0], "worst": levels[-1]}
    parts = [t("words.ordinal.bars", **facts)]
    if good is not None:
        parts.append(t("words.ordinal.bars_good", level=labels.cut(good)))
    parts.append(_adjusted(result, t, name))
    parts += [cuts(result, t, name, at) if at else ""]
    return join(t, parts)


def cuts(result: Result, t: Translator, name: str, at: str) -> str:
    """The least and the largest odds ratio of the cuts, and the test of proportionality."""
    rows = [
        r for r in result.where("odds_ratio", variable=name, visit=at) if r.estimate is not None
    ]
    test = result.get("proportional_odds_test", name, visit=at)
    parts = []
    if len(rows) > 1:
        values = [row.estimate or 0.0 for row in rows]
        least, most = format_number.number(min(values)), format_number.number(max(values))
        parts.append(t("words.ordinal.cuts", n=len(rows), least=least, most=most))
    if test is not None and test.p is not None:
        parts.append(t("words.ordinal.proportionality", test=format_row.test(t, test)))
    return join(t, parts)


def _adjusted(result: Result, t: Translator, name: str) -> str:
    chosen = result.adjusted_for.get(name, ()) if isinstance(result, Outcomes) else ()
    if not chosen:
        return ""
    names = listing(t, (labels.in_column(t, column) for column in chosen))
    return t("words.ordinal.adjusted", names=names)


def _good(result: Result, t: Translator, name: str, at: str) -> str:
    level = next(iter(result.levels(name, "risk_difference")), None)
    if level is None:
        return ""
    counts = [result.get("count", name, visit=at, arm=arm, level=level) for arm in result.arms]
    rd = result.get("risk_difference", name, visit=at, level=level)
    if rd is None or rd.estimate is None or any(row is None for row in counts):
        return ""
    return join(
        t,
        (
            t(
                "words.ordinal.good",
                **arms(result, t),
                **shares(*counts),
                measure=capital(measure(t, name)),
                level=labels.cut(level),
                visit=labels.in_visit(t, at),
                size=bold(size_in_points(t, rd)),
                inside=brackets(t, format_row.ci(t, rd, 1, scale=100)),
            ),
            _good_adjusted(result, t, name, at, level),
        ),
    )


def _good_adjusted(result: Result, t: Translator, name: str, at: str, level: str) -> str:
    """The risk difference given the covariates, without a *P*."""
    row = result.get("adjusted_risk_difference", name, visit=at, level=level)
    if row is None or row.estimate is None:
        return ""
    return t(
        "words.ordinal.good_adjusted",
        size=size_in_points(t, row),
        inside=brackets(t, format_row.ci(t, row, 1, scale=100)),
    )
