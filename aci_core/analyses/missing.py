"""Missing values by variable, arm and patient, what a trial's file should hold, and lost scores."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from aci_core.analyses.outcomes import measured
from aci_core.checks.values.control_doses import dosed_in_treatment
from aci_core.domain.arrays import Floats, Ints, Mask
from aci_core.domain.schema import PRE, Column, Role, visit_order
from aci_core.domain.study.settings import Settings
from aci_core.efficacy import died_before
from aci_core.summaries import Arms, PatientLevelData, Var

# Empty where there was nothing to write: no event, no loss, no further dose.
_CONDITIONAL = frozenset({Role.ID, Role.ARM, Role.EVENT_DAY, Role.EVENT_RESOLVED, Role.LOST_REASON})
_OF_EVENTS = frozenset({Role.EVENT_DAY, Role.EVENT_RESOLVED, Role.EVENT_DETAIL})
MOST_COLUMNS = 24  # rows of a map
MOST_PLACES = 240  # columns of a map: a patient each, or several patients together


@dataclass(frozen=True, slots=True)
class Gap:
    """Missing values of a column.

    Parameters
    ----------
    column : Column
    missing, n : Arms of int
        Patients without a value, and patients to whom the column applies, of each arm: doses are
        not of the controls, and the severity of an event is of those who had it.
    """

    column: Column
    missing: Arms[int]
    n: Arms[int]

    @property
    def total(self) -> int:
        """Patients of both arms without a value."""
        return sum(self.missing)

    @property
    def share(self) -> float:
        """Share of all patients."""
        return self.total / max(sum(self.n), 1)


@dataclass(frozen=True, slots=True)
class Place:
    """One column of the map: a patient, or several that are next to each other.

    Parameters
    ----------
    arm : int
        0 treatment, 1 control.
    patients : int
    ordinal : int or None
        The patient's, where it is one.
    """

    arm: int
    patients: int
    ordinal: int | None


@dataclass(frozen=True)
class Missing:
    """Missing values of a cohort.

    Parameters
    ----------
    arms : Arms of str
    n : Arms of int
    gaps : tuple of Gap
        Columns that should have a value for everybody, the emptiest first.
    complete : int
        Patients without any gap.
    places : tuple of Place
        The map's columns: by arm, the patients with most gaps first; empty without any gap.
    shares : ndarray of float, shape (rows, places)
        Share of the place's patients without a value of the row's column: of the first
        `MOST_COLUMNS` gaps that have any.
    holds, lacks : tuple of str
        What a trial of this kind has, and whether the file has it: measures, ``events``, ...
    visits : dict of str to tuple of str
        Of each measure that the file holds.
    """

    arms: Arms[str]
    n: Arms[int]
    gaps: tuple[Gap, ...]
    complete: int
    places: tuple[Place, ...]
    shares: Floats = field(repr=False, compare=False)
    holds: tuple[str, ...]
    lacks: tuple[str, ...]
    visits: dict[str, tuple[str, ...]]

    @property
    def with_gaps(self) -> tuple[Gap, ...]:
        """Columns with at least one missing value."""
        return tuple(gap for gap in self.gaps if gap.total)

    @property
    def cells(self) -> tuple[int, int]:
        """Missing values, and values there should be."""
        return sum(gap.total for gap in self.gaps), sum(sum(gap.n) for gap in self.gaps)


# Why a patient has no score at a visit, the first that is so; with `SCORED` everybody once.
SCORED, DIED, LATER, LOST, UNKNOWN = "scored", "died", "later", "lost", "unknown"
STATES = (SCORED, DIED, LATER, LOST, UNKNOWN)


@dataclass(frozen=True)
class MissingScores:
    """Scores of one measure at each visit, and why there is none.

    Parameters
    ----------
    measure : str
    arms : Arms of str
    n : Arms of int
    visits : tuple of str
        The rows of the map.
    counts : dict of (str, str) to Arms of int
        By visit and state of `STATES`: scored; died before; seen again at a later visit; lost to
        follow-up; nothing told.
    reasons : dict of str to tuple of (str, Arms of int)
        Of the lost by visit: the file's words, ``""`` where none are given.
    places : tuple of Place
        The map's columns: by arm, the patients with most gaps first; empty without any gap.
    shares, dead : ndarray of float, shape (visits, places)
        Share of the place's patients without a score, and of those who died before.
    """

    measure: str
    arms: Arms[str]
    n: Arms[int]
    visits: tuple[str, ...]
    counts: dict[tuple[str, str], Arms[int]]
    reasons: dict[str, tuple[tuple[str, Arms[int]], ...]]
    places: tuple[Place, ...]
    shares: Floats = field(repr=False, compare=False)
    dead: Floats = field(repr=False, compare=False)


# The paper's measures, and what else it reports.
EXPECTED = ("nihss", "bi", "perfusion", "vegf", "bfgf")
PARTS = {
    "covariates": frozenset({Role.COVARIATE}),
    "grade": frozenset({Role.GRADE}),
    "events": frozenset({Role.EVENT}),
    "followup": frozenset({Role.FOLLOWUP}),
    "died": frozenset({Role.DIED}),
    "lost": frozenset({Role.LOST}),
    "doses": frozenset({Role.DOSE}),
}


def missing(data: PatientLevelData, settings: Settings) -> Missing:  # noqa: ARG001 - as every analysis
    """Count missing values by column, arm and patient, and list what the file holds."""
    table = data.cohort.table
    columns = [c for c in data.columns if c.role not in _CONDITIONAL and "_day_" not in c.name]
    treated = data.treated
    not_due = {column.name for column in dosed_in_treatment(data.cohort)}
    gaps, absent = [], []
    for column in columns:
        empty = table[column.name].isna().to_numpy()
        n = data.n
        if column.name in not_due or (
            column.role is Role.DOSE and bool(empty[~treated].all())
        ):  # nothing was to be given to a control
            empty, n = empty & treated, Arms(data.n.treatment, 0)
        elif column.role is Role.EVENT_DETAIL:
            due = _had(data, column)
            empty = empty & due
            n = Arms(int(np.count_nonzero(due & treated)), int(np.count_nonzero(due & ~treated)))
        n_missing, in_treatment = np.count_nonzero(empty), np.count_nonzero(empty & treated)
        count = Arms(int(in_treatment), int(n_missing - in_treatment))
        gaps.append(Gap(column, count, n))
        absent.append(empty)
    order = sorted(range(len(gaps)), key=lambda i: (-gaps[i].total, i))
    some = [i for i in order if gaps[i].total]
    any_gap = np.zeros(len(treated), dtype=bool)
    for i in some:
        any_gap |= absent[i]
    mapped = [absent[i] for i in some[:MOST_COLUMNS]]
    places, groups = _places(mapped, treated, data.ordinals)
    roles = {c.role for c in data.columns}
    measured = data.cohort.measured
    present = [*measured, *(part for part, of in PARTS.items() if of & roles)]
    lacking = [name for name in EXPECTED if name not in measured]
    lacking += [part for part in PARTS if part not in present]
    visits = {m: tuple(sorted(data.cohort.visits_of(m), key=visit_order)) for m in measured}
    return Missing(
        data.arms,
        data.n,
        tuple(gaps[i] for i in order),
        int(len(treated) - any_gap.sum()),
        places,
        _shares(mapped, groups),
        tuple(present),
        tuple(lacking),
        visits,
    )


def _had(data: PatientLevelData, column: Column) -> Mask:
    """Patients of whom something is told of the event that a column describes.

    By the event's own column; of all events together by any of theirs; where there is none, by
    what else is told of it.
    """
    events = [c for c in data.columns if c.role is Role.EVENT]
    own = [c for c in events if c.stem == column.stem] or events
    table = data.cohort.table
    if own:
        counts = table[[c.name for c in own]].to_numpy(np.float64)
        return np.asarray((counts >= 1).any(axis=1), dtype=bool)
    number = _number(column)
    beside = [c.name for c in data.columns if c.role in _OF_EVENTS and _number(c) == number]
    return np.asarray(table[beside].notna().to_numpy().any(axis=1), dtype=bool)


def _number(column: Column) -> str:
    """The number of an event among several of a patient: of AE2 severity 2."""
    last = column.name.rpartition("_")[2]
    return last if last.isdecimal() else ""


def missing_scores(data: PatientLevelData, measure: str) -> MissingScores:
    """Who has a score of a measure at each visit, and why the others have none."""
    visits = measured(data)[measure]
    scores = np.stack([data.values(Var(f"{measure}_{visit}")) for visit in visits])
    absent = np.isnan(scores)
    nobody = np.zeros(len(data.treated), dtype=bool)
    dead = [nobody if v == PRE else died_before(data.cohort, v) for v in visits]
    lost_column = next((c for c in data.columns if c.role is Role.LOST), None)
    lost = nobody if lost_column is None else data.values(Var(lost_column.name)) >= 1
    counts: dict[tuple[str, str], Arms[int]] = {}
    reasons: dict[str, tuple[tuple[str, Arms[int]], ...]] = {}
    for i, visit in enumerate(visits):
        rest = absent[i].copy()
        later = ~absent[i + 1 :].all(axis=0) if i + 1 < len(visits) else nobody
        counts[visit, SCORED] = count_by_arm(data, ~rest)
        for state, applies in ((DIED, dead[i]), (LATER, later), (LOST, lost), (UNKNOWN, ~nobody)):
            who = rest & applies
            counts[visit, state] = count_by_arm(data, who)
            rest &= ~applies
            if state == LOST:
                reasons[visit] = _reasons(data, who)
    places, groups = _places(list(absent), data.treated, data.ordinals)
    return MissingScores(
        measure,
        data.arms,
        data.n,
        visits,
        counts,
        reasons,
        places,
        _shares(list(absent), groups),
        _shares([d & gap for d, gap in zip(dead, absent, strict=True)], groups),
    )


def _reasons(data: PatientLevelData, who: Mask) -> tuple[tuple[str, Arms[int]], ...]:
    """Why these patients were lost, in the file's words, the most frequent first."""
    column = next((c for c in data.columns if c.role is Role.LOST_REASON), None)
    if column is None or not who.any():
        return ()
    cells = data.cohort.table[column.name].astype("string").fillna("").to_numpy(dtype=str)
    counted = [(text, count_by_arm(data, who & (cells == text))) for text in np.unique(cells[who])]
    return tuple(sorted(((str(x), n) for x, n in counted), key=lambda one: (-sum(one[1]), one[0])))


