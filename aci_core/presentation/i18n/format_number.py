"""Formatting of numbers, P values and intervals: all rounding happens here."""

from __future__ import annotations

import math

from aci_core.presentation.i18n.languages import DEFAULT, language

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EM DASH}"
_HALF = 1e-12


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


def as_written(x: float) -> str:
    """A value with the decimals that it has, four at most.

    Examples
    --------
    >>> as_written(8.0), as_written(-1.25)
    ('8', '−1.25')
    """
    return f"{round(x, 4):g}".replace("-", MINUS)


def with_limit(x: float | None, beyond: tuple[str, float] | None) -> str:
    """A value with the decimals that it has; beyond a limit the limit; a dash where it is None.

    Examples
    --------
    >>> with_limit(0.25, ("below", 0.5)), with_limit(8.0, None)
    ('<0.5', '8')
    """
    if beyond is not None:
        side, limit = beyond
        return f"{'<' if side == 'below' else '>'}{as_written(limit)}"
    return DASH if x is None else as_written(x)


def percent(share: float | None, digits: int = 1) -> str:
    """A share as a percentage, without a space; half a digit goes up, as a reader rounds it.

    Examples
    --------
    >>> percent(67 / 78), percent(153 / 240)
    ('85.9%', '63.8%')
    """
    # 153 of 240 is 63.75, which binary fractions hold as a little less.
    return DASH if share is None else number(100 * share * (1 + _HALF), digits) + "%"


def percentile(percent: float | None) -> str:
    """A percentile with one decimal, never 100.

    Examples
    --------
    >>> percentile(96.42), percentile(99.99)
    ('96.4', '>99.9')
    """
    text = number(percent, 1)
    return ">99.9" if text == "100.0" else text


def chance(share: float | None) -> str:
    """A probability as a percentage, never 0 and never 100.

    Examples
    --------
    >>> chance(0.811), chance(0.00004), chance(0.99999)
    ('81%', '<0.1%', '>99%')
    """
    if share is None:
        return DASH
    if share < 0.001:
        return "<0.1%"
    return ">99%" if share >= 0.995 else percent(share, 1 if share < 0.1 else 0)


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


def p_equals(p: float | None, lang: str = DEFAULT.code) -> str:
    """P with its sign, for a sentence: ``= 0.013`` or ``< 0.001``; Chinese sets no spaces.

    Examples
    --------
    >>> p_equals(0.0126), p_equals(0.0126, "zh"), p_equals(1e-9)
    ('= 0.013', '=0.013', '< 0.001')
    """
    text = p_value(p)
    sign, rest = (text[0], text[1:]) if text[0] in "<>" else ("=", text)
    return sign + rest if language(lang).han else f"{sign} {rest}"


def interval(
    low: float | None,
    high: float | None,
    digits: int | tuple[int, int] = 2,
    *,
    scale: float = 1.0,
    lang: str = DEFAULT.code,
) -> str:
    """An interval, its limits joined by a word; infinity where a limit is unbounded.

    Examples
    --------
    >>> interval(0.0355, 0.2917, 1, scale=100), interval(-1.0, 2.0, 1, lang="zh")
    ('3.5 to 29.2', '−1.0～2.0')
    """
    if low is None and high is None:
        return DASH
    first, last = (digits, digits) if isinstance(digits, int) else digits
    left = MINUS + "∞" if low is None else number(low * scale, first)
    right = "∞" if high is None else number(high * scale, last)
    return left + language(lang).to + right


def whole(n: float | None) -> str:
    """A count, with a comma at the thousands.

    Examples
    --------
    >>> whole(19435), whole(None)
    ('19,435', '—')
    """
    return DASH if n is None or not math.isfinite(n) else f"{round(n):,}".replace("-", MINUS)


def whole_of_steps(n: int, step: int, lang: str = DEFAULT.code) -> str:
    """A number of patients of whom up to `step` - 1 may be too many.

    Examples
    --------
    >>> whole_of_steps(60, 1), whole_of_steps(60, 5), whole_of_steps(120, 5, "zh")
    ('60', '56 to 60', '116～120')
    """
    if step == 1 or not n:
        return whole(n)
    return whole(max(n - step + 1, 0)) + language(lang).to + whole(n)


