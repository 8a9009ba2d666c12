"""Several Data as one trial, with a category that tells to which of them a patient belongs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add

import numpy as np

from aci_core.domain.arrays import Ints
from aci_core.domain.schema import Column, Kind, Role
from aci_core.summaries.counts import Counts, Joint
from aci_core.summaries.data import Arms, Data, NotAvailable
from aci_core.summaries.moments import Cross, Moments
from aci_core.summaries.pooled import PooledData, embed
from aci_core.summaries.variables import Level, Variable, columns_of


class Stratified(PooledData):
    """Parts as one Data, as if their files had been joined with a column that names the part.

    A column of that name in a part is not used: what a part calls itself is its key here.

    Parameters
    ----------
    column : str
        Canonical name of the category, such as ``centre``.
    strata : dict of str to Data
        By level of it, in their order; a patient who has no level is in none of them.

    Raises
    ------
    AciError
        As `PooledData`.

    Examples
    --------
    >>> from aci_core.summaries import Arms, Summary
    >>> one, two = (Summary(Arms("t", "c"), Arms(n, n)) for n in (30, 48))
    >>> Stratified("centre", {"A": one, "B": two}).levels("centre").tolist()
    [[30, 48], [30, 48]]
    """

    def __init__(self, column: str, strata: Mapping[str, Data]) -> None:
        super().__init__(tuple(strata.values()))
        self._column, self._strata = column, dict(strata)
        own = Column(column, Role.COVARIATE, Kind.CATEGORY, stem=column, levels=tuple(strata))
        self._columns = (*(c for c in self._columns if c.name != column), own)

    def without(self, level: str) -> Stratified:
        """The other strata; AciError ``summary_none`` where there is no other."""
        others = {name: part for name, part in self._strata.items() if name != level}
        return Stratified(self._column, others)

    def by_level(self, column: str) -> Mapping[str, Data]:
        """The strata themselves, or as of `PooledData`."""
        return self._strata if column == self._column else super().by_level(column)

    def levels(self, column: str) -> Ints:
        """2 x k counts of a category's levels, in their order, treatment first."""
        if column != self._column:
            return super().levels(column)
        return np.array([part.n for part in self._strata.values()], dtype=np.int64).T

    def moments(self, variable: Variable) -> Arms[Moments]:
        """n, mean and M2 of each arm."""
        if not self._is_own(variable):
            return super().moments(variable)
        return Arms(*(cross.moments(0) for cross in self.cross((variable,))))

    def counts(self, variable: Variable) -> Counts:
        """How often each value occurs."""
        if not (isinstance(variable, Level) and self._is_own(variable)):
            return super().counts(variable)
        inside = np.array(self._strata[variable.category].n)
        both = np.array([np.array(self.n) - inside, inside])
        return Counts(np.array([0.0, 1.0]), both[:, 0], both[:, 1])

    def joint(self, x: Variable, y: Variable) -> Arms[Joint]:
        """Counts of pairs in each arm."""
        if self._is_own(x) or self._is_own(y):
            raise NotAvailable("needs_patients")
        return super().joint(x, y)

    def cross(self, variables: Sequence[Variable]) -> Arms[Cross]:
        """Centred cross-products in each arm, complete cases; a stratum is constant in itself."""
        rest = [v for v in variables if not self._is_own(v)]
        if len(rest) == len(variables):
            return super().cross(variables)
        wanted = {column for v in rest for column in columns_of(v)}
        by_stratum = [
            Arms(*(_with_level(one, rest, variables, level) for one in _answer(part, rest)))
            for level, part in self._strata.items()
            if wanted <= {c.name for c in part.columns}
        ]
        p = len(variables)
        nobody = Cross(0, np.zeros(p), np.zeros((p, p)))
        return Arms(*(reduce(add, (arms[i] for arms in by_stratum), nobody) for i in (0, 1)))

    def _is_own(self, variable: Variable) -> bool:
        return isinstance(variable, Level) and variable.column == self._column


def _answer(part: Data, rest: Sequence[Variable]) -> Arms[Cross]:
    if rest:
        return PooledData((part,)).cross(rest)
    return Arms(*(Cross(n, np.zeros(0), np.zeros((0, 0))) for n in part.n))


def _with_level(
    cross: Cross, rest: Sequence[Variable], wanted: Sequence[Variable], level: str
) -> Cross:
    """The cross-products with the terms of the strata, of which this one is 1."""
    made = embed(cross, rest, wanted)
    here = [isinstance(v, Level) and v not in rest and v.category == level for v in wanted]
    made.means[here] = 1.0
    return made
