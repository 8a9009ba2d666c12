"""What a reviewer will ask, in words: the question, and the sentence for the discussion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aci_core.domain.schema import PRE
from aci_core.presentation.i18n import Translator, format_number, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.presentation.sentences.parts import capital, listing
from aci_core.summaries import EFFECTIVE

if TYPE_CHECKING:
    from aci_core.analyses.response import Response
    from aci_core.analyses.review import Number, Objection


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
    facts["treatment"], facts["control"] = (literal(labels.in_arm(t, arm)) for arm in response.arms)
    text = t(f"review_say.{objection.code}{_variant(objection)}", **facts)
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
    if numbers.get("changed") == 1 and objection.code in ("visit_chosen", "rule_chosen"):
        return "_changed"
    if numbers.get("stopped"):
        return "_stopped"
    if objection.code == "cells_not_read" and numbers["columns"] == 1:
        return "_one" if numbers["cells"] == 1 else "_column"
    return ""


def _fact(key: str, value: Number) -> str:
    """A number as a sentence has it."""
    if isinstance(value, str) or value is None:
        return literal(value or "")
    if key in ("share", "upper"):
        return format_number.percent(value)
    if key in ("p", "changed"):
        return format_number.p_value(value)
    if key in ("smd", "r"):
        return format_number.number(value)
    if key in ("expected", "followup_weeks"):
        return format_number.number(value, 0 if value == round(value) else 1)
    return format_number.whole(value)


def _names(objection: Objection, response: Response, t: Translator) -> dict[str, str]:
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
        names["visit"] = _visit(t, visit)
    if objection.code == "mechanism":
        names["visit"] = _visit(t, numbers["r_visit"])
        method = numbers.get("r_method") or "pearson"
        names["coefficient"] = t(f"review.coefficient_{method}")
    if objection.code == "rule_chosen":
        names["rule"] = literal(labels.rule(t, str(numbers["rule"])))
    if objection.code == "losses":
        names |= {
            "lost_t": format_number.whole(_number(numbers["treatment"])),
            "lost_c": format_number.whole(_number(numbers["control"])),
            "nt": format_number.whole(_number(numbers["n_treatment"])),
            "nc": format_number.whole(_number(numbers["n_control"])),
        }
    if objection.code == "not_registered":
        names["locked"] = str(numbers["locked"])  # a date of ours
    if objection.code == "plan_changed":
        keys = (t.name("review_key", key) for key in str(numbers["keys"]).split())
        names["list"] = listing(t, keys)
        names["after"] = format_number.whole(_number(numbers["after_results"]))
    if objection.code == "not_examined":
        names["list"] = listing(t, (t(f"review_cause.{c}") for c in str(numbers["what"]).split()))
    if objection.code == "hangs_on_cut":
        kind = str(numbers["kind"])
        for key in ("what", "chosen"):
            cut = format_number.as_written(_number(numbers[key]))
            names[key] = t(f"review.{kind}", n=cut)
    return names


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
