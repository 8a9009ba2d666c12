"""Blank cells of events, deaths and losses: unknown as they stand, and often meant as none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from aci_core.checks.column_access import by_arm, header, scores, unread
from aci_core.domain.arrays import Floats, Mask
from aci_core.domain.cohort import Cohort, Issue, listed_events
from aci_core.domain.errors import Fact
from aci_core.domain.schema import PRE, Column, Kind, Role, visit_order
from aci_core.domain.steps import FillBlank
from aci_core.efficacy import has_score_from

CODE: Final = "events_blank"
FATE, FATE_SEEN = FATES = ("fate_blank", "fate_blank_seen")
FATE_ROLES: Final = (Role.DIED, Role.LOST)
NONE: Final = "0"  # what such a cell is read as where it means that there was none
YES: Final = "yes"  # where the column asks who lived or stayed
MOST: Final = 0.05  # a smaller share is missing here and there, where others say that none was seen
_UNTOLD: Final = 0.5  # of deaths and losses: a larger share that is blank tells no rate


def is_unanswered(had: int, known: int, of: int, *, fate: bool) -> bool:
    """Whether the rate of an arm waits for an answer to what a blank cell means.

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


@dataclass(frozen=True, eq=False, slots=True)
class _Blank:
    """The blank cells of a column that records events, deaths, losses or a safety follow-up."""

    header: str
    blank: Mask
    none_said: bool
    waits: bool
    role: Role

    @property
    def n(self) -> int:
        return int(self.blank.sum())


def blank_events(cohort: Cohort) -> Iterator[Issue]:
    """`events_blank`, `fate_blank`: once for each column of the file that records them.

    Events are asked about where more than a twentieth is blank, or where no cell says "none";
    the others where the rate of an arm waits for the answer; `fate_blank_seen` where a score
    tells who lived.
    """
    for one in _blanks(cohort):
        facts: dict[str, Fact] = {"n": one.n, "of": cohort.n}
        if one.role is Role.EVENT:
            if one.n > MOST * cohort.n or not one.none_said:
                yield Issue(CODE, "warning", None, one.header, facts=tuple(facts.items()))
        elif one.waits:
            visit, seen = seen_at_last(cohort, one.blank)
            if seen and one.role in FATE_ROLES:
                facts |= {"seen": seen, "visit": visit}
            code = FATE_SEEN if "seen" in facts else FATE
            yield Issue(code, "warning", None, one.header, facts=tuple(facts.items()))


def unanswered(cohort: Cohort) -> list[tuple[str, int]]:
    """Header and blank cells of each column whose rates wait for what a blank means."""
    return [(one.header, one.n) for one in _blanks(cohort) if one.waits]


def _blanks(cohort: Cohort) -> Iterator[_Blank]:
    """Columns with blank cells of which nobody has said what they mean."""
    made_of = {name: own for own, names in listed_events(cohort.issues).items() for name in names}
    by_header: dict[str, list[Column]] = {}
    for column in cohort.columns_with(Role.EVENT):
        if column.kind is Kind.NUMBER:
            own = header(column)
            by_header.setdefault(made_of.get(own, own), []).append(column)
    for column in cohort.columns_with(*FATE_ROLES, Role.FOLLOWUP):
        if column.header and column.kind is Kind.NUMBER:
            by_header.setdefault(column.header, []).append(column)
    answered = {step.header for step in cohort.steps if isinstance(step, FillBlank)}
    arms = [who for _, who in by_arm(cohort)]
    for own, columns in by_header.items():
        if own in answered:
            continue
        values = [cohort.table[column.name].to_numpy(np.float64) for column in columns]
        blank: Mask = np.all(np.isnan(values), axis=0)
        for column in columns:
            blank &= ~unread(cohort, column.name)
        if blank.any():
            role = columns[0].role
            none_said = bool((np.nan_to_num(values, nan=1.0) == 0).any())
            waits = any(
                _arm_waits(flags[who], fate=role in FATE_ROLES) for flags in values for who in arms
            )
            yield _Blank(own, blank, none_said, waits, role)


def _arm_waits(flags: Floats, *, fate: bool) -> bool:
    known = flags[~np.isnan(flags)]
    return is_unanswered(int((known >= 1).sum()), known.size, flags.size, fate=fate)


def seen_at_last(cohort: Cohort, who: Mask) -> tuple[str, int]:
    """The last visit after treatment, and how many of some patients have a score of the living.

    They were alive then. Whether they died later no score tells: none is counted as living.
    """
    visits = {v for at in scores(cohort).values() for v in at if v != PRE}
    if not visits:
        return "", 0
    last = max(visits, key=visit_order)
    return last, int((who & has_score_from(cohort, last)).sum())
