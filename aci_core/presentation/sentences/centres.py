"""Sentences on several centres: the pooled trial, and what a centre would change to be in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aci_core.analyses.centre_effects import SHARE, WITHOUT, CentreEffects
from aci_core.analyses.plan import Endpoint
from aci_core.analyses.result import Result, Row
from aci_core.analyses.subgroup_rows import HETEROGENEITY, INTERACTION
from aci_core.domain.study.filters import filters_from_json
from aci_core.federation.pooled_study import PooledStudy
from aci_core.federation.pooling import COMPARED, Difference
from aci_core.presentation.i18n import (
    Translator,
    format_filter,
    format_number,
    format_plan,
    format_row,
    labels,
)
from aci_core.presentation.i18n.markdown import bold, literal
from aci_core.presentation.sentences.parts import arms, brackets, join, listing, reasons
from aci_core.presentation.subgroup_names import in_outcome, kind, printed


def difference(one: Difference, t: Translator) -> str:
    """What differs at a centre, from what, and what to do about it.

    Text of the files stands in it as they wrote it.
    """
    theirs, others = (_value(t, one.part, text) for text in (one.theirs, one.others))
    facts = {"centre": one.centre, "theirs": theirs, "others": others}
    if one.part in COMPARED:
        return t("differ.plan", what=t(f"plan_key.{one.part}"), **facts)
    name = labels.measure(t, one.what) if one.part in ("unit", "visits", "measure") else one.what
    return t(f"differ.{one.part}", what=name, **facts)


def _value(t: Translator, part: str, text: str) -> str:
    """A value in words."""
    if part in COMPARED:
        return format_plan.recorded_answer(t, part, text)
    value: Any = json.loads(text)
    listed = t("words.list").join
    match part:
        case "visits":
            return listed(labels.visit(t, visit) for visit in value)
        case "arms":
            return listed(value)
        case "unit":
            return t.name("unit", value)
        case "judged":
            return listed(format_plan.outcome(t, name) for name in value) or t("plan.none")
        case "filters":
            described = listed(format_filter.describe(t, one) for one in filters_from_json(value))
            return described or t("plan.none")
        case "level":
            return t("differ.percent", n=f"{100 * value:g}")
        case "grading":
            rule, visit, _ = value
            return labels.outcome_at(t, labels.rule(t, rule), visit)
    return str(value)


def finding(result: CentreEffects, t: Translator) -> tuple[str, ...]:
    """The effect given the centre, whether it differs between centres, and without one of them."""
    if not result.outcomes:
        return (t("words.several.no_primary"),)
    [outcome] = result.outcomes
    whole = result.overall(outcome)
    if whole is None or whole.estimate is None:
        return (t("words.several.no_effect", reason=reasons(t, whole)),)
    how = printed(result, outcome)
    first = t(
        "words.several.effect_ratio" if how.ratio else "words.several.effect",
        outcome=literal(in_outcome(t, outcome)),
        **arms(result, t),
        value=bold(format_number.number(whole.estimate, how.digits)),
        inside=brackets(t, format_row.ci(t, whole, how.digits), format_row.test(t, whole)),
        n=format_number.whole(whole.total),
        k=len(result.centres),
    )
    return tuple(
        filter(None, (first, heterogeneity(result, outcome, t), without(result, outcome, t)))
    )


def heterogeneity(result: CentreEffects, outcome: Endpoint, t: Translator) -> str:
    """How much of the spread between centres is more than chance, and its tests."""
    share, q = (result.row(method, outcome) for method in (SHARE, HETEROGENEITY))
    if share is None or share.estimate is None or q is None:
        return t("words.several.not_apart", reason=reasons(t, q))
    crossed = result.row(INTERACTION, outcome)
    p = format_row.p(t, crossed.p) if crossed is not None and crossed.p is not None else ""
    ci = share_ci(share, t)
    return t(
        "words.several.apart_by",
        share=bold(format_number.percent(share.estimate, 0)),
        inside=brackets(t, ci, format_row.test(t, q)),
        crossed=t("words.several.crossed", p=p) if p else "",
    )


def share_ci(share: Row, t: Translator) -> str:
    """The interval of I2 in percent; empty where it has none."""
    if share.ci_low is None:
        return ""
    low, high = (format_number.percent(end, 0) for end in (share.ci_low, share.ci_high))
    return t("words.several.share_ci", ci=format_row.ci_head(t, share.ci_level), low=low, high=high)


def without(result: CentreEffects, outcome: Endpoint, t: Translator) -> str:
    """Between which values the effect lies with one centre left out."""
    rows = [result.row(WITHOUT, outcome, centre) for centre in result.centres]
    known = [row for row in rows if row is not None and row.estimate is not None]
    if len(known) < 2 or len(result.centres) < 3:
        return ""
    how = printed(result, outcome)
    ends = (min(known, key=_effect), max(known, key=_effect))
    (low, of_low), (high, of_high) = (
        (format_number.number(row.estimate, how.digits), literal(row.level or "")) for row in ends
    )
    return t("words.several.without", low=low, of_low=of_low, high=high, of_high=of_high)


def _effect(row: Row) -> float:
    return row.estimate or 0.0


def changed(before: PooledStudy | None, now: PooledStudy, t: Translator) -> str:
    """Which centres came and went since then, and the effect then and now; empty for none."""
    if before is None or before.digest == now.digest:
        return ""
    then, here = ({one.centre: one for one in study.centres} for study in (before, now))
    parts = [
        t(f"words.several.{key}", centres=listing(t, map(literal, names)))
        for key, names in (
            ("came", [name for name in here if name not in then]),
            ("went", [name for name in then if name not in here]),
            ("anew", [n for n in here if n in then and here[n].n != then[n].n]),
        )
        if names
    ]
    effects = [_overall(study, t) for study in (before, now)]
    if all(effects):
        parts.append(t("words.several.moved", before=effects[0], now=effects[1]))
    return t("words.several.changed", list=t("words.semicolon").join(parts)) if parts else ""


def _overall(study: PooledStudy, t: Translator) -> str:
    """The effect in all, with its interval and n; empty without one."""
    result = study.effects
    if not result.outcomes:
        return ""
    [outcome] = result.outcomes
    row, how = result.overall(outcome), printed(result, outcome)
    if row is None or row.estimate is None:
        return ""
    value = format_number.number(row.estimate, how.digits)
    size = t("words.n", n=format_number.whole(row.total))
    inside = brackets(t, format_row.ci(t, row, how.digits), size)
    return t("words.several.value", value=value, inside=inside)


def caption(result: CentreEffects, t: Translator) -> str:
    """Caption of the forest: what the marks are, and by which model."""
    [outcome] = result.outcomes
    return join(
        t,
        (
            t(
                f"caption.centres_{kind(result, outcome)}",
                ci=format_row.ci_head(t, result.settings.level),
                outcome=literal(in_outcome(t, outcome)),
            ),
            t(
                "caption.ratios" if result.ratio(outcome) else "caption.direction",
                **arms(result, t),
            ),
        ),
    )


def only_at(measures: Mapping[str, Sequence[str]], t: Translator) -> str:
    """Measures that not all centres take, with those that do."""
    listed = [
        t(
            "words.several.only_one",
            measure=literal(labels.in_measure(t, name)),
            centres=listing(t, map(literal, centres)),
        )
        for name, centres in measures.items()
    ]
    return t("words.several.only_at", list=t("words.semicolon").join(listed)) if listed else ""


def kept_response(centres: Sequence[str], t: Translator) -> str:
    """Centres whose response did not leave them; empty where all did."""
    names = listing(t, map(literal, centres))
    return t("words.several.kept_response", centres=names) if centres else ""


def cannot(results: Iterable[Result], t: Translator) -> str:
    """Methods of which no number was made, since they need patients; empty for none."""
    needing: dict[str, bool] = {}
    for result in results:
        for row in result.rows:
            needs = "needs_patients" in row.notes
            needing[row.method] = needing.get(row.method, True) and needs
    names = [literal(labels.method(t, one)) for one, needs in needing.items() if needs]
    return t("words.several.cannot", list=listing(t, dict.fromkeys(names))) if names else ""
