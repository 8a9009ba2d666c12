"""Apply filters to a cohort, and count the patients of each arm before and after each filter."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aci_core.domain.cohort import ARM, Cohort
from aci_core.domain.errors import AciError
from aci_core.domain.schema import Kind, Role
from aci_core.domain.study.criterion import Criterion
from aci_core.domain.study.filters import (
    GRADE,
    Among,
    Between,
    Complete,
    Filter,
    Known,
    NamedSet,
    Patients,
    PickedElsewhere,
)
from aci_core.efficacy import grade, graded_visit

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Step:
    """Counts of one filter.

    Parameters
    ----------
    filter : Filter
    before, after : dict of str to int
        Patients of each arm.
    """

    filter: Filter
    before: Mapping[str, int]
    after: Mapping[str, int]


@dataclass(frozen=True)
class Selected:
    """The selected patients, and the counts of each filter.

    Parameters
    ----------
    cohort : Cohort
        With its own digest; the whole cohort itself if there is no filter.
    steps : tuple of Step
    """

    cohort: Cohort
    steps: tuple[Step, ...] = ()

    def to_json(self) -> list[dict[str, object]]:
        """Each filter with the counts before and after."""
        return [
            {"filter": s.filter.to_json(), "before": dict(s.before), "after": dict(s.after)}
            for s in self.steps
        ]


def select(cohort: Cohort, filters: Sequence[Filter], criterion: Criterion) -> Selected:
    """Select the patients who meet every filter.

    Parameters
    ----------
    cohort : Cohort
    filters : sequence of Filter
        In order; the order changes the counts of each, not the selection.
    criterion : Criterion
        Grading of the filters on grades.

    Raises
    ------
    AciError
        ``filter_column``: the column does not exist, is stopped by an error, or is of another
        kind; ``filter_other_cohort``; ``filter_picked_elsewhere``; ``selection_empty``,
        ``selection_one_arm``.
    """
    if not filters:
        return Selected(cohort)
    keep = np.ones(cohort.n, dtype=bool)
    arm = cohort.table[ARM].cat
    codes, labels = arm.codes.to_numpy(), [str(label) for label in arm.categories]
    steps = []
    for one in filters:
        before = _by_arm(codes, labels, keep)
        keep &= _mask(cohort, one, criterion)
        steps.append(Step(one, before, _by_arm(codes, labels, keep)))
    _check_arms(steps[-1].after, cohort, len(filters))
    return Selected(
        replace(subset(cohort, keep), digest=_digest(cohort, filters, criterion)), tuple(steps)
    )


def subset(cohort: Cohort, keep: Mask) -> Cohort:
    """The patients of a mask, with what is known of their cells; its digest is the whole's."""
    rows = np.arange(2, cohort.n + 2) if cohort.rows is None else cohort.rows
    return replace(
        cohort,
        table=cohort.table.loc[keep].reset_index(drop=True),
        rows=rows[keep].astype(np.int32),
        numbers=cohort.ordinals[keep],
        origins={header: one.subset(keep) for header, one in cohort.origins.items()},
        unread=tuple(cells.subset(keep) for cells in cohort.unread),
        censored=tuple(cells.subset(keep) for cells in cohort.censored),
    )


def matching_ordinals(
    cohort: Cohort, filters: Sequence[Filter], criterion: Criterion
) -> npt.NDArray[np.int64]:
    """Numbers of the patients who meet every filter; may be none, or of one arm only.

    Parameters
    ----------
    cohort : Cohort
        Whole or selected: patients keep their numbers.
    filters : sequence of Filter
    criterion : Criterion

    Raises
    ------
    AciError
        ``filter_column``, as `select`.
    """
    keep = np.ones(cohort.n, dtype=bool)
    for one in filters:
        keep &= _mask(cohort, one, criterion)
    return cohort.ordinals[keep]


def ordinals_in_cohort(cohort: Cohort, ordinals: Collection[int]) -> npt.NDArray[np.int64]:
    """Those of the numbers that are in the cohort, in ascending order."""
    return cohort.ordinals[np.isin(cohort.ordinals, np.fromiter(ordinals, np.int64))]


def count_by_arm(cohort: Cohort, ordinals: Collection[int]) -> dict[str, int]:
    """Count these patients in each arm."""
    arm = cohort.table[ARM].cat
    keep = np.isin(cohort.ordinals, np.fromiter(ordinals, np.int64))
    counts = _by_arm(arm.codes.to_numpy(), [str(label) for label in arm.categories], keep)
    return {label: counts.get(label, 0) for label in cohort.arms}


def groups_with_patients(
    cohort: Cohort,
    groups: Sequence[Sequence[Filter]],
    ordinals: Collection[int],
    criterion: Criterion,
) -> frozenset[int]:
    """Places of the groups that contain any of these patients.

    Parameters
    ----------
    cohort : Cohort
    groups : sequence of sequence of Filter
        A patient belongs to a group by meeting all of its filters; a group whose filters do
        not fit the file is empty.
    ordinals : collection of int
    criterion : Criterion
    """
    keep = np.isin(cohort.ordinals, np.fromiter(ordinals, np.int64))
    if not keep.any():
        return frozenset()
    few = subset(cohort, keep)
    masks: dict[Filter, Mask] = {}  # squares of a grid share their sides
    names = set()
    for place, group in enumerate(groups):
        there = np.ones(few.n, dtype=bool)
        try:
            for one in group:
                if one not in masks:
                    masks[one] = _mask(few, one, criterion)
                there &= masks[one]
        except AciError:
            continue
        if there.any():
            names.add(place)
    return frozenset(names)


