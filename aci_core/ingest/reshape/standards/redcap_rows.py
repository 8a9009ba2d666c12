"""Rows of a REDCap export: those of repeating forms, and the arm that an event belongs to."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pyarrow as pa

from aci_core.domain.cohort import ARM
from aci_core.domain.schema.aliases import clean, compact
from aci_core.ingest.cells import Cells, is_missing
from aci_core.ingest.columns.headers.header_parts import EVENT_ARM
from aci_core.ingest.columns.mapping import ColumnMapping
from aci_core.ingest.issues import Issues
from aci_core.ingest.layout.raw_table import RawTable

_REPEATS = frozenset({"redcaprepeatinstrument", "repeatinstrument"})
_EVENTS = frozenset({"redcapeventname", "eventname"})
_SHOWN = 8


def one_row_a_visit(raw: RawTable, mapping: ColumnMapping) -> RawTable:
    r"""The table with one row for each patient and event, and a column of arms.

    Parameters
    ----------
    raw : RawTable
    mapping : ColumnMapping
        May name the column of arms.

    Returns
    -------
    RawTable
        The same table if it is no REDCap export. Rows of repeating forms are left out; the
        arm of an event is the patient's, if the file has no column of arms and several arms.

    Examples
    --------
    >>> from aci_core.ingest.read import read
    >>> text = "record_id,redcap_event_name,nihss,a_complete\n1,pre_arm_1,9,2\n2,pre_arm_2,8,2\n"
    >>> one_row_a_visit(read(text.encode(), "a.csv"), ColumnMapping()).text(4).to_pylist()
    ['arm 1', 'arm 2']
    """
    standard = raw.meanings.standard
    if standard is None or standard.code != "redcap":
        return raw
    return _with_arms(_without_repeats(raw), mapping)


def _place(raw: RawTable, names: frozenset[str]) -> int | None:
    return next((i for i, header in enumerate(raw.headers) if compact(header) in names), None)


def _without_repeats(raw: RawTable) -> RawTable:
    place = _place(raw, _REPEATS)
    if place is None:
        return raw
    cells = Cells.from_column(raw.text(place))
    named = np.array([not is_missing(text) for text in cells.texts], dtype=bool)
    repeats = np.append(named, False)[cells.codes]
    if not repeats.any() or repeats.all():
        return raw
    rows = raw.row_numbers()
    issues = Issues(rows, list(raw.issues))
    shown = ", ".join(text for text, n in zip(cells.texts, named, strict=True) if n)
    n = int(repeats.sum())
    issues.add("repeats_left_out", "warning", raw.headers[place], value=shown, n=n)
    left_out = sorted((*raw.left_out, *((int(row), "repeat_form") for row in rows[repeats])))
    keep = pa.array(~repeats)
    kept = raw.with_columns(
        raw.headers,
        raw.labels,
        [raw.text(i).filter(keep) for i in range(len(raw.headers))],
        issues.entries,
    )
    return replace(kept, rows=rows[~repeats], left_out=tuple(left_out))


def _with_arms(raw: RawTable, mapping: ColumnMapping) -> RawTable:
    """The table with the arm of each row's event, if the file has none and several of these."""
    place = _place(raw, _EVENTS)
    if place is None or raw.arm_place is not None or ARM in mapping.columns.values():
        return raw
    cells = Cells.from_column(raw.text(place))
    arms = [_arm(text) for text in cells.texts]
    distinct = tuple(dict.fromkeys(arm for arm in arms if arm))
    if len(distinct) < 2:
        return raw
    issues = Issues(raw.row_numbers(), list(raw.issues))
    issues.add("arm_from_event", "warning", raw.headers[place], arms=", ".join(distinct[:_SHOWN]))
    columns = [raw.text(i) for i in range(len(raw.headers))]
    labels = (*raw.labels, "") if raw.labels else ()
    return raw.with_columns(
        (*raw.headers, ARM), labels, [*columns, cells.map_texts(arms)], issues.entries
    )


def _arm(event: str) -> str | None:
    """The arm in the name of an event: pre_arm_1, Baseline (Arm 2: Control)."""
    match = EVENT_ARM.search(clean(event))
    if match is None:
        return None
    return re.sub(r"\s+", " ", match["label"] or "").strip() or f"arm {match['n1'] or match['n2']}"
