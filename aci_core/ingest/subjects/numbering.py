"""Identifiers that begin anew in each centre or arm: which rows are of one patient."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

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
    _, first, inverse = np.unique(key[filled], return_index=True, return_inverse=True)
    result = np.full(len(key), -1, dtype=np.int32)
    result[filled] = np.argsort(np.argsort(first))[inverse]
    return result


def n_repeated(codes: Codes) -> int:
    """Number of rows beyond the first of each code."""
    filled = codes[codes >= 0]
    return int(filled.size - np.unique(filled).size)


def restarts(ids: Codes, groups: Codes) -> bool:
    """Whether most identifiers of the smaller groups stand in another group too.

    Examples
    --------
    >>> ids, groups = np.array([0, 1, 2, 0, 1, 2]), np.array([0, 0, 0, 1, 1, 1])
    >>> restarts(ids, groups), restarts(np.array([0, 1, 2, 2, 3, 4]), groups)
    (True, False)
    """
    filled = (ids >= 0) & (groups >= 0)
    pairs = np.unique(np.stack([groups[filled], ids[filled]]), axis=1)
    if not pairs.size:
        return False
    sizes = np.bincount(pairs[0])
    if int((sizes > 0).sum()) < 2:
        return False
    shared = np.bincount(pairs[1]) > 1
    smaller = pairs[0] != int(sizes.argmax())
    n = int(smaller.sum())
    return n >= _FEWEST and 2 * int(shared[pairs[1][smaller]].sum()) > n


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
