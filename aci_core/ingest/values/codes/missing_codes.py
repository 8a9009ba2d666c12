"""Numbers that stand for a missing value: -99, 999, 88, or -1 among positive numbers.

Outside the range of a scale such a code is read as missing; in a column without a range it is
asked about, once, with what it does to the mean.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from aci_core.ingest.cells import Cells, Floats, Mask
from aci_core.ingest.issues import Issues

READ, SUSPECTED, SUSPECTED_LEVEL = CODES = (
    "missing_code_read", "missing_code_suspect", "missing_code_level",
)  # fmt: skip
# 7, 8 and 9, one to six times (77, 888, 9999); with one to three of them as decimals (99.9);
# 97 and 98, which surveys use beside 99; each below zero too, and every negative digit.
_WHOLE = sorted({int(d * n) for d in "789" for n in range(1, 7)})
_SURVEY = [97, 98, 997, 998, 9997, 9998]
_DECIMAL = [float(f"{w}.{str(w)[0] * n}") for w in _WHOLE if w > 9 for n in (1, 2, 3)]
_SINGLE = 9  # up to here a positive number may well be a value
_POSITIVE = [float(n) for n in (*_WHOLE, *_SURVEY)] + _DECIMAL
_NEGATIVE = [-n for n in _POSITIVE] + [-float(n) for n in range(1, 7)]
_USUAL = np.array(sorted({*_POSITIVE, *_NEGATIVE}))
_REPEATED = 2
_ONCE = -9.0  # -9, -99 and the like among numbers of which none is below zero: one is enough
_NEGATIVES = 2
_OTHERS = 2  # different values that show where the numbers of a column lie


@dataclass(frozen=True, slots=True)
class RepeatedCode:
    """A usual code for a missing value that stands in two cells or more, or cannot be a value.

    Parameters
    ----------
    value : float
        In the unit that the cells are written in.
    text : str
        As most of the cells write it.
    texts : tuple of int
        Places of the distinct texts with this value.
    n : int
        Cells.
    """

    value: float
    text: str
    texts: tuple[int, ...]
    n: int


def is_usual(values: Floats) -> Mask:
    """Which numbers are usual codes for a missing value.

    Examples
    --------
    >>> is_usual(np.array([-99, 999, 88, 99.9, -1, 100, 12, 987, np.nan])).tolist()
    [True, True, True, True, True, False, False, False, False]
    """
    at = np.minimum(np.searchsorted(_USUAL, values), _USUAL.size - 1)
    usual: Mask = _USUAL[at] == values
    return usual


def repeated_codes(
    cells: Cells, values: Floats, among: Mask | None = None, *, once: float = -math.inf
) -> list[RepeatedCode]:
    """The usual codes that stand in two cells or more.

    Parameters
    ----------
    cells : Cells
    values : ndarray of float64
        The distinct texts as numbers, as they are written.
    among : ndarray of bool, optional
        The distinct texts that are looked at; all by default.
    once : float
        Of codes up to this number one cell is enough.
    """
    chosen = is_usual(values) & (cells.counts > 0)
    if among is not None:
        chosen &= among
    by_value: dict[float, list[int]] = {}
    for i in np.flatnonzero(chosen).tolist():
        by_value.setdefault(float(values[i]), []).append(i)
    found = []
    for value, places in by_value.items():
        n = int(cells.counts[places].sum())
        if n >= _REPEATED or value <= once:
            most = max(places, key=lambda i: int(cells.counts[i]))
            text: str = cells.distinct[most].as_py()
            found.append(RepeatedCode(value, text, tuple(places), n))
    return found


def read_as_missing(
    cells: Cells, values: Floats, impossible: Mask, header: str, issues: Issues
) -> Mask:
    """Which distinct texts are codes that cannot be values, each reported once.

    Parameters
    ----------
    cells : Cells
    values : ndarray of float64
        The distinct texts as they are written.
    impossible : ndarray of bool
        Those off the scale of the column.
    header : str
    issues : Issues
    """
    codes = np.zeros(len(values), dtype=bool)
    for code in repeated_codes(cells, values, impossible):
        codes[list(code.texts)] = True
        issues.add(READ, "warning", header, value=code.text, n=code.n)
    return codes


def report_suspects(
    cells: Cells,
    written: Floats,
    values: Floats,
    header: str,
    issues: Issues,
    *,
    signed: bool = False,
) -> None:
    """Ask about each code that lies far from the other numbers of its column.

    Parameters
    ----------
    cells : Cells
    written : ndarray of float64
        The distinct texts as they are written.
    values : ndarray of float64
        In the unit of the column.
    header : str
    issues : Issues
    signed : bool
        Numbers below zero are nothing rare: a difference.
    """
    suspects = _far(written, cells, signed=signed, single=None)
    if not suspects:
        return
    known = ~np.isnan(values) & (cells.counts > 0)
    without = known.copy()
    without[[i for code in suspects for i in code.texts]] = False
    mean_with, mean_without = (_mean(cells, values, chosen) for chosen in (known, without))
    for code in suspects:
        issues.add(
            SUSPECTED, "warning", header, value=code.text, n=code.n,
            mean_with=mean_with, mean_without=mean_without,
            number=f"{values[code.texts[0]]:.17g}",
        )  # fmt: skip


def report_suspect_levels(cells: Cells, written: Floats, header: str, issues: Issues) -> None:
    """Ask about each code among the codes of a category: 9 beside 1 and 2."""
    for code in _far(written, cells, signed=False, single=_SINGLE):
        others = sorted({float(v) for v in written[cells.counts > 0] if v != code.value})
        shown = ", ".join(f"{v:g}" for v in others)
        issues.add(SUSPECTED_LEVEL, "warning", header, value=code.text, n=code.n, others=shown)


def _far(
    written: Floats, cells: Cells, *, signed: bool, single: int | None
) -> Sequence[RepeatedCode]:
    """The repeated codes that lie far outside; `single` if one digit may be one as well."""
    codes = repeated_codes(cells, written, once=-math.inf if signed else _ONCE)
    if single is None:
        codes = [code for code in codes if not 0 <= code.value <= _SINGLE]
    if not codes:
        return ()
    used = written[(cells.counts > 0) & ~np.isnan(written)]
    usual = is_usual(used) & ((used < 0) | (used > (_SINGLE if single is None else 6)))
    others = used[~usual]
    if np.unique(others).size < _OTHERS:
        return ()
    low, high = float(others.min()), float(others.max())
    # Several numbers below zero are those of a difference.
    signed = signed or np.unique(used[used < 0]).size > _NEGATIVES
    return [*_below(codes, low, high, signed=signed), *_above(codes, low, high)]


def _below(
    codes: Sequence[RepeatedCode], low: float, high: float, *, signed: bool
) -> Iterator[RepeatedCode]:
    nearest = low
    for code in sorted(codes, key=lambda one: -one.value):
        if code.value >= nearest:
            continue
        far = code.n >= _REPEATED and nearest - code.value > high - nearest
        if far or (low >= 0 > code.value and not signed):
            yield code
        else:
            nearest = code.value


def _above(codes: Sequence[RepeatedCode], low: float, high: float) -> Iterator[RepeatedCode]:
    nearest = high
    for code in sorted(codes, key=lambda one: one.value):
        if code.value <= nearest:
            continue
        if code.value - nearest > nearest - low:
            yield code
        else:
            nearest = code.value


def _mean(cells: Cells, values: Floats, chosen: Mask) -> str:
    """Mean over the cells whose text is chosen, in four digits."""
    counts = cells.counts[chosen]
    return f"{float(np.sum(values[chosen] * counts)) / int(counts.sum()):.4g}"
