"""Collected issues: a limited number for each column, then a count of the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from aci_core.domain.cohort import Issue, Origin, Severity
from aci_core.domain.errors import Fact

MAX_PER_COLUMN = 100
MAX_VALUE = 100
MAX_TEXTS = 10_000  # impossible cells whose text is kept; all are counted
Impossible = tuple[npt.NDArray[np.int64], dict[int, str]]
# A cell that holds what cannot be: out of range, no number, a word that nobody knows.
IMPOSSIBLE = frozenset(
    {
        "out_of_range", "below_range", "above_range", "not_whole", "not_in_fives", "not_in_steps",
        "not_a_number", "mean_and_sd", "not_yes_no", "unknown_word", "grade_not_on_scale",
        "fall_impossible",
    }
)  # fmt: skip


@dataclass(eq=False)
class Issues:
    """The issues collected so far.

    Parameters
    ----------
    rows : ndarray of int64
        The spreadsheet's row of each patient.
    header_row : int
        The spreadsheet's row of the header.
    origins : dict of str to Origin
        By header: columns reshaped from a file with one row for each visit.
    impossible : dict of (str, str) to (ndarray of int64, dict of int to str)
        By code and header: the places of all patients with an impossible cell, and the text of
        the first `MAX_TEXTS`.
    fates : dict of str to dict of int to (str, str)
        By header of a score and place: ``died`` or ``lost``, and the cell that says so.
    """

    rows: npt.NDArray[np.int64]
    entries: list[Issue] = field(default_factory=list)
    header_row: int = 1
    origins: dict[str, Origin] = field(default_factory=dict)
    impossible: dict[tuple[str, str], Impossible] = field(default_factory=dict)
    fates: dict[str, dict[int, tuple[str, str]]] = field(default_factory=dict)

    def row(self, place: int, column: str) -> int:
        """Spreadsheet row of a patient's cell in a column."""
        origin = self.origins.get(column)
        own = int(origin.rows[place]) if origin is not None else 0
        return own or int(self.rows[place])

    def restrict(self, keep: npt.NDArray[np.bool_]) -> None:
        """Restrict later issues to some of the patients."""
        self.rows = self.rows[keep]
        self.origins = {header: one.subset(keep) for header, one in self.origins.items()}

    def add(
        self,
        code: str,
        severity: Severity,
        column: str | None = None,
        *,
        row: int | None = None,
        value: str | None = None,
        **facts: Fact,
    ) -> None:
        """Add an issue."""
        shown = value if value is None or len(value) <= MAX_VALUE else value[: MAX_VALUE - 1] + "…"
        self.entries.append(Issue(code, severity, row, column, shown, tuple(facts.items())))

    def add_cells(
        self,
        code: str,
        severity: Severity,
        column: str,
        places: npt.NDArray[np.int64],
        text_at: Callable[[int], str] | None,
        each: Sequence[Mapping[str, Fact]] = (),
        /,
        **facts: Fact,
    ) -> None:
        """Add an issue for each of the first hundred cells, then one that counts the rest.

        `each` has further facts, a mapping for each of these cells.
        """
        if code in IMPOSSIBLE and severity == "error":
            self._add_impossible(code, column, places, text_at)
        for i, place in enumerate(places[:MAX_PER_COLUMN].tolist()):
            value = text_at(place) if text_at else None
            own = {**facts, **each[i]} if each else facts
            self.add(code, severity, column, row=self.row(place, column), value=value, **own)
        if len(places) > MAX_PER_COLUMN:
            self.add(
                "more_like_this", severity, column, count=len(places) - MAX_PER_COLUMN, kind=code
            )

    def for_column(self) -> Issues:
        """An empty list about the same patients, for one column."""
        return Issues(self.rows, header_row=self.header_row, origins=self.origins)

    def extend(self, other: Issues) -> None:
        """Add the issues of one column."""
        self.entries.extend(other.entries)
        for key, (places, texts) in other.impossible.items():
            known, own = self.impossible.get(key, (np.empty(0, dtype=np.int64), {}))
            self.impossible[key] = self._union(known, places), own | texts
        for header, cells in other.fates.items():
            self.fates[header] = self.fates.get(header, {}) | cells

    def remove(self, code: str, column: str) -> None:
        """Remove the issues of a code from a column, and their count."""
        self.impossible.pop((code, column), None)
        self.entries = [
            i
            for i in self.entries
            if i.column != column or code not in (i.code, dict(i.facts).get("kind"))
        ]

    def _add_impossible(
        self,
        code: str,
        column: str,
        places: npt.NDArray[np.int64],
        text_at: Callable[[int], str] | None,
    ) -> None:
        known, texts = self.impossible.get((code, column), (np.empty(0, dtype=np.int64), {}))
        texts = texts | {at: text_at(at) if text_at else "" for at in places[:MAX_TEXTS].tolist()}
        self.impossible[code, column] = self._union(known, places), texts

    def impossible_in(self, column: str) -> Impossible:
        """Places of a column's impossible cells in their order, and the texts of the first."""
        places = np.empty(0, dtype=np.int64)
        texts: dict[int, str] = {}
        for (_, header), (some, own) in self.impossible.items():
            if header == column:
                places, texts = self._union(places, some), texts | own
        return places, texts

    def _union(
        self, one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.int64]:
        """Places of either, in their order; twenty times as fast as `np.union1d`."""
        mask = np.zeros(len(self.rows), dtype=bool)
        mask[one] = mask[other] = True
        return np.flatnonzero(mask)
