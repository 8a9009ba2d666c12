"""Sentences on the outcomes: adjusted difference, other measures, change within the arms."""

from __future__ import annotations

from aci_core.analyses.outcomes import Outcomes
from aci_core.analyses.result import Result, Row
from aci_core.domain.schema import PRE
from aci_core.presentation import lookup
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import bold
from aci_core.presentation.sentences import ordinal
from aci_core.presentation.sentences.parts import (
    amount,
    arms,
    better,
    brackets,
    capital,
    higher_or_lower,
    join,
    multiplicity,
    reasons,
    verdict,
)
from aci_core.presentation.sentences.parts import measure as named

SCORE = "nihss"


def main_measure(result: Result) -> str | None:
    """The named primary where it is a measure, else NIHSS, else the first measured after."""
    measured = [name for name in result.variables if lookup.visits_after(result, name)]
    stem = (result.settings.primary or "").rpartition("_")[0]
    for name in (result.settings.primary, stem, SCORE):
        if name in measured:
            return name
    return measured[0] if measured else None


def finding(
    result: Result, t: Translator, *, measure: str | None = None, visit: str | None = None
) -> str:
    """The adjusted difference of one measure, as one text; see `findings`."""
    return join(t, findings(result, t, measure=measure, visit=visit))


def findings(
    result: Result, t: Translator, *, measure: str | None = None, visit: str | None = None
) -> tuple[str, ...]:
    """The adjusted difference of one measure; of all the others too where none is chosen.

    Parameters
    ----------
    result : Result
        Of `analyses.outcomes`.
    t : Translator
    measure : str, optional
        The primary, else NIHSS, and then the others in short.
    visit : str, optional
        The primary visit if left out.

    Returns
    -------
    tuple of str
        Markdown.
    """
    name = measure or main_measure(result)
    at = lookup.main_visit(result, visit, name) if name else None
    if name is None or at is None:
        return (t("words.outcomes.nothing"),)
    # Next to its own sentence: after the others it would be read as theirs.
    sentence = main(result, t, name, at)
    others = _others(result, t, name, at) if measure is None else ""
    return (sentence, others) if others else (sentence,)


def main(result: Result, t: Translator, name: str, at: str) -> str:
    """The difference and what its *P* is worth: the same sentence on every page."""
    graded = ordinal.lead(result, t, name, at)
    return join(t, (graded, lead(result, t, name, at), multiplicity(result, t, name, at)))


def lead(result: Result, t: Translator, name: str, at: str) -> str:
    """The adjusted difference; where it is not computed the unadjusted one, and why."""
    row = result.get("ancova", name, visit=at)
    if row is not None and row.estimate is not None:
        return _compared(result, t, row, "adjusted")
    welch = result.get("welch_t", name, visit=at)
    if welch is not None and welch.estimate is not None:
        text = _compared(result, t, welch, "unadjusted")
        why = reasons(t, row) if row is not None else t("words.outcomes.no_baseline")
        return join(t, (text, t("words.outcomes.not_adjusted", reason=why)))
    facts = {"measure": _begins(named(t, name)), "visit": labels.in_visit(t, at)}
    return t("words.outcomes.not_compared", reason=reasons(t, row, welch), **facts)


def _compared(result: Result, t: Translator, row: Row, kind: str) -> str:
    name, at = row.variable, row.visit or ""
    digits = format_number.digits_of_difference(lookup.largest_sd(result, name))
    verdict_key = verdict(row, row.p)
    key = "unclear" if verdict_key != "clear" else higher_or_lower(row.estimate)
    tested = format_row.test(t, row)
    inside = brackets(
        t,
        format_row.ci(t, row, digits),
        t("words.outcomes.test", method=t(f"words.outcomes.{row.method}"), test=tested),
        t(f"words.n{_survivors(result, row)}", n=format_number.whole(row.total)),
    )
    return t(
        f"words.outcomes.{key}",
        **arms(result, t),
        measure=_begins(named(t, name)),
        visit=labels.in_visit(t, at),
        kind=t(f"words.outcomes.{kind}"),
        size=bold(amount(t, row.estimate, name, digits)),
        inside=inside,
        better=better(result, t, name),
    )


def _begins(name: str) -> str:
    """A name that begins a sentence; one such as bFGF keeps its spelling."""
    return capital(name) if name[:2].islower() else name


def _survivors(result: Result, row: Row) -> str:
    """Whether the dead, whom the rules grade as ineffective, are missing here."""
    of = result.survivors if isinstance(result, Outcomes) else frozenset()
    return "_survivors" if row.method == "ancova" and (row.variable, row.visit) in of else ""


def _others(result: Result, t: Translator, name: str, at: str) -> str:
    """Adjusted differences of the other measures at that visit, with what their P is worth."""
    others = []
    holm = lookup.adjusted_at(result, at)
    for other in result.variables:
        row = result.get("ancova", other, visit=at)
        if other == name or row is None or row.estimate is None:
            continue
        digits = format_number.digits_of_difference(lookup.largest_sd(result, other))
        tested = result.get("holm", other, visit=at) if holm else row
        others.append(
            t(
                "words.outcomes.other",
                measure=named(t, other),
                size=bold(amount(t, row.estimate, other, digits)),
                inside=brackets(
                    t, format_row.ci(t, row, digits), format_row.p(t, tested.p if tested else None)
                ),
            )
        )
    if not others:
        return ""
    return t(
        f"words.outcomes.others{'_holm' if holm else ''}", list=t("words.semicolon").join(others)
    )


def within(result: Result, t: Translator, *, measure: str | None = None) -> str:
    """The change within each arm, and that it compares no treatments."""
    name = measure or main_measure(result)
    at = lookup.main_visit(result, None, name) if name else None
    if name is None or at is None:
        return t("words.outcomes.nothing")
    digits = format_number.digits_of_difference(lookup.largest_sd(result, name))
    sentences = []
    for arm, label in zip(result.arms, arms(result, t).values(), strict=True):
        row = result.get("paired_t", name, visit=at, arm=arm)
        if row is not None and row.estimate is not None:
            size = bold(amount(t, row.estimate, name, digits))
            # Where there is no interval its note says why.
            why = (format_row.note(t, code, row.method) for code in row.notes)
            ci = format_row.ci(t, row, digits) or next(why, "")
            sentences.append(t("words.outcomes.changed", arm=label, size=size, ci=ci))
    if not sentences:
        return t("words.outcomes.no_change_known")
    return t(
        "words.outcomes.within",
        measure=named(t, name),
        list=t("words.semicolon").join(sentences),
        since=labels.in_visit(t, PRE),
        visit=labels.in_visit(t, at),
    )
