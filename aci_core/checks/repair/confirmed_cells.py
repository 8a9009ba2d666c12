"""Cells that a person has confirmed: what looks unlikely in them is asked about no longer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aci_core.checks.repair.step_targets import cell_of
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.schema.aliases import fold
from aci_core.domain.steps import ConfirmCell, Step
from aci_core.ingest.apply_steps import STEP_UNUSED


def without_confirmed(issues: Iterable[Issue], cohort: Cohort) -> Iterator[Issue]:
    """The issues but those of confirmed cells; an error stays, as its cell was not read.

    Parameters
    ----------
    issues : iterable of Issue
    cohort : Cohort
    """
    confirmed = confirmed_cells(cohort.steps)
    for issue in issues:
        asked = confirmed and issue.severity != "error" and issue.code != STEP_UNUSED
        cell = cell_of(issue, cohort) if asked else None
        if cell is None or (cell[0], fold(cell[1])) not in confirmed:
            yield issue


def confirmed_cells(steps: Iterable[Step]) -> frozenset[tuple[int, str]]:
    """Row and folded header of each cell that is confirmed as it now stands.

    A later correction of the cell, or of its column, changes what was confirmed.

    Examples
    --------
    >>> from aci_core.domain.steps import SetCell
    >>> sorted(confirmed_cells((ConfirmCell(3, "Age"), ConfirmCell(4, "Age"))))
    [(3, 'age'), (4, 'age')]
    >>> confirmed_cells((ConfirmCell(3, "Age"), SetCell(3, "Age", "9")))
    frozenset()
    """
    confirmed: set[tuple[int, str]] = set()
    for step in steps:
        header, row = fold(getattr(step, "header", "")), getattr(step, "row", None)
        if isinstance(step, ConfirmCell):
            confirmed.add((step.row, header))
        elif header:
            confirmed = {
                cell for cell in confirmed if cell[1] != header or row not in (None, cell[0])
            }
    return frozenset(confirmed)
