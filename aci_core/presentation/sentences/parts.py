"""Shared pieces of sentences: facts of the arms, verdict, brackets, joining, standing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from aci_core.domain.study.settings import GRADING, Settings
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import bold, literal

if TYPE_CHECKING:
    from aci_core.analyses.leading import Lead
    from aci_core.analyses.multiplicity import Standing
    from aci_core.analyses.result import Result, Row


def arms(result: Result, t: Translator) -> dict[str, str]:
    """Names of the arms inside a sentence, as facts to fill in."""
    treatment, control = (literal(labels.in_arm(t, arm)) for arm in result.arms)
    return {"treatment": treatment, "control": control}


def shares(treatment: Row | None, control: Row | None) -> dict[str, str]:
    """Percentages and fractions of both arms, as facts to fill in."""
    return {
        "pt": bold(format_row.rate(treatment)),
        "pc": bold(format_row.rate(control)),
        "ft": format_row.fraction(treatment),
        "fc": format_row.fraction(control),
    }


def points(t: Translator, row: Row) -> dict[str, str]:
    """A difference of two shares in bold percentage points, with and without its sign."""
    size, about = format_number.points(row.estimate), format_row.about(row)
    return {
        "size": bold(t("words.points", n=about + size)),
        "unsigned": bold(t("words.points", n=about + size.lstrip(format_number.MINUS))),
    }


def size_in_points(t: Translator, row: Row) -> str:
    """A difference of two shares in percentage points."""
    return t("words.points", n=format_row.about(row) + format_number.points(row.estimate))


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


def verdict_key(result: Result, stands: Standing) -> str:
    """Which words an outcome gets: a difference told, one that was not shown, or an estimate.

    A verb of difference is earned by the *P* that counts. Where the trial is not randomised, or
    that is not said, the words are those of association.
    """
    if stands.verdict is None:
        return "open"
    if not stands.verdict:
        return "not_told"
    return "told" if result.settings.randomised else "told_associated"


def evidence(
    t: Translator, led: Lead, stands: Standing, digits: int, method: str = "", scale: float = 1.0
) -> tuple[str, ...]:
    """Interval and test of a leading comparison for between brackets, with one *P* at most."""
    ci = format_row.ci(t, led.row, digits, scale=scale)
    if stands.verdict is None:
        return (ci, method)
    if stands.role == "primary" or stands.family < 2:
        test = format_row.test(t, led.test)
        return (ci, t("words.test", method=method, test=test) if method else test)
    holm = t("words.by_holm", p=format_row.p(t, stands.p), n=stands.family)
    return (t("words.ci_not_adjusted", ci=ci) if ci else "", method, holm)


def role(t: Translator, stands: Standing) -> str:
    """The standing of an outcome in the plan, as a sentence; empty where its words say it."""
    if stands.role == "exploratory":
        what = "regraded" if stands.regraded else "added"
        return t(f"words.{what}_{stands.added}") if stands.added else ""
    planned = t(f"words.is_{stands.role}")
    if stands.role == "secondary" and stands.verdict is None:
        planned = t("words.gate_unknown" if stands.unknown else "words.gate_closed")
    return join(t, (planned, t("words.added_unseen") if stands.added else ""))


def regrading(settings: Settings, t: Translator, outcome: str) -> str:
    """That an outcome is graded otherwise than was locked, and not judged; empty if it is not."""
    from aci_core.analyses.multiplicity import regraded

    if not regraded(settings, outcome):
        return ""
    seen = "seen" if settings.late_seen(GRADING) else "unknown"
    return t(f"words.regraded_{seen}")


def judged_at(result: Result, t: Translator, stands: Standing) -> str:
    """At what *P* a verdict is given, where the interval's level does not say it."""
    settings = result.settings
    if stands.verdict is None or abs(1 - settings.level - settings.alpha) < 1e-9:
        return ""
    return t("words.judged_at", alpha=format_number.number(settings.alpha, 3).rstrip("0"))


def leaves_out_zero(row: Row) -> bool:
    """Whether the interval of a difference lies on one side of 0."""
    above = row.ci_low is not None and row.ci_low > 0
    return above or (row.ci_high is not None and row.ci_high < 0)


def brackets(t: Translator, *parts: str) -> str:
    """Text for between brackets: ``95% CI 3.5 to 29.2; χ² = 6.23, …``."""
    return t("words.semicolon").join(part for part in parts if part)


def join(t: Translator, sentences: Iterable[str]) -> str:
    """Sentences as one text."""
    return t("written.space").join(text for text in sentences if text)


def listing(t: Translator, items: Iterable[str]) -> str:
    """Items as a list inside a sentence."""
    return t("words.list").join(items)


def reasons(t: Translator, *rows: Row | None) -> str:
    """Reasons why something is not computed, from the notes of its rows."""
    codes = [(code, row.method) for row in rows if row is not None for code in row.notes]
    # What was left out or filled in is no reason why there is no number.
    aside = ("missing", "covariate_imputed", "family", "family_untested", "code_counted")
    notes = [format_row.note(t, code, of) for code, of in codes if not code.startswith(aside)]
    return listing(t, dict.fromkeys(notes)) or t("words.no_reason")


def better(result: Result, t: Translator, name: str) -> str:
    """``(lower is better)``; empty for a measure without direction."""
    direction = result.better(name)
    return t(f"words.{direction}_is_better") if direction else ""
