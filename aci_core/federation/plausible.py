"""Plausible: whether the numbers of a summary can be those of any patients.

What `summaries.summary_json` reads is of the right shape. Here the numbers are set against each
other: moments against the limits of their measure, against counts and against cross-products,
and cross-products against themselves.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from aci_core.domain.errors import AciError
from aci_core.domain.schema import Measure, Role
from aci_core.summaries import (
    EFFECTIVE,
    GRADE,
    AnyOf,
    Arms,
    Counts,
    Cross,
    Diff,
    Joint,
    Level,
    Log,
    Moments,
    Responder,
    Summary,
    Var,
    Variable,
    columns_of,
)
from aci_core.summaries.questions import Terms

_ROUNDING: Final = 1e-9  # of a sum of squares, as a share of what it is made of
_OPEN = (-math.inf, math.inf)
_BINARY = (0.0, 1.0)


def require_plausible(summary: Summary) -> None:
    """Refuse numbers that no patients can have.

    Parameters
    ----------
    summary : Summary

    Raises
    ------
    AciError
        ``summary_impossible`` with the part, and the column that it is about.

    References
    ----------
    .. [1] Bhatia R, Davis C. A better bound on the variance. Am Math Mon 2000;107:353-357.
    """
    for part, name in _impossible(summary):
        raise AciError("summary_impossible", part=part, column=name[:60])


def _impossible(summary: Summary) -> Iterator[tuple[str, str]]:
    """Each part, and a column of it, that cannot be."""
    limits = _Limits(summary)
    for v, counts in summary.of_counts.items():
        if not limits.hold(v, counts.values):
            yield "counts", columns_of(v)[0]
    for v, arms in summary.of_moments.items():
        low, high = limits.of(v)
        of_counts = _moments_of(summary.of_counts.get(v)) or arms
        if not all(_within(one, low, high) for one in arms) or not all(map(_same, arms, of_counts)):
            yield "moments", columns_of(v)[0]
    for pair, joints in summary.of_joints.items():
        for place, v in enumerate(pair):
            if not all(
                _holds_pairs(summary, limits, v, joint, place, side)
                for side, joint in enumerate(joints)
            ):
                yield "joints", columns_of(v)[0]
    for terms, crosses in summary.of_crosses.items():
        for side, cross in enumerate(crosses):
            name = _impossible_cross(summary, limits, terms, cross, side)
            if name is not None:
                yield "crosses", name
    yield from _impossible_grades(summary)


class _Limits:
    """Least and largest value that a variable may have."""

    def __init__(self, summary: Summary) -> None:
        self._columns = {c.name: c for c in summary.columns}
        self._measures: Mapping[str, Measure] = summary.measures

    def of(self, variable: Variable) -> tuple[float, float]:
        """Of a variable, infinite where nothing says more."""
        match variable:
            case Level() | AnyOf() | Responder():
                return _BINARY
            case Diff(later, earlier):
                (a, b), (c, d) = self._column(later), self._column(earlier)
                return a - d, b - c
            case Log(column):
                low, high = self._column(column)
                return (math.log(low) if low > 0 else -math.inf), (
                    math.log(high) if 0 < high < math.inf else math.inf
                )
            case Var(column):
                return self._column(column)

    def _column(self, name: str) -> tuple[float, float]:
        column = self._columns.get(name)
        if column is None or column.role is not Role.MEASURE:
            return _OPEN
        measure = self._measures[column.stem]
        low, high = measure.low, measure.high
        return (
            -math.inf if low is None else float(low),
            math.inf if high is None else float(high),
        )

    def hold(
        self, variable: Variable, values: np.ndarray[tuple[int], np.dtype[np.float64]]
    ) -> bool:
        low, high = self.of(variable)
        return not values.size or bool(values.min() >= low and values.max() <= high)


def _within(moments: Moments, low: float, high: float) -> bool:
    """Whether values within these limits can have such moments."""
    if not moments.n:
        return moments.mean == 0 and moments.m2 == 0
    slack = _ROUNDING * max(1.0, abs(moments.mean))
    if not low - slack <= moments.mean <= high + slack:
        return False
    if math.isinf(low) or math.isinf(high):
        return True
    most = moments.n * max(high - moments.mean, 0.0) * max(moments.mean - low, 0.0)
    return moments.m2 <= most + _ROUNDING * moments.n * max(1.0, high - low) ** 2


def _same(a: Moments, b: Moments) -> bool:
    if a.n != b.n:
        return False
    size = max(abs(a.mean), math.sqrt(max(a.m2, b.m2) / max(a.n, 1)), 1e-300)
    square = size * size  # infinite where it overflows, which a power refuses
    return abs(a.mean - b.mean) <= 1e-8 * size and abs(a.m2 - b.m2) <= 1e-8 * max(a.n, 1) * square


def _moments_of(counts: Counts | None) -> Arms[Moments] | None:
    """The moments that counts give."""
    if counts is None:
        return None
    sides = []
    for n in (counts.treatment, counts.control):
        total = int(n.sum())
        mean = float((n * counts.values).sum() / total) if total else 0.0
        m2 = float((n * np.square(counts.values - mean)).sum()) if total else 0.0
        sides.append(Moments(total, mean, m2))
    return Arms(*sides)


def _holds_pairs(
    summary: Summary, limits: _Limits, variable: Variable, joint: Joint, place: int, side: int
) -> bool:
    """Whether a variable's values in pairs are within limits, and no more than there are at all."""
    values = joint.y if place else joint.x
    if not limits.hold(variable, values):
        return False
    counts = summary.of_counts.get(variable)
    if counts is None:
        return True
    have = dict(zip(counts.values.tolist(), counts.table[side].tolist(), strict=True))
    want: Counter[float] = Counter()
    for value, n in zip(values.tolist(), joint.n.tolist(), strict=True):
        want[value] += n
    return all(n <= have.get(value, 0) for value, n in want.items())


