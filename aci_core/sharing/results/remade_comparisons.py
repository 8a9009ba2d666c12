"""Comparisons of counts that are approximate, made again of the counts as they are shown.

From the digits of others the exact counts could be tried out.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from aci_core.analyses import Result, Row
from aci_core.analyses.effects import differences, rates
from aci_core.domain.arrays import Ints
from aci_core.domain.notes import Note, join_notes, note
from aci_core.sharing.results.counts_in_steps import APPROXIMATE
from aci_core.sharing.results.disclosure_control import ADJUSTED
from aci_core.sharing.results.rounding import estimate_in_steps, p_of_shown, printed_step
from aci_core.stats.chi_square import n1_chi2, pearson_chi2, yates_chi2
from aci_core.stats.estimate import Estimate
from aci_core.stats.fisher import fisher_2xk
from aci_core.stats.smd_levels import smd_levels
from aci_core.summaries import GRADE, Arms

# Made of two counts and their n alone: the digits of their P would tell which.
OF_COUNTS = frozenset(
    {
        "wilson", "clopper_pearson", "risk_difference", "risk_difference_mn", "nnt", "risk_ratio",
        "risk_ratio_koopman", "odds_ratio", "pearson_chi2", "yates_chi2", "n1_chi2",
        "fisher_exact",
    }
)  # fmt: skip
_TESTS: Final[Mapping[str, Callable[[Ints], Estimate]]] = {
    "pearson_chi2": pearson_chi2,
    "yates_chi2": yates_chi2,
    "n1_chi2": n1_chi2,
    "fisher_exact": fisher_2xk,
}


class RemadeComparisons:
    """Comparisons and rates of the counts that are shown.

    Parameters
    ----------
    result : Result
        With exact numbers.
    rows : sequence of Row
        As they are shown.
    """

    def __init__(self, result: Result, rows: Sequence[Row]) -> None:
        self._exact = result
        self._arms = result.arms
        self._counts: dict[tuple[str, str | None, str | None], list[Row]] = defaultdict(list)
        for row in rows:
            if row.method == "count" and row.estimate is not None:
                self._counts[row.variable, row.visit, row.arm].append(row)

    def of(self, row: Row, exact: Row) -> Row:
        """The row made again; as it is where it is not of counts alone."""
        if exact.method in ADJUSTED:
            return self._adjusted(row, exact)
        of_counts = exact.method in OF_COUNTS or (exact.method == "smd" and self._known(exact))
        if not of_counts or exact.note == "withheld":
            return row
        made = self._again(row)
        if made is None:
            return row
        printed = printed_step(row.method, 0.01)
        of = Estimate(made.estimate, made.ci_low, made.ci_high, made.ci_level)
        value, low, high = estimate_in_steps(of, row.method, 0, printed)
        p = p_of_shown(made.p, exact.p)
        # Made of counts that are rounded: it is as far from the exact one as they are.
        notes = join_notes((*map(Note, row.notes), note(APPROXIMATE)))
        return replace(row, estimate=value, ci_low=low, ci_high=high, p=p, note=notes)

    def _adjusted(self, row: Row, exact: Row) -> Row:
        """An adjusted P as many times that of what is shown."""
        for method in _TESTS:
            plain = self._exact.get(method, row.variable, visit=row.visit)
            shown = self._again(plain) if plain is not None and plain.p and exact.p else None
            if plain is None or shown is None or not plain.p or exact.p is None:
                continue
            times = exact.p / plain.p
            if shown.p is not None and times >= 1 and math.isclose(times, round(times)):
                return replace(row, p=p_of_shown(min(1.0, round(times) * shown.p), exact.p))
        return row

    def _again(self, row: Row) -> Row | None:
        """The comparison or rate of what is shown; None where the counts are not."""
        sides = [self._events(row, arm) for arm in self._arms]
        if row.method == "smd" or not sides[0] or not sides[1]:
            return self._of_table(row, sides)
        events, n = (Arms(*(side[i] for side in sides if side)) for i in (0, 1))
        level = row.ci_level or self._exact.settings.level
        names = row.analysis, row.variable, self._arms, events, n, level
        rows = (*rates(*names, visit=row.visit), *differences(*names, visit=row.visit))
        return next((r for r in rows if (r.method, r.arm) == (row.method, row.arm)), None)

    def _events(self, row: Row, arm: str) -> tuple[int, int] | None:
        """Patients with the event, of so many: with the level, or with it or a better grade."""
        counts = self._counts[row.variable, row.visit, arm]
        ordered = row.variable == GRADE or self._exact.ordinal(row.variable)
        alone = next((r for r in counts if r.level == row.level), None)
        if alone is not None and not (ordered and row.variable == GRADE):
            return round(alone.estimate or 0.0), alone.total
        grades = [r for r in counts if r.level and r.level[0] not in "<>"]
        names = [r.level for r in grades]
        name = (row.level or "").lstrip("<>=")
        if not ordered or name not in names:
            return None
        upto = grades[: names.index(name) + 1]
        return sum(round(r.estimate or 0.0) for r in upto), upto[0].total

    def _known(self, row: Row) -> bool:
        return all(self._counts[row.variable, row.visit, arm] for arm in self._arms)

    def _of_table(self, row: Row, sides: Sequence[tuple[int, int] | None]) -> Row | None:
        """The test, or the standardised difference, of all categories."""
        counts = [
            [round(r.estimate or 0.0) for r in self._counts[row.variable, row.visit, arm]]
            if side is None
            else [side[0], side[1] - side[0]]
            for arm, side in zip(self._arms, sides, strict=True)
        ]
        if (row.method not in _TESTS and row.method != "smd") or (row.level and None in sides):
            return None
        if not counts[0] or len(counts[0]) != len(counts[1]):
            return None
        table = np.array(counts, dtype=np.int64)
        if row.method == "smd":
            of = smd_levels(table, row.ci_level or self._exact.settings.level)
            return replace(row, estimate=of.value, ci_low=of.low, ci_high=of.high, p=None)
        return replace(row, estimate=None, ci_low=None, ci_high=None, p=_TESTS[row.method](table).p)