def _check_arms(remaining: Mapping[str, int], cohort: Cohort, n: int) -> None:
    if not any(remaining.values()):
        raise AciError("selection_empty", n=n)
    empty = [arm for arm in cohort.arms if not remaining.get(arm)]
    if cohort.settled and empty:
        raise AciError("selection_one_arm", arm=empty[0], n=n)


def _by_arm(
    codes: npt.NDArray[np.integer[Any]], labels: Sequence[str], keep: Mask
) -> dict[str, int]:
    counts = np.bincount(codes[keep], minlength=len(labels))
    return {label: int(n) for label, n in zip(labels, counts, strict=True)}


def _digest(cohort: Cohort, filters: Sequence[Filter], criterion: Criterion) -> str:
    """Digest of the cohort and the filters, whatever their order."""
    parts = sorted(json.dumps(f.to_json(), sort_keys=True) for f in filters)
    graded = any(f.column == GRADE or f == NamedSet("", "graded") for f in filters)
    text = json.dumps([cohort.digest, parts, _grading(cohort, criterion) if graded else None])
    return hashlib.sha256(text.encode()).hexdigest()


def _grading(cohort: Cohort, criterion: Criterion) -> str:
    """The rule, with its visit where the plan moves that: digests from before visits stay."""
    visit = graded_visit(cohort, criterion)
    moved = visit != graded_visit(cohort, Criterion(criterion.rule))
    return f"{criterion.rule}@{visit}" if moved else criterion.rule


def _mask(cohort: Cohort, one: Filter, criterion: Criterion) -> Mask:
    match one:
        case NamedSet(_, name):
            return _named(cohort, name, criterion)
        case Complete(_, visit):
            return _complete(cohort, visit)
        case Patients(_, ordinals, left_out, of):
            if cohort.numbers is None:  # checked before for a selection
                _check_same_cohort(cohort, ordinals, of)
            chosen: Mask = np.isin(cohort.ordinals, ordinals, invert=left_out)
            return chosen
        case PickedElsewhere():
            raise AciError("filter_picked_elsewhere")
        case Between(column, low, high):
            values = _column(cohort, column, Kind.NUMBER).to_numpy(np.float64)
            keep: Mask = ~np.isnan(values)
            if low is not None:
                keep &= values >= low
            if high is not None:
                keep &= values <= high
            return keep
        case Among(column, levels) if column == GRADE:
            return _graded_as(cohort, levels, criterion)
        case Among(column, levels):
            series = _column(cohort, column, Kind.CATEGORY)
            answer: Mask = series.isin(levels).to_numpy()
            return answer
        case Known(column):
            known: Mask = _column(cohort, column).notna().to_numpy()
            return known
    raise AciError("filter_unknown")


def _column(cohort: Cohort, name: str, kind: Kind | None = None) -> pd.Series[Any]:
    column = cohort.column(name)
    if column is None or column.stopped or (kind is not None and column.kind is not kind):
        raise AciError("filter_column", column=name[:60])
    series: pd.Series[Any] = cohort.table[name]
    return series


def _check_same_cohort(cohort: Cohort, ordinals: Sequence[int], of: str) -> None:
    if of and not cohort.digest.startswith(of):
        raise AciError("filter_other_cohort", n=len(ordinals))
    if ordinals[-1] > cohort.n:
        raise AciError("filter_patient", number=ordinals[-1], n=cohort.n)


def _complete(cohort: Cohort, visit: str) -> Mask:
    names = [c.name for c in cohort.columns_with(Role.MEASURE) if c.visit == visit]
    if not names:
        raise AciError("filter_column", column=visit[:60])
    known: Mask = cohort.table[names].notna().all(axis=1).to_numpy()
    return known


def _named(cohort: Cohort, name: str, criterion: Criterion) -> Mask:
    if name == "graded":
        grades = grade(cohort, criterion)
        if grades is None:
            raise AciError("filter_column", column=GRADE)
        return np.asarray(grades.codes >= 0, dtype=bool)
    flag = {"not_lost": "lost", "not_died": "died"}[name]
    # A missing flag means that the event is not known to have happened: kept.
    values = _column(cohort, flag).to_numpy(np.float64)
    return np.asarray(~(values >= 1), dtype=bool)


def _graded_as(cohort: Cohort, levels: Sequence[str], criterion: Criterion) -> Mask:
    grades = grade(cohort, criterion)
    if grades is None:
        raise AciError("filter_column", column=GRADE)
    wanted = [i for i, label in enumerate(grades.scale.best_first) if label in levels]
    answer: Mask = np.isin(grades.codes, wanted)
    return answer
