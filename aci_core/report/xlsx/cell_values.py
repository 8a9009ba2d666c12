"""Parse the text of a table's cell into numbers, for a spreadsheet."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aci_core.presentation.i18n.format_number import MINUS
from aci_core.presentation.i18n.markdown import letters
from aci_core.report.inline import of_text

_DIGITS = rf"[{MINUS}-]?\d[\d,]*(?:\.\d+)?"
_NUMBER = rf"{_DIGITS}%?"
# Between the numbers of a cell: an SD, an interval, quartiles, a fraction, two arms.
_BETWEEN = r"(?: ?± ?| ?\(| to |～|, |/| \+ )"
_CELL = re.compile(rf"{_NUMBER}(?:{_BETWEEN}{_NUMBER})*\)?%?")
# An interval has its unit once where Chinese prints it, at its end: 93.8～100.0%.
_EACH = re.compile(rf"({_DIGITS})(%?)(?=(?:(?: to |～){_DIGITS}(%))?)")


@dataclass(frozen=True, slots=True)
class Value:
    """Number as printed.

    Parameters
    ----------
    number : float
        That of a percentage is a share of one.
    decimals : int
        As printed.
    percent : bool
    """

    number: float
    decimals: int
    percent: bool = False

    @property
    def format(self) -> str:
        """Number format of a spreadsheet that prints it the same."""
        digits = "0." + "0" * self.decimals if self.decimals else "0"
        return digits + "%" if self.percent else digits


def values(text: str) -> tuple[Value, ...]:
    """Numbers of a cell; none where it holds words, or a number that is only a bound.

    Examples
    --------
    >>> [value.number for value in values("67/78 (85.9%)")]
    [67.0, 78.0, 0.859]
    >>> [value.number for value in values("−1.24 (−2.28 to −0.20)")], values("<0.001")
    ([-1.24, -2.28, -0.2], ())
    >>> [(value.number, value.format) for value in values("93.8～100.0%")]
    [(0.938, '0.0%'), (1.0, '0.0%')]
    """
    plain, _ = split_marks(text)
    if not _CELL.fullmatch(plain):
        return ()
    return tuple(
        _value(digits, percent=bool(own or of_interval))
        for digits, own, of_interval in _EACH.findall(plain)
    )


def _value(text: str, *, percent: bool) -> Value:
    digits = text.replace(",", "").replace(MINUS, "-")
    decimals = len(digits.partition(".")[2])
    number = float(digits)
    # 85.9 / 100 is not the nearest number to 0.859.
    return Value(round(number / 100, decimals + 2) if percent else number, decimals, percent)


def split_marks(text: str) -> tuple[str, str]:
    """Split a cell's text from the marks of its footnotes.

    Examples
    --------
    >>> split_marks("10.1 ± 5.6ᵃ")
    ('10.1 ± 5.6', 'a')
    """
    runs = of_text(text)
    plain = letters(run for run in runs if not run.raised)
    return plain, letters(run for run in runs if run.raised)
