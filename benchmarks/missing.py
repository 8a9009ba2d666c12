"""What the missing scores of a trial cost: first sight of their part, and what is drawn."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial

import numpy as np

from aci_core.domain.arrays import Floats, Mask

MOST_S = {156: 0.1, 19_435: 1.0}  # of the first sight, by patients
_RUNS = 5


def missing() -> dict[str, float]:
    """Four visits with a fifth of the scores missing: what is seen first, then what is drawn."""
    from aci_core.stats.multiple_imputation import multiple_imputation

    result: dict[str, float] = {}
    for n in MOST_S:
        rng = np.random.default_rng(n)
        treated, pre = np.arange(n) % 2 == 0, rng.normal(12.0, 4.0, n)
        own = rng.normal(0.0, 2.0, n)
        scores = (own + 0.5 * pre - treated)[:, None] + rng.normal(0.0, 2.0, (n, 4))
        scores[rng.random((n, 4)) < 0.2] = np.nan
        sight = partial(_first_sight, scores[:, -1], treated, pre)
        sight()
        result[f"sight_{n}"] = _median(sight)
        draw = partial(multiple_imputation, scores, 3, treated, [pre], 1)
        result[f"drawn_{n}"] = _median(draw, 1 if n > 1000 else _RUNS)
        told: list[float] = []
        draw(progress=told.append)
        result[f"steps_{n}"] = len(told)
    return result


def _first_sight(y: Floats, treated: Mask, pre: Floats) -> None:
    """Every delta, the tipping point, its map and jump to reference."""
    from aci_core.stats.delta_adjusted import fit_delta, tipping_point
    from aci_core.stats.jump_to_reference import jump_to_reference

    model = fit_delta(y, treated, [pre])
    if isinstance(model, str):
        raise SystemExit(model)
    tipping_point(model, span=42.0)
    deltas = np.linspace(-10.0, 10.0, 41)
    model.p_values(*np.meshgrid(deltas, deltas))
    jump_to_reference(y, treated, [pre])


def describe(r: dict[str, float]) -> str:
    """The part in a line."""
    each = "; ".join(
        f"{n:,} patients {1000 * r[f'sight_{n}']:.0f} ms (asked: {1000 * most:,.0f} at most), "
        f"100 imputations {r[f'drawn_{n}']:.1f} s in {r[f'steps_{n}']:.0f} steps"
        for n, most in MOST_S.items()
    )
    met = all(r[f"sight_{n}"] <= most for n, most in MOST_S.items())
    return f"missing scores of four visits, first sight: {each} {'' if met else '<-- MISSED'}"


def _median(make: Callable[[], object], runs: int = _RUNS) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        make()
        times.append(time.perf_counter() - start)
    return statistics.median(times)
