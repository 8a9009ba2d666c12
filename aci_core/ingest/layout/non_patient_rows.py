"""Rows that are not patients (totals, notes, repeated headers), and cells merged over rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from aci_core.domain.cohort import ID, Issue
from aci_core.domain.schema.aliases import words
from aci_core.ingest.columns.headers.header_meaning import meaning
from aci_core.ingest.files.delimited import Row
from aci_core.ingest.layout.header_position import Layout

_Places = npt.NDArray[np.int64]
_Mask = npt.NDArray[np.bool_]
_FOR_ARM = 60  # headers that are checked for the arm
_WIDE, _MOST_REMARKS, _SHORT_TEXT = 4, 1000, 3
# Spaces in use; two libraries differ in what is a space.
_SPACE = "[ \t\u00a0\u3000]*"
_SAYS = re.compile(r"[:：]\s*\S")
# A foot of a printed page: 第2页 共2页, Page 1 of 2.
_OF_PAGES = r"(?:\s*(?:of|/)\s*[0-9]{1,4})?"
_PAGE_OF = rf"(?i:^\s*(?:第\s*[0-9]{{1,4}}\s*页.{{0,12}}|page\s+[0-9]{{1,4}}{_OF_PAGES})\s*$)"
_PAGE = re.compile(_PAGE_OF)
_AFTER = f"{_SPACE}(?:$|[:：=＝(（\\[±].*$)"


@dataclass(frozen=True, eq=False)
class NonPatientRows:
    """Rows that are not patients, and why.

    Parameters
    ----------
    places : ndarray of int64
        In the table, in order.
    codes : tuple of str
        Why, for each: ``total_row``, ``note_row``, ``repeated_header``, ``arm_title`` or
        ``second_table``.
    """

    places: _Places
    codes: tuple[str, ...]

    def with_titles(self, titles: Iterable[int]) -> NonPatientRows:
        """Add rows that only name the arm of those below."""
        codes = dict(zip(self.places.tolist(), self.codes, strict=True))
        codes |= dict.fromkeys(titles, "arm_title")
        places = sorted(codes)
        return NonPatientRows(np.array(places, dtype=np.int64), tuple(codes[p] for p in places))


def find_non_patient_rows(table: pa.Table, layout: Layout, arm: int | None) -> NonPatientRows:
    """Find rows of totals and notes, and repeated headers and titles.

    Parameters
    ----------
    table : pyarrow.Table
        Text under the header, empty cells null.
    layout : Layout
    arm : int or None
        The column of the arm.
    """
    codes: dict[int, str] = {}
    for row in (*layout.rows, *layout.titles):
        for place in _repetitions(table, row):
            codes[int(place)] = "repeated_header"
    second = _second_header(table, layout, codes)
    if second is not None:
        codes |= dict.fromkeys(range(second, table.num_rows), "second_table")
    likely = _first_texts(table, layout.head.cells)
    # Decided by an empty arm where nothing else does: initials may be SD.
    near = arm is not None and arm < _FOR_ARM
    without_arm = table.column(arm).is_null().to_numpy() if near else None
    if without_arm is not None:
        codes |= dict.fromkeys(_remarks(table, np.flatnonzero(without_arm)), "note_row")
    known: dict[tuple[str, bool], str | None] = {}
    for place, text in likely:
        key = (text, without_arm is not None and bool(without_arm[place]))
        if key not in known:
            known[key] = exclusion_reason(text, arm_empty=key[1])
        if code := known[key]:
            codes.setdefault(place, code)
    places = sorted(codes)
    return NonPatientRows(np.array(places, dtype=np.int64), tuple(codes[p] for p in places))


def _repetitions(table: pa.Table, row: Row) -> _Places:
    """Places where a row of the header or a title is repeated, ignoring blank cells."""
    cells = {i: c.strip() for i, c in enumerate(row.cells[: table.num_columns]) if c.strip()}
    nothing = np.empty(0, dtype=np.int64)
    if not cells:
        return nothing
    first = next(iter(cells))
    places = np.flatnonzero(_mask(pc.equal(table.column(first), row.cells[first])))
    if not places.size:
        return nothing
    same = np.ones(places.size, dtype=bool)
    filled = np.zeros(places.size, dtype=np.int64)
    for i, column in enumerate(table.columns):
        texts = column.take(pa.array(places))
        null = texts.is_null().to_numpy()
        same &= null | _mask(pc.equal(pc.utf8_trim_whitespace(texts), cells.get(i, "")))
        filled += ~null
    # A single cell equal to the header's may be a patient's.
    return places[same & ((filled > 1) | (len(cells) == 1))]


def _second_header(table: pa.Table, layout: Layout, known: dict[int, str]) -> int | None:
    """Place of the header of a second table below the first; None without one.

    It begins like the header and differs further on.
    """
    first = next((i for i, cell in enumerate(layout.head.cells) if cell.strip()), 0)
    header = layout.head.cells[first].strip()
    if meaning(header).name != ID:
        return None
    for place in np.flatnonzero(_mask(pc.equal(table.column(first), header))).tolist():
        cells = [column[place].as_py() or "" for column in table.columns[:_FOR_ARM]]
        names = [meaning(cell).recognised in ("canonical", "alias") for cell in cells if cell]
        if place not in known and sum(names) > 1:
            begins = int(place)
            while begins and sum(c[begins - 1].is_valid for c in table.columns[:_FOR_ARM]) < 2:
                begins -= 1  # its title, and blank rows
            return begins
    return None


def _remarks(table: pa.Table, places: _Places) -> list[int]:
    """Rows without an arm that hold a single text, longer than any in its column."""
    if table.num_columns < _WIDE or not 0 < places.size <= _MOST_REMARKS:
        return []
    at = pa.array(places)
    filled = sum(column.take(at).is_valid().to_numpy().astype(int) for column in table.columns)
    remarks: list[int] = []
    for column in table.columns:
        texts = column.take(at)
        own = np.flatnonzero((filled == 1) & texts.is_valid().to_numpy())
        if own.size:
            others = np.ones(table.num_rows, dtype=bool)
            others[places[own]] = False
            longest = pc.max(pc.utf8_length(column.filter(pa.array(others)))).as_py() or 0
            remarks += [
                int(places[i])
                for i in own
                if len(text := texts[int(i)].as_py().strip()) > max(longest, _SHORT_TEXT)
                and not any(letter.isdecimal() for letter in text[:_SHORT_TEXT])
            ]
    return remarks


def _mask(answer: pa.ChunkedArray) -> _Mask:
    mask: _Mask = pc.fill_null(answer, False).to_numpy().astype(bool)
    return mask


def _first_texts(table: pa.Table, headers: Sequence[str]) -> list[tuple[int, str]]:
    """(place, text) of rows whose first filled cell begins like a total or a note.

    Not under a header that begins so too (备注, N): there it may be a patient's cell.
    """
    texts_at: list[tuple[int, str]] = []
    pattern = "|".join((*_patterns().values(), _PAGE_OF))
    places: _Places | None = None  # rows that are blank so far; None if all are
    for header, column in zip(headers, table.columns, strict=True):
        texts = column if places is None else column.take(pa.array(places))
        hits = np.flatnonzero(_mask(pc.match_substring_regex(texts, pattern)))
        hits = hits[:0] if exclusion_reason(header, arm_empty=True) else hits
        at = hits if places is None else places[hits]
        texts_at += zip(at.tolist(), texts.take(pa.array(hits)).to_pylist(), strict=True)
        if not texts.null_count:
            break
        blank = np.flatnonzero(texts.is_null().to_numpy())
        places = blank if places is None else places[blank]
    return texts_at


def exclusion_reason(text: str, *, arm_empty: bool) -> str | None:
    """Why a row with this first filled cell is not a patient; None if it may be one.

    Examples
    --------
    >>> texts = ("合 计", "观察组均值", "注：见正文", "SD", "P001")
    >>> [exclusion_reason(text, arm_empty=False) for text in texts]
    ['total_row', 'total_row', 'note_row', None, None]
    >>> exclusion_reason("SD", arm_empty=True)
    'total_row'
    """
    patterns = _patterns()
    if re.search(patterns["total"], text):
        return "total_row"
    if _PAGE.match(text):
        return "note_row"
    if (arm_empty or _SAYS.search(text)) and re.search(patterns["note"], text):
        return "note_row"
    return "total_row" if arm_empty and re.search(patterns["short"], text) else None


@cache
def _patterns() -> dict[str, str]:
    table = words()
    written = defaultdict(set)
    for traditional, simple in table.simplified.items():
        written[simple].add(chr(traditional))

    def one_of(listed: Sequence[str]) -> str:
        return "|".join(map(word, sorted(listed, key=len, reverse=True)))

    def word(text: str) -> str:
        parts = []
        for letter in text:
            forms = "".join(sorted({letter, *written[letter]}))
            same = f"[{forms}]" if len(forms) > 1 else re.escape(letter)
            # 合 计: two characters are spaced to fill the cell.
            parts.append("[ _./-]*" if letter == " " else same + _SPACE * (letter > "\u2e7f"))
        return "".join(parts)

    total, short, note = (one_of(table.rows[kind]) for kind in ("total", "short", "note"))
    arm = f"(?:.{{1,12}}?(?:组|組|group){_SPACE})?"
    return {
        "total": f"(?is:^{_SPACE}{arm}(?:{total}){_AFTER})",
        "short": f"(?is:^{_SPACE}(?:{short}){_AFTER})",
        "note": f"(?is:^{_SPACE}[*※★]?{_SPACE}(?:{note})[0-9]{{0,2}}{_SPACE}(?:$|[:：].*$))",
    }


def fill_merged_cells(
    table: pa.Table, numbers: _Places, merged: Sequence[tuple[int, int, int, int]]
) -> tuple[pa.Table, tuple[Issue, ...]]:
    """Repeat the text of a cell merged over several patients for each of them.

    Parameters
    ----------
    table : pyarrow.Table
    numbers : ndarray of int64
        The spreadsheet's row of each record.
    merged : sequence of (int, int, int, int)
        As in `Sheet`.
    """
    downward = defaultdict(list)
    for top, left, bottom, _ in merged:
        if bottom > top and len(numbers) and top + 1 >= numbers[0] and left < table.num_columns:
            downward[left].append((top + 1, bottom + 1))
    count = 0
    for place, ranges in downward.items():
        source = np.arange(table.num_rows)
        first = np.searchsorted(numbers, [top for top, _ in ranges])
        end = np.searchsorted(numbers, [bottom for _, bottom in ranges], side="right")
        for (top, _), a, b in zip(ranges, first, end, strict=True):
            if a < b and numbers[a] == top:
                source[a:b] = a
        column = table.column(place)
        filled = pc.coalesce(column, column.take(pa.array(source)))
        changed = column.null_count - filled.null_count
        if changed:
            count += changed
            table = table.set_column(place, table.column_names[place], filled)
    issues = (Issue("merged_cells", "info", facts=(("n", count),)),) if count else ()
    return table, issues
