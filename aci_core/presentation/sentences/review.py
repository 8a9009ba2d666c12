"""What a reviewer will ask, in words: the question, and the sentence for the discussion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aci_core.domain.schema import PRE
from aci_core.presentation.i18n import (
    Translator,
    format_number,
    format_plan,
    format_row,
    labels,
)
from aci_core.presentation.i18n.markdown import literal
from aci_core.presentation.sentences.parts import brackets, capital, join, listing
from aci_core.summaries import EFFECTIVE

if TYPE_CHECKING:
    from aci_core.analyses.objection import Number, Objection
    from aci_core.analyses.response import Response


def question(objection: Objection, t: Translator) -> str:
    """The question that the objection is."""
    return t(f"review_ask.{objection.code}")


def item(objection: Objection, response: Response, t: Translator) -> str:
    """Question and sentence as one item of a list."""
    text = sentence(objection, response, t)
    return t("review.item", question=question(objection, t), sentence=text)


def sentence(objection: Objection, response: Response, t: Translator) -> str:
    """The sentence for the discussion, as an author who hides nothing would write it.

    Parameters
    ----------
    objection : Objection
    response : Response
        For the names of the arms and of the rate.
    t : Translator

    Returns
    -------
    str
        Markdown.
    """
    facts = {key: _fact(key, value) for key, value in objection.numbers.items()}
    facts |= _names(objection, response, t)
    if objection.code == "primary_not_analysed":
        facts["reason"] = _reason(objection, t)
    facts["treatment"], facts["control"] = (literal(labels.in_arm(t, arm)) for arm in response.arms)
    text = t(f"review_say.{objection.code}{_variant(objection)}", **facts)
    if objection.code == "losses" and facts["died"] != "0":
        text = join(t, (text, t("review_say.losses_died", died=facts["died"])))
    return capital(text) if t.language.lower_inside else text


def _variant(objection: Objection) -> str:
    """Which of the sentences of a code applies."""
    numbers = objection.numbers
    if objection.code == "not_randomised" and numbers["variable"] is None:
        return "_unknown"
    if objection.code == "plan_changed" and not numbers["keys"]:
        return "_unlisted"
    if objection.code == "not_registered" and numbers["locked"]:
        return "_locked"
    if objection.code == "one_subgroup" and objection.severity == "minor":
        return "_declared"
    if objection.code == "mechanism" and numbers["r"] is None:
        return "_alone"
    if objection.code == "mechanism" and numbers["r_visit"] == PRE:
        return "_before"
    if numbers.get("changed") == 1 and objection.code == "rule_chosen":
        return "_changed"
    if numbers.get("imputed"):
        return "_imputed"
    if numbers.get("stopped"):
        return "_stopped_column" if numbers["columns"] == 1 else "_stopped"
    if objection.code == "cells_not_read" and numbers["columns"] == 1:
        return "_one" if numbers["cells"] == 1 else "_column"
    if objection.code in ("harms_rare", "harms_none_seen") and numbers["n"] != numbers.get(
        "of", numbers["n"]
    ):
        return "_recorded"
    if objection.code == "limit_decides" and numbers["method"] != "ancova_log":
        return "_difference"
    return _by_question(objection) or _by_none(objection)


def _by_question(objection: Objection) -> str:
    """Which of the sentences applies to what the file's owner has not answered."""
    numbers = objection.numbers
    if objection.code == "fates_blank":
        return "_seen" if numbers["seen"] else ""
    if objection.code != "codes_counted":
        return ""
    if numbers["mean_with"] is None:
        return "_level"
    return "_column" if numbers["columns"] == 1 else ""


def _by_none(objection: Objection) -> str:
    """Which of the sentences applies by what there is none of."""
    numbers = objection.numbers
    if objection.code == "not_randomised":
        return "" if numbers["over"] else "_none"
    if objection.code == "baseline_p":
        return "" if numbers["below"] else "_none"
    if objection.code == "completers_only":
        return "_died" if numbers.get("died") else ""
    if objection.code == "losses" and not (numbers["treatment"] and numbers["control"]):
        return "_treatment" if numbers["treatment"] else "_control"
    return ""


def _fact(key: str, value: Number) -> str:
    """A number as a sentence has it."""
    if isinstance(value, str) or value is None:
        return literal(value or "")
    if key in ("share", "upper"):
        return format_number.percent(value)
    if key in ("p", "changed"):
        return format_number.p_value(value)
    if key in ("smd", "r", "mean_with", "mean_without"):
        return format_number.number(value)
    if key in ("expected", "followup_weeks"):
        return format_number.number(value, 0 if value == round(value) else 1)
    return format_number.whole(value)


