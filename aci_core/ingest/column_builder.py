"""Each column of the cohort, typed by its meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aci_core.domain.censored import CensoredCells
from aci_core.domain.cohort import ARM, ID, GradeScale, Severity
from aci_core.domain.schema import BEFORE, EXPOSURE, Column, Kind, Measure, Role
from aci_core.domain.schema.aliases import fold, value_key, words
from aci_core.ingest.cells import Cells
from aci_core.ingest.column_memory import ColumnMemory
from aci_core.ingest.columns.headers import code_legends, event_words
from aci_core.ingest.columns.headers.column_meaning import Meaning
from aci_core.ingest.columns.headers.header_parts import is_unnamed_box
from aci_core.ingest.columns.headers.row_words import names_pairs
from aci_core.ingest.columns.mapping import ColumnMapping
from aci_core.ingest.columns.meaning_cache import MeaningCache
from aci_core.ingest.columns.recognise import Source
from aci_core.ingest.issues import Issues
from aci_core.ingest.layout import fill_down
from aci_core.ingest.values import convert
from aci_core.ingest.values.codes import categories
from aci_core.ingest.values.events import event_details
from aci_core.ingest.values.events.fate_columns import FateColumn, fate_column
from aci_core.ingest.values.numbers import units
from aci_core.ingest.values.typed_column import Typed, as_text

CENTRE = "centre"
# Of whom or what a number is the name: practice_id, investigator, 医生编号.
_NUMBER_OF = re.compile(
    r"(?<![a-z])(?:id|investigator|surgeon|physician|doctor|operator|rater|ward|practice|clinic)$"
    r"|(?:编号|代码|代号|号码)$"
)
_FEWEST_COUNTED = 8
_Alone = tuple["ColumnBuilder", dict[str, Column], dict[str, Any]]


def take_cells(
    texts: dict[int, pa.ChunkedArray],
    source: Source,
    issues: Issues,
    keep: npt.NDArray[np.bool_] | None = None,
) -> Cells:
    """Take the cells of a column, and release its text.

    Parameters
    ----------
    texts : dict of int to pyarrow string array
    source : Source
    issues : Issues
    keep : ndarray of bool, optional
        Rows of the patients that stay.
    """
    column = texts.pop(source.place)
    cells = Cells.from_column(column if keep is None else column.filter(pa.array(keep)))
    filled, n = fill_down.resolve_dittos(cells)
    if not n:
        return cells
    issues.add("as_above", "info", source.header, n=n)
    # The cell above may be of a patient who is left out.
    filled = filled if keep is None else fill_down.resolve_dittos(Cells.from_column(column))[0]
    return filled if keep is None else Cells(filled.codes[keep], filled.distinct)


def with_legend(cells: Cells, source: Source, mapping: ColumnMapping, issues: Issues) -> Cells:
    """Replace codes by the words of the header's legend, unless the mapping has values.

    Parameters
    ----------
    cells : Cells
    source : Source
    mapping : ColumnMapping
    issues : Issues
    """
    meaning = source.meaning
    legend = code_legends.legend_for_column(source.header, meaning.role, meaning.name)
    legend = {} if meaning.name in mapping.values else legend
    if not legend:
        return cells
    issues.add("legend_used", "info", source.header, codes=code_legends.format_for_message(legend))
    return code_legends.decode_cells(cells, legend)


@dataclass(eq=False)
class ColumnBuilder:
    """Makes the columns of a cohort, one after the other, and frees the text of each.

    Parameters
    ----------
    texts : dict of int to pyarrow string array
        The cells of each column that is left.
    keep : ndarray of bool or None
        Rows of the patients that stay; None if all do.
    mapping : ColumnMapping
    measures : dict of str to Measure
    issues : Issues
    meanings : MeaningCache
    labels : sequence of str
        Of the columns, from a statistics package.
    legends : dict of str to dict of str to str
        Words that stand in place of codes, by header, in the order of the codes.
    memory : ColumnMemory
        What was made of each column before.
    grade_scale : GradeScale or None
        Of the recorded grade, once it is read.
    reductions : dict of str to Severity
        Columns that hold a fall of a score, in place of the score.
    fates : list of FateColumn
        What the columns tell of deaths and losses.
    undeclared : dict of str to list of str
        Headers of each measure that is not known and has not been asked about yet.
    numbered : dict of str to list of str
        Headers of each name with running numbers, maybe visits, not asked about yet.
    later : list of str
        Headers of times that may be after treatment, not asked about yet.
    censored : dict of str to CensoredCells
        Cells that tell a limit alone, by canonical name.
    """

    texts: dict[int, pa.ChunkedArray]
    keep: npt.NDArray[np.bool_] | None
    mapping: ColumnMapping
    measures: dict[str, Measure]
    issues: Issues
    meanings: MeaningCache
    labels: Sequence[str] = ()
    legends: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    memory: ColumnMemory = field(default_factory=ColumnMemory)
    grade_scale: GradeScale | None = None
    reductions: dict[str, Severity] = field(default_factory=dict)
    fates: list[FateColumn] = field(default_factory=list)
    undeclared: dict[str, list[str]] = field(default_factory=dict)
    numbered: dict[str, list[str]] = field(default_factory=dict)
    later: list[str] = field(default_factory=list)
    censored: dict[str, CensoredCells] = field(default_factory=dict)

    def add_columns(
        self, taken: Sequence[Source], columns: dict[str, Column], data: dict[str, Any]
    ) -> None:
        """Add every column but patients and arms, each typed by its meaning.

        Parameters
        ----------
        taken : sequence of Source
        columns, data
            By canonical name, added to.
        """
        for source in taken:
            stem = source.meaning.stem
            known = stem in self.measures or stem in words().numbers
            if source.meaning.role is Role.MEASURE and not known:
                self.undeclared.setdefault(stem, []).append(source.header)
            if source.meaning.numbered:
                self.numbered.setdefault(source.meaning.numbered, []).append(source.header)
            if source.meaning.later:
                self.later.append(source.header)
        patients = self._patients()
        for source in taken:
            if source.meaning.name not in (ID, ARM):
                text = self.texts.pop(source.place)
                alone = self.memory.recall(
                    "column",
                    source.header,
                    text,
                    (source, patients, *self._facts(source)),
                    partial(self._alone, source, text),
                )
                self._add(source, alone, columns, data)

    def _alone(self, source: Source, text: pa.ChunkedArray) -> _Alone:
        """One column, and the builder that has built it and nothing else."""
        asked = source.meaning.stem, source.meaning.numbered
        one = replace(
            self,
            texts={source.place: text},
            issues=self.issues.for_column(),
            grade_scale=None,
            reductions={},
            fates=[],
            undeclared={s: list(h) for s, h in self.undeclared.items() if s in asked},
            numbered={s: list(h) for s, h in self.numbered.items() if s in asked},
            later=list(self.later),
            censored={},
        )
        columns: dict[str, Column] = {}
        data: dict[str, Any] = {}
        name = source.meaning.name
        cells = take_cells(one.texts, source, one.issues, one.keep)
        cells = one._meant(with_legend(cells, source, one.mapping, one.issues), name)
        told = fate_column(cells, source, blank_is_no=one.meanings.writes_yes_only)
        if told is not None:
            one.fates.append(told)
        if told is None or not told.whole or told.certainty == "asked":
            columns[name], data[name] = one._column(source, cells, told)
        return one, columns, data

    def _add(
        self, source: Source, alone: _Alone, columns: dict[str, Column], data: dict[str, Any]
    ) -> None:
        """Add a column that was built alone."""
        one, own_columns, own_data = alone
        columns |= own_columns
        data |= own_data
        self.issues.extend(one.issues)
        self.grade_scale = one.grade_scale or self.grade_scale
        self.reductions |= one.reductions
        self.fates += one.fates
        self.censored |= one.censored
        for asked, left, name in (
            (self.undeclared, one.undeclared, source.meaning.stem),
            (self.numbered, one.numbered, source.meaning.numbered),
        ):
            if name in asked and name not in left:  # asked once
                del asked[name]
        if source.meaning.later and not one.later:
            self.later.clear()

    def _patients(self) -> tuple[object, ...]:
        """Who the patients are, to be compared with those of another reading."""
        return self.issues.rows.tobytes(), None if self.keep is None else self.keep.tobytes()

    def _facts(self, source: Source) -> tuple[object, ...]:
        """What a column depends on beside its text and the patients."""
        meaning = source.meaning
        origin = self.issues.origins.get(source.header)
        return (
            self.mapping,
            self.measures,
            self.meanings.standard,
            self._label(source),
            origin and (origin.header, origin.visit, origin.text, origin.rows.tobytes()),
            self.undeclared.get(meaning.stem),
            self.numbered.get(meaning.numbered),
            (*self.legends.get(source.header, {}).items(),),
            tuple(self.later) if meaning.later else (),
        )

    def _label(self, source: Source) -> str:
        return self.labels[source.place] if source.place < len(self.labels) else ""

    def _column(
        self, source: Source, cells: Cells, told: FateColumn | None = None
    ) -> tuple[Column, Any]:
        """A column of the cohort, typed by its meaning."""
        meaning, header = source.meaning, source.header
        asked = told is not None and told.certainty == "asked" and told.telling != "reason"
        typed = replace(as_text(cells), stopped=True) if asked else self._typed(cells, source)
        unclear = meaning.unclear and meaning.recognised == "covariate"
        if meaning.recognised == "covariate":
            counted = self._without_numbers(typed, header)
            if counted is typed and not (unclear or asked or self.meanings.is_named(header)):
                self.issues.add("unmapped", "info", header)
            typed = counted
        if unclear and told is None:
            self._report_unclear(meaning, header)
        if meaning.role is Role.ENDPOINT:
            typed = self._compared(typed, meaning, header)
        if meaning.role is Role.EVENT and is_unnamed_box(header):
            self.issues.add("checkbox_unnamed", "warning", header)
        if typed.censored is not None:
            self.censored[meaning.name] = typed.censored
        column = Column(
            meaning.name,
            meaning.role,
            typed.kind,
            header,
            stem=meaning.stem or meaning.name,
            visit=None if unclear or meaning.role is Role.ENDPOINT else meaning.visit,
            levels=typed.levels,
            recognised=source.recognised,
            stopped=typed.stopped or source.clashes or unclear,
            label=self._own_word(source),
        )
        return column, typed.values

    def _compared(self, typed: Typed, meaning: Meaning, header: str) -> Typed:
        """An outcome in words, said where it is of a visit; numbers are none."""
        if typed.kind is Kind.NUMBER:
            self.issues.add("outcome_like", "warning", header)
            return replace(typed, stopped=True)
        if meaning.visit and not typed.stopped:
            self.issues.add("outcome_at_visit", "info", header, visit=meaning.visit)
        return typed

    def _without_numbers(self, typed: Typed, header: str) -> Typed:
        """Stop a column that counts the rows or numbers matched pairs: its mean says nothing."""
        code = "pairs" if names_pairs(header) else "counts_rows" if _is_row_number(typed) else None
        if code is None:
            return typed
        self.issues.add(code, "warning", header)
        return replace(typed, stopped=True)

    def _report_unclear(self, meaning: Meaning, header: str) -> None:
        if meaning.numbered:
            headers = self.numbered.pop(meaning.numbered, None)  # asked once a name
            if headers:
                self.issues.add("numbered_columns", "warning", header, headers=", ".join(headers))
            return
        if meaning.later:
            if self.later:  # asked once
                self.issues.add("later_columns", "warning", headers=", ".join(self.later))
                self.later.clear()
            return
        if meaning.repeats:
            self.issues.add("outcome_copy", "warning", header, other=meaning.repeats)
            return
        code = "outcome_like" if meaning.outcome else "measure_unclear"
        self.issues.add(code, "warning", header)

    def _own_word(self, source: Source) -> str:
        """The file's word for an event or an unknown measure, which no name takes the place of."""
        meaning = source.meaning
        if meaning.name.startswith(BEFORE):
            return event_words.own_word(source.header, "", meaning.stem.removeprefix(BEFORE))
        if meaning.role is not Role.EVENT:
            return meaning.word
        return event_words.own_word(source.header, self._label(source), source.meaning.stem)

    def _typed(self, cells: Cells, source: Source) -> Typed:
        meaning, header, issues = source.meaning, source.header, self.issues
        wanted = self.mapping.kinds.get(meaning.name) or self.mapping.kinds.get(header)
        named = meaning.name == CENTRE or bool(_NUMBER_OF.search(fold(header)))
        if named and wanted is None and meaning.role is Role.COVARIATE:
            wanted = "categorical"  # the number of a centre is its name
        match meaning.role:
            case Role.MEASURE:
                return self._measured(cells, source)
            case Role.GRADE:
                typed, self.grade_scale = categories.recorded_grade(
                    cells, self.mapping.grade, header, issues
                )
                return typed
            case Role.EVENT:
                return convert.flag(cells, "yes_no", header, issues, counts=True)
            case Role.EVENT_RESOLVED:
                return convert.flag(cells, "resolved", header, issues, counts=False)
            case Role.FOLLOWUP:
                return convert.flag(cells, "abnormal", header, issues, counts=False)
            case Role.DIED | Role.LOST:
                return convert.flag(cells, meaning.name, header, issues, counts=False)
            case Role.DOSE if meaning.name.startswith(EXPOSURE):
                return convert.exposure(cells, header, issues, wanted)
            case Role.EVENT_DETAIL:
                return event_details.detail(cells, meaning.name, header, issues)
            case Role.EVENT_DAY | Role.DOSE:
                rule = units.unscaled_rule(meaning.name, meaning.role)
                return convert.plain_number(cells, header, issues, rule)
            case Role.LOST_REASON:
                return as_text(cells)
            case _:
                typed = convert.covariate(cells, meaning.name, header, issues, wanted)
                return categories.in_order(typed, self._order(header))

    def _order(self, header: str) -> Sequence[str]:
        """The words of a legend, of the header or of a codebook, in the order of their codes."""
        legend = self.legends.get(header) or code_legends.legend_in_header(header)
        return tuple(legend.values())

    def _measured(self, cells: Cells, source: Source) -> Typed:
        meaning, header = source.meaning, source.header
        measure = self.measures.get(meaning.stem, Measure(meaning.stem))
        if meaning.stem not in self.measures:
            if not convert.mostly_numbers(cells, units.measure_rule(measure)):
                self.issues.add("no_numbers", "warning", header)
                return replace(as_text(cells), stopped=True)
            headers = self.undeclared.pop(meaning.stem, None)  # asked once a measure
            if headers:
                own, listed = meaning.word or meaning.stem, ", ".join(headers)
                self.issues.add("undeclared_measure", "info", header, measure=own, headers=listed)
        declared = self.mapping.units.get(meaning.name)
        conversion = units.conversion(
            measure, meaning.visit, declared, meaning.unit, header, self.issues
        )
        if conversion.reduction:  # a warning where only the header says so
            self.reductions[meaning.name] = "info" if declared else "warning"
        return convert.measured(cells, measure, header, self.issues, conversion)

    def _meant(self, cells: Cells, name: str) -> Cells:
        """Replace the file's values by the mapping's."""
        meant = self.mapping.values.get(name)
        if not meant:
            return cells
        by_key = {value_key(text): value for text, value in meant.items()}
        texts = [by_key.get(value_key(text), text) for text in cells.texts]
        return Cells(cells.codes, pa.array(texts, pa.string())).without_nulls()


def _is_row_number(typed: Typed) -> bool:
    """Whether a numeric column only counts its rows: 1, 2, 3, ..."""
    if typed.kind is not Kind.NUMBER:
        return False
    values = np.asarray(typed.values, dtype=float)
    return values.size >= _FEWEST_COUNTED and bool((np.diff(values) == 1).all())
