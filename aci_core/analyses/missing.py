"""Missing values by variable, arm and patient, and what a trial's file should hold."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from aci_core.checks.values.control_doses import dosed_in_treatment
from aci_core.domain.arrays import Floats, Ints, Mask
from aci_core.domain.schema import Column, Role, visit_order
from aci_core.domain.study.settings import Settings
from aci_core.summaries import Arms, PatientLevelData

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
    places, shares = _map([absent[i] for i in some[:MOST_COLUMNS]], treated, data.ordinals)
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
        shares,
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


def _map(absent: list[Mask], treated: Mask, ordinals: Ints) -> tuple[tuple[Place, ...], Floats]:
    """Patients side by side, by arm, those with most gaps first and alike ones together."""
    if not absent:
        return (), np.empty((0, 0))
    empty = np.stack(absent)
    count = empty.sum(axis=0, dtype=np.int16)
    # Few columns: their pattern is a whole number, the emptiest column its first digit.
    digits = 2.0 ** np.arange(len(absent))[::-1]
    pattern = np.zeros(empty.shape[1])
    for row, digit in zip(empty, digits, strict=True):
        pattern[row] += digit
    each = max(1, -(-len(treated) // MOST_PLACES))
    places: list[Place] = []
    shares = []
    for arm, mask in enumerate((treated, ~treated)):
        who = np.flatnonzero(mask)
        who = who[np.lexsort((who, -pattern[who], -count[who]))]
        for start in range(0, len(who), each):
            here = who[start : start + each]
            places.append(Place(arm, len(here), int(ordinals[here[0]]) if each == 1 else None))
            shares.append(empty[:, here].mean(axis=1))
    return tuple(places), np.stack(shares, axis=1)