def _names(  # noqa: PLR0912 - a case a code
    objection: Objection, response: Response, t: Translator
) -> dict[str, str]:
    """Names of outcomes, visits, rules and parts of the plan; counts of the arms."""
    numbers = objection.numbers
    names: dict[str, str] = {}
    variable, visit = numbers.get("variable"), numbers.get("visit")
    if objection.code == "not_randomised" and isinstance(variable, str):
        names["variable"] = literal(labels.in_column(t, variable))
    elif isinstance(variable, str):
        names["variable"] = _outcome(t, response, variable, visit)
    if objection.code == "visit_chosen":
        names["measure"] = literal(labels.in_measure(t, str(numbers["measure"])))
    if objection.code == "fates_blank":
        names["event"] = literal(labels.variable(t, str(numbers["event"])))
    if objection.code in ("visit_chosen", "response_visit_changed", "fates_blank"):
        names["visit"] = _visit(t, visit)
    if objection.code == "mechanism":
        names["visit"] = _visit(t, numbers["r_visit"])
        method = numbers.get("r_method") or "pearson"
        names["coefficient"] = t(f"review.coefficient_{method}")
    if objection.code in ("limit_decides", "methods_disagree"):
        names |= _by_method(objection, t)
    if objection.code == "rule_chosen":
        names["rule"] = literal(labels.rule(t, str(numbers["rule"])))
    if objection.code == "losses":
        names |= _lost(objection)
    if objection.code == "not_randomised":
        names["by_chance"], names["inside"] = _chance(objection, t)
    if objection.code == "not_registered":
        names["locked"] = str(numbers["locked"])  # a date of ours
    if objection.code == "plan_locked_after_results":
        names["locked"] = format_plan.time(t, str(numbers["locked"]))
    if objection.code == "plan_changed":
        names["when"] = _when(objection, t)
        keys = (t.name("review_key", key) for key in str(numbers["keys"]).split())
        names["list"] = listing(t, keys)
    if objection.code == "not_examined":
        names["list"] = listing(t, (t(f"review_cause.{c}") for c in str(numbers["what"]).split()))
    if objection.code == "hangs_on_cut":
        kind = str(numbers["kind"])
        for key in ("what", "chosen"):
            cut = format_number.as_written(_number(numbers[key]))
            names[key] = t(f"review.{kind}", n=cut)
    return names


def _by_method(objection: Objection, t: Translator) -> dict[str, str]:
    """Names of the methods that differ, and the estimate with the value and without it."""
    numbers = objection.numbers
    named = {key: t(f"way.{numbers[key]}") for key in ("method", "other") if numbers.get(key)}
    values = {
        key: format_number.number(_number(numbers[key]))
        for key in ("value", "changed_value")
        if key in numbers
    }
    return named | values


def _lost(objection: Objection) -> dict[str, str]:
    """Counts of the arms, and of the dead of both."""
    numbers = objection.numbers
    keys = {
        "lost_t": ("treatment",),
        "lost_c": ("control",),
        "nt": ("n_treatment",),
        "nc": ("n_control",),
        "died": ("died_treatment", "died_control"),
    }
    return {
        name: format_number.whole(sum(_number(numbers.get(key)) for key in of))
        for name, of in keys.items()
    }


def _when(objection: Objection, t: Translator) -> str:
    """When the plan was changed: after results, or not known; else before them."""
    counts = {
        name: _number(objection.numbers[key])
        for name, key in (("after", "after_results"), ("unknown", "unknown"))
    }
    clauses = [
        t(f"review_when.{name}", n=format_number.whole(n)) for name, n in counts.items() if n
    ]
    return "".join(clauses) or t("review_when.before")


def _chance(objection: Objection, t: Translator) -> tuple[str, str]:
    """What chance alone gives of differences, and the largest with its percentile under it."""
    numbers = objection.numbers
    expected, percentile = numbers.get("expected"), numbers.get("percentile")
    inside = format_number.number(_number(numbers["smd"]))
    if isinstance(percentile, int | float):
        place = t("words.baseline.percentile", p=format_number.percentile(percentile))
        inside = brackets(t, inside, place)
    if not isinstance(expected, int | float):
        return "", inside
    return t("review.by_chance", n=format_number.number(expected, 1)), inside


def _reason(objection: Objection, t: Translator) -> str:
    """Why the primary outcome could not be analysed."""
    code, cells = str(objection.numbers["reason"]), _number(objection.numbers["cells"])
    if code == "stopped" and cells:
        return t("review_reason.unread", n=format_number.whole(cells))
    if t.has(f"review_reason.{code}"):
        return t(f"review_reason.{code}")
    return format_row.note(t, code, str(objection.numbers["method"]))


def _number(value: Number) -> float:
    return value if isinstance(value, int | float) else 0.0


def _visit(t: Translator, visit: Number) -> str:
    return labels.in_visit(t, visit) if isinstance(visit, str) else ""


def _outcome(t: Translator, response: Response, variable: str, visit: Number) -> str:
    """An outcome with its visit, where it has one."""
    responders = variable == EFFECTIVE and not response.total
    key = f"review_outcome.{'responders' if responders else variable}"
    name = t(key) if t.has(key) else literal(labels.in_measure(t, variable))
    if not isinstance(visit, str):
        return name
    return t("review.at", variable=name, visit=labels.in_visit(t, visit))
