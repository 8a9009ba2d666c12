"""What may be asked of a cohort: columns, changes, the response, what is missing, each by kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from aci_core.analyses.outcomes import change, measured
from aci_core.domain.arrays import Floats, Ints
from aci_core.domain.cohort import ARM
from aci_core.domain.schema import ANY, PRE, Column, Kind, Role
from aci_core.domain.study.filters import Known
from aci_core.summaries import EFFECTIVE, GRADE, AnyOf, Diff, PatientLevelData, Var

FieldKind = Literal["number", "ordered", "yes_no", "category", "course"]
Source = Literal["column", "change", "course", "graded", "any_event", "missing"]
YES_NO = ("yes", "no")
MISSING = "-missing"  # behind a column's name: whether it has a value
_FEW = 24  # levels of a category, beyond which it is a list of names
_FLAGS = (Role.EVENT, Role.EVENT_RESOLVED, Role.DIED, Role.LOST, Role.FOLLOWUP)
_DOSE_DAY = "sc_day_"  # of nsc_day_1, msc_day_1


@dataclass(frozen=True, slots=True)
class Field:
    """Something that each patient has, as a question may name it.

    Parameters
    ----------
    name : str
        Of a column: ``age``, ``nihss_m3``; of a change ``nihss_m3-pre``; of a measure over its
        visits ``nihss``; ``grade``, ``effective``, ``any``; ``nihss_m3-missing``.
    kind : str
        ``number``; ``ordered``: grades, best first; ``yes_no``; ``category``; ``course``: a
        measure over its visits.
    source : str
        What it is made of.
    column : Column or None
        The column, or the later one of a change.
    levels : tuple of str
        Of what is no number, in their order; yes first.
    after : bool
        Whether it is known only after the patients were allocated to the arms.
    """

    name: str
    kind: FieldKind
    source: Source = "column"
    column: Column | None = None
    levels: tuple[str, ...] = ()
    after: bool = False

    @property
    def measure(self) -> str | None:
        """The measure that it is of."""
        if self.source == "course":
            return self.name
        column = self.column
        return column.stem if column is not None and column.role is Role.MEASURE else None

    @property
    def numeric(self) -> bool:
        """Whether a mean of it is meant."""
        return self.kind == "number"

    @property
    def splits(self) -> bool:
        """Whether patients can be split by it: two levels to six."""
        return 2 <= len(self.levels) <= 6


def fields(data: PatientLevelData) -> Mapping[str, Field]:
    """Every field by its name, in the order in which a person looks for it."""
    every = (
        Field(ARM, "category", levels=tuple(data.arms)),
        *_characteristics(data),
        *_scores(data),
        *_response(data),
        *_events(data),
        *_missing(data),
    )
    by_name: dict[str, Field] = {}
    for one in every:
        by_name.setdefault(one.name, one)
    return by_name


def _characteristics(data: PatientLevelData) -> Iterator[Field]:
    for column in data.columns:
        # On which day a dose was given, is a table of its own.
        if (
            column.role not in (Role.COVARIATE, Role.DOSE, Role.ENDPOINT)
            or _DOSE_DAY in column.name
        ):
            continue
        if made := _of_column(column, after=column.role is not Role.COVARIATE):
            yield made


def _of_column(column: Column, *, after: bool) -> Field | None:
    if column.kind is Kind.NUMBER:
        return Field(column.name, "number", column=column, after=after)
    if column.kind is Kind.CATEGORY and len(column.levels) <= _FEW:
        if set(column.levels) == set(YES_NO):
            return Field(column.name, "yes_no", column=column, levels=YES_NO, after=after)
        return Field(column.name, "category", column=column, levels=column.levels, after=after)
    return None


def _scores(data: PatientLevelData) -> Iterator[Field]:
    """Each measure: its visits, its changes, its course."""
    by_name = {column.name: column for column in data.columns}
    for stem, visits in measured(data).items():
        measure = data.measures[stem]
        for visit in visits:
            column = by_name[f"{stem}_{visit}"]
            later = visit != PRE
            if measure.ordinal:
                levels = _grades(data, column)
                yield Field(column.name, "ordered", column=column, levels=levels, after=later)
            else:
                yield Field(column.name, "number", column=column, after=later)
        if measure.ordinal:
            continue
        if PRE in visits:
            for visit in visits:
                if visit != PRE:
                    column, name = by_name[f"{stem}_{visit}"], f"{stem}_{change(visit)}"
                    yield Field(name, "number", "change", column, after=True)
        if len(visits) > 1:
            yield Field(stem, "course", "course", after=True)


def _grades(data: PatientLevelData, column: Column) -> tuple[str, ...]:
    """Grades of an ordinal measure, best first: all of its scale, where that is known."""
    measure = data.measures[column.stem]
    values = data.values(Var(column.name))
    seen = set(values[~np.isnan(values)].tolist())
    if measure.low is not None and measure.high is not None and measure.step:
        seen |= set(np.arange(measure.low, measure.high + measure.step / 2, measure.step).tolist())
    return tuple(f"{x:g}" for x in sorted(seen, reverse=measure.better == "higher"))


def _response(data: PatientLevelData) -> Iterator[Field]:
    grades = data.grades
    if grades is not None:
        yield Field(GRADE, "ordered", "graded", levels=grades.scale.best_first, after=True)
        yield Field(EFFECTIVE, "yes_no", "graded", levels=YES_NO, after=True)


def _events(data: PatientLevelData) -> Iterator[Field]:
    if len(_event_columns(data)) > 1:
        yield Field(ANY, "yes_no", "any_event", levels=YES_NO, after=True)
    for column in data.columns:
        if column.kind is Kind.NUMBER and column.role in _FLAGS:
            yield Field(column.name, "yes_no", column=column, levels=YES_NO, after=True)
        elif column.kind is Kind.NUMBER and column.role is Role.EVENT_DAY:
            yield Field(column.name, "number", column=column, after=True)


def _event_columns(data: PatientLevelData) -> tuple[str, ...]:
    return tuple(column.name for column in data.columns if column.role is Role.EVENT)


def _missing(data: PatientLevelData) -> Iterator[Field]:
    """Whether a score is missing, of those that some patient lacks and some has."""
    for column in data.columns:
        if column.role is not Role.MEASURE:
            continue
        absent = np.isnan(data.values(Var(column.name)))
        if absent.any() and not absent.all():
            after = Known(column.name).after_allocation
            yield Field(
                column.name + MISSING, "yes_no", "missing", column, levels=YES_NO, after=after
            )


def columns_behind(field: Field) -> tuple[str, ...]:
    """Columns of which a number is made; none of other kinds."""
    if field.kind != "number" or field.column is None:
        return ()
    if field.source == "change":
        return field.column.name, f"{field.column.stem}_{PRE}"
    return (field.column.name,)


def names_of(columns: Iterable[Column]) -> frozenset[str]:
    """Names of fields that these columns may answer, whatever their values."""
    names = {ARM, GRADE, EFFECTIVE, ANY}
    for column in columns:
        names |= {column.name, column.name + MISSING}
        if column.role is Role.MEASURE and column.visit:
            names |= {column.stem, f"{column.stem}_{change(column.visit)}"}
    return frozenset(names)


def values(data: PatientLevelData, field: Field) -> Floats:
    """A number patient by patient, NaN missing; of other kinds the place among the levels.

    Parameters
    ----------
    data : PatientLevelData
    field : Field
        No course.

    Returns
    -------
    ndarray of float, shape (n,)
    """
    match field.source:
        case "change" if field.column is not None:
            return data.values(Diff(*columns_behind(field)))
        case "graded" if data.grades is not None:
            graded = data.grades
            effective: Floats = 1.0 - graded.effective
            return effective if field.name == EFFECTIVE else _known(graded.codes.astype(np.int64))
        case "any_event":
            return 1.0 - data.values(AnyOf(_event_columns(data)))
        case "missing" if field.column is not None:
            return (~np.isnan(data.values(Var(field.column.name)))).astype(np.float64)
    if field.name == ARM:
        return (~data.treated).astype(np.float64)
    if field.kind == "number":
        return data.values(Var(field.name))
    if field.column is not None and field.column.kind is Kind.CATEGORY:
        cells = data.cohort.table[field.name].cat
        place_of = {level: place for place, level in enumerate(field.levels)}
        at = np.array([*(place_of.get(level, -1) for level in cells.categories), -1])
        return _known(at[cells.codes.to_numpy()])
    numbers = data.values(Var(field.name))
    if field.kind == "yes_no":
        return np.where(np.isnan(numbers), np.nan, 1.0 - (numbers >= 1))
    at_level = {float(level): place for place, level in enumerate(field.levels)}
    return np.array([at_level.get(x, np.nan) for x in numbers.tolist()], dtype=np.float64)


def _known(codes: Ints) -> Floats:
    """Places as numbers, NaN for -1."""
    return np.where(codes < 0, np.nan, codes).astype(np.float64)
