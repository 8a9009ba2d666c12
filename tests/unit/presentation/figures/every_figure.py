"""Every figure of a cohort, by name, for the tests."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import numpy as np

from aci_core.analyses import analyse, prepare
from aci_core.analyses.baseline import Result
from aci_core.analyses.centre_effects import CentreEffects
from aci_core.analyses.course import Course
from aci_core.analyses.cutpoints import CutPoints, cutpoints
from aci_core.analyses.doses import doses
from aci_core.analyses.explore import explore, problem
from aci_core.analyses.factors import Factors, names, visits
from aci_core.analyses.fields import fields
from aci_core.analyses.flow import flow as patient_flow
from aci_core.analyses.influence import influence
from aci_core.analyses.matrix import matrix
from aci_core.analyses.mechanism import mechanism as proposed
from aci_core.analyses.missing import missing, missing_scores
from aci_core.analyses.nihss_reduction import nihss_reduction
from aci_core.analyses.outcomes import Outcomes
from aci_core.analyses.patient import patient as one_patient
from aci_core.analyses.response import Response
from aci_core.analyses.sensitivity import Sensitivity, resampled
from aci_core.analyses.subgroups import Subgroups, by_centre, subgroups
from aci_core.domain.cohort import Cohort
from aci_core.domain.study.question import Question
from aci_core.domain.study.settings import Settings
from aci_core.presentation import lookup
from aci_core.presentation.figures import (
    course,
    course_difference,
    deaths,
    events,
    flow,
    forest,
    grades,
    individual_courses,
    love,
    mechanism,
    multiverse,
    ordinal,
    patient,
    patient_scores,
    protocol,
    qq,
    raincloud,
    rates,
    scatter,
    sensitivity,
    spaghetti,
)
from aci_core.presentation.figures import cutpoints as sweep
from aci_core.presentation.figures import explore as explored
from aci_core.presentation.figures import influence as alone
from aci_core.presentation.figures import matrix as together
from aci_core.presentation.figures import missing as gaps
from aci_core.presentation.figures import nihss_reduction as waterfalls
from aci_core.presentation.figures import subgroups as parted
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.means import visits_of
from aci_core.presentation.i18n import Translator
from aci_core.summaries import PatientData


@dataclass(frozen=True)
class Study:
    """A cohort with its results."""

    cohort: Cohort
    data: PatientData
    baseline: Result
    response: Response
    outcomes: Outcomes
    course: Course
    sensitivity: Sensitivity
    factors: Factors
    subgroups: Subgroups
    centres: CentreEffects
    safety: Result
    cuts: CutPoints | None


def study(cohort: Cohort, settings: Settings | None = None) -> Study:
    """The results of a cohort."""
    chosen = settings or Settings()
    data = prepare(cohort, chosen)
    b, r, o, over_visits, m, f, g, c, s = analyse(data, chosen)
    assert isinstance(r, Response)
    assert isinstance(o, Outcomes)
    assert isinstance(over_visits, Course)
    assert isinstance(m, Sensitivity)
    assert isinstance(f, Factors)
    assert isinstance(g, Subgroups)
    assert isinstance(c, CentreEffects)
    return Study(cohort, data, b, r, o, over_visits, m, f, g, c, s, cutpoints(data, chosen))


def of_one(s: Study, t: Translator) -> dict[str, Callable[[], Drawing]]:
    """The figures of the last patient."""
    one = one_patient(s.cohort, s.data.grades, int(s.cohort.ordinals[-1]))
    drawings: dict[str, Callable[[], Drawing]] = {
        f"standing {place}": lambda p=part: patient.standing(one, p, s.cohort.arms, t)
        for place, part in enumerate(one.halves)
        if part
    }
    drawings |= {
        f"{scores[0].measure} of one": partial(patient_scores.course, one, scores, s.cohort.arms, t)
        for scores in one.courses
    }
    if patient.course(one, t) is not None:
        drawings["patient's course"] = lambda: cast(Drawing, patient.course(one, t))
    return drawings


def of_course(s: Study, t: Translator) -> dict[str, Callable[[], Drawing]]:
    """The figures of the measures that have a model of all visits, or lack the dead."""
    drawings: dict[str, Callable[[], Drawing]] = {
        f"{measure} deaths {visit}": partial(
            deaths.strategies, s.outcomes, s.course, measure, visit, t
        )
        for measure, visit in s.outcomes.survivors
    }
    for measure in s.course.bases:
        of = s.course, measure
        drawings[f"{measure} by model"] = partial(course_difference.differences, *of, t)
        drawings[f"{measure} adjusted"] = partial(course.course, *of, t)
        for arm in (0, 1):
            drawings[f"{measure} each {arm}"] = partial(individual_courses.courses, *of, arm, t)
    return drawings


def of_missing(s: Study, t: Translator) -> dict[str, Callable[[], Drawing]]:
    """The figures of missing scores."""
    drawings: dict[str, Callable[[], Drawing]] = {
        f"{measure} missing": partial(gaps.scores, missing_scores(s.data, measure), t)
        for measure in s.outcomes.variables
    }
    if s.sensitivity.assumed:
        made = resampled(s.sensitivity, s.data, s.outcomes.settings)
        drawings["sensitivity"] = partial(sensitivity.estimates, made, t)
        drawings["sensitivity, wide"] = partial(sensitivity.estimates, s.sensitivity, t, wide=True)
    if s.sensitivity.tipping_map is not None:
        drawings["tipping"] = partial(sensitivity.tipping, s.sensitivity, t)
    return drawings


def of_subgroups(s: Study, t: Translator) -> dict[str, Callable[[], Drawing]]:
    """The figures of columns that are looked at, and of centres."""
    looked = subgroups(s.data, s.outcomes.settings, ("sex", "toast", "age"))
    drawings: dict[str, Callable[[], Drawing]] = {}
    for outcome in looked.outcomes:
        name = outcome.variable
        drawings[f"subgroups {name}"] = partial(parted.by_level, looked, name, t)
        drawings[f"subgroups {name}, wide"] = partial(parted.by_level, looked, name, t, wide=True)
        drawings |= {
            f"{name} over {line.versus}": partial(parted.over_range, looked, name, line.versus, t)
            for line in looked.lines_of(outcome)
        }
    for one in s.centres.outcomes:
        drawings["primary by centre"] = partial(parted.by_level, s.centres, one.variable, t)
    centres = by_centre(s.response)
    if centres is not None:
        drawings["centres"] = partial(parted.by_level, centres, "effective", t)
    return drawings


def every(s: Study, t: Translator) -> dict[str, Callable[[], Drawing]]:
    """All figures that the study allows."""
    drawings: dict[str, Callable[[], Drawing]] = {
        "grades": lambda: grades.grades(s.response, t),
        "grades beside a taller figure": lambda: grades.grades(s.response, t, least=400),
        "grades in counts": lambda: grades.grades(s.response, t, scale="count"),
        "effects": lambda: forest.effects(s.response, t),
        "responders": lambda: forest.responders(s.response, t),
        "odds at the cuts": lambda: forest.cut_odds(s.response, t),
        "risk difference": lambda: forest.risk_difference(s.response, t),
        "balance": lambda: love.balance(s.baseline, t),
        "rates": lambda: rates.effective(s.response, t),
        "events": lambda: events.events(s.safety, t),
        "flow": lambda: flow.patients(patient_flow(s.data, s.outcomes.settings), t),
        "missing": lambda: gaps.gaps(missing(s.data, s.outcomes.settings), t),
        "mechanism": lambda: mechanism.paths(proposed(s.outcomes, s.factors), t),
        "protocol": lambda: protocol.timeline(doses(s.data, Settings()), t),
        "doses": lambda: protocol.received(doses(s.data, Settings()), t),
        "ways of differences": lambda: multiverse.differences(s.response, t),
        "ways of ratios": lambda: multiverse.ratios(s.response, t),
    }
    drawings |= {
        f"grades {name}": partial(ordinal.grades, s.outcomes, name, t)
        for name in s.outcomes.variables
        if lookup.graded_visits(s.outcomes, name)
    }
    drawings |= of_one(s, t) | of_course(s, t) | of_missing(s, t) | of_subgroups(s, t)
    fell = nihss_reduction(s.data, s.outcomes.settings)
    if fell is not None:
        drawings["waterfall"] = lambda: waterfalls.waterfall(fell, t)
        drawings["falls reached"] = lambda: waterfalls.responder_curve(fell, t)
    if s.cuts is not None:
        cuts = s.cuts
        drawings["cut-points"] = lambda: sweep.sweep(cuts, s.response, t)
    drawings["own visits"] = lambda: forest.outcomes(s.outcomes, None, t)
    for visit in s.cohort.visits[1:2]:
        drawings["one visit"] = lambda v=visit: forest.outcomes(s.outcomes, v, t)
        drawings["win odds"] = lambda v=visit: forest.win_odds(s.outcomes, v, t)
    for measure in s.cohort.measured:
        drawings[f"{measure} cloud"] = lambda m=measure: raincloud.raincloud(s.outcomes, m, None, t)
        drawings[f"{measure} course"] = lambda m=measure: course.course(s.outcomes, m, t)
        for visit in visits_of(s.outcomes, measure)[1:2]:
            if multiverse.outcomes(s.outcomes, measure, visit, t) is not None:
                drawings[f"{measure} ways"] = lambda m=measure, v=visit: cast(
                    Drawing, multiverse.outcomes(s.outcomes, m, v, t)
                )
            if multiverse.outcome_ratios(s.outcomes, measure, visit, t) is not None:
                drawings[f"{measure} ratios"] = lambda m=measure, v=visit: cast(
                    Drawing, multiverse.outcome_ratios(s.outcomes, m, v, t)
                )
            drawings[f"{measure} normal"] = lambda m=measure, v=visit: qq.normal(
                s.outcomes, m, v, t
            )
            drawings[f"{measure} lines"] = lambda m=measure, v=visit: spaghetti.lines(
                s.outcomes, m, v, t
            )
    for visit in s.cohort.visits[:2]:
        pairs = matrix(s.data, s.outcomes.settings, visit)
        drawings[f"{visit} matrix"] = lambda m=pairs: together.pairs(m, t)
    for visit in visits(s.data)[:1]:
        for name in names(s.data, visit):
            left_out = influence(s.factors, name, visit)
            if left_out is not None:
                drawings[f"{name} influence"] = lambda x=left_out: alone.leave_one_out(x, t)
            drawings[f"{name} scatter"] = lambda n=name, v=visit: scatter.factor(s.factors, n, v, t)
            drawings[f"{name} scatter of one arm"] = lambda n=name, v=visit: scatter.factor(
                s.factors, n, v, t, arm=s.factors.arms.control
            )
    return drawings | of_questions(s, t)


QUESTIONS = (
    Question("age"),
    Question("age", by="sex"),
    Question("vegf_pre", "nihss_pre"),
    Question("vegf_pre", "nihss_pre", "sex"),
    Question("arm", "nihss_pre"),
    Question("toast", "age", chart="histogram"),
    Question("arm", "age", "sex"),
    Question("toast"),
    Question("grade"),
    Question("arm", "effective", "sex"),
    Question("toast", "grade"),
    Question("toast", "grade", "arm", "bars"),
    Question("nihss"),
)


def of_questions(s: Study, t: Translator) -> dict[str, Callable[[], Drawing]]:
    """The figures of exploratory questions that the file can answer."""
    known = fields(s.data)
    return {
        f"explored {'/'.join(one.asked)} {one.chart}": lambda q=one: explored.chart(
            explore(s.data, s.outcomes.settings, q), t
        )
        for one in QUESTIONS
        if problem(known, one) is None
    }


def spec(drawing: Drawing) -> dict[str, Any]:
    """The figure's JSON, arrays unpacked; a NaN in it is an error."""

    def refuse(constant: str) -> float:
        raise AssertionError(constant)

    unpacked: dict[str, Any] = _unpacked(
        json.loads(drawing.figure.to_json(), parse_constant=refuse)
    )
    return unpacked


def _unpacked(part: Any) -> Any:
    if isinstance(part, dict):
        if "bdata" in part:
            array = np.frombuffer(base64.b64decode(part["bdata"]), dtype=part["dtype"])
            return array.tolist()
        return {key: _unpacked(value) for key, value in part.items()}
    return [_unpacked(value) for value in part] if isinstance(part, list) else part


def _inside(part: Any) -> list[Any]:
    if isinstance(part, dict):
        return list(part.values())
    return part if isinstance(part, list) else []


def texts(part: Any) -> Iterator[str]:
    """All strings of a figure."""
    if isinstance(part, str):
        yield part
    for inner in _inside(part):
        yield from texts(inner)


def numbers(part: Any) -> Iterator[float]:
    """All numbers of a figure."""
    if isinstance(part, int | float) and not isinstance(part, bool):
        yield float(part)
    for inner in _inside(part):
        yield from numbers(inner)
