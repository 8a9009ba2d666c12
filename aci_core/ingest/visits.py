"""Which row of a long file is which patient's which visit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aci_core.ingest.cells import Cells
from aci_core.ingest.columns import Source
from aci_core.ingest.read import RawTable
from aci_core.ingest.wording import visit_named
from aci_core.schema import visit_order
from aci_core.schema.aliases import value_key
from aci_core.schema.visits import is_visit

VISIT = "visit"
# No schedule has more; a column of dates has.
_MOST_VISITS = 60
Places = npt.NDArray[np.int64]


def text_of(raw: RawTable, place: int) -> pa.ChunkedArray:
    """The text of a column."""
    array = raw.frame[place].array.__arrow_array__()
    return array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])


def cells_of(raw: RawTable, place: int) -> Cells:
    """The cells of a column."""
    return Cells.of(text_of(raw, place))


@dataclass(frozen=True)
class Visits:
    """The visit of each row: its place in `names`, -1 where it is not known."""

    source: Source
    cells: Cells
    names: tuple[str, ...]
    written: dict[str, str]
    codes: Places

    @classmethod
    def of(cls, raw: RawTable, source: Source, told: dict[str, str | None]) -> Visits | None:
        """The visits of a column; None where fewer than two are known."""
        cells = cells_of(raw, source.place)
        if len(cells.distinct) > _MOST_VISITS:
            return None
        means = {value_key(text): visit for text, visit in told.items()}
        known: dict[str, str] = {}
        for text in cells.texts:
            visit = means.get(value_key(text), visit_named(text))
            if visit is not None and is_visit(visit):
                known[text] = visit
        names = tuple(sorted(set(known.values()), key=visit_order))
        if len(names) < 2:
            return None
        place = [names.index(known[t]) if t in known else -1 for t in cells.texts]
        codes = np.array([*place, -1], dtype=np.int64)[cells.codes]
        written = {visit: text for text, visit in reversed(known.items())}
        return cls(source, cells, names, written, codes)


class Grid:
    """Which row holds a patient's visit."""

    def __init__(self, patients: npt.NDArray[np.int32], visits: Visits) -> None:
        self.visits = visits
        self.valid = (patients >= 0) & (visits.codes >= 0)
        self.nobody = np.flatnonzero(patients < 0)
        self.unknown = np.flatnonzero((patients >= 0) & (visits.codes < 0))
        places = np.flatnonzero(self.valid)
        # Identifiers are numbered as they first occur: so are the patients.
        _, patient = np.unique(patients[places], return_inverse=True)
        self.n = int(patient.max()) + 1 if places.size else 0
        width = len(visits.names)
        key = patient * width + visits.codes[places]
        slots = np.full(self.n * width, -1, dtype=np.int64)
        slots[key[::-1]] = places[::-1]  # the first of several stays
        again = slots[key] != places
        self.twice, self.before = places[again], slots[key][again]
        self.slots = slots.reshape(self.n, width)
        self.first = np.where(self.slots >= 0, self.slots, len(patients)).min(axis=1)

    @property
    def explains(self) -> bool:
        """Whether most repeats of an identifier are at another visit."""
        kept = int((self.slots >= 0).sum())
        return kept - self.n > len(self.twice)

    def at(self, values: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        """Codes of a column, a row a patient and a column a visit."""
        return np.append(values, np.int32(-1))[self.slots]
