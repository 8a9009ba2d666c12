"""Sentences on subgroups and centres: exploratory, one *P* each, none within a level."""

from __future__ import annotations

from aci_core.analyses.plan import Endpoint
from aci_core.analyses.response import Response
from aci_core.analyses.subgroup_rows import INTERACTION
from aci_core.analyses.subgroups import Subgroup, Subgroups
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import bold, literal
from aci_core.presentation.sentences.parts import arms, brackets, capital, join, listing, reasons
from aci_core.presentation.subgroup_names import (
    in_column,
    in_outcome,
    kind,
    printed,
    without_limits,
)
from aci_core.presentation.tables.subgroups import chance, coupled
from aci_core.summaries import EFFECTIVE

_MOST_LEVELS = 4  # whose differences a sentence lists


def finding(
    result: Subgroups,
    variable: str,
    t: Translator,
    *,
    total: bool = True,
    looked: int = 0,
    counted: bool = True,
) -> tuple[str, ...]:
    """What was looked at, then each declared column with its interaction.

    Parameters
    ----------
    result : Subgroups
    variable : str
        Of one of its outcomes.
    t : Translator
    total : bool
        What the rate is called, as `Response.total`.
    looked : int
        Columns that were looked at in the session, more than the result's own.
    counted : bool
        Whether to count the tests of interaction, which are those of all outcomes: once.
    """
    if not result.outcomes:
        return (_absent(result, t),) if result.absent else ()
    outcome = result.of(variable)
    return tuple(
        text
        for text in (
            join(t, (_looked(result, outcome, t, total, looked, counted), _absent(result, t))),
            *(by_column(result, outcome, one, t) for one in result.columns if one.declared),
        )
        if text
    )


def _looked(
    result: Subgroups, outcome: Endpoint, t: Translator, total: bool, looked: int, counted: bool
) -> str:
    declared = [literal(in_column(t, one)) for one in result.columns if one.declared]
    every = [literal(in_column(t, one)) for one in result.columns]
    more = max(looked - len(every), 0)
    return join(
        t,
        (
            t(
                "words.subgroups.looked",
                outcome=bold(literal(capital(in_outcome(t, outcome, total=total)))),
                **arms(result, t),
                names=listing(t, every),
            ),
            _declared(t, declared, every),
            t("words.subgroups.more", n=more) if more else "",
            t("words.subgroups.chance", **chance(result))
            if len(result.tested) > 1 and counted
            else "",
        ),
    )


def _declared(t: Translator, declared: list[str], every: list[str]) -> str:
    if len(declared) == len(every):
        return t("words.subgroups.all_declared")
    if declared:
        return t("words.subgroups.declared", names=listing(t, declared))
    return t("words.subgroups.none_declared")


def _absent(result: Subgroups, t: Translator) -> str:
    if not result.absent:
        return ""
    names = listing(t, (literal(labels.in_covariate(t, name)) for name in result.absent))
    return t("words.subgroups.absent", names=names)


def by_column(result: Subgroups, outcome: Endpoint, one: Subgroup, t: Translator) -> str:
    """The differences of a column's levels, or its slope, and the *P* of interaction."""
    test = result.interaction(outcome, one)
    name = literal(in_column(t, one))
    if test is None or test.p is None:
        return t("words.subgroups.not_tested", column=name, reason=reasons(t, test))
    p = format_row.p(t, test.p)
    if not one.levels:
        means, per = kind(result, outcome) == "means", result.slope(outcome, one) or test
        digits = printed(result, outcome).slope_digits
        facts = {
            "value": format_number.number(per.estimate, digits),
            "inside": brackets(t, format_row.ci(t, per, digits), p),
            "step": literal(labels.step(t, one.column, one.step)),
        }
        return t(f"words.subgroups.{'by_slope' if means else 'by_ratio'}", column=name, **facts)
    if len(one.levels) > _MOST_LEVELS:
        return t("words.subgroups.by_many", column=name, n=len(one.levels), p=p)
    how = printed(result, outcome)
    levels = []
    for level in one.levels:
        row = without_limits(result.within(outcome, one, level))
        if row is not None and row.estimate is not None:
            value = format_number.number(row.estimate * how.scale, how.digits)
            unit = t("words.points", n=value) if outcome.variable == EFFECTIVE else value
            ci = format_row.ci(t, row, how.digits, scale=how.scale)
            named = literal(labels.level(t, level))
            word = "level" if ci else "level_of_few"
            levels.append(t(f"words.subgroups.{word}", level=named, value=unit, ci=ci))
    rates = outcome.variable == EFFECTIVE
    key = "by_odds" if how.ratio else "by_rates" if rates else "by_levels"
    return t(f"words.subgroups.{key}", column=name, levels=listing(t, levels), p=p)


def caption(result: Subgroups, variable: str, t: Translator, *, total: bool = True) -> str:
    """Caption of the forest: what the marks are, and by which model."""
    outcome = result.of(variable)
    of_kind = kind(result, outcome)
    given = [literal(labels.in_covariate(t, n)) for n in result.adjusted_for.get(variable, ())]
    return join(
        t,
        (
            t(
                f"caption.subgroups_{of_kind}",
                ci=format_row.ci_head(t, result.settings.level),
                outcome=literal(in_outcome(t, outcome, total=total)),
            ),
            t("caption.subgroups_given", names=listing(t, given)) if given else "",
            t("caption.subgroups_coupled") if coupled(result, outcome) else "",
            t("caption.ratios" if of_kind == "odds" else "caption.direction", **arms(result, t)),
        ),
    )


def range_caption(result: Subgroups, variable: str, t: Translator) -> str:
    """Caption of the effect over a column's range."""
    means = kind(result, result.of(variable)) == "means"
    key = "caption.over_range" if means else "caption.over_range_ratio"
    return t(key, ci=format_row.ci_head(t, result.settings.level))


def centres(response: Response, centre: str, t: Translator) -> str:
    """The rates compared within centres, then whether the difference varies between them."""
    at = {"visit": response.visit, "versus": centre}
    rd = response.get("mantel_haenszel_rd", EFFECTIVE, **at)
    test = response.get("cmh", EFFECTIVE, **at)
    apart = response.get(INTERACTION, EFFECTIVE, **at)
    crude = response.get("risk_difference", EFFECTIVE, visit=response.visit)
    if rd is None or rd.estimate is None:
        return t("words.centres.not_pooled", reason=reasons(t, rd))
    first = t(
        "words.centres.pooled",
        **arms(response, t),
        rate=literal(labels.rate_words(t, total=response.total)["rate"]),
        value=bold(t("words.points", n=format_number.points(rd.estimate))),
        inside=brackets(
            t, format_row.ci(t, rd, 1, scale=100), format_row.test(t, test) if test else ""
        ),
        crude=t("words.points", n=format_number.points(crude.estimate if crude else None)),
    )
    second = (
        t("words.centres.apart", p=format_row.p(t, apart.p))
        if apart is not None and apart.p is not None
        else t("words.centres.not_tested", reason=reasons(t, apart))
    )
    return join(t, (first, second))
