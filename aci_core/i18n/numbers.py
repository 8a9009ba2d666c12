"""How numbers are written. Rounding happens here and nowhere else."""

from __future__ import annotations

import math

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EM DASH}"


def number(x: float | None, digits: int = 2) -> str:
    """A number with fixed decimals and a true minus sign; a dash where there is none.

    Examples
    --------
    >>> number(-2.346), number(None), number(-0.001, 1)
    ('−2.35', '—', '0.0')
    """
    if x is None or not math.isfinite(x):
        return DASH
    text = f"{x:.{digits}f}"
    if text.startswith("-"):
        return MINUS + text[1:] if float(text) else text[1:]
    return text


def percent(share: float | None, digits: int = 1) -> str:
    """A share as a percentage, without a space.

    Examples
    --------
    >>> percent(67 / 78)
    '85.9%'
    """
    return DASH if share is None else number(100 * share, digits) + "%"


def points(difference: float | None, digits: int = 1) -> str:
    """A difference of two shares in percentage points, the number only."""
    return number(None if difference is None else 100 * difference, digits)


def p_value(p: float | None) -> str:
    """P with three decimals, more where rounding would print 0.050, ``<0.001``, never 0.000.

    Examples
    --------
    >>> p_value(0.0126), p_value(0.04996), p_value(2e-9), p_value(0.9999)
    ('0.013', '0.04996', '<0.001', '>0.999')
    """
    if p is None:
        return DASH
    if p < 0.001:
        return "<0.001"
    if p > 0.999:
        return ">0.999"
    for digits in range(3, 16):
        text = f"{p:.{digits}f}"
        if p == 0.05 or float(text) != 0.05:
            return text
    return "0.050"


def p_equals(p: float | None) -> str:
    """P with its sign, for a sentence: ``= 0.013`` or ``< 0.001``."""
    text = p_value(p)
    return f"{text[0]} {text[1:]}" if text[0] in "<>" else f"= {text}"


def interval(
    low: float | None, high: float | None, digits: int = 2, *, scale: float = 1.0, lang: str = "en"
) -> str:
    """An interval in words that a sign cannot confuse; infinity where a limit is unbounded.

    Examples
    --------
    >>> interval(0.0355, 0.2917, 1, scale=100), interval(-1.0, 2.0, 1, lang="zh")
    ('3.5 to 29.2', '−1.0～2.0')
    """
    if low is None and high is None:
        return DASH
    left = MINUS + "∞" if low is None else number(low * scale, digits)
    right = "∞" if high is None else number(high * scale, digits)
    return f"{left}～{right}" if lang == "zh" else f"{left} to {right}"
