"""Refuse a table with the same patients in more than one arm."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from aci_core.domain.cohort import ARM, ID
from aci_core.domain.errors import AciError
from aci_core.domain.schema import PRE
from aci_core.domain.schema.aliases import clean
from aci_core.ingest.cells import Cells, Codes
from aci_core.ingest.layout.raw_table import RawTable
from aci_core.ingest.reshape.long.patient_rows import IdentifiedRows, Patients
from aci_core.ingest.reshape.long.visit_rows import Visits
from aci_core.ingest.subjects.patients import crossover, numbering
from aci_core.ingest.subjects.patients.crossover import Described


def refuse_crossover(
    raw: RawTable,
    rows: IdentifiedRows,
    patients: Patients,
    stems: Mapping[int, str],
    visits: Visits | None = None,
) -> None:
    """Refuse a table with the same patients in more than one arm.

    One number in two arms is one patient if what the file says of both agrees, if a column tells
    periods or the order of arms, or if the numbers do not merely count the patients of an arm. It
    is two patients if sex or age differ, or if the mapping says so.

    Parameters
    ----------
    raw : RawTable
    rows : IdentifiedRows
    patients : Patients
    stems : mapping of int to str
        Measures without a visit, by place.
    visits : Visits, optional
        Of a table with a row a visit.

    Raises
    ------
    AciError
        ``crossover``.
    """
    arms = rows.arms
    if arms is None or ARM in rows.mapping.numbered_within:
        return
    centre = None if patients.group is None else rows.distinct.cells(patients.group.place).codes
    people = patients.codes
    if ARM in patients.within:
        people = (
            rows.cells.codes if centre is None else numbering.combined(centre, rows.cells.codes)
        )
    n = crossover.n_crossing(people, arms)
    if not n:
        return
    described = rows.described(_scores_before(rows, stems, visits))
    same = crossover.are_same_patients(people, arms, described)
    if same is False:
        return
    groups = arms if centre is None else numbering.combined(centre, arms)
    others = [s for s in rows.columns if s.meaning.recognised == "covariate"]
    if (
        same
        or crossover.tells_periods(
            people,
            arms,
            [s.header for s in others],
            [rows.distinct.cells(s.place) for s in others],
        )
        or _was_replaced(raw, patients)
        or not numbering.are_counting(rows.cells, groups)
    ):
        raise AciError(
            "crossover",
            column=clean(patients.source.header)[:60],
            n=n,
            patients=numbering.n_values(people),
        )


def _was_replaced(raw: RawTable, patients: Patients) -> bool:
    """Whether the identifiers stand for names or hospital numbers, which told people apart."""
    replaced = [issue.column for issue in raw.issues if issue.code == "identifier_replaced"]
    return bool(replaced) and patients.source.header in (ID, *replaced)


def _scores_before(
    rows: IdentifiedRows, stems: Mapping[int, str], visits: Visits | None
) -> list[Described]:
    """The scores before treatment, of a table with a row a visit."""
    if visits is None or PRE not in visits.names:
        return []
    before = visits.codes == visits.names.index(PRE)
    made = []
    for place, stem in stems.items():
        cells = rows.distinct.cells(place)
        codes: Codes = np.where(before, cells.codes, -1).astype(np.int32)
        made.append(Described(stem, Cells(codes, cells.distinct), lasting=False))
    return made
