"""Source rows: the rows of the file that one patient was read from, as they stand there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from aci_core.domain.cohort import NO_ACTION_NEEDED, Cohort
from aci_core.domain.schema import Role
from aci_core.ingest.layout.raw_table import RawTable


@dataclass(frozen=True, slots=True)
class SourceRows:
    """Rows of a file with their cells as text, without what identifies the patient.

    Parameters
    ----------
    headers : tuple of str
    numbers : tuple of int
        The row of each as a spreadsheet counts; several where a row is a visit.
    cells : tuple of tuple of (str or None)
        For each header its cells, one a row; None for an empty one.
    elsewhere : dict of str to (str, tuple of int)
        By header, of columns that were joined: their sheet, and its rows of the patient.
    """

    headers: tuple[str, ...]
    numbers: tuple[int, ...]
    cells: tuple[tuple[str | None, ...], ...]
    elsewhere: Mapping[str, tuple[str, tuple[int, ...]]] = field(default_factory=dict)


def source_rows(raw: RawTable, cohort: Cohort, ordinal: int) -> SourceRows | None:
    """Find a patient's rows; None where the file is not there, as behind a link.

    Parameters
    ----------
    raw : RawTable
        From which what identifies people was removed as it came in.
    cohort : Cohort
        The whole, not a selection.
    ordinal : int
        The patient's number in it, from 1.
    """
    place = ordinal - 1
    wanted = {cohort.row_of(place), *(cohort.row_of(place, header) for header in cohort.origins)}
    records = np.flatnonzero(np.isin(raw.row_numbers(), sorted(wanted)))
    if not len(records):
        return None
    # What a mapping made later calls an identifier stands in the file as it came in.
    apart = {issue.column for issue in cohort.issues if issue.code in NO_ACTION_NEEDED}
    apart |= {column.header for column in cohort.columns if column.role is Role.ID}
    kept = [i for i, header in enumerate(raw.headers) if header not in apart]
    numbers = tuple(raw.row_numbers()[records].tolist())
    elsewhere = {
        header: (sheet.name, tuple(row for number in numbers for row in sheet.rows.get(number, ())))
        for sheet in raw.joined
        for header in sheet.headers
    }
    return SourceRows(
        tuple(raw.headers[i] for i in kept),
        numbers,
        tuple(tuple(raw.text(i).take(records).to_pylist()) for i in kept),
        elsewhere,
    )
