"""Objections to the results: follow-up, tests, what turns them, and what is read into them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from aci_core.analyses.doses import DOSE_COLUMNS
from aci_core.analyses.factors import SCORE
from aci_core.analyses.leading import Lead, lead
from aci_core.analyses.multiplicity import regraded
from aci_core.analyses.multiverse import agreement, outcome_multiverse
from aci_core.analyses.objection import (
    Code,
    Number,
    Objection,
    Reviewed,
    result_of,
)
from aci_core.analyses.plan import GRADED, Endpoint, own_visit
from aci_core.analyses.result import Result, Row
from aci_core.analyses.robustness import Robustness, Swing, robustness, without_limit
from aci_core.checks.events.blank_events import MOST
from aci_core.domain.schema import ANY, PRE, SERIOUS
from aci_core.domain.schema.visits import day_of
from aci_core.domain.study.protocol import DEFAULT, PRODUCTS
from aci_core.stats.proportion import one_sided_upper
from aci_core.summaries import EFFECTIVE, Var

MOST_LEVELS: Final = 7  # a scale of no more grades is compared as ordered, not by means
RARE: Final = 0.01  # of harms: one this rare is likely to be missed where the arm is small


def followup(study: Reviewed) -> Iterator[Objection]:
    """Doses planned for longer than the patients are followed."""
    protocol = study.settings.protocol
    days = tuple(f"{product}_day_" for product in PRODUCTS)
    dosed = any(c.name in DOSE_COLUMNS or c.name.startswith(days) for c in study.data.columns)
    if not protocol.injections or not (dosed or protocol != DEFAULT):
        return
    at = [day_of(visit) for visits in study.visits.values() for visit in visits]
    timed = [day for day in at if day is not None]
    weeks = max(timed) / 7 if timed else float(protocol.followup_weeks)
    if weeks < protocol.last_week:
        numbers: dict[str, Number] = {
            "dose_week": protocol.last_week,
            "followup_weeks": weeks,
            "injections": protocol.injections,
        }
        yield Objection("followup_short", "moderate", numbers, "overview")


def baseline_p(study: Reviewed) -> Iterator[Objection]:
    """P values of characteristics before treatment."""
    tests = [
        row
        for row in study.results["baseline"].rows
        if row.method in ("welch_t", "pearson_chi2") and row.p is not None
    ]
    if tests:
        numbers: dict[str, Number] = {
            "tests": len(tests),
            "below": sum((row.p or 0.0) < 0.05 for row in tests),
            "expected": 0.05 * len(tests),
        }
        yield Objection("baseline_p", "minor", numbers, "baseline")


def ordinal(study: Reviewed) -> Iterator[Objection]:
    """A scale of a few grades whose leading comparison is one of means."""
    for name, visits in study.visits.items():
        visit = own_visit(study.settings, name, visits)
        led = lead(study.outcomes, name, visit)
        levels = _levels(study, f"{name}_{visit}")
        if led is None or levels is None or led.row.method.startswith("proportional_odds"):
            continue
        numbers: dict[str, Number] = {"variable": name, "visit": visit, "levels": levels}
        yield Objection("ordinal_as_mean", "moderate", numbers, "outcomes")


def _levels(study: Reviewed, column: str) -> int | None:
    """Grades of a scale that has few; None of any other."""
    name = column.rpartition("_")[0]
    measure = study.data.measures[name]
    values = study.data.values(Var(column))
    grades = np.unique(values[~np.isnan(values)])
    if measure.low is not None and measure.high is not None:
        few = measure.high - measure.low < MOST_LEVELS
    else:
        few = 2 < len(grades) <= MOST_LEVELS and bool((grades == np.round(grades)).all())
    return len(grades) if (few or measure.ordinal) and len(grades) else None


def expected(study: Reviewed) -> Iterator[Objection]:
    """Expected counts too small for a chi-square test."""
    row = next(iter(study.response.where("pearson_chi2", variable=EFFECTIVE)), None)
    if row is None or "min_expected_below_5" not in row.notes:
        return
    table = study.data.levels(EFFECTIVE)
    smallest = float(table.sum(axis=0).min() * table.sum(axis=1).min() / table.sum())
    yield Objection("small_expected", "minor", {"expected": smallest}, "response")


def hangs(study: Reviewed) -> Iterator[Objection]:
    """What turns the verdict on the primary outcome; without one nothing is judged."""
    at = study.endpoint
    if at is None or not study.settings.judged.primary or regraded(study.settings, at.variable):
        return
    led = lead(result_of(study, at), at.variable, at.visit)
    tried = robustness(study.data, study.settings, led) if led else Robustness()
    page = "response" if at.variable in GRADED else "outcomes"
    for swing in tried.swings:
        yield _swing(study, swing, at, page)
    if tried.untried:
        numbers: dict[str, Number] = {"n": sum(study.data.n), "what": " ".join(tried.untried)}
        yield Objection("not_examined", "minor", numbers, page)


def limits(study: Reviewed) -> Iterator[Objection]:
    """One value below a limit of detection decides a comparison: the first that it turns."""
    found = [
        (named, without)
        for named, led in _leads(study)
        if (without := without_limit(study.data, study.settings, led)) is not None
    ]
    if not found:
        return
    (name, visit, method), one = max(found, key=lambda x: x[1].turns)
    numbers: dict[str, Number] = {
        "variable": name,
        "visit": visit,
        "method": method,
        "cells": one.cells,
        "value": one.value,
        "changed_value": one.changed_value,
        "p": one.p,
        "changed": one.changed,
    }
    yield Objection("limit_decides", "major" if one.turns else "moderate", numbers, "outcomes")


def methods(study: Reviewed) -> Iterator[Objection]:
    """The same comparison on the other scale lies on the other side of alpha."""
    for (name, visit, _), _led in _leads(study):
        specs = outcome_multiverse(study.outcomes, name, visit)
        found = agreement(specs, study.settings.alpha)
        if found.lead is None or not found.dissent:
            continue
        other = found.dissent[0]
        numbers: dict[str, Number] = {
            "variable": name,
            "visit": visit,
            "method": found.lead.code,
            "other": other.code,
            "p": found.lead.p,
            "changed": other.p,
        }
        yield Objection("methods_disagree", "moderate", numbers, "outcomes")
        return


def _leads(study: Reviewed) -> Iterator[tuple[tuple[str, str, str], Lead]]:
    """The leading comparison of each measure at each visit, the primary outcome's first."""
    at = study.endpoint
    every = [(name, visit) for name, visits in study.visits.items() for visit in visits]
    own = (at.variable, at.visit) if at is not None else None
    for name, visit in sorted(every, key=lambda one: one != own):
        led = lead(study.outcomes, name, visit)
        if led is not None:
            yield (name, visit, led.row.method), led


