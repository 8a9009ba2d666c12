"""Sentences on harms: events, what resolved, deaths and losses, follow-up."""

from __future__ import annotations

from functools import partial

from aci_core.analyses.result import Result, Row
from aci_core.domain.schema import ANY, SERIOUS
from aci_core.presentation import lookup
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import bold, literal
from aci_core.presentation.sentences.parts import (
    arms,
    brackets,
    join,
    leaves_out_zero,
    listing,
    points,
    reasons,
    shares,
    size_in_points,
)

ALL_NAMED = 3  # single events that are all named; of more, the one of the largest difference


def finding(result: Result, t: Translator) -> str:
    """Harms by arm as one text; see `findings`."""
    return join(t, findings(result, t))


def findings(result: Result, t: Translator) -> tuple[str, ...]:
    """Harms by arm, one text a topic: events, deaths and losses, follow-up."""
    if lookup.all_withheld(result):
        return (t("words.safety.all_withheld"),)
    sentences = (
        join(t, (_events(result, t), _serious(result, t))),
        join(t, (_single_events(result, t), _resolved(result, t))),
        _deaths(result, t),
        join(t, _followups(result, t)),
    )
    return tuple(text for text in sentences if text) or (t("words.safety.nothing"),)


def brief(result: Result, t: Translator) -> str:
    """Harms for an abstract: patients with any event, deaths and losses."""
    return join(t, (_events(result, t), _serious(result, t), _deaths(result, t)))


def _counts(result: Result, name: str, visit: str | None = None) -> tuple[Row, Row] | None:
    t_row, c_row = (result.get("count", name, visit=visit, arm=arm) for arm in result.arms)
    return (t_row, c_row) if t_row is not None and c_row is not None else None


def _events(result: Result, t: Translator) -> str:
    known = lookup.adverse_events(result)
    # With one kind of event there is no "any": it speaks for itself.
    name = ANY if result.get("count", ANY, arm=result.arms[0]) else next(iter(known), None)
    if name is None and lookup.event_details(result):
        return t("words.safety.details_alone")
    return event(result, t, name) if name else ""


def _serious(result: Result, t: Translator) -> str:
    return event(result, t, SERIOUS) if SERIOUS in lookup.events_together(result) else ""


def _single_events(result: Result, t: Translator) -> str:
    """The single events, for in "any" harm and benefit cancel: all, or of many the largest.

    None is chosen by its interval: of many, some leave out 0 by chance.
    """
    if not result.get("count", ANY, arm=result.arms[0]):
        return ""
    compared = [
        (rd, counts)
        for name in lookup.adverse_events(result)
        if (rd := result.get("risk_difference", name)) is not None
        and rd.estimate is not None
        and (counts := _counts(result, name)) is not None
        and any(row.estimate for row in counts)
    ]
    if not compared:
        return ""
    if len(compared) <= ALL_NAMED:
        shown, key = compared, "apart_all"
    else:
        shown, key = [max(compared, key=lambda one: abs(one[0].estimate or 0.0))], "apart_largest"
    sentences = []
    for rd, counts in shown:
        size = size_in_points(t, rd)
        ci = format_row.ci(t, rd, 1, scale=100)
        facts = {**arms(result, t), **shares(*counts)}
        name_of_event = literal(labels.in_variable(t, rd.variable))
        sentences.append(
            t("words.safety.apart_one", event=name_of_event, size=size, ci=ci, **facts)
        )
    listed = t("words.semicolon").join(sentences)
    few = sum(map(partial(_is_withheld, result), lookup.adverse_events(result)))
    if few:  # which they are is told beside each
        one = "_one" if few == 1 else ""
        kept = t(f"words.safety.apart_withheld{one}", n=few)
        return join(t, (t(f"words.safety.{key}_shown", list=listed, k=len(compared)), kept))
    return t(f"words.safety.{key}", list=listed, k=len(compared))


def _is_withheld(result: Result, name: str) -> bool:
    counts = _counts(result, name)
    return counts is not None and any("withheld" in row.notes for row in counts)


def event(result: Result, t: Translator, name: str, visit: str | None = None) -> str:
    """Comparison of one event, or the upper bound where nobody had it.

    Parameters
    ----------
    result : Result
        Of `analyses.safety`.
    t : Translator
    name : str
        ``any``, a term, ``died``, ``lost`` or a follow-up.
    visit : str, optional
        Of a follow-up.
    """
    counts = _counts(result, name, visit)
    what = literal(labels.variable(t, name))
    if counts is not None and any("withheld" in row.notes for row in counts):
        # Of the sum of all events it may be the single ones that are few.
        key = "table.any_withheld" if name == ANY else "words.safety.withheld"
        return t(key, event=what)
    if counts is not None and any(map(format_row.waits, counts)):
        return _waiting(result, t, what, counts)
    if counts is not None and any("needs_counts" in row.notes for row in counts):
        return t("words.safety.kept_back", event=what, reason=reasons(t, *counts))
    if counts is None or not all(row.total for row in counts):
        return t("words.safety.not_known", event=what)
    facts = {**arms(result, t), "event": what, **shares(*counts)}
    return join(t, (_compared(result, t, name, visit, counts, facts), _recorded(counts, facts, t)))


