"""Covariate adjustment: the covariates as model terms, and the model of the complete cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aci_core.analyses.describe import by_arm
from aci_core.domain.notes import Note, note
from aci_core.domain.schema import PRE, Kind, Role
from aci_core.stats.rounding import is_constant
from aci_core.summaries import Arms, Cross, Data, Level, Var, Variable, columns_of


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


@dataclass(frozen=True, slots=True)
class Model:
    """Adjusted model of the complete cases.

    Parameters
    ----------
    terms : list of Variable
        Post, pre and every chosen covariate: who has them all is a complete case.
    varying : list of int
        Places among them of what varies in the complete cases.
    cross : Arms of Cross
        Of what varies.
    n : dict of str to int
    notes : tuple of Note
    """

    terms: list[Variable]
    varying: list[int]
    cross: Arms[Cross]
    n: Mapping[str, int]
    notes: tuple[Note, ...]


def model_of(data: Data, terms: list[Variable]) -> Model:
    """Cross-products over the complete cases, without columns that are constant there.

    A covariate or level that is the same in every complete case cannot be adjusted for.
    Its column goes, its patients do not come back: those without a value of a chosen
    covariate stay out whatever the others have.
    """
    complete_cases = data.cross(terms)
    varying = _varying(terms, complete_cases.treatment + complete_cases.control)
    cross = Arms(*(c.subset(varying) for c in complete_cases))
    n = by_arm(data.arms, (complete_cases.treatment.n, complete_cases.control.n))
    used = {term_name(terms[i]) for i in varying[2:]}
    lost = len({term_name(v) for v in terms[2:]} - used)
    notes = (note("covariates_constant", lost),) if lost and all(n.values()) else ()
    return Model(terms, varying, cross, n, notes)


def term_name(term: Variable) -> str:
    """The column that a term stands for."""
    return columns_of(term)[0]


def _varying(terms: Sequence[Variable], both: Cross) -> list[int]:
    """Places of post, pre and the covariates that vary; one level fewer than those that occur."""
    places = [0, 1]
    without_reference: set[str] = set()
    shares: dict[str, float] = {}
    for i, term in enumerate(terms):
        if isinstance(term, Level):
            shares[term.column] = shares.get(term.column, 0.0) + float(both.means[i])
    for i, term in enumerate(terms[2:], start=2):
        if is_constant(float(both.products[i, i]), float(both.means[i]), both.n):
            continue
        empty = isinstance(term, Level) and both.n * (1.0 - shares[term.column]) < 0.5
        if empty and term_name(term) not in without_reference:
            # Nobody at the reference level: the first level that occurs takes its place.
            without_reference.add(term_name(term))
            continue
        places.append(i)
    return places
