"""Patients who died or were lost, and have a later score."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from aci_core.checks.column_access import cell_issues, flagged, header, numbers, scores
from aci_core.domain.arrays import Floats, Mask
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.schema import PRE, Column, visit_order
from aci_core.efficacy import death_dated, died_before

Places = npt.NDArray[np.int16]

DEAD = 6
# How some files write the score of the dead.
_CODED = {"nihss": 42.0, "bi": 0.0}


def death_and_dropout(cohort: Cohort) -> Iterator[Issue]:
    """`dead_scored`, `death_coded`, `died_mrs`, `mrs_not_died`, `lost_scored`.

    Where the file tells the day of death, a score at a visit before that day stands. Else, and
    of the lost, a score at an earlier visit may stand before it; one at the last visit of all
    does not, nor one at or after the visit whose mRS is 6.
    """
    measures = scores(cohort)
    visits = sorted({v for at in measures.values() for v in at if v != PRE}, key=visit_order)
    if not visits:
        return
    died, lost = flagged(cohort, "died"), flagged(cohort, "lost")
    six = _first_six(cohort, measures.get("mrs", {}), visits)
    gone = np.minimum(_first_after_death(cohort, died, visits), six)
    for stem, at in measures.items():
        for place, visit in enumerate(visits):
            values = numbers(cohort, at.get(visit))
            if values is None:
                continue
            column = at[visit]
            has = ~np.isnan(values)
            if stem == "mrs":
                yield from _mrs(cohort, column, values, has & (gone <= place), died)
            else:
                coded = values == _CODED.get(stem, np.nan)
                dead = has & (gone <= place)
                yield from _warnings(cohort, "dead_scored", column, dead & ~coded, values)
                yield from _coded_deaths(column, dead & coded, values)
            if lost is not None and place == len(visits) - 1:
                scored_after_loss = has & lost & ~(gone <= place)
                yield from _warnings(cohort, "lost_scored", column, scored_after_loss, values)


def _first_after_death(cohort: Cohort, died: Mask | None, visits: list[str]) -> Places:
    """Place of the first visit that the recorded death came before, else their number.

    A death whose day cannot be compared with a visit's is taken to come before the last visit.
    """
    first = np.full(cohort.n, len(visits), dtype=np.int16)
    if died is None:
        return first
    for place in range(len(visits) - 1, -1, -1):
        dated = death_dated(cohort, visits[place])
        first[died & dated & died_before(cohort, visits[place])] = place
        if place == len(visits) - 1:
            first[died & ~dated] = place
    return first


def _first_six(cohort: Cohort, at: dict[str, Column], visits: list[str]) -> Places:
    """Place of the first visit whose mRS is 6, the number of visits where none is."""
    first = np.full(cohort.n, len(visits), dtype=np.int16)
    for place in range(len(visits) - 1, -1, -1):
        values = numbers(cohort, at.get(visits[place]))
        if values is not None:
            first[values == DEAD] = place
    return first


def _mrs(
    cohort: Cohort, column: Column, values: Floats, dead: Mask, died: Mask | None
) -> Iterator[Issue]:
    yield from _warnings(cohort, "died_mrs", column, dead & (values != DEAD), values)
    if died is not None:
        yield from _warnings(cohort, "mrs_not_died", column, (values == DEAD) & ~died, values)


def _warnings(
    cohort: Cohort, code: str, column: Column, chosen: Mask, values: Floats
) -> Iterator[Issue]:
    return cell_issues(cohort, code, "warning", column, np.flatnonzero(chosen), values)


def _coded_deaths(column: Column, chosen: Mask, values: Floats) -> Iterator[Issue]:
    places = np.flatnonzero(chosen)
    if places.size:
        facts = (("n", int(places.size)), ("coded", f"{values[places[0]]:g}"))
        yield Issue("death_coded", "info", None, header(column), facts=facts)
