"""Standardised differences under chance: what random allotment of the same patients gives."""

from __future__ import annotations

from scipy import special

from aci_core.stats.counts import whole
from aci_core.stats.estimate import Estimate, not_computed


def smd_chance(d: float, n_treatment: int, n_control: int, levels: int = 2) -> Estimate:
    r"""Probability that chance alone gives a smaller standardised difference.

    Parameters
    ----------
    d : float
        The standardised difference; its sign is ignored.
    n_treatment, n_control : int
        Patients in each arm with a value.
    levels : int
        Levels of the variable; 2 for a continuous one, whose difference is distributed as that
        of two levels.

    Returns
    -------
    Estimate
        The probability; no interval, no test.

    Notes
    -----
    Where the arms are allotted by chance :math:`(n_T n_C/N)\, d^2` is close to chi-square with
    k - 1 degrees of freedom [1]_, so that

    .. math:: P(|D| < |d|) = F_{\chi^2_{k-1}}\!\left(\frac{n_T n_C}{N} d^2\right)

    which for two levels is :math:`1 - 2\Phi(-|d|/\sqrt{1/n_T + 1/n_C})`. A variable with more
    levels has the larger difference by its size: its probability has not.

    References
    ----------
    .. [1] Austin PC. Balance diagnostics for comparing the distribution of baseline
       covariates between treatment groups in propensity-score matched samples.
       Statistics in Medicine 2009; 28: 3083-3107.

    Examples
    --------
    >>> round(smd_chance(-0.407746, 78, 78).value, 6)
    0.989115
    """
    x = _statistic(d, n_treatment, n_control, levels)
    return x if isinstance(x, Estimate) else Estimate(float(special.chdtr(levels - 1, x)))


def smd_beyond_chance(d: float, n_treatment: int, n_control: int, levels: int = 2) -> Estimate:
    r"""Probability that chance alone gives a larger standardised difference.

    Parameters
    ----------
    d : float
        A standardised difference, such as the conventional 0.1.
    n_treatment, n_control : int
        Patients in each arm with a value.
    levels : int
        Levels of the variable; 2 for a continuous one.

    Returns
    -------
    Estimate
        The probability; no interval, no test.

    Notes
    -----
    One less `smd_chance` [1]_, computed as a tail: for two levels
    :math:`2\Phi(-|d|/\sqrt{1/n_T + 1/n_C})`.

    References
    ----------
    .. [1] Austin PC. Balance diagnostics for comparing the distribution of baseline
       covariates between treatment groups in propensity-score matched samples.
       Statistics in Medicine 2009; 28: 3083-3107.

    Examples
    --------
    >>> [round(smd_beyond_chance(0.1, 78, 78, k).value, 6) for k in (2, 4)]
    [0.532299, 0.9423]
    """
    x = _statistic(d, n_treatment, n_control, levels)
    return x if isinstance(x, Estimate) else Estimate(float(special.chdtrc(levels - 1, x)))


def _statistic(d: float, n_treatment: int, n_control: int, levels: int) -> float | Estimate:
    n_treatment, n_control = whole(n_treatment, n_control)
    if not n_treatment or not n_control:
        return not_computed("no_patients")
    if levels < 2:
        return not_computed("constant")
    return n_treatment * n_control / (n_treatment + n_control) * d * d
