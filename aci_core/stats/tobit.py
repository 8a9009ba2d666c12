"""Two arms of censored values: the ratio of geometric means of a log-normal variable.

Note codes: ``no_patients`` (an arm is empty), ``arm_censored`` (all values of an arm lie on one
side of their limits: the likelihood rises without end), ``too_few`` (fewer known values than
coefficients and a variance), ``collinear`` (a covariate that the others, or the arm, tell),
``perfect_fit`` (no spread about the model), ``not_converged``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from aci_core.domain.arrays import Floats, Mask
from aci_core.domain.notes import Code
from aci_core.stats.distributions import z_quantile
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.wald import ratio_of_log

_RANK = 1e-9  # singular value of the scaled design, relative to the largest
_LEAST_SPREAD = 1e-10  # SD about the model, relative to that of the values
_LARGEST = 300.0  # |ln| of a ratio or of its limits: none that data support
_LOG_ROOT_2_PI = 0.5 * math.log(2.0 * math.pi)


@dataclass(frozen=True, eq=False, slots=True)
class TobitFit:
    """A model of censored values at its maximum.

    Parameters
    ----------
    arm, error : float
        Coefficient of the treatment, and its standard error from the observed information.
    sigma : float
        SD about the model.
    log_likelihood : float
        Of densities of the values as they are given.
    """

    arm: float
    error: float
    sigma: float
    log_likelihood: float


def fit_tobit(
    values: Floats, below: Mask, above: Mask, treated: Mask, covariates: Sequence[Floats]
) -> TobitFit | Code:
    r"""Maximum of the likelihood of values of which some are known as limits alone.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        Each value, or its own limit.
    below, above : ndarray of bool, shape (n,)
        Whose value lies below or above the limit.
    treated : ndarray of bool, shape (n,)
    covariates : sequence of ndarray of float, each of shape (n,)
        Without missing values and without constants.

    Returns
    -------
    TobitFit or Code
        The code where there is no maximum.

    Notes
    -----
    Of :math:`y = x'\beta + \sigma e`, e standard normal, in Olsen's parameters [1]_
    :math:`h = 1/\sigma`, :math:`\delta = \beta/\sigma` and with :math:`r = h y - x'\delta`

    .. math:: \ell = \sum_{known} (\ln h + \ln\phi(r)) + \sum_{below} \ln\Phi(r)
                     + \sum_{above} \ln\Phi(-r)

    is concave, so that Newton's method with steps halved reaches its only maximum.

    References
    ----------
    .. [1] Olsen RJ. Note on the uniqueness of the maximum likelihood estimator for the Tobit
       model. Econometrica 1978;46:1211-1215.

    Examples
    --------
    >>> import numpy as np
    >>> y = np.array([1.0, 2, 3, 4, 2, 3, 4, 6])
    >>> fit = fit_tobit(y, y < 1.5, y > 5, np.arange(8) >= 4, [])
    >>> [round(x, 6) for x in (fit.arm, fit.error, fit.sigma)]
    [1.699036, 1.240234, 1.686112]
    """
    known = ~(below | above)
    columns = [np.ones(len(values)), treated.astype(np.float64)]
    for column in covariates:
        centred = column - np.mean(column)
        columns.append(centred / max(float(np.sqrt(np.mean(centred**2))), 1e-300))
    design = np.stack(columns)
    singular = np.linalg.svd(design, compute_uv=False)
    if len(singular) < len(columns) or singular[-1] <= _RANK * singular[0]:
        return "collinear"
    if int(known.sum()) <= len(columns):
        return "too_few"
    shift = float(np.mean(values[known]))
    scale = float(np.std(values[known]))
    least, *_ = np.linalg.lstsq(design[:, known].T, values[known], rcond=None)
    spread = float(np.std(values[known] - design[:, known].T @ least))
    if spread <= _LEAST_SPREAD * max(scale, abs(shift), 1e-300):
        return "perfect_fit"
    model = _Likelihood((values - shift) / scale, below, above, design)
    theta = model.maximum()
    if theta is None:
        return "not_converged"
    covariance = model.covariance(theta)
    h, arm = float(theta[0]), float(theta[2])
    slope = np.zeros(len(theta))
    slope[0], slope[2] = -arm / h**2, 1.0 / h
    return TobitFit(
        scale * arm / h,
        scale * math.sqrt(float(slope @ covariance @ slope)),
        scale / h,
        model.log_likelihood(theta) - int(known.sum()) * math.log(scale),
    )


class _Likelihood:
    """Log-likelihood of (h, delta), of values on a scale of mean 0 and SD 1."""

    def __init__(self, values: Floats, below: Mask, above: Mask, design: Floats) -> None:
        self.known = ~(below | above)
        self.n_known = int(self.known.sum())
        # Right-censored is left-censored with the sign turned.
        self.sign = np.where(above, -1.0, 1.0)
        self.terms = np.vstack([values, -design])

    def log_likelihood(self, theta: Floats) -> float:
        """Minus infinity where h is not positive."""
        if theta[0] <= 0:
            return -math.inf
        r = theta @ self.terms
        each = np.where(self.known, -0.5 * r**2 - _LOG_ROOT_2_PI, special.log_ndtr(self.sign * r))
        return float(each.sum()) + self.n_known * math.log(theta[0])

    def derivatives(self, theta: Floats) -> tuple[Floats, Floats]:
        """Gradient and observed information."""
        r = theta @ self.terms
        u = self.sign * r
        mills = np.exp(-0.5 * u**2 - _LOG_ROOT_2_PI - special.log_ndtr(u))
        slope = np.where(self.known, -r, self.sign * mills)
        weight = np.where(self.known, 1.0, mills * (u + mills))
        gradient = self.terms @ slope
        information = (self.terms * weight) @ self.terms.T
        gradient[0] += self.n_known / theta[0]
        information[0, 0] += self.n_known / theta[0] ** 2
        return gradient, information

    def maximum(self) -> Floats | None:
        """Newton's method, from the values without their covariates."""
        theta = np.zeros(len(self.terms))
        theta[0] = 1.0
        now = self.log_likelihood(theta)
        for _ in range(200):
            gradient, information = self.derivatives(theta)
            step = _solved(information, gradient)
            if step is None:
                return None
            rise = float(gradient @ step)
            # Newton's error squares itself: so small a rise is below rounding.
            if rise < 1e-18 * len(self.known):
                return theta + step
            size = 1.0
            while size > 1e-9 and self.log_likelihood(theta + size * step) < now:
                size *= 0.5
            theta = theta + size * step
            after = self.log_likelihood(theta)
            if after <= now and rise < 1e-9:  # the likelihood is flat but for rounding
                return theta
            now = after
        return None

    def covariance(self, theta: Floats) -> Floats:
        """Inverse of the observed information."""
        information = self.derivatives(theta)[1]
        root = np.sqrt(np.diag(information))
        inverse: Floats = np.linalg.inv(information / np.outer(root, root)) / np.outer(root, root)
        return inverse


