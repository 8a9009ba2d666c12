"""Sentences on the whole study: patients, response, main outcome, harms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aci_core.analyses import plan
from aci_core.analyses.multiplicity import place
from aci_core.analyses.outcomes import Outcomes
from aci_core.analyses.plan import Endpoint
from aci_core.analyses.response import Response
from aci_core.analyses.result import Result
from aci_core.presentation import lookup
from aci_core.presentation.i18n import Translator, format_number, labels
from aci_core.presentation.i18n.markdown import bold, literal
from aci_core.presentation.sentences import outcomes as outcome_words
from aci_core.presentation.sentences import response as response_words
from aci_core.presentation.sentences import safety as safety_words
from aci_core.presentation.sentences.parts import arms, join
from aci_core.summaries import EFFECTIVE, GRADE


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
    response, outcomes, safety = (by_name.get(name) for name in ("response", "outcomes", "safety"))
    sentences = [_patients(results, t, dict(n or {}))]
    if isinstance(response, Response) and outcomes is not None:
        sentences += _planned(response, outcomes, t)
    elif isinstance(response, Response):
        sentences.append(response_words.finding(response, t))
    elif outcomes is not None:
        sentences += outcome_words.findings(outcomes, t)
    if safety is not None:
        sentences.append(safety_words.brief(safety, t))
    return tuple(text for text in sentences if text)


def _planned(response: Response, outcomes: Result, t: Translator) -> Iterator[str]:
    """A sentence for each outcome of the plan, then all others in one.

    Where the plan names none: the response and the main measure, and that nothing is judged.
    """
    names = plan.named(outcomes.settings)
    main = lookup.main_measure(outcomes)
    said: list[str] = []
    places: list[Endpoint | None] = []
    for name in names or (EFFECTIVE, *((main,) if main else ())):
        at = place(outcomes, name)
        if at is not None and at in places:  # named twice, with its visit and without
            continue
        places.append(at)
        if name == EFFECTIVE:
            yield response_words.finding(response, t)
        elif name == GRADE:
            yield response_words.ordered(response, t)
        elif at is not None and at.visit is not None:
            yield outcome_words.main(outcomes, t, at.variable, at.visit)
            said.append(at.variable)
        else:
            stopped = isinstance(outcomes, Outcomes) and name in outcomes.stopped
            key = "stopped" if stopped else "absent"
            outcome = plan.endpoint(name, tuple(outcomes.measures))
            label = labels.measure(t, outcome.variable)
            if outcome.visit:
                label = labels.at_visit(t, label, outcome.visit)
            yield t(f"words.overview.{key}", name=literal(label))
    if main is None:
        yield t("words.outcomes.nothing")
    if names and EFFECTIVE not in names and GRADE not in names and response.scale is not None:
        yield response_words.finding(response, t)
    yield outcome_words.others(outcomes, t, leave=tuple(said))
    if outcomes.settings.judged.primary is None:
        yield t("words.overview.no_primary")


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
