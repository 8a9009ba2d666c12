"""Tables of harms: events by arm, deaths and losses, follow-up, upper bounds, injections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from aci_core.analyses.result import Result
from aci_core.analyses.result import Row as ResultRow
from aci_core.presentation import lookup
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.tables.model import Head, Row, Table, line
from aci_core.presentation.tables.parts import (
    Footnotes,
    arm_heads,
    ci_head,
    direction,
    notes,
    of,
    ratio_direction,
)


def events(result: Result, t: Translator) -> Table:
    """Patients with each event and events by arm, difference with interval, Fisher's P."""
    marks = Footnotes(t)
    resolved = any(r.level == "resolved" for r in result.where("count"))
    per_arm = ["patients_of", "events", *(["resolved"] if resolved else [])]
    columns = (
        Head(t("table.event"), "left"),
        *(
            Head(t(f"table.{key}"), spanner=labels.arm(t, arm))
            for arm in result.arms
            for key in per_arm
        ),
        *_compared_heads(result, t),
    )
    body = []
    together = lookup.events_together(result)
    for name in lookup.events_named(result):
        cells: list[str] = []
        for arm in result.arms:
            cells.append(of(result.get("count", name, arm=arm)))
            counted = result.get("count", name, arm=arm, level="events")
            cells.append(format_number.whole(counted.estimate if counted else None))
            if resolved:
                cells.append(_resolved(result.get("count", name, arm=arm, level="resolved")))
        body.append(
            line(
                labels.variable(t, name),
                *cells,
                *_compared(result, t, name, marks),
                bold=name in together,
            )
        )
    return Table(
        t("table.events_title"),
        columns,
        tuple(body),
        notes(
            t("table.note_events"),
            direction(result, t),
            ratio_direction(result, t, t("table.event_harm")),
            t("table.note_harms_p"),
            _missing(result, t, result.variables),
            marks.lines(),
        ),
    )


def _resolved(row: ResultRow | None) -> str:
    return format_row.fraction(row) if row is not None and row.total else format_number.DASH


def _compared_heads(result: Result, t: Translator) -> tuple[Head, ...]:
    ci = ci_head(result, t)
    return (
        Head(t("table.rd_head", ci=ci)),
        Head(t("table.rr_head", ci=ci)),
        Head(t("table.p_fisher")),
    )


def _compared(
    result: Result, t: Translator, name: str, marks: Footnotes, visit: str | None = None
) -> tuple[str, ...]:
    rd = result.get("risk_difference", name, visit=visit)
    rr = result.get("risk_ratio_koopman", name, visit=visit)
    fisher = result.get("fisher_exact", name, visit=visit)
    return (
        marks.estimate(rd, 1, scale=100),
        marks.cell(_ratio(t, rr), rr),
        # Fisher's own odds ratio is not shown: nor are the notes on its limits.
        format_row.p_value(fisher),
    )


def _ratio(t: Translator, row: ResultRow | None) -> str:
    """A risk ratio; with 0 events in control it is infinite, and its lower limit is not."""
    if row is not None and row.estimate is None and row.ci_low is not None:
        return f"∞ ({format_number.interval(row.ci_low, row.ci_high, lang=t.lang)})"
    return format_row.estimate(t, row)


def _missing(result: Result, t: Translator, names: Iterable[str]) -> str:
    """Note on events not known for some patients, who are in no denominator."""
    reasons = []
    for name in names:
        row = result.get("count", name)
        n = format_row.note_number(row, "missing") if row else 0
        if n:
            reasons.append(t("table.reason_n", reason=labels.variable(t, name), n=n))
    return t("table.note_missing", names=t("words.list").join(reasons)) if reasons else ""


