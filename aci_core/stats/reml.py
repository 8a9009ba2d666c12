"""Restricted maximum likelihood of a covariance between visits.

Each visit has its own coefficients of the same design, so that a patient's rows are the Kronecker
product of the visits and the patient's design: patients with the same visits enter as the sum of
their cross-products.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from aci_core.domain.arrays import Floats, Ints, Mask

_STEPS: Final = 200
_HALVINGS: Final = 40
# The score in the metric of the information, which is squared standard errors of the parameters:
_CONVERGED: Final = 1e-20  # at the maximum
_NEAR: Final = 1e-8  # so near that rounding hides what a step gains
_SINGULAR: Final = 1e-7  # smallest eigenvalue of the correlations between visits


@dataclass(frozen=True, eq=False, slots=True)
class Patterns:
    """Cross-products of the patients with the same visits.

    Parameters
    ----------
    seen : ndarray of bool, shape (k, visits)
        Visits of each pattern.
    n : ndarray of int, shape (k,)
        Patients.
    xx : ndarray of float, shape (k, q, q)
        Of the design.
    xy : ndarray of float, shape (k, q, visits)
        Of the design and the scores; 0 where a visit is not seen.
    yy : ndarray of float, shape (k, visits, visits)
        Of the scores.
    """

    seen: Mask
    n: Ints
    xx: Floats
    xy: Floats
    yy: Floats

    @classmethod
    def of(cls, scores: Floats, design: Floats, present: Mask) -> Self:
        """Sum up patients by the visits that they have.

        Parameters
        ----------
        scores : ndarray of float, shape (n, visits)
        design : ndarray of float, shape (n, q)
        present : ndarray of bool, shape (n, visits)
        """
        known = np.where(present, scores, 0.0)
        # A pattern is a whole number, each visit one of its digits.
        digits = present @ (1 << np.arange(present.shape[1], dtype=np.int64))
        members = [np.flatnonzero(digits == one) for one in np.unique(digits)]
        sides = [(design[who], known[who]) for who in members]
        return cls(
            np.stack([present[who[0]] for who in members]),
            np.array([len(who) for who in members], dtype=np.int64),
            np.stack([x.T @ x for x, _ in sides]),
            np.stack([x.T @ y for x, y in sides]),
            np.stack([y.T @ y for _, y in sides]),
        )

    @property
    def coefficients(self) -> int:
        """Coefficients of all visits."""
        return int(self.seen.shape[1]) * int(self.xx.shape[1])


@dataclass(frozen=True, eq=False, slots=True)
class Reml:
    """A covariance, and the coefficients by generalised least squares under it.

    Parameters
    ----------
    basis : ndarray of float, shape (m, visits, visits)
        Derivatives of the covariance by its parameters, in which it is linear.
    theta : ndarray of float, shape (m,)
        Parameters.
    patterns : Patterns
    inverse : ndarray of float, shape (k, visits, visits)
        Inverse covariance of the seen visits of each pattern, 0 elsewhere.
    phi : ndarray of float, shape (p, p)
        Covariance of the coefficients, visit by visit.
    beta : ndarray of float, shape (visits, q)
    log_likelihood : float
        Restricted.
    """

    basis: Floats
    theta: Floats
    patterns: Patterns
    inverse: Floats
    phi: Floats
    beta: Floats
    log_likelihood: float

    @property
    def residuals(self) -> Floats:
        """Cross-products of the residuals, by pattern."""
        p = self.patterns
        fitted = self.beta @ p.xy
        of_fit = self.beta @ p.xx @ self.beta.T
        return np.asarray(p.yy - fitted - fitted.swapaxes(1, 2) + of_fit)

    @property
    def of_fit(self) -> Floats:
        """Sum of the covariances of the patients' fitted values, by pattern."""
        v, q = self.beta.shape
        blocks = self.phi.reshape(v, q, v, q)
        return np.asarray(np.einsum("jakb,pab->pjk", blocks, self.patterns.xx))

    def between(self, middle: Floats) -> Floats:
        """`middle`, a matrix of visits by pattern, between the design: shape (p, p).

        Parameters
        ----------
        middle : ndarray of float, shape (k, visits, visits)
        """
        return _kronecker(middle, self.patterns.xx)

    def slopes(self) -> Floats:
        """X' V^-1 V_i V^-1 X of each parameter; shape (m, p, p)."""
        return np.stack([self.between(self.inverse @ d @ self.inverse) for d in self.basis])

    def score(self) -> Floats:
        """Slope of the restricted log-likelihood by the parameters; shape (m,)."""
        inverse, n = self.inverse, self.patterns.n[:, None, None]
        excess = inverse @ (self.residuals + self.of_fit) @ inverse - n * inverse
        return np.asarray(np.einsum("iab,ab->i", self.basis, excess.sum(axis=0)) / 2.0)

    def information(self, slopes: Floats) -> Floats:
        """Expected restricted information of the parameters; shape (m, m).

        Parameters
        ----------
        slopes : ndarray of float, shape (m, p, p)
            Of `slopes`.
        """
        inverse, n = self.inverse, self.patterns.n[:, None, None]
        m = len(self.basis)
        weights = n * inverse - 2.0 * inverse @ self.of_fit @ inverse
        left = np.einsum("pab,ibc->ipac", inverse, self.basis)
        right = np.einsum("pab,ibc->ipca", weights, self.basis)
        of_scores = left.reshape(m, -1) @ right.reshape(m, -1).T
        projected = self.phi @ slopes
        of_fit = projected.reshape(m, -1) @ projected.swapaxes(1, 2).reshape(m, -1).T
        return np.asarray((of_scores + of_scores.T) / 4.0 + of_fit / 2.0)


