"""Impossible cells become missing ones; a column with too many of them is stopped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aci_core.domain.cohort import UnreadCells
from aci_core.domain.schema import PRE, Column
from aci_core.ingest.cells import Floats
from aci_core.ingest.issues import MAX_TEXTS, Issues

# More than a twentieth of the filled cells and at least three: then the column is not
# what it is taken for, and no part of it is analysed.
SHARE, FEWEST = 0.05, 3


def empty_impossible(
    columns: dict[str, Column], data: dict[str, Any], reductions: Iterable[str], issues: Issues
) -> tuple[UnreadCells, ...]:
    """Empty every impossible cell, and stop the columns that have too many.

    Last of all: what only whole columns show (an index in ones, units that differ) is to be seen
    in the numbers as written.

    Parameters
    ----------
    columns, data
        By canonical name; changed.
    reductions : iterable of str
        Scores that were made of a reduction: they stop with the score before.
    issues : Issues

    Returns
    -------
    tuple of UnreadCells
        One for each column that has some.
    """
    unread = []
    for name, column in columns.items():
        places, texts = issues.impossible_in(column.header)
        if not column.header or not places.size:
            continue
        data[name], n_read = _emptied(data[name], places)
        stopped = is_stopped(places.size, n_read + places.size) or not n_read
        columns[name] = replace(column, stopped=column.stopped or stopped)
        shown = tuple(texts.get(place, "") for place in places[:MAX_TEXTS].tolist())
        unread.append(UnreadCells(name, tuple(places.tolist()), shown))
    for name in reductions:
        column = columns[name]
        before = columns.get(f"{column.stem}_{PRE}")
        if before is not None and before.stopped:
            columns[name] = replace(column, stopped=True)
    return tuple(unread)


def is_stopped(n_impossible: int, n_filled: int) -> bool:
    """Whether so many impossible cells stop a column.

    Examples
    --------
    >>> is_stopped(2, 10), is_stopped(3, 60), is_stopped(3, 59)
    (False, False, True)
    """
    return n_impossible >= FEWEST and n_impossible > SHARE * n_filled


def possible(values: Floats, header: str, issues: Issues) -> Floats:
    """A copy of a column's numbers without its impossible ones."""
    kept = np.array(values, dtype=float)
    kept[issues.impossible_in(header)[0]] = np.nan
    return kept


def _emptied(values: Any, places: npt.NDArray[np.int64]) -> tuple[Any, int]:
    """The values with the cells at these places empty, and how many are left."""
    if isinstance(values, pd.Categorical):
        codes = np.array(values.codes)
        codes[places] = -1
        return pd.Categorical.from_codes(codes, dtype=values.dtype), int((codes >= 0).sum())
    if isinstance(values, np.ndarray):
        kept = np.array(values, dtype=float)
        kept[places] = np.nan
        return kept, int((~np.isnan(kept)).sum())
    return values, len(values)  # text holds what was written
