"""Value counts by arm, and counts of pairs of values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from aci_core.domain.arrays import Floats, Ints

ANYWHERE: Final = (-math.inf, math.inf)
NOWHERE: Final = (math.inf, -math.inf)


@dataclass(frozen=True, eq=False, slots=True)
class Counts:
    """Counts of each distinct value of one variable, treatment and control.

    Parameters
    ----------
    values : ndarray of float, shape (k,)
        Strictly ascending. For an ordered category, its rank, worst = 0.
    treatment, control : ndarray of int, shape (k,)
        Patients with that value; a value may be empty in both arms.
    known : (float, float)
        Between these a value is what was measured; at them and beyond it may stand for a limit of
        detection.
    """

    values: Floats
    treatment: Ints
    control: Ints
    known: tuple[float, float] = ANYWHERE

    def __add__(self, other: Counts) -> Counts:
        values = np.union1d(self.values, other.values)
        treatment = np.zeros(len(values), dtype=np.int64)
        control = np.zeros(len(values), dtype=np.int64)
        for part in (self, other):
            at = np.searchsorted(values, part.values)
            treatment[at] += part.treatment
            control[at] += part.control
        (low, high), (also_low, also_high) = self.known, other.known
        return Counts(values, treatment, control, (max(low, also_low), min(high, also_high)))

    @property
    def n_treatment(self) -> int:
        """Patients in the treatment arm."""
        return int(self.treatment.sum())

    @property
    def n_control(self) -> int:
        """Patients in the control arm."""
        return int(self.control.sum())

    @property
    def table(self) -> Ints:
        """The 2 x k table, treatment first."""
        return np.vstack([self.treatment, self.control])


@dataclass(frozen=True, eq=False, slots=True)
class Joint:
    """Counts of pairs of values of two variables in one group.

    Parameters
    ----------
    x, y : ndarray of float, shape (m,)
        The pairs; one may stand more than once.
    n : ndarray of int, shape (m,)
        How often.
    """

    x: Floats
    y: Floats
    n: Ints

    def __add__(self, other: Joint) -> Joint:
        return Joint(
            np.concatenate([self.x, other.x]),
            np.concatenate([self.y, other.y]),
            np.concatenate([self.n, other.n]),
        )

    def compact(self) -> Joint:
        """The same counts with each pair once, in ascending order.

        Returns
        -------
        Joint
        """
        pairs = np.column_stack([self.x, self.y])
        distinct, where = np.unique(pairs, axis=0, return_inverse=True)
        n = np.bincount(where.ravel(), weights=self.n, minlength=len(distinct))
        return Joint(distinct[:, 0], distinct[:, 1], n.astype(np.int64))
