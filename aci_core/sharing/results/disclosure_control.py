"""Disclosure control: small counts, and what reveals them, withheld from shared results.

A count of 1 to `min_cell` - 1 patients is withheld together with everything about its variable:
the other categories and both margins, from which it could be subtracted, and every test and
interval, from whose digits it could be computed. A withheld row keeps its place and says why.

A small number of missing values of a variable is withheld with the others of that variable, and n
is given in steps (`precision`).

Mean and SD of a column, and what is made of them, are withheld where few patients make them
(`dominance`). The others are each over one set of patients (`one_set`) and rounded (`precision`).
Numbers published elsewhere, or shared of nearly the same patients, can be subtracted: this is
disclosure control, not anonymity.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd

from aci_core.analyses import Result, Row
from aci_core.analyses.factors import SCORE, Factors, Line
from aci_core.analyses.outcomes import Outcomes
from aci_core.analyses.responders import FRAGILITY, RESPONDER
from aci_core.analyses.response import Response
from aci_core.analyses.result import KEY
from aci_core.domain.arrays import Floats
from aci_core.domain.cohort import ARM, ID, Cohort
from aci_core.domain.notes import Note, join_notes, note
from aci_core.domain.schema import PRE, Kind
from aci_core.sharing.results.dominance import dominated_columns, is_of
from aci_core.sharing.results.one_set import Place, is_change
from aci_core.summaries import EFFECTIVE, GRADE

NOTE: Final = "withheld"
MISSING: Final = "missing"
ADJUSTED = ("holm", "benjamini_hochberg")
_ANY = "any"
_WITH_PARTS = ("safety", "response", "subgroups", "centres")
_OF_EVENTS = ("events", "per_injection")
LINE_SDS = 1.5
Group = tuple[str, str | None]  # variable, visit


def withhold(
    results: Mapping[str, Result],
    cohorts: Cohort | Sequence[Cohort],
    min_cell: int,
    subtracted: frozenset[Place] = frozenset(),
) -> tuple[dict[str, Result], frozenset[str]]:
    """Withhold what reveals small counts of patients.

    Parameters
    ----------
    results : dict of str to Result
    cohorts : Cohort or sequence of Cohort
        The patients of the results.
    min_cell : int
        The smallest count, other than 0, that is shown.
    subtracted : frozenset of (str, str)
        Measures and visits whose change would give scores of few patients.

    Returns
    -------
    results : dict of str to Result
    variables : frozenset of str
        Variables of which something was withheld.
    """
    patients = [cohorts] if isinstance(cohorts, Cohort) else cohorts
    dominated = frozenset().union(*(dominated_columns(c, min_cell) for c in patients))
    shared: dict[str, Result] = {}
    gone: set[str] = set()
    for name, result in results.items():
        whole, lost = _withhold(result, min_cell)
        telling = {id(row) for row in whole.rows if is_of(row, dominated)}
        kept = (
            without_numbers(r) if id(r) in telling or is_change(r, subtracted) else r
            for r in whole.rows
        )
        shared[name] = _without_dominated(replace(whole, rows=tuple(kept)), dominated)
        gone |= lost | {row.variable for row in whole.rows if id(row) in telling}
    plain = np.array(
        [
            row.p
            for result in shared.values()
            for row in result.rows
            if row.method not in ADJUSTED and row.p is not None
        ]
    )
    adjusted = {name: _withhold_adjusted(result, plain) for name, result in shared.items()}
    return adjusted, frozenset(gone)


def _withhold_adjusted(result: Result, plain: Floats) -> Result:
    """Withhold adjusted P values that may come from a withheld test."""
    rows = (
        row if row.method not in ADJUSTED or _is_derived(row, plain) else without_numbers(row)
        for row in result.rows
    )
    return replace(result, rows=tuple(rows))


def _is_derived(row: Row, plain: Floats) -> bool:
    """Whether an adjusted P value is a multiple of a P value that is shown.

    Else it is a multiple of a withheld one, and would reveal its digits.
    """
    if row.p is None or row.p >= 1:
        return True
    noted = (note.partition(":") for note in row.notes)
    m = next((int(size) for code, _, size in noted if code == "family"), 1)
    multiples = np.outer([*range(1, m + 1), *(m / j for j in range(2, m + 1))], plain)
    return bool(np.isclose(row.p, multiples, rtol=1e-9, atol=0).any())


def _without_dominated(result: Result, dominated: frozenset[str]) -> Result:
    """Without the means and lines of columns whose mean and SD tell a patient's value."""
    if isinstance(result, Outcomes):
        means = (m for m in result.means if f"{m.variable}_{m.visit}" not in dominated)
        return replace(result, means=tuple(means))
    if isinstance(result, Factors):
        lines = (
            line
            for line in result.lines
            if not dominated & {result.column(line.variable, line.visit), f"{SCORE}_{line.visit}"}
        )
        steps = {name: x for name, x in result.slope_steps.items() if name not in dominated}
        return replace(result, lines=tuple(lines), slope_steps=steps)
    return result


