"""The Data of patients in memory."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from aci_core.cohort import ARM, Cohort, GradeScale
from aci_core.efficacy import Grades
from aci_core.schema import Column, Measure
from aci_core.summaries.counts import Counts, Joint
from aci_core.summaries.data import Arms, Rows
from aci_core.summaries.moments import Cross, Moments
from aci_core.summaries.variables import Diff, Level, Log, Var, Variable

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
T = TypeVar("T")

GRADE = "grade"
EFFECTIVE = "effective"


class PatientData:
    """Patients of a cohort with two settled arms.

    Answers are kept, so that several methods may ask the same question.

    Parameters
    ----------
    cohort : Cohort
    grades : Grades or None
        The grades in use; the category columns ``grade`` (best first) and
        ``effective`` (yes first) are made from them.

    Raises
    ------
    AciError
        As `Cohort.two_arms`.
    """

    def __init__(self, cohort: Cohort, grades: Grades | None) -> None:
        self.cohort = cohort
        self.grades = grades
        self._labels = Arms(*cohort.two_arms())
        self._answers: dict[Hashable, Any] = {}

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

    @cached_property
    def _masks(self) -> Arms[Mask]:
        return Arms(self.treated, ~self.treated)

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

    @property
    def grade_scale(self) -> GradeScale | None:
        """Of the grades in use."""
        return self.grades.scale if self.grades else None

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
            case Level(column, level):
                cells = self.cohort.table[column].cat
                codes = cells.codes.to_numpy()
                where = list(cells.categories).index(level)
                return np.where(codes < 0, np.nan, (codes == where).astype(np.float64))

    def moments(self, variable: Variable) -> Arms[Moments]:
        """n, mean and M2 of each arm."""
        key = ("moments", variable)
        if key not in self._answers:
            x = self.values(variable)
            self._answers[key] = Arms(*(Moments.of(x[mask]) for mask in self._masks))
        return self._answers[key]  # type: ignore[no-any-return]

    def counts(self, variable: Variable) -> Counts:
        """How often each value occurs."""
        key = ("counts", variable)
        if key in self._answers:
            return self._answers[key]  # type: ignore[no-any-return]
        x = self.values(variable)
        known = ~np.isnan(x)
        # -0.0 and 0.0 are one value; signif(d, 10) is done where ranks of differences are made.
        values, place = np.unique(x[known] + 0.0, return_inverse=True)
        treated = np.bincount(place, weights=self.treated[known], minlength=len(values))
        every = np.bincount(place, minlength=len(values))
        answer = Counts(values, treated.astype(np.int64), every - treated.astype(np.int64))
        # One answer with nearly as many values as patients is as large as a column: not kept.
        if len(values) <= 1024:
            self._answers[key] = answer
        return answer

    def levels(self, column: str) -> Ints:
        """2 x k counts of a category's levels, in their order, treatment first."""
        if column in (GRADE, EFFECTIVE) and self.grades is not None:
            codes, k = self._graded(column)
        else:
            cells = self.cohort.table[column].cat
            codes, k = cells.codes.to_numpy().astype(np.int64), len(cells.categories)
        counted = [np.bincount(codes[mask & (codes >= 0)], minlength=k) for mask in self._masks]
        return np.vstack(counted)

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
        a, b = self.values(x), self.values(y)
        known = ~np.isnan(a) & ~np.isnan(b)
        return Arms(*(_pairs(a[known & m], b[known & m]) for m in self._masks))

    def cross(self, variables: Sequence[Variable]) -> Arms[Cross]:
        """Centred cross-products in each arm, complete cases."""
        key = ("cross", tuple(variables))
        if key not in self._answers:
            columns = [self.values(v) for v in variables]
            self._answers[key] = Arms(
                *(Cross.of([c[mask] for c in columns]) for mask in self._masks)
            )
        return self._answers[key]  # type: ignore[no-any-return]

    def rows(self, variables: Sequence[Variable]) -> Rows:
        """Patients with all of these."""
        columns = [self.values(v) for v in variables]
        known = ~np.isnan(columns[0])
        for column in columns[1:]:
            known &= ~np.isnan(column)
        return Rows(self.treated[known], np.flatnonzero(known), tuple(c[known] for c in columns))


def _pairs(x: Floats, y: Floats) -> Joint:
    if not x.size:
        return Joint(x, y, np.empty(0, dtype=np.int64))
    distinct, n = np.unique(np.column_stack([x, y]), axis=0, return_counts=True)
    return Joint(distinct[:, 0], distinct[:, 1], n.astype(np.int64))
