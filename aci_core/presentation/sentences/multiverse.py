"""Sentences on the multiverse analysis: which method leads, and whether the others agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aci_core.analyses.multiplicity import standing
from aci_core.analyses.multiverse import (
    Agreement,
    Specification,
    agreement,
    outcome_multiverse,
    response_multiverse,
)
from aci_core.analyses.response import Response
from aci_core.analyses.result import Result
from aci_core.analyses.robustness import Swing
from aci_core.domain.study.settings import Settings
from aci_core.presentation import lookup
from aci_core.presentation.i18n import Translator, format_number, format_row
from aci_core.presentation.i18n.markdown import literal
from aci_core.presentation.sentences.parts import join, listing


def outcomes(
    result: Result,
    measure: str,
    visit: str,
    t: Translator,
    *,
    record: Settings | None = None,
    swings: Sequence[Swing] = (),
) -> str:
    """Agreement of the methods on a measure at a visit.

    Parameters
    ----------
    result : Result
        Of `analyses.outcomes`.
    measure, visit : str
    t : Translator
    record : Settings, optional
        With the record of the plan, where it is at hand.
    swings : sequence of Swing
        What turns the verdict.

    Returns
    -------
    str
        Markdown.
    """
    specs = outcome_multiverse(result, measure, visit)
    digits = format_number.digits_of_difference(lookup.largest_sd(result, measure))
    judged = standing(result, measure, visit).verdict is not None
    agreed = _agree(t, specs, result.settings.alpha, digits, 1.0, judged=judged)
    apart, hangs = _separate_scales(t, specs), _fragile(t, swings)
    return join(t, (agreed, hangs, apart, t("ways.no_pretest"), _fixed(t, record)))


def response(
    result: Response,
    t: Translator,
    *,
    record: Settings | None = None,
    swings: Sequence[Swing] = (),
) -> str:
    """Agreement of the methods on the response; the rest as of `outcomes`."""
    specs = response_multiverse(result)
    judged = standing(result, lookup.rated(result), result.visit).verdict is not None
    agreed = _agree(t, specs, result.settings.alpha, 1, 100.0, judged=judged)
    return join(t, (agreed, _fragile(t, swings), t("ways.no_pretest"), _fixed(t, record)))


def outcome_dissent(
    result: Result, measure: str, visit: str, t: Translator, *, swings: Sequence[Swing] = ()
) -> str:
    """What of `outcomes` speaks against what the page finds; empty where nothing does."""
    judged = standing(result, measure, visit).verdict is not None
    specs = outcome_multiverse(result, measure, visit)
    return _speaks_against(t, specs, result.settings.alpha, swings, judged=judged)


def response_dissent(result: Response, t: Translator, *, swings: Sequence[Swing] = ()) -> str:
    """What of `response` speaks against what the page finds; empty where nothing does."""
    judged = standing(result, lookup.rated(result), result.visit).verdict is not None
    specs = response_multiverse(result)
    return _speaks_against(t, specs, result.settings.alpha, swings, judged=judged)


def _speaks_against(
    t: Translator,
    specs: Sequence[Specification],
    alpha: float,
    swings: Sequence[Swing],
    *,
    judged: bool,
) -> str:
    found = agreement(specs, alpha)
    against = _against(t, found, alpha, judged=judged)
    return join(t, (*against, *_dissent(t, found), _fragile(t, swings)))


def _fixed(t: Translator, record: Settings | None) -> str:
    """That the plan came before the results, where its record shows it."""
    if record is None or record.locked is None or record.locked.results_seen is not False:
        return ""
    kept = all(one.results_seen is False for one in record.deviations)
    listed = bool(record.deviations) or not record.changed_since_lock
    return t("ways.locked_before") if kept and listed else ""


def _fragile(t: Translator, swings: Sequence[Swing]) -> str:
    """That one patient turns the verdict."""
    one = next((one for one in swings if one.cause == "patient"), None)
    if one is None:
        return ""
    p = format_number.p_value(one.changed)
    facts = {"what": literal(str(one.what)), "n": one.n, "of": one.of}
    return t("ways.one_patient", p=p, **facts)


def _agree(
    t: Translator,
    specs: Sequence[Specification],
    alpha: float,
    digits: int,
    scale: float,
    *,
    judged: bool,
) -> str:
    """Agreement in words; on which side of alpha a *P* lies only where the plan judges by it."""
    found = agreement(specs, alpha)
    lead = found.lead
    if lead is None:
        return t("ways.none")
    level = format_number.alpha(alpha)
    sentences = [t(f"ways.leads_{lead.code}")]
    sentences += _against(t, found, alpha, judged=judged)
    if found.same and not (found.opposite or (judged and found.depends)):
        # An interval may come without a P, as Miettinen and Nurminen's.
        sides = [one for one in found.same if one.significant(alpha) is not None]
        told = judged and lead.significant(alpha) is not None and len(sides) == len(found.same)
        names = _names(t, found.same)
        sentences.append(t(f"ways.{'agree' if told else 'agree_sign'}", list=names, alpha=level))
    sentences += _dissent(t, found)
    beside = [spec for spec in found.beside if spec not in found.dissent]
    if judged and beside:
        key = "clear" if lead.significant(alpha) else "unclear"
        names = _names(t, beside)
        sentences.append(t(f"ways.beside_{key}", list=names, alpha=level))
    values = [spec.row.estimate for spec in (lead, *found.others) if spec.in_units]
    known = [value for value in values if value is not None]
    if len(known) > 1:
        low, high = (format_number.number(x * scale, digits) for x in (min(known), max(known)))
        if low != high:
            sentences.append(t("ways.range", low=low, high=high))
    return join(t, sentences)


def _against(t: Translator, found: Agreement, alpha: float, *, judged: bool) -> list[str]:
    """Methods of which the sign, or the verdict where there is one, is another."""
    sentences = []
    if found.opposite:
        facts = {"k": len(found.opposite), "n": sum(spec.sign != 0 for spec in found.same)}
        sentences.append(t("ways.opposite", **facts, list=_names(t, found.opposite)))
    if judged and found.depends and found.lead is not None:
        # One P a sentence.
        sentences += [t("ways.depends", alpha=format_number.alpha(alpha)), _p(t, found.lead)]
        sentences += [_p(t, spec) for spec in found.depends]
    return sentences


def _dissent(t: Translator, found: Agreement) -> list[str]:
    """Methods whose P is of another size."""
    if not found.dissent or found.lead is None:
        return []
    every = (found.lead, *found.dissent)
    return [t("ways.dissent", list=_names(t, found.dissent)), *(_p(t, spec) for spec in every)]


def _p(t: Translator, spec: Specification) -> str:
    name = t(f"way_test.{spec.test}" if spec.test else f"way.{spec.code}")
    return t("ways.p", name=name, p=format_row.p(t, spec.p))


def _names(t: Translator, specs: Iterable[Specification]) -> str:
    return listing(t, (t(f"way.{spec.code}") for spec in specs))


def _separate_scales(t: Translator, specs: Iterable[Specification]) -> str:
    """Ranks and ratios, which share no axis with the differences."""
    sentences = []
    for spec in specs:
        if spec.in_units or spec.row.estimate is None or not spec.trusted:
            continue
        name, value = t(f"way.{spec.code}"), format_number.number(spec.row.estimate)
        inside = format_row.ci(t, spec.row)
        key = "apart_one" if inside else "apart_bare"
        sentences.append(t(f"ways.{key}", name=name, value=value, inside=inside))
    return t("ways.apart", list=t("words.semicolon").join(sentences)) if sentences else ""
