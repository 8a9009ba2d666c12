"""An attacker who knows that values lie on a grid: which multisets give the printed numbers?

He searches counts of each value of the scale by integer programming, and keeps what, printed by
the public rules, gives the same numbers, and what the public rules would not have withheld.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from aci_core.sharing.results.grids import Grid
from aci_core.sharing.results.rounding import step, to_step
from aci_core.summaries.dominance import is_dominated

Values = np.ndarray[Any, np.dtype[np.float64]]
PLACES = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Rules:
    """How numbers of a column are printed.

    Parameters
    ----------
    least : int
        The least cell.
    decimals : int
        Of means of the column.
    grid : float
        Step of its values.
    exact : bool
        As for the owner: nothing rounded or withheld, n not in steps.
    """

    least: int
    decimals: int
    grid: float
    exact: bool = False

    @property
    def few(self) -> int:
        """Whoever is fewer is protected."""
        return max(self.least, 3)

    def sizes(self, n: int) -> range:
        """The n that a printed one leaves open."""
        return range(n, n + 1) if self.exact else range(max(2, n - self.least + 1), n + 1)

    def step(self, sd: float, n: int) -> float:
        """The step of mean and SD."""
        if self.exact:
            return 1e-9
        fewest = max(1, n - self.least + 1)
        return max(10.0**-self.decimals, step(sd / n), step(self.grid / fewest))

    def printed(self, values: Values, n: int) -> Printed:
        """What is printed of these values beside n."""
        sd = float(values.std(ddof=1))
        size = self.step(sd, n)
        cuts = None
        if n >= 4 * self.few:
            grid = Grid() if self.exact else Grid(self.grid)
            cuts = tuple(grid.nearest(float(x), size) for x in np.quantile(values, PLACES))
        mean, spread = to_step(float(values.mean()), size), to_step(sd, size)
        return Printed(n, mean or 0.0, spread or 0.0, cuts)


@dataclass(frozen=True)
class Printed:
    """What a link prints of a column in an arm."""

    n: int
    mean: float
    sd: float
    cuts: tuple[float | None, ...] | None


@dataclass(frozen=True)
class Search:
    """Multisets of the values of a scale that give what is printed."""

    printed: Printed
    rules: Rules
    scale: Values
    random: np.random.Generator
    tries: int = 4

    def lowest(self) -> Iterator[float]:
        """Values that the lowest patient may have."""
        return (x for x in self.scale if self.may_end(x, lowest=True))

    def highest(self) -> Iterator[float]:
        """Values that the highest patient may have."""
        return (x for x in self.scale if self.may_end(x, lowest=False))

    def may_end(self, x: float, *, lowest: bool) -> bool:
        """Whether the lowest, or highest, of the patients may have this value."""
        if (x > self.printed.mean) if lowest else (x < self.printed.mean):
            return False
        allowed = self.scale >= x if lowest else self.scale <= x
        sizes = list(self.rules.sizes(self.printed.n))
        return any(self._fits(n, allowed, x) for n in self.random.permutation(sizes))

    def fits(self, n: int) -> bool:
        """Whether so many patients can give what is printed."""
        return self._fits(n, np.ones(self.scale.size, dtype=bool), None)

    def _fits(self, n: int, allowed: Any, held: float | None) -> bool:
        most = n if self.rules.exact else n - self.rules.few  # have one value
        low = np.where(self.scale == held, 1, 0)
        bounds = Bounds(low, np.maximum(np.where(allowed, max(most, 0), 0), low))
        for attempt in range(self.tries):
            rows = LinearConstraint(*self._rows(int(n), strict=not attempt))
            found = milp(
                self.random.normal(size=self.scale.size),
                constraints=rows,
                integrality=np.ones(self.scale.size),
                bounds=bounds,
                options={"time_limit": 2.0},
            )
            if found.x is None:
                continue
            values = np.repeat(self.scale, np.round(found.x).astype(int))
            if self._gives(values):
                return True
        return False

    def _gives(self, values: Values) -> bool:
        if self.rules.printed(values, self.printed.n) != self.printed:
            return False
        return self.rules.exact or not is_dominated(values, self.rules.grid, self.rules.least)

    def _rows(self, n: int, *, strict: bool) -> tuple[Values, list[float], list[float]]:
        """Linear constraints on the counts: n, mean, SD, and the places of the quartiles."""
        sd, size = self.printed.sd, self.rules.step(self.printed.sd, self.printed.n)
        half = size / 2 * (1 + 1e-9)
        away = self.scale - self.printed.mean
        rows: list[Values] = [np.ones(self.scale.size), away, away * away]
        low = [float(n), -n * half, (n - 1) * max(0.0, sd - half) ** 2]
        high = [float(n), n * half, (n - 1) * (sd + half) ** 2 + n * half**2]
        reach = max(self.rules.grid, size) / 2
        for place, cut in zip(PLACES, self.printed.cuts or (), strict=False):
            at, part = divmod((n - 1) * place, 1.0)
            below = (self.scale < (cut or 0.0) - reach).astype(float)
            upto = (self.scale <= (cut or 0.0) + reach).astype(float)
            rows += [below, upto]
            # Both patients beside the place, or one of them, lie there.
            beside = math.ceil(part)
            low += [0.0, at + 1 + (beside if strict else 0)]
            high += [at + (0 if strict else beside), float(n)]
        return np.array(rows), low, high
