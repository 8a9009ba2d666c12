"""What a reviewer will ask: the objections that a file and its plan invite, most serious first.

Each is computed from the settings, the data and the results, and is gone when its cause is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

import numpy as np

from aci_core.analyses.baseline import imbalance
from aci_core.analyses.doses import DOSE_COLUMNS
from aci_core.analyses.factors import SCORE
from aci_core.analyses.leading import Lead, lead, methods
from aci_core.analyses.multiplicity import place
from aci_core.analyses.ordinal import ADJUSTED, UNADJUSTED
from aci_core.analyses.outcomes import BASELINE_ONLY
from aci_core.analyses.plan import GRADED, Endpoint, endpoint, main_measure, named, own_visit
from aci_core.analyses.response import Response
from aci_core.analyses.result import Result, Row
from aci_core.analyses.robustness import Robustness, Swing, robustness
from aci_core.analyses.safety import ANY
from aci_core.checks import unread_cells
from aci_core.domain.arrays import Mask
from aci_core.domain.protocol import DEFAULT, PRODUCTS
from aci_core.domain.schema import MEASURES, PRE
from aci_core.domain.schema.visits import POST, day_of
from aci_core.domain.settings import Settings
from aci_core.efficacy import PRESETS, RECORDED, died_before
from aci_core.stats.proportion import one_sided_upper
from aci_core.summaries import EFFECTIVE, Arms, PatientLevelData, Var

Severity = Literal["major", "moderate", "minor"]
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
# In the order in which a reviewer raises them, within a severity.
Code = Literal[
    "randomisation_unstated",
    "plan_changed",
    "primary_unnamed",
    "plan_locked_after_results",
    "primary_not_analysed",
    "not_randomised",
    "chosen_after_allocation",
    "plan_not_locked",
    "not_registered",
    "visit_chosen",
    "rule_chosen",
    "losses",
    "followup_short",
    "completers_only",
    "cells_not_read",
    "covariates_lose",
    "ordinal_as_mean",
    "hangs_on_missing",
    "hangs_on_patient",
    "hangs_on_centre",
    "hangs_on_cut",
    "one_subgroup",
    "harms_not_recorded",
    "harms_none_seen",
    "baseline_p",
    "small_expected",
    "mechanism",
    "harms_rare",
    "not_examined",
]
CODES: Final[tuple[Code, ...]] = get_args(Code)

Number = float | int | str | None
Results = Mapping[str, Result]

LOSSES: Final = 0.05  # of the patients, or between the arms; below it bias is thought small
MANY_LOSSES: Final = 0.20
# Notes that say why there is no estimate or no P.
REASONS: Final = frozenset(
    {
        "collinear", "constant", "no_events", "all_events", "no_patients", "no_difference",
        "nonpositive", "not_converged", "not_finite", "one_patient", "perfect_fit",
        "perfect_prediction", "separated", "too_few", "all_zero", "two_grades", "withheld",
        "needs_patients", "needs_counts",
    }
)  # fmt: skip
MOST_LEVELS: Final = 7  # a scale of no more grades is compared as ordered, not by means
RARE: Final = 0.01  # of harms: one this rare is likely to be missed where the arm is small


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection to the study.

    Parameters
    ----------
    code : str
        Of `CODES`; its words stand in the catalogue under ``review.<code>``.
    severity : {"major", "moderate", "minor"}
    numbers : dict of str to number or str
        What it rests on, by name.
    page : str
        The page that answers it.
    """

    code: Code
    severity: Severity
    numbers: Mapping[str, Number]
    page: str

    def to_json(self) -> dict[str, object]:
        """The objection as a JSON object, without its sentence."""
        return {
            "code": self.code,
            "severity": self.severity,
            "numbers": dict(self.numbers),
            "page": self.page,
        }


