"""A summary from its JSON: what comes from elsewhere is checked before it is a number."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import numpy as np

from aci_core.cohort import GradeScale
from aci_core.errors import AciError
from aci_core.schema import MEASURES, Column, Kind, Measure, Role
from aci_core.summaries.counts import Counts, Joint
from aci_core.summaries.data import Arms, Floats, Ints
from aci_core.summaries.grading import Grading
from aci_core.summaries.moments import Cross, Moments
from aci_core.summaries.patients import EFFECTIVE, GRADE
from aci_core.summaries.questions import Terms
from aci_core.summaries.summary import Summary
from aci_core.summaries.variables import (
    Variable,
    columns_of,
    variable_from_json,
)
from aci_core.summaries.written import FORMAT

# More patients than there are people are a mistake, and overflow nothing below it.
MOST = 10**10
# Rounding of a centred product, as a share of what it is bounded by.
_ROUNDING = 1e-9
T = TypeVar("T")


def from_json(document: object) -> Summary:
    """A summary from a parsed JSON object.

    Parameters
    ----------
    document : object

    Returns
    -------
    Summary

    Raises
    ------
    AciError
        ``summary_invalid`` with the part that is none.

    Examples
    --------
    >>> from_json([])
    Traceback (most recent call last):
    aci_core.errors.AciError: summary_invalid
    """
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        raise AciError("summary_invalid", part="format")

    def part(name: str, read: Callable[[Any], T]) -> T:
        try:
            return read(document.get(name))
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
            raise AciError("summary_invalid", part=name) from error

    arms = part("arms", _labels)
    n = part("n", _sizes)
    own = part("measures", lambda x: tuple(_measure(entry) for entry in _list(x)))
    measures = {**MEASURES, **{measure.name: measure for measure in own}}
    columns = part("columns", lambda x: _columns(x, measures))
    grading = part("grading", lambda x: None if x is None else _grading(x, arms))
    read = _Answers(n, columns, grading)
    summary = Summary(
        arms,
        n,
        columns,
        measures,
        grading,
        part("moments", read.moments),
        part("counts", read.counts),
        part("levels", read.levels),
        part("joints", read.joints),
        part("crosses", read.crosses),
    )
    if grading and not {GRADE, EFFECTIVE} <= set(summary.of_levels):
        raise AciError("summary_invalid", part="levels")
    return summary


class _Answers:
    """Reads answers, each of the columns that there are and of no more patients than n."""

    def __init__(self, n: Arms[int], columns: tuple[Column, ...], grading: Grading | None) -> None:
        self.n = n
        self.columns = columns
        self.names = {c.name for c in columns}
        self.widths = {c.name: len(c.levels) for c in columns if c.kind is Kind.CATEGORY}
        if grading:
            self.widths |= {GRADE: len(grading.scale.best_first), EFFECTIVE: 2}

    def variable(self, entry: object) -> Variable:
        found = variable_from_json(entry)
        return _sure(found, set(columns_of(found)) <= self.names)

    def within(self, sizes: Iterable[int]) -> bool:
        return all(size <= most for size, most in zip(sizes, self.n, strict=True))

    def moments(self, x: object) -> dict[Variable, Arms[Moments]]:
        found = {}
        for entry in _list(x):
            pair = Arms(*_pair(entry["arms"], _moments))
            _sure(pair, self.within(m.n for m in pair))
            found[self.variable(entry["of"])] = pair
        return found

    def counts(self, x: object) -> dict[Variable, Counts]:
        found = {}
        for entry in _list(x):
            c = Counts(_floats(entry["values"]), _ints(entry["treatment"]), _ints(entry["control"]))
            _sure(c, len(c.values) == len(c.treatment) == len(c.control))
            _sure(c, bool((np.diff(c.values) > 0).all()))
            _sure(c, self.within((c.n_treatment, c.n_control)))
            found[self.variable(entry["of"])] = c
        return found

    def levels(self, x: object) -> dict[str, Ints]:
        found = {}
        for entry in _list(x):
            table = np.vstack(_pair(entry["table"], _ints))
            _sure(table, table.shape[1] == self.widths[entry["of"]])
            _sure(table, self.within(table.sum(axis=1).tolist()))
            found[_text(entry["of"])] = table
        return found

    def joints(self, x: object) -> dict[tuple[Variable, Variable], Arms[Joint]]:
        found = {}
        for entry in _list(x):
            a, b = _pair(entry["of"], self.variable)
            pair = Arms(*_pair(entry["arms"], _joint))
            _sure(pair, self.within(int(j.n.sum()) for j in pair))
            found[a, b] = pair
        return found

    def crosses(self, x: object) -> dict[Terms, Arms[Cross]]:
        found = {}
        for entry in _list(x):
            plain = frozenset(self.variable(v) for v in _list(entry["of"]))
            categories = frozenset(_text(c) for c in _list(entry["categories"]))
            terms = Terms(plain, categories)
            _sure(terms, categories <= set(self.widths) and bool(plain))
            width = len(terms.among(self.columns))
            first, second = _list(entry["arms"])
            pair = Arms(_cross(first, width), _cross(second, width))
            _sure(pair, self.within(c.n for c in pair))
            found[terms] = pair
        return found


def _sure(value: T, holds: bool) -> T:
    if not holds:
        raise ValueError("not a summary")
    return value


def _list(x: object) -> list[Any]:
    if not isinstance(x, list):
        raise TypeError("no list")
    return x


def _pair(x: object, read: Callable[[Any], T]) -> tuple[T, T]:
    a, b = _list(x)
    return read(a), read(b)


def _text(x: object) -> str:
    if not isinstance(x, str) or len(x) > 500:
        raise TypeError("no text")
    return x


def _texts(x: object) -> tuple[str, ...]:
    found = tuple(_text(entry) for entry in _list(x))
    return _sure(found, len(set(found)) == len(found))


def _whole(x: object) -> int:
    if isinstance(x, bool) or not isinstance(x, int):
        raise TypeError("no whole number")
    return _sure(x, 0 <= x <= MOST)


def _number(x: object) -> float:
    if isinstance(x, bool) or not isinstance(x, int | float):
        raise TypeError("no number")
    return _sure(float(x), math.isfinite(x))


def _floats(x: object) -> Floats:
    return np.array([_number(entry) for entry in _list(x)], dtype=np.float64)


def _ints(x: object) -> Ints:
    return np.array([_whole(entry) for entry in _list(x)], dtype=np.int64)


def _sizes(x: object) -> Arms[int]:
    return Arms(*_pair(x, _whole))


def _labels(x: object) -> Arms[str]:
    treatment, control = _texts(x)
    return Arms(treatment, control)


def _optional(x: object, read: Callable[[object], T]) -> T | None:
    return None if x is None else read(x)


def _column(x: Any) -> Column:
    kind = Kind(x["kind"])
    levels = _texts(x["levels"])
    _sure(levels, kind is Kind.CATEGORY or not levels)
    visit = _optional(x["visit"], _text)
    return Column(_text(x["name"]), Role(x["role"]), kind, "", _text(x["stem"]), visit, levels)


def _measure(x: Any) -> Measure:
    better = x["better"]
    _sure(better, better in (None, "higher", "lower"))
    low, high, step = (_optional(x[key], _number) for key in ("low", "high", "step"))
    flags = x["log"], x["factor"]
    _sure(flags, all(isinstance(flag, bool) for flag in flags))
    responder = _optional(x["responder"], _text)
    if responder is not None:
        _sure(responder, responder[:2] in (">=", "<=") and math.isfinite(float(responder[2:])))
    name, unit = _text(x["name"]), _text(x["unit"])
    return Measure(name, better, low, high, step, unit, *flags, responder)


def _columns(x: object, measures: Mapping[str, Measure]) -> tuple[Column, ...]:
    columns = tuple(_column(entry) for entry in _list(x))
    names = [c.name for c in columns]
    _sure(names, len(set(names)) == len(names))
    for c in columns:
        if c.role is Role.MEASURE:
            _sure(c, c.stem in measures and c.visit is not None and c.kind is Kind.NUMBER)
            # The analyses ask for a score by measure and visit.
            _sure(c, c.name == f"{c.stem}_{c.visit}")
    return columns


def _grading(x: Any, arms: Arms[str]) -> Grading:
    scale = GradeScale(_texts(x["best_first"]), _texts(x["effective"]))
    k = len(scale.effective)
    _sure(scale, 0 < k < len(scale.best_first) and scale.best_first[:k] == scale.effective)
    ungradable = []
    for entry in _list(x["ungradable"]):
        reason, arm, count = _list(entry)
        ungradable.append((_text(reason), _sure(_text(arm), arm in arms), _whole(count)))
    return Grading(
        _text(x["rule"]),
        scale,
        _optional(x["visit"], _text),
        _optional(x["outside"], _whole),
        tuple(ungradable),
    )


def _moments(x: object) -> Moments:
    n, mean, m2 = _list(x)
    return _sure(Moments(_whole(n), _number(mean), _number(m2)), m2 >= 0 and (n > 1 or m2 == 0))


def _joint(x: object) -> Joint:
    a, b, n = _list(x)
    joint = Joint(_floats(a), _floats(b), _ints(n))
    return _sure(joint, len(joint.x) == len(joint.y) == len(joint.n))


def _cross(x: object, width: int) -> Cross:
    n, means, rows = _list(x)
    products = np.array([_floats(row) for row in _list(rows)], dtype=np.float64)
    cross = Cross(_whole(n), _floats(means), products)
    _sure(cross, cross.means.shape == (width,) and products.shape == (width, width))
    _sure(cross, bool((products == products.T).all()))
    diagonal = np.diag(products)
    _sure(cross, bool((diagonal >= 0).all()))
    # No product is above what its variables allow (Cauchy-Schwarz).
    bound = np.sqrt(np.outer(diagonal, diagonal)) * (1 + _ROUNDING)
    return _sure(cross, bool((np.abs(products) <= bound + 1e-300).all()))
