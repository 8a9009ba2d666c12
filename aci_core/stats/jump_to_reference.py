"""Analysis of covariance with missing outcomes as of control: jump to reference.

Note codes: ``no_patients`` (an arm has no outcome), ``too_few`` (too few outcomes of
C, or patients), ``collinear`` (a covariate is constant or follows from the others).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from aci_core.domain.arrays import Floats, Mask
from aci_core.domain.notes import note
from aci_core.stats.delta_adjusted import inverse_gram, scaled_column
from aci_core.stats.estimate import Estimate, not_computed

REPLICATES: Final = 2_000
_TOGETHER: Final = 100  # replicates in one step
_CELLS: Final = 2_000_000  # patients drawn in one step at most
_RANK: Final = 1e-10

Progress = Callable[[float], None]


def jump_to_reference(y: Floats, treated: Mask, covariates: Sequence[Floats]) -> Estimate:
    r"""Difference of adjusted means, T - C, with the missing outcomes of both arms as C's.

    Parameters
    ----------
    y : ndarray of float, shape (n,)
        Outcome, NaN where missing.
    treated : ndarray of bool, shape (n,)
    covariates : sequence of ndarray of float, each of shape (n,)
        The value before treatment and others; without missing values.

    Returns
    -------
    Estimate
        Without an interval: that is `jump_to_reference_interval`'s.

    Notes
    -----
    Each missing outcome is predicted by the regression of C's outcomes on the covariates; the
    difference is the arm's coefficient of the ANCOVA of the completed outcomes [1]_.

    References
    ----------
    .. [1] Carpenter JR, Roger JH, Kenward MG. Analysis of longitudinal trials with protocol
       deviation: a framework for relevant, accessible assumptions, and inference via multiple
       imputation. Journal of Biopharmaceutical Statistics 2013; 23: 1352-1371.

    Examples
    --------
    >>> y = np.array([3.0, 5, 6, 8, np.nan, 5, 6, 9, 9, np.nan])
    >>> pre = np.array([4.0, 7, 8, 9, 6, 5, 6, 8, 10, 7])
    >>> round(jump_to_reference(y, np.arange(10) < 5, [pre]).value, 4)
    -1.2316
    """
    seen = ~np.isnan(y)
    if not (seen & treated).any() or not (seen & ~treated).any():
        return not_computed("no_patients")
    scaled = [scaled_column(c) for c in covariates]
    design = np.stack([np.ones(len(y)), treated * 1.0, *scaled])
    predicting = np.delete(design, 1, axis=0)
    reference = seen & ~treated
    if int(reference.sum()) <= len(predicting) or len(y) <= len(design):
        return not_computed("too_few")
    of_reference, inverse = inverse_gram(predicting[:, reference]), inverse_gram(design)
    if of_reference is None or inverse is None:
        return not_computed("collinear")
    slopes = of_reference @ (predicting[:, reference] @ y[reference])
    completed = np.where(seen, y, slopes @ predicting)
    return Estimate(value=float(inverse[1] @ (design @ completed)))


def jump_to_reference_interval(
    y: Floats,
    treated: Mask,
    covariates: Sequence[Floats],
    seed: int,
    conf_level: float = 0.95,
    *,
    replicates: int = REPLICATES,
    progress: Progress | None = None,
) -> Estimate:
    """As `jump_to_reference`, with the percentile interval of a bootstrap by arm.

    Parameters
    ----------
    y, treated, covariates
        As for `jump_to_reference`.
    seed : int
    conf_level : float
        Confidence level of the interval.
    replicates : int
    progress : callable, optional
        Is told the share that is done; what it raises ends the work.

    Returns
    -------
    Estimate
        Value and interval, note ``seed``; ``replicates_lost`` counts replicates without a fit.

    Notes
    -----
    Patients of each arm are drawn with replacement, those without an outcome among them [1]_.

    References
    ----------
    .. [1] Efron B, Tibshirani RJ. An Introduction to the Bootstrap. New York: Chapman and Hall,
       1993, chapter 13.

    Examples
    --------
    >>> y = np.array([3.0, 5, 6, 8, np.nan, 5, 6, 9, 9, np.nan])
    >>> pre = np.array([4.0, 7, 8, 9, 6, 5, 6, 8, 10, 7])
    >>> made = jump_to_reference_interval(y, np.arange(10) < 5, [pre], seed=1, replicates=200)
    >>> round(made.value, 4), made.low < made.value < made.high, made.notes
    (-1.2316, True, ('seed:1', 'replicates_lost:8'))
    """
    made = jump_to_reference(y, treated, covariates)
    if made.value is None:
        return made
    rng = np.random.default_rng(seed)
    products = _Products.of(y, treated, [scaled_column(c) for c in covariates])
    sizes = products.sizes
    together = max(1, min(_TOGETHER, _CELLS // max(sum(sizes), 1)))
    values: list[Floats] = []
    done = 0
    while done < replicates:
        k = min(together, replicates - done)
        values.append(products.differences([_drawn(rng, n, k) for n in sizes]))
        done += k
        if progress is not None:
            progress(done / replicates)
    every = np.concatenate(values)
    known = every[np.isfinite(every)]
    lost = replicates - len(known)
    notes = (note("seed", seed), *((note("replicates_lost", lost),) if lost else ()))
    if lost > replicates // 20:
        return replace(made, notes=notes)
    tail = (1.0 - conf_level) / 2.0
    low, high = np.quantile(known, [tail, 1.0 - tail]).tolist()
    return replace(made, low=low, high=high, level=conf_level, notes=notes)


def _drawn(rng: np.random.Generator, n: int, k: int) -> Floats:
    """How often each of n patients is drawn in k samples of n, shape (k, n)."""
    places = rng.integers(0, n, (k, n)) + n * np.arange(k)[:, None]
    return np.bincount(places.ravel(), minlength=k * n).reshape(k, n).astype(np.float64)


@dataclass(frozen=True, eq=False, slots=True)
class _Products:
    """Products of the design and outcome by patient, whose weighted sums give a replicate.

    Parameters
    ----------
    sizes : (int, int)
        Patients of T and of C.
    squares : tuple of ndarray, each of shape (patients of an arm, p * p)
        x x' of the ANCOVA.
    outcomes : tuple of ndarray, each of shape (patients of an arm, p)
        x y, 0 where y is missing.
    absent : tuple of ndarray of bool
    p : int
    """

    sizes: tuple[int, int]
    squares: tuple[Floats, Floats]
    outcomes: tuple[Floats, Floats]
    absent: tuple[Mask, Mask]
    p: int

    @classmethod
    def of(cls, y: Floats, treated: Mask, scaled: Sequence[Floats]) -> _Products:
        design = np.stack([np.ones(len(y)), treated * 1.0, *scaled], axis=1)
        sides = (treated, ~treated)
        seen = np.where(np.isnan(y), 0.0, y)
        p = design.shape[1]
        squares = (design[:, :, None] * design[:, None, :]).reshape(len(y), p * p)
        outcomes = design * seen[:, None]
        absent = np.isnan(y)
        t, c = sides
        return cls(
            (int(t.sum()), int(c.sum())),
            (squares[t], squares[c]),
            (outcomes[t], outcomes[c]),
            (absent[t], absent[c]),
            p,
        )

    def differences(self, weights: Sequence[Floats]) -> Floats:
        """The difference of each replicate, NaN where it has no fit; weights by arm."""
        p, k = self.p, len(weights[0])
        every = np.zeros((k, p, p))
        missing = np.zeros((k, p, p))
        moments = np.zeros((k, p))
        for arm in (0, 1):
            weight, absent = weights[arm], self.absent[arm]
            every += (weight @ self.squares[arm]).reshape(k, p, p)
            missing += (weight[:, absent] @ self.squares[arm][absent]).reshape(k, p, p)
            moments += weight @ self.outcomes[arm]
        seen = ~self.absent[1]
        no_arm = [0, *range(2, p)]
        reference = (weights[1][:, seen] @ self.squares[1][seen]).reshape(k, p, p)
        of_control = weights[1] @ self.outcomes[1]
        slopes = _solved(reference[:, no_arm][:, :, no_arm], of_control[:, no_arm])
        moments += np.einsum("kij,kj->ki", missing[:, :, no_arm], slopes)
        return np.asarray(_solved(every, moments)[:, 1])


def _solved(squares: Floats, moments: Floats) -> Floats:
    """Solutions of systems of equations, NaN where one is singular."""
    scales = np.sqrt(np.einsum("kii->ki", squares))
    usable = (scales > 0.0).all(axis=1)
    scales = np.where(scales > 0.0, scales, 1.0)
    unit = squares / (scales[:, :, None] * scales[:, None, :])
    usable &= np.linalg.eigvalsh(unit)[:, 0] > _RANK
    unit[~usable] = np.eye(squares.shape[1])
    solved = np.linalg.solve(unit, (moments / scales)[:, :, None])[:, :, 0] / scales
    solved[~usable] = np.nan
    return np.asarray(solved)
