"""Sentences on the outcomes: adjusted difference, other measures, change within the arms."""

from __future__ import annotations

from aci_core.analyses import plan
from aci_core.analyses.leading import Lead, lead, methods
from aci_core.analyses.multiplicity import Standing, place, standing
from aci_core.analyses.outcomes import Outcomes
from aci_core.analyses.result import Result, Row
from aci_core.domain.schema import PRE
from aci_core.presentation import lookup
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import bold, literal
from aci_core.presentation.lookup import main_measure
from aci_core.presentation.sentences import ordinal
from aci_core.presentation.sentences.parts import (
    amount,
    arms,
    better,
    brackets,
    capital,
    evidence,
    join,
    judged_at,
    reasons,
    role,
    verdict_key,
)
from aci_core.presentation.sentences.parts import measure as named

_DIFFERENCES = ("ancova", "welch_t")  # in the unit of the measure; the others are ratios


def finding(
    result: Result, t: Translator, *, measure: str | None = None, visit: str | None = None
) -> str:
    """The comparison of one measure, as one text; see `findings`."""
    return join(t, findings(result, t, measure=measure, visit=visit))


def findings(
    result: Result, t: Translator, *, measure: str | None = None, visit: str | None = None
) -> tuple[str, ...]:
    """The comparison of one measure; where none is chosen, of each that the plan names.

    All the others follow in short. Without a plan the main measure leads.

    Parameters
    ----------
    result : Result
        Of `analyses.outcomes`.
    t : Translator
    measure : str, optional
        The main one, and then the others in short.
    visit : str, optional
        Each measure's own if left out.

    Returns
    -------
    tuple of str
        Markdown.
    """
    planned = _planned(result) if measure is None and visit is None else ()
    if planned:
        own = tuple(main(result, t, name, at) for name, at in planned)
        rest = others(result, t, leave=tuple(name for name, _ in planned))
        return (*own, rest) if rest else own
    name = measure or main_measure(result)
    at = lookup.main_visit(result, visit, name) if name else None
    if name is None or at is None:
        return (t("words.outcomes.nothing"),)
    # Next to its own sentence: after the others it would be read as theirs.
    sentence = main(result, t, name, at)
    if measure is not None:
        return (sentence,)
    return tuple(text for text in (sentence, others(result, t, leave=(name,), visit=visit)) if text)


def _planned(result: Result) -> tuple[tuple[str, str], ...]:
    """Measures that the plan names with their visits: each has a sentence of its own."""
    places = (place(result, name) for name in plan.named(result.settings))
    return tuple((at.variable, at.visit) for at in places if at is not None and at.visit)


def main(result: Result, t: Translator, name: str, at: str) -> str:
    """The leading comparison and its standing in the plan: the same sentence on every page."""
    led = lead(result, name, at)
    good = ordinal.lead(result, t, name, at)
    stands = standing(result, name, at)
    if led is None:
        leading = methods(result, name)
        rows = [
            row
            for row in result.rows
            if (row.variable, row.visit, row.level) == (name, at, None) and row.method in leading
        ]
        if good and not rows:  # of a share that an earlier version made
            return good
        facts = {"measure": _begins(named(t, name)), "visit": labels.in_visit(t, at)}
        text = t("words.outcomes.not_compared", reason=reasons(t, *rows), **facts)
        return join(t, (text, good, role(t, stands)))
    return join(
        t,
        (
            _compared(result, t, led, stands),
            _instead(result, t, led),
            _beside(result, t, led),
            good,
            role(t, stands),
            judged_at(result, t, stands),
        ),
    )


def _compared(result: Result, t: Translator, led: Lead, stands: Standing) -> str:
    """The arms compared: a difference is told only where the plan lets it be told."""
    row = led.row
    name, at = row.variable, row.visit or ""
    key = verdict_key(result, stands)
    if key.startswith("told"):
        kind = "odds" if row.method.startswith("proportional_odds") else "size"
        key = f"{key}_{kind}_{'higher' if led.higher else 'lower'}"
    inside = brackets(
        t,
        *evidence(t, led, stands, _digits_of(result, row), t(f"words.outcomes.{row.method}")),
        _analysed(result, t, row),
        format_row.counted_codes(t, row),
    )
    return t(
        f"words.outcomes.{key}",
        **arms(result, t),
        measure=_begins(named(t, name)),
        named=named(t, name),
        visit=labels.in_visit(t, at),
        kind=t(f"words.outcomes.kind_{row.method}"),
        size=bold(_size(result, t, row)),
        inside=inside,
        better=better(result, t, name),
    )


