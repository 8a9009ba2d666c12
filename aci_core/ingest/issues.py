"""Collecting issues: a bounded number a column, then how many more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from aci_core.cohort import Issue, Severity
from aci_core.errors import Fact

MAX_PER_COLUMN = 100
MAX_VALUE = 100


@dataclass
class Issues:
    """Issues found so far.

    Parameters
    ----------
    rows : ndarray of int64
        The spreadsheet's row of each patient.
    header_row : int
        The spreadsheet's row of the header.
    """

    rows: npt.NDArray[np.int64]
    found: list[Issue] = field(default_factory=list)
    header_row: int = 1

    def note(
        self,
        code: str,
        severity: Severity,
        column: str | None = None,
        *,
        row: int | None = None,
        value: str | None = None,
        **facts: Fact,
    ) -> None:
        """One issue."""
        shown = value if value is None or len(value) <= MAX_VALUE else value[: MAX_VALUE - 1] + "…"
        self.found.append(Issue(code, severity, row, column, shown, tuple(facts.items())))

    def cells(
        self,
        code: str,
        severity: Severity,
        column: str,
        places: npt.NDArray[np.int64],
        text_at: Callable[[int], str] | None,
        **facts: Fact,
    ) -> None:
        """One issue a cell, the first hundred of them, then one that counts the rest."""
        for place in places[:MAX_PER_COLUMN]:
            value = text_at(int(place)) if text_at else None
            self.note(code, severity, column, row=int(self.rows[place]), value=value, **facts)
        if len(places) > MAX_PER_COLUMN:
            self.note(
                "more_like_this", severity, column, count=len(places) - MAX_PER_COLUMN, kind=code
            )
