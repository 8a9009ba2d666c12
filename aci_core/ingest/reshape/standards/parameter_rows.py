"""Reshape a file with a row for each parameter and visit (CDISC BDS) to a row a patient."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aci_core.domain.arrays import Ints, Mask
from aci_core.domain.cohort import ID, Origin
from aci_core.domain.errors import AciError
from aci_core.domain.schema import MEASURES, PRE, Role, visit_order
from aci_core.domain.schema.aliases import canonical_value, clean, value_key
from aci_core.domain.schema.standards import ParameterRows
from aci_core.domain.schema.visits import is_visit
from aci_core.ingest.cells import Cells, is_missing
from aci_core.ingest.columns.headers.header_parts import parse_visit
from aci_core.ingest.columns.mapping import VISIT, ColumnMapping
from aci_core.ingest.columns.recognise import RANK, Source, recognise_columns
from aci_core.ingest.issues import Issues
from aci_core.ingest.layout.raw_table import RawTable, frame_of

_SHOWN = 8
_STEM = 60
# A questionnaire's own number before the name of an item: NIHSS01-Total Score.
_PREFIX = re.compile(r"^[A-Za-z]{1,8}[0-9]{2}-")
_NOT_WORD = re.compile(r"[^0-9a-z\u4e00-\u9fff]+")


def widen_parameters(raw: RawTable, mapping: ColumnMapping) -> RawTable:
    r"""Put a row for each patient in place of one for each parameter and visit.

    Parameters
    ----------
    raw : RawTable
    mapping : ColumnMapping
        May name the identifier, and under ``values``, ``visit`` what each visit is.

    Returns
    -------
    RawTable
        The same table if its standard has no such rows.

    Raises
    ------
    AciError
        ``parameters_without_visit``.

    Examples
    --------
    >>> from aci_core.ingest.read import read
    >>> text = (
    ...     "USUBJID,TRTP,PARAMCD,AVISIT,AVAL\n1,A,NIHSS,Baseline,9\n1,A,NIHSS,Day 14,4\n"
    ... )
    >>> widen_parameters(read(text.encode(), "a.csv"), ColumnMapping()).headers
    ('USUBJID', 'TRTP', 'nihss_pre', 'nihss_d14')
    """
    standard = raw.meanings.standard
    rows = standard.rows if standard else None
    if rows is None or not {rows.parameter, rows.value} <= {*raw.headers}:
        return raw
    measures = {**MEASURES, **mapping.measures}
    columns = recognise_columns(raw.headers, mapping, measures, raw.meanings, raw.labels)
    claims = [s for s in columns if s.meaning.name == ID]
    if not claims:
        return raw
    identifier = min(claims, key=lambda s: (RANK[s.meaning.recognised], s.place))
    table = _ParameterTable(raw, mapping, rows, columns, identifier)
    return table.result()


@dataclass(frozen=True, eq=False)
class _Values:
    """The values of one parameter: the row of each patient's visit, and where they stand."""

    stem: str
    visits: tuple[str, ...]
    slots: npt.NDArray[np.int64]
    place: int
    base: Ints | None


