"""Precision of shared numbers: none finer than the page prints, nor than one patient moves it.

One patient who lies an SD from the mean moves an estimate by its standard error over the root of
n (Hampel's influence function), a mean by SD / n, a rate by 1 / n: each number is rounded to 1, 2
or 5 times a power of ten that is at least so large. That is a small part of its standard error.

How many have no value is given in steps of the least cell, rounded down. A count of patients some
of whom have no value, and few more than the step says, stands as its rounded rate of that n.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Final

import numpy as np

from aci_core.analyses import Result, Row
from aci_core.analyses.doses import Doses, Exposure
from aci_core.analyses.effects import differences, rates
from aci_core.analyses.factors import Factors, Line
from aci_core.analyses.flow import Flow
from aci_core.analyses.matrix import Matrix
from aci_core.analyses.outcomes import Mean, Outcomes
from aci_core.analyses.response import Response
from aci_core.domain.arrays import Ints
from aci_core.domain.notes import Code, Note, join_notes, note
from aci_core.presentation import lookup
from aci_core.presentation.i18n import format_number
from aci_core.sharing.disclosure_control import ADJUSTED, LINE_SDS, without_numbers
from aci_core.sharing.supplementary_results import SupplementaryResults
from aci_core.stats.chi_square import n1_chi2, pearson_chi2, yates_chi2
from aci_core.stats.estimate import Estimate
from aci_core.stats.fisher import fisher_2xk
from aci_core.stats.smd_levels import smd_levels
from aci_core.summaries import EFFECTIVE, GRADE, Arms

APPROXIMATE: Final = "approximate"
_BY_STEPS: Final[tuple[Code, ...]] = (
    "covariate_imputed",
    "missing",
    "nonpositive",
    "outside_validated",
    "zeros_dropped",
)
_DESCRIBED = frozenset({"mean_sd", "median_iqr"})
_IN_UNITS = frozenset(
    {
        "welch_t", "student_t", "ancova", "ancova_hc3", "paired_t", "hodges_lehmann",
        "wilcoxon_signed_rank",
    }
)  # fmt: skip
_OF_RATES = frozenset(
    {
        "wilson", "clopper_pearson", "risk_difference", "risk_difference_mn",
        "adjusted_risk_difference",
    }
)  # fmt: skip
_RATIOS = frozenset(
    {
        "risk_ratio", "risk_ratio_koopman", "odds_ratio", "proportional_odds",
        "proportional_odds_adjusted", "win_odds", "win_odds_death_worst", "ancova_log",
    }
)  # fmt: skip
# Made of two counts and their n alone: the digits of their P would tell which.
_OF_COUNTS = frozenset(
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
_RANKS = frozenset({"mann_whitney", "wilcoxon_signed_rank"})
_OF_OTHERS = ("per_injection", "resolved")  # n is no number of patients with a value
_OF_EVENTS = ("events", *_OF_OTHERS)
_CHANCE_STEP = 0.05
_ALPHA = 0.05
_IQR = 1.349  # of a standard normal distribution


def step(least: float) -> float:
    """1, 2 or 5 times a power of ten, the first that is not smaller.

    Examples
    --------
    >>> step(0.075), step(0.31), step(1.0), step(0.0)
    (0.1, 0.5, 1.0, 0.0)
    """
    if least <= 0 or not math.isfinite(least):
        return 0.0
    power = 10.0 ** math.floor(math.log10(least))
    of_ten = next(k for k in (1, 2, 5, 10) if k * power >= least * (1 - 1e-9))
    return float(f"{of_ten * power:.0e}")


def to_step(x: float | None, size: float, null: float | None = None) -> float | None:
    """A number rounded to a step, half up; never onto `null`, unless it lies there.

    Examples
    --------
    >>> to_step(-0.9547, 0.05), to_step(0.012, 0.05, null=0.0), to_step(None, 0.1)
    (-0.95, 0.05, None)
    """
    if x is None or size <= 0 or not math.isfinite(x):
        return x
    times = math.copysign(math.floor(abs(x) / size * (1 + 1e-12) + 0.5), x)
    rounded = _clean(times * size, size)
    if null is None or x == null or (rounded - null) * (x - null) > 0:
        return rounded
    return _clean(null + math.copysign(size, x - null), size)


def _clean(x: float, size: float) -> float:
    """Without what binary fractions leave after the last digit of the step."""
    return round(x, max(0, 1 - math.floor(math.log10(size)))) + 0.0


def p_as_printed(p: float | None) -> float | None:
    """P as it is printed.

    Examples
    --------
    >>> p_as_printed(0.01264), p_as_printed(1e-9), p_as_printed(0.99999)
    (0.013, 0.0005, 0.9995)
    """
    if p is None:
        return None
    text = format_number.p_value(p)
    if text[0] in "<>":
        return 0.0005 if text[0] == "<" else 0.9995
    return float(text)


def p_of_shown(shown: float | None, exact: float | None) -> float | None:
    """P of counts as they are shown, rounded; on the side of 0.05 of the exact ones.

    Examples
    --------
    >>> p_of_shown(0.7626, 0.5512), p_of_shown(0.062, 0.031), p_of_shown(None, 0.2)
    (0.763, 0.04, None)
    """
    if shown is None or exact is None:
        return None
    if (shown < _ALPHA) != (exact < _ALPHA):
        return 0.04 if exact < _ALPHA else 0.06
    return p_as_printed(shown)


@dataclass(frozen=True)
class Precision:
    """Rounding of what is shared.

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

    def results(self, results: Mapping[str, Result]) -> dict[str, Result]:
        """Round the numbers of every Result."""
        return {name: self._result(result) for name, result in results.items()}

    def stepped(self, n: int) -> int:
        """A number of patients in steps, rounded down."""
        return n - n % self.least

    def n(self, n: int, size: int) -> int:
        """Patients with a value, of so many."""
        return size - self.stepped(size - n) if n <= size else n

    def _n_of(self, result: Result, row: Row) -> int | Mapping[str, int] | None:
        if row.n is None or row.level in _OF_OTHERS:
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

    def _result(self, result: Result) -> Result:
        digits = {
            name: format_number.digits(lookup.largest_sd(result, name)) for name in result.variables
        }
        finer = {
            name: format_number.digits_of_difference(lookup.largest_sd(result, name))
            for name in result.variables
        }
        before = _before(result)
        rows = [
            self._count(new, old, before.get(id(old), 0.0)) if "approximate" in new.notes else new
            for old in result.rows
            for new in [
                self._row(result, old, 10.0 ** -digits[old.variable], 10.0 ** -finer[old.variable])
            ]
        ]
        hidden = {id(new) for new, old in zip(rows, result.rows, strict=True) if new.n != old.n}
        shown = _Shown(result, rows)
        # Events, and who of those with one recovered, would tell the count that is rounded.
        rounded_events = {
            row.variable for row in rows if row.level == "events" and id(row) in hidden
        }
        rounded = replace(
            result,
            step=self.least,
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
            counted = [(r, arm, self.stepped(n)) for r, arm, n in rounded.ungradable]
            return replace(rounded, ungradable=tuple(one for one in counted if one[2]))
        if isinstance(rounded, Outcomes):
            means = (self._mean(m, result, 10.0 ** -digits[m.variable]) for m in rounded.means)
            deaths = tuple((*at, self.stepped(n)) for *at, n in rounded.deaths)
            return replace(rounded, means=tuple(means), deaths=deaths)  # type: ignore[arg-type]
        if isinstance(rounded, Factors):
            return replace(rounded, lines=tuple(self._line(x, result) for x in rounded.lines))
        return rounded

    def _row(self, result: Result, row: Row, of_mean: float, of_difference: float) -> Row:
        n = self._n_of(result, row)
        hidden = n != row.n
        row = replace(row, n=n)
        row = replace(row, note=join_notes(self._notes(row, hidden=hidden)))
        if row.method == "count":
            return replace(row, pct=_percent(row.pct))
        if row.method in _DESCRIBED:
            return self._described(result, row, of_mean)
        if row.method == "smd_chance":
            finest = _CHANCE_STEP if hidden else 0.001
            return replace(row, estimate=to_step(row.estimate, finest))
        printed = (
            of_difference
            if row.method in _IN_UNITS
            else 0.001
            if row.method in _OF_RATES
            else 0.1
            if row.method == "nnt"
            else 0.01
        )
        exact = row.method in _OF_COUNTS and not hidden
        of = Estimate(row.estimate, row.ci_low, row.ci_high, row.ci_level)
        value, low, high = _estimate(of, row.method, 0 if exact else row.total, printed)
        return replace(
            row,
            estimate=value,
            ci_low=low,
            ci_high=high,
            statistic=None if hidden else _statistic(row),
            df=None if hidden else to_step(row.df, 0.1),
            p=p_as_printed(row.p),
        )

    def _notes(self, row: Row, *, hidden: bool) -> Iterator[Note]:
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
                yield text
        if hidden and row.method == "count":
            yield note(APPROXIMATE)

    def _count(self, row: Row, exact: Row, before: float) -> Row:
        """The count that its rounded rate makes of n.

        Of categories those up to each are rounded, so that together they are all, and that each n
        of the step can have them: `before` are the patients of the categories before.
        """
        n = exact.n if isinstance(exact.n, int) else 0
        if exact.estimate is None or not n:
            return row
        size = 100 * self._of_one(row)
        ends = (before, before + exact.estimate)
        first, last = (min(to_step(100 * x / n, size) or 0.0, 100.0) for x in ends)
        if ends[1] == n:
            last = 100.0
        counts = [round(pct * row.total / 100) for pct in (first, last)]
        return replace(row, pct=_clean(last - first, size), estimate=float(counts[1] - counts[0]))

    def _of_one(self, row: Row) -> float:
        """The step of a rate that each n of its step can have: one patient of the fewest."""
        n = min(row.n.values()) if isinstance(row.n, Mapping) else row.total
        return step(1 / max(1, n - self.least + 1))

    def _described(self, result: Result, row: Row, printed: float) -> Row:
        of = result.get("mean_sd", row.variable, visit=row.visit, arm=row.arm)
        sd = of.sd if of is not None else None
        size = max(printed, step((sd or 0.0) / max(row.total, 1)))
        q1, middle, q3 = (to_step(x, size) for x in (row.q1, row.estimate, row.q3))
        return replace(row, estimate=middle, sd=to_step(row.sd, size), q1=q1, q3=q3)

    def _mean(self, mean: Mean, result: Result, printed: float) -> Mean:
        row = result.get("mean_sd", mean.variable, visit=mean.visit, arm=mean.arm)
        sd = row.sd if row is not None and row.sd is not None else 0.0
        n = self.n(mean.n, self.sizes[mean.arm])
        size = max(printed, step(sd / max(n, 1)))
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
        counted = self._n_of(result, row) if row is not None else None
        n = counted if isinstance(counted, int) else fit.n
        sd = math.sqrt(fit.sxx / max(fit.n - 1, 1))
        at = to_step(fit.mean_x, step(sd)) or 0.0
        slope = _near(fit.slope, fit.residual_sd / math.sqrt(fit.sxx * fit.n))
        # Where the slope is none it would be a mean: to its standard error.
        value = _near(fit.intercept + fit.slope * at, fit.residual_sd / math.sqrt(fit.n))
        spread = _near(fit.residual_sd, fit.residual_sd / fit.n)
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

    def supplementary(self, more: SupplementaryResults) -> SupplementaryResults:
        """Round the numbers of flow, doses and correlations; unread cells by steps."""
        counted = [(header, self.stepped(n), n) for header, n in more.unread]
        return replace(
            more,
            flow=self._flow(more.flow),
            doses=self._doses(more.doses),
            matrices=tuple(self._matrix(one, more.matrices) for one in more.matrices),
            unread=tuple((header, n) for header, n, _ in counted if n),
            unread_few=tuple(header for header, n, exact in counted if exact and not n),
        )

    def _flow(self, flow: Flow) -> Flow:
        arms = (
            replace(
                arm,
                outcomes=tuple(replace(o, n=self.n(o.n, arm.n)) for o in arm.outcomes),
            )
            for arm in flow.by_arm
        )
        repeated = self.stepped(flow.repeated)
        return replace(flow, by_arm=Arms(*arms), repeated=repeated, step=self.least)

    def _doses(self, doses: Doses) -> Doses:
        days = []
        for day in doses.days:
            q1, median, q3 = _quartiles((day.q1, day.median, day.q3), day.n)
            n = self.n(day.n, self.sizes[doses.arm])
            days.append(replace(day, n=n, q1=q1, median=median, q3=q3))
        return replace(
            doses,
            days=tuple(days),
            exposures=tuple(map(self._exposure, doses.exposures)),
            given=tuple(
                replace(one, whole=_rounded(one.whole, "wilson", 0, 0.001)) for one in doses.given
            ),
        )

    def _exposure(self, one: Exposure) -> Exposure:
        of = zip(one.n, self.sizes.values(), strict=True)
        cuts = (
            None if three is None else _quartiles(three, n)
            for three, n in zip(one.quartiles, one.n, strict=True)
        )
        # An arm without any value was not given it: that is no missing value.
        counted = (self.n(n, size) if n else 0 for n, size in of)
        return replace(one, n=Arms(*counted), quartiles=Arms(*cuts))

    def _matrix(self, matrix: Matrix, every: tuple[Matrix, ...]) -> Matrix:
        by_arm = {m.arm: m for m in every if m.visit == matrix.visit and m.arm is not None}
        pairs = []
        for pair in matrix.pairs:
            if matrix.arm is not None:
                n = self.n(pair.n, self.sizes[matrix.arm])
            else:
                parts = {arm: m.get(pair.one, pair.two) for arm, m in by_arm.items()}
                n = sum(self.n(p.n, self.sizes[arm]) for arm, p in parts.items() if p is not None)
            estimate = _rounded(pair.estimate, matrix.method, n, 0.01)
            if n != pair.n:
                estimate = replace(estimate, statistic=None, df=None)
            pairs.append(
                replace(pair, n=n, estimate=estimate, adjusted=p_as_printed(pair.adjusted))
            )
        return replace(matrix, pairs=tuple(pairs))


class _Shown:
    """Comparisons of counts that are approximate, made of the counts as they are shown.

    From the digits of others the exact counts could be tried out.
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
        of_counts = exact.method in _OF_COUNTS or (exact.method == "smd" and self._known(exact))
        if not of_counts or exact.note == "withheld":
            return row
        made = self._again(row)
        if made is None:
            return row
        printed = 0.001 if row.method in _OF_RATES else 0.1 if row.method == "nnt" else 0.01
        of = Estimate(made.estimate, made.ci_low, made.ci_high, made.ci_level)
        value, low, high = _estimate(of, row.method, 0, printed)
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


def _before(result: Result) -> dict[int, float]:
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


def _percent(pct: float | None) -> float | None:
    """A percentage with the decimal that is printed, half up as there."""
    return to_step(pct, 0.1)


def _statistic(row: Row) -> float | None:
    return to_step(row.statistic, 0.5 if row.method in _RANKS else 0.01)


def _near(x: float, moved: float) -> float:
    """A number rounded to what one patient moves; to four figures where none does."""
    size = step(moved)
    return float(f"{x:.4g}") if not size else to_step(x, size) or 0.0


def _estimate(
    of: Estimate, method: str, n: int, printed: float
) -> tuple[float | None, float | None, float | None]:
    """Value and limits in steps that one of `n` patients moves; as printed where n is 0."""
    null = 1.0 if method in _RATIOS else 0.0
    ratio = method in _RATIOS and of.low and of.high and of.low > 0
    moved = _moved(of, n, ratio=bool(ratio))
    sizes = (
        max(printed, step(moved * (abs(x) if ratio and x is not None else 1.0)))
        for x in (of.value, of.low, of.high)
    )
    value, low, high = sizes
    # The limits stay on their side of "no difference".
    return to_step(of.value, value), to_step(of.low, low, null), to_step(of.high, high, null)


def _moved(of: Estimate, n: int, *, ratio: bool) -> float:
    """What one patient moves an estimate: its standard error over the root of n."""
    if n <= 0 or of.low is None or of.high is None or of.level is None:
        return 0.0
    width = math.log(of.high / of.low) if ratio else of.high - of.low
    error = width / (2 * NormalDist().inv_cdf((1 + of.level) / 2))
    return error / math.sqrt(n)


def _rounded(of: Estimate, method: str, n: int, printed: float) -> Estimate:
    value, low, high = _estimate(of, method, n, printed)
    return replace(
        of,
        value=value,
        low=low,
        high=high,
        statistic=to_step(of.statistic, 0.01),
        df=to_step(of.df, 0.1),
        p=p_as_printed(of.p),
    )


def _quartiles(cuts: tuple[float, float, float], n: int) -> tuple[float, float, float]:
    """Quartiles in steps of an SD over n, the SD that a normal distribution would have."""
    size = max(0.1, step((cuts[2] - cuts[0]) / _IQR / max(n, 1)))
    q1, median, q3 = (to_step(x, size) or 0.0 for x in cuts)
    return q1, median, q3
