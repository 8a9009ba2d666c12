"""Objections to the design and the plan: randomised, locked, registered, which outcome and rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aci_core.analyses.baseline import imbalance
from aci_core.analyses.factors import SCORE
from aci_core.analyses.leading import Lead, lead, methods
from aci_core.analyses.objection import (
    Number,
    Objection,
    Reviewed,
    result_of,
)
from aci_core.analyses.plan import GRADED, Endpoint, endpoint, named
from aci_core.analyses.review_patients import without
from aci_core.checks import unread_cells
from aci_core.domain.schema import MEASURES, PRE
from aci_core.domain.schema.visits import POST
from aci_core.efficacy import PRESETS, RECORDED
from aci_core.summaries import EFFECTIVE

# Notes that say why there is no estimate or no P.
REASONS: Final = frozenset(
    {
        "collinear", "constant", "no_events", "all_events", "no_patients", "no_difference",
        "nonpositive", "not_converged", "not_finite", "one_patient", "perfect_fit",
        "perfect_prediction", "separated", "too_few", "all_zero", "two_grades", "withheld",
        "needs_patients", "needs_counts",
    }
)  # fmt: skip


def randomisation(study: Reviewed) -> Iterator[Objection]:
    """Not randomised, or not said."""
    n = sum(study.data.n)
    if study.settings.randomised is None:
        yield Objection("randomisation_unstated", "major", {"n": n}, "plan")
    elif not study.settings.randomised:
        # As on Baseline: the largest by its percentile under chance, not by size (rule 8).
        apart = imbalance(study.results["baseline"])
        most = apart.largest
        numbers: dict[str, Number] = {
            "n": n,
            "variables": len(apart.compared),
            "over": len(apart.beyond),
            "expected": apart.expected,
            "variable": most.variable if most else None,
            "smd": abs(most.estimate or 0.0) if most else None,
            "percentile": apart.percentile,
        }
        yield Objection("not_randomised", "major", numbers, "baseline")


def plan(study: Reviewed) -> Iterator[Objection]:
    """The plan not locked, changed since, without a primary outcome, not registered."""
    settings = study.settings
    comparisons = sum(map(len, study.visits.values())) + (study.data.grades is not None)
    if settings.deviations or settings.changed_since_lock:
        after = [d for d in settings.deviations if d.results_seen]
        numbers: dict[str, Number] = {
            "changes": max(len(settings.deviations), 1),
            "after_results": len(after),
            "unknown": sum(d.results_seen is None for d in settings.deviations),
            "keys": " ".join(dict.fromkeys(d.key for d in settings.deviations)),
        }
        # A change that is known to have come before the results is reported, no more.
        known = settings.deviations and all(d.results_seen is False for d in settings.deviations)
        yield Objection("plan_changed", "moderate" if known else "major", numbers, "plan")
    elif settings.locked is None:
        yield Objection("plan_not_locked", "moderate", {"comparisons": comparisons}, "plan")
    if settings.locked is not None and settings.locked.results_seen:
        numbers = {"locked": settings.locked.time, "comparisons": comparisons}
        yield Objection("plan_locked_after_results", "moderate", numbers, "plan")
    if not settings.judged.primary:
        yield Objection("primary_unnamed", "major", {"comparisons": comparisons}, "plan")
    if not settings.registration:
        locked = settings.locked.time[:10] if settings.locked else None
        numbers = {"locked": locked, "comparisons": comparisons}
        yield Objection("not_registered", "moderate", numbers, "plan")


def primary(study: Reviewed) -> Iterator[Objection]:
    """The plan's primary outcome has no *P*: no other outcome or visit answers for it."""
    settings, at = study.settings, study.endpoint
    if not settings.judged.primary:
        return
    page, method, cells, n = "data", None, 0, 0
    if at is None:
        at = endpoint(settings.judged.primary, [*study.data.measures, *MEASURES])
        if at.variable in GRADED:
            at = Endpoint(at.variable, settings.response_visit)
        reason, cells = _not_there(study, at)
    else:
        led = lead(result_of(study, at), at.variable, at.visit)
        if led is not None and led.p is not None:
            return
        n = _n_values(study, at)
        reason = "no_values"
        if n:
            reason, method = _reason(study, at, led)
            page = "response" if at.variable in GRADED else "outcomes"
    numbers: dict[str, Number] = {
        "variable": at.variable,
        "visit": at.visit,
        "reason": reason,
        "method": method,
        "cells": cells,
        "n": n,
    }
    yield Objection("primary_not_analysed", "major", numbers, page)


def _not_there(study: Reviewed, at: Endpoint) -> tuple[str, int]:
    """Why the results lack an outcome, and how many cells were not read of what is stopped."""
    names = [f"{at.variable}_{at.visit}" if at.visit else at.variable]
    if at.variable in GRADED:
        names = [f"{SCORE}_{PRE}", f"{SCORE}_{at.visit or POST}"]
    cohort = study.data.cohort
    stopped = [c.name for c in cohort.columns if c.stopped and c.name in names]
    cells = sum(one.n_unread for one in unread_cells(cohort) if one.name in stopped)
    if not stopped:
        return "absent", 0
    empty = any(cohort.table[name].isna().all() for name in stopped) and not cells
    return "no_values" if empty else "stopped", cells


def _n_values(study: Reviewed, at: Endpoint) -> int:
    """Patients with a value of the outcome."""
    return sum(study.data.n) - sum(map(sum, without(study, at)))


def _reason(study: Reviewed, at: Endpoint, led: Lead | None) -> tuple[str, str | None]:
    """Why the first method that could give *P* gives none: its note, and the method."""
    result = result_of(study, at)
    names = methods(result, at.variable)
    if at.variable == EFFECTIVE:
        names = ("risk_difference", "pearson_chi2")
    rows = [result.get(name, at.variable, visit=at.visit) for name in names]
    for row in rows if led is None else [led.test]:
        why = [] if row is None else [x for x in row.notes if x.partition(":")[0] in REASONS]
        if row is not None and why:
            return why[0], row.method
    return "unknown", None


def visit(study: Reviewed) -> Iterator[Objection]:
    """Several visits to choose from, and none named beforehand."""
    settings, at = study.settings, study.endpoint
    if at is None:
        return
    measure = SCORE if at.variable in GRADED else at.variable
    visits = study.visits.get(measure, ())
    stated = [endpoint(name, (measure,)) for name in named(settings)]
    named_visit = any(one.variable == measure and one.visit for one in stated)
    if at.variable in GRADED:
        named_visit = settings.response_visit is not None
    if len(visits) > 1 and not named_visit:
        numbers: dict[str, Number] = {
            "measure": measure,
            "visit": at.visit,
            "visits": len(visits),
        }
        yield Objection("visit_chosen", "moderate", numbers, "plan")


def response_visit(study: Reviewed) -> Iterator[Objection]:
    """The response graded at another visit than the plan that was locked said."""
    at = study.response.visit
    if study.data.grades is None or at is None:
        return
    if study.settings.changed_late("response_visit"):
        yield Objection("response_visit_changed", "moderate", {"visit": at}, "response")


def rule(study: Reviewed) -> Iterator[Objection]:
    """Cut-points of the visitor's own, or a rule changed after the lock."""
    grades = study.data.grades
    if grades is None or grades.name == RECORDED:
        return
    own_cuts = grades.name not in PRESETS and study.settings.locked is None
    changed = study.settings.changed_late("rule")
    if own_cuts or changed:
        numbers: dict[str, Number] = {"rule": grades.name, "changed": int(changed)}
        yield Objection("rule_chosen", "moderate", numbers, "response")
