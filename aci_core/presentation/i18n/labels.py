"""Names of arms, visits, measures, columns, levels and methods in the reader's language.

Where the catalogue has none, the name of the file stays.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import TYPE_CHECKING

from aci_core.domain.schema import (
    BEFORE,
    ENDPOINT,
    EVENT_ATTRIBUTES,
    EXPOSURE,
    MEASURES,
    Column,
    Role,
)
from aci_core.domain.schema.visits import is_visit
from aci_core.presentation.i18n import format_number
from aci_core.presentation.i18n.catalogue import Translator

if TYPE_CHECKING:
    from aci_core.domain.cohort import Cohort, Issue

# Abbreviations that a lower-case name would hide.
_SHORT = {w.lower(): w for w in ("CT", "MRI", "BP", "AF", "ECG", "LDL", "HDL", "BMI", "ICU", "CRP")}
# A covariate's unit: ``Age, years``, ``年龄（岁）``.
_UNIT = re.compile(r", [^,]+$|（[^（]+）$")
_PREMORBID = "premorbid_"  # before a known measure
_EVENT = "ae_"  # before the term of an event's column
_TIMED = re.compile(r"([dwmy])(\d{1,4})")


def arm(t: Translator, label: str) -> str:
    """An arm as a heading; a label of the file's own is kept."""
    return _arm(t, label, "arm")


def in_arm(t: Translator, label: str) -> str:
    """An arm inside a sentence."""
    return _arm(t, label, "in_arm")


def of_cohort(t: Translator, cohort: Cohort) -> Translator:
    """The translator with the cohort's own words: names of arms, and events as the file has them.

    They are names, which no language translates; keys and labels of the JSON stay.
    """
    return t.with_own(own_words(t, cohort))


def own_words(t: Translator, cohort: Cohort) -> dict[str, str]:
    """The cohort's own words by the key of the catalogue whose place they take."""
    own = {f"event.{term}": word for term, word in cohort.event_words.items()}
    own |= {f"measure.{stem}": word for stem, word in cohort.measure_words.items()}
    own |= {
        f"covariate.{c.name}": t("table.before_treatment", event=c.label)
        for c in cohort.columns
        if c.name.startswith(BEFORE) and c.label
    }
    for label, name in cohort.arm_names.items():
        own |= {_arm_key("arm", label): name, _arm_key("in_arm", label): name}
    return own


def _arm_key(section: str, label: str) -> str:
    return f"{section}.{label.strip().lower()}"


def _arm(t: Translator, label: str, section: str) -> str:
    key = _arm_key(section, label)
    if t.has(key):
        return t(key)
    if section == "arm":
        label = heading(label)
    ending = t("arm_ending.text")
    # Chinese names an arm with the word for it, which a Chinese label has already.
    return label if label.endswith(ending) else label + ending


def heading(label: str) -> str:
    """A label as a heading: a capital, where no letter of it is one already.

    Examples
    --------
    >>> heading("no aspirin"), heading("rt-PA"), heading("对照组")
    ('No aspirin', 'rt-PA', '对照组')
    """
    first = label.partition(" ")[0]
    plain = label.islower() and first.isascii() and first.isalpha() and len(first) > 1
    return label[:1].upper() + label[1:] if plain else label


def visit(t: Translator, name: str) -> str:
    """A visit as a heading."""
    if t.has(f"visit.{name}"):
        return t(f"visit.{name}")
    return _timed(t, name, "visit_form")


def in_visit(t: Translator, name: str) -> str:
    """A visit inside a sentence: ``after treatment``, ``at month 3``."""
    return _timed(t, name, "in_visit")


def _timed(t: Translator, name: str, section: str) -> str:
    if t.has(f"{section}.{name}"):
        return t(f"{section}.{name}")
    match = _TIMED.fullmatch(name)
    return t(f"{section}.{match[1]}", n=match[2]) if match else name


def visit_inside(t: Translator, name: str) -> str:
    """A visit after a name: ``3 months``, ``after treatment``."""
    return _inside(t, visit(t, name))


def outcome_at(t: Translator, label: str, visit: str | None) -> str:
    """A label that names its visit: ``NIHSS (points), 3 months``."""
    return t("table.outcome_at", name=label, visit=visit_inside(t, visit)) if visit else label


def at_visit(t: Translator, label: str, visit: str | None) -> str:
    """A label with its visit, where it has one: ``NIHSS after treatment``."""
    return t("table.at_visit", name=label, visit=in_visit(t, visit)) if visit else label


def measure(t: Translator, name: str) -> str:
    """A measure as a heading."""
    return t.name("measure", name)


def in_measure(t: Translator, name: str) -> str:
    """A measure inside a sentence."""
    return t.name("in_measure", name) if t.has(f"in_measure.{name}") else measure(t, name)


def unit(t: Translator, name: str) -> str:
    """The unit of a measure, empty where it has none worth printing."""
    known = MEASURES.get(name)
    if known is None or known.unit == "score":
        return ""
    return t.name("unit", known.unit)


