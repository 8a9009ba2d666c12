"""Pooled data: several cohorts, of patients or saved summaries, as one Data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, reduce
from operator import add
from typing import TypeVar

import numpy as np

from aci_core.domain.arrays import Ints
from aci_core.domain.errors import AciError
from aci_core.domain.schema import Column, Measure
from aci_core.summaries.counts import Counts, Joint
from aci_core.summaries.data import Arms, Data, Quantiles
from aci_core.summaries.grading import Grading
from aci_core.summaries.moments import Cross, Moments
from aci_core.summaries.patients import EFFECTIVE, GRADE
from aci_core.summaries.quantiles import quantiles_of
from aci_core.summaries.questions import Terms
from aci_core.summaries.variables import Var, Variable, columns_of

S = TypeVar("S", Moments, Joint, Cross)
_NONE = np.empty(0, dtype=np.int64)


class PooledData:
    """Several Data as one; what one of them lacks, the pooled data lack.

    A part without a column has nobody with a value of it, as if the files had been
    joined and its cells left empty. Patients of different parts never meet: methods that
    need rows are refused, even where every part has them.

    Parameters
    ----------
    parts : sequence of Data
        One or more, with the same arms in the same order.

    Raises
    ------
    AciError
        ``summary_arms``, ``summary_column``, ``summary_measure`` or ``summary_grading``
        where the parts do not mean the same; ``summary_none`` without a part.
    """

    patients = None

    def __init__(self, parts: Sequence[Data]) -> None:
        if not parts:
            raise AciError("summary_none")
        self.parts = tuple(parts)
        self._arms = parts[0].arms
        if any(part.arms != self._arms for part in parts):
            raise AciError("summary_arms")
        self._columns = _merged_columns(parts)
        self._measures = _merged_measures(parts)
        self._grading = _merged_grading(parts)

    @property
    def arms(self) -> Arms[str]:
        """Labels, treatment and reference."""
        return self._arms

    @property
    def n(self) -> Arms[int]:
        """Patients in each arm."""
        return Arms(*(sum(sides) for sides in zip(*(p.n for p in self.parts), strict=True)))

    @property
    def columns(self) -> Sequence[Column]:
        """The columns of any part; a category has the levels of all."""
        return self._columns

    @property
    def measures(self) -> Mapping[str, Measure]:
        """Known measures."""
        return self._measures

    @property
    def grading(self) -> Grading | None:
        """The grades in use, where every part has them."""
        return self._grading

    @cached_property
    def _column_names(self) -> tuple[frozenset[str], ...]:
        return tuple(frozenset(c.name for c in part.columns) for part in self.parts)

    def _having(self, *variables: Variable) -> list[Data]:
        """Parts that have every column of these variables."""
        wanted = {column for v in variables for column in columns_of(v)}
        return [
            p for p, names in zip(self.parts, self._column_names, strict=True) if wanted <= names
        ]

    def moments(self, variable: Variable) -> Arms[Moments]:
        """n, mean and M2 of each arm."""
        by_part = [part.moments(variable) for part in self._having(variable)]
        return _sum_by_arm(by_part, Moments(0, 0.0, 0.0))

    def counts(self, variable: Variable) -> Counts:
        """How often each value occurs."""
        empty = Counts(np.empty(0), _NONE, _NONE)
        return reduce(add, (part.counts(variable) for part in self._having(variable)), empty)

    def quantiles(self, variable: Variable, probs: Sequence[float]) -> Quantiles:
        """Quantiles of R's type 7, from the counts."""
        return quantiles_of(self.counts(variable), probs)

    def levels(self, column: str) -> Ints:
        """2 x k counts of a category's levels, in their order, treatment first."""
        if column in (GRADE, EFFECTIVE) and self._grading is not None:
            return sum((p.levels(column) for p in self.parts), np.zeros((), dtype=np.int64))
        order = next(c.levels for c in self._columns if c.name == column)
        table = np.zeros((2, len(order)), dtype=np.int64)
        for part in self.parts:
            own = next((c.levels for c in part.columns if c.name == column), None)
            if own is not None:
                # Also where it has no level: a part that suppresses them raises here.
                counts = part.levels(column)
                table[:, [order.index(name) for name in own]] += counts
        return table

    def joint(self, x: Variable, y: Variable) -> Arms[Joint]:
        """Counts of pairs in each arm."""
        by_part = [part.joint(x, y) for part in self._having(x, y)]
        return _sum_by_arm(by_part, Joint(np.empty(0), np.empty(0), _NONE))

    def cross(self, variables: Sequence[Variable]) -> Arms[Cross]:
        """Centred cross-products in each arm, complete cases."""
        p = len(variables)
        by_part = [_cross_of(part, variables) for part in self._having(*variables)]
        return _sum_by_arm(by_part, Cross(0, np.zeros(p), np.zeros((p, p))))

    def by_level(self, column: str) -> Mapping[str, Data]:
        """The patients of each level of a category, as Data of their own."""
        order = next(c.levels for c in self._columns if c.name == column)
        by_part = [part.by_level(column) for part in self._having(Var(column))]
        return {
            name: PooledData([levels[name] for levels in by_part if name in levels])
            for name in order
        }


