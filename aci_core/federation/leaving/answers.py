"""The answers of a summary for outsiders: those of the plan first, then what may stand beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import reduce
from itertools import permutations
from typing import TypeVar

import numpy as np

from aci_core.domain.schema import PRE
from aci_core.domain.study.settings import Settings
from aci_core.federation.leaving.admission import Admission
from aci_core.federation.leaving.costs import Cost, CostCode
from aci_core.federation.leaving.told import Coded, Told, counted_by_moments
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

V = TypeVar("V")
_FIRST = f"_{PRE}"


@dataclass(frozen=True, slots=True)
class CountsOf:
    """The question how often each value of a variable occurs; itself it asks for moments."""

    variable: Variable


Question = Variable | CountsOf | str | tuple[Variable, Variable] | Terms
K = TypeVar("K")


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
    admission.refusal(Told((), np.ones(data.cohort.n, dtype=bool)))
    for question in sorted(in_order(summary.questions), key=lambda q: _turn(q, of_plan)):
        reason = admission.refusal(told_by(data, question))
        if reason is None:
            continue
        gone.add(question)
        # Of most scores and biomarkers some value is rare: that is said once, of all.
        if reason != "few_in_cell" or not isinstance(question, CountsOf | tuple):
            refused[reason].update(dict.fromkeys(columns_asked([question])))
    # A mean that travels is not kept back because one beside it is.
    means = {v.column for v in summary.of_moments if isinstance(v, Var) and v not in gone}
    own = [name for name in refused["stands_out"] if name not in means]
    if own:
        refused["stands_out"] = dict.fromkeys(own)
    costs = [Cost(code, tuple(columns)) for code, columns in refused.items() if columns]
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
    counted = {v.column for v in summary.of_counts if isinstance(v, Var)} | set(summary.of_levels)
    known = means | named | counted
    of_all = tuple(name for name in gone if name not in known)
    costs = (Cost("small_counts", of_all), Cost("no_ranks", of_ranks))
    return [cost for cost in costs if cost.columns]


def columns_asked(questions: Iterable[Question]) -> tuple[str, ...]:
    """The columns of these questions, each once."""
    return tuple(dict.fromkeys(name for question in questions for name in _columns(question)))


def told_by(data: PatientLevelData, question: Question) -> Told:
    """What the answer to a question tells of these patients."""
    columns = columns_asked([question])
    if isinstance(question, str):
        one = _levels(data, question)
        return Told(columns, one.codes >= 0, counted={question: one})
    if isinstance(question, tuple):
        both = {_name(v): Coded.of(columns_of(v)[0], data.values(v)) for v in question}
        members = reduce(np.logical_and, (one.codes >= 0 for one in both.values()))
        return Told(columns, members, counted=both)
    if isinstance(question, CountsOf):
        one = Coded.of(columns[0], data.values(question.variable))
        return Told(columns, one.codes >= 0, counted={_name(question.variable): one})
    if isinstance(question, Terms):
        return _told_by_products(data, question, columns)
    values = data.values(question)
    members = ~np.isnan(values)
    counted = counted_by_moments({_name(question): (columns[0], values)}, members)
    return Told(columns, members, (values,), counted, 1)


def _told_by_products(data: PatientLevelData, terms: Terms, columns: tuple[str, ...]) -> Told:
    plain = {_name(v): (columns_of(v)[0], data.values(v)) for v in sorted(terms.plain, key=repr)}
    levels = {name: _levels(data, name) for name in sorted(terms.categories)}
    values = [x for _, x in plain.values()]
    known = (*(~np.isnan(x) for x in values), *(one.codes >= 0 for one in levels.values()))
    members = reduce(np.logical_and, known)
    # Of a change both scores tell mean and variance.
    scores = sorted(v.column for v in terms.plain if isinstance(v, Var))
    changes = [
        data.values(Diff(later, earlier))
        for later, earlier in permutations(scores, 2)
        if earlier.endswith(_FIRST) and later.startswith(earlier.removesuffix(PRE))
    ]
    # Each level is a term but the first.
    n_terms = len(plain) + sum(max(len(one.values) - 1, 0) for one in levels.values())
    counted = {**counted_by_moments(plain, members), **levels}
    return Told(columns, members, (*values, *changes), counted, n_terms)


def _name(variable: Variable) -> str:
    """Of a table that counts the variable: that of its column, where it is one."""
    return variable.column if isinstance(variable, Var) else repr(variable)


def _levels(data: PatientLevelData, name: str) -> Coded:
    if name in (GRADE, EFFECTIVE) and data.grades is not None:
        codes = data.grades.codes.astype(np.int64)
        scale = data.grades.scale
        if name == GRADE:
            return Coded(name, codes, scale.best_first)
        worse = (codes >= len(scale.effective)).astype(np.int64)
        return Coded(name, np.where(codes < 0, -1, worse), ("yes", "no"))
    cells = data.cohort.table[name].cat
    codes = cells.codes.to_numpy().astype(np.int64)
    return Coded(name, codes, tuple(map(str, cells.categories)))


def in_order(asked: Questions) -> Iterator[Question]:
    """Every question: counts of categories, then models, then columns alone."""
    yield from asked.levels
    yield from asked.crosses
    yield from asked.moments
    yield from map(CountsOf, asked.counts)
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
    elif isinstance(question, CountsOf):
        yield from columns_of(question.variable)
    else:
        yield from columns_of(question)


def _without(summary: Summary, gone: set[Question]) -> Summary:
    def kept(answers: dict[K, V]) -> dict[K, V]:
        return {key: value for key, value in answers.items() if key not in gone}

    return replace(
        summary,
        of_moments=kept(dict(summary.of_moments)),
        of_counts={v: c for v, c in summary.of_counts.items() if CountsOf(v) not in gone},
        of_levels=kept(dict(summary.of_levels)),
        of_joints=kept(dict(summary.of_joints)),
        of_crosses=kept(dict(summary.of_crosses)),
    )