def upper_bounds(result: Result, t: Translator) -> Table:
    """Upper bounds of the rates of events that nobody had."""
    body: list[Row] = []
    conf_level = result.settings.level
    for name, visit, arm, row in _none_seen(result):
        exact = result.get("clopper_pearson", name, visit=visit, arm=arm)
        body.append(
            line(
                labels.at_visit(t, labels.variable(t, name), visit),
                labels.arm(t, arm),
                format_row.fraction(row),
                format_number.percent(exact.ci_high if exact else None),
                format_number.percent(format_row.note_value(exact, "upper_one_sided")),
            )
        )
    percent = format_number.level(conf_level)
    columns = (
        Head(t("table.event"), "left"),
        Head(t("table.arm"), "left"),
        Head(t("table.patients_of")),
        Head(t("table.upper_two_sided", level=percent)),
        Head(t("table.upper_one_sided", level=percent)),
    )
    return Table(
        t("table.bounds_title"),
        columns,
        tuple(body),
        notes(t("table.note_bounds" if body else "table.note_no_bounds")),
    )


def _none_seen(result: Result) -> Iterator[tuple[str, str | None, str, ResultRow]]:
    for row in result.where("count"):
        if row.arm and row.level is None and row.estimate == 0 and row.total:
            yield row.variable, row.visit, row.arm, row


def fate(result: Result, t: Translator) -> Table:
    """Deaths and losses by arm."""
    events = [(name, None) for name in lookup.FATE if result.get("count", name, arm=result.arms[0])]
    return _flags(result, t, "table.fate_title", events)


def followup(result: Result, t: Translator) -> Table:
    """Abnormal MRI and blood at each follow-up, of those examined."""
    return _flags(result, t, "table.followup_title", lookup.followups(result))


def _flags(
    result: Result, t: Translator, title: str, events: Sequence[tuple[str, str | None]]
) -> Table:
    marks = Footnotes(t)
    columns = (
        Head(t("table.event"), "left"),
        *arm_heads(t, result.arms),
        *_compared_heads(result, t),
    )
    body = []
    for name, visit in events:
        counts = [result.get("count", name, visit=visit, arm=arm) for arm in result.arms]
        body.append(
            line(
                labels.at_visit(t, labels.variable(t, name), visit),
                *map(of, counts),
                *_compared(result, t, name, marks, visit),
            )
        )
    return Table(
        t(title),
        columns,
        tuple(body),
        notes(
            *(() if body else (t("table.note_no_flags"),)),
            t("table.note_examined"),
            direction(result, t),
            t("table.note_harms_p"),
            _missing(result, t, [name for name, visit in events if visit is None]),
            marks.lines(),
        ),
    )


def details(result: Result, t: Translator) -> Table:
    """Severity, grade, seriousness and relation of events, by arm."""
    body = []
    for name, attribute in lookup.event_details(result):
        rows = [r for r in result.where("count", variable=name) if r.versus == attribute]
        for level in dict.fromkeys(r.level for r in rows if r.level):
            counts = [
                result.get("count", name, arm=arm, level=level, versus=attribute)
                for arm in result.arms
            ]
            body.append(
                line(
                    labels.event_attribute(t, name, attribute),
                    labels.level(t, level),
                    *map(of, counts),
                )
            )
    columns = (
        Head(t("table.event"), "left"),
        Head(t("table.event_level"), "left"),
        *arm_heads(t, result.arms),
    )
    return Table(t("table.details_title"), columns, tuple(body), notes(t("table.note_details")))


def dosed(result: Result) -> bool:
    """Whether events are counted per injection too."""
    return any(row.level == "per_injection" for row in result.rows)


def by_name(result: Result, t: Translator) -> dict[str, Callable[[], Table]]:
    """The tables by name, each made when it is called; per injection where doses are known."""
    makers = {"events": events} if lookup.events_named(result) else {}
    makers |= {"upper_bounds": upper_bounds, "fate": fate, "followup": followup}
    if lookup.event_details(result):
        makers["details"] = details
    if dosed(result):
        makers["injections"] = injections
    return {name: partial(make, result, t) for name, make in makers.items()}


def injections(result: Result, t: Translator) -> Table:
    """Events per injection given, where the file holds the doses."""
    body = []
    for name in lookup.adverse_events(result):
        rows = [result.get("count", name, arm=arm, level="per_injection") for arm in result.arms]
        if any(rows):
            body.append(line(labels.variable(t, name), *map(of, rows)))
    columns = (
        Head(t("table.event"), "left"),
        *arm_heads(t, result.arms),
    )
    return Table(
        t("table.injections_title"),
        columns,
        tuple(body),
        notes(t("table.note_injections" if body else "table.note_no_injections")),
    )
