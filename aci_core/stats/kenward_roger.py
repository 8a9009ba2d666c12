"""Kenward-Roger inference of one contrast of coefficients fitted by REML."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from aci_core.domain.arrays import Floats
from aci_core.stats.reml import Reml


@dataclass(frozen=True, eq=False, slots=True)
class KenwardRoger:
    r"""Covariance of coefficients, adjusted for the covariance being estimated.

    Parameters
    ----------
    phi : ndarray of float, shape (p, p)
        As if the covariance of the scores were known.
    adjusted : ndarray of float, shape (p, p)
    slopes : ndarray of float, shape (m, p, p)
        X' V^-1 V_i V^-1 X.
    spread : ndarray of float, shape (m, m)
        Inverse information of the covariance's parameters.

    Notes
    -----
    .. math:: \Phi_A = \Phi + 2 \Phi \Bigl[\sum_{ij} W_{ij} (Q_{ij} - P_i \Phi P_j)\Bigr] \Phi,
              \quad \mathrm{df} = \frac{2\,(l'\Phi l)^2}{g' W g}, \quad g_i = l'\Phi P_i \Phi l

    of a covariance that is linear in its parameters; the scale of one contrast is 1 [1]_.

    References
    ----------
    .. [1] Kenward MG, Roger JH. Small sample inference for fixed effects from restricted
       maximum likelihood. Biometrics 1997; 53: 983-997.
    """

    phi: Floats
    adjusted: Floats
    slopes: Floats
    spread: Floats

    @classmethod
    def of(cls, fit: Reml) -> Self:
        """Of a fit at its maximum.

        Parameters
        ----------
        fit : Reml
        """
        slopes = fit.slopes()
        spread: Floats = np.linalg.inv(fit.information(slopes)).astype(np.float64)
        inverse = fit.inverse
        weighted = np.tensordot(spread, fit.basis, 1)
        middle = np.einsum("iab,pbc,icd->pad", fit.basis, inverse, weighted, optimize=True)
        q = fit.between(inverse @ middle @ inverse)
        p = (slopes @ fit.phi @ np.tensordot(spread, slopes, 1)).sum(axis=0)
        adjusted = fit.phi + 2.0 * fit.phi @ (q - p) @ fit.phi
        return cls(fit.phi, adjusted, slopes, spread)

    def error_and_df(self, contrast: Floats) -> tuple[float, float]:
        """Standard error and degrees of freedom of a contrast.

        Parameters
        ----------
        contrast : ndarray of float, shape (p,)
        """
        onto = self.phi @ contrast
        slopes = np.einsum("a,iab,b->i", onto, self.slopes, onto, optimize=True)
        variance = float(contrast @ onto)
        df = 2.0 * variance * variance / float(slopes @ self.spread @ slopes)
        return math.sqrt(float(contrast @ self.adjusted @ contrast)), df