def _impossible_cross(
    summary: Summary,
    limits: _Limits,
    terms: Terms,
    cross: Cross,
    side: int,
) -> str | None:
    """The column of cross-products that cannot be; None where all can."""
    variables = terms.among(summary.columns)
    for place, v in enumerate(variables):
        own = cross.moments(place)
        low, high = limits.of(v)
        if not _within(own, low, high):
            return columns_of(v)[0]
        alone = summary.of_moments.get(v)
        if alone is not None:
            whole = alone[side]
            if own.n > whole.n or (own.n == whole.n and not _same(own, whole)):
                return columns_of(v)[0]
    for category in sorted(terms.categories):
        places = [
            i for i, v in enumerate(variables) if isinstance(v, Level) and v.column == category
        ]
        if not _are_levels(cross, places):
            return category
    return None if _is_semidefinite(cross) else columns_of(variables[0])[0]


def _are_levels(cross: Cross, places: list[int]) -> bool:
    """Whether each patient has one of these levels: shares are counts, and products follow."""
    if not cross.n or not places:
        return not cross.n
    share = cross.means[places]
    counts = share * cross.n
    products = cross.n * (np.diag(share) - np.outer(share, share))
    return bool(
        (np.abs(counts - np.round(counts)) <= 1e-6).all()
        and round(float(counts.sum())) == cross.n
        and (np.abs(cross.products[np.ix_(places, places)] - products) <= 1e-6 * cross.n).all()
    )


def _is_semidefinite(cross: Cross) -> bool:
    """Whether the cross-products are sums of squares: no direction has less than none."""
    size = np.sqrt(np.diag(cross.products))
    varies = size > 0
    if not varies.any():
        return True
    scaled = cross.products[np.ix_(varies, varies)] / np.outer(size[varies], size[varies])
    if not np.isfinite(scaled).all():
        return False
    least = float(np.linalg.eigvalsh(scaled)[0])
    return least >= -1e-7 * int(varies.sum())


def _impossible_grades(summary: Summary) -> Iterator[tuple[str, str]]:
    """Grades and the effective ones of them; who has none; all within the patients."""
    grading = summary.grading
    if grading is None:
        return
    grades, effective = summary.of_levels.get(GRADE), summary.of_levels.get(EFFECTIVE)
    if grades is not None and effective is not None:
        k = len(grading.scale.effective)
        folded = np.stack([grades[:, :k].sum(axis=1), grades[:, k:].sum(axis=1)], axis=1)
        if not np.array_equal(folded, effective):
            yield "levels", EFFECTIVE
    graded = effective if effective is not None else grades
    without = dict.fromkeys(summary.arms, 0)
    for _, arm, n in grading.ungradable:
        without[arm] += n
    for side, arm in enumerate(summary.arms):
        known = 0 if graded is None else int(graded[side].sum())
        if known + without[arm] > summary.n[side]:
            yield "grading", GRADE
    if grading.outside is not None and grading.outside > sum(summary.n):
        yield "grading", GRADE