def in_unit(t: Translator, name: str) -> str:
    """The unit of a measure after a number in a sentence."""
    known = MEASURES.get(name)
    if known is not None and t.has(f"in_unit.{known.unit}"):
        return t(f"in_unit.{known.unit}")
    return unit(t, name)


def with_unit(t: Translator, name: str) -> str:
    """A measure with its unit, for a heading."""
    unit_text = unit(t, name)
    return (
        t("table.with_unit", name=measure(t, name), unit=unit_text)
        if unit_text
        else measure(t, name)
    )


def factor(t: Translator, name: str, measures: Container[str]) -> str:
    """A factor as a heading: a measure, or a characteristic before treatment without its unit.

    `measures` are those of the result: any other name is a column's.
    """
    if name in measures:
        return measure(t, name)
    stem, _, at = name.rpartition("_")
    if stem and is_visit(at):
        return at_visit(t, measure(t, stem), at)
    return name_and_unit(t, name)[0]


def factor_with_unit(t: Translator, name: str, measures: Container[str]) -> str:
    """A factor with its unit, for a heading."""
    if name in measures:
        return with_unit(t, name)
    stem, _, at = name.rpartition("_")
    if not (stem and is_visit(at)):
        return column(t, name)
    unit_text = unit(t, stem)
    text = factor(t, name, measures)
    return t("table.with_unit", name=text, unit=unit_text) if unit_text else text


def in_factor(t: Translator, name: str, measures: Container[str]) -> str:
    """A factor inside a sentence."""
    if name in measures:
        return in_measure(t, name)
    stem, _, at = name.rpartition("_")
    if stem and is_visit(at):
        return at_visit(t, in_measure(t, stem), at)
    return in_column(t, name)


def column(t: Translator, name: str) -> str:
    """A column: a covariate, or a measure at a visit."""
    for section in ("covariate", "column"):
        if t.has(f"{section}.{name}"):
            return t(f"{section}.{name}")
    if name.startswith(_EVENT) and name != _EVENT:
        return _event(t, name.removeprefix(_EVENT))
    if name.startswith(ENDPOINT):
        return _of_file(name.removeprefix(ENDPOINT))
    if name.startswith(BEFORE) and t.has(f"event.{name.removeprefix(BEFORE)}"):
        return t("table.before_treatment", event=t(f"event.{name.removeprefix(BEFORE)}"))
    if name.startswith(_PREMORBID) and name.removeprefix(_PREMORBID) in MEASURES:
        return t("table.premorbid", measure=measure(t, name.removeprefix(_PREMORBID)))
    stem, _, at = name.rpartition("_")
    if stem and is_visit(at):
        return with_unit(t, stem)
    return _of_file(name.removeprefix(EXPOSURE))


def _of_file(name: str) -> str:
    """The file's own name of a column; an underscore stands for a blank."""
    words = heading(name.replace("_", " ")).split()
    return " ".join(_SHORT.get(word.lower(), word) for word in words)


def _event(t: Translator, term: str) -> str:
    """An event, or an attribute of one: ``Fever: severity``."""
    name, _, attribute = term.rpartition("_")
    if name and attribute in EVENT_ATTRIBUTES and not t.has(f"event.{term}"):
        return event_attribute(t, name, attribute)
    return variable(t, term)


def is_attribute(name: str) -> bool:
    """Whether a canonical name is that of an attribute of an event."""
    return name.startswith(_EVENT) and name.rpartition("_")[2] in EVENT_ATTRIBUTES


def event_attribute(t: Translator, term: str, attribute: str) -> str:
    """An attribute of an event: ``Fever: severity``."""
    inside = t.name("event_attribute", attribute)
    return t("table.event_attribute", event=variable(t, term), attribute=inside)


def in_column(t: Translator, name: str) -> str:
    """A column inside a sentence: without its unit and its capital."""
    if name.startswith(ENDPOINT):
        return _inside(t, column(t, name))
    stem, _, at = name.rpartition("_")
    if stem and is_visit(at):
        return in_measure(t, stem)
    key = f"covariate.{name}"
    if not t.has(key):
        return in_variable(t, name)
    return _inside(t, _UNIT.sub("", t(key)))


def in_covariate(t: Translator, name: str) -> str:
    """A covariate inside a sentence: ``age``, ``NIHSS before treatment``."""
    stem, _, at = name.rpartition("_")
    return at_visit(t, in_column(t, name), at) if stem and is_visit(at) else in_column(t, name)


def name_and_unit(t: Translator, name: str) -> tuple[str, str]:
    """Name and unit of a known characteristic: ``Age`` and ``years``."""
    text = column(t, name)
    unit = _UNIT.search(text)
    return (text[: unit.start()], unit[0].strip(", （）")) if unit else (text, "")


