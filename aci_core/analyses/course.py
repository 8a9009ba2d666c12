"""Course: the difference between the arms at each visit, from all scores of a measure together.

Of each measure that is no scale of a few grades, was taken before treatment and at two or more
visits after it. The model answers what would have been seen had nobody died, if scores are missing
at random given the patient's others: the hypothetical strategy of ICH E9(R1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import numpy as np

from aci_core.analyses.adjustment import Cases, absent_note, cases_of, covariate_terms, imputes
from aci_core.analyses.describe import by_arm
from aci_core.analyses.outcomes import Mean, WithMeans, dead_without_score, measured
from aci_core.analyses.result import Row, points_of, row_of, try_query
from aci_core.domain.arrays import Floats, Mask
from aci_core.domain.notes import Note, join_notes, note
from aci_core.domain.schema import PRE
from aci_core.domain.study.settings import Settings
from aci_core.stats.estimate import not_computed
from aci_core.stats.mmrm import Mmrm, mmrm
from aci_core.summaries import Arms, Data, PatientLevelData, Var
from aci_core.summaries.moments import Moments

NAME = "course"
DIFFERENCE = "mmrm"
MEAN = "mmrm_mean"
# Patients in each arm without whom a visit is left out of the model, and one more a covariate.
FEWEST: Final = 5


@dataclass(frozen=True, slots=True)
class Basis:
    """What the model of a measure rests on.

    Parameters
    ----------
    visits : tuple of str
        In the model.
    left_out : tuple of str
        Visits with too few scores in an arm.
    patients : Arms of int
        With the score before treatment and at a visit of the model.
    without : Arms of int
        All others.
    dead : dict of str to Arms of int
        By visit of the model, patients who died before it and lack the score; none where nobody.
    covariates : tuple of str
        Columns adjusted for beside the score before treatment.
    simple : bool
        Whether an unstructured covariance could not be fitted.
    """

    visits: tuple[str, ...]
    left_out: tuple[str, ...]
    patients: Arms[int]
    without: Arms[int]
    dead: Mapping[str, Arms[int]]
    covariates: tuple[str, ...]
    simple: bool


@dataclass(frozen=True)
class Course(WithMeans):
    """Result of the course; its means are adjusted.

    Parameters
    ----------
    bases : dict of str to Basis
        By measure that has a model.
    """

    bases: Mapping[str, Basis] = field(default_factory=dict, repr=False)


def course(data: Data, settings: Settings) -> Course:
    """The course of every measure over its visits.

    Parameters
    ----------
    data : Data
    settings : Settings
    """
    rows: list[Row] = []
    bases: dict[str, Basis] = {}
    followed = followed_measures(data)
    for name, visits in followed.items():
        if data.patients is None:
            nothing = not_computed("needs_patients")
            rows += [row_of(NAME, name, DIFFERENCE, nothing, None, visit=v) for v in visits]
            continue
        patients = data.patients
        columns = [f"{name}_{visit}" for visit in (PRE, *visits)]
        _, withheld = try_query(partial(patients.require_means, *columns))
        if withheld:
            rows += [
                row_of(NAME, name, DIFFERENCE, not_computed(*withheld), None, visit=v)
                for v in visits
            ]
            continue
        made, basis = _course(patients, settings, name, visits)
        rows += made
        if basis is not None:
            bases[name] = basis
    columns = [f"{name}_{visit}" for name, at in followed.items() for visit in (PRE, *at)]
    points = points_of(data, columns)
    means = tuple(_means(rows))
    return Course(NAME, data.arms, settings, tuple(rows), points, data.measures, means, bases)


def followed_measures(data: Data) -> dict[str, tuple[str, ...]]:
    """Measures with a model, and their visits after treatment began."""
    return {
        name: visits[1:]
        for name, visits in measured(data).items()
        if visits[0] == PRE and len(visits) > 2 and not data.measures[name].ordinal
    }


def _course(
    data: PatientLevelData, settings: Settings, name: str, visits: Sequence[str]
) -> tuple[list[Row], Basis | None]:
    """The rows of a measure; no basis where fewer than two visits have scores enough."""
    before = data.values(Var(f"{name}_{PRE}"))
    scores = np.column_stack([data.values(Var(f"{name}_{visit}")) for visit in visits])
    terms = covariate_terms(data, settings.covariates, leave=(f"{name}_{PRE}",))
    filled = imputes(data, settings, terms)
    known = ~np.isnan(before) & ~np.isnan(scores).all(axis=1)
    cases = cases_of(data, known, terms, filled=filled)
    n = [_by_arm(data, cases.places & ~np.isnan(scores[:, v])) for v in range(len(visits))]
    least = FEWEST + len(cases.covariates)
    kept = [v for v, of in enumerate(n) if min(of) >= least]
    rows = [
        row_of(
            NAME,
            name,
            DIFFERENCE,
            not_computed(note("sparse_visit", min(n[v]))),
            by_arm(data.arms, n[v]),
            visit=visits[v],
        )
        for v in range(len(visits))
        if v not in kept
    ]
    if not kept:
        return rows, None
    known &= ~np.isnan(scores[:, kept]).all(axis=1)
    cases = cases_of(data, known, terms, filled=filled)
    here = scores[:, kept][cases.places]
    own = before[cases.places]
    fit = mmrm(here, cases.treated, [own, *cases.covariates], settings.level)
    names = [c for c in settings.covariates if c != f"{name}_{PRE}"]
    notes = (*cases.notes, *absent_note(names, terms))
    in_model = tuple(visits[v] for v in kept)
    rows += _rows(data.arms, name, in_model, fit, cases, own, here, notes)
    patients = Arms(*fit.patients)
    dead = {visit: died for (_, visit), died in dead_without_score(data, {name: (PRE, *in_model)})}
    basis = Basis(
        in_model,
        tuple(visits[v] for v in range(len(visits)) if v not in kept),
        patients,
        Arms(*(every - of for every, of in zip(data.n, patients, strict=True))),
        dead,
        cases.names,
        fit.simple,
    )
    return rows, basis


def _rows(
    arms: Arms[str],
    name: str,
    visits: Sequence[str],
    fit: Mmrm,
    cases: Cases,
    before: Floats,
    scores: Floats,
    notes: tuple[Note, ...],
) -> Iterator[Row]:
    """Means of the model's patients; then its differences and adjusted means."""
    groups = (*zip(arms, (cases.treated, ~cases.treated), strict=True), (None, slice(None)))
    for visit, values in ((PRE, before), *zip(visits, scores.T, strict=True)):
        for arm, who in groups:
            yield _mean(name, visit, arm, values[who])
    for v, visit in enumerate(visits):
        n = by_arm(arms, fit.n[:, v].tolist())
        yield row_of(NAME, name, DIFFERENCE, fit.differences[v], n, visit=visit, notes=notes)
        for arm, estimate in zip(arms, fit.means[v], strict=True):
            yield row_of(NAME, name, MEAN, estimate, n[arm], visit=visit, arm=arm)


def _mean(name: str, visit: str, arm: str | None, values: Floats) -> Row:
    """Mean and SD of the model's patients of an arm, or of both."""
    moments = Moments.of(values[~np.isnan(values)])
    absent = len(values) - moments.n
    notes = join_notes([note("missing", absent)] if absent else [])
    at = (NAME, name, visit, arm, None, None, "mean_sd")
    return Row(*at, moments.n, moments.mean if moments.n else None, sd=moments.sd, note=notes)


def _means(rows: Sequence[Row]) -> Iterator[Mean]:
    """The adjusted means, for a figure."""
    for row in rows:
        if row.method == MEAN and row.estimate is not None and row.visit and row.arm:
            at = (row.variable, row.visit, row.arm)
            yield Mean(*at, row.total, row.estimate, row.ci_low, row.ci_high)


def _by_arm(data: PatientLevelData, who: Mask) -> tuple[int, int]:
    return int((who & data.treated).sum()), int((who & ~data.treated).sum())
