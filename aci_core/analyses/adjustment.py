"""Covariate adjustment: covariates as model terms, missing ones, and the model of the cases.

A baseline covariate that a patient of a randomised trial lacks is the mean of all patients of
both arms, a category a level of its own: the arm cannot have caused it, so that nobody leaves
the comparison for it (White and Thompson 2005). The outcome and its own value before treatment
are never imputed. A study that is not randomised, or not said to be, keeps complete cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from aci_core.analyses.describe import by_arm
from aci_core.analyses.result import try_query
from aci_core.domain.arrays import Floats, Mask
from aci_core.domain.notes import Note, note
from aci_core.domain.schema import PRE, Kind, Role
from aci_core.domain.study.settings import Settings
from aci_core.stats.rounding import is_constant
from aci_core.summaries import (
    Arms,
    Cross,
    Data,
    Level,
    NotAvailable,
    PatientLevelData,
    Var,
    Variable,
    columns_of,
)

# The level of the rows of complete cases, beside those with imputed covariates.
COMPLETE_CASES = "complete_cases"
# The level of the `ancova` row without the chosen covariates, where there are any.
BASELINE_ONLY = "baseline_only"
# Covariates of an ordinal outcome and its dichotomies, and of the response.
OF_ORDINAL = ("nihss_pre", "age")
OF_EFFECTIVE = ("nihss_pre",)

_NO_CATEGORY = ""  # the level of those who lack a category; no file can have it


def covariate_names(data: Data, settings: Settings, default: Sequence[str]) -> tuple[str, ...]:
    """Covariates of an ordinal or binary outcome: the plan's, else those usable of the default."""
    if settings.covariates:
        return settings.covariates
    usable = {c.name for c in data.columns}
    return tuple(name for name in default if name in usable)


def covariate_terms(data: Data, names: Sequence[str], leave: Sequence[str] = ()) -> list[Variable]:
    """Chosen covariates as model terms; a category's first level is its reference.

    A name that the file does not have, or that an error stops, is left out; so is one
    that stands there twice, or in `leave` because the model has it already.
    """
    by_name = {c.name: c for c in data.columns if c.role in (Role.COVARIATE, Role.MEASURE)}
    terms: list[Variable] = []
    for name in dict.fromkeys(names):
        column = by_name.get(name)
        if column is None or name in leave or (column.role is Role.MEASURE and column.visit != PRE):
            continue
        if column.kind is Kind.CATEGORY:
            # A single level as well: a patient without a value of it is no complete case.
            terms.extend(Level(name, category) for category in column.levels[1:] or column.levels)
        else:
            terms.append(Var(name))
    return terms


def imputes(data: Data, settings: Settings, covariates: Sequence[Variable]) -> bool:
    """Whether patients lack one of these covariates and it is imputed."""
    if settings.randomised is not True:
        return False
    everybody = sum(data.n)
    # A category's levels are one question.
    by_column = {term_name(term): term for term in covariates}
    return any(_known(data, term) < everybody for term in by_column.values())


def lacking(data: Data, settings: Settings, names: Sequence[str]) -> dict[str, int]:
    """Patients without a value, by covariate that is imputed; empty where none is."""
    terms = covariate_terms(data, names)
    if not imputes(data, settings, terms):
        return {}
    by_column = {term_name(term): term for term in terms}
    absent = {name: sum(data.n) - _known(data, term) for name, term in by_column.items()}
    return {name: n for name, n in absent.items() if n}


def _known(data: Data, term: Variable) -> int:
    if isinstance(term, Level):
        return int(data.levels(term.column).sum())
    moments, _ = try_query(lambda: data.moments(term))
    if moments is not None:
        return sum(one.n for one in moments)
    counts = data.counts(term)  # of a column without a mean
    return counts.n_treatment + counts.n_control


@dataclass(frozen=True, eq=False, slots=True)
class Imputed:
    """Covariates without missing values.

    Parameters
    ----------
    terms : list of Variable
        One more for each category that a patient lacks.
    columns : tuple of ndarray, each of shape (n,)
    lacking : ndarray of bool, shape (n,)
        Patients who lacked one.
    """

    terms: list[Variable]
    columns: tuple[Floats, ...]
    lacking: Mask


def impute(data: PatientLevelData, covariates: Sequence[Variable]) -> Imputed:
    """Fill each covariate with its mean over all patients; a missing category is a level."""
    terms: list[Variable] = []
    columns: list[Floats] = []
    lacking = np.zeros(len(data.treated), dtype=bool)
    of_categories: dict[str, Mask] = {}
    for term in covariates:
        values = data.values(term)
        missing = np.isnan(values)
        lacking |= missing
        # Of a column without any value nothing is known: a constant, which no model holds.
        filler = 0.0 if isinstance(term, Level) or missing.all() else float(np.nanmean(values))
        terms.append(term)
        columns.append(np.where(missing, filler, values))
        if isinstance(term, Level) and missing.any():
            of_categories[term.column] = missing
    for column, missing in of_categories.items():
        terms.append(Level(column, _NO_CATEGORY))
        columns.append(missing.astype(np.float64))
    return Imputed(terms, tuple(columns), lacking)


@dataclass(frozen=True, eq=False, slots=True)
class Model:
    """Adjusted model of the cases.

    Parameters
    ----------
    terms : list of Variable
        Post, pre and every chosen covariate: who has them all is a case.
    varying : list of int
        Places among them of what varies in the cases.
    cross : Arms of Cross
        Of what varies.
    n : dict of str to int
    notes : tuple of Note
    columns : tuple of ndarray, each of shape (n,), or None
        The terms patient by patient, covariates imputed; None where nothing was imputed.
    """

    terms: list[Variable]
    varying: list[int]
    cross: Arms[Cross]
    n: Mapping[str, int]
    notes: tuple[Note, ...]
    columns: tuple[Floats, ...] | None = None


