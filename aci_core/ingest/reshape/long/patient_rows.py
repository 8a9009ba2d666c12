"""Which rows of a file are of one patient: by identifier, alone or within a centre or an arm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa

from aci_core.domain.cohort import ARM
from aci_core.domain.schema import PRE, Role
from aci_core.domain.schema.aliases import clean, value_key
from aci_core.ingest.cells import Cells, Codes, is_missing
from aci_core.ingest.columns.by_values import role_values
from aci_core.ingest.columns.by_values.distinct_values import DistinctValues
from aci_core.ingest.columns.headers.row_words import row_words
from aci_core.ingest.columns.mapping import ColumnMapping
from aci_core.ingest.columns.recognise import Source
from aci_core.ingest.issues import Issues
from aci_core.ingest.layout import fill_down
from aci_core.ingest.layout.raw_table import RawTable
from aci_core.ingest.subjects.arms.arms import arm_key
from aci_core.ingest.subjects.patients import crossover, numbering
from aci_core.ingest.subjects.patients.crossover import Described

CENTRE = "centre"
_SPARE = 0.1  # of the repeated rows may still be repeated within a group
_MOST_GROUPS, _FEWEST_SHARED = 50, 6  # of a column that is not known as a centre


@dataclass(frozen=True, eq=False)
class Patients:
    """The patient of each row.

    Parameters
    ----------
    source : Source
        The column of identifiers.
    codes : ndarray of int32
        Numbered by first occurrence; -1 where it is not known.
    within : tuple of str
        ``centre``, ``arm`` or both: the identifiers begin anew in each.
    group : Source or None
        The column of the centre, where they begin anew in each.
    """

    source: Source
    codes: Codes
    within: tuple[str, ...] = ()
    group: Source | None = None


@dataclass(frozen=True, eq=False)
class IdentifiedRows:
    """A table with a column of identifiers, and the groups in which they may begin anew.

    Parameters
    ----------
    columns : sequence of Source
        All columns of the table.
    distinct : DistinctValues
        Of the table.
    mapping : ColumnMapping
    source : Source
        The column of identifiers.
    cells : Cells
        Its cells.
    arms : ndarray of int32 or None
        The arm of each row.
    """

    columns: Sequence[Source]
    distinct: DistinctValues
    mapping: ColumnMapping
    source: Source
    cells: Cells
    arms: Codes | None

    @classmethod
    def of(
        cls,
        columns: Sequence[Source],
        distinct: DistinctValues,
        mapping: ColumnMapping,
        source: Source,
    ) -> IdentifiedRows:
        """Look up identifiers and arms."""
        claims = [s for s in columns if s.meaning.name == ARM]
        arms = None
        if claims:
            arm = role_values.choose_arm(claims, distinct).source
            arms = _arm_codes(distinct.cells(arm.place), mapping)
        return cls(columns, distinct, mapping, source, distinct.cells(source.place), arms)

    def patients(self, occasions: Codes | None = None) -> Patients:
        """The patient of each row: by identifier, unless it stands twice at one occasion.

        Parameters
        ----------
        occasions : ndarray of int32, optional
            What one patient has once: the visit of each row.
        """
        plain = Patients(self.source, self.cells.codes)
        asked = set(self.mapping.numbered_within)
        if asked:
            wanted = (p for p in self._groupings(plain, occasions) if set(p.within) == asked)
            return next(wanted, plain)
        repeated = _n_twice(plain.codes, occasions)
        if not repeated:
            return plain
        for grouped in self._groupings(plain, occasions):
            left = _n_twice(grouped.codes, occasions)
            # Within arms any repetition is a reason not to.
            exact = occasions is None and ARM in grouped.within
            if left <= (0 if exact else _SPARE * repeated):
                return grouped
        return plain

    def _groupings(self, plain: Patients, occasions: Codes | None) -> Iterator[Patients]:
        """The patients where identifiers begin anew in each centre, arm, or both."""
        arms = self.arms
        centres = [(s, self.distinct.cells(s.place).codes) for s in self._centres(occasions)]
        groups: list[tuple[tuple[str, ...], Source | None, Codes]] = []
        groups += [((CENTRE,), s, codes) for s, codes in centres]
        if arms is not None:
            groups.append(((ARM,), None, arms))
            groups += [((CENTRE, ARM), s, numbering.combined(codes, arms)) for s, codes in centres]
        for within, source, codes in groups:
            if self.mapping.numbered_within or numbering.restarts(plain.codes, codes):
                made = numbering.combined(codes, plain.codes)
                yield Patients(self.source, made, within, source)

    def _centres(self, occasions: Codes | None) -> Iterator[Source]:
        """Columns of centres; without one, a column whose groups count other patients from 1."""
        known = [s for s in self.columns if s.meaning.name == CENTRE]
        yield from known
        if known or numbering.n_repeated(self.cells.codes) < _FEWEST_SHARED:
            return
        ids = self.cells
        for source in self.columns:
            few = 2 <= self.distinct.n(source.place) <= _MOST_GROUPS
            if source.meaning.recognised != "covariate" or source.meaning.unclear or not few:
                continue
            codes = self.distinct.cells(source.place).codes
            own = numbering.combined(codes, ids.codes)
            once = not _n_twice(own, occasions) and not (own < 0).any()
            if (
                once
                and numbering.restarts(ids.codes, codes)
                and numbering.are_counting(ids, codes)
                and crossover.are_same_patients(ids.codes, codes, self.described()) is False
            ):
                yield source

    def tell_several(self, patients: Codes) -> bool:
        """Whether the rows of one patient agree in what a patient keeps: they are no slips."""
        told = self.described()
        if self.arms is not None:
            texts = pa.array([str(code) for code in range(int(self.arms.max(initial=-1)) + 1)])
            told.append(Described(ARM, Cells(self.arms, texts)))
        return crossover.have_several_rows(patients, told)

    def described(self, baselines: Sequence[Described] = ()) -> list[Described]:
        """The columns that tell whether two rows are of one patient."""
        lasting = row_words().lasting
        columns = [
            Described(s.meaning.name, self.distinct.cells(s.place))
            for s in self.columns
            if s.meaning.name in lasting
        ]
        timed = [
            Described(s.meaning.name, self.distinct.cells(s.place), lasting=False)
            for s in self.columns
            if s.meaning.role is Role.MEASURE and s.meaning.visit == PRE
        ]
        return [*columns, *timed, *baselines]


def name_by_centre(raw: RawTable, patients: Patients, issues: Issues) -> RawTable:
    """The table with the centre before each identifier, where they begin anew in each."""
    if patients.group is None:
        return raw
    place = patients.source.place
    ids = Cells.from_column(raw.text(place))
    centres = Cells.from_column(raw.text(patients.group.place))
    # One text for each patient of a centre; a row without a centre has its number alone.
    codes = numbering.combined(centres.codes + 1, ids.codes)
    texts = [
        _named(centres, int(centres.codes[row]), ids.texts[ids.codes[row]])
        for row in numbering.first_rows(codes).tolist()
    ]
    made = pa.array(texts, pa.string()).take(pa.array(codes, mask=codes < 0))
    frame = raw.frame.copy(deep=False)
    frame[place] = pd.arrays.ArrowExtensionArray(pa.chunked_array([made]))
    issues.add("numbered_by_centre", "info", patients.source.header, other=patients.group.header)
    return replace(raw, frame=frame)


def _named(centres: Cells, centre: int, number: str) -> str:
    return number if centre < 0 else f"{clean(centres.texts[centre])}-{number}"


def _n_twice(patients: Codes, occasions: Codes | None) -> int:
    codes = patients if occasions is None else numbering.combined(patients, occasions)
    return numbering.n_repeated(codes)


def _arm_codes(cells: Cells, mapping: ColumnMapping) -> Codes:
    """The arm of each row, spellings of one arm joined; -1 without one."""
    cells, _ = fill_down.resolve_dittos(cells)
    cells = fill_down.fill_arm_blocks(cells) or cells
    meant = {value_key(t): v for t, v in mapping.values.get(ARM, {}).items()}
    keys: dict[str, int] = {}
    place = []
    for text in cells.texts:
        label = meant.get(value_key(text), text)
        missing = label is None or is_missing(label)
        place.append(-1 if missing else keys.setdefault(arm_key(label or ""), len(keys)))
    codes: Codes = np.array([*place, -1], dtype=np.int32)[cells.codes]
    return codes