def unstructured(visits: int) -> Floats:
    """Basis of a covariance without any structure.

    Parameters
    ----------
    visits : int

    Returns
    -------
    ndarray of float, shape (visits (visits + 1)/2, visits, visits)

    Examples
    --------
    >>> len(unstructured(4))  # variances and covariances
    10
    """
    rows, columns = np.tril_indices(visits)
    basis = np.zeros((len(rows), visits, visits))
    places = np.arange(len(rows))
    basis[places, rows, columns] = basis[places, columns, rows] = 1.0
    return basis


def compound_symmetry(visits: int) -> Floats:
    """Basis of one variance and one covariance for all visits.

    Parameters
    ----------
    visits : int

    Returns
    -------
    ndarray of float, shape (2, visits, visits)

    Examples
    --------
    >>> variance, covariance = compound_symmetry(2)
    >>> (3.0 * variance + 1.0 * covariance).tolist()
    [[3.0, 1.0], [1.0, 3.0]]
    """
    same = np.eye(visits)
    return np.stack([same, 1.0 - same])


def fit_reml(patterns: Patterns, basis: Floats, starts: Sequence[Floats]) -> Reml | None:
    """Covariance at the maximum of the restricted likelihood, by Fisher scoring.

    Parameters
    ----------
    patterns : Patterns
    basis : ndarray of float, shape (m, visits, visits)
    starts : sequence of ndarray of float, each of shape (m,)
        The first that is a covariance is taken.

    Returns
    -------
    Reml or None
        None where there is no maximum inside: a visit that follows from the others, or two that
        no patient has together.

    Examples
    --------
    One visit and a mean alone: the variance of a sample.

    >>> scores, ones = np.array([[1.0], [2.0], [4.0], [5.0]]), np.ones((4, 1))
    >>> patterns = Patterns.of(scores, ones, np.isfinite(scores))
    >>> fit = fit_reml(patterns, unstructured(1), [np.ones(1)])
    >>> round(float(fit.theta[0]), 6)
    3.333333
    """
    fit = next((made for start in starts if (made := _at(patterns, basis, start))), None)
    last = math.inf
    for _ in range(_STEPS):
        if fit is None:
            return None
        slopes = fit.slopes()
        try:
            score = fit.score()
            step: Floats = np.linalg.solve(fit.information(slopes), score).astype(np.float64)
        except np.linalg.LinAlgError:
            return None
        gain = float(score @ step)
        if not math.isfinite(gain) or gain < -_NEAR:
            return None
        if gain < _CONVERGED or (gain < _NEAR and gain > last / 2.0):
            return fit if _inside(fit) else None
        last = gain
        fit = _halved(fit, step, blind=gain < _NEAR)
    return None


def _halved(fit: Reml, step: Floats, *, blind: bool) -> Reml | None:
    """The first of ever shorter steps that does not lose likelihood.

    `blind` near the maximum, where the gain is less than the rounding of the likelihood.
    """
    for halving in range(_HALVINGS):
        tried = _at(fit.patterns, fit.basis, fit.theta + step / 2.0**halving)
        if tried is not None and (blind or tried.log_likelihood > fit.log_likelihood):
            return tried
    return None


def _inside(fit: Reml) -> bool:
    """Whether the covariance is none of visits of which one follows from others."""
    covariance = np.tensordot(fit.theta, fit.basis, 1)
    scale = np.sqrt(np.diag(covariance))
    lowest = float(np.linalg.eigvalsh(covariance / np.outer(scale, scale))[0])
    return lowest > _SINGULAR


def _at(patterns: Patterns, basis: Floats, theta: Floats) -> Reml | None:
    """The fit under these parameters; None where they are no covariance."""
    covariance = np.tensordot(theta, basis, 1)
    seen = patterns.seen
    both = seen[:, :, None] & seen[:, None, :]
    # What is not seen stands apart with variance 1, so that all patterns are of one shape.
    parts = np.where(both, covariance, np.eye(len(covariance)))
    try:
        roots = np.linalg.cholesky(parts)
        inverse = np.where(both, np.linalg.inv(parts), 0.0)
        of_beta = _kronecker(inverse, patterns.xx)
        root = np.linalg.cholesky(of_beta)
        phi: Floats = np.linalg.inv(of_beta).astype(np.float64)
    except np.linalg.LinAlgError:
        return None
    v, q = len(covariance), patterns.xx.shape[1]
    right = np.einsum("pjk,pak->ja", inverse, patterns.xy).reshape(-1)
    beta = phi @ right
    # Scores less the fit: what generalised least squares leaves.
    rest = float(np.einsum("pjk,pjk->", inverse, patterns.yy)) - float(beta @ right)
    of_parts = float(patterns.n @ (2.0 * np.log(np.diagonal(roots, axis1=1, axis2=2)).sum(axis=1)))
    of_phi = 2.0 * float(np.log(np.diag(root)).sum())
    free = int(patterns.n @ seen.sum(axis=1)) - patterns.coefficients
    total = -(free * math.log(2.0 * math.pi) + of_parts + of_phi + rest) / 2.0
    return Reml(basis, theta, patterns, inverse, phi, beta.reshape(v, q), total)


def _kronecker(of_visits: Floats, of_design: Floats) -> Floats:
    """Sum over patterns of their Kronecker products."""
    summed = np.einsum("pjk,pab->jakb", of_visits, of_design)
    size = of_visits.shape[1] * of_design.shape[1]
    return np.asarray(summed.reshape(size, size))
