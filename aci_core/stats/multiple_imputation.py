"""Multiple imputation of missing outcomes from the scores of other visits, by chained equations.

Note codes: ``no_patients`` (an arm has no outcome), ``too_few`` (too few outcomes in an arm to be
predicted), ``collinear`` (a covariate is constant or follows from the others), ``perfect_fit``
(no residual).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from aci_core.domain.arrays import Floats, Mask
from aci_core.domain.notes import note
from aci_core.stats.delta_adjusted import inverse_gram, scaled_column
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.jump_to_reference import Progress
from aci_core.stats.rounding import NEGLIGIBLE
from aci_core.stats.t_interval import t_estimate

IMPUTATIONS: Final = 100
CYCLES: Final = 10
_TOGETHER: Final = 20  # imputations in one step
_CELLS: Final = 2_000_000  # values imputed in one step at most
_RANK: Final = 1e-10


def multiple_imputation(
    scores: Floats,
    visit: int,
    treated: Mask,
    covariates: Sequence[Floats],
    seed: int,
    conf_level: float = 0.95,
    *,
    imputations: int = IMPUTATIONS,
    progress: Progress | None = None,
) -> Estimate:
    r"""Difference of adjusted means, T - C, over completed outcomes that are drawn many times.

    Parameters
    ----------
    scores : ndarray of float, shape (n, visits)
        Of one measure after treatment, NaN where missing.
    visit : int
        Column of the outcome.
    treated : ndarray of bool, shape (n,)
    covariates : sequence of ndarray of float, each of shape (n,)
        The value before treatment and others; without missing values.
    seed : int
    conf_level : float
        Confidence level of the interval.
    imputations : int
    progress : callable, optional
        Is told the share that is done; what it raises ends the work.

    Returns
    -------
    Estimate
        Rubin's interval, t, df and P; note ``seed``.

    Notes
    -----
    In each arm, each visit's missing scores are drawn from the Bayesian normal regression on the
    covariates and the other visits, with the prior 1/s2, in ten cycles from a random start [1]_;
    the ANCOVA of each completed set is pooled by `rubin`. A visit with too few scores in an arm
    predicts nothing.

    References
    ----------
    .. [1] van Buuren S, Groothuis-Oudshoorn K. mice: multivariate imputation by chained equations
       in R. Journal of Statistical Software 2011; 45(3): 1-67.

    Examples
    --------
    >>> m6 = np.array([3.0, 5, 6, 8, np.nan, 5, 6, 9, 9, np.nan])
    >>> m3 = np.array([4.0, 6, 7, 9, 7, 6, 7, 10, 10, np.nan])
    >>> pre = np.array([4.0, 7, 8, 9, 6, 5, 6, 8, 10, 7])
    >>> scores, treated = np.column_stack([m3, m6]), np.arange(10) < 5
    >>> made = multiple_imputation(scores, 1, treated, [pre], seed=1, imputations=20)
    >>> made.low < made.value < made.high, made.df < 7, made.notes
    (True, True, ('seed:1',))
    """
    present = ~np.isnan(scores)
    arms = (treated, ~treated)
    if not all(bool(present[arm, visit].any()) for arm in arms):
        return not_computed("no_patients")
    kept = _kept(np.stack([present[arm].sum(axis=0) for arm in arms]), visit, len(covariates))
    if kept is None:
        return not_computed("too_few")
    scaled = [scaled_column(c) for c in covariates]
    design = np.stack([np.ones(len(treated)), treated * 1.0, *scaled])
    inverse = inverse_gram(design)
    if inverse is None:
        return not_computed("collinear")
    middle = float(np.nanmean(scores[:, visit]))
    values = scores[:, kept] - middle
    at = kept.index(visit)
    rng = np.random.default_rng(seed)
    together = max(1, min(_TOGETHER, _CELLS // max(values.size, 1)))
    drawn: list[Floats] = []
    done = 0
    while done < imputations:
        k = min(together, imputations - done)
        completed = np.empty((k, len(treated)))
        for arm in arms:
            known = np.stack([np.ones(int(arm.sum())), *(c[arm] for c in scaled)])
            completed[:, arm] = _completed(values[arm], known, rng, k)[:, :, at]
        drawn.append(completed)
        done += k
        if progress is not None:
            progress(done / imputations)
    outcomes = np.concatenate(drawn)
    coefficients = outcomes @ design.T @ inverse
    residuals = outcomes - coefficients @ design
    df = len(treated) - len(design)
    squares = (residuals * residuals).sum(axis=1)
    if float(squares.min()) <= NEGLIGIBLE * float((outcomes * outcomes).sum(axis=1).min()):
        return not_computed("perfect_fit")
    variances = squares / df * float(inverse[1, 1])
    made = rubin(coefficients[:, 1], variances, df, conf_level)
    return replace(made, notes=(*made.notes, note("seed", seed)))


def rubin(
    estimates: Floats, variances: Floats, complete_df: float, conf_level: float = 0.95
) -> Estimate:
    r"""Pool the estimates of completed sets of data.

    Parameters
    ----------
    estimates, variances : ndarray of float, shape (m,)
        Of each set, with m of two or more.
    complete_df : float
        Degrees of freedom if nothing were missing.
    conf_level : float
        Confidence level of the interval.

    Returns
    -------
    Estimate
        Mean estimate, t interval, t, df and P.

    Notes
    -----
    .. math:: T = \bar W + (1 + 1/m)B, \quad \lambda = (1 + 1/m)B/T, \quad
              \frac{1}{\nu} = \frac{\lambda^2}{m - 1}
              + \frac{\nu_c + 3}{\nu_c(\nu_c + 1)(1 - \lambda)}

    with the degrees of freedom of Barnard and Rubin [1]_.

    References
    ----------
    .. [1] Barnard J, Rubin DB. Small-sample degrees of freedom with multiple imputation.
       Biometrika 1999; 86: 948-955.

    Examples
    --------
    >>> e = rubin(np.array([1.0, 1.2, 0.9]), np.array([0.04, 0.05, 0.045]), 97)
    >>> round(e.value, 4), round(e.df, 4), round(e.p, 6)
    (1.0333, 9.8683, 0.003901)
    """
    m = len(estimates)
    between = (1.0 + 1.0 / m) * float(estimates.var(ddof=1))
    total = float(variances.mean()) + between
    if total <= 0.0:
        return not_computed("perfect_fit")
    share = between / total
    small = (complete_df + 3.0) / (complete_df * (complete_df + 1.0) * (1.0 - share))
    df = 1.0 / (share * share / (m - 1) + small)
    return t_estimate(float(estimates.mean()), math.sqrt(total), df, conf_level)


def _kept(n: Floats, visit: int, covariates: int) -> list[int] | None:
    """Visits with scores enough in each arm to be predicted by the others; None without `visit`."""
    kept = list(range(n.shape[1]))
    while True:
        least = len(kept) + covariates + 1  # one more than the coefficients
        few = [v for v in kept if int(n[:, v].min()) < least]
        others = [v for v in few if v != visit]
        if not few:
            return kept
        if not others:
            # Fewer predictors may do.
            others = [v for v in kept if v != visit]
        if not others:
            return None
        fewest = min(others, key=lambda v: int(n[:, v].min()))
        kept.remove(fewest)


def _completed(values: Floats, known: Floats, rng: np.random.Generator, k: int) -> Floats:
    """An arm's scores at all visits completed k times, shape (k, n, visits)."""
    absent = np.isnan(values)
    visits = values.shape[1]
    made = np.repeat(values[None], k, axis=0)
    for v in range(visits):
        gone = absent[:, v]
        made[:, gone, v] = rng.choice(values[~gone, v], (k, int(gone.sum())))
    with_gaps = [v for v in range(visits) if absent[:, v].any()]
    base = np.repeat(known.T[None], k, axis=0)
    # One visit alone with gaps depends on nothing that is drawn: one cycle is as good as ten.
    for _ in range(CYCLES if len(with_gaps) > 1 else 1):
        for v in with_gaps:
            others = [u for u in range(visits) if u != v]
            design = np.concatenate([base, made[:, :, others]], axis=2)
            gone = absent[:, v]
            made[:, gone, v] = _draw(design[:, ~gone], values[~gone, v], design[:, gone], rng)
    return made


