"""Adherence to the protocol: doses, courses and their days, planned and received."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from aci_core.domain.arrays import Floats
from aci_core.domain.schema import EXPOSURE, Column, Kind, Role
from aci_core.domain.study.protocol import DEFAULT, PRODUCTS, Protocol
from aci_core.domain.study.settings import Settings
from aci_core.stats.estimate import Estimate
from aci_core.stats.proportion import wilson
from aci_core.summaries import Arms, Data, NotAvailable, Var

COURSES = "courses"
# Columns of how many doses of each kind a patient received.
DOSE_COLUMNS = tuple(f"{name}_doses" for name in PRODUCTS)
_DAY = re.compile(rf"({'|'.join(PRODUCTS)})_day_(\d{{1,3}})")


@dataclass(frozen=True, slots=True)
class Received:
    """Doses of a kind, or courses, that the patients of the treatment arm received.

    Parameters
    ----------
    name : str
        ``nsc``, ``msc`` or ``courses``.
    planned : int
    counts : tuple of (float, int)
        Doses and how many patients received so many, the most first.
    n, missing : int
        Patients whose doses are known, and not.
    whole : Estimate
        Share who received at least what was planned, Wilson's interval.
    """

    name: str
    planned: int
    counts: tuple[tuple[float, int], ...]
    n: int
    missing: int
    whole: Estimate

    @property
    def as_planned(self) -> int:
        """Patients who received at least what was planned."""
        return sum(k for doses, k in self.counts if doses >= self.planned)


@dataclass(frozen=True, slots=True)
class Day:
    """Day of a dose in the treatment arm.

    Parameters
    ----------
    name : str
    number : int
        Which dose of its kind, from 1.
    week : int or None
        The planned week; None where fewer doses are planned.
    n : int
        Patients with a known day.
    q1, median, q3 : float
        Days, the first day of treatment being 1; R's type 7.
    """

    name: str
    number: int
    week: int | None
    n: int
    q1: float
    median: float
    q3: float


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a column of the file's own records as given: doses, infusions, cells.

    Parameters
    ----------
    name : str
    n : Arms of int
        Patients with a value.
    quartiles : Arms of (float, float, float) or None
        First quartile, median and third quartile, R's type 7; None of nobody, and of words.
    levels : tuple of (str, Arms of int)
        Of a column in words (low, high): each level and its patients.
    """

    name: str
    n: Arms[int]
    quartiles: Arms[tuple[float, float, float] | None]
    levels: tuple[tuple[str, Arms[int]], ...] = ()


@dataclass(frozen=True, slots=True)
class Doses:
    """Doses planned and received.

    Parameters
    ----------
    arm : str
        The treatment arm.
    protocol : Protocol
    level : float
    given : tuple of Received
        Empty where the file has no doses.
    days : tuple of Day
    control : int
        Patients of the control arm who received any dose.
    exposures : tuple of Exposure
        Columns of the file's own. They name no kind of cell, so no plan can be held against them.
    step : int
        Of shared results: n is given in such steps, as of a `Result`.
    """

    arm: str
    protocol: Protocol
    level: float
    given: tuple[Received, ...]
    days: tuple[Day, ...]
    control: int
    exposures: tuple[Exposure, ...] = ()
    step: int = 1

    @property
    def published(self) -> bool:
        """Whether the plan is the one that the trial's report gives, and not the user's own."""
        return self.protocol == DEFAULT


def doses(data: Data, settings: Settings) -> Doses:
    """Compare the treatment arm's doses and courses with the settings' protocol."""
    names = {c.name for c in data.columns if c.role is Role.DOSE}
    received = list(_received(data, settings, names))
    return Doses(
        data.arms.treatment,
        settings.protocol,
        settings.level,
        tuple(received),
        tuple(_days(data, settings.protocol, names)),
        _control(data, names),
        tuple(_exposures(data)),
    )


def _received(data: Data, settings: Settings, names: set[str]) -> Iterator[Received]:
    protocol = settings.protocol
    planned = {f"{name}_doses": len(protocol.weeks_of(name)) for name in PRODUCTS}
    planned[COURSES] = protocol.courses
    for column, plan in planned.items():
        if column not in names:
            continue
        try:
            counts = data.counts(Var(column))
        except NotAvailable:
            continue
        pairs = [(float(v), int(k)) for v, k in zip(counts.values, counts.treatment, strict=True)]
        n = counts.n_treatment
        whole = sum(k for doses, k in pairs if doses >= plan)
        yield Received(
            column.removesuffix("_doses"),
            plan,
            tuple((doses, k) for doses, k in reversed(pairs) if k),
            n,
            data.n.treatment - n,
            wilson(whole, n, settings.level),
        )


def _days(data: Data, protocol: Protocol, names: set[str]) -> Iterator[Day]:
    matches = sorted(
        (PRODUCTS.index(m[1]), int(m[2]), name) for name in names if (m := _DAY.fullmatch(name))
    )
    for place, number, name in matches:
        try:
            n = data.moments(Var(name)).treatment.n
            quartiles = data.quantiles(Var(name), (0.25, 0.5, 0.75)).treatment
        except NotAvailable:
            continue
        if quartiles is None or not n:
            continue
        weeks = protocol.weeks_of(PRODUCTS[place])
        week = weeks[number - 1] if number <= len(weeks) else None
        q1, median, q3 = np.asarray(quartiles).tolist()
        yield Day(PRODUCTS[place], number, week, n, q1, median, q3)


def _exposures(data: Data) -> Iterator[Exposure]:
    for column in data.columns:
        of = column.role is Role.DOSE and column.name.startswith(EXPOSURE)
        if not of or column.stopped or column.kind not in _DESCRIBED:
            continue
        try:
            one = _DESCRIBED[column.kind](data, column)
        except NotAvailable:
            continue
        if any(one.n):
            yield one


def _amounts(data: Data, column: Column) -> Exposure:
    moments = data.moments(Var(column.name))
    quartiles = data.quantiles(Var(column.name), (0.25, 0.5, 0.75))
    n = Arms(moments.treatment.n, moments.control.n)
    return Exposure(column.name, n, Arms(_three(quartiles.treatment), _three(quartiles.control)))


def _words(data: Data, column: Column) -> Exposure:
    counted = data.levels(column.name)
    levels = tuple(
        (level, Arms(*map(int, n))) for level, n in zip(column.levels, counted.T, strict=True)
    )
    return Exposure(column.name, Arms(*map(int, counted.sum(axis=1))), Arms(None, None), levels)


_DESCRIBED = {Kind.NUMBER: _amounts, Kind.CATEGORY: _words}


def _three(quartiles: Floats | None) -> tuple[float, float, float] | None:
    if quartiles is None:
        return None
    q1, median, q3 = np.asarray(quartiles).tolist()
    return q1, median, q3


def _control(data: Data, names: set[str]) -> int:
    """Patients of the control arm with any dose: at least so many, by the kind most gave."""
    most = 0
    for column in DOSE_COLUMNS:
        if column in names:
            try:
                counts = data.counts(Var(column))
            except NotAvailable:
                continue
            most = max(most, int(counts.control[counts.values > 0].sum()))
    return most
