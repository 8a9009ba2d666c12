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
from aci_core.presentation.figures.forest_plot import Entry, entry, forest
from aci_core.presentation.i18n import Translator, format_number, format_row
from aci_core.presentation.i18n import labels as names

_NAME: Final = 96  # pixels for a name
_ROW: Final = 62  # estimate, limits and P, one under the other


def outcomes(result: Result, measure: str, visit: str, t: Translator) -> Drawing | None:
    """Estimates in the measure's own unit, at one visit; None of an ordered scale.

    Parameters
    ----------
    result : Result
        Of `analyses.outcomes`.
    measure, visit : str
    t : Translator
    """
    specs = [spec for spec in outcome_multiverse(result, measure, visit) if spec.in_units]
    if not specs:
        return None
    digits = format_number.digits_of_difference(lookup.largest_sd(result, measure))
    texts = [format_row.estimate(t, spec.row, digits) for spec in specs]
    unit = names.unit(t, measure)
    title = t("figure.way_unit", unit=unit) if unit else t("figure.way_difference")
    about = names.measure(t, measure)
    return _draw(result, t, specs, texts, title=title, about=about, cue="figure.higher")


def outcome_ratios(result: Result, measure: str, visit: str, t: Translator) -> Drawing | None:
    """The ratios of the same comparison: win odds, geometric means; None where there is none."""
    specs = [spec for spec in outcome_multiverse(result, measure, visit) if spec.is_ratio]
    if not specs:
        return None
    texts = [format_row.estimate(t, spec.row) for spec in specs]
    about = names.measure(t, measure)
    title = t("figure.way_ratio")
    return _draw(result, t, specs, texts, title=title, about=about, cue="", log=True)


def differences(result: Response, t: Translator) -> Drawing:
    """The differences of the rates, in percentage points."""
    specs = [spec for spec in response_multiverse(result) if spec.in_units]
    texts = [labels.difference(spec.row, t) for spec in specs]
    about, title = t("figure.way_response"), t("figure.points")
    return _draw(result, t, specs, texts, title=title, about=about, cue="figure.favours", scale=100)


def ratios(result: Response, t: Translator) -> Drawing:
    """The ratios of the response, on a log axis."""
    specs = [spec for spec in response_multiverse(result) if spec.is_ratio]
    texts = [format_row.estimate(t, spec.row) for spec in specs]
    about, title = t("figure.way_response"), t("figure.way_ratio")
    return _draw(result, t, specs, texts, title=title, about=about, cue="figure.favours", log=True)


def _draw(
    result: Result,
    t: Translator,
    specs: Sequence[Specification],
    texts: Sequence[str],
    *,
    title: str,
    about: str,
    cue: str,
    log: bool = False,
    scale: float = 1.0,
) -> Drawing:
    entries = [_entry(t, spec, text, scale) for spec, text in zip(specs, texts, strict=True)]
    place = labels.cue(cue, result, t) if cue else ""
    figure = forest(entries, log=log, cue=place, title=title, row=_ROW)
    lead = next((e for e, spec in zip(entries, specs, strict=True) if spec.leads), None)
    if lead is not None and lead.value is not None:
        where = (lead.value, lead.value)
        figure.line(where, (0, _ROW * len(entries)), color=theme.TREATMENT, dash="dot")
    descriptions = [_describe(t, spec, text) for spec, text in zip(specs, texts, strict=True)]
    alt = t("alt.ways", about=about, ci=labels.ci(result, t), list=labels.sentence(descriptions, t))
    return figure.drawing(alt)


def _entry(t: Translator, spec: Specification, text: str, scale: float) -> Entry:
    equals = labels.inert(format_number.p_equals(spec.p, t.lang))
    key = f"figure.way_p_{spec.test}" if spec.test else "figure.way_p"
    p = "" if spec.p is None else t(key, p=equals)
    name = t(f"way.{spec.code}")
    made = entry(name, spec.row, text, theme.PALE, scale=scale, pixels=_NAME, lines=2)
    made = replace(made, p=p)
    if not spec.leads:
        return made
    return replace(
        made,
        name=f"<b>{made.name}</b>",
        color=theme.TREATMENT,
        symbol="diamond",
        detail=t("figure.way_leads"),
    )


def _describe(t: Translator, spec: Specification, text: str) -> str:
    key = "alt.way_leads" if spec.leads else "alt.way"
    p = format_number.p_equals(spec.p, t.lang) if spec.p is not None else ""
    of = t("alt.way_test", name=t(f"way_test.{spec.test}")) if spec.test else ""
    tail = t("alt.way_p", p=p) + of if p else ""
    return t(key, name=t(f"way.{spec.code}"), text=text) + tail
