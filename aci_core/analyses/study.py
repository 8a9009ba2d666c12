"""The whole study: every analysis of a cohort, in the order of a paper."""

from __future__ import annotations

from collections.abc import Callable

from aci_core.analyses.baseline import baseline
from aci_core.analyses.centre_effects import centre_effects
from aci_core.analyses.course import course
from aci_core.analyses.factors import factors
from aci_core.analyses.multiplicity import adjusted
from aci_core.analyses.outcomes import outcomes
from aci_core.analyses.response import response
from aci_core.analyses.result import Result
from aci_core.analyses.safety import safety
from aci_core.analyses.sensitivity import Sensitivity, resampled, sensitivity
from aci_core.analyses.subgroups import subgroups
from aci_core.domain.cohort import Cohort
from aci_core.domain.study.settings import Settings
from aci_core.efficacy import grade
from aci_core.selection import Selected, select
from aci_core.summaries import Data, PatientData, PatientLevelData, Questions, Recorder, Summary

ANALYSES: dict[str, Callable[[Data, Settings], Result]] = {
    "baseline": baseline,
    "response": response,
    "outcomes": outcomes,
    "course": course,
    "sensitivity": sensitivity,
    "factors": factors,
    "subgroups": subgroups,
    "centres": centre_effects,
    "safety": safety,
}


def prepare(cohort: Cohort, settings: Settings) -> PatientLevelData:
    """Select and grade the patients, for every analysis.

    Its `cohort` is of those patients.

    Raises
    ------
    AciError
        Where two arms are not settled, the rule is unknown, or the filters leave nobody.
    """
    return selected_data(cohort, select(cohort, settings.filters, settings.criterion), settings)


def selected_data(cohort: Cohort, selected: Selected, settings: Settings) -> PatientLevelData:
    """The selected patients of a cohort, graded; deaths stay those of all who were allocated.

    Parameters
    ----------
    cohort : Cohort
        All patients.
    selected : Selected
        By the filters of the settings.
    settings : Settings
    """
    criterion, filters = settings.criterion, settings.filters
    before = tuple(one for one in filters if not one.after_allocation)
    allocated = None
    if len(before) < len(filters):
        allocated = PatientData(select(cohort, before, criterion).cohort, None)
    return PatientData(selected.cohort, grade(selected.cohort, criterion), allocated)


def analyse(data: Data, settings: Settings, *, resample: bool = False) -> tuple[Result, ...]:
    """Every analysis, with the family of outcomes adjusted.

    Parameters
    ----------
    data : Data
    settings : Settings
    resample : bool
        Also what is drawn at random, seeded by the plan.
    """
    results = tuple(make(data, settings) for make in ANALYSES.values())
    if resample:
        results = tuple(
            resampled(one, data, settings) if isinstance(one, Sensitivity) else one
            for one in results
        )
    extra = adjusted(results, settings)
    return tuple(
        result.with_rows(r for r in extra if r.analysis == result.analysis) for result in results
    )


def questions(data: Data, settings: Settings) -> Questions:
    """The questions of every analysis to the data, whose answers a summary must hold."""
    recorder = Recorder(data)
    for make in ANALYSES.values():
        make(recorder, settings)
    return recorder.questions


def summarise(data: Data, settings: Settings) -> Summary:
    """The summary that gives every analysis of these settings again, but what needs patients.

    Parameters
    ----------
    data : Data
    settings : Settings
        The chosen covariates decide over which complete cases the cross-products are.
    """
    return Summary.of(data, questions(data, settings))
