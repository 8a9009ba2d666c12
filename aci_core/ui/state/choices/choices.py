"""Choices of a visitor, and what they stand for: settings, a protocol. No Streamlit here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from aci_core.domain.errors import AciError
from aci_core.domain.study.criterion import DEFAULT_RULE
from aci_core.domain.study.filters import Filter
from aci_core.domain.study.protocol import DEFAULT as REPORTED
from aci_core.domain.study.protocol import LIMITS, PRODUCTS, Protocol, parse_cells, parse_weeks
from aci_core.domain.study.settings import RANDOMISED, SEED, Settings
from aci_core.efficacy import RECORDED, rule_named
from aci_core.presentation.i18n import LANGUAGES
from aci_core.ui.state.choices.choice import (
    Choice,
    Value,
    filters_of,
    filters_to_text,
    questions_of,
    questions_to_text,
)
from aci_core.ui.state.choices.plan_record import (
    deviations_of,
    deviations_to_text,
    lock_of,
    lock_to_text,
)

NONE = "none"
PARTED = (
    "data",
    "plan",
    "overview",
    "baseline",
    "outcomes",
    "response",
    "factors",
    "subgroups",
    "safety",
    "patient",
    "report",
    "centres",
)
AUTOMATIC = "auto"  # the visit by rule
ASKED = ("x", "y", "by", "chart")  # of the page Explore, as the parts of a `Question`


@lru_cache(maxsize=32)
def alpha_of(text: str) -> float:
    """Parse a level of significance.

    Raises
    ------
    AciError
        ``settings_alpha``.

    Examples
    --------
    >>> alpha_of("0.025"), alpha_of("5%")
    (0.025, 0.05)
    """
    try:
        percent = text.strip().endswith(("%", "\N{FULLWIDTH PERCENT SIGN}"))
        number = float(text.strip().rstrip("%\N{FULLWIDTH PERCENT SIGN}"))
    except ValueError:
        raise AciError("settings_alpha", alpha=text[:20]) from None
    return Settings(alpha=number / 100 if percent else number).alpha


def _code(name: str, *codes: str) -> Choice:
    return Choice(name, "code", codes[0], codes)


def _name(name: str, default: str = "") -> Choice:
    return Choice(name, "name", default)


def _typed(name: str, default: str = "") -> Choice:
    return Choice(name, "typed", default)


def _whole(name: str, default: int, low: int, high: int) -> Choice:
    return Choice(name, "whole", default, low=low, high=high)


def _weeks_text(weeks: Sequence[int]) -> str:
    return ", ".join(map(str, weeks))


def _cells_text(cells: float) -> str:
    """Format a number of cells as people type it.

    Examples
    --------
    >>> _cells_text(5e6)
    '5x10^6'
    """
    digits, _, power = f"{cells:e}".partition("e")
    return f"{float(digits):g}x10^{int(power)}"


def protocol_values(protocol: Protocol) -> dict[str, Value]:
    """Choices that stand for a protocol."""
    values: dict[str, Value] = {name: getattr(protocol, name) for name in LIMITS}
    for name in PRODUCTS:
        values[f"{name}_weeks"] = _weeks_text(protocol.product(name).weeks)
        values[f"{name}_cells"] = _cells_text(protocol.product(name).cells)
    return values


def protocol_of(values: Mapping[str, Value]) -> tuple[Protocol, tuple[str, ...]]:
    """Parse the choices of a protocol; also return those that could not be read.

    A choice that could not be read is as in the trial's report; a dose beyond the course's
    end makes the weeks of that product unreadable.
    """
    return _protocol(tuple(values.get(name) for name in PROTOCOL))


@lru_cache(maxsize=32)
def _protocol(chosen: tuple[Value | None, ...]) -> tuple[Protocol, tuple[str, ...]]:
    # Every page asks for it many times a run.
    values = dict(zip(PROTOCOL, chosen, strict=True))
    document: dict[str, object] = {}
    refused = []
    for name in LIMITS:
        own = BY_NAME[name]
        value = values.get(name)
        document[name] = value if isinstance(value, int) else own.default
    length = document["course_weeks"]
    for name in PRODUCTS:
        reported = REPORTED.product(name)
        weeks = parse_weeks(str(values.get(f"{name}_weeks", "")))
        if weeks is None or any(not 1 <= week <= length for week in weeks):  # type: ignore[operator]
            refused.append(f"{name}_weeks")
            weeks = tuple(week for week in reported.weeks if week <= length)  # type: ignore[operator]
        cells = parse_cells(str(values.get(f"{name}_cells", "")))
        if cells is None:
            refused.append(f"{name}_cells")
            cells = reported.cells
        document[name] = {"weeks": weeks, "cells": cells}
    return Protocol.from_json(document), tuple(refused)


def part_of(page: str) -> str:
    """Name of the choice of a page's opened part."""
    return f"more_{page}"


