"""Sentences on deaths before a visit: each strategy with its estimate, side by side."""

from __future__ import annotations

from aci_core.analyses.course import Course
from aci_core.analyses.death_strategies import Answer, side_by_side
from aci_core.analyses.outcomes import Outcomes
from aci_core.presentation import lookup
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import bold
from aci_core.presentation.sentences.parts import amount, arms, brackets, join, reasons
from aci_core.presentation.sentences.parts import measure as named


def finding(
    result: Outcomes, over_visits: Course | None, t: Translator, measure: str, visit: str
) -> str:
    """What each strategy for deaths gives for a measure at a visit; no verdict.

    Parameters
    ----------
    result : Outcomes
    over_visits : Course or None
    t : Translator
    measure, visit : str
    """
    facts = {"measure": named(t, measure), "visit": labels.in_visit(t, visit)}
    answers = side_by_side(result, over_visits, measure, visit)
    if not answers:
        return t(f"words.deaths.{'own_grade' if result.ordinal(measure) else 'none'}", **facts)
    n = result.died.get((measure, visit))
    died = t("words.deaths.died", **facts, n=format_number.whole(n)) if n else ""
    parts = [_each(result, one, t, measure) for one in answers]
    listed = t("words.semicolon").join(parts)
    compared = t("words.deaths.compared", **facts, **arms(result, t), list=listed)
    return join(t, (died, compared, t("words.deaths.questions")))


def _each(result: Outcomes, one: Answer, t: Translator, measure: str) -> str:
    name = t(f"words.deaths.{one.strategy.deaths}")
    if one.row.estimate is None:
        return t("words.deaths.not_computed", name=name, reason=reasons(t, one.row))
    digits = format_number.digits_of_difference(lookup.largest_sd(result, measure))
    size = amount(t, one.row.estimate, measure, digits)
    if one.ratio:
        digits, size = 2, format_number.number(one.row.estimate)
    return t(
        f"words.deaths.{'win_odds' if one.ratio else 'difference'}",
        name=name,
        size=bold(size),
        inside=brackets(t, format_row.ci(t, one.row, digits)),
    )


def caption(result: Outcomes, t: Translator) -> str:
    """What the figure of the strategies shows."""
    return t("caption.strategies", ci=format_row.ci_head(t, result.settings.level))