def digits(sd: float | None) -> int:
    """Decimals for a mean of values that spread so much: two figures of the SD.

    Examples
    --------
    >>> digits(3.1), digits(52.0), digits(0.93), digits(4200.0)
    (1, 1, 2, 0)
    """
    if sd is None or not math.isfinite(sd) or sd <= 0:
        return 1
    if sd >= 1000:
        return 0
    return 1 if sd >= 1 else min(4, -math.floor(math.log10(sd)) + 1)


def quantile(x: float, q1: float, q3: float) -> str:
    """A quantile of values with these quartiles: the decimals that it has, at most a mean's.

    Examples
    --------
    >>> quantile(14.175, 14.175, 32.875), quantile(57, 57, 69), quantile(0.1234, 0.1, 0.3)
    ('14.2', '57', '0.12')
    """
    return as_written(round(x, digits(q3 - q1)))


def digits_of_difference(sd: float | None) -> int:
    """Decimals for a difference of means: one more than the mean's where it spreads little.

    Examples
    --------
    >>> digits_of_difference(3.1), digits_of_difference(52.0)
    (2, 1)
    """
    return max(digits(sd), 2) if sd is not None and 0 < sd < 10 else digits(sd)


def level(share: float | None) -> str:
    """A confidence level as the number before ``% CI``.

    Examples
    --------
    >>> level(0.95), level(0.995)
    ('95', '99.5')
    """
    return DASH if share is None else f"{round(100 * share, 3):g}"


def alpha(x: float) -> str:
    """A level of significance, as many decimals as it has.

    Examples
    --------
    >>> alpha(0.05), alpha(0.025)
    ('0.05', '0.025')
    """
    return f"{x:g}"


def statistic(x: float | None, *, ranks: bool = False) -> str:
    """A test statistic with two decimals; a sum of ranks with the half that it may have.

    Examples
    --------
    >>> statistic(6.2253), statistic(-4.156)
    ('6.23', '−4.16')
    >>> statistic(2214.5, ranks=True), statistic(32.0, ranks=True)
    ('2214.5', '32')
    """
    if not ranks or x is None or not math.isfinite(x):
        return number(x, 2)
    return number(x, 0 if x == round(x) else 1)


def degrees(df: float | None) -> str:
    """Degrees of freedom: whole ones whole, Welch's with one decimal.

    Examples
    --------
    >>> degrees(1.0), degrees(151.786), degrees(19998.0)
    ('1', '151.8', '19,998')
    """
    if df is not None and math.isfinite(df) and df == round(df):
        return whole(df)
    return number(df, 1)


def nnt(value: float | None) -> str:
    """A number needed to treat, to benefit or to harm; one decimal, never rounded up.

    Examples
    --------
    >>> nnt(6.0), nnt(-9.67), nnt(None)
    ('NNTB 6.0', 'NNTH 9.7', '∞')
    """
    if value is None:
        return "∞"
    return f"{'NNTH' if value < 0 else 'NNTB'} {number(abs(value), 1)}"


def nnt_interval(low: float | None, high: float | None, lang: str = DEFAULT.code) -> str:
    """The limits 1/RD_high and 1/RD_low as Altman writes them (BMJ 1998;317:1309).

    Where the difference may be none the interval passes through infinity: the numbers
    between the limits are then those that it does *not* hold.

    Examples
    --------
    >>> nnt_interval(3.429, 28.17), nnt_interval(4.937, -9.673), nnt_interval(-20.0, -3.3)
    ('3.4 to 28.2', 'NNTH 9.7 to ∞ to NNTB 4.9', '3.3 to 20.0')
    >>> nnt_interval(3.429, None), nnt_interval(None, -3.3), nnt_interval(None, None)
    ('3.4 to ∞', '3.3 to ∞', '—')
    """
    to = language(lang).to
    if low is not None and high is not None and high < 0 < low:
        return f"{nnt(high)}{to}∞{to}{nnt(low)}"
    known = sorted(abs(x) for x in (low, high) if x is not None)
    if not known:
        return DASH
    return to.join([*(number(x, 1) for x in known), *(["∞"] if len(known) == 1 else [])])


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def power(x: float) -> str:
    """A large count as a power of ten.

    Examples
    --------
    >>> power(5e6), power(1e7), power(0)
    ('5×10⁶', '1×10⁷', '0')
    """
    if x < 10_000:
        return f"{x:g}"
    digits, _, exponent = f"{x:.3e}".partition("e")
    return f"{float(digits):g}×10{str(int(exponent)).translate(_RAISED)}"
