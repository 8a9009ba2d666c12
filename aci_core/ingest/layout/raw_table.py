"""The raw table: a file's cells as text, with their rows in the file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from aci_core.domain.cohort import ARM, Correction, Issue, Origin
from aci_core.domain.schema.aliases import fold
from aci_core.ingest.column_memory import ColumnMemory
from aci_core.ingest.columns.meaning_cache import MeaningCache
from aci_core.ingest.digest import add_column
from aci_core.ingest.files.sheet import DETECT, Reading


@dataclass(frozen=True, eq=False)
class JoinedSheet:
    """Another sheet of the file, of which columns were joined.

    Parameters
    ----------
    name : str
    headers : frozenset of str
        The columns that were taken from it.
    rows : dict of int to tuple of int
        Its rows of each patient, by the row of the patient on the first sheet.
    """

    name: str
    headers: frozenset[str]
    rows: Mapping[int, tuple[int, ...]]


@dataclass(frozen=True, eq=False)
class RawTable:
    """The cells of a file as text.

    Parameters
    ----------
    frame : DataFrame
        A column for each header, pyarrow strings, empty cells missing. Columns are named by
        place (0, 1, ...), because headers may repeat.
    headers : tuple of str
        As in the file; an empty one is ``column <place>``.
    first_row : int
        Spreadsheet row of the first record: 2 under a header in row 1.
    encoding : str
    delimiter : str
    name : str
        The file's name without folder and ending.
    rows : ndarray of int64 or None
        Row of each record if rows were left out; None if they are consecutive.
    issues : tuple of Issue
    left_out : tuple of (int, str)
        Rows left out and the code of the reason.
    kind : str
        The file's format, as in `Sheet`.
    sheets : tuple of str
        Names of the file's sheets, the likeliest first.
    labels : tuple of str
        Labels of the columns from a statistics package, and of events the file's own words; empty
        where no column has one.
    reading : Reading
        How it was read: only what does not apply is None.
    n_columns : int
        Columns of the file that are read, before any is made of them.
    hidden : tuple of int
        Rows that the workbook hides.
    origins : dict of str to Origin
        By header: columns reshaped from a file with one row for each visit.
    legends : dict of str to dict of str to str
        By header: the words that stand in place of the codes, as a codebook lists them.
    joined : tuple of JoinedSheet
        Where columns of other sheets were taken from.
    corrections : tuple of Correction
        What the user's steps changed.
    meanings : Meanings
        Meanings of its headers, including those before a correction.
    memory : ColumnMemory
        What was found out of its columns, before a correction too; it forgets at once unless it
        is one that keeps.
    """

    frame: pd.DataFrame
    headers: tuple[str, ...]
    first_row: int
    encoding: str
    delimiter: str
    name: str
    rows: npt.NDArray[np.int64] | None = None
    issues: tuple[Issue, ...] = ()
    left_out: tuple[tuple[int, str], ...] = ()
    kind: str = "csv"
    sheets: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    reading: Reading = DETECT
    n_columns: int = 0
    hidden: tuple[int, ...] = ()
    origins: Mapping[str, Origin] = field(default_factory=dict)
    legends: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    joined: tuple[JoinedSheet, ...] = ()
    corrections: tuple[Correction, ...] = field(default=(), repr=False, compare=False)
    meanings: MeaningCache = field(default_factory=MeaningCache, repr=False, compare=False)
    memory: ColumnMemory = field(default_factory=ColumnMemory, repr=False, compare=False)

    @cached_property
    def fingerprint(self) -> str:
        """Hash of the headers, whatever their order."""
        text = "\n".join(sorted(fold(header) for header in self.headers))
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @cached_property
    def content(self) -> str:
        """Hash of the cells, to which corrections of single rows are bound."""
        sha = hashlib.sha256("\n".join(self.headers).encode())
        for place in range(len(self.headers)):
            add_column(sha, self.frame[place])
        return sha.hexdigest()

    @cached_property
    def arm_place(self) -> int | None:
        """Place of the first column of arms; None without one."""
        names = (self.meanings.get(header).name for header in self.headers)
        return next((place for place, name in enumerate(names) if name == ARM), None)

    def text(self, place: int) -> pa.ChunkedArray:
        """Text of a column."""
        array = self.frame[place].array.__arrow_array__()
        return array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])

    def with_columns(
        self,
        headers: Iterable[str],
        labels: Iterable[str],
        columns: Iterable[pa.ChunkedArray],
        issues: Iterable[Issue],
    ) -> RawTable:
        """The table with other columns; labels only if one of them has some."""
        names, texts = tuple(headers), tuple(labels)
        texts = texts if any(texts) else ()
        return replace(
            self,
            frame=frame_of(columns),
            headers=names,
            labels=texts,
            issues=tuple(issues),
            meanings=self.meanings.restricted_to((*names, *texts)),
        )

    def hidden_places(self) -> npt.NDArray[np.int64]:
        """Places of the records in rows that the workbook hides."""
        if not self.hidden:
            return np.empty(0, dtype=np.int64)
        return np.flatnonzero(np.isin(self.row_numbers(), self.hidden))

    def row_numbers(self) -> npt.NDArray[np.int64]:
        """Spreadsheet row of each record."""
        return row_numbers(self.rows, self.first_row, len(self.frame))


def frame_of(columns: Iterable[pa.Array | pa.ChunkedArray]) -> pd.DataFrame:
    """Make a frame from columns of text, named by place, without copying the text."""
    made = {i: pd.arrays.ArrowExtensionArray(column) for i, column in enumerate(columns)}
    return pd.DataFrame(made, copy=False)


def row_numbers(rows: npt.NDArray[np.int64] | None, first: int, n: int) -> npt.NDArray[np.int64]:
    """Spreadsheet row of each of `n` records."""
    return np.arange(first, first + n, dtype=np.int64) if rows is None else rows
