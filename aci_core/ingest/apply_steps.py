"""Apply a user's steps to the text of the cells, before it is parsed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from aci_core.domain.cohort import CorrectedCell, Correction, Issue, listed_events
from aci_core.domain.schema.aliases import fold, value_key, words
from aci_core.domain.steps import (
    ConfirmCell,
    FillBlank,
    FillDown,
    OmitHidden,
    OmitRow,
    OmitWhere,
    ReplaceText,
    ScaleColumn,
    ScaleWhere,
    SetCell,
    Step,
)
from aci_core.ingest.cells import Cells, parse
from aci_core.ingest.layout.raw_table import RawTable, frame_of
from aci_core.ingest.values.numbers.limits import ABOVE, BELOW
from aci_core.ingest.values.numbers.number_parsing import NumberRule, parse_texts

OMITTED, HIDDEN = "omitted", "hidden_row"
STEP_UNUSED = "step_unused"
# Kinds of words for which a proposal writes a code of ours where it does not know the file's word.
_CODED = ("sex", "yes_no")
MOST_CELLS = 10_000  # kept one by one; all are counted
# What `value_key` drops from a text without any character beyond ASCII.
_BLANK = r"[\x00-\x20\x7f]"

# Points are points on any scale; numbers in another unit are not changed.
_PLAIN = NumberRule(dict.fromkeys(words().units["points"], 1.0), limits=True)
Rows = npt.NDArray[np.int64]


def apply_steps(raw: RawTable, steps: Sequence[Step]) -> RawTable:
    """Apply the steps to the table, in their order.

    Parameters
    ----------
    raw : RawTable
        Not changed.
    steps : sequence of Step

    Returns
    -------
    RawTable
        With an issue ``step_unused`` for each step that matches nothing in this file, and
        ``steps_used`` that counts the others.

    Notes
    -----
    Rows are identified by the spreadsheet's number, columns by their header. A repeated header
    matches nothing: which of the columns is meant is not known.
    """
    if not steps:
        return raw
    runner = _StepRunner(raw)
    unused = [place for place, step in enumerate(steps, 1) if not runner.run(step)]
    return runner.result(steps, unused)


def n_replaced(raw: RawTable, step: ReplaceText, done: Sequence[Step] = ()) -> int:
    """Count the cells that a replacement would touch, after the steps already done."""
    runner = _StepRunner(raw)
    for one in done:
        if isinstance(one, OmitRow | OmitHidden | OmitWhere) or fold(
            getattr(one, "header", "")
        ) == fold(step.header):
            runner.run(one)
    return runner.count(step.header, value_key(step.old))


def n_omitted(raw: RawTable, step: OmitWhere, done: Sequence[Step] = ()) -> int:
    """Count the rows that a step would leave out, after the steps already done."""
    runner = _StepRunner(raw)
    for one in done:
        runner.run(one)
    return runner.count(step.header, value_key(step.text))


def n_blank(raw: RawTable, step: FillBlank, done: Sequence[Step] = ()) -> int:
    """Count the empty cells that a step would fill, after the steps already done."""
    runner = _StepRunner(raw)
    for one in done:
        runner.run(one)
    return runner.count_blank(step.header)


class _StepRunner:
    """Applies steps: the columns they changed, and the rows they leave out."""

    def __init__(self, raw: RawTable) -> None:
        self.raw = raw
        self.rows: Rows = raw.row_numbers()
        self.columns: dict[int, pa.ChunkedArray] = {}
        # Cells of a column to be set together: place to text.
        self.waiting: dict[int, dict[int, str | None]] = {}
        self.omitted: dict[int, int] = {}
        self.hidden: set[int] = set()
        ascending = len(self.rows) < 2 or bool((np.diff(self.rows) > 0).all())
        self._order = None if ascending else np.argsort(self.rows, kind="stable")
        self._exact = _places_by_name(raw.headers)
        self._folded = _places_by_name([fold(header) for header in raw.headers])

    def run(self, step: Step) -> bool:  # noqa: PLR0912 - a case a kind
        """Apply a step; False if it matches nothing."""
        match step:
            case SetCell(row, header, text):
                place, column = self._place(row), self._column(header)
                if place is None or column is None:
                    return False
                self.waiting.setdefault(column, {})[place] = text
                return True
            case ConfirmCell(row, header):
                return self._place(row) is not None and self._column(header) is not None
            case OmitRow(row):
                place = self._place(row)
                if place is None:
                    return False
                self.omitted[place] = row
                return True
            case OmitHidden():
                places = self.raw.hidden_places().tolist()
                self.hidden.update(places)
                self.omitted |= {place: int(self.rows[place]) for place in places}
                return bool(places)
            case OmitWhere(header, text):
                column = self._column(header)
                return column is not None and self._omit_where(column, value_key(text))
            case ScaleColumn(header, factor):
                column = self._column(header)
                return column is not None and self._scale(column, factor)
            case ScaleWhere(header, factor, where, text):
                column, other = self._column(header), self._column(where)
                if column is None or other is None:
                    return False
                return self._scale(column, factor, self._rows_with(other, value_key(text)))
            case ReplaceText(header, old, new):
                column = self._column(header)
                return column is not None and self._replace(column, value_key(old), new)
            case FillDown(header):
                column = self._column(header)
                return column is not None and self._fill_down(column)
            case FillBlank(header, text):
                filled = [self._fill_blank(column, text) for column in self._columns(header)]
                return any(filled)
        return False

    def count(self, header: str, key: str) -> int:
        """Cells of a column whose text has that `value_key`, in the rows that are kept."""
        column = self._column(header)
        if column is None:
            return 0
        rows = self._rows_with(column, key)
        return int(rows.sum()) - sum(bool(rows[place]) for place in self.omitted)

    def count_blank(self, header: str) -> int:
        """Empty cells of a column, in the rows that are kept; of listed events, of one of them."""
        columns = self._columns(header)
        if not columns:
            return 0
        blank = self._blank(columns[0])
        return int(blank.sum()) - sum(bool(blank[place]) for place in self.omitted)

    def result(self, steps: Sequence[Step], unused: Sequence[int]) -> RawTable:
        """The table with the steps applied, and their issues."""
        for column in tuple(self.waiting):
            self._set(column)
        raw = self.raw
        issues = [*raw.issues, *(_unused_issue(place, steps[place - 1]) for place in unused)]
        if len(unused) < len(steps):
            facts = (("n", len(steps) - len(unused)),)
            issues.append(Issue("steps_used", "info", facts=facts))
        columns = (
            self.columns[i] if i in self.columns else raw.text(i) for i in range(len(raw.headers))
        )
        frame = frame_of(columns)
        made = replace(
            raw, frame=frame, issues=tuple(issues), corrections=tuple(self._corrections())
        )
        return self._without_omitted(made) if self.omitted else made

    def _corrections(self) -> Iterator[Correction]:
        """What was changed, by column, and the rows left out."""
        left = MOST_CELLS
        omitted = np.zeros(len(self.rows), dtype=bool)
        omitted[list(self.omitted)] = True
        for column in sorted(self.columns):
            old, new = self.raw.text(column), self.columns[column]
            before, after = _value(old), _value(new)
            same = pc.fill_null(pc.equal(before, after), False)
            same = pc.or_(same, pc.and_(pc.is_null(before), pc.is_null(after)))
            changed = ~same.to_numpy(zero_copy_only=False).astype(bool) & ~omitted
            places = np.flatnonzero(changed)
            if not places.size:
                continue
            shown = places[:left]
            left -= shown.size
            at = pa.array(shown)
            pairs = zip(old.take(at).to_pylist(), new.take(at).to_pylist(), strict=True)
            cells = tuple(
                CorrectedCell(int(self.rows[place]), was, now)
                for place, (was, now) in zip(shown.tolist(), pairs, strict=True)
            )
            emptied = int(np.count_nonzero(pc.is_null(after).to_numpy()[places]))
            yield Correction(self.raw.headers[column], places.size, emptied, cells)
        if self.omitted:
            rows = tuple(CorrectedCell(row, None, None) for row in sorted(self.omitted.values()))
            yield Correction("", len(rows), 0, rows[:left])

    def _without_omitted(self, raw: RawTable) -> RawTable:
        keep = np.ones(len(self.rows), dtype=bool)
        keep[list(self.omitted)] = False
        omitted = (
            (row, HIDDEN if place in self.hidden else OMITTED)
            for place, row in self.omitted.items()
        )
        left_out = sorted((*raw.left_out, *omitted))
        frame = raw.frame.loc[keep].reset_index(drop=True)
        return replace(raw, frame=frame, rows=self.rows[keep], left_out=tuple(left_out))

    def _place(self, row: int) -> int | None:
        at = int(np.searchsorted(self.rows, row, sorter=self._order))
        if at == len(self.rows):
            return None
        place = at if self._order is None else int(self._order[at])
        return place if self.rows[place] == row else None

    def _column(self, header: str) -> int | None:
        places = self._exact.get(header) or self._folded.get(fold(header), [])
        return places[0] if len(places) == 1 else None

    def _columns(self, header: str) -> list[int]:
        """The column, or those that its list of events was split into."""
        own = self._column(header)
        names = listed_events(self.raw.issues).get(header, ()) if own is None else ()
        places = [self._column(name) for name in names] if own is None else [own]
        return [place for place in places if place is not None]

    def _blank(self, column: int) -> npt.NDArray[np.bool_]:
        blank: npt.NDArray[np.bool_] = (
            pc.is_null(_value(self._text(column))).to_numpy().astype(bool)
        )
        return blank

    def _text(self, column: int) -> pa.ChunkedArray:
        """Text of a column after the previous steps."""
        if column in self.waiting:
            self._set(column)
        if column not in self.columns:
            self.columns[column] = self.raw.text(column)
        return self.columns[column]

    def _set(self, column: int) -> None:
        cells = self.waiting.pop(column)
        text = self._text(column)
        chunks = []
        start = 0
        places = np.array(sorted(cells), dtype=np.int64)
        for chunk in text.chunks:
            low, high = np.searchsorted(places, (start, start + len(chunk)))
            if low < high:
                mask = np.zeros(len(chunk), dtype=bool)
                mask[places[low:high] - start] = True
                new = pa.array([cells[int(p)] for p in places[low:high]], chunk.type)
                chunks.append(pc.replace_with_mask(chunk, pa.array(mask), new))
            else:
                chunks.append(chunk)
            start += len(chunk)
        self.columns[column] = pa.chunked_array(chunks, text.type)

    def _scale(self, column: int, factor: float, rows: npt.NDArray[np.bool_] | None = None) -> bool:
        """Multiply the numbers of the chosen rows, or of all if None."""
        text = self._text(column)
        cells = Cells.from_column(text)
        numbers = parse_texts(cells, parse(cells), _PLAIN)
        here = np.ones(len(cells.codes), dtype=bool) if rows is None else rows
        codes = cells.codes[here & (cells.codes >= 0)]
        occurs = np.bincount(codes, minlength=len(cells.distinct)) > 0
        used = np.flatnonzero(~np.isnan(numbers.values) & occurs)
        if not used.size:
            return False
        made = cells.distinct.to_pylist()
        # A limit stays one: <0.5 becomes <500.
        signs = dict.fromkeys(numbers.uses.get(ABOVE, ()), ">")
        signs |= dict.fromkeys(numbers.uses.get(BELOW, ()), "<")
        for i in map(int, used):
            sign = signs.get(i, "")
            value = numbers.values[i] * factor * (2 if sign == "<" else 1)
            made[i] = f"{sign}{value:.15g}"
        self._spread(column, cells, pa.array(made, pa.string()), text.type)
        if rows is not None:
            both = pc.if_else(pa.array(rows), self.columns[column], text)
            self.columns[column] = both
        return True

    def _rows_with(self, column: int, key: str) -> npt.NDArray[np.bool_]:
        cells = Cells.from_column(self._text(column))
        rows: npt.NDArray[np.bool_] = np.append(_texts_with_key(cells.distinct, key), False)[
            cells.codes
        ]
        return rows

    def _omit_where(self, column: int, key: str) -> bool:
        places = np.flatnonzero(self._rows_with(column, key))
        self.omitted |= {int(place): int(self.rows[place]) for place in places}
        return bool(places.size)

    def _replace(self, column: int, old: str, new: str | None) -> bool:
        text = self._text(column)
        cells = Cells.from_column(text)
        chosen = _texts_with_key(cells.distinct, old)
        if not (chosen & (cells.counts > 0)).any():
            return False
        new = _own_word(new, cells)
        made = pc.if_else(pa.array(chosen), pa.scalar(new, pa.string()), cells.distinct)
        self._spread(column, cells, made, text.type)
        return True

    def _fill_down(self, column: int) -> bool:
        text = self._text(column)
        filled = pc.fill_null_forward(text)
        self.columns[column] = filled
        return bool(filled.null_count < text.null_count)

    def _fill_blank(self, column: int, new: str) -> bool:
        text = self._text(column)
        blank = self._blank(column)
        if not blank.any():
            return False
        self.columns[column] = pc.if_else(pa.array(blank), pa.scalar(new, text.type), text)
        return True

    def _spread(self, column: int, cells: Cells, texts: pa.Array, kind: pa.DataType) -> None:
        places = pa.array(cells.codes, mask=cells.codes < 0)
        self.columns[column] = pa.chunked_array([texts.take(places).cast(kind)])


def _places_by_name(headers: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        places.setdefault(header, []).append(place)
    return places


def _texts_with_key(distinct: pa.Array, key: str) -> npt.NDArray[np.bool_]:
    """Which texts have that `value_key`; ASCII texts without a loop, as there may be very many."""
    plain = pc.string_is_ascii(distinct)
    keys = pc.replace_substring_regex(pc.utf8_lower(distinct), _BLANK, "")
    chosen = pc.and_(plain, pc.equal(keys, key)).to_numpy(zero_copy_only=False).copy()
    for i in np.flatnonzero(~plain.to_numpy(zero_copy_only=False)):
        chosen[i] = value_key(distinct[int(i)].as_py()) == key
    matches: npt.NDArray[np.bool_] = chosen
    return matches


def _value(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """The texts without outer blanks, which say nothing and go with the other cells of a column."""
    trimmed = pc.utf8_trim_whitespace(text)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, trimmed.type), trimmed)


def _own_word(new: str | None, cells: Cells) -> str | None:
    """The column's own word (男) for a code of ours (male); another text as it was typed."""
    known = next((words().values[kind] for kind in _CODED if new in words().values[kind]), None)
    if new is None or known is None or known[new] != new:
        return new
    filled = cells.without_nulls()
    same = [
        (int(n), text)
        for text, n in zip(filled.texts, filled.counts, strict=True)
        if n > 0 and known.get(value_key(text)) == new
    ]
    if not same or any(text == new for _, text in same):
        return new
    return max(same, key=lambda pair: pair[0])[1]


def _unused_issue(place: int, step: Step) -> Issue:
    facts: tuple[tuple[str, str | int | float], ...] = (("n", place),)
    match step:
        case SetCell(row, header) | ConfirmCell(row, header):
            return Issue(STEP_UNUSED, "info", row, header, facts=facts)
        case OmitRow(row):
            return Issue(STEP_UNUSED, "info", row, facts=facts)
        case (
            ScaleColumn(header, _)
            | ScaleWhere(header, _, _, _)
            | ReplaceText(header, _, _)
            | FillBlank(header, _)
            | OmitWhere(header, _)
            | FillDown(header)
        ):
            return Issue(STEP_UNUSED, "info", None, header, facts=facts)
    return Issue(STEP_UNUSED, "info", facts=facts)