def _withhold(result: Result, min_cell: int) -> tuple[Result, set[str]]:
    by_group: dict[Group, list[Row]] = defaultdict(list)
    for row in result.rows:
        by_group[row.variable, row.visit].append(row)
    whole = {group for group, rows in by_group.items() if _is_withheld(rows, min_cell)}
    if any(variable == EFFECTIVE for variable, _ in whole):
        whole |= {group for group in by_group if group[0] == GRADE}
    whole |= _any_event(by_group, whole, min_cell) if result.analysis == "safety" else set()
    levels = {
        (*group, level)
        for group, rows in by_group.items()
        for level in _nested(result.analysis, rows, min_cell)
    }
    unsaid = {
        group
        for group, rows in by_group.items()
        if any_small((_n_missing(row) for row in rows), min_cell)
    }
    rows = tuple(
        without_numbers(row)
        if (row.variable, row.visit) in whole
        or (row.variable, row.visit, row.level) in levels
        or _counts_few_deaths(result, row, min_cell)
        or (row.level == "resolved" and small(_n_missing(row), min_cell))
        else _without_missing(row)
        if (row.variable, row.visit) in unsaid
        else row
        for row in result.rows
        # A category of few patients may identify them; of an event, and of a centre or subgroup,
        # nearly every one is.
        if not (_identifies_few(result, row, whole) or _is_of_parts(result, row) or _nests(row))
    )
    gone = {variable for variable, _ in whole} | {variable for variable, _, _ in levels}
    return _withhold_parts(replace(result, rows=rows, points=None), whole, min_cell), gone


def _withhold_parts(result: Result, whole: set[Group], min_cell: int) -> Result:
    """Withhold parts of a Result other than its rows."""
    if isinstance(result, Response):
        few = any_small((n for *_, n in result.ungradable), min_cell)
        hidden = any(variable == EFFECTIVE for variable, _ in whole)
        total = () if hidden else _ungradable_total(result)
        return replace(result, audit=None, ungradable=total if few else result.ungradable)
    if isinstance(result, Outcomes):
        means = tuple(m for m in result.means if (m.variable, m.visit) not in whole)
        deaths = tuple(
            (name, visit, n)
            for name, visit, n in result.deaths
            if (name, visit) not in whole and not small(n, min_cell)
        )
        return replace(result, means=means, skewness={}, deaths=deaths)
    if isinstance(result, Factors):
        lines = (x for x in result.lines if (x.variable, x.visit) not in whole)
        gone = {result.column(variable, visit or PRE) for variable, visit in whole}
        return replace(
            result,
            lines=tuple(_shorten(x) for x in lines if x.fit.n >= min_cell),
            slope_steps={k: step for k, step in result.slope_steps.items() if k not in gone},
        )
    return result


def _ungradable_total(response: Response) -> tuple[tuple[str, str, int], ...]:
    """Patients without a grade, for any reason: all patients minus the n shown."""
    counts = [(arm, sum(n for _, a, n in response.ungradable if a == arm)) for arm in response.arms]
    return tuple((NOTE, arm, n) for arm, n in counts if n)


def _shorten(line: Line) -> Line:
    """Shorten the line to the bulk of the patients: its ends are not one patient's value."""
    fit = line.fit
    reach = LINE_SDS * float(np.sqrt(fit.sxx / max(fit.n - 1, 1)))
    return replace(line, low=fit.mean_x - reach, high=fit.mean_x + reach)


def small(count: float, min_cell: int) -> bool:
    """Whether a count is small, but not 0."""
    return 0 < count < min_cell


def any_small(counts: Iterable[float], min_cell: int) -> bool:
    """Whether one of the counts is small."""
    return any(small(count, min_cell) for count in counts)


def _patients(row: Row) -> tuple[int, ...]:
    if row.n is None or row.level == "per_injection":  # of injections
        return ()
    return tuple(row.n.values()) if isinstance(row.n, Mapping) else (row.n,)


def _is_withheld(rows: list[Row], min_cell: int) -> bool:
    """Whether everything of a variable at a visit is withheld."""
    if any(any_small(_patients(row), min_cell) for row in rows):
        return True
    if rows[0].analysis == "outcomes":  # its counts are cuts of a scale: `_nested`
        return False
    for row in rows:
        if row.method != "count" or row.estimate is None:
            continue
        if small(row.estimate, min_cell):
            return True
        others = sum(_patients(row)) - row.estimate
        if row.level not in _OF_EVENTS and small(others, min_cell):
            return True
    return False


def _nested(analysis: str, rows: list[Row], min_cell: int) -> set[str | None]:
    """Nested categories of which two counts, or a count and its n, differ by few patients."""
    if analysis == "outcomes":
        return _of_scale(rows, min_cell)
    if rows[0].variable == EFFECTIVE:
        cells = _cells(rows, lambda _: True)
        return {level for level in _levels(cells) if level} if _close(cells, min_cell) else set()
    if analysis == "safety":
        cells = _cells(rows, lambda level: level in (None, "events"))
        return set(_OF_EVENTS) if _close(cells, min_cell, of_n=False) else set()
    return set()


