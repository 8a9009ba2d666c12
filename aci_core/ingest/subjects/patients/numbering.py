"""Identifiers that begin anew in each centre or arm: which rows are of one patient."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from aci_core.ingest.cells import Cells, Codes

_FEWEST = 2  # patients of the smaller groups
_SPARE = 1.5  # how far counting numbers may reach beyond the number of patients


def combined(*codes: Codes) -> Codes:
    """One code for each combination, in order of first occurrence; -1 where any is missing.

    Examples
    --------
    >>> one, other = np.array([0, 0, 1, -1], np.int32), np.array([1, 0, 1, 1], np.int32)
    >>> combined(one, other).tolist()
    [0, 1, 2, -1]
    """
    key = np.zeros(len(codes[0]), dtype=np.int64)
    filled = np.ones(len(codes[0]), dtype=bool)
    for each in codes:
        key = key * (int(each.max(initial=0)) + 1) + each
        filled &= each >= 0
    result = np.full(len(key), -1, dtype=np.int32)
    result[filled] = pd.factorize(key[filled])[0]  # hashed: sorting a million takes seconds
    return result


def first_rows(codes: Codes) -> npt.NDArray[np.int64]:
    """The first row of each code, which are numbered from 0.

    Examples
    --------
    >>> first_rows(np.array([0, 1, 0, -1, 2], np.int32)).tolist()
    [0, 1, 4]
    """
    rows = np.flatnonzero(codes >= 0)
    first = np.zeros(int(codes.max(initial=-1)) + 1, dtype=np.int64)
    first[codes[rows[::-1]]] = rows[::-1]
    return first


def n_values(codes: Codes) -> int:
    """Number of different codes."""
    return int(np.count_nonzero(np.bincount(codes[codes >= 0])))


def differing(groups: Codes, codes: Codes) -> npt.NDArray[np.int64]:
    """The groups in which two rows have different codes, in their order.

    Examples
    --------
    >>> differing(np.array([0, 0, 1, 1, 2]), np.array([5, 6, 7, -1, 8])).tolist()
    [0]
    """
    known = (groups >= 0) & (codes >= 0)
    own, values = groups[known], codes[known]
    first = np.zeros(int(groups.max(initial=-1)) + 1, dtype=np.int64)
    first[own[::-1]] = values[::-1]
    return np.flatnonzero(np.bincount(own[values != first[own]], minlength=len(first)))


def n_repeated(codes: Codes) -> int:
    """Number of rows beyond the first of each code."""
    return int(np.count_nonzero(codes >= 0)) - n_values(codes)


def restarts(ids: Codes, groups: Codes) -> bool:
    """Whether most identifiers of the smaller groups stand in another group too.

    Examples
    --------
    >>> ids, groups = np.array([0, 1, 2, 0, 1, 2]), np.array([0, 0, 0, 1, 1, 1])
    >>> restarts(ids, groups), restarts(np.array([0, 1, 2, 2, 3, 4]), groups)
    (True, False)
    """
    rows = first_rows(combined(groups, ids))
    of_group, of_id = groups[rows], ids[rows]
    sizes = np.bincount(of_group)
    if np.count_nonzero(sizes) < 2:
        return False
    shared = np.bincount(of_id) > 1
    smaller = of_group != int(sizes.argmax())
    n = int(smaller.sum())
    return n >= _FEWEST and 2 * int(shared[of_id[smaller]].sum()) > n


def are_counting(cells: Cells, groups: Codes) -> bool:
    """Whether identifiers only count the patients of each group: 1, 2, 3, ..."""
    texts = cells.texts
    used = np.flatnonzero(cells.counts > 0)
    if not all(texts[i].isdecimal() for i in used):
        return False
    numbers = np.full(len(texts) + 1, -1, dtype=np.int64)
    numbers[used] = [int(texts[i][:9]) for i in used]
    written = numbers[cells.codes]
    for group in np.unique(groups[groups >= 0]):
        own: npt.NDArray[np.int64] = np.unique(written[(groups == group) & (written >= 0)])
        if own.size and (own[0] > 1 or own[-1] > _SPARE * own.size + 1):
            return False
    return True
