"""One patient: values compared with the own arm, arithmetic of the grade, and course."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import numpy as np

from aci_core.domain.arrays import Floats, Mask
from aci_core.domain.censored import Side
from aci_core.domain.cohort import ARM, Cohort
from aci_core.domain.errors import AciError
from aci_core.domain.schema import SERIOUS, Column, Kind, Role
from aci_core.domain.schema.visits import day_of, visit_order
from aci_core.efficacy import DEATH_DAY, MRS_DEAD, REASONS, Grades
from aci_core.summaries.quantiles import quantiles_type7

_DOSE = re.compile(r"(nsc|msc)_day_(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Standing:
    """The known values of the patient's arm, and the rank of the patient's own among them.

    Parameters
    ----------
    n : int
    low, q1, median, q3, high : float
        Quartiles of type 7.
    percentile : float or None
        100 (b + e / 2) / n, of b lower values and e equal ones: the mid-rank. None where the
        patient's own value is not known.
    """

    n: int
    low: float
    q1: float
    median: float
    q3: float
    high: float
    percentile: float | None


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a patient: a score at a visit, or a factor.

    Parameters
    ----------
    column : str
    measure, visit : str or None
        None of a factor.
    value : float or None
        None where it is not known.
    standing : Standing or None
        None where nobody's is known.
    beyond : (str, float) or None
        Side, ``below`` or ``above``, and limit, where the limit alone is known.
    """

    column: str
    measure: str | None
    visit: str | None
    value: float | None
    standing: Standing | None
    beyond: tuple[Side, float] | None = None

    @property
    def place(self) -> float | None:
        """Where it is drawn: beyond a limit at the limit."""
        return self.value if self.beyond is None else self.beyond[1]


Course = tuple[Number, ...]  # scores of one measure, in the order of time


