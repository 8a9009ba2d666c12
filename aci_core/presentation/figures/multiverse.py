"""Multiverse plots: the estimates of every method to compare the arms, on one axis.

The leading method is a dark diamond with its name in bold and a dotted line down from its
estimate; the others stand paler beside it. Ratios have an axis of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from aci_core.analyses import Result
from aci_core.analyses.multiverse import Specification, outcome_multiverse, response_multiverse
from aci_core.analyses.response import Response
from aci_core.presentation import lookup
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.forest import Entry, entry, forest
from aci_core.presentation.i18n import Translator, format_number, format_row
from aci_core.presentation.i18n import labels as names

_NAME: Final = 96  # pixels for a name
_ROW: Final = 62  # estimate, limits and P, one under the other


def outcomes(result: Result, measure: str, visit: str, t: Translator) -> Drawing:
    """Estimates in the measure's own unit, at one visit.

    Parameters
    ----------
    result : Result
        Of `analyses.outcomes`.
    measure, visit : str
    t : Translator
    """
    ways = [way for way in outcome_multiverse(result, measure, visit) if way.in_units]
    digits = format_number.digits_of_difference(lookup.largest_sd(result, measure))
    texts = [format_row.estimate(t, way.row, digits) for way in ways]
    unit = names.unit(t, measure)
    title = t("figure.way_unit", unit=unit) if unit else t("figure.way_difference")
    about = names.measure(t, measure)
    return _draw(result, t, ways, texts, title=title, about=about, cue="figure.higher")


def outcome_ratios(result: Result, measure: str, visit: str, t: Translator) -> Drawing | None:
    """The ratios of the same comparison: win odds, geometric means; None where there is none."""
    ways = [way for way in outcome_multiverse(result, measure, visit) if way.is_ratio]
    if not ways:
        return None
    texts = [format_row.estimate(t, way.row) for way in ways]
    about = names.measure(t, measure)
    title = t("figure.way_ratio")
    return _draw(result, t, ways, texts, title=title, about=about, cue="", log=True)


def differences(result: Response, t: Translator) -> Drawing:
    """The differences of the rates, in percentage points."""
    ways = [way for way in response_multiverse(result) if way.in_units]
    texts = [labels.difference(way.row, t) for way in ways]
    about, title = t("figure.way_response"), t("figure.points")
    return _draw(result, t, ways, texts, title=title, about=about, cue="figure.favours", scale=100)


def ratios(result: Response, t: Translator) -> Drawing:
    """The ratios of the response, on a log axis."""
    ways = [way for way in response_multiverse(result) if way.is_ratio]
    texts = [format_row.estimate(t, way.row) for way in ways]
    about, title = t("figure.way_response"), t("figure.way_ratio")
    return _draw(result, t, ways, texts, title=title, about=about, cue="figure.favours", log=True)


def _draw(
    result: Result,
    t: Translator,
    ways: Sequence[Specification],
    texts: Sequence[str],
    *,
    title: str,
    about: str,
    cue: str,
    log: bool = False,
    scale: float = 1.0,
) -> Drawing:
    entries = [_entry(t, way, text, scale) for way, text in zip(ways, texts, strict=True)]
    place = labels.cue(cue, result, t) if cue else ""
    figure = forest(entries, log=log, cue=place, title=title, row=_ROW)
    lead = next((e for e, way in zip(entries, ways, strict=True) if way.leads), None)
    if lead is not None and lead.value is not None:
        where = (lead.value, lead.value)
        figure.line(where, (0, _ROW * len(entries)), color=theme.TREATMENT, dash="dot")
    descriptions = [_describe(t, way, text) for way, text in zip(ways, texts, strict=True)]
    alt = t("alt.ways", about=about, ci=labels.ci(result, t), list=labels.sentence(descriptions, t))
    return figure.drawing(alt)


def _entry(t: Translator, way: Specification, text: str, scale: float) -> Entry:
    equals = labels.inert(format_number.p_equals(way.p, t.lang))
    p = "" if way.p is None else t("figure.way_p", p=equals)
    name = t(f"way.{way.code}")
    made = entry(name, way.row, text, theme.PALE, scale=scale, pixels=_NAME, lines=2)
    made = replace(made, p=p)
    if not way.leads:
        return made
    return replace(
        made,
        name=f"<b>{made.name}</b>",
        color=theme.TREATMENT,
        symbol="diamond",
        detail=t("figure.way_leads"),
    )


def _describe(t: Translator, way: Specification, text: str) -> str:
    key = "alt.way_leads" if way.leads else "alt.way"
    p = "" if way.p is None else t("alt.way_p", p=format_number.p_equals(way.p, t.lang))
    return t(key, name=t(f"way.{way.code}"), text=text) + p
