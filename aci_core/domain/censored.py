"""Censored cells: values of which the file tells a limit alone, such as ``<0.5``."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import compress
from typing import Literal

import numpy as np
import numpy.typing as npt

Side = Literal["below", "above"]


@dataclass(frozen=True, slots=True)
class CensoredCells:
    """Cells of a column that lie below or above a limit.

    In the table stands half of a limit below which a value lies, and the limit above which one
    lies.

    Parameters
    ----------
    column : str
        Canonical name.
    places : tuple of int
        Places in the table of the patients whose cell it is, in their order.
    limits : tuple of float
        In the unit of the column.
    sides : tuple of {"below", "above"}
    """

    column: str
    places: tuple[int, ...]
    limits: tuple[float, ...]
    sides: tuple[Side, ...]

    def among(self, keep: npt.NDArray[np.bool_]) -> CensoredCells:
        """The cells of some of the patients, numbered as before."""
        inside = keep[np.array(self.places, dtype=np.int64)]
        return replace(
            self,
            places=tuple(compress(self.places, inside)),
            limits=tuple(compress(self.limits, inside)),
            sides=tuple(compress(self.sides, inside)),
        )

    def subset(self, keep: npt.NDArray[np.bool_]) -> CensoredCells:
        """The cells of some of the patients, numbered anew."""
        left = self.among(keep)
        places = (np.cumsum(keep) - 1)[np.array(left.places, dtype=np.int64)]
        return replace(left, places=tuple(places.tolist()))

    def mask(self, n: int, side: Side) -> npt.NDArray[np.bool_]:
        """Which of n patients lie on one side of a limit."""
        mask = np.zeros(n, dtype=bool)
        mask[[p for p, own in zip(self.places, self.sides, strict=True) if own == side]] = True
        return mask

    def cell(self, place: int) -> tuple[Side, float] | None:
        """Side and limit of one patient; None where the value is known."""
        at = bisect_left(self.places, place)
        if at == len(self.places) or self.places[at] != place:
            return None
        return self.sides[at], self.limits[at]

    def limits_of(self, n: int) -> npt.NDArray[np.float64]:
        """The limit of each of n patients; NaN where the value is known."""
        limits = np.full(n, np.nan)
        limits[list(self.places)] = self.limits
        return limits
