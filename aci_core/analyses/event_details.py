"""Severity, grade, seriousness and relation of adverse events: patients by arm, descriptive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from aci_core.analyses.describe import count_row, uncounted
from aci_core.analyses.result import Row, try_query
from aci_core.domain.notes import join_notes, note
from aci_core.domain.schema import ANY, COUNTED_ATTRIBUTES, SERIOUS, Column, Kind, Role
from aci_core.domain.schema.aliases import words
from aci_core.summaries import AnyOf, Arms, Data, Level, Var, Variable

UNSPECIFIED: Final = "unspecified"
_NO_EVENT = frozenset({"none", "no"})
_VOCABULARIES = ("severity", "relation")


def event_details(data: Data, analysis: str) -> Iterator[Row]:
    """`count` of each level of an event's attribute, `versus` being the attribute.

    Of the patients with the event for whom it is told. Where no column says who had the event,
    of all for whom the attribute is told.
    """
    events = {c.stem: c.name for c in data.columns if c.role is Role.EVENT}
    counted = [(c, attribute) for c in data.columns if (attribute := counted_attribute(c))]
    # Of all events together first: of each patient the worst.
    for column, attribute in sorted(counted, key=lambda one: one[0].stem != UNSPECIFIED):
        name = events.get(column.stem)
        if name is not None:
            yield from _rows(data, analysis, column.stem, column, attribute, Var(name))
        elif column.stem == UNSPECIFIED and events:
            any_event = AnyOf(tuple(events.values()))
            yield from _rows(data, analysis, ANY, column, attribute, any_event)
        elif column.stem == UNSPECIFIED:
            yield from _rows(data, analysis, column.stem, column, attribute, None)


def counted_attribute(column: Column) -> str | None:
    """The attribute that a column tells by levels, None if it is no such column."""
    if column.role is not Role.EVENT_DETAIL or column.kind is not Kind.CATEGORY:
        return None
    ending = column.name.rpartition("_")[2]
    return ending if ending in COUNTED_ATTRIBUTES else None


def _rows(
    data: Data,
    analysis: str,
    variable: str,
    column: Column,
    attribute: str,
    event: Variable | None,
) -> Iterator[Row]:
    levels = _ordered(column.levels)
    counted, reasons = try_query(
        lambda: _of_all(data, column) if event is None else _of_event(data, column, event)
    )
    shown = [level for level in levels if event is not None or level not in _NO_EVENT]
    # Of who had a serious one the others are the rest.
    none = {"none", *(_NO_EVENT if attribute == SERIOUS else ())}
    shown = [level for level in shown if level not in none]
    if counted is None:
        rows = uncounted(analysis, variable, data.arms, shown, reasons)
        yield from (replace(row, versus=attribute) for row in rows)
        return
    for arm, (by_level, n, absent) in zip(data.arms, counted, strict=True):
        missing = join_notes([note("missing", absent)]) if absent else None
        for level in shown:
            row = count_row(
                analysis, variable, by_level[level], n, arm=arm, level=level, note=missing
            )
            yield replace(row, versus=attribute)


_Counted = tuple[dict[str, int], int, int]  # by level, of how many, of how many not told


def _of_all(data: Data, column: Column) -> Arms[_Counted]:
    table = data.levels(column.name)
    return Arms(
        *(
            (dict(zip(column.levels, side.tolist(), strict=True)), int(side.sum()), 0)
            for side in table
        )
    )


def _of_event(data: Data, column: Column, event: Variable) -> Arms[_Counted]:
    counts = data.counts(event)
    had = [int(side[counts.values >= 1].sum()) for side in (counts.treatment, counts.control)]
    sides: list[dict[str, int]] = [{}, {}]
    for level in column.levels:
        joint = data.joint(event, Level(column.name, level))
        for side, pairs in zip(sides, joint, strict=True):
            chosen = (np.asarray(pairs.x) >= 1) & (np.asarray(pairs.y) == 1)
            side[level] = int(pairs.n[chosen].sum())
    told = [sum(n for level, n in side.items() if level != "none") for side in sides]
    return Arms(*((side, n, of - n) for side, n, of in zip(sides, told, had, strict=True)))


def _ordered(levels: Sequence[str]) -> list[str]:
    """Levels in the order of their vocabulary, others behind."""
    known = [level for name in _VOCABULARIES for level in words().values[name].values()]
    order = {level: place for place, level in enumerate(dict.fromkeys(known))}
    return sorted(levels, key=lambda level: order.get(level, len(order)))
