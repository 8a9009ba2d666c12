"""A row for each patient, where nobody knows which visit a row is: what does not vary stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aci_core.domain.cohort import ID
from aci_core.domain.schema.aliases import clean, fold
from aci_core.ingest.cells import Cells, Codes
from aci_core.ingest.columns.mapping import VISIT, ColumnMapping
from aci_core.ingest.columns.recognise import Source
from aci_core.ingest.issues import Issues
from aci_core.ingest.layout.raw_table import RawTable, frame_of
from aci_core.ingest.subjects.patients.numbering import differing, first_rows, n_values

_SLIPS = 0.1  # of the patients may have another value in one of their rows
_FEWEST, _SHARE = 3, 0.5  # patients with several rows, of all


@dataclass(frozen=True, eq=False)
class Repeated:
    """Patients with several rows each, and which columns vary from row to row.

    Parameters
    ----------
    patients : ndarray of int32
        Of each row; -1 where it is not known.
    varying : tuple of int
        Places of the columns.
    """

    patients: Codes
    varying: tuple[int, ...]

    @property
    def n(self) -> int:
        """Number of patients."""
        return n_values(self.patients)


def is_row_per_visit(patients: Codes, *, named: bool = False) -> bool:
    """Whether patients stand in several rows so often that a row is no patient.

    Parameters
    ----------
    patients : ndarray of int32
        Of each row.
    named : bool
        A header says that rows are visits: fewer patients are enough.
    """
    times = np.bincount(patients[patients >= 0])
    several = int((times > 1).sum())
    return several >= _FEWEST - named and several >= _SHARE * int((times > 0).sum())


def repeated(raw: RawTable, patients: Codes, places: Iterable[int] | None = None) -> Repeated:
    """Find the columns that vary from row to row of most patients, of all or of some places."""
    rows = patients.tobytes()

    def varies(place: int) -> bool:
        text = raw.text(place)
        return raw.memory.recall(
            "varies", place, text, rows, lambda: _varies(Cells.from_column(text).codes, patients)
        )

    every = range(len(raw.headers)) if places is None else places
    return Repeated(patients, tuple(place for place in every if varies(place)))


def one_row_each(
    raw: RawTable,
    mapping: ColumnMapping,
    rows: Repeated,
    columns: Sequence[Source],
    identifier: Source,
    issues: Issues,
) -> tuple[RawTable, ColumnMapping]:
    """Reduce the table to a row for each patient, without the columns that vary.

    Parameters
    ----------
    raw : RawTable
    mapping : ColumnMapping
    rows : Repeated
    columns : sequence of Source
        All columns of the table.
    identifier : Source
    issues : Issues

    Returns
    -------
    RawTable
    ColumnMapping
        Without the columns that went.
    """
    others = {s.place for s in columns if s.meaning.name == ID and s.place != identifier.place}
    kept = [p for p in range(len(raw.headers)) if p not in {*rows.varying, *others}]
    made = [raw.text(p).take(pa.array(_first_filled(raw, p, rows.patients))) for p in kept]
    nobody = issues.rows[rows.patients < 0]
    issues.add_cells(
        "long_no_patient", "warning", identifier.header, np.flatnonzero(rows.patients < 0), None
    )
    left_out = [*raw.left_out, *((int(row), "long_no_patient") for row in nobody)]
    result = replace(
        raw,
        frame=frame_of(made),
        headers=tuple(raw.headers[p] for p in kept),
        rows=issues.rows[first_rows(rows.patients)],
        issues=tuple(issues.entries),
        left_out=tuple(sorted(left_out)),
        labels=tuple(raw.labels[p] for p in kept) if raw.labels else (),
    )
    return result, _without(mapping, {fold(raw.headers[p]) for p in {*rows.varying, *others}})


def names_of(raw: RawTable, places: Sequence[int]) -> str:
    """The headers at places, for a message."""
    return ", ".join(clean(raw.headers[place])[:40] for place in places[:8])


def _varies(codes: Codes, patients: Codes) -> bool:
    """Whether the values of a column differ between the rows of more than a few patients."""
    known = (codes >= 0) & (patients >= 0)
    several = int((np.bincount(patients[known]) > 1).sum())
    return several > 0 and differing(patients, codes).size > _SLIPS * several


def _first_filled(raw: RawTable, place: int, patients: Codes) -> npt.NDArray[np.int64]:
    """For each patient the row of the first cell that is not empty, else the first row."""
    codes = Cells.from_column(raw.text(place)).codes
    rows = first_rows(patients)
    filled = np.flatnonzero((patients >= 0) & (codes >= 0))[::-1]
    rows[patients[filled]] = filled
    return rows


def _without(mapping: ColumnMapping, gone: set[str]) -> ColumnMapping:
    names = {name for header, name in mapping.columns.items() if fold(header) in gone}

    def stays(name: str) -> bool:
        return name not in {VISIT, *names} and fold(name) not in gone

    return replace(
        mapping,
        columns={h: name for h, name in mapping.columns.items() if fold(h) not in gone},
        values={name: meant for name, meant in mapping.values.items() if stays(name)},
        kinds={name: kind for name, kind in mapping.kinds.items() if stays(name)},
        units={name: unit for name, unit in mapping.units.items() if stays(name)},
    )
