"""What may stand in the cells of a column of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class NumberRule:
    """What fits in a column.

    Parameters
    ----------
    units : mapping of str to float
        Written unit to how much of the column's own is in it.
    base : float
        From what a bare number is written in to the column's own unit.
    top : float or None
        The scale's top in what a bare number is written in: ``3/42``.
    limits : bool
        Whether a value may be below or above what can be measured.
    time : bool
        Whether several units may follow each other: ``2小时30分``.
    settled : bool
        Whether the unit of a bare number is known.
    single : bool
        Only one unit in the column.
    """

    units: Mapping[str, float] = field(default_factory=dict)
    base: float = 1.0
    top: float | None = None
    limits: bool = False
    time: bool = False
    settled: bool = True
    single: bool = False