@dataclass(frozen=True, eq=False, slots=True)
class _Study:
    """What every objection may ask.

    Parameters
    ----------
    endpoint : Endpoint or None
        The primary outcome, None where it is not in the results: nothing takes its place. Where
        none is named, the main measure at its own visit.
    """

    data: PatientLevelData
    settings: Settings
    results: Results
    before: int
    endpoint: Endpoint | None

    @property
    def outcomes(self) -> Result:
        return self.results["outcomes"]

    @property
    def response(self) -> Response:
        return cast("Response", self.results["response"])

    @property
    def visits(self) -> dict[str, tuple[str, ...]]:
        """Visits of each measure after treatment began."""
        by_measure: dict[str, dict[str, None]] = {}
        for row in self.outcomes.where("mean_sd"):
            if row.visit and row.visit != PRE and "-" not in row.visit:
                by_measure.setdefault(row.variable, {})[row.visit] = None
        return {name: tuple(visits) for name, visits in by_measure.items()}


Ask = Callable[[_Study], Iterator[Objection]]


def review(
    data: PatientLevelData, settings: Settings, results: Results, *, before: int | None = None
) -> tuple[Objection, ...]:
    """The objections to a study, most serious first.

    Parameters
    ----------
    data : PatientLevelData
        Of the patients analysed.
    settings : Settings
        As `plan.settled` gives them.
    results : dict of str to Result
        By analysis, all of `study.ANALYSES`.
    before : int, optional
        Patients before any filter; those of `data` if left out.
    """
    n = sum(data.n)
    study = _Study(data, settings, results, n if before is None else before, None)
    study = _Study(data, settings, results, study.before, _endpoint(study))
    raised = [objection for ask in _ASKED for objection in ask(study)]
    return tuple(sorted(raised, key=lambda o: (SEVERITIES.index(o.severity), CODES.index(o.code))))


def _endpoint(study: _Study) -> Endpoint | None:
    primary, settings = study.settings.primary, study.settings
    if primary in GRADED:
        at = place(study.response, primary)
        computed = study.response.visit is not None
        elsewhere = computed and settings.response_visit not in (None, study.response.visit)
        return None if elsewhere else at
    if primary:
        return place(study.outcomes, primary)
    visits = study.visits
    main = main_measure(study.settings, visits)
    if main is not None:
        return Endpoint(main, own_visit(study.settings, main, visits[main]))
    return place(study.response, EFFECTIVE)


def _result_of(study: _Study, at: Endpoint) -> Result:
    return study.response if at.variable in GRADED else study.outcomes


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


# ------------------------------------------------------------------------------------- design


def _randomisation(study: _Study) -> Iterator[Objection]:
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


def _plan(study: _Study) -> Iterator[Objection]:
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
    if not settings.primary:
        yield Objection("primary_unnamed", "major", {"comparisons": comparisons}, "plan")
    if not settings.registration:
        locked = settings.locked.time[:10] if settings.locked else None
        numbers = {"locked": locked, "comparisons": comparisons}
        yield Objection("not_registered", "moderate", numbers, "plan")


def _primary(study: _Study) -> Iterator[Objection]:
    """The plan's primary outcome has no *P*: no other outcome or visit answers for it."""
    settings, at = study.settings, study.endpoint
    if not settings.primary:
        return
    page, method, cells, n = "data", None, 0, 0
    if at is None:
        at = endpoint(settings.primary, [*study.data.measures, *MEASURES])
        if at.variable in GRADED:
            at = Endpoint(at.variable, settings.response_visit)
        reason, cells = _not_there(study, at)
    else:
        led = lead(_result_of(study, at), at.variable, at.visit)
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


def _not_there(study: _Study, at: Endpoint) -> tuple[str, int]:
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


def _n_values(study: _Study, at: Endpoint) -> int:
    """Patients with a value of the outcome."""
    return sum(study.data.n) - sum(map(sum, _without(study, at)))


def _reason(study: _Study, at: Endpoint, led: Lead | None) -> tuple[str, str | None]:
    """Why the first method that could give *P* gives none: its note, and the method."""
    result = _result_of(study, at)
    names = methods(result, at.variable)
    if at.variable == EFFECTIVE:
        names = ("risk_difference", "pearson_chi2")
    rows = [result.get(name, at.variable, visit=at.visit) for name in names]
    for row in rows if led is None else [led.test]:
        why = [] if row is None else [x for x in row.notes if x.partition(":")[0] in REASONS]
        if row is not None and why:
            return why[0], row.method
    return "unknown", None


