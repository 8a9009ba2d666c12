"""Cross-over trials: the same patients in more than one arm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aci_core.domain.schema.aliases import compact
from aci_core.ingest.cells import Cells, Codes, parse_number
from aci_core.ingest.columns.headers.row_words import row_words
from aci_core.ingest.subjects.patients import numbering

_MANY, _SHARE = 3, 0.25  # patients in more than one arm, or in several rows: fewer are slips
_FEWEST, _CHANCE = 3, 0.01  # patients compared; how likely they agree by chance
_AGREE, _DIFFER = 0.9, 0.3
_TOLERANCE = {"age": 1.0, "height": 2.0}
_MOST_PERIODS = 6
_APART = 0.8  # of the patients have another period in each arm


@dataclass(frozen=True, eq=False)
class Described:
    """A column that tells whether two rows are of one patient.

    Parameters
    ----------
    name : str
        Canonical name, or the header where nothing is known.
    cells : Cells
    lasting : bool
        A patient keeps it: where it differs, patients are different.
    """

    name: str
    cells: Cells
    lasting: bool = True


def n_crossing(ids: Codes, arms: Codes) -> int:
    """Number of identifiers in more than one arm; 0 where they are few enough to be slips."""
    crossing = _crossing(ids, arms)
    n, of = int(crossing.size), numbering.n_values(ids)
    most = n >= _MANY and n >= _SHARE * of
    return n if most or (n > 1 and 2 * n >= of) else 0


def are_same_patients(ids: Codes, arms: Codes, columns: Sequence[Described]) -> bool | None:
    """Whether one identifier in two arms is one patient, by what the file says of both.

    Parameters
    ----------
    ids, arms : ndarray of int32
        Of each row; -1 where it is not known.
    columns : sequence of Described

    Returns
    -------
    bool or None
        None if nothing tells.
    """
    return _tell_same(ids, _crossing(ids, arms), columns)


def have_several_rows(ids: Codes, columns: Sequence[Described]) -> bool:
    """Whether the rows of one identifier are of one patient, by what the file says of them.

    Parameters
    ----------
    ids : ndarray of int32
        Of each row; -1 where it is not known.
    columns : sequence of Described
    """
    several = np.flatnonzero(np.bincount(ids[ids >= 0]) > 1)
    return several.size >= _MANY and _tell_same(ids, several, columns) is True


def _tell_same(
    ids: Codes, among: npt.NDArray[np.int64], columns: Sequence[Described]
) -> bool | None:
    """Whether the rows of each of some identifiers are of one patient; None if nothing tells."""
    same = False
    for column in columns:
        compared, differ, chance = _agreement(ids, among, column)
        if compared < _FEWEST:
            continue
        if column.lasting and differ >= _DIFFER * compared:
            return False
        same |= differ <= (1 - _AGREE) * compared and chance <= _CHANCE
    return True if same else None


def tells_periods(ids: Codes, arms: Codes, headers: Sequence[str], cells: Sequence[Cells]) -> bool:
    """Whether a column numbers the periods of a cross-over, or names each patient's order of arms.

    Parameters
    ----------
    ids, arms : ndarray of int32
    headers : sequence of str
    cells : sequence of Cells
        Of the columns of these headers.
    """
    crossing = _crossing(ids, arms)
    rows = np.isin(ids, crossing) & (arms >= 0)
    words = row_words()
    for header, column in zip(headers, cells, strict=True):
        key = compact(header)
        if not 2 <= len(column.distinct) <= _MOST_PERIODS:
            continue
        low, high = _range(ids[rows], column.codes[rows].astype(float))
        if key in words.sequence and low.size and bool((low == high).all()):
            return True
        if key in words.period and _periods_apart(ids[rows], arms[rows], column.codes[rows]):
            return True
    return False


def _periods_apart(ids: Codes, arms: Codes, periods: Codes) -> bool:
    """Whether nearly no patient has one period in two arms."""
    each = numbering.combined(ids, periods)
    n = numbering.n_values(each)
    return n > 0 and numbering.differing(each, arms).size <= (1 - _APART) * n


def _crossing(ids: Codes, arms: Codes) -> npt.NDArray[np.int64]:
    """Identifiers in more than one arm."""
    return numbering.differing(ids, arms)


def _agreement(
    ids: Codes, among: npt.NDArray[np.int64], column: Described
) -> tuple[int, int, float]:
    """Patients compared, those whose values differ, and the chance that all agree."""
    cells = column.cells
    tolerance = _TOLERANCE.get(column.name, 0.0)
    if tolerance:
        lookup = np.array([*map(parse_number, cells.texts), np.nan])
        values = lookup[cells.codes]
    else:
        values = np.where(cells.codes < 0, np.nan, cells.codes.astype(float))
    rows = np.isin(ids, among) & ~np.isnan(values)
    chosen, times = np.unique(ids[rows], return_counts=True)
    several = np.isin(ids, chosen[times > 1]) & rows
    low, high = _range(ids[several], values[several])
    if not low.size:
        return 0, 0, 1.0
    _, counts = np.unique(low, return_counts=True)
    chance = float(((counts / low.size) ** 2).sum()) ** low.size
    return int(low.size), int((high - low > tolerance).sum()), chance


def _range(
    ids: Codes, values: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The lowest and the highest value of each identifier."""
    order = np.argsort(ids, kind="stable")
    _, starts = np.unique(ids[order], return_index=True)
    if not starts.size:
        return np.empty(0), np.empty(0)
    ordered = values[order]
    return np.minimum.reduceat(ordered, starts), np.maximum.reduceat(ordered, starts)
