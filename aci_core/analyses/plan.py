"""The trial's plan applied to data: which outcomes at which visits, and which carry a verdict.

Rule 4 of `docs/decisions/statistics.md`: each measure is compared at its own visit, the plan's,
else the last at which it was taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aci_core.domain.schema import visit_order
from aci_core.domain.schema.visits import POST
from aci_core.domain.study.settings import Settings
from aci_core.summaries import EFFECTIVE, GRADE

SCORE = "nihss"
GRADED = (EFFECTIVE, GRADE)  # outcomes at the visit that is graded

# Visits after treatment of each measure.
Visits = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An outcome at its visit.

    Parameters
    ----------
    variable : str
        A measure, ``"effective"`` or ``"grade"``.
    visit : str or None
        None for a measure without a visit in its name, and for what is graded.
    """

    variable: str
    visit: str | None = None


def endpoint(name: str, measures: Sequence[str]) -> Endpoint:
    """The outcome that a name of the plan stands for.

    Examples
    --------
    >>> endpoint("nihss_m3", ("nihss", "bi"))
    Endpoint(variable='nihss', visit='m3')
    >>> endpoint("effective", ("nihss", "bi")).visit is None
    True
    """
    stem, _, visit = name.rpartition("_")
    return Endpoint(stem, visit) if stem in measures else Endpoint(name)


def named(settings: Settings) -> tuple[str, ...]:
    """The outcomes that the plan names, the primary that was locked first."""
    return settings.judged.named


def own_visit(settings: Settings, measure: str, visits: Sequence[str]) -> str | None:
    """The visit at which a measure is compared.

    Parameters
    ----------
    settings : Settings
    measure : str
    visits : sequence of str
        At which it was taken after treatment began.

    Returns
    -------
    str or None
        None where there is none.

    Examples
    --------
    >>> own_visit(Settings(secondary=("bi_m3",)), "bi", ("post", "m3", "m6"))
    'm3'
    >>> own_visit(Settings(), "bi", ("post", "m3", "m6"))
    'm6'
    """
    last = max(visits, key=visit_order, default=None)
    for name in named(settings):
        outcome = endpoint(name, (measure,))
        if outcome.variable == measure and outcome.visit in (None, *visits):
            return outcome.visit or last
    return last


def compared_visits(settings: Settings, measure: str, visits: Sequence[str]) -> tuple[str, ...]:
    """Every visit at which the plan asks about a measure, else its own; none if never taken.

    Examples
    --------
    >>> plan = Settings(primary="nihss_m3", secondary=("bi_m6", "nihss_m6"))
    >>> compared_visits(plan, "nihss", ("post", "m3", "m6"))
    ('m3', 'm6')
    >>> compared_visits(plan, "vegf", ("post",))
    ('post',)
    """
    outcomes = [endpoint(name, (measure,)) for name in named(settings)]
    own = own_visit(settings, measure, visits)
    last = max(visits, key=visit_order, default=None)
    asked = {o.visit or last for o in outcomes if o.variable == measure}
    asked &= set(visits)
    return tuple(
        visit
        for visit in sorted(visits, key=visit_order)
        if visit in asked or (not asked and visit == own)
    )


def main_measure(settings: Settings, visits: Visits) -> str | None:
    """The primary outcome where it is a measure, else NIHSS, else the first that there is."""
    measures = [name for name, at in visits.items() if at]
    primary = endpoint(settings.judged.primary or "", measures).variable
    return next((name for name in (primary, SCORE, *measures) if name in measures), None)


def main_endpoint(settings: Settings, visits: Visits) -> Endpoint | None:
    """The primary outcome, or without one NIHSS at its visit; None where the primary is graded.

    Examples
    --------
    >>> visits = {"nihss": ("m1", "m3"), "bi": ("m3",)}
    >>> main_endpoint(Settings(primary="bi_m3"), visits)
    Endpoint(variable='bi', visit='m3')
    >>> main_endpoint(Settings(), visits).visit, main_endpoint(Settings(primary="grade"), visits)
    ('m3', None)
    """
    primary = settings.judged.primary
    name = None if primary in GRADED else main_measure(settings, visits)
    if name is None:
        return None
    asked = endpoint(primary or "", tuple(visits))
    planned = asked.variable == name and asked.visit in visits[name]
    return Endpoint(name, asked.visit if planned else own_visit(settings, name, visits[name]))


def graded_visit(settings: Settings, visits: Sequence[str]) -> str | None:
    """The visit at which NIHSS grades the response.

    Parameters
    ----------
    settings : Settings
    visits : sequence of str
        At which NIHSS was taken after treatment began.

    Returns
    -------
    str or None
        The plan's, else that of the primary outcome if it is NIHSS, else `post`, else the last.

    Examples
    --------
    >>> graded_visit(Settings(primary="nihss_m3"), ("m1", "m3", "m6"))
    'm3'
    >>> graded_visit(Settings(), ("m1", "m3", "m6"))
    'm6'
    """
    known = (visit for visit in (*settings.criterion.visits, POST) if visit in visits)
    return next(known, max(visits, key=visit_order, default=None))