class _ParameterTable:
    """A table of parameters, with what is needed to reshape it."""

    def __init__(
        self,
        raw: RawTable,
        mapping: ColumnMapping,
        rows: ParameterRows,
        columns: list[Source],
        identifier: Source,
    ) -> None:
        self.raw, self.mapping, self.rows, self.columns = raw, mapping, rows, columns
        self.identifier = identifier
        self._encoded: dict[str, Cells] = {}
        self.issues = Issues(raw.row_numbers(), list(raw.issues))
        self.left_out = list(raw.left_out)
        codes = self._cells(identifier.header).codes
        known = np.flatnonzero(codes >= 0)
        seen, first, number = np.unique(codes[known], return_index=True, return_inverse=True)
        # Who has no row to analyse stays a patient.
        self.n, self.first_rows = len(seen), known[first]
        self.patients: Ints = np.full(len(codes), -1, dtype=np.int64)
        self.patients[known] = number
        self.keep: Mask = self.patients >= 0

    def result(self) -> RawTable:
        """The wide table."""
        raw, issues = self.raw, self.issues
        visits, names = self._visits()
        nobody = np.flatnonzero(self.patients < 0)
        issues.add_cells("long_no_patient", "warning", self.identifier.header, nobody, None)
        self.left_out += [(int(row), "long_no_patient") for row in issues.rows[nobody]]
        self._leave_out_derived()
        self._leave_out_unchosen()
        self._leave_out_without_visit(visits)
        n = self.n
        made = [*self._values(visits, names, n)]
        self._report(made, names, n, len(raw.frame))
        columns, headers, labels = self._patient_columns(n)
        origins: dict[str, Origin] = {}
        for one in made:
            for column, header, origin in self._spread(one):
                columns.append(column)
                headers.append(header)
                labels.append("")
                origins[header] = origin
        return replace(
            raw,
            frame=frame_of(columns),
            headers=tuple(headers),
            rows=issues.rows[self.first_rows],
            issues=tuple(issues.entries),
            left_out=tuple(sorted(self.left_out)),
            labels=tuple(labels) if any(labels) else (),
            origins=origins,
            meanings=raw.meanings.restricted_to((*headers, *labels)),
        )

    def _leave_out_without_visit(self, visits: Ints) -> None:
        """Rows of an unknown visit, and those that name none, as values of no visit do."""
        header, unknown = self.rows.visit, self.keep & (visits < 0)
        if header is None:
            self._leave_out("long_no_visit", unknown)
            return
        cells = self._cells(header)
        blank = cells.codes < 0
        named = np.flatnonzero(unknown & ~blank)
        self.issues.add_cells("long_visit_unknown", "warning", header, named, cells.text_at)
        none = np.flatnonzero(unknown & blank)
        self.issues.add_cells("long_no_visit", "info", header, none, None)
        self._leave_out("long_visit_unknown", unknown & ~blank)
        self._leave_out("long_no_visit", unknown & blank)

    def _place(self, header: str) -> int:
        return self.raw.headers.index(header)

    def _cells(self, header: str) -> Cells:
        if header not in self._encoded:
            self._encoded[header] = Cells.from_column(self.raw.text(self._place(header)))
        return self._encoded[header]

    def _leave_out(self, code: str, rows: Mask) -> None:
        self.keep &= ~rows
        self.left_out += [(int(row), code) for row in self.issues.rows[rows]]

    def _visits(self) -> tuple[Ints, tuple[str, ...]]:
        """The visit of each row, -1 where it is not known; flagged rows are before treatment."""
        rows = self.rows
        known: dict[str, str] = {}
        codes = np.full(len(self.patients), -1, dtype=np.int64)
        if rows.visit is not None:
            cells = self._cells(rows.visit)
            meant = {value_key(t): v for t, v in self.mapping.values.get(VISIT, {}).items()}
            for text in cells.texts:
                visit = meant.get(value_key(text), parse_visit(text))
                if visit is not None and is_visit(visit):
                    known[text] = visit
            codes = cells.codes.astype(np.int64)
        if not known and rows.baseline is None:
            visit = "AVISIT" if rows.parameter.upper() == "PARAMCD" else "VISIT"
            raise AciError("parameters_without_visit", parameter=rows.parameter, visit=visit)
        names = tuple(sorted({PRE, *known.values()}, key=visit_order))
        texts = cells.texts if rows.visit is not None else []
        place = [names.index(known[text]) if text in known else -1 for text in texts]
        visits: Ints = np.array([*place, -1], dtype=np.int64)[codes]
        self.flagged = np.zeros(len(visits), dtype=bool)
        if rows.baseline is not None:
            self.flagged = self._says_yes(rows.baseline)
            visits = np.where(self.flagged, names.index(PRE), visits)
        return visits, names

    def _says_yes(self, header: str) -> Mask:
        cells = self._cells(header)
        yes = [canonical_value("yes_no", text) == "yes" for text in cells.texts]
        return np.append(np.array(yes, dtype=bool), False)[cells.codes]

    def _leave_out_derived(self) -> None:
        """Values carried forward or computed are no observations."""
        header = self.rows.derived
        if header is None:
            return
        cells = self._cells(header)
        derived = np.array([not is_missing(text) for text in cells.texts], dtype=bool)
        rows = self.keep & np.append(derived, False)[cells.codes]
        if rows.any():
            shown = ", ".join(cells.texts[i] for i in np.unique(cells.codes[rows])[:_SHOWN])
            n = int(rows.sum())
            self.issues.add("parameter_derived", "info", header, value=shown, n=n)
            self._leave_out("parameter_derived", rows)

    def _leave_out_unchosen(self) -> None:
        """Of a file that marks the rows to analyse only those, and the ones before treatment."""
        header = self.rows.chosen
        if header is None:
            return
        chosen = self._says_yes(header)
        rows = self.keep & ~chosen & ~self.flagged
        if (chosen & self.keep).any() and rows.any():
            self.issues.add("parameter_not_chosen", "info", header, n=int(rows.sum()))
            self._leave_out("parameter_not_chosen", rows)

    def _values(self, visits: Ints, names: tuple[str, ...], n: int) -> Iterator[_Values]:
        """The rows of each parameter, by patient and visit."""
        rows = self.rows
        parameters = self._cells(rows.parameter)
        stems = self._stems(parameters)
        value = self._place(rows.value)
        filled = self._cells(rows.value).codes >= 0
        width = len(names)
        twice: list[npt.NDArray[np.int64]] = []
        before: list[npt.NDArray[np.int64]] = []
        for code, stem in stems.items():
            of = self.keep & (parameters.codes == code)
            has = of & filled
            place = value
            if not has.any() and rows.text is not None:
                place = self._place(rows.text)
                has = of & (self._cells(rows.text).codes >= 0)
            at = np.flatnonzero(has)
            if not at.size:
                continue
            at = at[np.argsort(~self.flagged[at], kind="stable")]  # flagged ones first
            key = self.patients[at] * width + visits[at]
            slots = np.full(n * width, -1, dtype=np.int64)
            slots[key[::-1]] = at[::-1]
            again = slots[key] != at
            again &= ~self.flagged[slots[key]]
            twice.append(at[again])
            before.append(slots[key][again])
            base = self._base(of, slots.reshape(n, width), names)
            yield _Values(stem, names, slots.reshape(n, width), place, base)
        if twice and rows.visit is not None:
            places, first = np.concatenate(twice), np.concatenate(before)
            each = [{"first": int(self.issues.rows[p])} for p in first[:100]]
            self.issues.add_cells("long_twice", "error", rows.visit, places, None, each)
            self.left_out += [(int(row), "long_twice") for row in self.issues.rows[places]]

    def _base(self, of: Mask, slots: npt.NDArray[np.int64], names: tuple[str, ...]) -> Ints | None:
        """The row that repeats each patient's value before treatment, where no row is of it."""
        if self.rows.base is None or (slots[:, names.index(PRE)] >= 0).any():
            return None
        at = np.flatnonzero(of & (self._cells(self.rows.base).codes >= 0))
        if not at.size:
            return None
        rows = np.full(len(slots), -1, dtype=np.int64)
        rows[self.patients[at][::-1]] = at[::-1]
        return rows

    def _stems(self, parameters: Cells) -> dict[int, str]:
        """The measure of each parameter: a known one by its code or name, else the code itself."""
        named = self._names(parameters)
        known = {**MEASURES, **self.mapping.measures}
        stems: dict[int, str] = {}
        for code, text in enumerate(parameters.texts):
            if not parameters.counts[code]:
                continue
            stem = self._known_stem((text, *named.get(code, ())), known)
            if stem is None or stem in stems.values():
                stem = _NOT_WORD.sub("_", clean(text).casefold()).strip("_")[:_STEM] or f"p{code}"
            stems[code] = stem if stem not in stems.values() else f"{stem}_{code}"
        return stems

    def _names(self, parameters: Cells) -> dict[int, tuple[str, ...]]:
        """The names of each parameter by its code: as written, and without the item's number."""
        if self.rows.label is None:
            return {}
        labels = self._cells(self.rows.label)
        both = np.flatnonzero((parameters.codes >= 0) & (labels.codes >= 0))
        pairs, _ = np.unique(
            np.stack([parameters.codes[both], labels.codes[both]]), axis=1, return_index=True
        )
        names: dict[int, tuple[str, ...]] = {}
        for code, label in pairs.T.tolist():
            text = labels.texts[label]
            names[code] = (*names.get(code, ()), text, _PREFIX.sub("", text))
        return names

    def _known_stem(self, texts: Iterable[str], known: Mapping[str, object]) -> str | None:
        for text in texts:
            of = self.raw.meanings.get(f"{text} {PRE}", known)
            if of.role is Role.MEASURE and of.stem in known:
                return of.stem
        return None

    def _spread(self, one: _Values) -> Iterator[tuple[pa.ChunkedArray, str, Origin]]:
        """A column for each visit at which any patient has a value."""
        if one.base is not None:
            yield self._column(one.base, f"{one.stem}_{PRE}", self._place(self.rows.base or ""))
        for i, visit in enumerate(one.visits):
            if (one.slots[:, i] >= 0).any():
                yield self._column(one.slots[:, i], f"{one.stem}_{visit}", one.place)

    def _column(self, at: Ints, header: str, place: int) -> tuple[pa.ChunkedArray, str, Origin]:
        text = self.raw.text(place).take(pa.array(at, mask=at < 0))
        rows = np.where(at < 0, 0, self.issues.rows[at]).astype(np.int32)
        # Without the text of a visit nobody scales a column of many parameters.
        return text, header, Origin(self.raw.headers[place], rows, self.rows.visit or "", "")

    def _patient_columns(self, n: int) -> tuple[list[pa.ChunkedArray], list[str], list[str]]:
        """One column for each that speaks of the patient; the first value given is taken."""
        used = {s.place: s.header for s in self.columns}
        standard = self.raw.meanings.standard
        if standard is not None and standard.population in self.raw.headers:
            used[self._place(standard.population)] = standard.population
        padded = (*self.raw.labels, *([""] * len(self.raw.headers)))
        columns: list[pa.ChunkedArray] = []
        headers: list[str] = []
        for place, header in used.items():
            cells = Cells.from_column(self.raw.text(place))
            at = np.flatnonzero((cells.codes >= 0) & (self.patients >= 0))
            taken = np.full(n, -1, dtype=np.int64)
            taken[self.patients[at][::-1]] = at[::-1]
            differs = cells.codes[at] != cells.codes[taken[self.patients[at]]]
            if differs.any():
                n_differ = len(np.unique(self.patients[at][differs]))
                self.issues.add("long_varies", "warning", header, n=n_differ)
            columns.append(self.raw.text(place).take(pa.array(taken, mask=taken < 0)))
            headers.append(header)
        return columns, headers, [padded[place] for place in used]

    def _report(self, made: list[_Values], names: tuple[str, ...], n: int, of: int) -> None:
        seen = [
            visit
            for i, visit in enumerate(names)
            if any((one.slots[:, i] >= 0).any() for one in made)
        ]
        stems = [one.stem for one in made]
        shown = ", ".join(stems[:_SHOWN]) + (" …" if len(stems) > _SHOWN else "")
        self.issues.add(
            "parameter_rows",
            "info",
            self.rows.parameter,
            n=of,
            patients=n,
            names=shown,
            visits=", ".join(seen),
        )
        based = [one.stem for one in made if one.base is not None]
        if based:
            self.issues.add(
                "parameter_base", "info", self.rows.base, names=", ".join(based[:_SHOWN])
            )
