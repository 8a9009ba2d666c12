"""What the sentences share: names that stay text, the verdict, joining."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from aci_core.domain.schema import PRE, visit_order
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import literal

if TYPE_CHECKING:
    from aci_core.analyses.result import Result, Row

Verdict = Literal["clear", "unclear", "mixed"]


def arms(result: Result, t: Translator) -> dict[str, str]:
    """The arms' names for a sentence, as facts."""
    treatment, control = (literal(labels.in_arm(t, arm)) for arm in result.arms)
    return {"treatment": treatment, "control": control}


def capital(text: str) -> str:
    """The text with a capital, to begin a sentence; the rest as it is."""
    return text[:1].upper() + text[1:]


def measure(t: Translator, name: str) -> str:
    """A measure's name inside a sentence."""
    return literal(labels.in_measure(t, name))


def amount(t: Translator, value: float | None, name: str, digits: int) -> str:
    """A difference with the unit of its measure: ``−2.20 points``."""
    text = format_number.number(value, digits)
    unit = labels.in_unit(t, name)
    if not unit:
        return text
    # Chinese sets a Chinese unit next to its number.
    return f"{text} {unit}" if unit.isascii() or not t.language.han else text + unit


def verdict(row: Row, p: float | None, null: float = 0.0) -> Verdict:
    """Whether interval and test tell the arms apart; `mixed` where they do not agree."""
    level = row.ci_level
    if row.ci_low is None and row.ci_high is None:
        beyond = None
    else:
        above = row.ci_low is not None and row.ci_low > null
        below = row.ci_high is not None and row.ci_high < null
        beyond = above or below
    small = None if p is None or level is None else p < round(1 - level, 12)
    answers = {answer for answer in (beyond, small) if answer is not None}
    if len(answers) > 1:
        return "mixed"
    return "clear" if answers == {True} else "unclear"


def way(value: float | None) -> str:
    """Whether an estimate says higher or lower."""
    return "higher" if (value or 0) >= 0 else "lower"


def brackets(t: Translator, *parts: str) -> str:
    """``95% CI 3.5 to 29.2; χ² = 6.23, …``: what stands between the brackets."""
    return t("words.semicolon").join(part for part in parts if part)


def join(t: Translator, sentences: Iterable[str]) -> str:
    """Sentences one after the other."""
    return t("written.space").join(text for text in sentences if text)


def listing(t: Translator, items: Iterable[str]) -> str:
    """Things in a row."""
    return t("words.list").join(items)


def reasons(t: Translator, *rows: Row | None) -> str:
    """Why something is not computed."""
    codes = [(code, row.method) for row in rows if row is not None for code in row.notes]
    notes = [format_row.note(t, code, of) for code, of in codes if not code.startswith("missing")]
    return listing(t, dict.fromkeys(notes)) or t("words.no_reason")


def after(result: Result, variable: str | None = None) -> list[str]:
    """Visits after treatment with a value, in the order of time."""
    visits = {r.visit for r in result.where("mean_sd", variable=variable) if r.visit}
    return sorted((v for v in visits if v != PRE and "-" not in v), key=visit_order)


def main_visit(result: Result, visit: str | None, variable: str | None = None) -> str | None:
    """The visit asked for where it has a value, else the primary one."""
    from aci_core.analyses.multiplicity import primary_visit  # the methods page needs no analyses

    there = after(result, variable)
    return visit if visit in there else primary_visit(result.settings, there)


def better(result: Result, t: Translator, name: str) -> str:
    """``(lower is better)``; empty for a measure without direction."""
    way = result.better(name)
    return t(f"words.{way}_is_better") if way else ""


def multiplicity(result: Result, t: Translator, name: str, visit: str | None) -> str:
    """What a P of several is worth: primary, Holm-adjusted, or exploratory."""
    if result.settings.primary in (name, f"{name}_{visit}"):
        return t("words.is_primary")
    holm = result.get("holm", name, visit=visit)
    n = format_row.note_number(holm, "family") if holm else 0
    # A family of one is not adjusted.
    if holm is not None and holm.p is not None and n > 1:
        return t("words.holm", p=format_row.p(t, holm.p), n=n)
    if result.settings.primary is not None:
        return t("words.not_primary")
    # Not "all comparisons", where others of them are adjusted.
    family = any(format_row.note_number(row, "family") > 1 for row in result.where("holm"))
    return t("words.outside_family" if family else "words.exploratory")
