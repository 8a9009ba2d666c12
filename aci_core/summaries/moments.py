"""Mergeable moments: n, mean and the centred sum of squares; and cross-products.

Sums and sums of squares have no correct digit left on hard data (NIST SmLs06-09),
so a part travels as (n, mean, M2) and parts merge by Chan's formula.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aci_core.domain.arrays import Floats


@dataclass(frozen=True, slots=True)
class Moments:
    """Count, mean and centred sum of squares of one variable.

    Parameters
    ----------
    n : int
        Values that are not missing.
    mean : float
        Their mean; 0.0 where n is 0.
    m2 : float
        Sum of (x - mean)^2.

    References
    ----------
    .. [1] Chan TF, Golub GH, LeVeque RJ. Updating formulae and a pairwise algorithm
       for computing sample variances. COMPSTAT 1982, 30-41.

    Examples
    --------
    >>> a, b = Moments.of([1.0, 2.0]), Moments.of([6.0])
    >>> (a + b) == Moments.of([1.0, 2.0, 6.0])
    True
    """

    n: int
    mean: float
    m2: float

    @classmethod
    def of(cls, values: Floats | Sequence[float]) -> Moments:
        """Moments of the values that are not NaN.

        Parameters
        ----------
        values : array_like of float, shape (n,)

        Returns
        -------
        Moments
        """
        x = np.asarray(values, dtype=np.float64)
        x = x[~np.isnan(x)]
        if not x.size:
            return cls(0, 0.0, 0.0)
        mean = float(x.mean())
        centred = x - mean
        # The second pass removes the rounding error of the mean itself.
        drift = float(centred.mean())
        m2 = float(np.square(centred).sum()) - x.size * drift * drift
        return cls(int(x.size), mean + drift, max(m2, 0.0))

    @classmethod
    def from_sd(cls, n: int, mean: float, sd: float) -> Moments:
        """Moments from what a paper prints.

        Parameters
        ----------
        n : int
        mean, sd : float
            The sample SD, with n - 1.

        Returns
        -------
        Moments

        Examples
        --------
        >>> Moments.from_sd(78, 8.2, 3.1).sd
        3.1
        """
        return cls(n, mean, sd * sd * max(n - 1, 0))

    def __add__(self, other: Moments) -> Moments:
        n = self.n + other.n
        if n == 0:
            return Moments(0, 0.0, 0.0)
        delta = other.mean - self.mean
        mean = self.mean + delta * other.n / n
        m2 = self.m2 + other.m2 + delta * delta * self.n * other.n / n
        return Moments(n, mean, m2)

    @property
    def variance(self) -> float | None:
        """Sample variance (n - 1), None below two values."""
        return self.m2 / (self.n - 1) if self.n > 1 else None

    @property
    def sd(self) -> float | None:
        """Sample standard deviation (n - 1), None below two values."""
        v = self.variance
        return None if v is None else math.sqrt(v)


@dataclass(frozen=True, eq=False, slots=True)
class Cross:
    """Means and centred cross-products of several variables over complete cases.

    Parameters
    ----------
    n : int
        Patients with every variable.
    means : ndarray, shape (p,)
    products : ndarray, shape (p, p)
        Sum of (x_i - mean_i)(x_j - mean_j).
    """

    n: int
    means: Floats
    products: Floats

    @classmethod
    def of(cls, columns: Sequence[Floats]) -> Cross:
        """Cross-products of equally long columns, rows with a NaN left out.

        Parameters
        ----------
        columns : sequence of array_like of float, each of shape (n,)

        Returns
        -------
        Cross
        """
        # A variable a row: sums run along memory.
        x = np.stack([np.asarray(c, dtype=np.float64) for c in columns])
        missing = np.isnan(x).any(axis=0)
        if missing.any():
            x = np.ascontiguousarray(x[:, ~missing])
        p, n = x.shape
        if not n:
            return cls(0, np.zeros(p), np.zeros((p, p)))
        means = x.mean(axis=1)
        x -= means[:, None]
        drift = x.mean(axis=1)
        products = x @ x.T - n * np.outer(drift, drift)
        return cls(n, means + drift, products)

    def __add__(self, other: Cross) -> Cross:
        n = self.n + other.n
        if n == 0:
            return self
        delta = other.means - self.means
        means = self.means + delta * (other.n / n)
        products = self.products + other.products + np.outer(delta, delta) * (self.n * other.n / n)
        return Cross(n, means, products)

    def subset(self, places: Sequence[int]) -> Cross:
        """Cross-products of some of the variables, over the complete cases of all.

        Parameters
        ----------
        places : sequence of int

        Returns
        -------
        Cross
        """
        at = list(places)
        return Cross(self.n, self.means[at], self.products[np.ix_(at, at)])

    def moments(self, index: int) -> Moments:
        """The moments of one of the variables.

        Parameters
        ----------
        index : int

        Returns
        -------
        Moments
        """
        return Moments(self.n, float(self.means[index]), float(self.products[index, index]))
