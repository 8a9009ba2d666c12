"""What was not read: the impossible cells of a cohort by column and arm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aci_core.checks.column_access import by_arm, header
from aci_core.domain.cohort import Cohort, UnreadCells
from aci_core.domain.schema import Column, Kind


@dataclass(frozen=True, slots=True)
class UnreadCell:
    """A cell that was not read. For the owner alone.

    Parameters
    ----------
    row : int
        As a spreadsheet counts.
    column : str
        The header in the file.
    value : str
        As written.
    """

    row: int
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class UnreadColumn:
    """A column with cells that were not read.

    Parameters
    ----------
    name : str
        Canonical.
    header : str
        In the file.
    n_unread : int
    by_arm : tuple of (str, int)
        Cells not read by arm, also where there is none.
    n : int
        Patients with a value.
    stopped : bool
        Too many were impossible: no part of the column is analysed.
    cells : tuple of UnreadCell
        Empty in what was shared.
    """

    name: str
    header: str
    n_unread: int
    by_arm: tuple[tuple[str, int], ...]
    n: int
    stopped: bool
    cells: tuple[UnreadCell, ...]


def unread_cells(cohort: Cohort) -> tuple[UnreadColumn, ...]:
    """Each column with impossible cells, in the order of the file.

    Parameters
    ----------
    cohort : Cohort
        Whole or selected: the cells of its own patients are counted.
    """
    with_unread = {one.column: one for one in cohort.unread if one.places}
    return tuple(
        _of_column(cohort, with_unread[column.name], column)
        for column in cohort.columns
        if column.name in with_unread
    )


def _of_column(cohort: Cohort, unread: UnreadCells, column: Column) -> UnreadColumn:
    values = cohort.table[column.name]
    n = int(values.notna().sum()) - (len(unread.places) if column.kind is Kind.TEXT else 0)
    arms = tuple(
        (arm, int(np.count_nonzero(inside[list(unread.places)]))) for arm, inside in by_arm(cohort)
    )
    own = header(column)
    cells = tuple(
        UnreadCell(cohort.row_of(place, column.header), own, text)
        for place, text in zip(unread.places, unread.texts, strict=False)
    )
    return UnreadColumn(column.name, own, len(unread.places), arms, n, column.stopped, cells)