def _sum_by_arm(by_part: Sequence[Arms[S]], empty: S) -> Arms[S]:
    sides = ([pair[side] for pair in by_part] or [empty] for side in (0, 1))
    return Arms(*(reduce(add, side) for side in sides))


def _cross_of(part: Data, variables: Sequence[Variable]) -> Arms[Cross]:
    """A part's cross-products; a level that it does not have has no patient."""
    terms = Terms.of(variables)
    # A category without levels: nobody has one, or the part suppresses them and raises here.
    if any(not part.levels(name).size for name in sorted(terms.categories)):
        p = len(variables)
        return Arms(*[Cross(0, np.zeros(p), np.zeros((p, p)))] * 2)
    known = terms.among(part.columns)
    answer_of = part.cross(known)
    return Arms(*(embed(cross, known, variables) for cross in answer_of))


def embed(cross: Cross, known: Sequence[Variable], wanted: Sequence[Variable]) -> Cross:
    """The cross-products of the wanted variables; a level that is not known has no patient.

    Parameters
    ----------
    cross : Cross
        Of the known variables.
    known, wanted : sequence of Variable

    Returns
    -------
    Cross

    Examples
    --------
    >>> from aci_core.summaries.variables import Level, Var
    >>> age = Cross(2, np.array([61.0]), np.array([[2.0]]))
    >>> embed(age, [Var("age")], [Var("age"), Level("sex", "female")]).means.tolist()
    [61.0, 0.0]
    """
    at = [(i, known.index(v)) for i, v in enumerate(wanted) if v in known]
    to, of = [i for i, _ in at], [j for _, j in at]
    means = np.zeros(len(wanted))
    products = np.zeros((len(wanted), len(wanted)))
    means[to] = cross.means[of]
    products[np.ix_(to, to)] = cross.products[np.ix_(of, of)]
    return Cross(cross.n, means, products)


def _merged_columns(parts: Sequence[Data]) -> tuple[Column, ...]:
    columns: dict[str, Column] = {}
    for part in parts:
        for column in part.columns:
            known = columns.setdefault(column.name, column)
            if (known.role, known.kind, known.stem, known.visit) != (
                column.role,
                column.kind,
                column.stem,
                column.visit,
            ):
                raise AciError("summary_column", column=column.name[:60])
            levels = tuple(dict.fromkeys((*known.levels, *column.levels)))
            columns[column.name] = replace(known, levels=levels)
    return tuple(columns.values())


def _merged_measures(parts: Sequence[Data]) -> dict[str, Measure]:
    measures: dict[str, Measure] = {}
    for part in parts:
        for name, measure in part.measures.items():
            if measures.setdefault(name, measure) != measure:
                raise AciError("summary_measure", measure=name[:60])
    return measures


def _merged_grading(parts: Sequence[Data]) -> Grading | None:
    gradings = [part.grading for part in parts]
    known = [grading for grading in gradings if grading is not None]
    if len(known) < len(gradings):
        # One part graded and one not: a rate of some hospitals would look like that of all.
        if known:
            raise AciError("summary_grading")
        return None
    return reduce(add, known)
