"""Sentences on several centres: what a centre would change, so that it can be added up."""

from __future__ import annotations

import json
from typing import Any

from aci_core.domain.study.filters import filters_from_json
from aci_core.federation.pooling import COMPARED, Difference
from aci_core.presentation.i18n import Translator, format_filter, format_plan, labels


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
