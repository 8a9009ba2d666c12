"""The patients of whom a summary for outsiders speaks, and what it knows of each."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from aci_core.analyses.outcomes import measured
from aci_core.analyses.plan import main_endpoint
from aci_core.domain.arrays import Ints, Mask
from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import PRE, Kind
from aci_core.domain.study.settings import Settings
from aci_core.efficacy import Grades
from aci_core.federation.leaving.costs import Cost
from aci_core.federation.leaving.ledger import identities
from aci_core.federation.leaving.missing_patterns import shared_patterns
from aci_core.selection.select import subset
from aci_core.summaries import GRADE, Arms, PatientData, PatientLevelData, Var

if TYPE_CHECKING:
    import pandas as pd

_OF_PLAN: Final = 20.0  # what a cell of a planned outcome counts beside one of another column


def without_few_ungraded(
    data: PatientLevelData, settings: Settings, least: int
) -> PatientLevelData:
    """The patients, without those of an arm who have no main outcome where they are few."""
    lacks = _lacking_outcome(data, settings)
    keep = np.ones(data.cohort.n, dtype=bool)
    for arm in (data.treated, ~data.treated):
        if 0 < np.count_nonzero(lacks & arm) < least:
            keep &= ~(lacks & arm)
    if keep.all():
        return data
    return PatientData(subset(data.cohort, keep), _grades_of(data.grades, keep))


def _lacking_outcome(data: PatientLevelData, settings: Settings) -> Mask:
    if data.grades is not None:
        return np.asarray(data.grades.codes < 0)
    visits = {name: [visit for visit in at if visit != PRE] for name, at in measured(data).items()}
    main = main_endpoint(settings, visits)
    if main is None:
        return np.zeros(data.cohort.n, dtype=bool)
    return np.isnan(data.values(Var(f"{main.variable}_{main.visit}")))


def _grades_of(grades: Grades | None, keep: Mask) -> Grades | None:
    if grades is None:
        return None
    return replace(
        grades,
        codes=grades.codes[keep],
        reduction=grades.reduction[keep],
        reasons=grades.reasons[keep],
    )


def with_shared_patterns(
    data: PatientLevelData, settings: Settings, columns: Collection[str], least: int
) -> tuple[PatientLevelData, list[Cost]]:
    """The patients, each pattern of missing values that of several; which cells that took.

    Parameters
    ----------
    data : PatientLevelData
    settings : Settings
    columns : collection of str
        Of which something will travel.
    least : int
    """
    names = [c.name for c in data.columns if c.name in columns and c.name in data.cohort.table]
    table, grades = data.cohort.table, data.grades
    known = np.stack([table[name].notna().to_numpy(dtype=bool) for name in names], axis=1)
    if grades is not None:
        known = np.column_stack([known, grades.codes >= 0])
    weights = np.array([_weight(settings, name) for name in names] + [_OF_PLAN])[: known.shape[1]]
    strata = _strata(data, settings, least)
    left = shared_patterns(known, strata, weights, least, _order(data, settings.seed))
    costs = [
        Cost("emptied", (name,), Arms(*(int((gone & arm).sum()) for arm in arms_of(data))))
        for name, gone in zip((*names, GRADE), (known & ~left).T, strict=False)
        if gone.any()
    ]
    cells = {name: table[name].where(left[:, i]) for i, name in enumerate(names)}
    if grades is not None:
        codes = np.where(left[:, -1], grades.codes, -1).astype(np.int8)
        grades = replace(grades, codes=codes)
    return PatientData(_with_columns(data.cohort, cells, left, names), grades), costs


def _with_columns(
    cohort: Cohort, columns: Mapping[str, pd.Series[float]], left: Mask, names: Sequence[str]
) -> Cohort:
    censored = tuple(
        one.among(left[:, names.index(one.column)]) if one.column in columns else one
        for one in cohort.censored
    )
    return replace(cohort, table=cohort.table.assign(**columns), censored=censored)


def _order(data: PatientLevelData, seed: int) -> Ints:
    """An order of the patients that nothing but who they are, and the plan's seed, decides."""
    drawn = [hashlib.sha256(f"{seed} {who}".encode()).digest() for who in identities(data)]
    order = np.empty(len(drawn), dtype=np.int64)
    order[sorted(range(len(drawn)), key=drawn.__getitem__)] = np.arange(len(drawn))
    return order


def _weight(settings: Settings, column: str) -> float:
    return _OF_PLAN if column in (*settings.judged.named, *settings.covariates) else 1.0


def arms_of(data: PatientLevelData) -> tuple[Mask, Mask]:
    """Which patients are in the treatment arm, and which in the other."""
    return data.treated, ~data.treated


def _strata(data: PatientLevelData, settings: Settings, least: int) -> list[Mask]:
    """Arms, divided by the categories of the plan's covariates where that leaves enough in each.

    Of a model with a category the patients of each level are counted at both ends of a difference.
    """
    strata = list(arms_of(data))
    for column in data.columns:
        if column.name not in settings.covariates or column.kind is not Kind.CATEGORY:
            continue
        codes = data.cohort.table[column.name].cat.codes.to_numpy()
        finer = [one & (codes == code) for one in strata for code in np.unique(codes)]
        finer = [one for one in finer if one.any()]
        if all(int(one.sum()) >= least for one in finer):
            strata = finer
    return strata
