"""Disclosure control of a summary: remove what speaks of few patients.

Value counts with a small cell stay behind, and with them whatever gives them back: pairs
whose margins do, counts of groups one within the other that differ by few, responders whose
scores do not travel, moments and cross-products of a variable with so few values that its mean
and variance are its counts. Moments and cross-products of anything else travel. Grades of which
one is rare stay behind, and where few are effective, or not, all of them do.

Limits: a mean of few patients stays behind, but sums over groups that differ by few patients
(the ones with a value before treatment and the ones with both) are not compared with each
other here, but where patients are (`federation.leaving.admission`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from aci_core.domain.arrays import Ints
from aci_core.domain.schema import Kind
from aci_core.summaries.counts import Counts, Joint
from aci_core.summaries.data import Arms
from aci_core.summaries.moments import Cross, Moments
from aci_core.summaries.patients import EFFECTIVE, GRADE
from aci_core.summaries.questions import Terms
from aci_core.summaries.summary import Summary
from aci_core.summaries.variables import (
    AnyOf,
    Diff,
    Log,
    Responder,
    Var,
    Variable,
    columns_of,
)

# n, mean and M2 are three equations: up to three values can be counted from them.
_VALUES_KNOWN_FROM_MOMENTS = 3


def suppress_small_cells(summary: Summary, min_cell: int = 5) -> Summary:
    """Remove what speaks of fewer than `min_cell` patients.

    Parameters
    ----------
    summary : Summary
    min_cell : int
        The smallest count, other than 0, that may leave.

    Returns
    -------
    Summary
        What is missing its analyses note as ``needs_counts`` or ``needs_patients``.

    References
    ----------
    .. [1] Hundepool A, et al. Statistical Disclosure Control. Chichester: Wiley, 2012,
       chapter 5.

    Examples
    --------
    >>> from aci_core.summaries import Arms, Summary
    >>> c = Counts(np.arange(2.0), np.array([75, 3]), np.array([78, 0]))
    >>> s = Summary(Arms("t", "c"), Arms(78, 78), of_counts={Var("ae_fever"): c})
    >>> suppress_small_cells(s).of_counts
    {}
    """
    levels = {
        name: table for name, table in summary.of_levels.items() if not _small(table, min_cell)
    }
    counts = {v: c for v, c in summary.of_counts.items() if not _small(c.table, min_cell)}
    counts = {
        v: c
        for v, c in counts.items()
        if not _revealed_by_subtraction(v, c, counts, min_cell)
        and not _beyond_scores(v, c, counts, min_cell)
    }
    joints = {
        pair: arms
        for pair, arms in summary.of_joints.items()
        if not any(_small(joint.n, min_cell) for joint in arms)
        and all(_margin_safe(summary, v, arms, i, min_cell) for i, v in enumerate(pair))
    }
    # What its mean and variance would count again.
    suppressed = {
        v
        for v, c in summary.of_counts.items()
        if v not in counts and len(c.values) <= _VALUES_KNOWN_FROM_MOMENTS
    }
    suppressed_levels = set(summary.of_levels) - set(levels)
    categories = {c.name for c in summary.columns if c.kind is Kind.CATEGORY}
    uncounted = categories - set(levels)

    def closed(terms: Terms) -> bool:
        return bool(terms.categories & uncounted) or any(
            _is_among(v, suppressed) for v in terms.plain
        )

    if EFFECTIVE not in levels:
        levels.pop(GRADE, None)
    grading = summary.grading
    if grading and any(0 < n < min_cell for *_, n in grading.ungradable):
        grading = replace(grading, ungradable=())
    if grading and grading.outside and grading.outside < min_cell:
        grading = replace(grading, outside=None)
    return replace(
        summary,
        # A level that few have may name them.
        columns=tuple(
            replace(c, levels=()) if c.name in suppressed_levels or c.name in uncounted else c
            for c in summary.columns
        ),
        grading=grading,
        of_moments={
            v: arms
            for v, arms in summary.of_moments.items()
            if not _is_among(v, suppressed) and not _few(arms, min_cell)
        },
        of_counts=counts,
        of_levels=levels,
        of_joints=joints,
        of_crosses={
            terms: arms
            for terms, arms in summary.of_crosses.items()
            if not closed(terms) and not _few(arms, min_cell)
        },
    )


def _small(cells: Ints, min_cell: int) -> bool:
    return bool(((cells > 0) & (cells < min_cell)).any())


def _few(arms: Arms[Moments] | Arms[Cross], min_cell: int) -> bool:
    return any(0 < part.n < min_cell for part in arms)


def _is_among(variable: Variable, others: Iterable[Variable]) -> bool:
    """Whether the variable, or what it is the logarithm of, is among others."""
    plain = Var(variable.column) if isinstance(variable, Log) else variable
    return plain in others


def _revealed_by_subtraction(
    variable: Variable, counts: Counts, others: dict[Variable, Counts], min_cell: int
) -> bool:
    """Whether patients with any event less those with one of them leave few with the others."""
    if not isinstance(variable, AnyOf):
        return False
    with_any = _with_event(counts)
    return any(
        _small(with_any - _with_event(others[Var(column)]), min_cell)
        for column in columns_of(variable)
        if Var(column) in others
    )


def _beyond_scores(
    variable: Variable, counts: Counts, others: dict[Variable, Counts], min_cell: int
) -> bool:
    """Whether responders would tell more than the counts of the scores or changes behind them."""
    if not isinstance(variable, Responder):
        return False
    columns = columns_of(variable)
    scores = others.get(Var(*columns) if len(columns) == 1 else Diff(*columns))
    if scores is None:
        return True
    # The dead are in the one and not in the other.
    apart = counts.table.sum(axis=1) - scores.table.sum(axis=1)
    return _small(np.abs(apart), min_cell)


def _with_event(counts: Counts) -> Ints:
    has = counts.values >= 1
    return np.array([counts.treatment[has].sum(), counts.control[has].sum()], dtype=np.int64)


def _margin_safe(
    summary: Summary, variable: Variable, arms: Arms[Joint], place: int, min_cell: int
) -> bool:
    """Whether neither a margin nor the patients outside it are few."""
    all_counts = summary.of_counts.get(variable)
    if all_counts is None:
        return True
    for joint, side in zip(arms, (all_counts.treatment, all_counts.control), strict=True):
        values = joint.y if place else joint.x
        margin = np.zeros(len(all_counts.values), dtype=np.int64)
        np.add.at(margin, np.searchsorted(all_counts.values, values), joint.n)
        if _small(margin, min_cell) or _small(side - margin, min_cell):
            return False
    return True
