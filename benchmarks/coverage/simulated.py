"""Coverage by simulation: random cohorts of a known world, a seed for every cell."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial

import numpy as np

from aci_core.domain.arrays import Ints, Mask
from aci_core.stats.adjusted_risk import adjusted_risk_difference
from aci_core.stats.ancova import ancova, ancova_hc3
from aci_core.stats.correlation import pearson, spearman
from aci_core.stats.delta_adjusted import delta_adjusted
from aci_core.stats.estimate import Estimate
from aci_core.stats.jump_to_reference import jump_to_reference_interval
from aci_core.stats.mmrm import mmrm
from aci_core.stats.multiple_imputation import multiple_imputation
from aci_core.stats.ranks import win_odds
from aci_core.stats.shift import hodges_lehmann
from aci_core.stats.stratified import mantel_haenszel_or, mantel_haenszel_rd
from aci_core.stats.two_means import student_t, welch_t
from aci_core.summaries.counts import Counts, Joint
from aci_core.summaries.moments import Cross, Moments
from benchmarks.coverage.cell import LEVEL, SIZES, Cell, holds
from benchmarks.coverage.worlds import (
    EVENTS,
    MISSING,
    PAIRS,
    PRE_POST,
    TWO_ARMS,
    VISITS,
    Floats,
    Generator,
)

SEED = 20250917
RUNS = 10_000
# Searched for, or drawn many times, at each cohort.
RUNS_OF = {"mmrm": 2_000, "multiple_imputation": 2_000, "jump_to_reference": 2_000}
IMPUTATIONS = 20  # a cohort; the app draws more, which narrows its interval a little
# Of whose estimates the bias is told too: they suppose something of outcomes that nobody saw.
WITH_BIAS = ("mmrm", "delta_adjusted", "multiple_imputation", "jump_to_reference")

Draw = Callable[[Generator, int], Estimate]


def counts_of(t: Floats, c: Floats) -> Counts:
    """The summary of two arms' values."""
    values, at = np.unique(np.concatenate([t, c]), return_inverse=True)
    k = len(values)
    return Counts(
        values,
        np.bincount(at[: len(t)], minlength=k),
        np.bincount(at[len(t) :], minlength=k),
    )


_OF_TWO: Mapping[str, Callable[[Floats, Floats], Estimate]] = {
    "welch_t": lambda t, c: welch_t(Moments.of(t), Moments.of(c), LEVEL),
    "student_t": lambda t, c: student_t(Moments.of(t), Moments.of(c), LEVEL),
    "hodges_lehmann": lambda t, c: hodges_lehmann(counts_of(t, c), LEVEL),
    "win_odds": lambda t, c: win_odds(counts_of(t, c), "higher", LEVEL),
}


def _ancova(pre_t: Floats, post_t: Floats, pre_c: Floats, post_c: Floats) -> Estimate:
    return ancova(Cross.of([post_t, pre_t]), Cross.of([post_c, pre_c]), LEVEL)


def _hc3(pre_t: Floats, post_t: Floats, pre_c: Floats, post_c: Floats) -> Estimate:
    arm = np.repeat([1.0, 0.0], [len(pre_t), len(pre_c)])
    post, pre = np.concatenate([post_t, post_c]), np.concatenate([pre_t, pre_c])
    return ancova_hc3(post, arm, pre, (), LEVEL)


def _adjusted_risk(event: Floats, arm: Floats, x: Floats) -> Estimate:
    return adjusted_risk_difference(event == 1.0, arm == 1.0, [x], LEVEL)


def _within_centres(
    make: Callable[[Ints, float], Estimate], event: Floats, arm: Floats, centre: Floats
) -> Estimate:
    place = 4 * centre + 2 * (1.0 - arm) + (1.0 - event)
    counts = np.bincount(place.astype(np.int64), minlength=4 * (int(centre.max()) + 1))
    return make(counts.reshape(-1, 2, 2), LEVEL)


_OF_EVENTS: Mapping[str, Callable[[Floats, Floats, Floats], Estimate]] = {
    "adjusted_risk_difference": _adjusted_risk,
    "mantel_haenszel_or": partial(_within_centres, mantel_haenszel_or),
    "mantel_haenszel_rd": partial(_within_centres, mantel_haenszel_rd),
}


def _spearman(x: Floats, y: Floats) -> Estimate:
    return spearman(Joint(x, y, np.ones(len(x), dtype=np.int64)), LEVEL)


def _mmrm(scores: Floats, treated: Mask, pre: Floats) -> Estimate:
    return mmrm(scores, treated, [pre], LEVEL).differences[-1]


def _delta(post: Floats, treated: Mask, pre: Floats, delta: float) -> Estimate:
    last = post if post.ndim == 1 else post[:, -1]
    return delta_adjusted(last, treated, [pre], delta, LEVEL)