_HANGS: Final[Mapping[str, Code]] = {
    "patient": "hangs_on_patient",
    "missing": "hangs_on_missing",
    "centre": "hangs_on_centre",
    "cut": "hangs_on_cut",
}


def _swing(study: Reviewed, swing: Swing, at: Endpoint, page: str) -> Objection:
    numbers: dict[str, Number] = {
        "variable": at.variable,
        "visit": at.visit,
        "p": swing.p,
        "changed": swing.changed,
        "what": swing.what,
        "n": swing.n,
        "of": swing.of,
    }
    rule = study.data.grades.rule if study.data.grades else None
    if swing.cause == "cut" and rule is not None:
        numbers |= {"chosen": float(rule.cuts[-1]), "kind": rule.kind}
    return Objection(_HANGS[swing.cause], "moderate", numbers, page)


def mechanism(study: Reviewed) -> Iterator[Objection]:
    """A marker that differs after treatment, and its correlation with the score."""
    factors = study.results["factors"]
    for name, visits in study.visits.items():
        if not study.data.measures[name].factor:
            continue
        visit = own_visit(study.settings, name, visits)
        led = lead(study.outcomes, name, visit)
        if led is None:
            continue
        row = _correlation(factors, name, visit)
        numbers: dict[str, Number] = {
            "variable": name,
            "visit": visit,
            "p": led.p,
            "r": row.estimate if row else None,
            "r_visit": row.visit if row else None,
            "r_method": row.method if row else None,
            "n": row.total if row else None,
        }
        yield Objection("mechanism", "minor", numbers, "factors")
        return


def _correlation(factors: Result, name: str, visit: str | None) -> Row | None:
    """The marker against NIHSS: of the same visit after treatment, else before it."""
    for at in (visit, PRE):
        for method, arm in (("partial_pearson", None), ("pearson", None)):
            row = factors.get(method, name, visit=at, arm=arm, versus=SCORE)
            if row is not None and row.estimate is not None:
                return row
    return None


def harms(study: Reviewed) -> Iterator[Objection]:
    """Harms not recorded, none seen, or rare ones missed."""
    safety, n = study.results["safety"], study.data.n.treatment
    counted = [r for r in safety.where("count") if r.variable != SERIOUS]
    terms = tuple(dict.fromkeys(r.variable for r in counted if r.level == "events"))
    arm = study.data.arms.treatment
    if not terms and any(r.versus or r.variable == SERIOUS for r in safety.where("count")):
        return  # recorded by how grave they were, without the event
    if not terms:
        upper = one_sided_upper(0, n, 0.95).high
        yield Objection("harms_not_recorded", "moderate", {"n": n, "upper": upper}, "safety")
        return
    whole = safety.get("count", ANY if len(terms) > 1 else terms[0], arm=arm)
    known = whole.total if whole else n
    upper = one_sided_upper(0, known, 0.95).high
    yield from _harms_blank(study, terms)
    if whole is not None and whole.estimate == 0:
        seen: dict[str, Number] = {"n": known, "of": n, "upper": upper}
        yield Objection("harms_none_seen", "moderate", seen, "safety")
    elif upper is not None and upper > RARE:
        numbers: dict[str, Number] = {"n": known, "of": n, "upper": upper, "terms": len(terms)}
        yield Objection("harms_rare", "minor", numbers, "safety")


def _harms_blank(study: Reviewed, terms: tuple[str, ...]) -> Iterator[Objection]:
    """Patients of whom it is not known whether they had an event."""
    safety, name = study.results["safety"], ANY if len(terms) > 1 else terms[0]
    rows = [safety.get("count", name, arm=arm) for arm in study.data.arms]
    t, c = rows
    if t is None or c is None or t.estimate is None or c.estimate is None:
        return
    n = study.data.n
    absent = sum(n) - t.total - c.total
    if absent <= MOST * sum(n):
        return
    numbers: dict[str, Number] = {
        "known_t": t.total, "n_t": n.treatment, "x_t": int(t.estimate),
        "known_c": c.total, "n_c": n.control, "x_c": int(c.estimate),
        "absent": absent,
    }  # fmt: skip
    yield Objection("harms_blank", "moderate", numbers, "safety")
