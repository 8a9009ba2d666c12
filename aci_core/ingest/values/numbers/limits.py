"""Limits of detection in a column: which cells tell a limit alone, and which one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from aci_core.domain.censored import CensoredCells, Side
from aci_core.ingest.cells import Cells, Floats

BELOW, ABOVE = "read_below", "read_above"


def censored_cells(
    cells: Cells, uses: Mapping[str, Sequence[int]], values: Floats
) -> CensoredCells | None:
    """The cells that tell a limit alone; None if there are none.

    Parameters
    ----------
    cells : Cells
    uses : mapping of str to sequence of int
        Rules of reading to the distinct texts they were used for.
    values : ndarray of float
        Of each cell, as read: half of a limit below which it lies.
    """
    if not uses.keys() & {BELOW, ABOVE}:
        return None
    of_text = np.zeros(len(cells.distinct) + 1, dtype=np.int8)  # the last of no text
    of_text[list(uses.get(BELOW, ()))] = 1
    of_text[list(uses.get(ABOVE, ()))] = 2
    sides = np.where(np.isnan(values), 0, of_text[cells.codes])
    places = np.flatnonzero(sides)
    limits = np.where(sides == 1, 2 * values, values)[places]
    names: list[Side] = ["below" if side == 1 else "above" for side in sides[places].tolist()]
    return CensoredCells("", tuple(places.tolist()), tuple(limits.tolist()), tuple(names))


def with_values(
    censored: Mapping[str, CensoredCells], data: Mapping[str, Any]
) -> tuple[CensoredCells, ...]:
    """Those cells that are left once impossible ones are empty, by column."""
    left = (
        replace(one.among(~np.isnan(np.asarray(data[name], dtype=float))), column=name)
        for name, one in censored.items()
    )
    return tuple(one for one in left if one.places)
