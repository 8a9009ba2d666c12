"""Safety: events by arm, their severity, what resolved, deaths, losses, follow-up, bounds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from aci_core.analyses.describe import count_row, uncounted
from aci_core.analyses.doses import DOSE_COLUMNS
from aci_core.analyses.effects import differences, rates, unknown
from aci_core.analyses.event_details import event_details
from aci_core.analyses.result import Result, Row, try_query
from aci_core.checks.events.blank_events import FATE_ROLES, is_unanswered
from aci_core.domain.notes import join_notes, note
from aci_core.domain.schema import ANY, SERIOUS, Column, Role, visit_order
from aci_core.domain.study.settings import Settings
from aci_core.summaries import AnyOf, Arms, Data, NotAvailable, Var, Variable

NAME = "safety"

# P of harms is exploratory: the difference and its interval come first.
COMPARED = ("risk_difference", "risk_ratio_koopman", "fisher_exact")


def safety(data: Data, settings: Settings) -> Result:
    """Count patients with each event, and events; compare the arms; count what resolved.

    A patient has an event when its count is at least 1; events are counted apart;
    missing is missing. Who had a serious event is counted before the kinds of events, of which it
    is none. Severity, grade, seriousness and relation are counted by arm where told.
    """
    events = [c for c in data.columns if c.role is Role.EVENT]
    rows: list[Row] = []
    if len(events) > 1:
        # Events meet in one patient: the sum of their counts would count him twice.
        any_event = AnyOf(tuple(c.name for c in events))
        rows.extend(_flag(data, settings, any_event, ANY))
    for column in events:
        if column.stem == SERIOUS:
            rows.extend(_flag(data, settings, Var(column.name), SERIOUS))
    for column in events:
        if column.stem != SERIOUS:
            rows.extend(_event(data, settings, column))
    # Who was chosen by what came later was chosen by who lived to have it.
    everybody = data if data.patients is None else data.patients.allocated
    for column in everybody.columns:
        if column.role in FATE_ROLES:
            counted = _flag(everybody, settings, Var(column.name), column.role.value)
            rows.extend(counted if everybody is data else map(_of_all_allocated, counted))
    followups = (c for c in data.columns if c.role is Role.FOLLOWUP)
    for column in sorted(followups, key=lambda c: (c.stem, visit_order(c.visit or ""))):
        rows.extend(_flag(data, settings, Var(column.name), column.stem, column.visit))
    rows.extend(event_details(data, NAME))
    return Result(NAME, data.arms, settings, tuple(rows))


def _of_all_allocated(row: Row) -> Row:
    return replace(row, note=join_notes([*row.notes, note("all_allocated")]))


def _flag(
    data: Data, settings: Settings, what: Variable, variable: str, visit: str | None = None
) -> Iterator[Row]:
    counts, reasons = try_query(lambda: data.counts(what))
    if counts is None:
        yield from unknown(NAME, variable, data.arms, reasons, visit=visit, methods=COMPARED)
        return
    has = counts.values >= 1
    events = Arms(int(counts.treatment[has].sum()), int(counts.control[has].sum()))
    n = Arms(counts.n_treatment, counts.n_control)
    yield from _compared(data, settings, variable, events, n, visit)


def _compared(
    data: Data,
    settings: Settings,
    variable: str,
    events: Arms[int],
    n: Arms[int],
    visit: str | None = None,
) -> Iterator[Row]:
    conf_level = settings.level
    missing = Arms(*(all_patients - known for all_patients, known in zip(data.n, n, strict=True)))
    waits = _waits(data, variable, events, n)
    yield from rates(
        NAME, variable, data.arms, events, n, conf_level, visit=visit, missing=missing, waits=waits
    )
    yield from differences(
        NAME, variable, data.arms, events, n, conf_level, visit=visit, methods=COMPARED,
        waits=any(waits),
    )  # fmt: skip


def _waits(data: Data, variable: str, events: Arms[int], n: Arms[int]) -> Arms[bool]:
    """Whether the rate of each arm waits for the answer what a blank cell means."""
    arms = zip(events, n, data.n, strict=True)
    return Arms(
        *(is_unanswered(x, known, of, fate=variable in FATE_ROLES) for x, known, of in arms)
    )


def _event(data: Data, settings: Settings, column: Column) -> Iterator[Row]:
    yield from _flag(data, settings, Var(column.name), column.stem)
    counts, reasons = try_query(lambda: data.counts(Var(column.name)))
    if counts is None:
        injected = any(c.name in DOSE_COLUMNS for c in data.columns)
        levels = ("events", *(("per_injection",) if injected else ()))
        yield from uncounted(NAME, column.stem, data.arms, levels, reasons)
        yield from _resolved(data, column)
        return
    weights = (counts.treatment, counts.control)
    # Without a denominator of its own: a patient may have several.
    totals = [round(float((counts.values * w).sum())) for w in weights]
    for arm, w, total in zip(data.arms, weights, totals, strict=True):
        n = int(w.sum())
        yield Row(NAME, column.stem, None, arm, "events", None, "count", n, float(total))
    injections, reasons = try_query(lambda: _injections(data, column.name))
    had = Arms(*(int(w[counts.values >= 1].sum()) for w in weights))
    known = Arms(counts.n_treatment, counts.n_control)
    if injections and any(_waits(data, column.stem, had, known)):
        injections, reasons = None, (note("blank_unanswered"),)
    if injections is None:
        yield from uncounted(NAME, column.stem, data.arms, ("per_injection",), reasons)
    for arm, total, n_injections in zip(data.arms, totals, injections or (0, 0), strict=True):
        if n_injections:
            yield count_row(NAME, column.stem, total, n_injections, arm=arm, level="per_injection")
    yield from _resolved(data, column)


def _injections(data: Data, event: str) -> Arms[int]:
    """Injections given in each arm to the patients whose events are counted.

    0 where the file does not say for each of them: events of all over the injections of
    some would be too high a rate.
    """
    counts = data.counts(Var(event))
    n = (counts.n_treatment, counts.n_control)
    totals = [0.0, 0.0]
    for name in (c.name for c in data.columns if c.name in DOSE_COLUMNS):
        for index, pairs in enumerate(data.joint(Var(event), Var(name))):
            known = int(pairs.n.sum()) == n[index]
            totals[index] += float(pairs.y @ pairs.n) if known else math.nan
    return Arms(*(0 if math.isnan(total) else round(total) for total in totals))


def _resolved(data: Data, column: Column) -> Iterator[Row]:
    """Of the patients with the event, those in whom it resolved, where that is known."""
    name = f"ae_{column.stem}_resolved"
    if not any(c.name == name for c in data.columns):
        return
    try:
        joint, counts = data.joint(Var(column.name), Var(name)), data.counts(Var(column.name))
    except NotAvailable as reason:
        yield from uncounted(NAME, column.stem, data.arms, ("resolved",), (reason.note,))
        return
    arms = zip(data.arms, joint, (counts.treatment, counts.control), strict=True)
    for arm, pairs, counted in arms:
        had = pairs.x >= 1
        known = int(pairs.n[had].sum())
        absent = int(counted[counts.values >= 1].sum()) - known
        yield count_row(
            NAME,
            column.stem,
            int(pairs.n[had & (pairs.y >= 1)].sum()),
            known,
            arm=arm,
            level="resolved",
            note=join_notes([note("missing", absent)]) if absent else None,
        )