@dataclass(frozen=True, slots=True)
class Trait:
    """One category of a patient, and how many of the arm share it of how many known."""

    column: str
    level: str | None
    same: int
    n: int

    @property
    def share(self) -> float | None:
        """Share of the arm's known patients with the same category."""
        return self.same / self.n if self.level is not None and self.n else None


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Arithmetic of a patient's grade.

    Parameters
    ----------
    rule : str
        Its name; ``recorded`` for the clinician's own.
    visit : str or None
    before, after : float or None
    percent : float or None
        100 (before - after) / before.
    grade : str or None
    reached, missed : float or None
        The cut that the reduction reaches and the next better one, in the unit of the rule.
    kind : {"percent", "points", "at_most", "died", "recorded", "none"}
        What decided.
    reason : str
        Of `REASONS`; empty where there is a grade.
    effective : bool
    last_above : float or None
        The rule's last cut where it has to be exceeded, not reached.
    """

    rule: str
    visit: str | None
    before: float | None
    after: float | None
    percent: float | None
    grade: str | None
    reached: float | None
    missed: float | None
    kind: str
    reason: str
    effective: bool
    last_above: float | None = None


@dataclass(frozen=True, slots=True)
class CourseEvent:
    """One event on a patient's time-line.

    Parameters
    ----------
    kind : {"nsc", "msc", "event", "death", "visit"}
    name : str
        The event's term, the visit, or the dose's number.
    day : float or None
        None where it is not known.
    times : int
        How often an event was counted.
    resolved : bool or None
    """

    kind: str
    name: str
    day: float | None
    times: int = 1
    resolved: bool | None = None


@dataclass(frozen=True)
class Patient:
    """All data of one patient.

    Parameters
    ----------
    ordinal : int
        The patient's number in the whole cohort.
    arm : str
    scores, factors : tuple of Number
        Scores in the order of time.
    traits : tuple of Trait
    arithmetic : Arithmetic or None
        None where the file cannot be graded.
    course : tuple of CourseEvent
    received : tuple of (str, float)
        Columns of doses, such as ``nsc_doses``, and their value.
    died, lost : bool or None
    lost_reason : str
    """

    ordinal: int
    arm: str
    scores: tuple[Number, ...]
    factors: tuple[Number, ...]
    traits: tuple[Trait, ...]
    arithmetic: Arithmetic | None
    course: tuple[CourseEvent, ...]
    received: tuple[tuple[str, float], ...]
    died: bool | None
    lost: bool | None
    lost_reason: str

    @cached_property
    def halves(self) -> tuple[tuple[Number, ...], tuple[Number, ...]]:
        """Known numbers in two parts of about equal length, no measure split."""
        known = tuple(one for one in (*self.scores, *self.factors) if one.value is not None)
        cuts = [i for i in range(1, len(known)) if known[i].measure != known[i - 1].measure] or [
            len(known)
        ]
        cut = min(cuts, key=lambda i: abs(2 * i - len(known)))
        return known[:cut], known[cut:]

    @cached_property
    def courses(self) -> tuple[Course, ...]:
        """Scores of each measure that the arm has at two visits, and the patient at one."""
        return tuple(one for one in self._by_measure() if _is_course(one))

    @property
    def n_events(self) -> int:
        """Kinds of adverse events; that one was serious is no further one."""
        kinds = [moment.name for moment in self.course if moment.kind == "event"]
        return len([kind for kind in kinds if kind != SERIOUS]) or len(kinds)

    @property
    def characteristics(self) -> tuple[Number, ...]:
        """Numbers that are no course: factors, and the scores of a single visit."""
        single = [one for one in self._by_measure() if not _is_course(one)]
        return (*self.factors, *(score for scores in single for score in scores))

    def _by_measure(self) -> tuple[Course, ...]:
        return tuple(tuple(scores) for _, scores in groupby(self.scores, lambda one: one.measure))


def _is_course(scores: Course) -> bool:
    known = [score for score in scores if score.standing is not None]
    return len(known) > 1 and any(score.value is not None for score in known)


def patient(cohort: Cohort, grades: Grades | None, ordinal: int) -> Patient:
    """Collect one patient's data from a cohort or a selection of it.

    Parameters
    ----------
    cohort : Cohort
        Its patients of the same arm are what each value is set against.
    grades : Grades or None
    ordinal : int
        The patient's number in the whole cohort.

    Raises
    ------
    AciError
        ``patient_absent``: nobody here has that number.
    """
    places = np.flatnonzero(cohort.ordinals == ordinal)
    if not len(places):
        raise AciError("patient_absent", number=ordinal)
    at = int(places[0])
    codes = cohort.table[ARM].cat.codes.to_numpy()
    mine = codes == codes[at]
    by_time = sorted(
        cohort.columns_with(Role.MEASURE),
        key=lambda c: (list(cohort.measures).index(c.stem), visit_order(str(c.visit))),
    )
    factors = [c for c in cohort.columns_with(Role.COVARIATE) if c.kind is Kind.NUMBER]
    traits = [c for c in cohort.columns_with(Role.COVARIATE) if c.kind is Kind.CATEGORY]
    return Patient(
        ordinal,
        str(cohort.table[ARM].iloc[at]),
        tuple(_number(cohort, c, at, mine) for c in by_time),
        tuple(_number(cohort, c, at, mine) for c in factors),
        tuple(_trait(cohort, c, at, mine) for c in traits),
        _arithmetic(cohort, grades, at) if grades is not None else None,
        _course(cohort, at),
        _received(cohort, at),
        _flag(cohort, "died", at),
        _flag(cohort, "lost", at),
        _text(cohort, "lost_reason", at),
    )


def standing(values: Floats, value: float | None) -> Standing | None:
    """Rank of a value among others, None where none of them is known.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        NaN missing.
    value : float or None

    Examples
    --------
    >>> standing(np.array([1.0, 2, 2, 4]), 2.0).percentile
    50.0
    """
    known = np.sort(values[~np.isnan(values)])
    cuts = quantiles_type7(known, None, (0.0, 0.25, 0.5, 0.75, 1.0))
    if cuts is None:
        return None
    rank = None
    if value is not None:
        below = int(np.count_nonzero(known < value))
        equal = int(np.count_nonzero(known == value))
        rank = 100 * (below + equal / 2) / len(known)
    low, q1, median, q3, high = cuts.tolist()
    return Standing(len(known), low, q1, median, q3, high, rank)


def _number(cohort: Cohort, column: Column, at: int, mine: Mask) -> Number:
    values = cohort.table[column.name].to_numpy(np.float64)
    value = None if np.isnan(values[at]) else float(values[at])
    censored = cohort.censored_in(column.name)
    if censored is None:
        place = standing(values[mine], value)
    else:
        limits = censored.limits_of(cohort.n)
        drawn = np.where(np.isnan(limits), values, limits)
        place = standing(drawn[mine], None if value is None else float(drawn[at]))
    measured = column.role is Role.MEASURE
    return Number(
        column.name, column.stem if measured else None, column.visit if measured else None,
        value, place, None if censored is None else censored.cell(at),
    )  # fmt: skip


def _trait(cohort: Cohort, column: Column, at: int, mine: Mask) -> Trait:
    cells = cohort.table[column.name].cat
    codes = cells.codes.to_numpy()
    code = int(codes[at])
    known = mine & (codes >= 0)
    level = str(cells.categories[code]) if code >= 0 else None
    same = int(np.count_nonzero(known & (codes == code)))
    return Trait(column.name, level, same, int(np.count_nonzero(known)))


def _arithmetic(cohort: Cohort, grades: Grades, at: int) -> Arithmetic:
    before, after = (
        _value(cohort, f"nihss_{visit}", at) if visit else None for visit in ("pre", grades.visit)
    )
    code = int(grades.codes[at])
    reduction = float(grades.reduction[at])
    percent = None if np.isnan(reduction) else reduction
    reason = REASONS[int(grades.reasons[at])]
    rule = grades.rule
    kind, reached, missed = "none", None, None
    if reason == "died":
        kind = "died"
    elif code >= 0 and rule is None:
        kind = "recorded"
    elif code >= 0 and rule is not None and before is not None and after is not None:
        kind = rule.kind
        cuts = [float(cut) for cut in rule.cuts]
        reached = cuts[code] if code < len(cuts) else None
        missed = cuts[code - 1] if code > 0 else None
        if rule.or_at_most is not None and after <= rule.or_at_most:
            kind, reached, missed = "at_most", float(rule.or_at_most), None
    name = grades.scale.best_first[code] if code >= 0 else None
    return Arithmetic(
        grades.name, grades.visit, before, after, percent, name, reached, missed, kind,
        reason, name in grades.scale.effective,
        float(rule.cuts[-1]) if rule is not None and rule.last_above else None,
    )  # fmt: skip


def _course(cohort: Cohort, at: int) -> tuple[CourseEvent, ...]:
    events = []
    for column in cohort.columns_with(Role.DOSE):
        match = _DOSE.fullmatch(column.name)
        day = _value(cohort, column.name, at) if match else None
        if match and day is not None:
            events.append(CourseEvent(match[1], match[2], day))
    for column in cohort.columns_with(Role.EVENT):
        times = _value(cohort, column.name, at)
        if times:
            day = _value(cohort, f"{column.name}_day", at)
            gone = _flag(cohort, f"{column.name}_resolved", at)
            events.append(CourseEvent("event", column.stem, day, int(times), gone))
    if _flag(cohort, "died", at):
        events.append(CourseEvent("death", "died", _value(cohort, DEATH_DAY, at)))
    seen = [visit for visit in cohort.visits if _seen(cohort, visit, at)]
    events += [CourseEvent("visit", visit, day_of(visit)) for visit in seen]
    return tuple(sorted(events, key=lambda m: (m.day is None, m.day or 0.0)))


def _seen(cohort: Cohort, visit: str, at: int) -> bool:
    """Whether the patient was seen at the visit: a grade that says dead is no follow-up."""
    known = (
        (c.stem, _value(cohort, c.name, at))
        for c in cohort.columns_with(Role.MEASURE)
        if c.visit == visit
    )
    return any(value is not None and (stem, value) != ("mrs", MRS_DEAD) for stem, value in known)


def _received(cohort: Cohort, at: int) -> tuple[tuple[str, float], ...]:
    columns = [
        c.name
        for c in cohort.columns_with(Role.DOSE)
        if not _DOSE.fullmatch(c.name) and c.kind is Kind.NUMBER
    ]
    pairs = [(name, _value(cohort, name, at)) for name in columns]
    return tuple((name, value) for name, value in pairs if value is not None)


def _value(cohort: Cohort, name: str, at: int) -> float | None:
    if not cohort.usable(name):
        return None
    value = float(cohort.table[name].to_numpy(np.float64)[at])
    return None if np.isnan(value) else value


def _flag(cohort: Cohort, name: str, at: int) -> bool | None:
    value = _value(cohort, name, at)
    return None if value is None else value >= 1


def _text(cohort: Cohort, name: str, at: int) -> str:
    if not cohort.usable(name):
        return ""
    value = cohort.table[name].iloc[at]
    return value if isinstance(value, str) else ""
