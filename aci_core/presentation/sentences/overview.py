"""Sentences on the whole study: patients, response, main outcome, harms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aci_core.analyses.response import Response
from aci_core.analyses.result import Result
from aci_core.presentation import lookup
from aci_core.presentation.i18n import Translator, format_number
from aci_core.presentation.i18n.markdown import bold
from aci_core.presentation.sentences import outcomes as outcome_words
from aci_core.presentation.sentences import response as response_words
from aci_core.presentation.sentences import safety as safety_words
from aci_core.presentation.sentences.parts import arms, join


def finding(results: Sequence[Result], t: Translator, *, n: Mapping[str, int] | None = None) -> str:
    """Patients and main results as one text; see `findings`."""
    return join(t, findings(results, t, n=n))


def findings(
    results: Sequence[Result], t: Translator, *, n: Mapping[str, int] | None = None
) -> tuple[str, ...]:
    """Patients and main results, one text each.

    Parameters
    ----------
    results : sequence of Result
        Those at hand, in any order; what is not there is left out.
    t : Translator
    n : mapping of str to int, optional
        Patients of each arm, where the cohort itself is at hand: no result may hold them all.

    Returns
    -------
    tuple of str
        Markdown.
    """
    by_name = {result.analysis: result for result in results}
    sentences = [_patients(results, t, dict(n or {}))]
    response = by_name.get("response")
    if isinstance(response, Response):
        sentences.append(response_words.finding(response, t))
    outcomes = by_name.get("outcomes")
    if outcomes is not None:
        name = outcome_words.main_measure(outcomes)
        at = lookup.main_visit(outcomes, None, name) if name else None
        if name is not None and at is not None:
            sentences.append(outcome_words.main(outcomes, t, name, at))
    safety = by_name.get("safety")
    if safety is not None:
        sentences.append(safety_words.brief(safety, t))
    return tuple(text for text in sentences if text)


def _patients(results: Sequence[Result], t: Translator, known: dict[str, int]) -> str:
    n = dict(known)
    for result in () if known else results:
        for arm, count in lookup.patients(result).items():
            n[arm] = max(n.get(arm, 0), count)
    if not n:
        return ""
    first = results[0]
    return t(
        "words.overview.patients",
        **arms(first, t),
        n=bold(format_number.whole(sum(n.values()))),
        nt=format_number.whole(n.get(first.arms.treatment, 0)),
        nc=format_number.whole(n.get(first.arms.control, 0)),
    )