def _changed(study: _Study, *keys: str) -> bool:
    """Whether one of these parts of the plan was changed after it was locked."""
    return any(d.key in keys and d.results_seen is not False for d in study.settings.deviations)


def _visit(study: _Study) -> Iterator[Objection]:
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
    changed = _changed(study, "primary", "response_visit")
    if len(visits) > 1 and (changed or not named_visit):
        numbers: dict[str, Number] = {
            "measure": measure,
            "visit": at.visit,
            "visits": len(visits),
            "changed": int(changed),
        }
        yield Objection("visit_chosen", "moderate", numbers, "plan")


def _rule(study: _Study) -> Iterator[Objection]:
    grades = study.data.grades
    if grades is None or grades.name == RECORDED:
        return
    own_cuts = grades.name not in PRESETS and study.settings.locked is None
    changed = _changed(study, "rule")
    if own_cuts or changed:
        numbers: dict[str, Number] = {"rule": grades.name, "changed": int(changed)}
        yield Objection("rule_chosen", "moderate", numbers, "response")


# ----------------------------------------------------------------------------- who is analysed


def _filters(study: _Study) -> Iterator[Objection]:
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


def _without(study: _Study, at: Endpoint) -> tuple[Arms[int], Arms[int]]:
    """Patients of each arm without the outcome: who was lost to it, and who had died before."""
    data = study.data
    if at.variable in GRADED:
        grades = data.grades
        absent = np.zeros(len(data.treated), dtype=bool) if grades is None else grades.codes < 0
    else:
        absent = np.isnan(data.values(Var(f"{at.variable}_{at.visit}")))
    dead = absent & _dead(study, at.visit)
    return _by_arm(data, absent & ~dead), _by_arm(data, dead)


def _dead(study: _Study, visit: str | None) -> Mask:
    """Who had died before a visit; without one, who died at all."""
    cohort = study.data.cohort
    if visit is not None:
        return died_before(cohort, visit)
    if not cohort.usable("died"):
        return np.zeros(cohort.n, dtype=bool)
    return np.asarray(cohort.table["died"].to_numpy(np.float64) >= 1, dtype=bool)


def _by_arm(data: PatientLevelData, who: Mask) -> Arms[int]:
    return Arms(int((who & data.treated).sum()), int((who & ~data.treated).sum()))


def _losses(study: _Study) -> Iterator[Objection]:
    """The living without the outcome; the dead are no losses."""
    at, n = study.endpoint, study.data.n
    if at is None or not all(n):
        return
    absent, dead = _without(study, at)
    share = _share(sum(absent), sum(n))
    apart = abs(_share(absent.treatment, n.treatment) - _share(absent.control, n.control))
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


def _completers(study: _Study) -> Iterator[Objection]:
    """The leading comparison leaves out living patients without all that it needs.

    Nothing stands in for them. Of the dead no value is missing.
    """
    at = study.endpoint
    if at is None:
        return
    led = lead(_result_of(study, at), at.variable, at.visit)
    if led is None or _imputed(study, at):
        return
    n = sum(study.data.n)
    died = sum(_without(study, at)[1])
    absent = n - led.row.total - died
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
    severe = _share(absent, n) > LOSSES
    yield Objection("completers_only", "moderate" if severe else "minor", numbers, "overview")


def _imputed(study: _Study, at: Endpoint) -> bool:
    """Whether a sensitivity analysis answers for the missing values of an outcome."""
    if at.variable in GRADED:
        return True  # the best and the worst case stand beside it
    sensitivity = study.results.get("sensitivity")
    return sensitivity is not None and any(
        row.estimate is not None and (row.variable, row.visit) == (at.variable, at.visit)
        for row in sensitivity.rows
    )


def _unread(study: _Study) -> Iterator[Objection]:
    columns = unread_cells(study.data.cohort)
    cells = sum(column.n_unread for column in columns)
    if cells:
        numbers: dict[str, Number] = {
            "cells": cells,
            "columns": len(columns),
            "stopped": sum(column.stopped for column in columns),
        }
        yield Objection("cells_not_read", "moderate", numbers, "data")


