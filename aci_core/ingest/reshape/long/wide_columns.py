"""Reshape the columns of a long file to one row for each patient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np
import pyarrow as pa

from aci_core.domain.cohort import ID, Origin, Severity
from aci_core.domain.schema import MEASURES, PRE, Role
from aci_core.domain.schema.aliases import canonical_value, compact, fold, words
from aci_core.ingest.cells import Cells, Floats, parse_number
from aci_core.ingest.columns.mapping import VISIT, ColumnMapping
from aci_core.ingest.columns.recognise import Source
from aci_core.ingest.issues import MAX_PER_COLUMN, Issues
from aci_core.ingest.layout.raw_table import RawTable, frame_of
from aci_core.ingest.reshape.long.visit_rows import Grid, Places
from aci_core.ingest.values import convert
from aci_core.ingest.values.events.fate_columns import fate_ranks

_ANY = frozenset({Role.EVENT, Role.EVENT_RESOLVED, Role.DIED, Role.LOST})
_SLIPS, _MOST_SLIPS = 0.1, 2  # patients in whom an unknown column may differ by mistake
_T = TypeVar("_T")
_Made = tuple[str, pa.ChunkedArray, Origin | None]


@dataclass(frozen=True)
class LongTable:
    """A long table with what is needed to reshape it."""

    raw: RawTable
    mapping: ColumnMapping
    columns: Sequence[Source]
    stems: dict[int, str]
    identifier: Source
    grid: Grid
    issues: Issues

    @cached_property
    def _taken(self) -> dict[int, Source]:
        return {source.place: source for source in self.columns}

    def result(self) -> tuple[RawTable, ColumnMapping]:
        """The wide table, and the mapping adapted to it."""
        grid, issues, raw = self.grid, self.issues, self.raw
        names = grid.visits.names
        issues.add(
            "long_file",
            "info",
            grid.visits.source.header,
            n=len(raw.frame),
            patients=grid.n,
            visits=", ".join(names),
        )
        left_out = [*raw.left_out, *self._left_out()]
        columns: list[pa.ChunkedArray] = []
        headers: list[str] = []
        labels: list[str] = []
        origins: dict[str, Origin] = {}
        padded = (*raw.labels, *([""] * len(raw.headers)))
        for place, header in enumerate(raw.headers):
            if place == grid.visits.source.place or self._other_identifier(place):
                continue
            text = raw.text(place)
            if place in self.stems:
                made = self._spread(place, self.stems[place], text)
            else:
                made = self._patient_column(place, text)
            columns += [column for _, column, _ in made]
            headers += [name for name, _, _ in made]
            labels += [padded[place] if name == header else "" for name, _, _ in made]
            origins |= {name: origin for name, _, origin in made if origin is not None}
        frame = frame_of(columns)
        wide = replace(
            raw,
            frame=frame,
            headers=tuple(headers),
            rows=issues.rows[grid.first],
            issues=tuple(issues.entries),
            left_out=tuple(sorted(left_out)),
            labels=tuple(labels) if raw.labels else (),
            origins=origins,
        )
        return wide, self._adapted_mapping(set(headers))

    def _left_out(self) -> list[tuple[int, str]]:
        """Rows without a patient or visit, each with its issue."""
        grid, rows = self.grid, self.issues.rows
        source, cells = grid.visits.source, grid.visits.cells

        self.issues.add_cells(
            "long_no_patient", "warning", self.identifier.header, grid.nobody, None
        )
        blank = grid.unknown[cells.codes[grid.unknown] < 0]
        unknown = np.setdiff1d(grid.unknown, blank)
        self.issues.add_cells(
            "long_visit_unknown", "warning", source.header, unknown, cells.text_at
        )
        self.issues.add_cells("long_no_visit", "warning", source.header, blank, None)
        if grid.earlier.size:
            values = ", ".join(sorted(grid.visits.earlier))
            n = int(grid.earlier.size)
            self.issues.add("long_earlier", "warning", source.header, value=values, n=n)
        self._add_repeats("long_twice", "error", source.header, grid.twice, grid.before, None)
        return [
            (int(row), code)
            for code, places in (
                ("long_no_patient", grid.nobody),
                ("long_visit_unknown", unknown),
                ("long_no_visit", blank),
                ("long_earlier", grid.earlier),
                ("long_twice", grid.twice),
            )
            for row in rows[places]
        ]

    def _add_repeats(
        self,
        code: str,
        severity: Severity,
        header: str,
        places: Places,
        before: Places,
        cells: Cells | None,
    ) -> None:
        """Add an issue for each row, with the row before it."""
        first = [{"first": int(row)} for row in self.issues.rows[before[:MAX_PER_COLUMN]]]
        text_at = cells.text_at if cells else None
        self.issues.add_cells(code, severity, header, places, text_at, first)

    def _other_identifier(self, place: int) -> bool:
        """Whether the column is a row number or a second identifier."""
        source = self._taken.get(place)
        return source is not None and source.meaning.name == ID and source != self.identifier

    def _header(self, place: int, stem: str, visit: str) -> str:
        """Header of a measure at a visit: the file's words if they are recognised."""
        header = self.raw.headers[place]
        known = {*self.mapping.measures, *MEASURES}
        for time in (self.grid.visits.written[visit], visit):
            of = self.raw.meanings.get(f"{header} {time}", known)
            if (compact(of.stem), of.visit or PRE) == (compact(stem), visit):
                return f"{header} {time}"
        return f"{stem}_{visit}"

    def _spread(self, place: int, stem: str, text: pa.ChunkedArray) -> list[_Made]:
        """A column for each visit at which any patient has a value."""
        visits = self.grid.visits
        made: list[_Made] = []
        for i, visit in enumerate(visits.names):
            at = self.grid.slots[:, i]
            column = text.take(pa.array(at, mask=at < 0))
            if column.null_count < len(column):
                rows = np.where(at < 0, 0, self.issues.rows[at]).astype(np.int32)
                spelling = visits.single_spelling(i)
                origin = Origin(self.raw.headers[place], rows, visits.source.header, spelling)
                made.append((self._header(place, stem, visit), column, origin))
        return made or [(f"{stem}_{visits.names[0]}", column, None)]

    def _patient_column(self, place: int, text: pa.ChunkedArray) -> list[_Made]:
        """One column for values of the patient, with issues where visits differ."""
        cells = Cells.from_column(text)
        codes = self.grid.by_visit(cells.codes)
        filled = codes >= 0
        patient = np.arange(self.grid.n)
        taken = filled.argmax(axis=1)
        differs = filled & (codes != codes[patient, taken][:, None])
        source = self._taken.get(place)
        if source is not None and differs.any():
            stem = source.meaning.stem or source.meaning.name
            n = int(differs.any(axis=1).sum())
            # A difference in most patients is no slip, nor in several of a column nobody knows.
            several = int((filled.sum(axis=1) > 1).sum())
            slips = 0.5 if source.meaning.recognised != "covariate" else _SLIPS
            most = n > max(_MOST_SLIPS, slips * several) or n * 2 > several
            if source.meaning.role in _ANY:
                scores = np.array([*(_yes_score(t) for t in cells.texts), -2.0])
                taken = scores[codes].argmax(axis=1)
                self.issues.add("long_any", "info", source.header, n=n)
            elif (ranks := _fate_ranks(source, cells)) is not None:
                taken = np.append(ranks, -2.0)[codes].argmax(axis=1)
                self.issues.add("long_any", "info", source.header, n=n)
            elif source.meaning.role is Role.GRADE:
                taken = filled.shape[1] - 1 - filled[:, ::-1].argmax(axis=1)
                self.issues.add("long_last", "info", source.header, n=n)
            elif most and _may_be_measure(source) and convert.mostly_numbers(cells):
                return self._spread(place, stem, text)
            elif most:
                self.issues.add("long_varies", "warning", source.header, n=n)
            else:
                slots = self.grid.slots
                before = np.broadcast_to(slots[patient, taken][:, None], slots.shape)
                self._add_repeats(
                    "long_conflict",
                    "warning",
                    source.header,
                    slots[differs],
                    before[differs],
                    cells,
                )
        at = self.grid.slots[patient, taken]
        return [(self.raw.headers[place], text.take(pa.array(at, mask=at < 0)), None)]

    def _adapted_mapping(self, headers: set[str]) -> ColumnMapping:
        """The mapping without removed columns, with a measure's values and unit for each visit."""
        mapping = self.mapping
        removed = {fold(h) for h in self.raw.headers if h not in headers}
        names = self._names_by_stem(headers) if mapping.units or mapping.values else {}

        def at_each_visit(part: Mapping[str, _T]) -> dict[str, _T]:
            return {name: v for key, v in part.items() for name in names.get(key, (key,))}

        return replace(
            mapping,
            columns={h: name for h, name in mapping.columns.items() if fold(h) not in removed},
            values={n: meant for n, meant in at_each_visit(mapping.values).items() if n != VISIT},
            kinds={name: kind for name, kind in mapping.kinds.items() if fold(name) not in removed},
            units=at_each_visit(mapping.units),
        )

    def _names_by_stem(self, headers: set[str]) -> dict[str, list[str]]:
        """Of each spread measure its columns in the wide table, by their canonical names."""
        names: dict[str, list[str]] = {stem: [] for stem in self.stems.values()}
        for header in headers:
            of = self.raw.meanings.get(header, {*self.mapping.measures, *MEASURES})
            if of.stem in names:
                names[of.stem].append(of.name)
        return names


def _may_be_measure(source: Source) -> bool:
    """Whether a column may be an undeclared measure."""
    known = source.meaning
    if known.recognised == "covariate":
        return not known.unclear
    return known.name in words().numbers


def _fate_ranks(source: Source, cells: Cells) -> Floats | None:
    """How bad each text of a column that tells deaths or losses in words is."""
    return fate_ranks(cells, source.header) if source.meaning.role is Role.COVARIATE else None


def _yes_score(text: str) -> float:
    """How far a cell says yes, for a maximum over visits; a count is more than one."""
    for vocabulary in ("yes_no", "died", "lost", "resolved"):
        word = canonical_value(vocabulary, text)
        if word in ("yes", "no"):
            return float(word == "yes")
    count = parse_number(text)
    return -1.0 if np.isnan(count) else count
