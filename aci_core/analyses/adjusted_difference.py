"""The adjusted difference of an outcome: ANCOVA by the value before treatment, and its variants."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from aci_core.analyses.adjustment import (
    BASELINE_ONLY,
    COMPLETE_CASES,
    Model,
    absent_note,
    covariate_terms,
    imputes,
    model_of,
)
from aci_core.analyses.describe import by_arm
from aci_core.analyses.result import Row, row_of, try_estimate, try_query
from aci_core.domain.notes import Note, note
from aci_core.domain.schema import PRE, Measure
from aci_core.domain.study.settings import Settings
from aci_core.stats.ancova import ancova, ancova_hc3, ancova_ratio, ancova_slopes
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.summaries import Data, Log, Var, Variable


def adjusted_difference(
    data: Data, settings: Settings, analysis: str, measure: Measure, visit: str, *, slow: bool
) -> Iterator[Row]:
    """The difference of a measure after treatment, adjusted for its value before.

    With the chosen covariates; where there are any, also without them, and where a value of them
    is filled in, also of complete cases. Of a measure that is a ratio, the ratio of adjusted
    geometric means as well.

    Parameters
    ----------
    data : Data
    settings : Settings
    analysis : str
        Of the rows.
    measure : Measure
    visit : str
        After treatment.
    slow : bool
        False leaves out what takes long where patients are very many.
    """
    conf_level = settings.level
    name = measure.name
    post, pre = f"{name}_{visit}", f"{name}_{PRE}"
    own = (Var(post), Var(pre))
    chosen = covariate_terms(data, settings.covariates, leave=(post, pre))
    filled, _ = try_query(lambda: imputes(data, settings, chosen))
    model, reasons = try_query(lambda: model_of(data, own, chosen, filled=bool(filled)))
    notes = absent_note([c for c in settings.covariates if c not in (post, pre)], chosen)

    def row(
        method: str,
        make: Callable[[Model], Estimate],
        of: Model | None = model,
        why: tuple[Note, ...] = reasons,
        level: str | None = None,
    ) -> Row:
        if of is None:
            estimate = not_computed(*why)
            return row_of(analysis, name, method, estimate, None, visit=visit, level=level)
        estimate = try_estimate(lambda: make(of))
        noted = (*of.notes, *notes)
        return row_of(analysis, name, method, estimate, of.n, visit=visit, level=level, notes=noted)

    yield row("ancova", lambda of: ancova(*of.cross, conf_level))
    if slow:
        yield row("ancova_hc3", lambda of: _hc3(data, of, conf_level))
    if filled:
        complete, lacking = try_query(lambda: model_of(data, own, chosen))
        yield row(
            "ancova", lambda of: ancova(*of.cross, conf_level), complete, lacking, COMPLETE_CASES
        )
    simple, reasons = try_query(lambda: data.cross(own))
    sizes = None if simple is None else by_arm(data.arms, (simple.treatment.n, simple.control.n))
    of_pre = [("ancova", ancova, BASELINE_ONLY)] if chosen else []
    for method, make, level in (*of_pre, ("ancova_slopes", ancova_slopes, None)):
        estimate = not_computed(*reasons) if simple is None else make(*simple, conf_level)
        yield row_of(analysis, name, method, estimate, sizes, visit=visit, level=level)
    if measure.log:

        def log_row(*, filled: bool, level: str | None = None) -> Row:
            of = _ratio(data, (post, pre), chosen, conf_level, filled=filled)
            return row_of(
                analysis, name, "ancova_log", of[0], of[1], visit=visit, level=level, notes=of[2]
            )

        yield log_row(filled=bool(filled))
        if filled:
            yield log_row(filled=False, level=COMPLETE_CASES)


def _ratio(
    data: Data,
    columns: tuple[str, str],
    covariates: Sequence[Variable],
    conf_level: float,
    *,
    filled: bool,
) -> tuple[Estimate, Mapping[str, int] | None, tuple[Note, ...]]:
    """The ratio of adjusted geometric means, its patients and its notes."""

    def make() -> tuple[Model, Model]:
        plain = model_of(data, [Var(c) for c in columns], covariates, filled=filled)
        return plain, model_of(data, [Log(c) for c in columns], covariates, filled=filled)

    models, reasons = try_query(make)
    if models is None:
        return not_computed(*reasons), None, ()
    plain, logs = models
    dropped = sum(plain.n.values()) - sum(logs.n.values())
    # A logarithm of nothing: the patients would vanish unseen, so it is not computed.
    estimate = (
        not_computed(note("nonpositive", dropped))
        if dropped
        else ancova_ratio(*logs.cross, conf_level)
    )
    return estimate, logs.n, logs.notes


def _hc3(data: Data, model: Model, conf_level: float) -> Estimate:
    if data.patients is None:
        return not_computed("needs_patients")
    treated = data.patients.treated
    columns = model.columns or tuple(data.patients.values(term) for term in model.terms)
    # A constant term leaves the model, and those without a value of it stay out.
    cases = ~np.isnan(np.stack(columns)).any(axis=0)
    y, pre, *covariates = (columns[i][cases] for i in model.varying)
    return ancova_hc3(y, treated[cases].astype(np.float64), pre, covariates, conf_level)
