"""Responders by published rules, beside the grades, and how fragile the rate is.

Each rule is read at its measure's own visit, those of NIHSS at the visit that is graded. A patient
who died before it and lacks the score is no responder. A rule gets an estimate and no test.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from aci_core.analyses.adjustment import OF_ORDINAL, covariate_names
from aci_core.analyses.centres import event_within_centres
from aci_core.analyses.describe import by_arm, counts_by_arm
from aci_core.analyses.effects import differences, rates, unknown
from aci_core.analyses.ordinal import RISK, adjusted_risk
from aci_core.analyses.plan import SCORE, graded_visit, own_visit
from aci_core.analyses.result import Result, Row, row_of, try_query
from aci_core.domain.schema import PRE, Role, visit_order
from aci_core.domain.study.settings import Settings
from aci_core.efficacy import RESPONDER_RULES, ResponderRule
from aci_core.stats.fragility import fragility_index, lower_is_treatment
from aci_core.summaries import EFFECTIVE, Arms, Data, Responder

RESPONDER: Final = "responder"
FRAGILITY: Final = "fragility_index"
COMPARED: Final = ("risk_difference", "risk_ratio", "nnt")
ADJUSTED: Final = RISK  # by each rule too


def responder_rows(data: Data, settings: Settings, analysis: str) -> Iterator[Row]:
    """Counts, rates and their comparison by each rule whose columns the file has; within centres.

    Parameters
    ----------
    data : Data
    settings : Settings
    analysis : str
        To which the rows belong.
    """
    for rule, visit in _rules(data, settings):
        event = Responder(rule.name, visit)
        counts, reasons = try_query(partial(data.counts, event))
        if counts is None:
            yield from unknown(
                analysis,
                RESPONDER,
                data.arms,
                reasons,
                visit=visit,
                label=rule.name,
                methods=COMPARED,
            )
            yield from _adjusted(data, settings, analysis, rule, visit)
            yield from event_within_centres(data, settings, analysis, RESPONDER, event)
            continue
        events = counts_by_arm(counts, counts.values == 1)
        n = Arms(counts.n_treatment, counts.n_control)
        absent = Arms(*(everyone - known for everyone, known in zip(data.n, n, strict=True)))
        of = (analysis, RESPONDER, data.arms, events, n, settings.level)
        yield from rates(*of, visit=visit, label=rule.name, missing=absent)
        yield from differences(*of, visit=visit, label=rule.name, methods=COMPARED)
        yield from _adjusted(data, settings, analysis, rule, visit)
        yield from event_within_centres(data, settings, analysis, RESPONDER, event)


def _adjusted(
    data: Data, settings: Settings, analysis: str, rule: ResponderRule, visit: str
) -> Iterator[Row]:
    """The risk difference by a rule given covariates: an estimate, its test left out.

    Of a fall or a rise the score before treatment, of a score what an ordinal outcome has.
    """
    patients = data.patients
    event = None if patients is None else patients.values(Responder(rule.name, visit))
    default = OF_ORDINAL if rule.of == "score" else (f"{rule.measure}_{PRE}",)
    names = covariate_names(data, settings, default)
    of = (analysis, RESPONDER, visit, event, names)
    for row in adjusted_risk(data, settings, *of, level=rule.name, complete=False):
        yield replace(row, statistic=None, p=None)


def _rules(data: Data, settings: Settings) -> Iterator[tuple[ResponderRule, str]]:
    """The rules that the file can answer, with their visits."""
    columns = {c.name: c for c in data.columns if c.role is Role.MEASURE}
    for rule in RESPONDER_RULES.values():
        visits = sorted(
            {c.visit for c in columns.values() if c.stem == rule.measure and c.visit} - {PRE},
            key=visit_order,
        )
        visit = own_visit(settings, rule.measure, visits)
        if rule.measure == SCORE:
            graded = data.grading.visit if data.grading is not None else None
            visit = graded or graded_visit(settings, visits)
        if visit is not None and columns.keys() >= set(rule.columns(visit)):
            yield rule, visit


def fragility(
    data: Data,
    settings: Settings,
    analysis: str,
    events: Arms[int],
    n: Arms[int],
    visit: str | None,
) -> Row:
    """The fragility index of the rate, at the plan's alpha."""
    four = (events.treatment, n.treatment, events.control, n.control)
    estimate = fragility_index(*four, settings.alpha)
    return row_of(analysis, EFFECTIVE, FRAGILITY, estimate, by_arm(data.arms, n), visit=visit)


def changed_arm(result: Result, visit: str | None) -> str | None:
    """The arm whose outcomes the fragility index changes; None where an arm has no rate.

    Parameters
    ----------
    result : Result
        Of `analyses.response`.
    visit : str or None
        Of the rate.
    """
    four: list[int] = []
    for arm in result.arms:
        count = result.get("count", EFFECTIVE, visit=visit, arm=arm)
        if count is None or count.estimate is None or not count.total:
            return None
        four += [int(count.estimate), count.total]
    return result.arms.treatment if lower_is_treatment(*four) else result.arms.control
