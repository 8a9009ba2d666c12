"""The trial's plan beside a file: its columns by canonical name, and what the file lacks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from aci_core.domain.errors import AciError
from aci_core.domain.schema import PRE, Role, visit_order
from aci_core.domain.study.criterion import DEFAULT_RULE
from aci_core.domain.study.filters import GRADE, Filter
from aci_core.domain.study.settings import PLAN, Deviation, Settings

if TYPE_CHECKING:
    from aci_core.domain.cohort import Cohort

GRADED = ("effective", "grade")  # outcomes at the visit that is graded
QUESTIONS = ("randomised", "primary", "response_visit")  # what the page Plan asks first
_SCORE = "nihss"


@dataclass(frozen=True, slots=True)
class Misfit:
    """A part of the plan that a file cannot answer.

    Parameters
    ----------
    key : str
        One of `settings.PLAN`.
    column : str
        Column, outcome or visit that the file lacks, as the plan names it.
    """

    key: str
    column: str


@dataclass(frozen=True, slots=True)
class Fitted:
    """A plan as far as it fits a file.

    Parameters
    ----------
    settings : Settings
        Every column by its canonical name; what the file lacks is left out.
    misfits : tuple of Misfit
    """

    settings: Settings
    misfits: tuple[Misfit, ...] = ()


def fitted(cohort: Cohort, settings: Settings) -> Fitted:
    """The plan as far as it fits the cohort, with what the file itself answers.

    Parameters
    ----------
    cohort : Cohort
    settings : Settings
        Columns by canonical name or by header, case ignored.

    Returns
    -------
    Fitted
        A column that an error stops counts as present: its issue says so.
    """
    names = _Names(cohort)
    misfits: list[Misfit] = []

    def every(key: str, given: Sequence[str], allowed: Sequence[str]) -> tuple[str, ...]:
        canonical = {name: names.one(name, allowed) for name in given}
        misfits.extend(Misfit(key, name[:60]) for name, known in canonical.items() if not known)
        return tuple(dict.fromkeys(known for known in canonical.values() if known))

    def one(key: str, name: str | None, allowed: Sequence[str]) -> str | None:
        return next(iter(every(key, (name,) if name else (), allowed)), None)

    before = baseline_columns(cohort)
    outcomes = (*_outcomes_named(cohort), *GRADED)
    primary = one("primary", settings.primary, outcomes)
    secondary = every("secondary", settings.secondary, outcomes)
    visits = tuple(c.visit for c in cohort.columns if c.stem == _SCORE and c.visit)
    population = tuple(_population(cohort, names, settings.population, misfits))
    made = replace(
        settings,
        randomised=_randomised(cohort, settings),
        primary=primary,
        secondary=tuple(name for name in secondary if name != primary),
        response_visit=one("response_visit", settings.response_visit, visits),
        covariates=every("covariates", settings.covariates, before),
        subgroups=every("subgroups", settings.subgroups, before),
        centre=one("centre", settings.centre, before),
        population=population,
    )
    return Fitted(made, tuple(misfits))


def answered(cohort: Cohort, settings: Settings) -> Settings:
    """The settings with what the file itself answers."""
    return replace(settings, randomised=_randomised(cohort, settings))


def settled(cohort: Cohort, settings: Settings) -> Settings:
    """The plan by canonical names, where the file has every part of it.

    Parameters
    ----------
    cohort : Cohort
    settings : Settings

    Raises
    ------
    AciError
        ``settings_column``: the file lacks a column, an outcome or a visit of the plan.
    """
    plan = fitted(cohort, settings)
    for misfit in plan.misfits:
        raise AciError("settings_column", key=misfit.key, column=misfit.column)
    return plan.settings


def baseline_columns(cohort: Cohort) -> tuple[str, ...]:
    """Columns known before treatment, stopped ones too: what a plan may adjust for."""
    return tuple(
        c.name
        for c in cohort.columns
        if c.role is Role.COVARIATE or (c.role is Role.MEASURE and c.visit == PRE)
    )


def outcomes(cohort: Cohort) -> tuple[str, ...]:
    """Outcomes that a plan may name: each measure after treatment, and what is graded."""
    later = [
        f"{name}_{visit}"
        for name in cohort.measured
        for visit in cohort.visits_of(name)
        if visit != PRE
    ]
    scored = cohort.usable(f"{_SCORE}_{PRE}") and response_visits(cohort)
    graded = GRADED if scored or cohort.usable("grade") else ()
    return (*later, *graded)


def response_visits(cohort: Cohort) -> tuple[str, ...]:
    """Visits after treatment at which NIHSS can be graded, in order of time."""
    return tuple(visit for visit in cohort.visits_of(_SCORE) if visit != PRE)


def unanswered(cohort: Cohort, settings: Settings) -> tuple[str, ...]:
    """Which of `QUESTIONS` neither the plan nor the file answers.

    Parameters
    ----------
    cohort : Cohort
    settings : Settings
        As `fitted` to the cohort.

    Returns
    -------
    tuple of str
        None of a locked plan: what it leaves open was left open on purpose.
    """
    if settings.locked is not None:
        return ()
    graded = (
        settings.response_visit is not None
        or settings.rule != DEFAULT_RULE
        or len(response_visits(cohort)) < 2
    )
    answers = (settings.randomised is not None, settings.primary is not None, graded)
    return tuple(name for name, known in zip(QUESTIONS, answers, strict=True) if not known)


def changes(
    before: Settings, after: Settings, *, time: str, results_seen: bool | None
) -> tuple[Deviation, ...]:
    """The parts of the plan that two settings answer otherwise, in the order of `PLAN`.

    Parameters
    ----------
    before, after : Settings
    time : str
        ISO 8601, UTC.
    results_seen : bool or None
        As of `Deviation`.

    Examples
    --------
    >>> [one] = changes(Settings(), Settings(alpha=0.01), time="", results_seen=None)
    >>> one.key, one.before, one.after
    ('alpha', '0.05', '0.01')
    """
    old, new = before.plan, after.plan
    return tuple(
        Deviation(key, _json(old[key]), _json(new[key]), time, results_seen)
        for key in PLAN
        if old[key] != new[key]
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def last_visit(cohort: Cohort, measure: str) -> str | None:
    """The last visit after treatment at which a measure was taken."""
    visits = (visit for visit in cohort.visits_of(measure) if visit != PRE)
    return max(visits, key=visit_order, default=None)


def _randomised(cohort: Cohort, settings: Settings) -> bool | None:
    # Synthetic samples say of themselves that they are of a randomised trial.
    return True if settings.randomised is None and cohort.synthetic else settings.randomised


def _outcomes_named(cohort: Cohort) -> tuple[str, ...]:
    """Measures after treatment by column, and by name alone."""
    measures = [c for c in cohort.columns if c.role is Role.MEASURE]
    later = [c.name for c in measures if c.visit != PRE]
    return (*later, *dict.fromkeys(c.stem for c in measures))


def _population(
    cohort: Cohort, names: _Names, given: Sequence[Filter], misfits: list[Misfit]
) -> Iterator[Filter]:
    """The conditions on columns of the file, by canonical name."""
    columns = tuple(c.name for c in cohort.columns)
    for condition in given:
        name = condition.column
        known = name if name in ("", GRADE) else names.one(name, columns)
        if name and not known:
            misfits.append(Misfit("population", name[:60]))
        else:
            yield msgspec.structs.replace(condition, column=known)


class _Names:
    """Canonical names of a cohort's columns, by what a person may write."""

    def __init__(self, cohort: Cohort) -> None:
        self._by_text = {c.header.casefold(): c.name for c in reversed(cohort.columns)}
        self._by_text |= {c.name.casefold(): c.name for c in cohort.columns}

    def one(self, name: str, allowed: Sequence[str]) -> str:
        """The canonical name; empty where none is allowed."""
        canonical = self._by_text.get(name.casefold(), name)
        if canonical in allowed:
            return canonical
        lower = name.casefold()
        return next((a for a in allowed if a.casefold() == lower), "")
