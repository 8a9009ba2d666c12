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
    specs = outcome_multiverse(result, measure, visit)
    own = [spec for spec in specs if spec.in_units]
    digits = format_number.digits_of_difference(lookup.largest_sd(result, measure))
    return join(t, (_agree(t, own, digits, 1.0), _separate_scales(t, specs), t("ways.no_pretest")))


def response(result: Response, t: Translator) -> str:
    """Agreement of the methods on the response."""
    specs = response_multiverse(result)
    return join(t, (_agree(t, specs, 1, 100.0), t("ways.no_pretest")))


def _agree(t: Translator, specs: Sequence[Specification], digits: int, scale: float) -> str:
    verdicts = agreement(specs)
    lead, n = verdicts.lead, len(verdicts.others)
    if lead is None:
        return t("ways.none")
    sentences = [t(f"ways.leads_{lead.code}")]
    if not n:
        return join(t, sentences)
    key = "clear" if lead.shows_difference else "unclear"
    if lead.shows_difference is None:
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
    values = [spec.row.estimate for spec in (lead, *verdicts.others) if spec.in_units]
    known = [value for value in values if value is not None]
    if len(known) > 1:
        low, high = (format_number.number(x * scale, digits) for x in (min(known), max(known)))
        if low != high:
            sentences.append(t("ways.range", low=low, high=high))
    return join(t, sentences)


def _names(t: Translator, specs: Iterable[Specification]) -> str:
    return listing(t, (t(f"way.{spec.code}") for spec in specs))


def _separate_scales(t: Translator, specs: Iterable[Specification]) -> str:
    """Ranks and ratios, which share no axis with the differences."""
    sentences = []
    for spec in specs:
        if spec.in_units or spec.row.estimate is None or not spec.trusted:
            continue
        inside = brackets(t, format_row.ci(t, spec.row), format_row.p(t, spec.p))
        value = format_number.number(spec.row.estimate)
        sentences.append(
            t("ways.apart_one", name=t(f"way.{spec.code}"), value=value, inside=inside)
        )
    return t("ways.apart", list=t("words.semicolon").join(sentences)) if sentences else ""
