"""Ratio of geometric means of a biomarker of which some values are known by their limit alone.

Where more than a twentieth of the values lie beyond a limit (`summaries.censoring`), it leads;
means, SDs and ANCOVA are withheld then. It has a row wherever a value before or after treatment
is censored.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from aci_core.analyses.adjustment import absent_note, cases_of, covariate_terms, imputes
from aci_core.analyses.result import Row, row_of, try_query
from aci_core.domain.arrays import Floats
from aci_core.domain.notes import Note, note
from aci_core.domain.schema import PRE, Measure
from aci_core.domain.study.settings import Settings
from aci_core.stats.estimate import not_computed
from aci_core.stats.tobit import tobit_ratio
from aci_core.summaries import Data, PatientLevelData, Var

TOBIT = "tobit_ratio"


def ranks_blurred(values: Floats, limits: Floats) -> bool:
    """Whether ranks depend on where values lie that are known by a limit alone.

    They do not where all values below share one limit and no other value lies below it, and so
    above: then the ones below are tied at the bottom.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        Half of the limit for a value below one, the limit for one above; NaN missing.
    limits : ndarray of float, shape (n,)
        NaN where the value is known.

    Examples
    --------
    >>> values = np.array([0.25, 0.25, 0.7, 2.0])
    >>> ranks_blurred(values, np.array([0.5, 0.5, np.nan, np.nan]))
    False
    >>> ranks_blurred(values, np.array([0.5, 0.8, np.nan, np.nan]))
    True
    """
    beyond = ~np.isnan(limits)
    known = values[~beyond & ~np.isnan(values)]
    for sign in (1.0, -1.0):
        side = beyond & (values < limits if sign > 0 else values >= limits)
        own = limits[side]
        if len(own) and (np.ptp(own) > 0 or bool((sign * known < sign * own[0]).any())):
            return True
    return False


def note_of_ranks(data: Data, *columns: str) -> tuple[Note, ...]:
    """The note of ranks that limits blur; empty where all are known, or no patient is held."""
    patients = data.patients
    if patients is None:
        return ()
    for name in columns:
        censored = patients.cohort.censored_in(name)
        if censored is not None and ranks_blurred(
            patients.values(Var(name)), censored.limits_of(len(patients.treated))
        ):
            return (note("ranks_blurred"),)
    return ()


def limits_row(
    data: Data, settings: Settings, analysis: str, measure: Measure, visit: str
) -> Iterator[Row]:
    """The ratio of a biomarker after treatment, given its value before and the covariates.

    None where no value of either is censored. A value before treatment below its limit is the
    limit over the root of 2, one above it the limit, each with an indicator [1]_; who has none
    leaves.

    Parameters
    ----------
    data : Data
    settings : Settings
    analysis : str
        Of the row.
    measure : Measure
    visit : str
        After treatment.

    References
    ----------
    .. [1] Hornung RW, Reed LD. Estimation of average concentration in the presence of
       nondetectable values. Applied Occupational and Environmental Hygiene 1990;5:46-51.
    """
    patients = data.patients
    post, pre = f"{measure.name}_{visit}", f"{measure.name}_{PRE}"
    if patients is None or not measure.log:
        return
    censored = patients.cohort.censored_in(post)
    given = any(column.name == pre for column in data.columns)
    if censored is None and not (given and patients.cohort.censored_in(pre)):
        return
    n = len(patients.treated)
    none = np.zeros(n, dtype=bool)
    below = none if censored is None else censored.mask(n, "below")
    above = none if censored is None else censored.mask(n, "above")
    limits = None if censored is None else censored.limits_of(n)
    values = patients.values(Var(post))
    values = values if limits is None else np.where(np.isnan(limits), values, limits)
    own = _before(patients, pre) if given else []
    known = ~np.isnan(values)
    for column in own:
        known &= ~np.isnan(column)
    terms = covariate_terms(data, settings.covariates, leave=(post, pre))
    filled, _ = try_query(lambda: imputes(data, settings, terms))
    cases = cases_of(patients, known, terms, filled=bool(filled))
    here = cases.places
    absent = absent_note([c for c in settings.covariates if c not in (post, pre)], terms)
    notes: tuple[Note, ...] = (*cases.notes, *absent, *(() if given else (note("no_baseline"),)))
    nonpositive = (values <= 0) | (~np.isfinite(own[0]) if own else none)
    if dropped := int((nonpositive & here).sum()):
        estimate = not_computed(note("nonpositive", dropped))
    else:
        columns = [c[here] for c in own if np.ptp(c[here]) > 0] if here.any() else []
        logs = np.log(values[here])
        covariates = (*columns, *cases.covariates)
        estimate = tobit_ratio(
            logs, below[here], above[here], cases.treated, covariates, settings.level
        )
    yield row_of(analysis, measure.name, TOBIT, estimate, cases.n, visit=visit, notes=notes)


def _before(data: PatientLevelData, name: str) -> list[Floats]:
    """Logarithm of the value before treatment, and whether it lies below or above its limit."""
    values = data.values(Var(name))
    n = len(values)
    censored = data.cohort.censored_in(name)
    indicators: list[Floats] = []
    if censored is not None:
        limits, below = censored.limits_of(n), censored.mask(n, "below")
        known = np.where(np.isnan(limits), values, limits)
        values = np.where(below, known / math.sqrt(2), known)
        sides = (below, censored.mask(n, "above"))
        indicators = [side.astype(np.float64) for side in sides if side.any()]
    with np.errstate(divide="ignore", invalid="ignore"):
        # No logarithm of 0 or less: infinite, so that the patient does not vanish unseen.
        logs = np.where(values > 0, np.log(values), np.where(np.isnan(values), np.nan, -np.inf))
    return [logs, *indicators]
