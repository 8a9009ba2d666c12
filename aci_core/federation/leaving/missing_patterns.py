"""Patterns of missing values that several patients share: nobody is told by what he lacks.

Sums over two sets of patients that differ by one patient give this patient's value, and their n
how many lack one. Where every pattern of known and missing values is that of several patients, any
two sets that are made of patterns differ by several patients or by none. It is k-anonymity by
local suppression, of what is missing instead of the values.

References
----------
.. [1] Sweeney L. Achieving k-anonymity privacy protection using generalization and suppression.
   Int J Uncertain Fuzz 2002;10:571-588.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aci_core.domain.arrays import Floats, Ints, Mask


def shared_patterns(
    known: Mask, strata: Sequence[Mask], weights: Floats, least: int, order: Ints
) -> Mask:
    """What remains known, each pattern that of at least so many patients of its stratum.

    The smallest group of patients with one pattern is joined to the one with which the fewest
    cells are lost; of a large group only as many are taken as are wanted, the first in an order
    that has nothing to do with their values.

    Parameters
    ----------
    known : ndarray of bool, shape (n, p)
        Which patient has which value.
    strata : sequence of ndarray of bool, each of shape (n,)
        Every patient is in one of them.
    weights : ndarray of float, shape (p,)
        What the loss of one cell of a column counts.
    least : int
    order : ndarray of int, shape (n,)
        A patient's place in it. One that stays when others come takes the same patients again.

    Returns
    -------
    ndarray of bool, shape (n, p)
        Nothing in it is known that was not.

    Examples
    --------
    >>> known = np.ones((6, 2), dtype=bool)
    >>> known[0, 1] = False
    >>> everybody = [np.ones(6, dtype=bool)]
    >>> shared_patterns(known, everybody, np.ones(2), 3, np.arange(6)).sum(axis=0).tolist()
    [6, 3]
    """
    kept = known.copy()
    for stratum in strata:
        places = np.flatnonzero(stratum)
        for pattern, members in _joined(kept[places], weights, least, order[places]):
            kept[places[members]] = pattern
    return kept


def _joined(known: Mask, weights: Floats, least: int, order: Ints) -> list[tuple[Mask, Ints]]:
    groups = _groups(known)
    while len(groups) > 1:
        sizes = np.array([len(members) for _, members in groups])
        at = int(sizes.argmin())
        if sizes[at] >= least:
            break
        pattern, members = groups.pop(at)
        patterns = np.stack([other for other, _ in groups])
        others = np.delete(sizes, at)
        wanted = least - len(members)
        taken = np.where(others - wanted >= least, wanted, others)
        cost = len(members) * ((pattern & ~patterns) @ weights)
        cost += taken * ((patterns & ~pattern) @ weights)
        # Of two that cost the same the larger one, which has patients to spare.
        to = int(np.lexsort((-others, cost))[0])
        other, theirs = groups.pop(to)
        drawn = theirs
        if taken[to] < len(theirs):
            drawn = theirs[np.argsort(order[theirs], kind="stable")][: int(taken[to])]
            groups.append((other, np.setdiff1d(theirs, drawn)))
        groups = _added(groups, pattern & other, np.concatenate([members, drawn]))
    return groups


def _groups(known: Mask) -> list[tuple[Mask, Ints]]:
    patterns, of = np.unique(known, axis=0, return_inverse=True)
    return [(pattern, np.flatnonzero(of.ravel() == i)) for i, pattern in enumerate(patterns)]


def _added(
    groups: list[tuple[Mask, Ints]], pattern: Mask, members: Ints
) -> list[tuple[Mask, Ints]]:
    """The groups with one more; a pattern that is there already gets more members."""
    for i, (other, theirs) in enumerate(groups):
        if np.array_equal(pattern, other):
            return [*groups[:i], *groups[i + 1 :], (other, np.concatenate([theirs, members]))]
    return [*groups, (pattern, members)]
