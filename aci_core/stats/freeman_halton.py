"""Exact P of a 2 x k table given its margins, by enumeration or Monte Carlo.

A table's probability is a product over its columns. Each half of the columns is listed
once, by its sum; a table is a pair of halves whose sums add up, and for each of one half
the pairs below the bound are a stretch of the other's sorted list: n combinations a half
do for n^2 tables.
"""

from __future__ import annotations

import math

import numpy as np

from aci_core.domain.arrays import Floats
from aci_core.stats.counts import whole
from aci_core.stats.two_by_two import TIE, logs_from_ratios

SEED = 20250917
_RESAMPLES = 1_000_000
_TABLES = 1e8
_HALF = 5e6


def _column_logs(size: int, share: float) -> Floats:
    """Log binomial weights of 0..size of a column's patients in treatment, 0 at the mode.

    On the margins the powers of `share` are the same for every table; they only keep the
    weights near 1.
    """
    x = np.arange(size, dtype=np.float64)
    ratios = np.log((size - x) / (x + 1.0)) + math.log(share / (1.0 - share))
    return logs_from_ratios(ratios, min(size, int((size + 1) * share)))


def _count_tables(columns: list[int], row: int) -> float:
    """How many tables have these margins (a float: it may be astronomical)."""
    tables = np.zeros(row + 1)
    tables[0] = 1.0
    for size in columns:
        running = np.cumsum(tables)
        running[size + 1 :] -= np.cumsum(tables)[: max(0, row - size)]
        tables = running
    return float(tables[row])


def _halves(columns: list[int]) -> tuple[list[int], list[int]]:
    """Column numbers in two groups with about as many combinations each."""
    first: list[int] = []
    second: list[int] = []
    load_first = load_second = 0.0
    for j in sorted(range(len(columns)), key=lambda j: -columns[j]):
        if load_first <= load_second:
            first.append(j)
            load_first += math.log1p(columns[j])
        else:
            second.append(j)
            load_second += math.log1p(columns[j])
    return first, second


def _combinations(
    logs: list[Floats], columns: list[int], rest: int, row: int
) -> tuple[list[Floats], int]:
    """Ascending log weights of a group of columns by its sum, from the smallest sum on.

    `rest` is what the other columns hold: sums that they cannot complete are left out.
    """
    sums, weights = np.zeros(1, dtype=np.int64), np.zeros(1)
    remaining = sum(columns)
    for log, size in zip(logs, columns, strict=True):
        remaining -= size
        sums = (sums[:, None] + np.arange(size + 1)).ravel()
        weights = (weights[:, None] + log).ravel()
        possible = (sums <= row) & (sums + remaining + rest >= row)
        sums, weights = sums[possible], weights[possible]
    start = int(sums.min())
    sums -= start
    # Sixteen bits, where they suffice, are sorted by radix.
    narrow = sums.astype(np.uint16) if sums.max() < 65536 else sums
    edges = np.cumsum(np.bincount(sums))[:-1]
    groups = np.split(weights[np.argsort(narrow, kind="stable")], edges)
    for group in groups:
        group.sort()
    return groups, start


def _meet_in_the_middle(logs: list[Floats], columns: list[int], row: int, observed: float) -> float:
    """P by joining two half tables: for each of one, the share of the other below a bound."""
    total = sum(columns)
    groups = []
    for half in _halves(columns):
        part = [columns[j] for j in half]
        groups.append(_combinations([logs[j] for j in half], part, total - sum(part), row))
    (ones, start), (others, start_other) = groups
    limit = observed + math.log1p(TIE)
    extreme = everything = 0.0
    for i, one in enumerate(ones):
        j = row - (start + i) - start_other
        if not 0 <= j < len(others) or not len(one) or not len(others[j]):
            continue
        below = np.concatenate([[0.0], np.cumsum(np.exp(others[j]))])
        weights = np.exp(one)
        extreme += float(weights @ below[np.searchsorted(others[j], limit - one, side="right")])
        everything += float(weights.sum()) * float(below[-1])
    return min(1.0, extreme / everything)


def _enumerate(logs: list[Floats], columns: list[int], row: int, observed: float) -> float:
    """P by all tables, the two largest columns running within each choice of the others."""
    order = sorted(range(len(columns)), key=lambda j: columns[j])
    *outer, j_one, j_other = order
    one, other = logs[j_one], logs[j_other]
    rest = columns[j_one] + columns[j_other]
    groups, start = _combinations([logs[j] for j in outer], [columns[j] for j in outer], rest, row)
    limit = observed + math.log1p(TIE)
    extreme = everything = 0.0
    for i, group in enumerate(groups):
        remaining = row - start - i
        low, high = max(0, remaining - columns[j_other]), min(columns[j_one], remaining)
        inner = one[low : high + 1] + other[remaining - high : remaining - low + 1][::-1]
        weights = np.exp(inner)
        mass = float(weights.sum())
        for log in group.tolist():
            factor = math.exp(log)
            extreme += factor * float(weights[inner <= limit - log].sum())
            everything += factor * mass
    return min(1.0, extreme / everything)


def _monte_carlo(
    logs: list[Floats], columns: list[int], row: int, observed: float, seed: int
) -> float:
    """P from seeded random tables with the same margins; the observed one counts."""
    random = np.random.Generator(np.random.PCG64(seed))
    limit = observed + math.log1p(TIE)
    extreme, chunk = 0, 100_000
    for _ in range(_RESAMPLES // chunk):
        tables = random.multivariate_hypergeometric(columns, row, chunk, method="marginals")
        weights = np.zeros(chunk)
        for j, log in enumerate(logs):
            weights += log[tables[:, j]]
        extreme += int(np.count_nonzero(weights <= limit))
    return (extreme + 1.0) / (_RESAMPLES + 1.0)


def margin_p(columns: list[int], row: int, cells: list[int], seed: int) -> tuple[float, bool]:
    """P of a table among all with its margins, and whether it is exact.

    Parameters
    ----------
    columns : list of int
        Patients in each of three or more columns, none empty.
    row : int
        Patients of one arm.
    cells : list of int
        That arm's patients by column.
    seed : int
        For random tables, where there are too many.

    Returns
    -------
    (float, bool)
        P, and whether every table was counted; if not, P is of 1e6 random tables.

    References
    ----------
    .. [1] Freeman GH, Halton JH. Note on an exact treatment of contingency, goodness of
       fit and other problems of significance. Biometrika 1951;38:141-149.
    .. [2] Horowitz E, Sahni S. Computing partitions with applications to the knapsack
       problem. Journal of the ACM 1974;21:277-292.

    Examples
    --------
    >>> p, exact = margin_p([30, 45, 46, 35], 78, [20, 25, 22, 11], 1)
    >>> round(p, 8), exact
    (0.03193837, True)
    """
    columns, cells, (row,) = whole(*columns), whole(*cells), whole(row)
    share = row / sum(columns)
    logs = [_column_logs(size, share) for size in columns]
    observed = float(sum(log[x] for log, x in zip(logs, cells, strict=True)))
    largest = max(math.prod(min(columns[j], row) + 1.0 for j in half) for half in _halves(columns))
    # One column against two: a list of the two is as long as that of all tables.
    if len(columns) > 3 and largest <= _HALF:
        return _meet_in_the_middle(logs, columns, row, observed), True
    if _count_tables(columns, row) <= _TABLES:
        return _enumerate(logs, columns, row, observed), True
    return _monte_carlo(logs, columns, row, observed, seed), False
