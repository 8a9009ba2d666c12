"""The cells of a column, dictionary-encoded: each distinct text is parsed once."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from aci_core.domain.schema.aliases import clean, value_key, words

Codes = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

# Used by two regex libraries: to one of them \d is ASCII only.
_NUMBER = re.compile(r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$")
_MINUS = frozenset({"-", "/"})
_MAX_SLOW = 10_000
# Larger values are identity numbers or slips, and their squares may be infinite.
_LARGEST = 1e15


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of a column.

    Parameters
    ----------
    codes : ndarray of int32
        Place in `distinct`; -1 for an empty cell.
    distinct : pyarrow string array
        Distinct texts without outer spaces.
    """

    codes: Codes
    distinct: pa.Array

    @classmethod
    def from_column(cls, column: pa.ChunkedArray) -> Cells:
        """Encode a column of text."""
        coded = column.dictionary_encode().combine_chunks()
        if isinstance(coded, pa.ChunkedArray):  # no chunk at all
            coded = pa.array([], pa.string()).dictionary_encode()
        codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
        trimmed = pc.utf8_trim_whitespace(coded.dictionary)
        if trimmed.equals(coded.dictionary):
            return cls(codes, trimmed)
        # Texts that differ in outer spaces only are one; a blank one is an empty cell.
        merged = pc.if_else(pc.equal(trimmed, ""), None, trimmed).dictionary_encode()
        place = merged.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return cls(np.append(place, -1).astype(np.int32)[codes], merged.dictionary)

    def without_nulls(self) -> Cells:
        """The same cells, with null texts as empty cells."""
        if not self.distinct.null_count:
            return self
        known = pc.is_valid(self.distinct).to_numpy(zero_copy_only=False)
        place = np.where(known, np.cumsum(known) - 1, -1).astype(np.int32)
        return Cells(np.append(place, np.int32(-1))[self.codes], self.distinct.drop_null())

    @cached_property
    def texts(self) -> list[str]:
        """Distinct texts; some may no longer occur."""
        texts: list[str] = self.distinct.to_pylist()
        return texts

    @cached_property
    def counts(self) -> npt.NDArray[np.int64]:
        """Number of cells with each distinct text."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.distinct))

    @property
    def filled(self) -> int:
        """Number of cells that are not empty."""
        return int(self.counts.sum())

    def used(self, missing: Mask) -> Mask:
        """Which distinct texts occur and do not stand for a missing value."""
        return (self.counts > 0) & ~missing

    def spread(self, lookup: Floats) -> Floats:
        """Map values of distinct texts to cells; empty cells are NaN."""
        return np.append(lookup, np.nan)[self.codes]

    def map_texts(self, texts: Sequence[str | None]) -> pa.ChunkedArray:
        """Map new texts of distinct texts to cells; empty cells stay empty."""
        at = pa.array(np.where(self.codes < 0, len(texts), self.codes))
        return pa.chunked_array([pa.array([*texts, None], pa.string()).take(at)])

    def places_of(self, chosen: Mask) -> npt.NDArray[np.int64]:
        """Places of the cells whose text is chosen."""
        if not chosen.any():
            return np.empty(0, dtype=np.int64)
        return np.flatnonzero(np.append(chosen, False)[self.codes])

    def text_at(self, place: int) -> str:
        """Text of a cell that is not empty."""
        text: str = self.distinct[int(self.codes[place])].as_py()
        return text


@dataclass(frozen=True, eq=False)
class Parsed:
    """The distinct texts of a column, parsed as numbers.

    Parameters
    ----------
    values : ndarray of float64
        NaN where the text is no number.
    missing, other : ndarray of bool
        Texts for a missing value; texts that are neither.
    """

    values: Floats
    missing: Mask
    other: Mask


def parse(cells: Cells, *, with_minus: bool = True) -> Parsed:
    """Parse the distinct texts of a column as numbers.

    Parameters
    ----------
    cells : Cells
    with_minus : bool
        Whether ``-`` and ``/`` stand for a missing value.
    """
    n = len(cells.distinct)
    no_text = np.zeros(n, dtype=bool)
    try:
        values = _cast(cells.distinct)
        if (np.abs(values) < _LARGEST).all():
            return Parsed(values, no_text, no_text)
    except pa.ArrowInvalid:
        pass
    folded = pc.utf8_lower(pc.utf8_normalize(cells.distinct, "NFKC"))
    folded = pc.utf8_trim_whitespace(pc.replace_substring(folded, "\N{MINUS SIGN}", "-"))
    plain = _mask(pc.match_substring_regex(folded, _NUMBER.pattern))
    values = np.full(n, np.nan)
    values[plain] = _cast(folded.filter(pa.array(plain)))
    values[~(np.abs(values) < _LARGEST)] = np.nan
    words_for_none = words().missing if with_minus else words().missing - _MINUS
    missing = _mask(pc.is_in(folded, pa.array(sorted(words_for_none), pa.string())))
    # The rest is rare in a column of numbers: parsed one by one.
    for i in np.flatnonzero(np.isnan(values) & ~missing)[:_MAX_SLOW]:
        text = cells.distinct[int(i)].as_py()
        values[i] = parse_number(text)
        missing[i] = math.isnan(values[i]) and is_missing(text, with_minus=with_minus)
    return Parsed(values, missing, np.isnan(values) & ~missing)


def _mask(answer: pa.Array) -> Mask:
    mask: Mask = answer.to_numpy(zero_copy_only=False).astype(bool)
    return mask


def _cast(texts: pa.Array) -> Floats:
    values: Floats = pc.cast(texts, pa.float64()).to_numpy(zero_copy_only=False)
    return values.copy()


def parse_number(text: str) -> float:
    """Parse a plain number, full-width or with a minus sign too; NaN for anything else.

    NaN also for numbers too large for computation.

    Examples
    --------
    >>> parse_number("１２"), parse_number("−3.5"), parse_number("1_000"), parse_number("inf")
    (12.0, -3.5, nan, nan)
    """
    plain = clean(text).replace("\N{MINUS SIGN}", "-")
    if not _NUMBER.match(plain):
        return math.nan
    value = float(plain)
    return value if abs(value) < _LARGEST else math.nan


def is_missing(text: str, *, with_minus: bool = True) -> bool:
    """Whether a text stands for a missing value.

    Examples
    --------
    >>> is_missing("未查"), is_missing("N/A"), is_missing("-"), is_missing("-", with_minus=False)
    (True, True, True, False)
    """
    key = value_key(text)
    if not with_minus and key in _MINUS:
        return False
    return key in words().missing or not key


def format_level(text: str) -> str:
    """Format a category level: cleaned, a whole number without decimals.

    Examples
    --------
    >>> format_level("1.0"), format_level(" ＴＡＣＳ ")
    ('1', 'TACS')
    """
    value = parse_number(text)
    if math.isnan(value) or (text[:1] == "0" and text != "0" and "." not in text):
        return clean(text)  # 007 is a code, not a number
    return f"{value:.15g}"