def _digits(result: Result, name: str) -> int:
    return format_number.digits_of_difference(lookup.largest_sd(result, name))


def _digits_of(result: Result, row: Row) -> int:
    """Decimals of an estimate: a difference's are those of its measure."""
    return _digits(result, row.variable) if row.method in _DIFFERENCES else 2


def _size(result: Result, t: Translator, row: Row) -> str:
    """An estimate as a sentence has it: a difference with its unit, a ratio alone."""
    if row.method in _DIFFERENCES:
        return amount(t, row.estimate, row.variable, _digits(result, row.variable))
    return format_number.number(row.estimate)


def _instead(result: Result, t: Translator, led: Lead) -> str:
    """Why the method that leads by rule does not."""
    before = f"{led.row.variable}_{PRE}"
    if led.row.method == "welch_t" and isinstance(result, Outcomes) and before in result.stopped:
        why = t(
            "words.outcomes.baseline_stopped",
            column=literal(labels.at_visit(t, labels.measure(t, led.row.variable), PRE)),
        )
        return t("words.outcomes.not_adjusted", reason=why)
    if led.instead_of:
        return t(
            "words.outcomes.instead",
            method=t(f"words.outcomes.{led.instead_of[0].method}"),
            reason=reasons(t, led.instead_of[0]),
        )
    if led.row.method == "welch_t":
        return t("words.outcomes.not_adjusted", reason=t("words.outcomes.no_baseline"))
    return ""


def _beside(result: Result, t: Translator, led: Lead) -> str:
    """The neighbour of the leading estimate: of a ratio the difference, without a *P*."""
    beside = {"ancova_log": "ancova", "proportional_odds_adjusted": "proportional_odds"}
    method = beside.get(led.row.method)
    name = led.row.variable
    row = result.get(method, name, visit=led.row.visit) if method else None
    if row is None or row.estimate is None:
        return ""
    return t(
        f"words.outcomes.beside_{row.method}",
        size=_size(result, t, row),
        ci=brackets(
            t,
            format_row.ci(t, row, _digits_of(result, row)),
            _analysed(result, t, row) if row.total != led.row.total else "",
        ),
    )


def _begins(name: str) -> str:
    """A name that begins a sentence; one such as bFGF keeps its spelling."""
    return capital(name) if name[:2].islower() else name


def _analysed(result: Result, t: Translator, row: Row) -> str:
    """Patients analysed; among survivors, and how many died, where the dead lack the score."""
    n = format_row.patients(t, result, row)
    place = (row.variable, row.visit or "")
    if not isinstance(result, Outcomes) or place not in result.survivors:
        return t("words.n", n=n)
    died = result.died.get(place)
    # A scale whose worst grade is death counts those of the dead that are written.
    of = "without_death" if result.ordinal(row.variable) else "survivors"
    # Small counts are withheld from shared results.
    if not died:
        return t(f"words.n_{of}", n=n)
    return t(f"words.n_{of}_died", n=n, died=format_number.whole(died))


def others(
    result: Result, t: Translator, *, leave: tuple[str, ...] = (), visit: str | None = None
) -> str:
    """Estimates of the other measures, each at its own visit, without a verdict.

    Parameters
    ----------
    result : Result
    t : Translator
    leave : tuple of str
        Measures that have a sentence of their own.
    visit : str, optional
        One visit for all; those measured there.
    """
    listed = []
    for name in result.variables:
        at = visit if visit in lookup.visits_after(result, name) else None
        at = at or (lookup.own_visit(result, name) if visit is None else None)
        led = lead(result, name, at) if at and name not in leave else None
        if at is None or led is None:
            continue
        row = led.row
        listed.append(
            t(
                "words.outcomes.other",
                measure=named(t, name),
                visit=labels.in_visit(t, at),
                kind=t(f"words.outcomes.kind_{row.method}"),
                size=bold(_size(result, t, row)),
                inside=brackets(
                    t,
                    format_row.ci(t, row, _digits_of(result, row)),
                    _analysed(result, t, row),
                    format_row.counted_codes(t, row),
                ),
            )
        )
    return t("words.outcomes.others", list=t("words.semicolon").join(listed)) if listed else ""


def within(result: Result, t: Translator, *, measure: str | None = None) -> str:
    """The change within each arm, and that it compares no treatments."""
    name = measure or main_measure(result)
    at = lookup.main_visit(result, None, name) if name else None
    if name is None or at is None:
        return t("words.outcomes.nothing")
    digits = _digits(result, name)
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
