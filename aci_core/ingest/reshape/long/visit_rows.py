"""Assign the rows of a long file to patients and visits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from aci_core.domain.schema import PRE, visit_order
from aci_core.domain.schema.aliases import value_key
from aci_core.domain.schema.visits import is_visit
from aci_core.ingest.cells import Cells, parse_number
from aci_core.ingest.columns.headers.header_parts import parse_visit
from aci_core.ingest.columns.headers.row_words import unit_of_time
from aci_core.ingest.columns.recognise import Source
from aci_core.ingest.layout.raw_table import RawTable

# More than in any schedule: a column of dates.
_MOST_VISITS = 60
_LATEST = 9999
_SPARE_VISITS = 3  # times as many as the patient with the most has
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Visits:
    """The visit of each row: its place in `names`, -1 if it is not known.

    `earlier` are texts of times before the one that is taken as before treatment.
    """

    source: Source
    cells: Cells
    names: tuple[str, ...]
    written: dict[str, str]
    codes: Places
    earlier: tuple[str, ...] = ()

    @classmethod
    def from_column(
        cls, raw: RawTable, source: Source, spellings: dict[str, str | None]
    ) -> Visits | None:
        """Parse the visits of a column; None if fewer than two are known.

        Under a header that names a unit (day, 随访月) numbers are visits too: 0, 7, 90.
        """
        cells = Cells.from_column(raw.text(source.place))
        if len(cells.distinct) > _MOST_VISITS:
            return None
        means = {value_key(text): visit for text, visit in spellings.items()}
        known: dict[str, str] = {}
        for text in cells.texts:
            visit = means.get(value_key(text), visit_of(text, source.header))
            if visit is not None and is_visit(visit):
                known[text] = visit
        # Of days -7 and 0 the later is the one before treatment.
        before = [t for t in known if parse_number(t) <= 0 and value_key(t) not in means]
        earlier = sorted(before, key=parse_number)[:-1]
        known = {text: visit for text, visit in known.items() if text not in earlier}
        names = tuple(sorted(set(known.values()), key=visit_order))
        if len(names) < 2:
            return None
        place = [names.index(known[t]) if t in known else -1 for t in cells.texts]
        codes = np.array([*place, -1], dtype=np.int64)[cells.codes]
        written = {visit: text for text, visit in reversed(known.items())}
        return cls(source, cells, names, written, codes, tuple(earlier))

    def single_spelling(self, place: int) -> str:
        """The file's name for a visit; empty if there are several spellings."""
        texts = [self.cells.texts[c] for c in np.unique(self.cells.codes[self.codes == place])]
        return texts[0] if len({value_key(text) for text in texts}) == 1 else ""


def visit_of(text: str, header: str = "") -> str | None:
    """The visit that a text names, under a header of times also a number; None if it names none.

    Examples
    --------
    >>> visit_of("7", "day"), visit_of("0", "随访月"), visit_of("治疗前"), visit_of("7")
    ('d7', 'pre', 'pre', None)
    """
    return _numbered(text, unit_of_time(header)) or parse_visit(text)


def _numbered(text: str, unit: str | None) -> str | None:
    """The visit of a number in a unit: 7 days, 3 months; 0 and less are before treatment."""
    number = parse_number(text) if unit else np.nan
    if np.isnan(number) or number % 1 or number > _LATEST:
        return None
    return f"{unit}{number:.0f}" if number > 0 else PRE


@dataclass(frozen=True, slots=True)
class SameDay:
    """Two names of one day in the file, and whether they were read as one visit."""

    kept: str
    other: str
    n: int
    one: bool


