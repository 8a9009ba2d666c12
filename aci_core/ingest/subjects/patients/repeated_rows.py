"""Rows that repeat another to the letter: copies of a line, each read once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from aci_core.domain.cohort import REPEATED_ROW
from aci_core.domain.steps import SetCell, Step
from aci_core.ingest.apply_steps import OMITTED
from aci_core.ingest.cells import Cells
from aci_core.ingest.columns.recognise import Source
from aci_core.ingest.issues import MAX_PER_COLUMN, Issues
from aci_core.ingest.layout.raw_table import RawTable


def without_repeated_rows(
    texts: dict[int, pa.ChunkedArray],
    headers: Sequence[str],
    identifier: Source | None,
    issues: Issues,
    written: RawTable,
    steps: Sequence[Step],
) -> tuple[tuple[int, str], ...]:
    """Take away each row that has the identifier and every cell of an earlier one.

    A file without identifiers keeps all: two patients may well have the same few numbers.

    Parameters
    ----------
    texts : dict of int to pyarrow string array
        Columns by place; changed.
    headers : sequence of str
        Of the columns that are kept: what identifies people is not compared.
    identifier : Source or None
        None too where none repeats.
    issues : Issues
        Restricted to the rows that stay.
    written : RawTable
        The file before any correction: a copy of a row that was corrected is a copy still.
    steps : sequence of Step
        A row in which a cell was set is nobody's copy any more.

    Returns
    -------
    tuple of (int, str)
        Rows taken away, and the code of the reason.
    """
    if identifier is None:
        return ()
    cells = Cells.from_column(texts[identifier.place])
    candidates = earlier_rows(cells)
    own_steps = {step.row for step in steps if isinstance(step, SetCell)}
    places = [place for place, _ in candidates if int(issues.rows[place]) not in own_steps]
    if not places:
        return ()
    firsts = dict(candidates)
    same = _same_cells(texts, headers, issues, written)
    copies = [place for place in places if same(place, firsts[place])]
    if not copies:
        return ()
    rows = tuple(int(issues.rows[place]) for place in copies)
    facts = [{"first": int(issues.rows[firsts[place]])} for place in copies[:MAX_PER_COLUMN]]
    at = np.array(copies, dtype=np.int64)
    issues.add_cells(REPEATED_ROW, "warning", identifier.header, at, cells.text_at, facts)
    keep = np.ones(len(cells.codes), dtype=bool)
    keep[at] = False
    mask = pa.array(keep)
    for place, text in texts.items():
        texts[place] = text.filter(mask)
    issues.restrict(keep)
    return tuple((row, REPEATED_ROW) for row in rows)


def with_copies_named(
    left_out: Sequence[tuple[int, str]],
    headers: Sequence[str],
    identifier: Source | None,
    written: RawTable,
) -> tuple[tuple[int, str], ...]:
    """The rows left out, those that a user took away as copies named so: they are no patients.

    Corrections of an earlier version left them out one by one.
    """
    if identifier is None or not any(reason == OMITTED for _, reason in left_out):
        return tuple(left_out)
    kept = set(headers)
    columns = [written.text(i) for i, h in enumerate(written.headers) if h in kept]
    rows = written.row_numbers()
    omitted = {row for row, reason in left_out if reason == OMITTED}
    named = dict(left_out)
    for row in sorted(omitted):
        places = np.flatnonzero(rows == row)
        if not places.size:
            continue
        same = np.ones(len(rows), dtype=bool)
        for column in columns:
            cell = column[int(places[0])]
            equal = pc.equal(column, cell) if cell.is_valid else pc.is_null(column)
            same &= pc.fill_null(equal, False).to_numpy().astype(bool)
        others = set(rows[same].tolist()) - {row}
        # Of copies that were all left out the first was a patient.
        if others - omitted or (others and row > min(others)):
            named[row] = REPEATED_ROW
    return tuple(named.items())


def earlier_rows(cells: Cells) -> list[tuple[int, int]]:
    """(place, place of the first) of every repeated identifier."""
    if cells.filled == len(cells.distinct):
        return []
    first: dict[str, int] = {}
    result = []
    for place, code in enumerate(cells.codes):
        if code >= 0:
            known = first.setdefault(cells.texts[code], place)
            if known != place:
                result.append((place, known))
    return result


def _same_cells(
    texts: Mapping[int, pa.ChunkedArray],
    headers: Sequence[str],
    issues: Issues,
    written: RawTable,
) -> Callable[[int, int], bool]:
    """Whether two places hold the same cells, as written where each row is one of the file."""
    columns: Sequence[pa.ChunkedArray] = tuple(texts.values())
    lines: npt.NDArray[np.int64] | None = None
    rows = written.row_numbers()
    if not issues.origins and bool((np.diff(rows) > 0).all()):
        lines = np.searchsorted(rows, issues.rows)
        inside = lines < len(rows)
        if inside.all() and (rows[lines] == issues.rows).all():
            kept = set(headers)
            columns = tuple(written.text(i) for i, h in enumerate(written.headers) if h in kept)
        else:
            lines = None

    def same(place: int, first: int) -> bool:
        one, other = (place, first) if lines is None else (int(lines[place]), int(lines[first]))
        return all(column[one].as_py() == column[other].as_py() for column in columns)

    return same
