"""The `Estimate` that every statistical function returns."""

from __future__ import annotations

import math
from dataclasses import dataclass

from aci_core.domain.notes import Code, Note


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate with its interval, its test, or both.

    A field that does not apply, or cannot be computed, is None and never NaN;
    `notes` says why.

    Parameters
    ----------
    value, low, high : float or None
        Estimate and the limits of its interval.
    level : float or None
        Confidence level of the interval, such as 0.95.
    statistic, df, p : float or None
        Of the two-sided test.
    notes : tuple of Note
        Codes, ``code`` or ``code:number``, such as ``min_expected_below_5``.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    statistic: float | None = None
    df: float | None = None
    p: float | None = None
    notes: tuple[Note, ...] = ()


def not_computed(*notes: Code | Note) -> Estimate:
    """An estimate without a value, with the note codes of the reason.

    Parameters
    ----------
    *notes : Code or Note
        Codes, such as ``constant``.

    Returns
    -------
    Estimate
        Without any number.

    Examples
    --------
    >>> not_computed("constant").value is None
    True
    """
    return Estimate(notes=tuple(map(Note, notes)))


def finite(x: float) -> float | None:
    """`x` as a Python float, None where it is not finite.

    Parameters
    ----------
    x : float

    Returns
    -------
    float or None

    Examples
    --------
    >>> finite(2), finite(math.inf) is None
    (2.0, True)
    """
    x = float(x)
    return x if math.isfinite(x) else None
