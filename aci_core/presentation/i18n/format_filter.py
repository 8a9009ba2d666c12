"""Text of filters and of the columns and levels that they name."""

from __future__ import annotations

from collections.abc import Sequence

from aci_core.domain.schema.visits import is_visit
from aci_core.domain.study.filters import (
    GRADE,
    Among,
    Between,
    Complete,
    Filter,
    Known,
    NamedSet,
    Patients,
    PickedElsewhere,
    format_ordinals,
)
from aci_core.presentation.i18n import labels
from aci_core.presentation.i18n.catalogue import Translator

_LONGEST = 60  # characters of a list of patients in a line


def column(t: Translator, name: str) -> str:
    """Name of a filter's column: ``NIHSS before treatment``."""
    if name == GRADE:
        return t("filter.grade")
    stem, _, visit = name.rpartition("_")
    if stem and is_visit(visit):
        return labels.at_visit(t, labels.measure(t, stem), visit)
    return labels.column(t, name)


def level(t: Translator, name: str, code: str) -> str:
    """Name of a level of that column."""
    if name == GRADE:
        return labels.grade(t, code)
    return labels.arm(t, code) if name == "arm" else labels.level(t, code)


def describe(t: Translator, one: Filter) -> str:
    """Text of a filter, for a line under a title; marked where it follows allocation.

    Examples
    --------
    >>> from aci_core.presentation.i18n import translator
    >>> en, zh = translator("en"), translator("zh")
    >>> describe(en, Between("age", 60, 80)), describe(en, Known("bi_m3"))
    ('Age 60 to 80 years', 'Barthel index at 3 months known (after allocation)')
    >>> describe(zh, Between("age", 60)), describe(zh, Between("ldl", high=2.5))
    ('年龄不低于60岁', '低密度脂蛋白胆固醇不高于2.5 mmol/L')
    """
    text = _condition(t, one)
    return t("filter.after_allocation", filter=text) if one.after_allocation else text


def _condition(t: Translator, one: Filter) -> str:
    match one:
        case NamedSet(_, name):
            return t(f"filter.{name}")
        case Between():
            return _between(t, one)
        case Among(name, levels):
            listed = t("words.list").join(level(t, name, code) for code in levels)
            return t("filter.among", column=column(t, name), list=listed)
        case Known(name):
            return t("filter.known", column=column(t, name))
        case Complete(_, visit):
            return t("filter.complete", visit=labels.in_visit(t, visit))
        case Patients(_, ordinals, left_out, _):
            return _patients(t, ordinals, left_out=left_out)
        case PickedElsewhere(_, n, left_out):
            key = "filter.left_out" if left_out else "filter.patients"
            return t(f"{key}_n", n=f"{n:,}") if n else t(f"{key}_few")
    return ""


def describe_all(t: Translator, filters: Sequence[Filter]) -> str:
    """Text of all filters in use."""
    listed = t("words.semicolon").join(describe(t, one) for one in filters)
    later = any(one.after_allocation for one in filters)
    return t("filter.only_later" if later else "filter.only", list=listed)


def _patients(t: Translator, ordinals: Sequence[int], *, left_out: bool) -> str:
    text = format_ordinals(ordinals)
    n = len(ordinals)
    key = "filter.left_out" if left_out else "filter.patients"
    # Of a long list, its length: the settings hold it in full.
    if len(text) > _LONGEST:
        return t(f"{key}_n", n=f"{n:,}")
    listed = t("words.list").join(text.replace("-", "–").split(","))
    return t(f"{key}_one" if n == 1 else key, list=listed)


def _between(t: Translator, one: Between) -> str:
    """Text of a range; the unit follows the last number."""
    key = "to" if one.low is None else "from" if one.high is None else "between"
    name, unit = column(t, one.column), ""
    if t.has(f"covariate.{one.column}"):
        name, unit = labels.name_and_unit(t, one.column)
    behind = f" {unit}" if unit[:1].isascii() and unit else unit
    low, high = number(one.low), number(one.high)
    if key == "from":
        low += behind
    else:
        high += behind
    return t(f"filter.{key}", column=name, low=low, high=high)


def number(value: float | None) -> str:
    """An end of a range, as it was asked for."""
    return "" if value is None else f"{value:g}"
