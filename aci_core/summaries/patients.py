"""The Data of patients in memory."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from aci_core.domain.arrays import Floats, Ints, Mask
from aci_core.domain.cohort import ARM, Cohort
from aci_core.domain.schema import Column, Measure
from aci_core.efficacy import REASONS, RESPONDER_RULES, Grades, responders
from aci_core.summaries.censoring import too_many_for_mean
from aci_core.summaries.counts import ANYWHERE, NOWHERE, Counts, Joint
from aci_core.summaries.data import Arms, NotAvailable, Quantiles, Rows
from aci_core.summaries.distinct import on_grid
from aci_core.summaries.grading import Grading
from aci_core.summaries.moments import Cross, Moments
from aci_core.summaries.quantiles import quantiles_of, quantiles_type7
from aci_core.summaries.variables import (
    AnyOf,
    Diff,
    Level,
    Log,
    Responder,
    Var,
    Variable,
    columns_of,
)

T = TypeVar("T")

GRADE = "grade"
EFFECTIVE = "effective"


class PatientData:
    """Patients of a cohort with two settled arms.

    Results are cached, so that several methods may ask the same question.

    Parameters
    ----------
    cohort : Cohort
    grades : Grades or None
        The grades in use; the category columns ``grade`` (best first) and
        ``effective`` (yes first) are made from them.
    allocated : PatientData, optional
        All patients who were allocated, where these are chosen by what came later; itself
        if left out.

    Raises
    ------
    AciError
        As `Cohort.two_arms`.
    """

    def __init__(
        self, cohort: Cohort, grades: Grades | None, allocated: PatientData | None = None
    ) -> None:
        self.allocated: PatientData = allocated or self
        self.cohort = cohort
        self.grades = grades
        self._labels = Arms(*cohort.two_arms())
        self._cache: dict[Hashable, Any] = {}
        self._last: tuple[Variable, Counts] | None = None

    @property
    def patients(self) -> PatientData:
        """Itself."""
        return self

    @property
    def arms(self) -> Arms[str]:
        """Labels, treatment and reference."""
        return self._labels

    @cached_property
    def treated(self) -> Mask:
        """Which patients are in the treatment arm."""
        arm = self.cohort.table[ARM].cat
        where = list(arm.categories).index(self._labels.treatment)
        mask: Mask = arm.codes.to_numpy() == where
        return mask

    @property
    def ordinals(self) -> Ints:
        """Each patient's number in the whole cohort."""
        return self.cohort.ordinals

    @cached_property
    def _masks(self) -> Arms[Mask]:
        return Arms(self.treated, ~self.treated)

    @cached_property
    def _places(self) -> Arms[Ints]:
        """The patients of each arm: indexing by places is faster than by a mask."""
        return Arms(*(np.flatnonzero(mask) for mask in self._masks))

    def _by_arm(self, variable: Variable) -> Arms[Floats]:
        """A variable in each arm."""
        x = self.values(variable)
        return Arms(*(x[places] for places in self._places))

    @cached_property
    def n(self) -> Arms[int]:
        """Patients in each arm."""
        treated = int(self.treated.sum())
        return Arms(treated, len(self.treated) - treated)

    @cached_property
    def columns(self) -> Sequence[Column]:
        """The usable columns."""
        return tuple(c for c in self.cohort.columns if not c.stopped)

    @property
    def measures(self) -> Mapping[str, Measure]:
        """Known measures."""
        return self.cohort.measures

    @cached_property
    def grading(self) -> Grading | None:
        """The grades in use, and who has none."""
        grades = self.grades
        if grades is None:
            return None
        ungradable = []
        for code, reason in enumerate(REASONS):
            without = (grades.reasons == code) & (grades.codes < 0)
            for arm, mask in zip(self._labels, self._masks, strict=True):
                count = int(np.count_nonzero(without & mask))
                if count:
                    ungradable.append((reason, arm, count))
        return Grading(grades.name, grades.scale, grades.visit, self._outside, tuple(ungradable))

    @property
    def _outside(self) -> int | None:
        rule = self.grades.rule if self.grades else None
        if rule is None or rule.validated is None:
            return None
        low, high = rule.validated
        pre = self.values(Var("nihss_pre"))
        return int(np.count_nonzero((pre < low) | (pre > high)))

    def values(self, variable: Variable) -> Floats:
        """A variable patient by patient, NaN missing; shape (n,). Not for writing to."""
        match variable:
            case Var(column):
                return self.cohort.table[column].to_numpy(np.float64)
            case Diff(later, earlier):
                return self.values(Var(later)) - self.values(Var(earlier))
            case Log(column):
                x = self.values(Var(column))
                return np.log(np.where(x > 0, x, np.nan))
            case Level(column, category):
                cells = self.cohort.table[column].cat
                codes = cells.codes.to_numpy()
                where = list(cells.categories).index(category)
                return np.where(codes < 0, np.nan, (codes == where).astype(np.float64))
            case AnyOf(columns):
                return self._any(columns)
            case Responder(rule, visit):
                return responders(self.cohort, RESPONDER_RULES[rule], visit)

    def _any(self, columns: Sequence[str]) -> Floats:
        has = np.zeros(self.cohort.n, dtype=bool)
        unknown = np.zeros(self.cohort.n, dtype=bool)
        for column in columns:
            x = self.values(Var(column))
            has |= x >= 1
            unknown |= np.isnan(x)
        return np.where(~has & unknown, np.nan, has.astype(np.float64))

    def moments(self, variable: Variable) -> Arms[Moments]:
        """n, mean and M2 of each arm."""
        key = ("moments", variable)
        if key not in self._cache:
            self.require_means(*columns_of(variable))
            self._cache[key] = Arms(*(Moments.of(side) for side in self._by_arm(variable)))
        return self._cache[key]  # type: ignore[no-any-return]

    def counts(self, variable: Variable) -> Counts:
        """How often each value occurs."""
        key = ("counts", variable)
        if key in self._cache:
            return self._cache[key]  # type: ignore[no-any-return]
        if self._last is not None and self._last[0] == variable:
            return self._last[1]
        counts = replace(_counted(*self._by_arm(variable)), known=self._known(variable))
        # Nearly as many values as patients are as large as a column: only the last is cached.
        if len(counts.values) <= max(1024, self.cohort.n // 16):
            self._cache[key] = counts
        else:
            self._last = variable, counts
        return counts

    def quantiles(self, variable: Variable, probs: Sequence[float]) -> Quantiles:
        """Quantiles of R's type 7; None of nobody, NaN where one lies beyond a limit."""
        # By the patients themselves more is known than by a range.
        quantiles = quantiles_of(replace(self.counts(variable), known=ANYWHERE), probs)
        if not any(self.cohort.censored_in(name) for name in columns_of(variable)):
            return quantiles
        # What a limit leaves open: a quantile is known where either end of it gives the same.
        ends = self._ends(variable)
        known = []
        for places, q in zip((*self._places, np.arange(len(ends[0]))), quantiles, strict=True):
            there = places[~np.isnan(ends[0][places])]
            with np.errstate(invalid="ignore"):  # between two ends that are open
                low, high = (quantiles_type7(np.sort(x[there]), None, probs) for x in ends)
            alike = low is not None and high is not None and low == high
            known.append(None if q is None else np.where(alike, q, np.nan))
        return Quantiles(*known)

    def _known(self, variable: Variable) -> tuple[float, float]:
        """Range between which every value is itself and no limit."""
        names = columns_of(variable) if isinstance(variable, Var | Diff) else ()
        censored = [one for one in map(self.cohort.censored_in, names) if one and one.places]
        if not censored:
            return ANYWHERE
        if isinstance(variable, Diff):
            return NOWHERE
        sides = list(zip(censored[0].sides, censored[0].limits, strict=True))
        return (
            max((limit for side, limit in sides if side == "below"), default=-np.inf),
            min((limit for side, limit in sides if side == "above"), default=np.inf),
        )

    def _ends(self, variable: Variable) -> tuple[Floats, Floats]:
        """Least and largest value that each patient may have; infinite beyond a limit."""
        if isinstance(variable, Diff):
            later, earlier = (self._ends(Var(name)) for name in columns_of(variable))
            return later[0] - earlier[1], later[1] - earlier[0]
        values = self.values(variable)
        censored = self.cohort.censored_in(columns_of(variable)[0])
        if censored is None or not isinstance(variable, Var):
            return values, values
        n = len(values)
        below, above = censored.mask(n, "below"), censored.mask(n, "above")
        limits = np.where(below | above, censored.limits_of(n), values)
        return np.where(below, -np.inf, limits), np.where(above, np.inf, limits)

    def levels(self, column: str) -> Ints:
        """2 x k counts of a category's levels, in their order, treatment first."""
        if column in (GRADE, EFFECTIVE) and self.grades is not None:
            codes, k = self._graded(column)
        else:
            cells = self.cohort.table[column].cat
            codes, k = cells.codes.to_numpy().astype(np.int64), len(cells.categories)
        known = codes >= 0
        # One pass: the control arm's levels are counted k places further on.
        place = codes[known] + k * ~self.treated[known]
        return np.bincount(place, minlength=2 * k).reshape(2, k)

    def _graded(self, column: str) -> tuple[Ints, int]:
        if self.grades is None:
            return np.empty(0, dtype=np.int64), 0
        codes = self.grades.codes.astype(np.int64)
        if column == GRADE:
            return codes, len(self.grades.scale.best_first)
        effective = self.grades.effective
        return np.where(np.isnan(effective), -1, 1 - effective).astype(np.int64), 2

    def joint(self, x: Variable, y: Variable) -> Arms[Joint]:
        """Counts of pairs in each arm."""
        pairs = zip(self._by_arm(x), self._by_arm(y), strict=True)
        return Arms(*(_pairs(a, b) for a, b in pairs))

    def cross(self, variables: Sequence[Variable]) -> Arms[Cross]:
        """Centred cross-products in each arm, complete cases."""
        key = ("cross", tuple(variables))
        if key not in self._cache:
            self.require_means(*(name for one in variables for name in columns_of(one)))
            columns = [self._by_arm(v) for v in variables]
            self._cache[key] = Arms(*(Cross.of(side) for side in zip(*columns, strict=True)))
        return self._cache[key]  # type: ignore[no-any-return]

    def by_level(self, column: str) -> Mapping[str, PatientData]:
        """The patients of each level of a category, with their grades."""
        key = ("by_level", column)
        if key not in self._cache:
            cells = self.cohort.table[column].cat
            codes = cells.codes.to_numpy()
            self._cache[key] = {
                str(level): self._only(codes == place)
                for place, level in enumerate(cells.categories)
            }
        return self._cache[key]  # type: ignore[no-any-return]

    def _only(self, keep: Mask) -> PatientData:
        from aci_core.selection import subset  # brings pandas: no first page waits for it

        grades = None if self.grades is None else self.grades.subset(keep)
        return PatientData(subset(self.cohort, keep), grades)

    def require_means(self, *columns: str) -> None:
        """Refuse where a mean of one of these columns would rest on limits."""
        for name in columns:
            column, censored = self.cohort.column(name), self.cohort.censored_in(name)
            measure = None if column is None else self.measures.get(column.stem)
            if censored is None or measure is None or not measure.log:
                continue
            n = len(censored.places)
            if too_many_for_mean(n, int(np.count_nonzero(~np.isnan(self.values(Var(name)))))):
                raise NotAvailable("beyond_limits")

    def rows(self, variables: Sequence[Variable]) -> Rows:
        """Patients with all of these."""
        columns = [self.values(v) for v in variables]
        known = ~np.isnan(columns[0])
        for column in columns[1:]:
            known &= ~np.isnan(column)
        return Rows(self.treated[known], np.flatnonzero(known), tuple(c[known] for c in columns))


def _pairs(a: Floats, b: Floats) -> Joint:
    known = ~np.isnan(a) & ~np.isnan(b)
    if not known.all():
        a, b = a[known], b[known]
    return Joint(a, b, np.ones(len(a), dtype=np.int64))


def _counted(treatment: Floats, control: Floats) -> Counts:
    sides = [side[~np.isnan(side)] + 0.0 for side in (treatment, control)]  # -0.0 is 0.0
    gridded = on_grid(np.concatenate(sides))
    if gridded is not None:
        grid, places = gridded
        n = len(sides[0])
        table = [np.bincount(part, minlength=len(grid)) for part in (places[:n], places[n:])]
        occurs = (table[0] + table[1]) > 0
        of_arms = [side[occurs].astype(np.int64) for side in table]
        return Counts(grid[occurs], of_arms[0], of_arms[1])
    for side in sides:
        side.sort()
    values = np.unique(np.concatenate([_steps(side) for side in sides]))
    return Counts(values, _tally(sides[0], values), _tally(sides[1], values))


def _steps(ascending: Floats) -> Floats:
    if not ascending.size:
        return ascending
    first: Floats = ascending[np.concatenate([[True], ascending[1:] != ascending[:-1]])]
    return first


def _tally(ascending: Floats, values: Floats) -> Ints:
    """How often each of the ascending `values` occurs."""
    upto = np.searchsorted(ascending, values, side="right")
    return np.diff(upto, prepend=0).astype(np.int64)
