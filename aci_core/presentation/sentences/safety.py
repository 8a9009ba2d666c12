"""The safety page in a few sentences."""

from __future__ import annotations

from aci_core.analyses.result import Result, Row
from aci_core.analyses.safety import ANY
from aci_core.domain.schema import visit_order
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import bold, literal
from aci_core.presentation.sentences.parts import (
    arms,
    brackets,
    join,
    listing,
    reasons,
    verdict,
    way,
)


def finding(result: Result, t: Translator) -> str:
    """Harms by arm as one text; see `findings`."""
    return join(t, findings(result, t))


def findings(result: Result, t: Translator) -> tuple[str, ...]:
    """Patients with events and what resolved, deaths, follow-up; none seen has a bound."""
    sentences = (
        join(t, (_events(result, t), _apart(result, t), _resolved(result, t))),
        _deaths(result, t),
        join(t, _followups(result, t)),
    )
    return tuple(text for text in sentences if text) or (t("words.safety.nothing"),)


def brief(result: Result, t: Translator) -> str:
    """Harms as an abstract tells them: patients with any event, deaths and losses."""
    return join(t, (_events(result, t), _deaths(result, t)))


def terms(result: Result) -> tuple[str, ...]:
    """Adverse events in the order of the rows."""
    return tuple(dict.fromkeys(r.variable for r in result.where("count") if r.level == "events"))


def _counts(result: Result, name: str, visit: str | None = None) -> tuple[Row, Row] | None:
    t_row, c_row = (result.get("count", name, visit=visit, arm=arm) for arm in result.arms)
    return (t_row, c_row) if t_row is not None and c_row is not None else None


def _events(result: Result, t: Translator) -> str:
    known = terms(result)
    # With one kind of event there is no "any": it speaks for itself.
    name = ANY if result.get("count", ANY, arm=result.arms[0]) else next(iter(known), None)
    return event(result, t, name) if name else t("words.safety.no_columns")


def _apart(result: Result, t: Translator) -> str:
    """Single events whose interval leaves out 0: in "any", harm and benefit cancel."""
    if not result.get("count", ANY, arm=result.arms[0]):
        return ""
    sentences = []
    for name in terms(result):
        rd = result.get("risk_difference", name)
        if rd is None or rd.estimate is None or verdict(rd, None) != "clear":
            continue
        counts = _counts(result, name)
        if counts is not None:
            what = literal(labels.in_variable(t, name))
            size = t("words.points", n=format_number.points(rd.estimate))
            ci = format_row.ci(t, rd, 1, scale=100)
            shown = {**arms(result, t), **_shown(counts)}
            sentences.append(t("words.safety.apart_one", event=what, size=size, ci=ci, **shown))
    return t("words.safety.apart", list=t("words.semicolon").join(sentences)) if sentences else ""


def event(result: Result, t: Translator, name: str, visit: str | None = None) -> str:
    """One event compared, or the bound of none seen.

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
        return t("words.safety.withheld", event=what)
    if counts is None or not all(row.total for row in counts):
        return t("words.safety.not_known", event=what)
    facts = {**arms(result, t), "event": what, **_shown(counts)}
    if not any(row.estimate for row in counts):
        return t("words.safety.none", bounds=_bounds(result, t, name, visit), **facts)
    rd = result.get("risk_difference", name, visit=visit)
    fisher = result.get("fisher_exact", name, visit=visit)
    p = fisher.p if fisher else None
    if rd is None or rd.estimate is None:
        return t("words.safety.not_compared", reason=reasons(t, rd), **facts)
    verdict_key = verdict(rd, p)
    key = f"clear_{way(rd.estimate)}" if verdict_key == "clear" else verdict_key
    size = format_number.points(rd.estimate)
    return t(
        f"words.safety.{key}",
        size=bold(t("words.points", n=size)),
        unsigned=bold(t("words.points", n=size.lstrip(format_number.MINUS))),
        inside=brackets(
            t,
            format_row.ci(t, rd, 1, scale=100),
            t("words.safety.fisher", p=format_row.p(t, p)) if p is not None else "",
        ),
        **facts,
    )


def _shown(counts: tuple[Row, Row]) -> dict[str, str]:
    treated, control = counts
    return {
        "ft": format_row.fraction(treated),
        "fc": format_row.fraction(control),
        "pt": bold(format_number.percent(treated.share)),
        "pc": bold(format_number.percent(control.share)),
    }


def _bounds(result: Result, t: Translator, name: str, visit: str | None) -> str:
    rows = [result.get("clopper_pearson", name, visit=visit, arm=arm) for arm in result.arms]
    highs = [format_number.percent(row.ci_high if row else None) for row in rows]
    level = format_row.ci_head(t, result.settings.level)
    if highs[0] == highs[1]:
        return t("words.safety.bound", head=level, high=highs[0])
    return t("words.safety.bounds", head=level, high_t=highs[0], high_c=highs[1])


def _resolved(result: Result, t: Translator) -> str:
    """Whether every event resolved; where not, or where it is not known of all, which."""
    left = []
    known = False
    for name in terms(result):
        for arm, label in zip(result.arms, arms(result, t).values(), strict=True):
            had = result.get("count", name, arm=arm)
            row = result.get("count", name, arm=arm, level="resolved")
            if had is None or not had.estimate:
                continue
            known = known or (row is not None and bool(row.total))
            resolved = row.estimate if row is not None else 0.0
            if resolved != had.estimate:
                what = literal(labels.in_variable(t, name))
                of = f"{format_number.whole(resolved)}/{format_number.whole(had.estimate)}"
                left.append(t("words.safety.of", event=what, arm=label, of=of))
    if not known:
        return ""
    if left:
        return t("words.safety.not_all_resolved", list=listing(t, left))
    return t("words.safety.all_resolved")


def _deaths(result: Result, t: Translator) -> str:
    sentences = []
    for name in ("died", "lost"):
        counts = _counts(result, name)
        if counts is None or not all(row.total for row in counts):
            continue
        none = not any(row.estimate for row in counts)
        sentences.append(
            t(
                f"words.safety.none_{name}" if none else f"words.safety.{name}",
                **arms(result, t),
                ft=format_row.fraction(counts[0]),
                fc=format_row.fraction(counts[1]),
                bounds=_bounds(result, t, name, None) if none else "",
            )
        )
    return join(t, sentences)


def _followups(result: Result, t: Translator) -> list[str]:
    skip = {ANY, "died", "lost", *terms(result)}
    columns = {(r.variable, r.visit) for r in result.where("count") if r.variable not in skip}
    sentences = []
    for name, visit in sorted(columns, key=lambda x: (x[0], visit_order(x[1] or ""))):
        counts = _counts(result, name, visit)
        if counts is None or not all(row.total for row in counts):
            continue
        none = not any(row.estimate for row in counts)
        sentences.append(
            t(
                "words.safety.followup_none" if none else "words.safety.followup",
                **arms(result, t),
                what=literal(labels.variable(t, name)),
                visit=labels.in_visit(t, visit or ""),
                ft=format_row.fraction(counts[0]),
                fc=format_row.fraction(counts[1]),
                bounds=_bounds(result, t, name, visit) if none else "",
            )
        )
    return sentences
