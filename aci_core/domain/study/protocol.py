"""Treatment protocol: planned doses by week, courses, follow-up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from aci_core.domain.codec import decode, encode
from aci_core.domain.errors import AciError
from aci_core.domain.toml_file import load_toml

PRODUCTS: Final = ("nsc", "msc")
# Least and most of what a user may choose.
LIMITS: Final = {
    "course_weeks": (1, 52),
    "courses": (1, 12),
    "break_weeks": (0, 104),
    "followup_weeks": (1, 520),
}
_MAX_CELLS: Final = 1e12
_CELLS = re.compile(r"(?P<digits>\d{1,12}(?:\.\d{1,4})?)(?:(?:[eE]|[x×*]10\^?)(?P<power>\d{1,2}))?")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


class Product(Struct, frozen=True, forbid_unknown_fields=True):
    """Planned doses of one kind of cells.

    Parameters
    ----------
    weeks : tuple of int
        Weeks of a course in which a dose is given, counted from 1; empty for none.
    cells : float
        A dose.
    """

    weeks: tuple[int, ...] = ()
    cells: Annotated[float, Meta(ge=0, le=_MAX_CELLS)] = 0.0


@dataclass(frozen=True, slots=True)
class Protocol:
    """A treatment planned in courses.

    Parameters
    ----------
    nsc, msc : Product
    course_weeks, courses, break_weeks : int
        Length of a course, how many, and the weeks between the end of one and the next.
    followup_weeks : int
        How long patients are followed, counted from the first dose.

    Raises
    ------
    AciError
        ``protocol_part``: out of its limits, or a dose beyond the end of the course.

    Examples
    --------
    >>> Protocol.from_json({}).weeks_of("msc")
    (2, 4, 19, 21, 36, 38)
    """

    nsc: Product
    msc: Product
    course_weeks: int
    courses: int
    break_weeks: int
    followup_weeks: int

    def __post_init__(self) -> None:
        for key, (low, high) in LIMITS.items():
            if not low <= getattr(self, key) <= high:
                raise AciError("protocol_part", key=key)
        for name in PRODUCTS:
            if any(not 1 <= week <= self.course_weeks for week in self.product(name).weeks):
                raise AciError("protocol_part", key=f"{name}.weeks")

    @classmethod
    def from_json(cls, document: object) -> Protocol:
        """A protocol from a parsed JSON object; absent keys are those of the trial's report.

        Raises
        ------
        AciError
            ``protocol_part``.
        """
        reported = load_toml("aci_core.domain.study", "protocol.toml")
        parts = reported | decode(dict[str, Any], document, "protocol")
        for name in PRODUCTS:
            product = decode(Product, parts[name], "protocol", name)
            parts[name] = Product(tuple(sorted(set(product.weeks))), product.cells)
        return decode(cls, parts, "protocol")

    def to_json(self) -> dict[str, object]:
        """The protocol as a JSON object."""
        document: dict[str, object] = encode(self)
        return document

    def product(self, name: str) -> Product:
        """The product with that name."""
        return self.nsc if name == "nsc" else self.msc

    def starts(self) -> tuple[int, ...]:
        """Weeks before the start of each course: 0 for the first."""
        step = self.course_weeks + self.break_weeks
        return tuple(step * k for k in range(self.courses))

    def weeks_of(self, name: str) -> tuple[int, ...]:
        """Weeks of the planned doses of a product, from 1, in order of time."""
        weeks = self.product(name).weeks
        return tuple(start + week for start in self.starts() for week in weeks)

    @property
    def last_week(self) -> int:
        """Week of the last planned dose, 0 if none is planned."""
        return max((w for name in PRODUCTS for w in self.weeks_of(name)), default=0)

    @property
    def injections(self) -> int:
        """Number of planned doses of all kinds."""
        return sum(len(self.weeks_of(name)) for name in PRODUCTS)


DEFAULT: Final = Protocol.from_json({})


def parse_cells(text: str) -> float | None:
    """Parse a number of cells; None if the text is none.

    Examples
    --------
    >>> parse_cells("5x10^6"), parse_cells("1×10⁷"), parse_cells("5e6"), parse_cells("many")
    (5000000.0, 10000000.0, 5000000.0, None)
    """
    match = _CELLS.fullmatch("".join(text.translate(_RAISED).replace(",", "").split()))
    if match is None:
        return None
    cells = float(match["digits"]) * 10.0 ** int(match["power"] or 0)
    return cells if cells <= _MAX_CELLS else None


def parse_weeks(text: str) -> tuple[int, ...] | None:
    """Parse a list of weeks; None if the text lists anything else.

    Examples
    --------
    >>> parse_weeks("1, 3"), parse_weeks("2、4"), parse_weeks(""), parse_weeks("x")
    ((1, 3), (2, 4), (), None)
    """
    parts = [part for part in re.split(r"[\s,，、;；]+", text.strip()) if part]
    if not all(re.fullmatch(r"[0-9]{1,3}", part) for part in parts):
        return None
    return tuple(sorted({int(part) for part in parts}))
