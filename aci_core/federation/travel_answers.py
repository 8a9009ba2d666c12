"""The answers of a summary for outsiders: those of the plan first, then what may stand beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import permutations
from typing import TypeVar

import numpy as np

from aci_core.domain.arrays import Floats, Ints, Mask
from aci_core.domain.study.settings import Settings
from aci_core.federation.admission import Admission, Codes, coded
from aci_core.federation.costs import Cost, CostCode
from aci_core.summaries import (
    EFFECTIVE,
    GRADE,
    Diff,
    PatientLevelData,
    Questions,
    Summary,
    Var,
    Variable,
    columns_of,
)
from aci_core.summaries.questions import Terms

Question = Variable | str | tuple[Variable, Variable] | Terms
V = TypeVar("V")
K = TypeVar("K")


@dataclass(frozen=True, eq=False, slots=True)
class Told:
    """What an answer tells.

    Parameters
    ----------
    members : ndarray of bool, shape (n,)
        The patients that it is over.
    sums : tuple of ndarray of float
        Variables of which it tells sums and sums of squares.
    codes : dict of str to ndarray of int
        Variables of which it tells counts, alone and by pairs.
    n_terms : int
        Of a model that can be made of it.
    """

    members: Mask
    sums: tuple[Floats, ...] = ()
    codes: Codes = field(default_factory=dict)
    n_terms: int = 0


def admitted(
    data: PatientLevelData, summary: Summary, settings: Settings, admission: Admission
) -> tuple[Summary, list[Cost]]:
    """The answers that may stand beside each other, and why the others may not.

    Parameters
    ----------
    data : PatientLevelData
        Whose summary it is.
    summary : Summary
    settings : Settings
    admission : Admission
    """
    of_plan = {*settings.judged.named, *(f"nihss_{v}" for v in settings.criterion.visits)}
    refused: dict[CostCode, dict[str, None]] = defaultdict(dict)
    gone: set[Question] = set()
    # Everybody is counted, by arm.
    admission.refusal(np.ones(data.cohort.n, dtype=bool))
    for question in sorted(in_order(summary.questions), key=lambda q: _turn(q, of_plan)):
        told = told_by(data, question)
        reason = admission.refusal(told.members, told.sums, told.codes, told.n_terms)
        if reason is not None:
            gone.add(question)
            refused[reason].update(dict.fromkeys(columns_asked([question])))
    costs = [Cost(code, tuple(columns)) for code, columns in refused.items()]
    return _without(summary, gone), costs


def only_of(summary: Summary, columns: Collection[str]) -> Summary:
    """The answers that are about these columns alone."""
    asked = in_order(summary.questions)
    return _without(summary, {q for q in asked if not set(_columns(q)) <= set(columns)})


def small_counts(whole: Summary, summary: Summary, refused: Iterable[Cost]) -> list[Cost]:
    """What stays behind with small counts: columns altogether, or all but their means."""
    named = {name for cost in refused for name in cost.columns}
    left = set(in_order(summary.questions))
    gone = columns_asked(q for q in in_order(whole.questions) if q not in left)
    means = set(columns_asked((*summary.of_moments, *summary.of_crosses)))
    of_ranks = tuple(name for name in gone if name in means)
    of_all = tuple(name for name in gone if name not in means and name not in named)
    costs = (Cost("small_counts", of_all), Cost("no_ranks", of_ranks))
    return [cost for cost in costs if cost.columns]


def columns_asked(questions: Iterable[Question]) -> tuple[str, ...]:
    """The columns of these questions, each once."""
    return tuple(dict.fromkeys(name for question in questions for name in _columns(question)))


def told_by(data: PatientLevelData, question: Question) -> Told:
    """What the answer to a question tells of these patients."""
    if isinstance(question, str):
        codes = _level_codes(data, question)
        return Told(codes >= 0, codes={question: codes})
    if isinstance(question, tuple):
        x, y = (data.values(v) for v in question)
        # Its cells are looked at with all that they add up to: by `suppress_small_cells`.
        return Told(~np.isnan(x) & ~np.isnan(y))
    if isinstance(question, Terms):
        return _told_by_products(data, question)
    values = data.values(question)
    members = ~np.isnan(values)
    return Told(members, (values,), coded({repr(question): values}, members), 1)


def _told_by_products(data: PatientLevelData, terms: Terms) -> Told:
    plain = {repr(v): data.values(v) for v in sorted(terms.plain, key=repr)}
    levels = {name: _level_codes(data, name) for name in sorted(terms.categories)}
    known = (*(~np.isnan(x) for x in plain.values()), *(codes >= 0 for codes in levels.values()))
    members = reduce(np.logical_and, known)
    # Of a change both scores tell mean and variance.
    columns = {v.column for v in terms.plain if isinstance(v, Var)}
    changes = [
        data.values(Diff(later, earlier))
        for later, earlier in permutations(sorted(columns), 2)
        if earlier.endswith("_pre") and later.rpartition("_")[0] == earlier.removesuffix("_pre")
    ]
    # Each level is a term but the first.
    n_terms = len(plain) + sum(max(int(codes.max()), 0) for codes in levels.values())
    return Told(members, (*plain.values(), *changes), {**coded(plain, members), **levels}, n_terms)


def _level_codes(data: PatientLevelData, name: str) -> Ints:
    if name in (GRADE, EFFECTIVE) and data.grades is not None:
        codes = data.grades.codes.astype(np.int64)
        if name == GRADE:
            return codes
        n_effective = len(data.grades.scale.effective)
        return np.where(codes < 0, -1, (codes >= n_effective).astype(np.int64))
    return np.asarray(data.cohort.table[name].cat.codes.to_numpy(), dtype=np.int64)


def in_order(asked: Questions) -> Iterator[Question]:
    """Every question: counts of categories, then models, then columns alone."""
    yield from asked.levels
    yield from asked.crosses
    yield from asked.moments
    yield from asked.counts
    yield from asked.joints


def _turn(question: Question, of_plan: set[str]) -> int:
    if question in (EFFECTIVE, GRADE):
        return 0
    return 1 if of_plan & set(_columns(question)) else 2


def _columns(question: Question) -> Iterator[str]:
    if isinstance(question, str):
        yield question
    elif isinstance(question, tuple):
        yield from (name for v in question for name in columns_of(v))
    elif isinstance(question, Terms):
        yield from (name for v in sorted(question.plain, key=repr) for name in columns_of(v))
        yield from sorted(question.categories)
    else:
        yield from columns_of(question)


def _without(summary: Summary, gone: set[Question]) -> Summary:
    def kept(answers: dict[K, V]) -> dict[K, V]:
        return {key: value for key, value in answers.items() if key not in gone}

    return replace(
        summary,
        of_moments=kept(dict(summary.of_moments)),
        of_counts=kept(dict(summary.of_counts)),
        of_levels=kept(dict(summary.of_levels)),
        of_joints=kept(dict(summary.of_joints)),
        of_crosses=kept(dict(summary.of_crosses)),
    )
