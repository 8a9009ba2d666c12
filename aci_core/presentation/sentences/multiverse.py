"""Sentences on the multiverse analysis: which method leads, and whether the others agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aci_core.analyses.multiverse import (
    Specification,
    agreement,
    outcome_multiverse,
    response_multiverse,
)
from aci_core.analyses.response import Response
from aci_core.analyses.result import Result
from aci_core.presentation import lookup
from aci_core.presentation.i18n import Translator, format_number, format_row
from aci_core.presentation.sentences.parts import brackets, join, listing


def outcomes(result: Result, measure: str, visit: str, t: Translator) -> str:
    """Agreement of the methods on a measure at a visit.

    Parameters
    ----------
    result : Result
        Of `analyses.outcomes`.
    measure, visit : str
    t : Translator

    Returns
    -------
    str
        Markdown.
    """
    ways = outcome_multiverse(result, measure, visit)
    own = [way for way in ways if way.in_units]
    digits = format_number.digits_of_difference(lookup.largest_sd(result, measure))
    return join(t, (_agree(t, own, digits, 1.0), _separate_scales(t, ways), t("ways.no_pretest")))


def response(result: Response, t: Translator) -> str:
    """Agreement of the methods on the response."""
    ways = response_multiverse(result)
    return join(t, (_agree(t, ways, 1, 100.0), t("ways.no_pretest")))


def _agree(t: Translator, ways: Sequence[Specification], digits: int, scale: float) -> str:
    verdicts = agreement(ways)
    lead, n = verdicts.lead, len(verdicts.others)
    if lead is None:
        return t("ways.none")
    sentences = [t(f"ways.leads_{lead.code}")]
    if not n:
        return join(t, sentences)
    key = "clear" if lead.tells_apart else "unclear"
    if lead.tells_apart is None:
        sentences.append(t("ways.lead_mixed"))
    elif not (verdicts.opposite or verdicts.otherwise or verdicts.mixed):
        sentences.append(t(f"ways.agree_{key}", n=n))
    if verdicts.opposite:
        sentences.append(
            t("ways.opposite", k=len(verdicts.opposite), n=n, list=_names(t, verdicts.opposite))
        )
    if verdicts.otherwise:
        names = _names(t, verdicts.otherwise)
        sentences.append(t(f"ways.otherwise_{key}", k=len(verdicts.otherwise), n=n, list=names))
    if verdicts.mixed:
        sentences.append(t("ways.mixed", list=_names(t, verdicts.mixed)))
    values = [way.row.estimate for way in (lead, *verdicts.others) if way.in_units]
    known = [value for value in values if value is not None]
    if len(known) > 1:
        low, high = (format_number.number(x * scale, digits) for x in (min(known), max(known)))
        if low != high:
            sentences.append(t("ways.range", low=low, high=high))
    return join(t, sentences)


def _names(t: Translator, ways: Iterable[Specification]) -> str:
    return listing(t, (t(f"way.{way.code}") for way in ways))


def _separate_scales(t: Translator, ways: Iterable[Specification]) -> str:
    """Ranks and ratios, which share no axis with the differences."""
    sentences = []
    for way in ways:
        if way.in_units or way.row.estimate is None or not way.trusted:
            continue
        inside = brackets(t, format_row.ci(t, way.row), format_row.p(t, way.p))
        value = format_number.number(way.row.estimate)
        sentences.append(t("ways.apart_one", name=t(f"way.{way.code}"), value=value, inside=inside))
    return t("ways.apart", list=t("words.semicolon").join(sentences)) if sentences else ""