def _imputed(rng: Generator, scores: Floats, treated: Mask, pre: Floats) -> Estimate:
    seed = int(rng.integers(2**32))
    last = scores.shape[1] - 1
    return multiple_imputation(scores, last, treated, [pre], seed, LEVEL, imputations=IMPUTATIONS)


def _imputed_once(rng: Generator, post: Floats, treated: Mask, pre: Floats) -> Estimate:
    return _imputed(rng, post[:, None], treated, pre)


def _as_control(rng: Generator, post: Floats, treated: Mask, pre: Floats) -> Estimate:
    seed = int(rng.integers(2**32))
    return jump_to_reference_interval(post, treated, [pre], seed, LEVEL)


_OF_PAIRS: Mapping[str, Callable[[Floats, Floats], Estimate]] = {
    "pearson": lambda x, y: pearson(Cross.of([x, y]), LEVEL),
    "spearman": _spearman,
}


def seed_of(method: str, setting: str, n: int) -> int:
    """A cell's own seed: it stays when cells are added. Pearson and Spearman may share data."""
    return zlib.crc32(f"{SEED} {method} {setting} {n}".encode())


def simulate(method: str, setting: str, n: int, truth: float, draw: Draw, runs: int = RUNS) -> Cell:
    """Coverage over `runs` random cohorts."""
    seed = seed_of(method, setting, n)
    rng = np.random.default_rng(seed)
    estimates = [draw(rng, n) for _ in range(runs)]
    made = [holds(estimate, truth) for estimate in estimates]
    known = [m for m in made if m is not None]
    coverage = sum(known) / len(known)
    error = math.sqrt(coverage * (1.0 - coverage) / len(known))
    none = 1.0 - len(known) / runs
    bias = bias_se = None
    if method in WITH_BIAS:
        values = np.array([e.value for e in estimates if e.value is not None])
        bias = float(values.mean()) - truth
        bias_se = float(values.std(ddof=1)) / math.sqrt(len(values))
    return Cell(
        method, setting, n, truth, "simulated", runs, seed, coverage, error, none, bias, bias_se
    )


def settings() -> Iterator[tuple[str, str, float, Draw]]:
    """Method, setting, truth and how to draw an estimate."""
    for name, world in TWO_ARMS.items():
        for method, truth in world.truth.items():
            yield (
                method,
                name,
                truth,
                lambda rng, n, w=world, m=method: _OF_TWO[m](*w.draw(rng, n)),
            )
    for name, pre_post in PRE_POST.items():
        for method, make in (("ancova", _ancova), ("ancova_hc3", _hc3)):
            yield (
                method,
                name,
                pre_post.truth,
                lambda rng, n, w=pre_post, f=make: f(*w.draw(rng, n)),
            )
    for name, events in EVENTS.items():
        for method, truth in events.truth.items():
            yield (
                method,
                name,
                truth,
                lambda rng, n, w=events, m=method: _OF_EVENTS[m](*w.draw(rng, n)),
            )
    for name, visits in VISITS.items():
        yield "mmrm", name, visits.truth, lambda rng, n, w=visits: _mmrm(*w.draw(rng, n))
        yield (
            "delta_adjusted",
            name,
            visits.truth,
            lambda rng, n, w=visits: _delta(*w.draw(rng, n), 0.0),
        )
        yield (
            "multiple_imputation",
            name,
            visits.truth,
            lambda rng, n, w=visits: _imputed(rng, *w.draw(rng, n)),
        )
    for name, missing in MISSING.items():
        yield (
            "delta_adjusted",
            name,
            missing.truth,
            lambda rng, n, w=missing: _delta(*w.draw(rng, n), w.delta),
        )
        yield (
            "multiple_imputation",
            name,
            missing.truth,
            lambda rng, n, w=missing: _imputed_once(rng, *w.draw(rng, n)),
        )
        yield (
            "jump_to_reference",
            name,
            missing.truth,
            lambda rng, n, w=missing: _as_control(rng, *w.draw(rng, n)),
        )
    for name, pairs in PAIRS.items():
        for method, truth in pairs.truth.items():
            yield (
                method,
                name,
                truth,
                lambda rng, n, w=pairs, m=method: _OF_PAIRS[m](*w.draw(rng, n)),
            )


def cell(method: str, setting: str, n: int, runs: int | None = None) -> Cell:
    """The cell of that name."""
    runs = runs or RUNS_OF.get(method, RUNS)
    for name, world, truth, draw in settings():
        if (name, world) == (method, setting):
            return simulate(method, setting, n, truth, draw, runs)
    raise KeyError((method, setting))


def jobs() -> Iterator[partial[list[Cell]]]:
    """Pieces of the work that may run at the same time, by method: a cell each, longest first."""
    for n in reversed(SIZES):
        for method, setting, *_ in settings():
            yield partial(_cells, method, setting, n)


def _cells(method: str, setting: str, n: int) -> list[Cell]:
    return [cell(method, setting, n)]
