"""Text of the trial's plan: its outcomes, and the answer to each of its questions."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aci_core.domain.errors import AciError
from aci_core.domain.schema.visits import is_visit
from aci_core.domain.study.filters import filters_from_json
from aci_core.domain.study.settings import RANDOMISED
from aci_core.presentation.i18n import format_filter, labels
from aci_core.presentation.i18n.catalogue import Translator


def outcome(t: Translator, name: str) -> str:
    """An outcome of the plan: ``NIHSS, 3 months``.

    What the rate of the response is called follows from the rule; here the rule is still asked.

    Examples
    --------
    >>> from aci_core.presentation.i18n import translator
    >>> outcome(translator("en"), "nihss_m3"), outcome(translator("zh"), "effective")
    ('NIHSS, 3 months', '疗效（有效或无效）')
    """
    if t.has(f"plan_outcome.{name}"):
        return t(f"plan_outcome.{name}")
    stem, _, visit = name.rpartition("_")
    if stem and is_visit(visit):
        return t("primary.at", measure=labels.measure(t, stem), visit=labels.visit(t, visit))
    return labels.measure(t, name)


def column(t: Translator, name: str) -> str:
    """A column of the plan, without its unit.

    Examples
    --------
    >>> from aci_core.presentation.i18n import translator
    >>> column(translator("en"), "age"), column(translator("en"), "nihss_pre")
    ('Age', 'NIHSS before treatment')
    """
    if t.has(f"covariate.{name}"):
        return labels.name_and_unit(t, name)[0]
    return format_filter.column(t, name)


def answer(t: Translator, key: str, value: object) -> str:
    """The answer to a question of the plan.

    Parameters
    ----------
    t : Translator
    key : str
        One of `settings.PLAN`.
    value : object
        As in `Settings.plan`.

    Examples
    --------
    >>> from aci_core.presentation.i18n import translator
    >>> t = translator("en")
    >>> answer(t, "randomised", True), answer(t, "primary", None)
    ('Yes', 'None named')
    """
    make = _ANSWERS.get(key)
    return make(t, value) if make else str(value)


def recorded_answer(t: Translator, key: str, text: str, usual: str | None = None) -> str:
    """The answer that a deviation holds as JSON; its text where it is none.

    Parameters
    ----------
    t : Translator
    key : str
    text : str
    usual : str, optional
        The visit that the rule gives where the plan names none for the response.
    """
    if key == "response_visit" and text == "null" and usual:
        return t("plan.automatic_visit", visit=labels.visit(t, usual))
    try:
        return answer(t, key, json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, AciError):
        return text  # written by hand


def time(t: Translator, text: str) -> str:
    """A time of the record: ``2025-09-17 08:00 UTC``."""
    return t("plan.time", day=text[:10], time=text[11:16])


def _listed(t: Translator, names: Sequence[Any], name_of: Callable[[Translator, str], str]) -> str:
    return t("words.list").join(name_of(t, str(name)) for name in names) or t("plan.none")


def _column(t: Translator, name: Any) -> str:
    return column(t, str(name)) if name else t("plan.none")


def _columns(t: Translator, names: Any) -> str:
    return _listed(t, names, column)


def covariates(t: Translator, names: Sequence[str]) -> str:
    """What outcomes are adjusted for: by rule where the plan names nothing, never nothing.

    Examples
    --------
    >>> from aci_core.presentation.i18n import translator
    >>> covariates(translator("en"), ["age"])
    'Age; a score for its own value before treatment too'
    """
    if not names:
        return t("plan.covariates_by_rule")
    return t("plan.covariates_named", names=_columns(t, names))


def _visit(t: Translator, name: Any) -> str:
    return labels.visit(t, str(name)) if name else t("plan.automatic")


def _population(t: Translator, filters: Any) -> str:
    described = [format_filter.describe(t, one) for one in filters_from_json(filters)]
    return t("words.semicolon").join(described) or t("plan.none")


_ANSWERS: Mapping[str, Callable[[Translator, Any], str]] = {
    "randomised": lambda t, value: t(f"choice_randomised.{RANDOMISED[value]}"),
    "primary": lambda t, name: outcome(t, str(name or "none")),
    "secondary": lambda t, names: _listed(t, names, outcome),
    "rule": lambda t, name: labels.rule(t, str(name)),
    "response_visit": _visit,
    "covariates": lambda t, names: _columns(t, names) if names else covariates(t, ()),
    "centre": _column,
    "subgroups": _columns,
    "population": _population,
    "protocol": lambda t, plan: t("plan.protocol_own" if plan else "plan.protocol_published"),
}
