"""Parse the text of a table's cell into numbers, for a spreadsheet."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aci_core.presentation.i18n.format_number import MINUS
from aci_core.presentation.i18n.markdown import letters
from aci_core.report.inline import of_text

_NUMBER = rf"[{MINUS}-]?\d[\d,]*(?:\.\d+)?%?"
# Between the numbers of a cell: an SD, an interval, quartiles, a fraction, two arms.
_BETWEEN = r"(?: ?± ?| ?\(| to |～|, |/| \+ )"
_CELL = re.compile(rf"{_NUMBER}(?:{_BETWEEN}{_NUMBER})*\)?%?")
_EACH = re.compile(_NUMBER)


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
    """
    plain, _ = split_marks(text)
    if not _CELL.fullmatch(plain):
        return ()
    return tuple(_value(number) for number in _EACH.findall(plain))


def _value(text: str) -> Value:
    percent = text.endswith("%")
    digits = text.rstrip("%").replace(",", "").replace(MINUS, "-")
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