def _covariates(study: _Study) -> Iterator[Objection]:
    """Patients whom the covariates, and not the outcome, leave out."""
    at = study.endpoint
    if at is None or at.variable == EFFECTIVE:
        return
    result = _result_of(study, at)
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


# --------------------------------------------------------------------------------- the methods


def _followup(study: _Study) -> Iterator[Objection]:
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


def _baseline_p(study: _Study) -> Iterator[Objection]:
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


def _ordinal(study: _Study) -> Iterator[Objection]:
    """A scale of a few grades whose leading comparison is one of means."""
    for name, visits in study.visits.items():
        visit = own_visit(study.settings, name, visits)
        led = lead(study.outcomes, name, visit)
        levels = _levels(study, f"{name}_{visit}")
        if led is None or levels is None or led.row.method.startswith("proportional_odds"):
            continue
        numbers: dict[str, Number] = {"variable": name, "visit": visit, "levels": levels}
        yield Objection("ordinal_as_mean", "moderate", numbers, "outcomes")


def _levels(study: _Study, column: str) -> int | None:
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


def _expected(study: _Study) -> Iterator[Objection]:
    row = next(iter(study.response.where("pearson_chi2", variable=EFFECTIVE)), None)
    if row is None or "min_expected_below_5" not in row.notes:
        return
    table = study.data.levels(EFFECTIVE)
    smallest = float(table.sum(axis=0).min() * table.sum(axis=1).min() / table.sum())
    yield Objection("small_expected", "minor", {"expected": smallest}, "response")


def _hangs(study: _Study) -> Iterator[Objection]:
    """What turns the verdict on the primary outcome; without one nothing is judged."""
    at = study.endpoint
    if at is None or not study.settings.primary:
        return
    led = lead(_result_of(study, at), at.variable, at.visit)
    tried = robustness(study.data, study.settings, led) if led else Robustness()
    page = "response" if at.variable in GRADED else "outcomes"
    for swing in tried.swings:
        yield _swing(study, swing, at, page)
    if tried.untried:
        numbers: dict[str, Number] = {"n": sum(study.data.n), "what": " ".join(tried.untried)}
        yield Objection("not_examined", "minor", numbers, page)


_HANGS: Final[Mapping[str, Code]] = {
    "patient": "hangs_on_patient",
    "missing": "hangs_on_missing",
    "centre": "hangs_on_centre",
    "cut": "hangs_on_cut",
}


def _swing(study: _Study, swing: Swing, at: Endpoint, page: str) -> Objection:
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


# ------------------------------------------------------------------------- what is read into it


def _mechanism(study: _Study) -> Iterator[Objection]:
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


def _harms(study: _Study) -> Iterator[Objection]:
    safety, n = study.results["safety"], study.data.n.treatment
    events = [r.variable for r in safety.where("count") if r.level == "events"]
    terms = tuple(dict.fromkeys(events))
    arm = study.data.arms.treatment
    if not terms:
        upper = one_sided_upper(0, n, 0.95).high
        yield Objection("harms_not_recorded", "moderate", {"n": n, "upper": upper}, "safety")
        return
    whole = safety.get("count", ANY if len(terms) > 1 else terms[0], arm=arm)
    known = whole.total if whole else n
    upper = one_sided_upper(0, known, 0.95).high
    if whole is not None and whole.estimate == 0:
        yield Objection("harms_none_seen", "moderate", {"n": known, "upper": upper}, "safety")
    elif upper is not None and upper > RARE:
        numbers: dict[str, Number] = {"n": known, "upper": upper, "terms": len(terms)}
        yield Objection("harms_rare", "minor", numbers, "safety")


_ASKED: Sequence[Ask] = (
    _randomisation,
    _plan,
    _primary,
    _visit,
    _rule,
    _filters,
    _losses,
    _completers,
    _unread,
    _covariates,
    _followup,
    _baseline_p,
    _ordinal,
    _expected,
    _hangs,
    _mechanism,
    _harms,
)