def _waiting(result: Result, t: Translator, what: str, counts: tuple[Row, Row]) -> str:
    """Who is known to have had an event, where its rate waits for what a blank cell means."""
    absent = [format_row.note_number(row, "missing") for row in counts]
    pairs = zip(("t", "c"), counts, absent, strict=True)
    facts = {
        name + arm: format_number.whole(n)
        for arm, row, blank in pairs
        for name, n in (("x", row.estimate), ("blank", blank), ("n", row.total + blank))
    }
    # Of a shared result it may not be said how many.
    key = "waiting_some" if any("missing" in row.notes for row in counts) else "waiting"
    return t(f"words.safety.{key}", event=what, **arms(result, t), **facts)


def _recorded(counts: tuple[Row, Row], facts: dict[str, str], t: Translator) -> str:
    """Of how many patients it is known, where it is not known of all."""
    notes = {note for row in counts for note in row.notes}
    if "missing" in notes or ("approximate" in notes and any(map(_missing, notes))):
        return t("words.safety.recorded_some")  # of a shared result, which says not how many
    known = [format_number.whole(row.total) for row in counts]
    absent = [sum(_missing(note) for note in row.notes) for row in counts]
    if not any(absent):
        return ""
    of = [format_number.whole(row.total + n) for row, n in zip(counts, absent, strict=True)]
    return t(
        "words.safety.recorded",
        **facts,
        kt=known[0],
        kc=known[1],
        nt=of[0],
        nc=of[1],
        absent=bold(format_number.whole(sum(absent))),
    )


def _missing(note: str) -> int:
    code, _, n = note.partition(":")
    return int(n) if code == "missing" and n.isdecimal() else 0


def _compared(
    result: Result,
    t: Translator,
    name: str,
    visit: str | None,
    counts: tuple[Row, Row],
    facts: dict[str, str],
) -> str:
    if not any(row.estimate for row in counts):
        return t("words.safety.none", bounds=_bounds(result, t, name, visit), **facts)
    rd = result.get("risk_difference", name, visit=visit)
    fisher = result.get("fisher_exact", name, visit=visit)
    p = fisher.p if fisher else None
    if rd is None or rd.estimate is None:
        return t("words.safety.not_compared", reason=reasons(t, rd), **facts)
    # Harms are exploratory: no verdict, and no comfort where the interval holds 0.
    key = "difference" if leaves_out_zero(rd) else "unclear"
    return t(
        f"words.safety.{key}",
        **points(t, rd),
        inside=brackets(
            t,
            format_row.ci(t, rd, 1, scale=100),
            t("words.safety.fisher", p=format_row.p(t, p)) if p is not None else "",
        ),
        **facts,
    )


def _bounds(result: Result, t: Translator, name: str, visit: str | None) -> str:
    rows = [result.get("clopper_pearson", name, visit=visit, arm=arm) for arm in result.arms]
    highs = [format_number.percent(row.ci_high if row else None) for row in rows]
    level = format_row.ci_head(t, result.settings.level)
    if highs[0] == highs[1]:
        return t("words.safety.bound", head=level, high=highs[0])
    return t("words.safety.bounds", head=level, high_t=highs[0], high_c=highs[1])


def _resolved(result: Result, t: Translator) -> str:
    """Whether every event resolved; where not, or where it is not known of all, which."""
    unresolved = []
    known = False
    for name in lookup.adverse_events(result):
        for arm, label in zip(result.arms, arms(result, t).values(), strict=True):
            had = result.get("count", name, arm=arm)
            row = result.get("count", name, arm=arm, level="resolved")
            if had is None or not had.estimate:
                continue
            known = known or (row is not None and bool(row.total))
            resolved = row.estimate if row is not None else 0.0
            if resolved != had.estimate:
                name_of_event = literal(labels.in_variable(t, name))
                of = f"{format_number.whole(resolved)}/{format_number.whole(had.estimate)}"
                unresolved.append(t("words.safety.of", event=name_of_event, arm=label, of=of))
    if not known:
        return ""
    if unresolved:
        return t("words.safety.not_all_resolved", list=listing(t, unresolved))
    return t("words.safety.all_resolved")


def _deaths(result: Result, t: Translator) -> str:
    sentences = []
    for name in lookup.FATE:
        counts = _counts(result, name)
        if counts is not None and any(map(format_row.waits, counts)):
            what = literal(labels.variable(t, name))
            sentences.append(_waiting(result, t, what, counts))
            continue
        if counts is None or not all(row.total for row in counts):
            continue
        none = not any(row.estimate for row in counts)
        sentences.append(
            t(
                f"words.safety.none_{name}" if none else f"words.safety.{name}",
                **arms(result, t),
                **shares(*counts),
                bounds=_bounds(result, t, name, None) if none else "",
            )
        )
    return join(t, sentences)


def _followups(result: Result, t: Translator) -> list[str]:
    sentences = []
    for name, visit in lookup.followups(result):
        counts = _counts(result, name, visit)
        if counts is not None and any(map(format_row.waits, counts)):
            what = labels.at_visit(t, labels.variable(t, name), visit)
            sentences.append(_waiting(result, t, literal(what), counts))
            continue
        if counts is None or not all(row.total for row in counts):
            continue
        none = not any(row.estimate for row in counts)
        sentences.append(
            t(
                "words.safety.followup_none" if none else "words.safety.followup",
                **arms(result, t),
                what=literal(labels.variable(t, name)),
                visit=labels.in_visit(t, visit),
                **shares(*counts),
                bounds=_bounds(result, t, name, visit) if none else "",
            )
        )
    return sentences
