"""Golden numbers: the app's value compared with R's and the literature's.

The page of methods and the tests read the same file, `golden.csv`: a row a number, as its
source prints it. Agreement is decided by the digits that are printed.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

# A printed "unbounded" is a number too: the app must have no limit there.
UNBOUNDED = "unbounded"
R = "R"

# Half a unit in the last digit, and what binary fractions add to a printed half.
_SLACK = 1.0 + 1e-9


@dataclass(frozen=True, slots=True)
class GoldenCase:
    """One number that a source prints.

    Parameters
    ----------
    id : str
    method : str
    source : str
        ``R`` or the key of a reference.
    inputs : str
        Compact JSON; what its keys mean stands in `shapes`.
    field : str
        One of `FIELDS`.
    expected : str
        As printed, or ``unbounded``.
    tolerance : float
        Half a unit of the last printed digit, unless the file states another.
    note : str
        What a reader should know of the data or the number; a key of the catalogue's
        ``method_case_note``.
    """

    id: str
    method: str
    source: str
    inputs: str
    field: str
    expected: str
    tolerance: float
    note: str = ""

    @property
    def data(self) -> Mapping[str, Any]:
        """The inputs, parsed."""
        parsed: Mapping[str, Any] = json.loads(self.inputs)
        return parsed

    @property
    def printed(self) -> tuple[int, int]:
        """Decimals and power of ten with which the source writes it: ``5.40e-5`` is (2, -5)."""
        mantissa, _, exponent = self.expected.lower().partition("e")
        return len(mantissa.partition(".")[2]), int(exponent or 0)


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case with the app's own value.

    Parameters
    ----------
    case : GoldenCase
    value : float or None
        As computed now; None where the app has no value.
    agrees : bool
    """

    case: GoldenCase
    value: float | None
    agrees: bool


def printed_tolerance(text: str) -> float:
    """Half a unit in the last digit of a printed number.

    Examples
    --------
    >>> printed_tolerance("0.0524"), printed_tolerance("5.40e-5"), printed_tolerance("154")
    (5e-05, 5e-08, 0.5)
    """
    mantissa, _, exponent = text.lower().partition("e")
    places = len(mantissa.partition(".")[2])
    return float(f"5e{int(exponent or 0) - places - 1}")


@cache
def cases() -> tuple[GoldenCase, ...]:
    """All cases, in the order of the file."""
    text = resources.files("aci_core.methods").joinpath("golden.csv").read_text("utf-8")
    return tuple(
        GoldenCase(
            row["id"],
            row["method"],
            row["source"],
            row["inputs"],
            row["field"],
            row["expected"],
            _tolerance(row["expected"], row["tolerance"]),
            row["note"],
        )
        for row in csv.DictReader(text.splitlines())
    )


def _tolerance(expected: str, stated: str) -> float:
    if stated:
        return float(stated)
    return 0.0 if expected == UNBOUNDED else printed_tolerance(expected)


def run_case(case: GoldenCase) -> CaseResult:
    """The app's value for a case, and whether it agrees."""
    return _judge(case, _compute(case.method, case.inputs))


def run_cases(of: Iterable[GoldenCase] | None = None) -> tuple[CaseResult, ...]:
    """The app's value for every case, or for those given; nothing is remembered.

    Parameters
    ----------
    of : iterable of GoldenCase, optional
        All if left out.
    """
    computed: dict[tuple[str, str], Mapping[str, float | None]] = {}
    results = []
    for case in cases() if of is None else of:
        key = (case.method, case.inputs)
        # Several numbers of one estimate: it is made once a run.
        if key not in computed:
            computed[key] = _compute(*key)
        results.append(_judge(case, computed[key]))
    return tuple(results)


def _judge(case: GoldenCase, values: Mapping[str, float | None]) -> CaseResult:
    value = values.get(case.field)
    if case.expected == UNBOUNDED:
        # A method that was not computed has no limits either, and no estimate to show for it.
        return CaseResult(case, value, value is None and values.get("unbounded") is not None)
    if value is None:
        return CaseResult(case, None, False)
    distance = abs(value - float(case.expected))
    return CaseResult(case, value, distance <= case.tolerance * _SLACK)


def _compute(method: str, inputs: str) -> Mapping[str, float | None]:
    from aci_core.methods.shapes import compute  # brings numpy and scipy

    return compute(method, json.loads(inputs))
