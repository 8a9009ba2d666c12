"""Blank cells of events, deaths and losses: unknown as they stand, and often meant as none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from aci_core.checks.column_access import by_arm, header, scores, unread
from aci_core.domain.arrays import Mask
from aci_core.domain.cohort import Cohort, Issue, listed_events
from aci_core.domain.errors import Fact
from aci_core.domain.schema import PRE, Column, Kind, Role, visit_order
from aci_core.domain.steps import FillBlank
from aci_core.efficacy import has_score_from

CODE: Final = "events_blank"
FATE, FATE_SEEN = FATES = ("fate_blank", "fate_blank_seen")
NONE: Final = "0"  # what such a cell is read as where it means that there was none
MOST: Final = 0.05  # a smaller share is missing here and there, where others say that none was seen
_UNTOLD: Final = 0.5  # of deaths and losses: a larger share that is blank tells no rate


def is_unanswered(had: int, known: int, of: int, *, fate: bool) -> bool:
    """Whether the rate of an arm waits for an answer: does a blank cell mean none?

    Where every cell that is filled in says yes, the rate of those told is 1 by the way of
    writing alone. Of deaths and losses it waits too where most are not told.

    Parameters
    ----------
    had, known, of : int
        Patients with the event, with a record, and in all.
    fate : bool
        A death or a loss.

    Examples
    --------
    >>> is_unanswered(1, 1, 20, fate=False), is_unanswered(1, 2, 20, fate=False)
    (True, False)
    >>> is_unanswered(1, 2, 20, fate=True), is_unanswered(19, 19, 20, fate=True)
    (True, False)
    """
    if of - known <= MOST * of:
        return False
    return 0 < had == known or (fate and of - known > _UNTOLD * of)


def blank_events(cohort: Cohort) -> Iterator[Issue]:
    """`events_blank`, `fate_blank`: once for each column of the file that records them.

    Events are asked about where more than a twentieth is blank, or where no cell says "none";
    deaths and losses where the rate of an arm waits for the answer.
    """
    made_of = {name: own for own, names in listed_events(cohort.issues).items() for name in names}
    by_header: dict[str, list[Column]] = {}
    for column in cohort.columns_with(Role.EVENT):
        if column.kind is Kind.NUMBER:
            own = header(column)
            by_header.setdefault(made_of.get(own, own), []).append(column)
    answered = {step.header for step in cohort.steps if isinstance(step, FillBlank)}
    for own, columns in by_header.items():
        if own in answered:
            continue
        values = [cohort.table[column.name].to_numpy(np.float64) for column in columns]
        blank = np.isnan(values).all(axis=0)
        for column in columns:
            blank &= ~unread(cohort, column.name)
        n, none_said = int(blank.sum()), bool((np.nan_to_num(values, nan=1.0) == 0).any())
        if n and (n > MOST * cohort.n or not none_said):
            yield Issue(CODE, "warning", None, own, facts=(("n", n), ("of", cohort.n)))
    for column in cohort.columns_with(Role.DIED, Role.LOST):
        if column.header and column.header not in answered:
            yield from _blank_fates(cohort, column)


def _blank_fates(cohort: Cohort, column: Column) -> Iterator[Issue]:
    """The question of one column; `fate_blank_seen` where a score tells who lived."""
    flags = cohort.table[column.name].to_numpy(np.float64)
    blank = np.isnan(flags) & ~unread(cohort, column.name)
    waits = any(
        is_unanswered(int((flags[arm] >= 1).sum()), int((~np.isnan(flags[arm])).sum()), int(arm.sum()),
                      fate=True)
        for _, arm in by_arm(cohort)
    )  # fmt: skip
    if not (waits and blank.any()):
        return
    facts: dict[str, Fact] = {"n": int(blank.sum()), "of": cohort.n}
    visit, seen = seen_at_last(cohort, blank)
    if seen:
        facts |= {"seen": seen, "visit": visit}
    code = FATE_SEEN if seen else FATE
    yield Issue(code, "warning", None, column.header, facts=tuple(facts.items()))


def seen_at_last(cohort: Cohort, who: Mask) -> tuple[str, int]:
    """The last visit after treatment, and how many of some patients have a score of the living.

    They were alive then. Whether they died later no score tells: none is counted as living.
    """
    visits = {v for at in scores(cohort).values() for v in at if v != PRE}
    if not visits:
        return "", 0
    last = max(visits, key=visit_order)
    return last, int((who & has_score_from(cohort, last)).sum())