def _of_scale(rows: list[Row], min_cell: int) -> set[str | None]:
    """Ends, cuts and grades of a scale of which one reveals few patients."""
    cuts = {row.level for row in rows if row.method == "odds_ratio"}
    if not cuts:
        cells = _cells(rows, lambda level: level is not None)
        return _levels(cells) if _any_few(cells, min_cell) or _close(cells, min_cell) else set()
    # An ordinal scale: its grades add up to each cut, and the odds of the cuts tell the grades.
    grades = _cells(rows, lambda level: level is not None and level not in cuts)
    dichotomy = _cells(rows, lambda level: level in cuts)
    gone: set[str | None] = set()
    if _any_few(grades, min_cell):
        gone |= _levels(grades) | (cuts - _levels(dichotomy))
    if _any_few(dichotomy, min_cell):
        gone |= _levels(dichotomy)
    return gone


def _any_few(cells: Cells, min_cell: int) -> bool:
    """Whether a count, or the patients who are not in it, are few."""
    counts = [cell for by in cells.values() for cell in by.values()]
    return any(small(x, min_cell) or small(n - x, min_cell) for x, n in counts)


Cells = dict[str | None, dict[str | None, tuple[float, int]]]  # by arm, by level


def _cells(rows: list[Row], wanted: Callable[[str | None], bool]) -> Cells:
    cells: Cells = defaultdict(dict)
    for row in rows:
        if row.method == "count" and row.estimate is not None and wanted(row.level):
            cells[row.arm][row.level] = (row.estimate, sum(_patients(row)))
    return cells


def _levels(cells: Cells) -> set[str | None]:
    return {level for by in cells.values() for level in by}


def _close(cells: Cells, min_cell: int, *, of_n: bool = True) -> bool:
    """Whether two counts of an arm, or their n, differ by few patients."""
    for by in cells.values():
        for (x, n), (y, m) in combinations(by.values(), 2):
            if small(abs(x - y), min_cell) or (of_n and small(abs(n - m), min_cell)):
                return True
    return False


def _any_event(by_group: dict[Group, list[Row]], whole: set[Group], min_cell: int) -> set[Group]:
    """The group "any event", where it would reveal a small count of one event."""
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
            if both and small(whole_arm[None][0] - by[None][0], min_cell):
                return {(_ANY, None)}
    return set()


def _identifies_few(result: Result, row: Row, whole: set[Group]) -> bool:
    return (
        result.analysis == "baseline"
        and row.method == "count"
        and (row.variable, row.visit) in whole
    )


def _is_of_parts(result: Result, row: Row) -> bool:
    """Whether a row is of an event's attributes, of centres or of subgroups."""
    return row.versus is not None and result.analysis in _WITH_PARTS


def _nests(row: Row) -> bool:
    """Whether a row is of responders, nested in grades and scores, or tells exact counts."""
    return row.variable == RESPONDER or row.method == FRAGILITY


def _counts_few_deaths(result: Result, row: Row, min_cell: int) -> bool:
    """Whether the row's n, beside that of the living, gives a small number of deaths."""
    if row.method != "win_odds_death_worst":
        return False
    living = result.get("win_odds", row.variable, visit=row.visit)
    if living is None or not isinstance(row.n, Mapping) or not isinstance(living.n, Mapping):
        return False
    return any_small((n - living.n[arm] for arm, n in row.n.items()), min_cell)


def without_numbers(row: Row) -> Row:
    """The row without numbers."""
    names = {key: getattr(row, key) for key in KEY}
    return Row(**names, note=join_notes([note(NOTE)]))


def _n_missing(row: Row) -> int:
    numbers = (text.partition(":") for text in row.notes)
    return next((int(n) for code, _, n in numbers if code == MISSING and n.isdigit()), 0)


def _without_missing(row: Row) -> Row:
    """The row, whose note says that values are missing and not how many."""
    notes = [note(MISSING) if n.partition(":")[0] == MISSING else n for n in row.notes]
    return replace(row, note=join_notes([Note(n) for n in notes]))


def without_patients(cohort: Cohort, gone: frozenset[str]) -> Cohort:
    """Copy a cohort without its patients: meanings of the columns, and the size of each arm.

    Its digest is left to who knows the results: that of the rows could be tested against guesses
    of a patient's values.
    """
    columns = tuple(
        replace(c, levels=()) if c.name in gone and c.kind is Kind.CATEGORY else c
        for c in cohort.columns
    )
    arms = cohort.table[[ARM]].sort_values(ARM, kind="stable", ignore_index=True)
    numbers = pd.array([str(i + 1) for i in range(cohort.n)], dtype="str")
    return replace(
        cohort,
        table=arms.assign(**{ID: numbers})[[ID, ARM]],  # in no order of the file
        columns=columns,
        issues=(),
        steps=(),  # a correction says what a patient's cell holds
        left_out=(),
        unread=(),
        corrections=(),
        censored=(),
        rows=None,
    )