def _solved(information: Floats, gradient: Floats) -> Floats | None:
    """The Newton step; a coefficient of which nothing is known hinders no other."""
    root = np.sqrt(np.maximum(np.diag(information), 1e-300))
    try:
        step: Floats = np.linalg.solve(information / np.outer(root, root), gradient / root) / root
    except np.linalg.LinAlgError:
        return None
    return step if np.isfinite(step).all() else None


def tobit_ratio(
    logs: Floats,
    below: Mask,
    above: Mask,
    treated: Mask,
    covariates: Sequence[Floats],
    conf_level: float = 0.95,
) -> Estimate:
    r"""Ratio of geometric means of a log-normal variable with limits, treatment over control.

    Parameters
    ----------
    logs : ndarray of float, shape (n,)
        Logarithm of each value, or of its own limit.
    below, above : ndarray of bool, shape (n,)
        Whose value lies below or above the limit.
    treated : ndarray of bool, shape (n,)
    covariates : sequence of ndarray of float, each of shape (n,)
        Without missing values and without constants.
    conf_level : float
        Confidence level.

    Returns
    -------
    Estimate
        exp of the coefficient of the treatment, its Wald interval, z and P.

    Notes
    -----
    Tobin's model [1]_ of the logarithms, by maximum likelihood [2]_. Where half of a limit stands
    in place of values, their mean and spread are those of the rule [3]_.

    References
    ----------
    .. [1] Tobin J. Estimation of relationships for limited dependent variables. Econometrica
       1958;26:24-36.
    .. [2] Olsen RJ. Note on the uniqueness of the maximum likelihood estimator for the Tobit
       model. Econometrica 1978;46:1211-1215.
    .. [3] Helsel DR. Fabricating data: how substituting values for nondetects can ruin results,
       and what can be done about it. Chemosphere 2006;65:2434-2439.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([150.0, 180, 220, 260, 200, 230, 310, 420])
    >>> e = tobit_ratio(np.log(x), x < 170, x > 400, np.arange(8) >= 4, [])
    >>> [round(v, 6) for v in (e.value, e.low, e.high, e.p)]
    [1.529919, 0.963884, 2.428355, 0.071245]
    """
    for arm in (treated, ~treated):
        if not arm.any():
            return not_computed("no_patients")
        if below[arm].all() or above[arm].all():
            return not_computed("arm_censored")
    fit = fit_tobit(logs, below, above, treated, covariates)
    if isinstance(fit, str):
        return not_computed(fit)
    z = z_quantile(conf_level)
    if abs(fit.arm) + z * fit.error > _LARGEST:
        return not_computed("arm_censored")
    return ratio_of_log(fit.arm, fit.error, conf_level)
