"""Which numbers lie far from those of their arm."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aci_core.checks.values import Floats, Telling, by_arm, cells, numbers, on_scale, written
from aci_core.cohort import Cohort, Issue
from aci_core.schema import Column, Role

_LIMIT = 3.5
# Median absolute deviation to standard deviation of a normal distribution.
_TO_SD = 1.4826
_FEWEST = 8


def outliers(cohort: Cohort) -> Iterator[Issue]:
    """`outlier`: robust z beyond 3.5 in its arm.

    Notes
    -----
    z = |x - median| / (1.4826 MAD), Iglewicz and Hoaglin 1993 (who write 0.6745 before it).
    A scale with two ends has ends for outliers: it is not looked at. A measure that is
    analysed on the log scale is looked at there; another column of positive numbers on
    both, where the smaller z counts: a long tail, such as the days since onset, is no error.
    """
    arms = by_arm(cohort)
    for column in cohort.columns:
        values = _values(cohort, column)
        if values is None:
            continue
        z = np.zeros(cohort.n)
        for _, chosen in arms:
            z[chosen] = _robust_z(values[chosen], log=_is_log(cohort, column))
        places = np.flatnonzero(z > _LIMIT)
        if places.size:
            places = places[np.argsort(-z[places], kind="stable")]
            yield from cells(
                cohort,
                "outlier",
                "info",
                column,
                places,
                values,
                _telling(z),
            )


def _telling(z: Floats) -> Telling:
    return lambda place: {"z": written(round(float(z[place]), 2))}


def _values(cohort: Cohort, column: Column) -> Floats | None:
    if column.role is Role.COVARIATE:
        return numbers(cohort, column)
    if column.role is not Role.MEASURE:
        return None
    known = cohort.measures.get(column.stem)
    if known is not None and known.low is not None and known.high is not None:
        return None
    return on_scale(cohort, column)


def _is_log(cohort: Cohort, column: Column) -> bool:
    known = cohort.measures.get(column.stem)
    return column.role is Role.MEASURE and known is not None and known.log


def _robust_z(values: Floats, *, log: bool) -> Floats:
    """Robust z of each number; 0 where there is none, or half of them are the same."""
    known = ~np.isnan(values)
    x = values[known]
    z = np.zeros(len(values))
    if x.size < _FEWEST:
        return z
    positive = bool((x > 0).all())
    if log:
        inside = x > 0
        z[np.flatnonzero(known)[inside]] = _distances(np.log(x[inside]))
        return z
    found = _distances(x)
    suspects = found > _LIMIT
    if positive and suspects.any():
        logs = np.log(x)
        found[suspects] = np.minimum(found, _distances(logs))[suspects]
    z[known] = found
    return z


def _distances(x: Floats) -> Floats:
    if x.size < _FEWEST:
        return np.zeros(x.size)
    away = np.abs(x - np.median(x))
    spread = _TO_SD * float(np.median(away))
    # Numbers that are equal but for the last bit have no spread.
    if spread <= 1e-12 * max(1.0, float(away.max())):
        return np.zeros(x.size)
    found: Floats = away / spread
    return found