# One line a choice. The first code is the default.
CHOICES: tuple[Choice, ...] = (
    _code("lang", *LANGUAGES),
    _name("rule", "pct_90_46_18"),
    _code("level", "95", "90", "99"),
    _code("randomised", "unsaid", "yes", "no"),
    # The trial's plan. What a file answers itself, its answers are in `domain.plan.fitted`.
    _name("primary", NONE),
    Choice("secondary", "names", ()),
    _name("alpha", "0.05"),
    _name("response_visit", AUTOMATIC),
    Choice("covariates", "names", ()),
    _name("centre", NONE),
    Choice("subgroups", "names", ()),
    Choice("population", "filters", ""),
    _whole("seed", SEED, 0, 4_294_967_295),
    Choice("locked", "lock", ""),
    Choice("deviations", "deviations", ""),
    _typed("registration"),
    _name("measure"),
    _name("visit"),
    _name("factor"),
    _name("arm"),
    _name("event"),
    _name("table"),
    # Of the page Subgroups: the outcome, and columns that are looked at and not declared.
    _name("subgroup_outcome"),
    Choice("looked_at", "names", ()),
    # The part of each page that is opened: its own, as the browser keeps a widget by its name.
    *(_name(part_of(page)) for page in PARTED),
    _code("group", "all", "treatment", "control"),
    _code("scale", "percent", "count"),
    _code("columns", "doubtful", "all"),
    _code("grid", "all", "check"),
    # What is explored, and the figures of it that the report holds.
    *(_name(name) for name in ASKED),
    Choice("pins", "questions", ""),
    Choice("filters", "filters", ""),
    Choice("sets", "sets", ""),
    _name("question"),
    _name("method"),
    _name("find"),
    _whole("cut1", 90, 1, 100),
    _whole("cut2", 46, 1, 100),
    _whole("cut3", 18, 1, 100),
    # Whether a trial without doses in its file gave the trial's two kinds of cells.
    _code("cells", "no", "yes"),
    # The protocol's time-line: what the trial's report says, until a user says otherwise.
    *(_whole(name, getattr(REPORTED, name), *ends) for name, ends in LIMITS.items()),
    *(_typed(f"{name}_weeks", _weeks_text(REPORTED.product(name).weeks)) for name in PRODUCTS),
    *(_typed(f"{name}_cells", _cells_text(REPORTED.product(name).cells)) for name in PRODUCTS),
    _code("report_lang", "page", *LANGUAGES),
    _code("report_style", "generic", "chinese", "vancouver"),
    _code("baseline_tests", "no", "yes"),
    # Nothing stands for all, and for the formats chosen last.
    Choice("report_sections", "names", ()),
    Choice("report_formats", "names", ()),
    # A published table: filled in is what the trial's report prints, and nothing beyond it.
    _code("published", "counts", "rate", "grades", "means", "correlation"),
    _typed("events_t", "67/78"),
    _typed("events_c", "54/78"),
    _typed("rate_t", "85.9%"),
    _typed("rate_c", "69.2%"),
    _typed("events_p", "<0.05"),
    _typed("one_rate", "85.9%"),
    _typed("one_n", "78"),
    _typed("grades_t"),
    _typed("grades_c"),
    _typed("grades_p"),
    _typed("mean_t"),
    _typed("mean_c"),
    _typed("before_t"),
    _typed("before_c"),
    _typed("mean_p"),
    _typed("mean_stat"),
    _typed("mean_adjusted"),
    _code("mean_scale", "any", "nihss", "bi", "mrs"),
    _typed("r_value", "-0.388"),
    _typed("r_n", "156"),
    _typed("r_p", "<0.05"),
)
BY_NAME: Mapping[str, Choice] = {choice.name: choice for choice in CHOICES}
PROTOCOL: tuple[str, ...] = tuple(protocol_values(REPORTED))
# Of every analysis, beside the filters.
ANALYSED = (
    "rule",
    "level",
    "randomised",
    "primary",
    "secondary",
    "alpha",
    "response_visit",
    "covariates",
    "centre",
    "subgroups",
    "population",
    "seed",
    "baseline_tests",
)
RECORD = ("locked", "deviations")
# Of the plan, with its record: how one looks at results is not kept with a cohort.
_LOOKS = ("level", "baseline_tests")
KEPT = (
    *(name for name in ANALYSED if name not in _LOOKS), *PROTOCOL, *RECORD, "registration", "pins",
)  # fmt: skip


