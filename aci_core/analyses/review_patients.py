"""Objections on who is analysed: filters, losses, completers, unread cells, covariates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from aci_core.analyses.adjustment import BASELINE_ONLY
from aci_core.analyses.leading import lead
from aci_core.analyses.objection import (
    Number,
    Objection,
    Reviewed,
    Severity,
    result_of,
    share_of,
)
from aci_core.analyses.ordinal import ADJUSTED, UNADJUSTED
from aci_core.analyses.plan import GRADED, Endpoint
from aci_core.analyses.sensitivity import Sensitivity
from aci_core.checks import open_questions, unread_cells
from aci_core.checks.events.blank_events import FATE_ROLES, seen_at_last
from aci_core.checks.values.control_doses import control_doses
from aci_core.domain.arrays import Mask
from aci_core.efficacy import died_before
from aci_core.summaries import EFFECTIVE, Arms, PatientLevelData, Var

LOSSES: Final = 0.05  # of the patients, or between the arms; below it bias is thought small
MANY_LOSSES: Final = 0.20


def filters(study: Reviewed) -> Iterator[Objection]:
    """Patients chosen by what came after allocation, or a subgroup alone."""
    n, filters = sum(study.data.n), study.settings.filters
    after = [one for one in filters if one.after_allocation]
    if after:
        numbers: dict[str, Number] = {"n": n, "of": study.before, "conditions": len(after)}
        yield Objection("chosen_after_allocation", "major", numbers, "overview")
    others = [one for one in filters if one not in after]
    if others:
        declared = [one.column for one in others if one.column in study.settings.subgroups]
        numbers = {
            "n": n,
            "of": study.before,
            "column": next((one.column for one in others if one.column), None),
            "declared": len(declared),
        }
        severity: Severity = "minor" if len(declared) == len(others) else "moderate"
        yield Objection("one_subgroup", severity, numbers, "subgroups")


def without(study: Reviewed, at: Endpoint) -> tuple[Arms[int], Arms[int]]:
    """Patients of each arm without the outcome: who was lost to it, and who had died before."""
    data = study.data
    if at.variable in GRADED:
        grades = data.grades
        absent = np.zeros(len(data.treated), dtype=bool) if grades is None else grades.codes < 0
    else:
        absent = np.isnan(data.values(Var(f"{at.variable}_{at.visit}")))
    dead = absent & _dead(study, at.visit)
    return _by_arm(data, absent & ~dead), _by_arm(data, dead)


def _dead(study: Reviewed, visit: str | None) -> Mask:
    """Who had died before a visit; without one, who died at all."""
    cohort = study.data.cohort
    if visit is not None:
        return died_before(cohort, visit)
    if not cohort.usable("died"):
        return np.zeros(cohort.n, dtype=bool)
    return np.asarray(cohort.table["died"].to_numpy(np.float64) >= 1, dtype=bool)


def _by_arm(data: PatientLevelData, who: Mask) -> Arms[int]:
    return Arms(int((who & data.treated).sum()), int((who & ~data.treated).sum()))


def losses(study: Reviewed) -> Iterator[Objection]:
    """The living without the outcome; the dead are no losses."""
    at, n = study.endpoint, study.data.n
    if at is None or not all(n):
        return
    absent, dead = without(study, at)
    share = share_of(sum(absent), sum(n))
    apart = abs(share_of(absent.treatment, n.treatment) - share_of(absent.control, n.control))
    if share > LOSSES or apart > LOSSES:
        numbers: dict[str, Number] = {
            "variable": at.variable,
            "visit": at.visit,
            "treatment": absent.treatment,
            "n_treatment": n.treatment,
            "control": absent.control,
            "n_control": n.control,
            "share": share,
            "died_treatment": dead.treatment,
            "died_control": dead.control,
        }
        yield Objection(
            "losses", "major" if share > MANY_LOSSES else "moderate", numbers, "overview"
        )


def completers(study: Reviewed) -> Iterator[Objection]:
    """The leading comparison leaves out living patients without all that it needs.

    Of whom neither the comparison nor its sensitivity analysis supposes anything: who lacks the
    outcome alone is supposed there. Of the dead no value is missing.
    """
    at = study.endpoint
    if at is None or at.variable in GRADED:
        return  # of grades the best and the worst case stand beside it
    led = lead(result_of(study, at), at.variable, at.visit)
    if led is None:
        return
    n = sum(study.data.n)
    died = sum(without(study, at)[1])
    absent = n - led.row.total - died - _supposed(study, at)
    if absent <= 0:
        return
    numbers: dict[str, Number] = {
        "variable": at.variable,
        "visit": at.visit,
        "n": led.row.total,
        "of": n,
        "died": died,
    }
    filled = next((x for x in led.row.notes if x.startswith("covariate_imputed:")), None)
    if filled:
        numbers["imputed"] = int(filled.partition(":")[2])
    severe = share_of(absent, n) > LOSSES
    yield Objection("completers_only", "moderate" if severe else "minor", numbers, "overview")


def _supposed(study: Reviewed, at: Endpoint) -> int:
    """Patients without the outcome for whom the sensitivity analysis supposes one."""
    made = study.results.get("sensitivity")
    if not isinstance(made, Sensitivity) or made.basis is None or made.outcome != at:
        return 0
    return sum(made.basis.absent) if any(r.estimate is not None for r in made.rows) else 0


def unread(study: Reviewed) -> Iterator[Objection]:
    """Cells that were not read."""
    columns = unread_cells(study.data.cohort)
    cells = sum(column.n_unread for column in columns)
    if cells:
        numbers: dict[str, Number] = {
            "cells": cells,
            "columns": len(columns),
            "stopped": sum(column.stopped for column in columns),
        }
        yield Objection("cells_not_read", "moderate", numbers, "data")


def codes(study: Reviewed) -> Iterator[Objection]:
    """Values that may be codes for a missing one, and were counted."""
    asked = [one for one in open_questions(study.data.cohort) if one.code]
    if not asked:
        return
    first = min(asked, key=lambda one: one.columns[0].mean_with is None)
    column = first.columns[0]
    numbers: dict[str, Number] = {
        "cells": sum(one.n for one in asked),
        "columns": len({column.header for one in asked for column in one.columns}),
        "code": first.code,
        "column": column.header,
        "mean_with": column.mean_with,
        "mean_without": column.mean_without,
    }
    severity: Severity = "major" if asked[0].columns[0].outcome else "moderate"
    yield Objection("codes_counted", severity, numbers, "data")


def dosed(study: Reviewed) -> Iterator[Objection]:
    """Controls that have a dose, where hardly any has."""
    for issue in control_doses(study.data.cohort):
        facts = dict(issue.facts)
        numbers: dict[str, Number] = {
            "n": facts["n"], "of": facts["of"], "column": issue.column,
        }  # fmt: skip
        yield Objection("control_dosed", "moderate", numbers, "data")
        return


def fates(study: Reviewed) -> Iterator[Objection]:
    """Deaths or losses whose rate waits for what a blank cell means."""
    data, safety = study.data, study.results["safety"]
    for role in FATE_ROLES:
        rows = [safety.get("count", role.value, arm=arm) for arm in data.arms]
        waiting = safety.get("count", role.value)
        if waiting is None or "blank_unanswered" not in waiting.notes:
            continue
        everybody = data.allocated
        visit, seen = seen_at_last(everybody.cohort, np.isnan(everybody.values(Var(role.value))))
        n = sum(everybody.n)
        treatment, control = (int(row.estimate or 0) if row else 0 for row in rows)
        numbers: dict[str, Number] = {
            "event": role.value, "x_t": treatment, "x_c": control,
            "absent": n - waiting.total, "n": n, "seen": seen, "visit": visit or None,
        }  # fmt: skip
        yield Objection("fates_blank", "moderate", numbers, "data")


def covariates(study: Reviewed) -> Iterator[Objection]:
    """Patients whom the covariates, and not the outcome, leave out."""
    at = study.endpoint
    if at is None or at.variable == EFFECTIVE:
        return
    result = result_of(study, at)
    # Adjusted, and what it is held against: the same patients but for those without a covariate.
    pairs = [
        (result.get(ADJUSTED, at.variable, visit=at.visit),
         result.get(UNADJUSTED, at.variable, visit=at.visit)),
        *((result.get(method, at.variable, visit=at.visit),
           result.get("ancova", at.variable, visit=at.visit, level=BASELINE_ONLY))
          for method in ("ancova", "ancova_log")),
    ]  # fmt: skip
    for adjusted, simple in pairs:
        if adjusted is None or simple is None or not adjusted.total < simple.total:
            continue
        numbers: dict[str, Number] = {
            "variable": at.variable,
            "visit": at.visit,
            "n": adjusted.total,
            "of": simple.total,
            "lost": simple.total - adjusted.total,
        }
        page = "response" if at.variable in GRADED else "outcomes"
        yield Objection("covariates_lose", "moderate", numbers, page)
        return
