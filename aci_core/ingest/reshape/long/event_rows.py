"""Recognise a list of events: a row an event, where patients without one do not stand."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from aci_core.domain.cohort import Issue
from aci_core.domain.errors import AciError
from aci_core.domain.schema import Role
from aci_core.domain.schema.aliases import canonical_value, clean, compact, words
from aci_core.ingest.cells import Cells, is_missing, parse_number
from aci_core.ingest.columns.headers.row_words import row_words
from aci_core.ingest.columns.recognise import Source
from aci_core.ingest.layout.raw_table import RawTable
from aci_core.ingest.reshape.long.one_row_each import Repeated

_MOSTLY = 0.6  # of the texts are known events
_FEWEST, _LOOKED = 2, 2000  # different texts of a column of events
_EVENTS = frozenset({Role.EVENT, Role.EVENT_DAY, Role.EVENT_RESOLVED})


def refuse_event_rows(
    raw: RawTable, columns: Sequence[Source], scored: Collection[int], rows: Repeated
) -> None:
    """Refuse a table with a row for each event.

    Parameters
    ----------
    raw : RawTable
    columns : sequence of Source
        All columns of the table.
    scored : collection of int
        Places of the columns of measures.
    rows : Repeated
        Rows by patient, and the columns that vary.

    Raises
    ------
    AciError
        ``event_rows``.
    """
    varying, several = set(rows.varying), rows.n < len(raw.frame)
    if varying & set(scored):
        return
    place = _column_of_events(raw, columns, repeated=several)
    if place is None:
        return
    told = {p for p in range(len(raw.headers)) if _tells_of_events(raw, columns, p)} | {place}
    # A patient's scores beside his events: only events may differ from row to row.
    among_scores = several and place in varying and varying <= told
    if among_scores if scored else several or len(told) > 1:
        listed = (i.column for i in raw.issues if raw.headers[place] in _split_into(i))
        column = clean(next(listed, None) or raw.headers[place])[:60]
        raise AciError("event_rows", column=column, n=len(raw.frame), patients=rows.n)


def _column_of_events(raw: RawTable, columns: Sequence[Source], *, repeated: bool) -> int | None:
    """Place of the column that names the event of each row; None without one."""
    listed = {header for issue in raw.issues for header in _split_into(issue)}
    for source in columns:
        if repeated and source.header in listed:
            return source.place
        named = compact(source.header) in row_words().event_term
        if named or source.meaning.role is Role.COVARIATE:
            cells = Cells.from_column(raw.text(source.place))
            if _are_events(cells, named=named):
                return source.place
    return None


def _split_into(issue: Issue) -> list[str]:
    """Headers of the columns into which a list of events was split."""
    if issue.code != "events_listed":
        return []
    return [f"ae_{term}" for term in str(dict(issue.facts)["events"]).split(", ")]


def _are_events(cells: Cells, *, named: bool) -> bool:
    """Whether every row names an event: none is empty, and none says that there was none."""
    texts = [cells.texts[i] for i in np.flatnonzero(cells.counts > 0)[: _LOOKED + 1]]
    if not _FEWEST <= len(texts) <= _LOOKED or bool((cells.codes < 0).any()):
        return False
    if any(_is_no_event(text) for text in texts):
        return False
    known = sum(compact(text) in words().events for text in texts)
    return named or known >= _MOSTLY * len(texts)


def _is_no_event(text: str) -> bool:
    known = is_missing(text) or canonical_value("yes_no", text) is not None
    return known or not np.isnan(parse_number(text))


def _tells_of_events(raw: RawTable, columns: Sequence[Source], place: int) -> bool:
    """Whether a column tells of an event: when, how severe, what became of it."""
    role = next((s.meaning.role for s in columns if s.place == place), None)
    key = compact(raw.headers[place])
    return role in _EVENTS or key in row_words().event_attribute or key in row_words().event_term