def count_by_arm(data: PatientLevelData, who: Mask) -> Arms[int]:
    """Patients of each arm among these."""
    return Arms(int((who & data.treated).sum()), int((who & ~data.treated).sum()))


def _places(
    absent: list[Mask], treated: Mask, ordinals: Ints
) -> tuple[tuple[Place, ...], list[Ints]]:
    """Patients side by side, by arm, those with most gaps first and alike ones together."""
    if not absent or not np.stack(absent).any():
        return (), []
    empty = np.stack(absent)
    count = empty.sum(axis=0, dtype=np.int16)
    # Few columns: their pattern is a whole number, the emptiest column its first digit.
    digits = 2.0 ** np.arange(len(absent))[::-1]
    pattern = np.zeros(empty.shape[1])
    for row, digit in zip(empty, digits, strict=True):
        pattern[row] += digit
    each = max(1, -(-len(treated) // MOST_PLACES))
    places: list[Place] = []
    groups: list[Ints] = []
    for arm, mask in enumerate((treated, ~treated)):
        who = np.flatnonzero(mask)
        who = who[np.lexsort((who, -pattern[who], -count[who]))]
        for start in range(0, len(who), each):
            here = who[start : start + each]
            places.append(Place(arm, len(here), int(ordinals[here[0]]) if each == 1 else None))
            groups.append(here)
    return tuple(places), groups


def _shares(masks: list[Mask], groups: list[Ints]) -> Floats:
    """Share of each group that is in each mask, shape (masks, groups)."""
    if not groups:
        return np.empty((0, 0))
    rows = np.stack(masks)
    return np.stack([rows[:, here].mean(axis=1) for here in groups], axis=1)
