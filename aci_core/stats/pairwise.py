"""K-th smallest of all pairwise differences of two weighted samples, without forming them.

A million patients have 2.5e11 differences. In a matrix t_i - c_j with both samples
ascending, the entries at most d are a staircase, so one search per row counts them; a
bracket of d shrinks by such counts until it holds few enough entries to write out and
sort. Rounded subtraction is monotone too: the result is the K-th of the differences as
the machine computes them, to the last bit.
"""

from __future__ import annotations

import math

import numpy as np

from aci_core.domain.arrays import Floats, Ints

_FEW = 1 << 16


class Differences:
    """Differences t_i - c_j, each as often as the product of its weights.

    Parameters
    ----------
    t, c : ndarray of float, shapes (m,) and (k,)
        Strictly ascending.
    weight_t, weight_c : ndarray of int
        How often each occurs, 1 or more.
    diagonal : ndarray of int, shape (m,), optional
        Added to the weight of t_i - c_(k-1-i): with c = -t reversed and the weights of t,
        the entries are t_i + t_j and every sum of i <= j is counted exactly twice.
    """

    def __init__(
        self, t: Floats, weight_t: Ints, c: Floats, weight_c: Ints, diagonal: Ints | None = None
    ) -> None:
        self.t, self.weight_t = t, weight_t
        self.c, self.weight_c = c, weight_c
        self.diagonal = diagonal
        self.total = int(weight_t.sum()) * int(weight_c.sum())
        if diagonal is not None:
            self.total += int(diagonal.sum())
        # Weight of the columns from j on: those that hold the smaller differences.
        self._from = np.append(np.cumsum(weight_c[::-1])[::-1], 0)
        self._sorted: tuple[Floats, Ints] | None = None
        if len(t) * len(c) <= _FEW:
            self._sorted = self._write_out(
                np.zeros(len(t), dtype=np.int64), np.full(len(t), len(c), dtype=np.int64)
            )

    def kth(self, rank: int) -> float:
        """The `rank`-th smallest difference.

        Parameters
        ----------
        rank : int
            1 to `total`.

        Returns
        -------
        float
            In the unit of the values, to the last bit.

        Examples
        --------
        >>> ones = np.ones(2, dtype=np.int64)
        >>> d = Differences(np.array([3.0, 7.0]), ones, np.array([1.0, 2.0]), ones)
        >>> [d.kth(k) for k in (1, 2, 3, 4)], d.next_above(2.0), d.count_at_most(2.0)
        ([1.0, 2.0, 5.0, 6.0], 5.0, 2)
        """
        if self._sorted is not None:
            values, until = self._sorted
            return float(values[np.searchsorted(until, rank)])
        return self._search(rank)

    def next_above(self, d: float) -> float:
        """The smallest difference above `d`.

        Parameters
        ----------
        d : float
            Below the largest difference.

        Returns
        -------
        float
        """
        first = self._first_at_most(d)
        has = first > 0
        return float((self.t[has] - self.c[first[has] - 1]).min())

    def count_at_most(self, d: float) -> int:
        """Number of differences of `d` or less.

        Parameters
        ----------
        d : float

        Returns
        -------
        int
            With the weights, 0 to `total`.
        """
        if self._sorted is not None:
            values, until = self._sorted
            at = int(np.searchsorted(values, d, side="right"))
            return int(until[at - 1]) if at else 0
        return self._count(self._first_at_most(d))

    def _count(self, first: Ints) -> int:
        count = int(self.weight_t @ self._from[first])
        if self.diagonal is not None:
            k = len(self.c)
            count += int(self.diagonal[first <= np.arange(k - 1, -1, -1)].sum())
        return count

    def _first_at_most(self, d: float) -> Ints:
        """For each row the first column with t_i - c_j <= d, k where there is none."""
        t, c = self.t, self.c
        k = len(c)
        first = np.searchsorted(c, t - d).astype(np.int64)
        # t - d is rounded otherwise than t - c: put right what rounding misplaced.
        rows = np.flatnonzero((t - c[np.maximum(first - 1, 0)] <= d) & (first > 0))
        for _ in range(4):
            first[rows] -= 1
            rows = rows[first[rows] > 0]
            rows = rows[t[rows] - c[first[rows] - 1] <= d]
            if not len(rows):
                break
        else:
            return self._first_by_halving(d)
        rows = np.flatnonzero((t - c[np.minimum(first, k - 1)] > d) & (first < k))
        for _ in range(4):
            first[rows] += 1
            rows = rows[first[rows] < k]
            rows = rows[t[rows] - c[first[rows]] > d]
            if not len(rows):
                break
        else:
            return self._first_by_halving(d)
        return first

    def _first_by_halving(self, d: float) -> Ints:
        """The same by binary search on the differences themselves, however they round."""
        t, c = self.t, self.c
        low = np.zeros(len(t), dtype=np.int64)
        high = np.full(len(t), len(c), dtype=np.int64)
        while (open_ := low < high).any():
            middle = np.minimum((low + high) // 2, len(c) - 1)
            small = t - c[middle] <= d
            high = np.where(open_ & small, middle, high)
            low = np.where(open_ & ~small, middle + 1, low)
        return low

    def _write_out(self, start: Ints, stop: Ints) -> tuple[Floats, Ints]:
        """Ascending entries of columns start..stop-1 of each row; their running count."""
        width = stop - start
        row = np.repeat(np.arange(len(self.t)), width)
        offset = np.cumsum(width) - width
        column = np.arange(len(row)) - np.repeat(offset - start, width)
        values = self.t[row] - self.c[column]
        weights = self.weight_t[row] * self.weight_c[column]
        if self.diagonal is not None:
            weights += np.where(row + column == len(self.c) - 1, self.diagonal[row], 0)
        order = np.argsort(values)
        return values[order], np.cumsum(weights[order])

    def _start(self, rank: int) -> tuple[float, float]:
        """A likely bracket, from the differences of evenly spaced members of each sample."""
        take = 128
        samples = []
        for values, weights in ((self.t, self.weight_t), (self.c, self.weight_c)):
            until = np.cumsum(weights)
            targets = (np.arange(take) + 0.5) * (float(until[-1]) / take)
            samples.append(values[np.minimum(np.searchsorted(until, targets), len(values) - 1)])
        sample = np.sort(np.subtract.outer(samples[0], samples[1]).ravel())
        at = rank / self.total * len(sample)
        # The staircase crosses at most two of the sample's cells in each row and column.
        slack = 2.0 * take
        low = sample[int(at - slack)] if at >= slack else -np.inf
        high = sample[int(at + slack)] if at + slack < len(sample) else np.inf
        return float(low), float(high)

    def _search(self, rank: int) -> float:
        # Below `low` are fewer than `rank`, at most `high` are `rank` or more.
        low = float(np.nextafter(self.t[0] - self.c[-1], -np.inf))
        high = float(self.t[-1] - self.c[0])
        first_low = np.full(len(self.t), len(self.c), dtype=np.int64)
        first_high = np.zeros(len(self.t), dtype=np.int64)
        count_low, count_high = 0, self.total
        few = max(_FEW, 2 * (len(self.t) + len(self.c)))

        def narrow(d: float) -> None:
            nonlocal low, high, first_low, first_high, count_low, count_high
            if not low < d < high:
                return
            first = self._first_at_most(d)
            count = self._count(first)
            if count < rank:
                low, first_low, count_low = d, first, count
            else:
                high, first_high, count_high = d, first, count

        for d in self._start(rank):
            narrow(d)
        margin = 0.03
        while int((first_low - first_high).sum()) > few:
            after = float(np.nextafter(low, np.inf))
            if after >= high:
                return high
            width, cells = high - low, int((first_low - first_high).sum())
            # Inside a bracket the count is nearly a straight line: a probe on either side
            # of where it meets `rank`. Each that errs still shrinks the bracket.
            guess = low + width * ((rank - count_low) / (count_high - count_low))
            narrow(max(guess - margin * width, after))
            narrow(min(guess + margin * width, float(np.nextafter(high, -np.inf))))
            if 2 * int((first_low - first_high).sum()) > cells:
                # Atoms or gaps: halve the interval, and at last its machine numbers.
                narrow(_middle(low, high))
        values, until = self._write_out(first_high, first_low)
        return float(values[np.searchsorted(until, rank - count_low)])


def _middle(low: float, high: float) -> float:
    """The number half-way between two others, counted in machine numbers.

    So some 64 halvings reach neighbours from anywhere; halving the distance instead may
    take a thousand towards 0.
    """
    if low < 0.0 < high:
        return 0.0
    bits = np.abs(np.array([low, high])).view(np.uint64)
    between = np.array([(int(bits[0]) + int(bits[1])) // 2], dtype=np.uint64)
    return math.copysign(float(between.view(np.float64)[0]), low + high)
