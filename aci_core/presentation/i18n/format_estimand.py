"""Strategies for deaths and losses in words, and how many died without a score."""

from __future__ import annotations

from collections.abc import Sequence

from aci_core.analyses.estimand import Strategy, strategy
from aci_core.analyses.outcomes import Outcomes
from aci_core.analyses.response import Response
from aci_core.analyses.result import Result
from aci_core.efficacy import RECORDED
from aci_core.presentation.i18n import format_number, labels
from aci_core.presentation.i18n.catalogue import Translator
from aci_core.summaries import EFFECTIVE


def of_response(result: Response, t: Translator) -> str:
    """The strategy of the grades; nothing where nobody is graded."""
    if result.scale is None:
        return ""
    return deaths(strategy(EFFECTIVE, recorded=result.rule == RECORDED), t)


def deaths(chosen: Strategy, t: Translator) -> str:
    """The strategy for deaths in words."""
    return t(f"estimand.deaths_{chosen.deaths}")


def losses(chosen: Strategy, t: Translator) -> str:
    """The strategy for scores lost to follow-up in words."""
    return t(f"estimand.losses_{chosen.losses}")


def survivors(result: Result, t: Translator, places: Sequence[tuple[str, str | None]]) -> str:
    """The strategies of measures that lack patients who died before a visit, with their number.

    `places` are the measures and visits that are shown.
    """
    if not isinstance(result, Outcomes):
        return ""
    without = [(name, at) for name, at in places if at and (name, at) in result.survivors]
    if not without:
        return ""
    listed = []
    for name, at in without:
        label = labels.measure(t, name)
        if len({at for _, at in places}) > 1:
            label = labels.at_visit(t, label, at)
        # Small counts are withheld from shared results.
        n = result.died.get((name, at))
        listed.append(t("estimand.of", name=label, n=format_number.whole(n)) if n else label)
    kinds = dict.fromkeys(strategy(name) for name, _ in without)
    sentence = t("estimand.without_score", list=t("words.list").join(listed))
    return t("written.space").join((sentence, *(deaths(kind, t) for kind in kinds)))
