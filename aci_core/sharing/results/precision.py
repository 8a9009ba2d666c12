"""Precision of shared Results: no number finer than printed, nor than one patient moves it.

The rules stand in `rounding`, those of numbers of patients in `counts_in_steps`; what is made of
counts that are approximate is made again of them (`remade_comparisons`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from aci_core.analyses import Result, Row
from aci_core.analyses.factors import Factors, Line
from aci_core.analyses.outcomes import Mean, Outcomes
from aci_core.analyses.response import Response
from aci_core.domain.notes import join_notes
from aci_core.presentation import lookup
from aci_core.presentation.i18n import format_number
from aci_core.sharing.results.counts_in_steps import (
    APPROXIMATE,
    OF_OTHERS,
    CountsInSteps,
    patients_before,
)
from aci_core.sharing.results.disclosure_control import LINE_SDS, without_numbers
from aci_core.sharing.results.grids import Grid, Grids
from aci_core.sharing.results.remade_comparisons import OF_COUNTS, RemadeComparisons
from aci_core.sharing.results.rounding import (
    estimate_in_steps,
    near,
    p_as_printed,
    percent,
    printed_step,
    step,
    to_step,
)
from aci_core.stats.estimate import Estimate

_DESCRIBED = frozenset({"mean_sd", "median_iqr"})
_RANKS = frozenset({"mann_whitney", "wilcoxon_signed_rank"})
# Medians over pairs of patients, as quartiles, may lie between two values: in which part of the
# grid their pairs go.
_OF_PAIRS = {"hodges_lehmann": 1.0, "wilcoxon_signed_rank": 0.5}
_OF_EVENTS = ("events", *OF_OTHERS)
_CHANCE_STEP = 0.05


@dataclass(frozen=True)
class Precision:
    """Rounding of what is shared.

    Parameters
    ----------
    counts : CountsInSteps
    grids : Grids
        Of the columns, which quartiles are rounded to.
    """

    counts: CountsInSteps
    grids: Grids = field(default_factory=Grids)

    def results(self, results: Mapping[str, Result]) -> dict[str, Result]:
        """Round the numbers of every Result."""
        return {name: self._result(result) for name, result in results.items()}

    def _result(self, result: Result) -> Result:
        digits = {
            name: format_number.digits(lookup.largest_sd(result, name)) for name in result.variables
        }
        finer = {
            name: format_number.digits_of_difference(lookup.largest_sd(result, name))
            for name in result.variables
        }
        before = patients_before(result)
        rows = [
            self.counts.count(new, old, before.get(id(old), 0.0))
            if APPROXIMATE in new.notes
            else new
            for old in result.rows
            for new in [
                self._row(result, old, 10.0 ** -digits[old.variable], 10.0 ** -finer[old.variable])
            ]
        ]
        hidden = {id(new) for new, old in zip(rows, result.rows, strict=True) if new.n != old.n}
        shown = RemadeComparisons(result, rows)
        # Events, and who of those with one recovered, would tell the count that is rounded.
        rounded_events = {
            row.variable for row in rows if row.level == "events" and id(row) in hidden
        }
        rounded = replace(
            result,
            step=self.counts.least,
            rows=tuple(
                without_numbers(row)
                if row.variable in rounded_events and row.level in _OF_EVENTS
                else shown.of(row, old)
                if id(row) in hidden
                else row
                for row, old in zip(rows, result.rows, strict=True)
            ),
        )
        if isinstance(rounded, Response):
            counted = [(r, arm, self.counts.stepped(n)) for r, arm, n in rounded.ungradable]
            return replace(rounded, ungradable=tuple(one for one in counted if one[2]))
        if isinstance(rounded, Outcomes):
            means = (self._mean(m, result, 10.0 ** -digits[m.variable]) for m in rounded.means)
            deaths = tuple((*at, self.counts.stepped(n)) for *at, n in rounded.deaths)
            return replace(rounded, means=tuple(means), deaths=deaths)  # type: ignore[arg-type]
        if isinstance(rounded, Factors):
            return replace(rounded, lines=tuple(self._line(x, result) for x in rounded.lines))
        return rounded

    def _row(self, result: Result, row: Row, of_mean: float, of_difference: float) -> Row:
        n = self.counts.n_of(result, row)
        hidden = n != row.n
        row = replace(row, n=n)
        row = replace(row, note=join_notes(self.counts.notes(row, hidden=hidden)))
        if row.method == "count":
            return replace(row, pct=percent(row.pct))
        if row.method in _DESCRIBED:
            return self._described(result, row, of_mean)
        if row.method == "smd_chance":
            finest = _CHANCE_STEP if hidden else 0.001
            return replace(row, estimate=to_step(row.estimate, finest))
        printed = printed_step(row.method, of_difference)
        of_pairs = _OF_PAIRS.get(row.method, 0.0)
        printed = max(printed, of_pairs * self._grid(row.variable, row.visit).size)
        exact = row.method in OF_COUNTS and not hidden
        of = Estimate(row.estimate, row.ci_low, row.ci_high, row.ci_level)
        value, low, high = estimate_in_steps(of, row.method, 0 if exact else row.total, printed)
        return replace(
            row,
            estimate=value,
            ci_low=low,
            ci_high=high,
            statistic=None if hidden else _statistic(row),
            df=None if hidden else to_step(row.df, 0.1),
            p=p_as_printed(row.p),
        )

    def _described(self, result: Result, row: Row, printed: float) -> Row:
        size = self._size(result, row, row.total, printed)
        if row.method == "mean_sd":
            return replace(row, estimate=to_step(row.estimate, size), sd=to_step(row.sd, size))
        if not self.counts.shows_quartiles(row.total):
            return without_numbers(row) if row.estimate is not None else row
        grid = self._grid(row.variable, row.visit)
        q1, middle, q3 = (grid.nearest(x, size) for x in (row.q1, row.estimate, row.q3))
        return replace(row, estimate=middle, q1=q1, q3=q3)

    def _size(self, result: Result, of: Row | Mean, n: int, printed: float) -> float:
        """The step of a mean and its SD: one that each n of the step can have."""
        row = result.get("mean_sd", of.variable, visit=of.visit, arm=of.arm)
        sd = (row.sd if row is not None else None) or 0.0
        grid = self._grid(of.variable, of.visit)
        fewest = max(1, n - self.counts.least + 1)
        return max(printed, step(sd / max(n, 1)), step(grid.size / fewest))

    def _grid(self, variable: str, visit: str | None) -> Grid:
        """The grid of a column some of whose values may be missing; none where n is exact."""
        return self.grids.of(variable, visit) if self.counts.least > 1 else Grid()

    def _mean(self, mean: Mean, result: Result, printed: float) -> Mean:
        n = self.counts.n(mean.n, self.counts.sizes[mean.arm])
        size = self._size(result, mean, n, printed)
        value = to_step(mean.mean, size)
        low, high = to_step(mean.low, size), to_step(mean.high, size)
        return replace(mean, n=n, mean=mean.mean if value is None else value, low=low, high=high)

    def _line(self, line: Line, result: Result) -> Line:
        """The line through its value at a place near the mean of x, which is not told.

        The mean of x over those with both values is a sum that could be subtracted: the place is
        it rounded to an SD.
        """
        fit = line.fit
        row = result.get("pearson", line.variable, visit=line.visit, arm=line.arm, versus="nihss")
        counted = self.counts.n_of(result, row) if row is not None else None
        n = counted if isinstance(counted, int) else fit.n
        sd = math.sqrt(fit.sxx / max(fit.n - 1, 1))
        at = to_step(fit.mean_x, step(sd)) or 0.0
        slope = near(fit.slope, fit.residual_sd / math.sqrt(fit.sxx * fit.n))
        # Where the slope is none it would be a mean: to its standard error.
        value = near(fit.intercept + fit.slope * at, fit.residual_sd / math.sqrt(fit.n))
        spread = near(fit.residual_sd, fit.residual_sd / fit.n)
        sxx = float(f"{fit.sxx:.2g}")
        reach = LINE_SDS * math.sqrt(sxx / max(n - 1, 1))
        rounded = replace(
            fit,
            intercept=round(value - slope * at, 12),
            slope=slope,
            residual_sd=spread,
            n=n,
            mean_x=at,
            sxx=sxx,
        )
        low, high = (float(f"{x:.4g}") for x in (at - reach, at + reach))
        return replace(line, fit=rounded, low=low, high=high)


def _statistic(row: Row) -> float | None:
    return to_step(row.statistic, 0.5 if row.method in _RANKS else 0.01)