def step(t: Translator, name: str, size: float) -> str:
    """A step of a continuous column, with its unit: ``10 years``; a unit where it is one."""
    if size == 1.0:
        return t("table.one_unit")
    stem, _, at = name.rpartition("_")
    if t.has(f"in_unit.{name}"):
        unit_text = t(f"in_unit.{name}")
    else:
        unit_text = in_unit(t, stem) if stem and is_visit(at) else name_and_unit(t, name)[1]
    number = format_number.as_written(size)
    return t("table.step", n=number, unit=unit_text) if unit_text else number


def header(t: Translator, column: Column, issues: Iterable[Issue] = ()) -> str:
    """A column's header; of an event that a column of the file lists, its word and that column."""
    code = f"{_EVENT}{column.stem}"
    if column.role is not Role.EVENT or column.header != code:
        return column.header or column.name
    source = next(
        (
            issue.column
            for issue in issues
            if issue.code == "events_listed"
            and column.stem in str(dict(issue.facts)["events"]).split(", ")
        ),
        None,
    )
    word = column.label or variable(t, column.stem)
    if source:
        return t("table.event_listed", event=word, column=source)
    return column.label or column.header


def variable(t: Translator, name: str) -> str:
    """A variable of a Result: a measure, an event, a column."""
    for section in ("variable", "measure", "event"):
        if t.has(f"{section}.{name}"):
            return t(f"{section}.{name}")
    return column(t, name)


def in_variable(t: Translator, name: str) -> str:
    """An event inside a sentence; a name that the file wrote stays as it is."""
    text = variable(t, name)
    return text if text == name else _inside(t, text)


def _inside(t: Translator, text: str) -> str:
    """Without its capital, where the language sets none and it is no abbreviation."""
    if not t.language.lower_inside or text[1:2].isupper():
        return text
    return text[:1].lower() + text[1:]


def level(t: Translator, name: str) -> str:
    """A level of a category."""
    return _known(t, "level", name)


def rate_words(t: Translator, *, total: bool) -> dict[str, str]:
    """What the rate of a rule is called, and who counts in it: as facts of a sentence.

    Parameters
    ----------
    t : Translator
    total : bool
        As `Response.total`: several grades, whose rate is the total effective one.
    """
    kind = "total" if total else "responders"
    inside = t("words.response.total_effective" if total else "words.response.responders")
    parts = ("grades", "event", "case", "failed")
    return {"rate": inside, **{part: t(f"rate.{kind}_{part}") for part in parts}}


def rate(t: Translator, *, total: bool) -> str:
    """The rate of a rule as a heading: ``Total effective rate``, ``Responder rate``."""
    return t("rate.total" if total else "rate.responders")


def grade(t: Translator, name: str) -> str:
    """A grade of response."""
    return _known(t, "grade", name)


def _known(t: Translator, section: str, name: str) -> str:
    return t.name(section, name) if t.has(f"{section}.{name}") else heading(name)


def reason(t: Translator, name: str, visit: str | None = None) -> str:
    """Reason why a patient has no grade at a visit, that after treatment if left out."""
    if name == "missing_post" and visit not in (None, "post"):
        return t("reason.missing_at", visit=in_visit(t, str(visit)))
    return t.name("reason", name)


def rule(t: Translator, name: str) -> str:
    """A grading rule; typed cuts are printed as typed."""
    if t.has(f"rule.{name}"):
        return t(f"rule.{name}")
    return t("rule_typed.text", cuts=" / ".join(part.strip() for part in name.split(",")))


def responder(t: Translator, rule: str) -> str:
    """A responder by a published rule; in a shared file of another version the rule as it is."""
    return _known(t, "responder", rule)


def rule_about(t: Translator, name: str) -> str:
    """What a reader of a rule has to know of it; empty for most."""
    return t(f"rule_about.{name}") if t.has(f"rule_about.{name}") else ""


def method(t: Translator, name: str) -> str:
    """Short name of a statistical method."""
    return t.name("method", name)


def of_column(t: Translator, of: Column) -> str:
    """Short name of a column: ``VEGF, 3 months``, ``Fever``."""
    if of.role in (Role.MEASURE, Role.FOLLOWUP) and of.visit:
        name = measure(t, of.stem) if of.role is Role.MEASURE else variable(t, of.stem)
        return t("figure.of_visit", name=name, visit=visit(t, of.visit))
    if of.role is Role.EVENT:
        return variable(t, of.stem)
    return column(t, of.name)


def brief(t: Translator, stem: str, at: str) -> tuple[str, str]:
    """Brief names of a measure and its visit: ``Perfusion score`` and ``, after``."""
    name = t(f"brief.{stem}") if t.has(f"brief.{stem}") else variable(t, stem)
    return name, t("figure.event_at", name="", visit=brief_visit(t, at))


def brief_visit(t: Translator, name: str) -> str:
    """A visit in few words: ``before``, ``3 months``."""
    return t(f"brief_visit.{name}") if t.has(f"brief_visit.{name}") else visit(t, name)


def cut(level: str) -> str:
    """A responder's cut as it is printed.

    Examples
    --------
    >>> cut("<=2"), cut("100")
    ('≤ 2', '100')
    """
    return level.replace(">=", "≥ ").replace("<=", "≤ ")