def merge_same_day(
    visits: Visits, patients: npt.NDArray[np.int32], spellings: Collection[str | None]
) -> tuple[Visits, tuple[SameDay, ...]]:
    """Merge visits of the same day (2周, 治疗后14天), and list them.

    Parameters
    ----------
    visits : Visits
    patients : ndarray of int32
        Patient of each row. If one has both, they are two visits.
    spellings : collection of str
        Visits that the mapping names, which are not merged.
    """
    names = visits.names
    rows = np.bincount(visits.codes[visits.codes >= 0], minlength=len(names))
    days: dict[int, list[int]] = {}
    for place, name in enumerate(names):
        kind, day, _ = visit_order(name)
        if kind > 1 and name not in spellings:
            days.setdefault(day, []).append(place)
    becomes = np.arange(len(names))
    conflicts = []
    for places in days.values():
        main = max(places, key=lambda place: rows[place])
        who = {p: set(patients[(visits.codes == p) & (patients >= 0)].tolist()) for p in places}
        for other in places:
            if other == main:
                continue
            one = who[main].isdisjoint(who[other])
            if one:
                becomes[other] = main
                who[main] |= who[other]
            stays, goes = (visits.written[names[p]][:60] for p in (main, other))
            conflicts.append(SameDay(stays, goes, int(rows[other]), one))
    remaining, at = np.unique(becomes, return_inverse=True)
    codes = np.append(at, -1)[visits.codes]
    return replace(visits, names=tuple(names[p] for p in remaining), codes=codes), tuple(conflicts)


def fill_identifiers(
    patients: npt.NDArray[np.int32], visits: Visits
) -> tuple[npt.NDArray[np.int32], Places] | None:
    """Fill down identifiers that are written only in a patient's first row.

    A row without an identifier belongs to the patient above, unless that patient has the visit
    already, or the row is before treatment and starts a new patient.

    Returns
    -------
    ndarray of int32
        The patient of each row.
    ndarray of int64
        The row from which each row's was filled; None for both if none was.
    """
    at = np.arange(len(patients))
    above = np.maximum.accumulate(np.where(patients >= 0, at, -1))
    filled = (patients < 0) & (visits.codes >= 0) & (above >= 0)
    if not filled.any():
        return None
    assigned = np.where(filled, patients[above], patients)
    known = (assigned >= 0) & (visits.codes >= 0)
    key = assigned.astype(np.int64) * len(visits.names) + visits.codes
    _, where, times = np.unique(key[known], return_inverse=True, return_counts=True)
    twice = np.zeros(len(patients), dtype=bool)
    twice[known] = times[where] > 1
    begins = visits.codes == (visits.names.index(PRE) if PRE in visits.names else -2)
    wrong = np.unique(above[filled & (twice | begins)])
    filled &= ~np.isin(above, wrong)
    if not filled.any():
        return None
    return np.where(filled, patients[above], patients), np.where(filled, above, at)


class Grid:
    """The row of each patient's visit."""

    def __init__(self, patients: npt.NDArray[np.int32], visits: Visits) -> None:
        self.visits = visits
        self.valid = (patients >= 0) & (visits.codes >= 0)
        self.nobody = np.flatnonzero(patients < 0)
        unknown = np.flatnonzero((patients >= 0) & (visits.codes < 0))
        before = np.array([*(t in visits.earlier for t in visits.cells.texts), False])
        is_before = before[visits.cells.codes[unknown]]
        self.earlier, self.unknown = unknown[is_before], unknown[~is_before]
        places = np.flatnonzero(self.valid)
        # Identifiers are numbered by first occurrence, and so are the patients.
        _, patient = np.unique(patients[places], return_inverse=True)
        self.n = int(patient.max()) + 1 if places.size else 0
        width = len(visits.names)
        key = patient * width + visits.codes[places]
        slots = np.full(self.n * width, -1, dtype=np.int64)
        slots[key[::-1]] = places[::-1]  # the first of several stays
        repeated = slots[key] != places
        self.twice, self.before = places[repeated], slots[key][repeated]
        self.slots = slots.reshape(self.n, width)
        self.first = np.where(self.slots >= 0, self.slots, len(patients)).min(axis=1)

    @property
    def explains(self) -> bool:
        """Whether most repetitions of an identifier are at other visits."""
        n_cells = int((self.slots >= 0).sum())
        return n_cells - self.n > len(self.twice)

    @property
    def is_schedule(self) -> bool:
        """Whether patients share their visits: not each has days of his own."""
        most = int((self.slots >= 0).sum(axis=1).max(initial=0))
        return len(self.visits.names) <= _SPARE_VISITS * (most + 1)

    def by_visit(self, values: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        """Codes of a column, with a row for each patient and a column for each visit."""
        return np.append(values, np.int32(-1))[self.slots]
