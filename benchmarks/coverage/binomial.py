"""Coverage for events and patients, exact: every table counts with its probability.

With 500 an arm, tables whose numbers of events lie in a tail of less than 1e-9 of their
arm are left out; together they have less than 4e-9.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial

import numpy as np
from scipy import stats

from aci_core.stats.estimate import Estimate
from aci_core.stats.odds_ratio import odds_ratio
from aci_core.stats.proportion import clopper_pearson, wilson
from aci_core.stats.risk_difference import risk_difference, risk_difference_mn
from aci_core.stats.risk_ratio import risk_ratio, risk_ratio_koopman
from benchmarks.coverage.cell import LEVEL, SIZES, Cell, holds

RATES = (0.01, 0.05, 0.1, 0.3, 0.5, 0.692, 0.859, 0.98)
# Treatment and control: the trial's, none apart, rare events, common ones, far apart.
PAIRS = (
    (0.859, 0.692),
    (0.5, 0.5),
    (0.85, 0.85),
    (0.05, 0.05),
    (0.05, 0.02),
    (0.2, 0.1),
    (0.98, 0.9),
    (0.9, 0.2),
)
TAIL = 1e-9
ALL_TABLES = 100  # patients an arm up to which no table is left out

ONE_GROUP: Mapping[str, Callable[..., Estimate]] = {
    "wilson": wilson,
    "clopper_pearson": clopper_pearson,
}
TWO_ARMS: Mapping[str, tuple[Callable[..., Estimate], Callable[[float, float], float]]] = {
    "risk_difference": (risk_difference, lambda t, c: t - c),
    "risk_difference_mn": (risk_difference_mn, lambda t, c: t - c),
    "risk_ratio": (risk_ratio, lambda t, c: t / c),
    "risk_ratio_koopman": (risk_ratio_koopman, lambda t, c: t / c),
    "odds_ratio": (odds_ratio, lambda t, c: t / (1 - t) / (c / (1 - c))),
}


def likely(n: int, p: float) -> range:
    """Numbers of events that count: all of them, or those that are not in a far tail."""
    if n <= ALL_TABLES:
        return range(n + 1)
    low, high = stats.binom.ppf(TAIL, n, p), stats.binom.isf(TAIL, n, p)
    return range(int(low), int(high) + 1)


def one_group(method: str, p: float, n: int) -> Cell:
    """Coverage of a method for one rate."""
    events = likely(n, p)
    made = [holds(ONE_GROUP[method](x, n, LEVEL), p) for x in events]
    weights = stats.binom.pmf(np.arange(events.start, events.stop), n, p)
    return _cell(method, f"{p:g}", n, p, made, weights)


def two_arms(method: str, p_t: float, p_c: float, n: int) -> Cell:
    """Coverage of a method for two rates."""
    truth = TWO_ARMS[method][1](p_t, p_c)
    in_t, in_c = likely(n, p_t), likely(n, p_c)
    made = [holds(_interval(method, n, x, y), truth) for x in in_t for y in in_c]
    of_t, of_c = (
        stats.binom.pmf(np.arange(events.start, events.stop), n, p)
        for events, p in ((in_t, p_t), (in_c, p_c))
    )
    return _cell(method, f"{p_t:g} v {p_c:g}", n, truth, made, np.outer(of_t, of_c).ravel())


@cache
def _interval(method: str, n: int, x_t: int, x_c: int) -> Estimate:
    """The method's own interval; pairs of rates share most of their tables."""
    return TWO_ARMS[method][0](x_t, n, x_c, n, LEVEL)


def _cell(
    method: str, setting: str, n: int, truth: float, made: list[bool | None], weights: np.ndarray
) -> Cell:
    has = np.array([m is not None for m in made])
    inside = np.array([m is True for m in made])
    with_interval = math.fsum(weights[has])
    return Cell(
        method,
        setting,
        n,
        truth,
        "exact",
        len(made),
        None,
        math.fsum(weights[inside]) / with_interval,
        0.0 if n <= ALL_TABLES else max(0.0, 1.0 - math.fsum(weights)),
        math.fsum(weights[~has]),
    )


def jobs() -> Iterator[partial[list[Cell]]]:
    """Pieces of the work that may run at the same time, by method: a method and a size."""
    for n in reversed(SIZES):
        for method in TWO_ARMS:
            yield partial(_two_arms_of, method, n)
    for method in ONE_GROUP:
        yield partial(_one_group_of, method)


def _two_arms_of(method: str, n: int) -> list[Cell]:
    return [two_arms(method, p_t, p_c, n) for p_t, p_c in PAIRS]


def _one_group_of(method: str) -> list[Cell]:
    return [one_group(method, p, n) for n in SIZES for p in RATES]