def from_settings(settings: Settings) -> dict[str, Value]:
    """Choices that stand for settings."""
    return {
        "rule": settings.rule,
        "level": f"{100 * settings.level:.0f}",
        "randomised": RANDOMISED[settings.randomised],
        "primary": settings.primary or NONE,
        "secondary": settings.secondary,
        "alpha": f"{settings.alpha:g}",
        "response_visit": settings.response_visit or AUTOMATIC,
        "covariates": settings.covariates,
        "centre": settings.centre or NONE,
        "subgroups": settings.subgroups,
        "population": filters_to_text(settings.population),
        "seed": settings.seed,
        "baseline_tests": "yes" if settings.baseline_tests else "no",
        "locked": lock_to_text(settings.locked),
        "deviations": deviations_to_text(settings.deviations),
        "registration": settings.registration or "",
        "pins": questions_to_text(settings.explored),
        "filters": filters_to_text(tuple(dict.fromkeys(settings.filters))),
        **protocol_values(settings.protocol),
    }


def to_settings(values: Mapping[str, Value], filters: tuple[Filter, ...] = ()) -> Settings:
    """Settings that the choices `ANALYSED` stand for: the inverse of `from_settings`.

    With those of `RECORD` where they are among the values.
    """
    return Settings(
        rule=_rule(str(values["rule"])),
        level=int(str(values["level"])) / 100,
        randomised=next(k for k, v in RANDOMISED.items() if v == values["randomised"]),
        primary=_named(values["primary"]),
        secondary=_names(values["secondary"]),
        alpha=_alpha(str(values["alpha"])),
        response_visit=_named(values["response_visit"]),
        covariates=_names(values["covariates"]),
        centre=_named(values["centre"]),
        subgroups=_names(values["subgroups"]),
        population=filters_of(str(values["population"])) if values["population"] else (),
        filters=filters,
        seed=int(str(values["seed"])),
        baseline_tests=values["baseline_tests"] == "yes",
        locked=lock_of(str(values.get("locked", ""))),
        deviations=deviations_of(str(values.get("deviations", ""))),
        registration=str(values.get("registration", "")).strip() or None,
        explored=questions_of(str(values.get("pins", ""))),
    )


def _named(value: Value) -> str | None:
    return None if value in ("", NONE, AUTOMATIC) else str(value)


def _names(value: Value) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, tuple) else ()


def _alpha(text: str) -> float:
    """Parse a link's level of significance; the default for junk."""
    try:
        return alpha_of(text)
    except AciError:
        return Settings().alpha


def _rule(text: str) -> str:
    """Parse a link's grading rule; the default for junk."""
    try:
        return RECORDED if text == RECORDED else rule_named(text).name
    except AciError:
        return DEFAULT_RULE


def read(query: Mapping[str, str], defaults: Mapping[str, Value]) -> dict[str, Value]:
    """Parse a URL's query into the value of every choice.

    Parameters
    ----------
    query : mapping of str to str
    defaults : mapping of str to Value
        Where the visitor's differ from the table's: the language of the browser.
    """
    values: dict[str, Value] = {}
    for choice in CHOICES:
        default = defaults.get(choice.name, choice.default)
        text = query.get(choice.name)
        # Junk, too, gives the visitor's own default.
        own = replace(choice, default=default)
        values[choice.name] = default if text is None else own.read(text)
    return values


def write(values: Mapping[str, Value], defaults: Mapping[str, Value]) -> dict[str, str]:
    """Format choices that are not default as a URL's query, in the order of the table.

    Examples
    --------
    >>> write({"level": "99", "rule": "pct_90_46_18"}, {})
    {'level': '99'}
    """
    query: dict[str, str] = {}
    for choice in CHOICES:
        value = values.get(choice.name)
        default = defaults.get(choice.name, choice.default)
        nothing = ("", ()) if choice.kind != "typed" else ()
        if value is not None and value not in (default, *nothing):
            query[choice.name] = choice.write(value)
    return query
