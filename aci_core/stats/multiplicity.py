"""P values adjusted for multiple tests; None, a test not computed, stays None."""

from __future__ import annotations

from collections.abc import Sequence


def holm(p: Sequence[float | None], m: int = 0) -> list[float | None]:
    r"""Holm's step-down adjusted P values.

    Parameters
    ----------
    p : sequence of float or None
    m : int
        Tests that were declared, those that could not be made among them: each counts as not
        rejected, as a P of 1 would. Without it the values that are not None are the family.

    Returns
    -------
    list of float or None
        In the order given.

    Notes
    -----
    With the values ascending, :math:`\max_{j \le i} \min(1, (m - j + 1) p_{(j)})`.

    References
    ----------
    .. [1] Holm S. A simple sequentially rejective multiple test procedure. Scandinavian
       Journal of Statistics 1979;6:65-70.

    Examples
    --------
    >>> holm([0.01, None, 0.04, 0.02])
    [0.03, None, 0.04, 0.04]
    >>> holm([0.01, None, 0.04, 0.02], 4)
    [0.04, None, 0.08, 0.06]
    """
    adjusted: list[float | None] = [None] * len(p)
    members = sorted((value, at) for at, value in enumerate(p) if value is not None)
    size = max(m, len(members))
    highest = 0.0
    for i, (value, at) in enumerate(members):
        highest = max(highest, min(1.0, (size - i) * value))
        adjusted[at] = highest
    return adjusted


def benjamini_hochberg(p: Sequence[float | None]) -> list[float | None]:
    r"""Benjamini and Hochberg's adjusted P values for the false discovery rate.

    Parameters
    ----------
    p : sequence of float or None
        The family; a None is no member of it.

    Returns
    -------
    list of float or None
        In the order given.

    Notes
    -----
    With the m values ascending, :math:`\min_{j \ge i} \min(1, m p_{(j)} / j)`.

    References
    ----------
    .. [1] Benjamini Y, Hochberg Y. Controlling the false discovery rate: a practical and
       powerful approach to multiple testing. Journal of the Royal Statistical Society,
       Series B 1995;57:289-300.

    Examples
    --------
    >>> benjamini_hochberg([0.01, None, 0.04, 0.02])
    [0.03, None, 0.04, 0.03]
    """
    adjusted: list[float | None] = [None] * len(p)
    members = sorted((value, at) for at, value in enumerate(p) if value is not None)
    lowest = 1.0
    for i in range(len(members), 0, -1):
        value, at = members[i - 1]
        lowest = min(lowest, len(members) / i * value)
        adjusted[at] = lowest
    return adjusted
