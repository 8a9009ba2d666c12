"""Outliers within an arm, and those that look like a misplaced decimal point."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import numpy as np

from aci_core.checks.column_access import (
    CellFacts,
    by_arm,
    cell_issues,
    number_text,
    numbers,
)
from aci_core.checks.values.detection_limits import below_limit
from aci_core.checks.values.missing_codes import without_suspects
from aci_core.domain.arrays import Floats, Mask
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.errors import Fact
from aci_core.domain.schema import Column, Role
from aci_core.ingest.column_memory import ColumnMemory
from aci_core.ingest.values.codes.missing_codes import is_usual

_LIMIT = 3.5
# Median absolute deviation to standard deviation of a normal distribution.
_TO_SD = 1.4826
_FEWEST = 8
# (upper octile - median) - (median - lower octile) over their distance (Hinkley 1975): 0 of a
# normal distribution, 0.28 of a log-normal one whose logarithm has an SD of 0.5.
_SKEWED = 0.2
_TIMES = np.array([10.0, 100.0, 1000.0])
_CODE = 99.0  # from here a usual code of a missing value is no slipped point
_FAR, _NEAR, _LOW, _APART = 5.0, 2.0, 2.0, 2.0


class _Far(NamedTuple):
    """Distance of each number from its arm, and its value without a slip of the point."""

    z: Floats
    meant: Floats
    log: bool


def outliers(cohort: Cohort, memory: ColumnMemory | None = None) -> Iterator[Issue]:
    """`outlier` or `outlier_log`: robust z beyond 3.5 in its arm; `decimal_slip`: a likely cause.

    Notes
    -----
    z = |x - median| / (1.4826 MAD), Iglewicz and Hoaglin 1993 (who write 0.6745 before it).
    A scale with two ends is not looked at: outliers lie beyond its ends. A value that may be a
    code for a missing one is asked about elsewhere, and is none of the others either; of a value
    below a limit nobody knows how far off it is. Positive
    numbers that are clearly skewed to the right are looked at on the log scale, with a code of
    its own; of a characteristic the smaller z counts: a long tail, such as days since onset, is
    no error.

    A slip is five times the median or more, or a fifth of it or less, and within two robust SDs
    when the point is moved by one, two or three places, by one of these alone. It stands apart:
    where more of the arm lie on its side between twice and five times the median (a half and a
    fifth of it) than suspects beyond, they are the end of a tail, as of days until an event.
    A column that is not analysed is not looked at. The likeliest errors come first.
    """
    memory = memory or ColumnMemory()
    arms = [chosen for _, chosen in by_arm(cohort)]
    in_arms = tuple(chosen.tobytes() for chosen in arms)
    candidates: list[tuple[float, Column, Floats, _Far]] = []
    for column in cohort.columns:
        values = _values(cohort, column)
        if values is not None:
            values = without_suspects(cohort, column, values)
            facts = (values.tobytes(), in_arms, column.role)
            far = memory.recall(
                "far", column.name, None, facts, partial(_far, values, arms, column)
            )
            far = far._replace(meant=far.meant.copy())
            far.meant[list(below_limit(cohort, column))] = np.nan  # a limit has no slipped point
            # 999 once is sooner a missing value than 9.99.
            far.meant[is_usual(values) & (np.abs(values) >= _CODE)] = np.nan
            candidates.append((float(far.z.max(initial=0)), column, values, far))
    candidates.sort(key=lambda one: -one[0])
    for _, column, values, far in candidates:
        places = np.flatnonzero(~np.isnan(far.meant))
        yield from cell_issues(
            cohort,
            "decimal_slip",
            "warning",
            column,
            places,
            values,
            _slip_facts(values, far.meant),
            below_limit(cohort, column),
        )
    for _, column, values, far in candidates:
        places = np.flatnonzero((far.z > _LIMIT) & np.isnan(far.meant))
        # Half of a limit is nobody's value.
        places = places[~np.isin(places, list(below_limit(cohort, column)))]
        places = places[np.argsort(-far.z[places], kind="stable")]
        code = "outlier_log" if far.log else "outlier"
        yield from cell_issues(
            cohort,
            code,
            "info",
            column,
            places,
            values,
            _outlier_facts(far.z),
        )


def _outlier_facts(z: Floats) -> CellFacts:
    return lambda place: {"z": number_text(round(float(z[place]), 2))}


def _slip_facts(values: Floats, meant: Floats) -> CellFacts:
    def facts(place: int) -> dict[str, Fact]:
        ratio = float(values[place] / meant[place])
        return {"times": f"{ratio:g}" if ratio > 1 else f"1/{1 / ratio:g}",
                "meant": number_text(float(meant[place]))}  # fmt: skip

    return facts


def _values(cohort: Cohort, column: Column) -> Floats | None:
    if column.stopped:
        return None
    if column.role is Role.COVARIATE:
        return numbers(cohort, column)
    if column.role is not Role.MEASURE:
        return None
    known = cohort.measures.get(column.stem)
    if known is not None and known.low is not None and known.high is not None:
        return None
    return numbers(cohort, column)


def _far(values: Floats, arms: list[Mask], column: Column) -> _Far:
    """Distance of every number from its own arm; 0 where half of the arm are equal."""
    z, meant = np.zeros(len(values)), np.full(len(values), np.nan)
    by_arm_places = [np.flatnonzero(chosen & ~np.isnan(values)) for chosen in arms]
    by_arm_places = [places for places in by_arm_places if places.size >= _FEWEST]
    if not by_arm_places:
        return _Far(z, meant, log=False)
    positive = all(bool((values[places] >= 0).all()) for places in by_arm_places)
    skew = float(np.mean([_skewness(values[places]) for places in by_arm_places]))
    log = positive and skew > _SKEWED
    measure = column.role is Role.MEASURE
    for places in by_arm_places:
        x = values[places]
        away = _distances(x, x)
        if log:
            inside = x > 0
            on_log = np.zeros(x.size)
            on_log[inside] = _distances(np.log(x[inside]), np.log(x[inside]))
            away = on_log if measure else np.minimum(away, on_log)
        z[places] = away
        if positive:
            meant[places] = _meant(x, away, whole=not measure and bool((x == np.floor(x)).all()))
    return _Far(z, meant, log)


def _skewness(x: Floats) -> float:
    low, middle, high = np.quantile(x, (0.125, 0.5, 0.875))
    return float((high - 2 * middle + low) / (high - low)) if high > low else 0.0


def _meant(x: Floats, away: Floats, *, whole: bool) -> Floats:
    """A distant number with its point moved one to three places, where that fits; else NaN."""
    meant = np.full(x.size, np.nan)
    middle = float(np.median(x))
    large = (x >= _FAR * middle) & (away > _LIMIT)
    # A fifth of the median is nothing rare where the spread is wide.
    small = (x > 0) & (x * _FAR <= middle) & (_distances(x, x) > _LOW)
    above = (x > _APART * middle) & (x < _FAR * middle)
    below = (x * _APART < middle) & (x * _FAR > middle)
    for suspects, between, down in ((large, above, True), (small, below, False)):
        if between.sum() > suspects.sum():
            continue
        for i in np.flatnonzero(suspects):
            moved = x[i] / _TIMES if down else x[i] * _TIMES
            near = _distances(moved, x) <= _NEAR
            # Among numbers that spread widely several places would do: nothing is known then.
            if near.sum() == 1 and not (whole and (moved[near] % 1).any()):
                meant[i] = moved[near][0]
    return meant


def _distances(x: Floats, among: Floats) -> Floats:
    """Robust z of numbers among others; 0 where those have no spread."""
    if among.size < _FEWEST:
        return np.zeros(x.size)
    middle = np.median(among)
    off = np.abs(among - middle)
    spread = _TO_SD * float(np.median(off))
    # Numbers that are equal but for the last bit have no spread.
    if spread <= 1e-12 * max(1.0, float(off.max())):
        return np.zeros(x.size)
    distances: Floats = np.abs(x - middle) / spread
    return distances
