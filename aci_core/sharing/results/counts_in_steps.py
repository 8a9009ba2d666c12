"""Counts in steps: who has no value, counted in steps of the least cell, rounded down.

A count of patients some of whom have no value, and few more than the step says, stands as its
rounded rate of that n.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from aci_core.analyses import Result, Row
from aci_core.domain.notes import Code, Note, note
from aci_core.sharing.results.rounding import clean, step, to_step
from aci_core.summaries import EFFECTIVE
from aci_core.summaries.dominance import FEWEST

APPROXIMATE: Final = "approximate"
_BY_STEPS: Final[tuple[Code, ...]] = (
    "covariate_imputed",
    "missing",
    "nonpositive",
    "outside_validated",
    "zeros_dropped",
)
_QUARTERS = 4
OF_OTHERS = ("per_injection", "resolved")  # n is no number of patients with a value


def fewest_of_quartiles(least: int) -> int:
    """Patients of whom quartiles are shown, where so many are the smallest count.

    A quarter of fewer would be a small count, and the quartiles nearly its patients' values.
    """
    return _QUARTERS * max(least, FEWEST)


@dataclass(frozen=True)
class CountsInSteps:
    """Numbers of patients as they are shared.

    Parameters
    ----------
    sizes : dict of str to int
        Patients of each arm.
    allocated : dict of str to int
        Patients of each arm before they were chosen by what came later.
    least : int
        The smallest count that is shown; n is given in its steps.
    """

    sizes: Mapping[str, int]
    allocated: Mapping[str, int]
    least: int

    def stepped(self, n: int) -> int:
        """A number of patients in steps, rounded down."""
        return n - n % self.least

    def n(self, n: int, size: int) -> int:
        """Patients with a value, of so many."""
        return size - self.stepped(size - n) if n <= size else n

    def shows_quartiles(self, n: int) -> bool:
        """Whether quartiles of so many, as they are shown, have a group beyond them."""
        return n >= fewest_of_quartiles(self.least)

    def n_of(self, result: Result, row: Row) -> int | Mapping[str, int] | None:
        """The n of a row."""
        if row.n is None or row.level in OF_OTHERS:
            return row.n
        of = self.allocated if "all_allocated" in row.notes else self.sizes
        if isinstance(row.n, Mapping):
            return {arm: self.n(n, of[arm]) for arm, n in row.n.items()}
        if row.arm is not None:
            return self.n(row.n, of[row.arm])
        names = {"visit": row.visit, "level": row.level, "versus": row.versus}
        parts = {
            arm: part.n
            for arm in result.arms
            if (part := result.get(row.method, row.variable, arm=arm, **names)) is not None
            and isinstance(part.n, int)
        }
        if len(parts) == len(of) and sum(parts.values()) == row.n:
            return sum(self.n(n, of[arm]) for arm, n in parts.items())
        return self.n(row.n, sum(of.values()))

    def notes(self, row: Row, *, hidden: bool) -> Iterator[Note]:
        """The notes of a row, patients counted in steps: of both arms as the arms' are."""
        for text in row.notes:
            code, _, number = text.partition(":")
            known = next((one for one in _BY_STEPS if one == code), None)
            if known and number.isdigit():
                n = self.stepped(int(number))
                if hidden and code == "missing" and row.arm is None and isinstance(row.n, int):
                    n = sum(self.sizes.values()) - row.n
                if n:
                    yield note(known, n)
                elif code == "missing":
                    yield note("missing")
            elif not (hidden and code == "upper_one_sided"):  # a number of n
                yield _as_printed(text)
        if hidden and row.method == "count":
            yield note(APPROXIMATE)

    def count(self, row: Row, exact: Row, before: float) -> Row:
        """The count that its rounded rate makes of n.

        Of categories those up to each are rounded, so that together they are all, and that each n
        of the step can have them: `before` are the patients of the categories before.
        """
        n = exact.n if isinstance(exact.n, int) else 0
        if exact.estimate is None or not n:
            return row
        size = 100 * self._step_of_rate(row)
        ends = (before, before + exact.estimate)
        first, last = (min(to_step(100 * x / n, size) or 0.0, 100.0) for x in ends)
        if ends[1] == n:
            last = 100.0
        counts = [round(pct * row.total / 100) for pct in (first, last)]
        return replace(row, pct=clean(last - first, size), estimate=float(counts[1] - counts[0]))

    def _step_of_rate(self, row: Row) -> float:
        """The step of a rate that each n of its step can have: one patient of the fewest."""
        n = min(row.n.values()) if isinstance(row.n, Mapping) else row.total
        return step(1 / max(1, n - self.least + 1))


def patients_before(result: Result) -> dict[int, float]:
    """Patients of the categories before each, by the identity of its count."""
    totals: dict[tuple[str, str | None, str | None], float] = {}
    found = {}
    for row in result.rows:
        of_scale = result.analysis == "outcomes" and (row.level or "").startswith(("<", ">"))
        cut = row.level is None or of_scale or row.variable == EFFECTIVE
        if row.method != "count" or row.estimate is None or cut:
            continue
        key = (row.variable, row.visit, row.arm)
        found[id(row)] = totals.get(key, 0.0)
        totals[key] = found[id(row)] + row.estimate
    return found


def _as_printed(text: Note) -> Note:
    """A note whose number, a rate, has the decimals that are printed."""
    code, _, number = text.partition(":")
    if "." not in number:
        return text
    return Note(f"{code}:{to_step(float(number), 0.001)}")
