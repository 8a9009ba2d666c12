"""The Result that page, table, figure, sentence, JSON and script are made from, and its rows."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self, TypeVar

import numpy as np

from aci_core.domain.arrays import Floats, Ints, Mask
from aci_core.domain.notes import Note, Notes, join_notes
from aci_core.domain.schema import MEASURES, Better, Measure
from aci_core.domain.study.settings import Settings
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.summaries import Arms, Data, NotAvailable, Var

T = TypeVar("T")

ONE_BY_ONE = 5_000  # patients that figures draw one by one; more are binned


@dataclass(frozen=True, slots=True)
class Row:
    """One number with all that is needed to print it. The fields are those of the JSON.

    The first seven name it; no two rows of a document share them. ``arm`` is None
    where it compares or pools the arms; `n` is one number, or one for each arm.
    """

    analysis: str
    variable: str
    visit: str | None
    arm: str | None
    level: str | None
    versus: str | None
    method: str
    n: int | Mapping[str, int] | None = None
    estimate: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    ci_level: float | None = None
    sd: float | None = None
    q1: float | None = None
    q3: float | None = None
    pct: float | None = None
    statistic: float | None = None
    df: float | None = None
    p: float | None = None
    note: Notes | None = None

    @property
    def notes(self) -> tuple[Note, ...]:
        """The codes of `note`."""
        return tuple(map(Note, self.note.split())) if self.note else ()

    @property
    def share(self) -> float | None:
        """`pct` as a share of one."""
        return None if self.pct is None else self.pct / 100

    @property
    def total(self) -> int:
        """Patients used, over the arms."""
        return sum(self.n.values()) if isinstance(self.n, Mapping) else self.n or 0

    def to_json(self) -> dict[str, object]:
        """The row as a JSON object."""
        row: dict[str, object] = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        if isinstance(self.n, Mapping):
            row["n"] = dict(self.n)
        return row


KEY = tuple(f.name for f in dataclasses.fields(Row))[:7]


@dataclass(frozen=True, eq=False, slots=True)
class Points:
    """Patients as a figure draws them; absent where the Data has none.

    Parameters
    ----------
    treated : ndarray of bool, shape (n,)
    ordinals : ndarray of int, shape (n,)
        The patients' numbers in the whole cohort, whatever was filtered.
    columns : dict of str to ndarray, shape (n,)
        By canonical column, NaN missing.
    limits : dict of str to ndarray, shape (n,)
        By column that has some: the limit beyond which a value lies, NaN where it is known.
    """

    treated: Mask
    ordinals: Ints
    columns: Mapping[str, Floats]
    limits: Mapping[str, Floats] = field(default_factory=dict)

    def at_limits(self, column: str) -> tuple[Floats, Mask]:
        """A column with its limit in place of a value beyond one, and who has such."""
        values, limits = self.columns[column], self.limits.get(column)
        if limits is None:
            return values, np.zeros(len(values), dtype=bool)
        beyond = ~np.isnan(limits)
        return np.where(beyond, limits, values), beyond


def points_of(data: Data, columns: Iterable[str]) -> Points | None:
    """The patients behind these number columns, None where the Data has no patients."""
    patients = data.patients
    if patients is None:
        return None
    values = {name: patients.values(Var(name)) for name in columns}
    censored = (one for one in patients.cohort.censored if one.column in values)
    limits = {one.column: one.limits_of(len(patients.treated)) for one in censored if one.places}
    return Points(patients.treated, patients.ordinals, values, limits)


def try_estimate(make: Callable[[], Estimate]) -> Estimate:
    """The estimate; not computed, with the note, where the Data does not hold what it needs."""
    try:
        return make()
    except NotAvailable as reason:
        return not_computed(reason.note)


def try_query(make: Callable[[], T]) -> tuple[T | None, tuple[Note, ...]]:
    """The answer of the Data and no note; None and the note where it is not available."""
    try:
        return make(), ()
    except NotAvailable as reason:
        return None, (reason.note,)


@dataclass(frozen=True)
class Result:
    """Result of an analysis.

    Parameters
    ----------
    analysis : str
    arms : Arms of str
    settings : Settings
    rows : tuple of Row
    points : Points or None
    measures : dict of str to Measure
        Known measures and the mapping's own, for their direction and scale.
    step : int
        Of shared results: who has no value is counted in such steps, rounded down, in each arm.
    """

    analysis: str
    arms: Arms[str]
    settings: Settings
    rows: tuple[Row, ...]
    points: Points | None = field(default=None, repr=False)
    measures: Mapping[str, Measure] = field(default_factory=lambda: MEASURES, repr=False)
    step: int = field(default=1, kw_only=True)

    @cached_property
    def _index(self) -> dict[tuple[str | None, ...], Row]:
        return {(r.variable, r.visit, r.arm, r.level, r.versus, r.method): r for r in self.rows}

    def better(self, measure: str) -> Better | None:
        """The direction in which a measure is better, None where it has none."""
        known = self.measures.get(measure)
        return known.better if known else None

    def ordinal(self, measure: str) -> bool:
        """Whether a measure is of a few ordered grades."""
        known = self.measures.get(measure)
        return known is not None and known.ordinal

    def get(
        self,
        method: str,
        variable: str,
        *,
        visit: str | None = None,
        arm: str | None = None,
        level: str | None = None,
        versus: str | None = None,
    ) -> Row | None:
        """The row of that name, None if the analysis did not make it."""
        return self._index.get((variable, visit, arm, level, versus, method))

    def with_rows(self, rows: Iterable[Row]) -> Self:
        """A copy with further rows at its end."""
        return dataclasses.replace(self, rows=(*self.rows, *rows))

    def where(
        self, method: str | None = None, *, variable: str | None = None, visit: str | None = None
    ) -> Iterator[Row]:
        """Rows with the given method, variable and visit, in their order; None matches all."""
        return (
            r
            for r in self.rows
            if (method is None or r.method == method)
            and (variable is None or r.variable == variable)
            and (visit is None or r.visit == visit)
        )

    def first(self, method: str, variable: str, **names: str | None) -> Row:
        """As `get`, for a row that the analysis always makes; KeyError otherwise."""
        row = self.get(method, variable, **names)
        if row is None:
            raise KeyError((self.analysis, method, variable, names))
        return row

    @property
    def variables(self) -> tuple[str, ...]:
        """Variables in the order of the rows."""
        return tuple(dict.fromkeys(r.variable for r in self.rows))

    def levels(self, variable: str, method: str = "count") -> tuple[str, ...]:
        """Levels of a variable in the order of the rows."""
        return tuple(
            dict.fromkeys(r.level for r in self.where(method, variable=variable) if r.level)
        )


def row_of(
    analysis: str,
    variable: str,
    method: str,
    estimate: Estimate,
    n: int | Mapping[str, int] | None,
    *,
    visit: str | None = None,
    arm: str | None = None,
    level: str | None = None,
    versus: str | None = None,
    notes: tuple[Note, ...] = (),
) -> Row:
    """A row from what a statistical function returned."""
    return Row(
        analysis,
        variable,
        visit,
        arm,
        level,
        versus,
        method,
        n,
        estimate.value,
        estimate.low,
        estimate.high,
        estimate.level,
        statistic=estimate.statistic,
        df=estimate.df,
        p=estimate.p,
        note=join_notes((*estimate.notes, *notes)),
    )
