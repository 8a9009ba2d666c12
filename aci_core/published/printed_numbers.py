"""Numbers as a paper prints them, with the decimals they were rounded to."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from aci_core.domain.errors import AciError

_NUMBER = re.compile(r"([+-]?)([0-9]{1,12})(?:\.([0-9]{0,12}))?")
_BARE = re.compile(r"([+-]?)\.([0-9]{1,12})")
_MINUS = str.maketrans("\N{MINUS SIGN}\N{EN DASH}", "--")


@dataclass(frozen=True, slots=True)
class Printed:
    """A rounded number; the true one lies within half a unit of its last decimal.

    Either end is allowed: some round halves up, some to even.

    Parameters
    ----------
    text : str
        As typed, without blanks.
    value : Fraction
    decimals : int

    Examples
    --------
    >>> x = Printed.read("8.20")
    >>> x.number, x.decimals, float(x.low), float(x.high)
    (8.2, 2, 8.195, 8.205)
    """

    text: str
    value: Fraction
    decimals: int

    @classmethod
    def read(cls, text: str) -> Printed:
        """The number that a text writes, with or without a percent sign.

        Raises
        ------
        AciError
            ``published_number``: it is none.
        """
        clean = unicodedata.normalize("NFKC", text).translate(_MINUS).strip()
        clean = clean.removesuffix("%").rstrip()
        if bare := _BARE.fullmatch(clean):
            clean = f"{bare[1]}0.{bare[2]}"
        match = _NUMBER.fullmatch(clean)
        if match is None:
            raise AciError("published_number", text=text[:40])
        decimals = len(match[3] or "")
        return cls(clean, Fraction(clean.rstrip(".")), decimals)

    @property
    def unit(self) -> Fraction:
        """One unit of its last decimal."""
        return Fraction(1, 10**self.decimals)

    @property
    def low(self) -> Fraction:
        """The smallest number that is rounded to it."""
        return self.value - self.unit / 2

    @property
    def high(self) -> Fraction:
        """The largest number that is rounded to it."""
        return self.value + self.unit / 2

    @property
    def number(self) -> float:
        """The value as a float."""
        return float(self.value)


@dataclass(frozen=True, slots=True)
class PrintedP:
    """A P value as printed: ``0.012``, ``<0.05``, ``>0.05``.

    Parameters
    ----------
    sign : {"=", "<", ">"}
    of : Printed
    """

    sign: Literal["=", "<", ">"]
    of: Printed

    @classmethod
    def read(cls, text: str) -> PrintedP:
        """The P value that a text writes.

        Raises
        ------
        AciError
            ``published_number`` or ``published_p``: not between 0 and 1.

        Examples
        --------
        >>> PrintedP.read("P < 0.05").sign
        '<'
        """
        clean = unicodedata.normalize("NFKC", text).strip()
        clean = clean[1:].lstrip() if clean[:1] in ("p", "P") else clean
        sign: Literal["=", "<", ">"] = "="
        if clean[:1] == "<":
            sign = "<"
        elif clean[:1] == ">":
            sign = ">"
        of = Printed.read(clean.lstrip("=<>").strip())
        if not 0 <= of.value <= 1:
            raise AciError("published_p", text=text[:40])
        return cls(sign, of)

    @property
    def text(self) -> str:
        """Text with its sign, an equals sign left out."""
        return self.of.text if self.sign == "=" else f"{self.sign}{self.of.text}"

    def fits(self, low: float, high: float) -> bool:
        """Whether some P from `low` to `high` is printed so."""
        # A P computed in floats may miss a bound by its own rounding.
        slack = 1e-9 * high
        if self.sign == "<":
            return low - slack < self.of.value
        if self.sign == ">":
            return high + slack > self.of.value
        return low - slack <= self.of.high and high + slack >= self.of.low


@dataclass(frozen=True, slots=True)
class Group:
    """n, mean and SD as printed.

    Examples
    --------
    >>> Group.read("78, 8.2, 3.1").n
    78
    """

    n: int
    mean: Printed
    sd: Printed

    @classmethod
    def read(cls, text: str) -> Group:
        """Three numbers with commas between.

        Raises
        ------
        AciError
            ``published_triple``, ``published_number``, ``published_whole``.
        """
        parts = unicodedata.normalize("NFKC", text).split(",")
        if len(parts) != 3:
            raise AciError("published_triple", text=text[:40])
        mean, sd = Printed.read(parts[1]), Printed.read(parts[2])
        return cls(whole(parts[0]), mean, sd)

    @property
    def triple(self) -> tuple[int, float, float]:
        """n, mean and SD as numbers."""
        return self.n, self.mean.number, self.sd.number


def whole(text: str) -> int:
    """A whole number, 0 or more; AciError ``published_whole`` for anything else."""
    clean = unicodedata.normalize("NFKC", text).strip()
    if not clean.isascii() or not clean.isdigit() or len(clean) > 10:
        raise AciError("published_whole", text=text[:40])
    return int(clean)
