"""Patients with a score after treatment and none before it, or the reverse."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aci_core.checks.column_access import cell_issues, flagged, header, numbers, scores, unread
from aci_core.domain.arrays import Mask
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.errors import Fact
from aci_core.domain.schema import PRE, Column
from aci_core.domain.schema.aliases import canonical_value, value_key, words
from aci_core.domain.schema.identifying_headers import date_in_header

# Of columns that may tell a death or a loss: by their words, or by a day of last contact.
_ASKED = frozenset({"may_tell_fate", "outcome_like", "remarks_died", "remarks_lost"})
_DATES = frozenset({"date_dropped"})


def unpaired_scores(cohort: Cohort) -> Iterator[Issue]:
    """`post_without_pre` of each patient, `pre_without_post` as a count of each measure.

    `pre_without_post_asked` where a column that was not used may tell of a death or a loss.
    A cell that was not read is an error already, and not empty.
    Who died or was lost has a reason to lack the later score; a patient who lacks only
    some of several later visits is no issue.
    """
    excused = _known_to_be_gone(cohort)
    for at in scores(cohort).values():
        later = [column for visit, column in at.items() if visit != PRE]
        if PRE in at and later:
            yield from _of_measure(cohort, at[PRE], later, excused)


def _known_to_be_gone(cohort: Cohort) -> Mask:
    """Who died or was lost by a column, by the reason of the loss, or by a cell of a score."""
    gone = np.zeros(cohort.n, dtype=bool)
    for name in ("died", "lost"):
        flags = flagged(cohort, name)
        gone |= False if flags is None else flags
    reason = cohort.column("lost_reason")
    if reason is not None:
        texts = cohort.table[reason.name].fillna("").to_numpy()
        gone |= np.array([bool(text) and not _says_none(str(text)) for text in texts], dtype=bool)
    by_cells = {
        (issue.column, issue.row)
        for issue in cohort.issues
        if issue.code in ("died_not_recorded", "lost_not_recorded")
    }
    for header_in_file in {column for column, _ in by_cells}:
        rows = [cohort.row_of(place, header_in_file) for place in range(cohort.n)]
        gone |= np.array([(header_in_file, row) in by_cells for row in rows], dtype=bool)
    return gone


def _says_none(text: str) -> bool:
    return canonical_value("yes_no", text) == "no" or value_key(text) in words().missing


def _of_measure(
    cohort: Cohort, first: Column, later: list[Column], excused: Mask
) -> Iterator[Issue]:
    before = numbers(cohort, first)
    if before is None:
        return
    # The first later visit that a patient has; -1 none. From the last to the first.
    first_later = np.full(cohort.n, -1, dtype=np.int16)
    for place in range(len(later) - 1, -1, -1):
        after = numbers(cohort, later[place])
        if after is not None:
            first_later[~np.isnan(after)] = place
    none_before = np.isnan(before)
    if none_before.all() or (first_later < 0).all():
        return  # an empty column is an issue already
    places = np.flatnonzero(none_before & (first_later >= 0) & ~unread(cohort, first.name))
    yield from cell_issues(
        cohort,
        "post_without_pre",
        "warning",
        first,
        places,
        facts=lambda place: {"later": header(later[int(first_later[place])])},
    )
    for column in later:
        excused = excused | unread(cohort, column.name)
    n = int(np.count_nonzero(~none_before & (first_later < 0) & ~excused))
    if not n:
        return
    facts: tuple[tuple[str, Fact], ...] = (("n", n), ("first", header(first)))
    perhaps = _may_tell(cohort)
    if perhaps:
        facts = (*facts, ("headers", ", ".join(perhaps)))
        yield Issue("pre_without_post_asked", "warning", None, header(later[0]), facts=facts)
    else:
        yield Issue("pre_without_post", "info", None, header(later[0]), facts=facts)


def _may_tell(cohort: Cohort) -> tuple[str, ...]:
    """Headers of columns that may tell who died or was lost, and were not used for it."""
    return tuple(
        dict.fromkeys(
            issue.column
            for issue in cohort.issues
            if issue.column
            and (
                issue.code in _ASKED
                or (issue.code in _DATES and date_in_header(issue.column) == "followup")
            )
        )
    )
