"""Mixed model for repeated measures (MMRM): scores of several visits in one model.

Patients with the same visits enter as their cross-products, so that the time does not depend on
how many they are.

Note codes: ``too_few_visits`` (fewer than two), ``no_patients`` (an arm is empty), ``too_few``
(no residual degree of freedom at a visit), ``constant`` (a covariate does not vary at a visit),
``collinear`` (one follows from the others), ``leverage_one`` (a patient whom the fit must meet),
``perfect_fit`` (no residual), ``not_converged``; `cov_cs` marks the simpler covariance.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from aci_core.domain.arrays import Floats, Ints, Mask
from aci_core.domain.notes import Code, note
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.kenward_roger import KenwardRoger
from aci_core.stats.reml import Patterns, Reml, compound_symmetry, fit_reml, unstructured
from aci_core.stats.t_interval import t_estimate

# Smallest eigenvalue of the correlations of the columns: below it one follows from the others.
_COLLINEAR: Final = 1e-10
# Residual variance as a share of the scores' own: below it there is none.
_NO_RESIDUAL: Final = 1e-12


@dataclass(frozen=True, eq=False, slots=True)
class Mmrm:
    """Differences and adjusted means by visit.

    Parameters
    ----------
    differences : tuple of Estimate
        T - C at each visit.
    means : tuple of (Estimate, Estimate)
        Adjusted means of T and of C at each visit; not tested.
    errors : tuple of float
        Standard errors of the differences; empty where not computed.
    log_likelihood : float or None
        Restricted, at its maximum.
    n : ndarray of int, shape (2, visits)
        Scores of T and of C that enter the model.
    patients : (int, int)
        Of T and of C, with at least one score.
    simple : bool
        Whether the covariance is compound symmetry.
    """

    differences: tuple[Estimate, ...]
    means: tuple[tuple[Estimate, Estimate], ...]
    errors: tuple[float, ...]
    log_likelihood: float | None
    n: Ints
    patients: tuple[int, int]
    simple: bool = False


def mmrm(
    scores: Floats,
    treated: Mask,
    covariates: Sequence[Floats],
    conf_level: float = 0.95,
) -> Mmrm:
    r"""Differences between arms at several visits, from all scores together.

    Parameters
    ----------
    scores : ndarray of float, shape (n, visits)
        Of one measure after treatment, NaN where missing.
    treated : ndarray of bool, shape (n,)
    covariates : sequence of ndarray of float, each of shape (n,)
        The score before treatment and other covariates, without missing values; each has a
        coefficient of its own at each visit.
    conf_level : float
        Confidence level of the intervals.

    Returns
    -------
    Mmrm

    Notes
    -----
    .. math:: y_{iv} = \alpha_v + \delta_v\,\text{arm}_i + \beta_v' x_i + \varepsilon_{iv},
              \quad (\varepsilon_{i1}, \dots) \sim N(0, \Sigma)

    with an unstructured covariance by REML, and standard errors and degrees of freedom of
    Kenward and Roger [1]_. Unbiased if scores are missing at random given the others [2]_.
    With complete data it is the analysis of covariance of each visit. Where the covariance
    has no maximum inside (one visit follows from another) it is compound symmetry with the
    patients' sandwich of Mancl and DeRouen [3]_ and the visit's scores less its coefficients
    as degrees of freedom, with the note ``cov_cs``.

    References
    ----------
    .. [1] Kenward MG, Roger JH. Small sample inference for fixed effects from restricted
       maximum likelihood. Biometrics 1997; 53: 983-997.
    .. [2] Mallinckrodt CH, Lane PW, Schnell D, Peng Y, Mancuso JP. Recommendations for the
       primary analysis of continuous endpoints in longitudinal clinical trials. Drug
       Information Journal 2008; 42: 303-319.
    .. [3] Mancl LA, DeRouen TA. A covariance estimator for GEE with improved small-sample
       properties. Biometrics 2001; 57: 126-134.

    Examples
    --------
    >>> import numpy as np
    >>> pre = np.array([4.0, 9, 6, 8, 5, 7, 6, 8, 9, 5])
    >>> m1 = np.array([3.0, 7, 4, np.nan, 2, 7, 5, 9, 8, 6])
    >>> m3 = np.array([2.0, 6, 4, 5, 2, 6, np.nan, 7, 8, 4])
    >>> e = mmrm(np.column_stack([m1, m3]), np.arange(10) < 5, [pre]).differences
    >>> [(round(x.value, 4), round(x.low, 4), round(x.df, 2)) for x in e]
    [(-2.1925, -3.8638, 6.18), (-1.6457, -2.3112, 6.16)]
    """
    present = ~np.isnan(scores)
    some = present.any(axis=1)
    scores, treated, present = scores[some], treated[some], present[some]
    arm = treated.astype(np.float64)
    design = np.column_stack([np.ones(len(arm)), arm, *(_centred(c[some]) for c in covariates)])
    n = np.stack([present[treated].sum(axis=0), present[~treated].sum(axis=0)])
    patients = int(treated.sum()), int((~treated).sum())
    reason = _reason(scores, design, present, n)
    if reason is not None:
        return _none(reason, n, patients)
    widths = np.sqrt((design * design).mean(axis=0))
    design = design / widths
    least_squares = _least_squares(scores, design, present)
    rest = np.where(present, scores - design @ least_squares, 0.0)
    pairs = present.T.astype(np.int64) @ present
    apart = rest.T @ rest / np.maximum(pairs, 1)
    own = _variances(scores, present)
    if bool((np.diag(apart) <= _NO_RESIDUAL * own).any()):
        return _none("perfect_fit", n, patients)
    unit = math.sqrt(float(np.diag(apart).mean()))
    patterns = Patterns.of(rest / unit, design, present)
    apart = apart / unit**2
    visits = scores.shape[1]
    free = unstructured(visits)
    lower = np.tril_indices(visits)
    starts = [apart[lower], np.diag(np.diag(apart))[lower]]
    fit, simple = fit_reml(patterns, free, starts), False
    if fit is None:
        fit, simple = _simple(patterns, visits), True
    if fit is None:
        return _none("not_converged", n, patients)
    coefficients = least_squares.T + unit * fit.beta
    spread = _Sandwich.of(fit, rest / unit, design, present, n) if simple else KenwardRoger.of(fit)
    if spread is None:
        return _none("leverage_one", n, patients)

    def estimate(visit: int, shift: Sequence[float]) -> tuple[Estimate, float]:
        contrast = np.zeros_like(coefficients)
        contrast[visit, : len(shift)] = np.array(shift) / widths[: len(shift)]
        flat = contrast.reshape(-1)
        error, df = spread.error_and_df(flat)
        made = t_estimate(float(flat @ coefficients.reshape(-1)), unit * error, df, conf_level)
        return (
            replace(made, notes=(*made.notes, note("cov_cs"))) if simple else made
        ), unit * error

    differences = [estimate(visit, (0.0, 1.0)) for visit in range(visits)]
    free_scores = int(present.sum()) - patterns.coefficients
    return Mmrm(
        tuple(made for made, _ in differences),
        tuple(
            (_untested(estimate(visit, (1.0, 1.0))[0]), _untested(estimate(visit, (1.0, 0.0))[0]))
            for visit in range(visits)
        ),
        tuple(error for _, error in differences),
        fit.log_likelihood - free_scores * math.log(unit) - visits * float(np.log(widths).sum()),
        n,
        patients,
        simple,
    )


def _centred(column: Floats) -> Floats:
    return np.asarray(column - column.mean())


def _reason(scores: Floats, design: Floats, present: Mask, n: Ints) -> Code | None:
    """Why no model can be fitted; None where one can."""
    if scores.shape[1] < 2:
        return "too_few_visits"
    if bool((n == 0).any()):
        return "no_patients"
    if bool((n.sum(axis=0) <= design.shape[1]).any()):
        return "too_few"
    for visit in range(scores.shape[1]):
        here = design[present[:, visit], 1:]
        apart = here - here.mean(axis=0)
        norms = np.sqrt((apart * apart).sum(axis=0))
        if bool((norms <= math.sqrt(_COLLINEAR) * np.sqrt((here * here).sum(axis=0))).any()):
            return "constant"
        if float(np.linalg.eigvalsh((apart / norms).T @ (apart / norms))[0]) < _COLLINEAR:
            return "collinear"
    return None


def _least_squares(scores: Floats, design: Floats, present: Mask) -> Floats:
    """Coefficients of each visit alone; shape (q, visits)."""
    columns = []
    for visit in range(scores.shape[1]):
        here = present[:, visit]
        columns.append(np.linalg.lstsq(design[here], scores[here, visit], rcond=None)[0])
    return np.column_stack(columns)


def _variances(scores: Floats, present: Mask) -> Floats:
    """Variance of the scores of each visit."""
    return np.array([np.var(scores[here, v]) for v, here in enumerate(present.T)])


def _simple(patterns: Patterns, visits: int) -> Reml | None:
    """The fit with compound symmetry, of residuals whose variance is 1."""
    start = np.array([1.0, 0.0])
    return fit_reml(patterns, compound_symmetry(visits), [start])


def _untested(mean: Estimate) -> Estimate:
    return replace(mean, statistic=None, p=None)  # a mean is not tested against 0


def _none(reason: Code, n: Ints, patients: tuple[int, int]) -> Mmrm:
    visits = n.shape[1]
    nothing = not_computed(reason)
    return Mmrm((nothing,) * visits, ((nothing, nothing),) * visits, (), None, n, patients)


@dataclass(frozen=True, eq=False, slots=True)
class _Sandwich:
    """Covariance of the coefficients from the patients' own residuals.

    Parameters
    ----------
    covariance : ndarray of float, shape (p, p)
    free : ndarray of int, shape (visits,)
        Scores of each visit less its coefficients.
    """

    covariance: Floats
    free: Ints

    @classmethod
    def of(
        cls, fit: Reml, rest: Floats, design: Floats, present: Mask, n: Ints
    ) -> _Sandwich | None:
        """Of a fit, each patient's residuals freed of the patient's own leverage."""
        v, q = fit.beta.shape
        blocks = fit.phi.reshape(v, q, v, q)
        meat = np.zeros_like(fit.phi)
        rest = np.where(present, rest - design @ fit.beta.T, 0.0)
        for seen, inverse in zip(fit.patterns.seen, fit.inverse, strict=True):
            who = (present == seen).all(axis=1)
            x, e = design[who], rest[who]
            fitted = np.einsum("ia,jakb,ib->ijk", x, blocks, x, optimize=True)
            try:
                freed = np.linalg.solve(np.eye(v) - fitted @ inverse, e[:, :, None])[:, :, 0]
            except np.linalg.LinAlgError:
                return None
            scores = np.einsum("ij,ia->ija", freed @ inverse, x).reshape(len(x), -1)
            meat += scores.T @ scores
        return cls(fit.phi @ meat @ fit.phi, n.sum(axis=0) - q)

    def error_and_df(self, contrast: Floats) -> tuple[float, float]:
        """Standard error and degrees of freedom of a contrast of one visit."""
        visit = int(np.flatnonzero(contrast.reshape(len(self.free), -1).any(axis=1))[0])
        return math.sqrt(float(contrast @ self.covariance @ contrast)), float(self.free[visit])