def model_of(
    data: Data, own: Sequence[Variable], covariates: Sequence[Variable], *, filled: bool = False
) -> Model:
    """Cross-products over the cases, without columns that are constant there.

    A covariate or level that is the same in every case cannot be adjusted for. Its column
    goes, its patients do not come back: without imputation those without a value of a
    chosen covariate stay out whatever the others have.

    Parameters
    ----------
    data : Data
    own : sequence of Variable
        Post and pre, which are never imputed.
    covariates : sequence of Variable
    filled : bool
        Impute the covariates; needs patients.

    Raises
    ------
    NotAvailable
        ``needs_patients``.
    """
    terms, columns = [*own, *covariates], None
    notes: tuple[Note, ...] = ()
    if filled:
        patients = data.patients
        if patients is None:
            raise NotAvailable("needs_patients")
        patients.require_means(*(term_name(term) for term in own))
        made = impute(patients, covariates)
        terms = [*own, *made.terms]
        columns = (*(patients.values(v) for v in own), *made.columns)
        cases = ~np.isnan(np.stack(columns[: len(own)])).any(axis=0)
        notes = _imputed_note(made.lacking & cases)
        crosses = Arms(
            *(
                Cross.of([c[cases & who] for c in columns])
                for who in (patients.treated, ~patients.treated)
            )
        )
    else:
        crosses = data.cross(terms)
    varying = varying_terms(terms, crosses.treatment + crosses.control, len(own))
    cross = Arms(*(c.subset(varying) for c in crosses))
    n = by_arm(data.arms, (crosses.treatment.n, crosses.control.n))
    if all(n.values()):
        notes = (*_constant_note(terms, varying, len(own)), *notes)
    return Model(terms, varying, cross, n, notes, columns)


@dataclass(frozen=True, eq=False, slots=True)
class Cases:
    """Patients of a model with its covariates, one by one.

    Parameters
    ----------
    places : ndarray of bool, shape (n,)
        Who is a case.
    treated : ndarray of bool, shape (m,)
        Of the cases.
    covariates : tuple of ndarray, each of shape (m,)
        Those that vary.
    names : tuple of str
        Their columns in the file.
    n : dict of str to int
    notes : tuple of Note
    """

    places: Mask
    treated: Mask
    covariates: tuple[Floats, ...]
    names: tuple[str, ...]
    n: Mapping[str, int]
    notes: tuple[Note, ...]


def cases_of(
    data: PatientLevelData, known: Mask, covariates: Sequence[Variable], *, filled: bool
) -> Cases:
    """The cases of a model of an outcome given covariates.

    Parameters
    ----------
    data : PatientLevelData
    known : ndarray of bool, shape (n,)
        Patients with an outcome.
    covariates : sequence of Variable
    filled : bool
        Impute the covariates, over all patients.
    """
    made = impute(data, covariates)
    terms = made.terms if filled else list(covariates)
    places = known if filled else known & ~made.lacking
    treated = data.treated[places]
    columns = [c[places] for c in made.columns[: len(terms)]]
    varying: list[int] = []
    if columns:
        varying = varying_terms(terms, Cross.of(columns), 0)
    n = by_arm(data.arms, (int(treated.sum()), int((~treated).sum())))
    notes = _constant_note(terms, varying, 0) if all(n.values()) else ()
    if filled:
        notes = (*notes, *_imputed_note(made.lacking & known))
    names = tuple(dict.fromkeys(term_name(terms[i]) for i in varying))
    return Cases(places, treated, tuple(columns[i] for i in varying), names, n, notes)


def _imputed_note(imputed: Mask) -> tuple[Note, ...]:
    k = int(imputed.sum())
    return (note("covariate_imputed", k),) if k else ()


def _constant_note(terms: Sequence[Variable], varying: Sequence[int], own: int) -> tuple[Note, ...]:
    used = {term_name(terms[i]) for i in varying[own:]}
    lost = len({term_name(v) for v in terms[own:]} - used)
    return (note("covariates_constant", lost),) if lost else ()


def absent_note(covariates: Sequence[str], usable: Sequence[Variable]) -> tuple[Note, ...]:
    """Note of how many chosen covariates the file lacks or cannot use."""
    absent = len({*covariates} - {*map(term_name, usable)})
    return (note("covariates_absent", absent),) if absent else ()


def term_name(term: Variable) -> str:
    """The column that a term stands for."""
    return columns_of(term)[0]


def varying_terms(terms: Sequence[Variable], both: Cross, own: int) -> list[int]:
    """Places of the outcome's own terms and of the covariates that vary.

    Of a category one level fewer than those that occur.

    Parameters
    ----------
    terms : sequence of Variable
        The outcome's own first.
    both : Cross
        Of both arms.
    own : int
        How many are the outcome's own.
    """
    places = list(range(own))
    without_reference: set[str] = set()
    shares: dict[str, float] = {}
    for i, term in enumerate(terms):
        if isinstance(term, Level):
            shares[term.column] = shares.get(term.column, 0.0) + float(both.means[i])
    for i, term in enumerate(terms[own:], start=own):
        if is_constant(float(both.products[i, i]), float(both.means[i]), both.n):
            continue
        empty = isinstance(term, Level) and both.n * (1.0 - shares[term.column]) < 0.5
        if empty and term_name(term) not in without_reference:
            # Nobody at the reference level: the first level that occurs takes its place.
            without_reference.add(term_name(term))
            continue
        places.append(i)
    return places