def _draw(design: Floats, y: Floats, at: Floats, rng: np.random.Generator) -> Floats:
    """Values drawn from the regression of y on k designs, one at each row of `at`."""
    k, n, p = design.shape
    lengths = np.sqrt((design * design).sum(axis=1))
    lengths[lengths == 0.0] = 1.0
    unit = design / lengths[:, None, :]
    values, vectors = np.linalg.eigh(unit.transpose(0, 2, 1) @ unit)
    # A column that follows from the others takes no direction of its own.
    free = values > _RANK
    roots = np.where(free, 1.0 / np.sqrt(np.where(free, values, 1.0)), 0.0)
    half = vectors * roots[:, None, :]
    along = half.transpose(0, 2, 1) @ (unit.transpose(0, 2, 1) @ y)[:, :, None]
    fitted = half @ along
    rest = y - (unit @ fitted)[:, :, 0]
    variance = (rest * rest).sum(axis=1) / rng.chisquare(n - free.sum(axis=1))
    spread = np.sqrt(variance)[:, None]
    coefficients = fitted[:, :, 0] + spread * (half @ rng.standard_normal((k, p, 1)))[:, :, 0]
    means = np.einsum("knp,kp->kn", at / lengths[:, None, :], coefficients)
    return np.asarray(means + spread * rng.standard_normal(means.shape))
