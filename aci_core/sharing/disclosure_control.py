"""Small counts, and what they could be subtracted from, left out of results that are shared.

A count of 1 to `min_cell` - 1 patients takes with it everything about its variable: the other
levels and both margins, from which it could be subtracted, and every test and interval, from
whose digits it could be computed. A row that is withheld keeps its place and says why.

What stays: how many patients each number is of (without it no number can be judged, and with
it, how many have no value), and means, medians and models of measures with more than three
values. What is published elsewhere, or shared of nearly the same patients, can be subtracted:
this is disclosure control, not anonymity.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

import numpy as np

from aci_core.analyses import Result, Row
from aci_core.analyses.factors import Factors, Line
from aci_core.analyses.outcomes import Outcomes
from aci_core.analyses.response import Response
from aci_core.analyses.result import KEY
from aci_core.domain.cohort import ARM, ID, Cohort
from aci_core.domain.notes import joined, note
from aci_core.domain.schema import Kind, Role
from aci_core.summaries import EFFECTIVE, GRADE

NOTE: Final = "withheld"
ADJUSTED = ("holm", "benjamini_hochberg")
_ANY = "any"
_FEW_VALUES = 3  # n, mean and SD are three equations: up to three values can be counted
_OF_EVENTS = ("events", "per_injection")
_LINE_SDS = 1.5
Group = tuple[str, str | None]  # variable, visit


def withhold(
    results: Mapping[str, Result], cohort: Cohort, min_cell: int
) -> tuple[dict[str, Result], frozenset[str]]:
    """The results without what speaks of few patients.

    Parameters
    ----------
    results : dict of str to Result
    cohort : Cohort
        Whose results they are.
    min_cell : int
        The smallest count, other than 0, that may stay.

    Returns
    -------
    results : dict of str to Result
    variables : frozenset of str
        Of which something was withheld.
    """
    disclosive = disclosed_by_moments(cohort, min_cell)
    made: dict[str, Result] = {}
    gone: set[str] = set()
    for name, result in results.items():
        made[name], lost = _withheld(result, disclosive, min_cell)
        gone |= lost
    plain = [
        row.p
        for result in made.values()
        for row in result.rows
        if row.method not in ADJUSTED and row.p is not None
    ]
    return {name: _adjusted(result, plain) for name, result in made.items()}, frozenset(gone)


def _adjusted(result: Result, plain: Sequence[float]) -> Result:
    """Without adjusted P values that are those of a withheld test."""
    rows = (
        row if row.method not in ADJUSTED or _derived(row, plain) else _blank(row)
        for row in result.rows
    )
    return replace(result, rows=tuple(rows))


def _derived(row: Row, plain: Sequence[float]) -> bool:
    """Whether an adjusted P value is a multiple of one that is told.

    It may be the multiple of another test's P: of a withheld one it would give the digits.
    """
    if row.p is None or row.p >= 1:
        return True
    noted = (note.partition(":") for note in row.notes)
    m = next((int(size) for code, _, size in noted if code == "family"), 1)
    factors = [*range(1, m + 1), *(m / j for j in range(2, m + 1))]
    return any(np.isclose(row.p, f * p, rtol=1e-9, atol=0) for p in plain for f in factors)


def disclosed_by_moments(cohort: Cohort, min_cell: int) -> frozenset[str]:
    """Measures and columns whose mean and SD would count a few patients again."""
    names = set()
    for column in cohort.columns:
        if column.kind is not Kind.NUMBER:
            continue
        values = cohort.table[column.name].to_numpy(np.float64)
        arms = cohort.table[ARM].cat.codes.to_numpy()
        known = ~np.isnan(values)
        distinct = np.unique(values[known])
        if len(distinct) > _FEW_VALUES:
            continue
        counts = [int(((values == x) & (arms == a)).sum()) for x in distinct for a in (0, 1)]
        if any_small(counts, min_cell):
            names |= {column.name, column.stem if column.role is Role.MEASURE else column.name}
    return frozenset(names)


def _withheld(result: Result, disclosive: frozenset[str], least: int) -> tuple[Result, set[str]]:
    by_group: dict[Group, list[Row]] = defaultdict(list)
    for row in result.rows:
        by_group[row.variable, row.visit].append(row)
    whole = {group for group, rows in by_group.items() if _whole(group, rows, disclosive, least)}
    if any(variable == EFFECTIVE for variable, _ in whole):
        whole |= {group for group in by_group if group[0] == GRADE}
    whole |= _any_event(by_group, whole, least) if result.analysis == "safety" else set()
    levels = {
        (*group, level)
        for group, rows in by_group.items()
        for level in _nested(result.analysis, rows, least)
    }
    rows = tuple(
        _blank(row)
        if (row.variable, row.visit) in whole or (row.variable, row.visit, row.level) in levels
        else row
        for row in result.rows
        # A level that few have may name them.
        if not _names_few(result, row, whole)
    )
    gone = {variable for variable, _ in whole} | {variable for variable, _, _ in levels}
    return _rest(replace(result, rows=rows, points=None), whole, least), gone


def _rest(result: Result, whole: set[Group], least: int) -> Result:
    """What stands beside the rows."""
    if isinstance(result, Response):
        few = any_small((n for *_, n in result.ungradable), least)
        hidden = any(variable == EFFECTIVE for variable, _ in whole)
        together = () if hidden else _together(result)
        return replace(result, audit=None, ungradable=together if few else result.ungradable)
    if isinstance(result, Outcomes):
        means = tuple(m for m in result.means if (m.variable, m.visit) not in whole)
        return replace(result, means=means, skews={})
    if isinstance(result, Factors):
        lines = (x for x in result.lines if (x.variable, x.visit) not in whole)
        return replace(result, lines=tuple(_shortened(x) for x in lines if x.fit.n >= least))
    return result


def _together(response: Response) -> tuple[tuple[str, str, int], ...]:
    """Who has no grade, for whatever reason: the patients less the n that stays."""
    counts = [(arm, sum(n for _, a, n in response.ungradable if a == arm)) for arm in response.arms]
    return tuple((NOTE, arm, n) for arm, n in counts if n)


def _shortened(line: Line) -> Line:
    """The line over the bulk of the patients: its ends are no single patient's value."""
    fit = line.fit
    reach = _LINE_SDS * float(np.sqrt(fit.sxx / max(fit.n - 1, 1)))
    return replace(line, low=fit.mean_x - reach, high=fit.mean_x + reach)


