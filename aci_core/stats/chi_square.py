"""Chi-square tests of a 2 x k table of two arms.

Note codes: ``no_patients`` (an arm is empty), ``constant`` (all patients in one column),
``not_two_by_two``, ``min_expected_below_5``.
"""

from __future__ import annotations

import numpy.typing as npt

from aci_core.domain.notes import Code, note
from aci_core.stats.distributions import chi2_upper
from aci_core.stats.estimate import Estimate, not_computed
from aci_core.stats.two_by_two import occupied


def _refusal(treatment: list[int], control: list[int]) -> Code | None:
    if not sum(treatment) or not sum(control):
        return "no_patients"
    return "constant" if len(treatment) == 1 else None


def _result(statistic: float, treatment: list[int], control: list[int]) -> Estimate:
    df = len(treatment) - 1
    n_treatment, n_control = sum(treatment), sum(control)
    column = min(a + b for a, b in zip(treatment, control, strict=True))
    # The smallest expected count is that of the smaller arm in the rarest column.
    rare = min(n_treatment, n_control) * column < 5 * (n_treatment + n_control)
    return Estimate(
        statistic=statistic,
        df=float(df),
        p=chi2_upper(statistic, df),
        notes=(note("min_expected_below_5"),) if rare else (),
    )


def pearson_chi2(table: npt.ArrayLike) -> Estimate:
    r"""Pearson's chi-square test, without a continuity correction.

    Parameters
    ----------
    table : array_like of int, shape (2, k)
        Patients, treatment first. A column empty in both arms is dropped.

    Returns
    -------
    Estimate
        Statistic, k - 1 degrees of freedom and P. Expected counts, not observed ones,
        decide the note ``min_expected_below_5``.

    Notes
    -----
    The sum of :math:`(O - E)^2/E` over two arms is, with a and b the arms' counts in a
    column,

    .. math:: \frac{1}{n_T n_C} \sum \frac{(a\,n_C - b\,n_T)^2}{a + b}

    in which the numerators are integers.

    References
    ----------
    .. [1] Pearson K. On the criterion that a given system of deviations from the probable
       in the case of a correlated system of variables is such that it can be reasonably
       supposed to have arisen from random sampling. Philosophical Magazine
       1900;50:157-175.

    Examples
    --------
    >>> e = pearson_chi2([[67, 11], [54, 24]])
    >>> round(e.statistic, 6), round(e.p, 6)
    (6.225266, 0.012594)
    """
    treatment, control = occupied(table)
    if reason := _refusal(treatment, control):
        return not_computed(reason)
    n_treatment, n_control = sum(treatment), sum(control)
    cells = zip(treatment, control, strict=True)
    terms = sum((a * n_control - b * n_treatment) ** 2 / (a + b) for a, b in cells)
    return _result(terms / (n_treatment * n_control), treatment, control)


def _square(table: npt.ArrayLike) -> tuple[list[int], list[int], Code | None]:
    treatment, control = occupied(table)
    reason = _refusal(treatment, control)
    if reason is None and len(treatment) != 2:
        reason = "not_two_by_two"
    return treatment, control, reason


def yates_chi2(table: npt.ArrayLike) -> Estimate:
    r"""Chi-square test of a 2 x 2 table with Yates' continuity correction.

    Parameters
    ----------
    table : array_like of int, shape (2, 2)
        Patients, treatment first.

    Returns
    -------
    Estimate
        Statistic, 1 degree of freedom and P.

    Notes
    -----
    .. math:: \frac{N \max(0, |ad - bc| - N/2)^2}{n_T n_C (a + c)(b + d)}

    References
    ----------
    .. [1] Yates F. Contingency tables involving small numbers and the chi-square test.
       Supplement to the Journal of the Royal Statistical Society 1934;1:217-235.

    Examples
    --------
    >>> round(yates_chi2([[67, 11], [54, 24]]).p, 6)
    0.021272
    """
    treatment, control, reason = _square(table)
    if reason:
        return not_computed(reason)
    (a, b), (c, d) = treatment, control
    total = a + b + c + d
    twice = max(0, 2 * abs(a * d - b * c) - total)
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    return _result(total * twice * twice / (4 * margins), treatment, control)


def n1_chi2(table: npt.ArrayLike) -> Estimate:
    r"""The N - 1 chi-square test of a 2 x 2 table.

    Parameters
    ----------
    table : array_like of int, shape (2, 2)
        Patients, treatment first.

    Returns
    -------
    Estimate
        Pearson's statistic times (N - 1)/N, 1 degree of freedom and P.

    Notes
    -----
    .. math:: \chi^2 = \frac{(N - 1)(ad - bc)^2}{(a + b)(c + d)(a + c)(b + d)}

    References
    ----------
    .. [1] Campbell I. Chi-squared and Fisher-Irwin tests of two-by-two tables with small
       sample recommendations. Statistics in Medicine 2007;26:3661-3675.

    Examples
    --------
    >>> round(n1_chi2([[67, 11], [54, 24]]).p, 6)
    0.012881
    """
    treatment, control, reason = _square(table)
    if reason:
        return not_computed(reason)
    (a, b), (c, d) = treatment, control
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    statistic = (a + b + c + d - 1) * (a * d - b * c) ** 2 / margins
    return _result(statistic, treatment, control)
