"""The set of patients of each shared number that is linear in patients: a mean, a change.

Two means of one column over sets that differ by few patients give the values of these few, and so
does a mean after treatment beside a mean change: together they are a mean before treatment. Hence

- a measure after treatment is of the patients with both scores, before treatment and at that
  visit; before treatment it is of those with both scores of its own visit, in Table 1 too;
- mean changes at further visits are shared where no patients, taken together by the sets that
  they are in (`Sets`), are few.

What is not linear (an adjusted difference, a correlation, a line) cannot be subtracted, and is
rounded to what one patient can move (`precision`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from aci_core.analyses import Result, analyse, baseline, factors, outcomes
from aci_core.analyses.factors import Factors
from aci_core.analyses.outcomes import Outcomes, change, measured
from aci_core.analyses.plan import compared_visits, own_visit
from aci_core.analyses.result import KEY, Row
from aci_core.analyses.study import ANALYSES, selected_data
from aci_core.domain.arrays import Mask
from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import PRE
from aci_core.domain.study.settings import Settings
from aci_core.selection import Selected
from aci_core.summaries import PatientLevelData
from aci_core.summaries.dominance import FEWEST

if TYPE_CHECKING:
    import pandas as pd

_WITHIN = ("paired_t", "wilcoxon_signed_rank")
R = TypeVar("R", bound=Result)
Place = tuple[str, str]  # measure, visit


class Sets:
    """Sets of patients over which sums of a column are shared, by column.

    Parameters
    ----------
    arms : sequence of ndarray of bool, each of shape (n,)
    least : int
        The fewest patients whose sum may be known.
    """

    def __init__(self, arms: Sequence[Mask], least: int) -> None:
        self._arms = arms
        self._least = least
        self._shared: dict[str, list[Mask]] = defaultdict(list)

    def add(self, column: str, members: Mask) -> None:
        """Share a sum of the column over these patients."""
        self._shared[column].append(members)

    def admits(self, column: str, members: Mask) -> bool:
        """Whether one more sum leaves no few patients who are in the same sets of the column."""
        shared = np.stack([*self._shared[column], members])
        return not any(self._few(shared[:, arm]) for arm in self._arms)

    def _few(self, shared: Mask) -> bool:
        alike, sizes = np.unique(shared, axis=1, return_counts=True)
        return bool((sizes[alike.any(axis=0)] < self._least).any())


def over_both_scores(data: PatientLevelData, settings: Settings) -> tuple[Cohort, Cohort]:
    """The patients, each measure over those with both scores: after treatment, and before it.

    Parameters
    ----------
    data : PatientLevelData
    settings : Settings

    Returns
    -------
    after : Cohort
        A score after treatment is missing where that before treatment is.
    before : Cohort
        A score before treatment is missing where that of the measure's own visit is, too.
    """
    table = data.cohort.table
    after, before = {}, {}
    for name, visits in measured(data).items():
        later = [visit for visit in visits if visit != PRE]
        own = own_visit(settings, name, later)
        if PRE not in visits or own is None:
            continue
        first = table[f"{name}_{PRE}"]
        for visit in later:
            after[f"{name}_{visit}"] = table[f"{name}_{visit}"].where(first.notna())
        before[f"{name}_{PRE}"] = first.where(table[f"{name}_{own}"].notna())
    both = _with_columns(data.cohort, after)
    return both, _with_columns(both, before)


def _with_columns(cohort: Cohort, columns: Mapping[str, pd.Series[float]]) -> Cohort:
    """The cohort with some cells empty; of those that are left a limit stays one."""
    censored = tuple(
        one.among(columns[one.column].notna().to_numpy()) if one.column in columns else one
        for one in cohort.censored
    )
    return replace(cohort, table=cohort.table.assign(**columns), censored=censored)


def analyse_over_both_scores(
    cohort: Cohort, selected: Selected, settings: Settings
) -> tuple[PatientLevelData, PatientLevelData, dict[str, Result]]:
    """Every analysis that is shared, what is before treatment over those of `over_both_scores`.

    Parameters
    ----------
    cohort : Cohort
        All patients.
    selected : Selected
    settings : Settings

    Returns
    -------
    after, before : PatientLevelData
        As of `over_both_scores`.
    results : dict of str to Result
    """
    after, before = (
        selected_data(cohort, replace(selected, cohort=part), settings)
        for part in over_both_scores(selected_data(cohort, selected, settings), settings)
    )
    results = dict(zip(ANALYSES, analyse(after, settings), strict=True))
    # Adjusted means of each visit, and who lacks a score, are not of these sets.
    del results["course"], results["sensitivity"]
    results["baseline"] = baseline(before, settings)
    scores, of_scores = outcomes(before, settings), results["outcomes"]
    if isinstance(of_scores, Outcomes):
        means = {(m.variable, m.arm): m for m in scores.means if m.visit == PRE}
        results["outcomes"] = replace(
            _with_first(of_scores, scores),
            means=tuple(
                means.get((m.variable, m.arm), m) if m.visit == PRE else m for m in of_scores.means
            ),
        )
    of_factors, at_first = results["factors"], factors(before, settings)
    if isinstance(of_factors, Factors):
        results["factors"] = replace(
            _with_first(of_factors, at_first),
            lines=(
                *(x for x in at_first.lines if x.visit == PRE),
                *(x for x in of_factors.lines if x.visit != PRE),
            ),
        )
    return after, before, results


def _with_first(result: R, first: Result) -> R:
    """The result, its rows before treatment those of another."""
    rows = {_key(row): row for row in first.rows if row.visit == PRE}
    kept = (rows.get(_key(row)) if row.visit == PRE else row for row in result.rows)
    return replace(result, rows=tuple(row for row in kept if row is not None))


def _key(row: Row) -> tuple[str | None, ...]:
    return tuple(getattr(row, name) for name in KEY)


def subtracted_changes(
    after: PatientLevelData, before: PatientLevelData, settings: Settings, least: int
) -> frozenset[Place]:
    """Measures and visits whose mean change would give few patients' scores before treatment.

    Parameters
    ----------
    after, before : PatientLevelData
        As of `over_both_scores`.
    settings : Settings
    least : int
        The fewest patients whose sum may be known.
    """
    sets = Sets((after.treated, ~after.treated), max(least, FEWEST))
    table, first = after.cohort.table, before.cohort.table
    gone: set[Place] = set()
    for name, visits in measured(after).items():
        later = [visit for visit in visits if visit != PRE]
        column = f"{name}_{PRE}"
        if PRE not in visits:
            continue
        sets.add(column, first[column].notna().to_numpy())
        own = own_visit(settings, name, later)
        asked = compared_visits(settings, name, later)
        for visit in sorted(later, key=lambda v: (v != own, v not in asked)):
            both = table[f"{name}_{visit}"].notna().to_numpy()  # has a score before, too
            # A mean after treatment less the mean change.
            if visit == own or sets.admits(column, both):
                sets.add(column, both)
            else:
                gone.add((name, visit))
    return frozenset(gone)


def is_change(row: Row, places: frozenset[Place]) -> bool:
    """Whether a row is about the change within an arm at one of these places."""
    if row.analysis != "outcomes":
        return False
    of_change = {(name, change(visit)) for name, visit in places}
    at = (row.variable, row.visit or "")
    return at in of_change or (row.method in _WITHIN and at in places)


def sizes(data: PatientLevelData) -> Mapping[str, int]:
    """Patients of each arm."""
    return dict(zip(data.arms, data.n, strict=True))