def small(count: float, least: int) -> bool:
    """Whether a count speaks of a few patients."""
    return 0 < count < least


def any_small(counts: Iterable[float], least: int) -> bool:
    """Whether one of the counts speaks of a few patients."""
    return any(small(count, least) for count in counts)


def _patients(row: Row) -> tuple[int, ...]:
    if row.n is None or row.level == "per_injection":  # of injections
        return ()
    return tuple(row.n.values()) if isinstance(row.n, Mapping) else (row.n,)


def _whole(group: Group, rows: list[Row], disclosive: frozenset[str], least: int) -> bool:
    """Whether nothing of a variable at a visit may stay."""
    variable, _ = group
    if variable in disclosive or any(row.versus in disclosive for row in rows):
        return True
    if any(any_small(_patients(row), least) for row in rows):
        return True
    if rows[0].analysis == "outcomes":  # its counts are cuts of a scale: `_nested`
        return False
    for row in rows:
        if row.method != "count" or row.estimate is None:
            continue
        if small(row.estimate, least):
            return True
        others = sum(_patients(row)) - row.estimate
        if row.level not in _OF_EVENTS and small(others, least):
            return True
    return False


def _nested(analysis: str, rows: list[Row], least: int) -> set[str | None]:
    """Levels that lie one within the other, where a difference of two counts is of few."""
    if analysis == "outcomes":
        cells = _cells(rows, lambda level: level is not None)
        few = [x for by in cells.values() for x, n in by.values() if small(x, least)]
        rest = [n - x for by in cells.values() for x, n in by.values() if small(n - x, least)]
        return set(_levels(cells)) if few or rest or _close(cells, least) else set()
    if rows[0].variable == EFFECTIVE:
        cells = _cells(rows, lambda _: True)
        return {level for level in _levels(cells) if level} if _close(cells, least) else set()
    if analysis == "safety":
        cells = _cells(rows, lambda level: level in (None, "events"))
        return set(_OF_EVENTS) if _close(cells, least, of_n=False) else set()
    return set()


Cells = dict[str | None, dict[str | None, tuple[float, int]]]  # by arm, by level


def _cells(rows: list[Row], wanted: Callable[[str | None], bool]) -> Cells:
    cells: Cells = defaultdict(dict)
    for row in rows:
        if row.method == "count" and row.estimate is not None and wanted(row.level):
            cells[row.arm][row.level] = (row.estimate, sum(_patients(row)))
    return cells


def _levels(cells: Cells) -> set[str | None]:
    return {level for by in cells.values() for level in by}


def _close(cells: Cells, least: int, *, of_n: bool = True) -> bool:
    """Whether two counts of an arm, or what they are of, differ by few patients."""
    for by in cells.values():
        for (x, n), (y, m) in combinations(by.values(), 2):
            if small(abs(x - y), least) or (of_n and small(abs(n - m), least)):
                return True
    return False


def _any_event(by_group: dict[Group, list[Row]], whole: set[Group], least: int) -> set[Group]:
    """Patients with any event, where those with one event could be told from it."""
    every = by_group.get((_ANY, None))
    if every is None:
        return set()
    events = {
        group: rows
        for group, rows in by_group.items()
        if group[0] != _ANY and any(row.level == "events" for row in rows)
    }
    if whole & set(events):
        return {(_ANY, None)}
    pooled = [_cells(rows, lambda level: level is None) for rows in (every, *events.values())]
    for cells in pooled[1:]:
        for arm, by in cells.items():
            whole_arm = pooled[0].get(arm, {})
            both = None in by and None in whole_arm
            if both and small(whole_arm[None][0] - by[None][0], least):
                return {(_ANY, None)}
    return set()


def _names_few(result: Result, row: Row, whole: set[Group]) -> bool:
    return (
        result.analysis == "baseline"
        and row.method == "count"
        and (row.variable, row.visit) in whole
    )


def _blank(row: Row) -> Row:
    """The row's place, without a number."""
    names = {key: getattr(row, key) for key in KEY}
    return Row(**names, note=joined([note(NOTE)]))


def without_patients(cohort: Cohort, gone: frozenset[str]) -> Cohort:
    """The cohort without its patients: what the columns mean, and how many are in each arm."""
    columns = tuple(
        replace(c, levels=()) if c.name in gone and c.kind is Kind.CATEGORY else c
        for c in cohort.columns
    )
    return replace(
        cohort,
        table=cohort.table[[ID, ARM]],
        columns=columns,
        issues=(),
        steps=(),  # a correction says what a patient's cell holds
        left_out=(),
        rows=None,
    )
