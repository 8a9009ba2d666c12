"""Cumulative logit model of two arms' ordered grades in strata, from counts, by Newton's method.

Time and memory are linear in the strata: the information of their terms is diagonal.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy import special

from aci_core.domain.arrays import Floats
from aci_core.domain.notes import Code

# On the logit scale: chances of 1e-13, which no data support.
_NO_MAXIMUM = 30.0


class StratumFit(NamedTuple):
    """Log odds ratio of a better grade, its standard error, and the log-likelihood there."""

    beta: float
    error: float
    log_likelihood: float


def fit_in_strata(counts: Floats) -> StratumFit | Code:
    r"""Log odds ratio of a better grade common to the strata, and its standard error.

    Parameters
    ----------
    counts : ndarray of float, shape (strata, 2, k)
        Patients, treatment first; the grades from worst to best, each of which occurs in a
        stratum. A stratum that is all in the best grade, or all in the worst, has no maximum.

    Returns
    -------
    StratumFit or Code
        ``not_converged``, or without a maximum ``separated`` (the arms do not overlap) or
        ``perfect_prediction`` (the strata do not).

    Notes
    -----
    .. math:: \mathrm{logit} P(Y \le j) = \zeta_j - \beta T - \alpha_h, \quad \alpha_1 = 0

    The standard error is that of the observed information. The likelihood is concave [1]_, so that
    Newton's method with steps halved reaches its only maximum.

    References
    ----------
    .. [1] Pratt JW. Concavity of the log likelihood. Journal of the American Statistical
       Association 1981;76:103-106.

    Examples
    --------
    >>> fit = fit_in_strata(np.array([[[11.0, 67], [24, 54]]]))
    >>> round(fit.beta, 6), round(fit.error, 6)  # ln of the odds ratio 2.707071
    (0.995867, 0.407455)
    """
    theta = _maximum(counts, of_arm=True)
    if isinstance(theta, str):
        return theta
    last = _newton(counts, theta)
    if last is None:
        return "not_converged"
    return StratumFit(float(theta[counts.shape[2] - 1]), last[1], _log_likelihood(counts, theta))


def log_likelihood_of_groups(counts: Floats) -> float | Code:
    """The largest log-likelihood where each group has a shift of its own: of one arm or stratum.

    Parameters
    ----------
    counts : ndarray of float, shape (groups, k)
        Patients of each group, at least one.

    Returns
    -------
    float or Code
        As of `fit_in_strata`.

    Examples
    --------
    >>> round(log_likelihood_of_groups(np.array([[11.0, 67], [24, 54]])), 6)  # two shares
    -79.876893
    """
    alone = counts[:, None, :]
    theta = _maximum(alone, of_arm=False)
    return theta if isinstance(theta, str) else _log_likelihood(alone, theta)


def _maximum(counts: Floats, *, of_arm: bool) -> Floats | Code:
    """The cuts, beta where the arms have one, and all alphas but the first."""
    cumulative = np.cumsum(counts.sum(axis=(0, 1)))
    cuts = special.logit(cumulative[:-1] / cumulative[-1])
    theta = np.concatenate([cuts, np.zeros(len(counts) - 1 + of_arm)])
    now = _log_likelihood(counts, theta)
    for _ in range(100):
        step = _newton(counts, theta)
        if step is None:
            return "not_converged"
        ahead = step[0]
        size = float(np.abs(ahead).max())
        # The likelihood is concave: a step that does not raise it was only too long.
        # Near the maximum its rise is below rounding, and the step is right.
        while size > 1e-6:
            after = _log_likelihood(counts, theta + ahead)
            if after >= now:
                now = after
                break
            ahead, size = 0.5 * ahead, 0.5 * size
        theta = theta + ahead
        if of_arm and abs(theta[len(cuts)]) > _NO_MAXIMUM:
            return "separated"
        if np.abs(theta).max() > _NO_MAXIMUM:
            return "perfect_prediction"
        # Newton's error squares itself: after a step of 1e-9 it is below rounding.
        if size < 1e-9:
            return theta
    return "not_converged"


def _cells(counts: Floats, theta: Floats) -> tuple[Floats, Floats, Floats]:
    """Probabilities of the grades by stratum and arm, and of one up to and above each cut.

    F(b) - F(a) = F(b) F(-a) (1 - exp(a - b)) for the logistic F: nothing cancels, however
    far out the cuts lie.
    """
    k = counts.shape[2] - 1
    zeta, n_alphas = theta[:k], len(counts) - 1
    alpha = np.concatenate([[0.0], theta[len(theta) - n_alphas :]])
    of_arm = np.zeros(counts.shape[1])
    of_arm[0] = theta[k : len(theta) - n_alphas].sum()  # of none, where there is no beta
    shift = alpha[:, None] + of_arm
    eta = zeta - shift[:, :, None]
    below, above = special.expit(eta), special.expit(-eta)
    share = np.empty(counts.shape)
    share[..., 0] = below[..., 0]
    share[..., 1:] = above
    share[..., 1:-1] *= below[..., 1:] * -np.expm1(-np.diff(zeta))
    return share, below, above


def _log_likelihood(counts: Floats, theta: Floats) -> float:
    """Minus infinity where the cuts are out of order."""
    zeta = theta[: counts.shape[2] - 1]
    if (zeta[1:] <= zeta[:-1]).any():
        return -math.inf
    return float(special.xlogy(counts, _cells(counts, theta)[0]).sum())


def _newton(counts: Floats, theta: Floats) -> tuple[Floats, float] | None:
    """The step to where the gradient is 0, and the standard error of beta, where there is one."""
    k = counts.shape[2] - 1
    share, below, above = _cells(counts, theta)
    density = below * above
    weight = counts / share
    pull = weight[..., :-1] - weight[..., 1:]
    square = weight / share
    # d ln P / d shift of a grade is F(upper cut) + F(lower cut) - 1.
    moved = (counts[..., 1:] * below).sum(axis=2) - (counts[..., :-1] * above).sum(axis=2)
    both = density * (counts[..., :-1] + counts[..., 1:])

    curve = density * density * (square[..., :-1] + square[..., 1:])
    curve -= density * (above - below) * pull
    cross = -(density[..., :-1] * density[..., 1:] * square[..., 1:-1]).sum(axis=(0, 1))
    own = np.zeros((k + 1, k + 1))  # of the cuts and beta
    cuts = np.arange(k)
    own[cuts, cuts] = curve.sum(axis=(0, 1))
    own[cuts[:-1], cuts[1:]] = own[cuts[1:], cuts[:-1]] = cross
    own[k, :k] = own[:k, k] = -both[:, 0].sum(axis=0)
    own[k, k] = both[:, 0].sum()

    strata = both[1:].sum(axis=(1, 2))  # diagonal
    shared = np.column_stack([-both[1:].sum(axis=1), both[1:, 0].sum(axis=1)])
    gradient = np.append((density * pull).sum(axis=(0, 1)), moved[:, 0].sum())
    of_strata = moved[1:].sum(axis=1)
    p = len(theta) - len(strata)  # without beta the cuts alone
    over = shared[:, :p] / strata[:, None]
    last = np.zeros(p)
    last[-1] = 1.0
    sides = np.column_stack([gradient[:p] - over.T @ of_strata, last])
    try:
        ahead, variance = np.linalg.solve(own[:p, :p] - shared[:, :p].T @ over, sides).T
    except np.linalg.LinAlgError:
        return None
    if not np.isfinite(ahead).all() or not variance[-1] > 0.0:
        return None
    return np.concatenate([ahead, of_strata / strata - over @ ahead]), math.sqrt(variance[-1])
