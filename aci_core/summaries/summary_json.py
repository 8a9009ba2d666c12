"""JSON codec of summaries; what comes from elsewhere is checked before it is used."""

from __future__ import annotations

import dataclasses
import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, Final, Literal, TypeVar

import numpy as np
from msgspec import Meta, Struct

from aci_core.domain.arrays import Ints
from aci_core.domain.codec import decode, encode
from aci_core.domain.cohort import GradeScale
from aci_core.domain.errors import AciError
from aci_core.domain.schema import MEASURES, Better, Column, Kind, Measure, Role
from aci_core.summaries.counts import ANYWHERE, NOWHERE, Counts, Joint
from aci_core.summaries.data import Arms
from aci_core.summaries.grading import Grading
from aci_core.summaries.moments import Cross, Moments
from aci_core.summaries.patients import EFFECTIVE, GRADE
from aci_core.summaries.questions import Terms
from aci_core.summaries.summary import Summary
from aci_core.summaries.variables import Variable, columns_of, variable_from_json, variable_to_json

FORMAT: Final = "aci-summary-1"
# More patients than there are people are a mistake, and overflow nothing below it.
MOST = 10**10
# Rounding of a centred product, as a share of what it is bounded by.
_ROUNDING = 1e-9
_LARGEST = sys.float_info.max
T = TypeVar("T")

Text = Annotated[str, Meta(max_length=500)]
Whole = Annotated[int, Meta(ge=0, le=MOST)]
Number = Annotated[float, Meta(ge=-_LARGEST, le=_LARGEST)]
MomentsEntry = tuple[Whole, Number, Annotated[float, Meta(ge=0, le=_LARGEST)]]
JointEntry = tuple[list[Number], list[Number], list[Whole]]
CrossEntry = tuple[Whole, list[Number], list[list[Number]]]


class _Column(Struct):
    name: Text
    role: Role
    kind: Kind
    stem: Text
    visit: Text | None
    levels: tuple[Text, ...]


class _Measure(Struct):
    name: Text
    better: Better | None
    low: Number | None
    high: Number | None
    step: Number | None
    unit: Text
    log: bool
    factor: bool
    responder: Text | None
    ordinal: bool = False


class _Grading(Struct):
    rule: Text
    best_first: tuple[Text, ...]
    effective: tuple[Text, ...]
    visit: Text | None
    outside: Whole | None
    ungradable: tuple[tuple[Text, Text, Whole], ...]


class _Moments(Struct):
    of: list[str]
    arms: tuple[MomentsEntry, MomentsEntry]


class _Counts(Struct, omit_defaults=True):
    of: list[str]
    values: list[Number]
    treatment: list[Whole]
    control: list[Whole]
    limits: tuple[Number | None, Number | None] | None = None  # the ends of `Counts.known`
    all_open: bool = False  # no value is known


class _Levels(Struct):
    of: Text
    table: tuple[list[Whole], list[Whole]]


class _Joint(Struct):
    of: tuple[list[str], list[str]]
    arms: tuple[JointEntry, JointEntry]


class _Cross(Struct):
    of: list[list[str]]
    categories: list[Text]
    arms: tuple[CrossEntry, CrossEntry]


class _Document(Struct, kw_only=True):
    format: Literal["aci-summary-1"]
    arms: tuple[Text, Text]
    n: tuple[Whole, Whole]
    columns: list[_Column]
    measures: list[_Measure]
    grading: _Grading | None = None
    moments: list[_Moments]
    counts: list[_Counts]
    levels: list[_Levels]
    joints: list[_Joint]
    crosses: list[_Cross]


def summary_to_json(summary: Summary) -> dict[str, object]:
    """The summary as a JSON object; floats are not rounded.

    Parameters
    ----------
    summary : Summary

    Returns
    -------
    dict of str to object
        Nothing in it but numbers, names of columns and levels.

    Examples
    --------
    >>> summary = Summary(Arms("t", "c"), Arms(78, 78))
    >>> summary_to_json(summary)["n"]
    [78, 78]
    """
    used = {c.stem for c in summary.columns if c.role is Role.MEASURE}
    grading = summary.grading
    document = _Document(
        format=FORMAT,
        arms=summary.arms,
        n=summary.n,
        columns=[
            _Column(c.name, c.role, c.kind, c.stem, c.visit, c.levels) for c in summary.columns
        ],
        measures=[
            _Measure(**dataclasses.asdict(measure))
            for name, measure in summary.measures.items()
            if name in used and measure != MEASURES.get(name)
        ],
        grading=None
        if grading is None
        else _Grading(
            grading.rule,
            grading.scale.best_first,
            grading.scale.effective,
            grading.visit,
            grading.outside,
            grading.ungradable,
        ),
        moments=[
            _Moments(variable_to_json(v), _each(arms, lambda m: (m.n, m.mean, m.m2)))
            for v, arms in summary.of_moments.items()
        ],
        counts=[
            _Counts(
                variable_to_json(v),
                c.values.tolist(),
                c.treatment.tolist(),
                c.control.tolist(),
                *_limits(c),
            )
            for v, c in summary.of_counts.items()
        ],
        levels=[_Levels(name, table.tolist()) for name, table in summary.of_levels.items()],
        joints=[
            _Joint(
                _each(pair, variable_to_json),
                _each(arms, lambda j: (j.x.tolist(), j.y.tolist(), j.n.tolist())),
            )
            for pair, arms in summary.of_joints.items()
        ],
        crosses=[
            _Cross(
                [variable_to_json(v) for v in sorted(terms.plain, key=repr)],
                sorted(terms.categories),
                _each(arms, lambda c: (c.n, c.means.tolist(), c.products.tolist())),
            )
            for terms, arms in summary.of_crosses.items()
        ],
    )
    encoded: dict[str, object] = encode(document)
    return encoded


def summary_from_json(document: object) -> Summary:
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
    >>> summary_from_json([])
    Traceback (most recent call last):
    aci_core.domain.errors.AciError: summary_invalid
    """
    decoded = decode(_Document, document, "summary")

    def part(name: str, read: Callable[[Any], T]) -> T:
        try:
            return read(getattr(decoded, name))
        except (ValueError, KeyError) as error:
            raise AciError("summary_invalid", part=name) from error

    arms = part("arms", lambda x: Arms(*_distinct(x)))
    n = Arms(*decoded.n)
    own = part("measures", lambda x: [_measure(entry) for entry in x])
    measures = {**MEASURES, **{measure.name: measure for measure in own}}
    columns = part("columns", lambda x: _columns(x, measures))
    grading = part("grading", lambda x: x and _grading(x, arms))
    read = _AnswerReader(n, columns, grading)
    return Summary(
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


class _AnswerReader:
    """Read the parts of a summary, each of known columns and of at most n patients."""

    def __init__(self, n: Arms[int], columns: tuple[Column, ...], grading: Grading | None) -> None:
        self.n = n
        self.columns = columns
        self.names = {c.name for c in columns}
        self.widths = {c.name: len(c.levels) for c in columns if c.kind is Kind.CATEGORY}
        if grading:
            self.widths |= {GRADE: len(grading.scale.best_first), EFFECTIVE: 2}

    def variable(self, entry: list[str]) -> Variable:
        variable = variable_from_json(entry)
        return _require(variable, set(columns_of(variable)) <= self.names)

    def within(self, sizes: Iterable[int]) -> bool:
        return all(size <= most for size, most in zip(sizes, self.n, strict=True))

    def moments(self, entries: list[_Moments]) -> dict[Variable, Arms[Moments]]:
        answers = {}
        for entry in entries:
            pair = Arms(*(_moments(*arm) for arm in entry.arms))
            _require(pair, self.within(m.n for m in pair))
            answers[self.variable(entry.of)] = pair
        return answers

    def counts(self, entries: list[_Counts]) -> dict[Variable, Counts]:
        answers = {}
        for entry in entries:
            c = Counts(
                np.array(entry.values, dtype=np.float64),
                _ints(entry.treatment),
                _ints(entry.control),
                _known(entry),
            )
            _require(c, len(c.values) == len(c.treatment) == len(c.control))
            _require(c, bool((np.diff(c.values) > 0).all()))
            _require(c, self.within((c.n_treatment, c.n_control)))
            answers[self.variable(entry.of)] = c
        return answers

    def levels(self, entries: list[_Levels]) -> dict[str, Ints]:
        answers = {}
        for entry in entries:
            table = np.vstack([_ints(row) for row in entry.table])
            _require(table, table.shape[1] == self.widths[entry.of])
            _require(table, self.within(table.sum(axis=1).tolist()))
            answers[entry.of] = table
        return answers

    def joints(self, entries: list[_Joint]) -> dict[tuple[Variable, Variable], Arms[Joint]]:
        answers = {}
        for entry in entries:
            pair = Arms(*(_joint(*arm) for arm in entry.arms))
            _require(pair, self.within(int(j.n.sum()) for j in pair))
            answers[_each(entry.of, self.variable)] = pair
        return answers

    def crosses(self, entries: list[_Cross]) -> dict[Terms, Arms[Cross]]:
        answers = {}
        for entry in entries:
            plain = frozenset(self.variable(v) for v in entry.of)
            terms = Terms(plain, frozenset(entry.categories))
            _require(terms, terms.categories <= set(self.widths) and bool(plain))
            width = len(terms.among(self.columns))
            pair = Arms(*(_cross(*arm, width) for arm in entry.arms))
            _require(pair, self.within(c.n for c in pair))
            answers[terms] = pair
        return answers


def _each(pair: Sequence[Any], make: Callable[[Any], T]) -> tuple[T, T]:
    first, second = pair
    return make(first), make(second)


def _require(value: T, holds: bool) -> T:
    if not holds:
        raise ValueError("not a summary")
    return value


def _distinct(texts: tuple[str, ...]) -> tuple[str, ...]:
    return _require(texts, len(set(texts)) == len(texts))


def _limits(counts: Counts) -> tuple[tuple[float | None, float | None] | None, bool]:
    """Finite ends of the range in which values are known, and whether none is."""
    low, high = counts.known
    if counts.known in (ANYWHERE, NOWHERE):
        return None, counts.known == NOWHERE
    return (low if math.isfinite(low) else None, high if math.isfinite(high) else None), False


def _known(entry: _Counts) -> tuple[float, float]:
    if entry.all_open:
        return NOWHERE
    low, high = entry.limits or (None, None)
    return -math.inf if low is None else low, math.inf if high is None else high


def _ints(x: list[int]) -> Ints:
    return np.array(x, dtype=np.int64)


def _measure(x: _Measure) -> Measure:
    if x.responder is not None:
        text = x.responder
        _require(text, text[:2] in (">=", "<=") and math.isfinite(float(text[2:])))
    return Measure(*(getattr(x, name) for name in x.__struct_fields__))


def _columns(entries: list[_Column], measures: Mapping[str, Measure]) -> tuple[Column, ...]:
    columns = tuple(
        Column(x.name, x.role, x.kind, "", x.stem, x.visit, _distinct(x.levels)) for x in entries
    )
    _distinct(tuple(c.name for c in columns))
    for c in columns:
        _require(c, c.kind is Kind.CATEGORY or not c.levels)
        if c.role is Role.MEASURE:
            _require(c, c.stem in measures and c.visit is not None and c.kind is Kind.NUMBER)
            # The analyses ask for a score by measure and visit.
            _require(c, c.name == f"{c.stem}_{c.visit}")
    return columns


def _grading(x: _Grading, arms: Arms[str]) -> Grading:
    scale = GradeScale(_distinct(x.best_first), _distinct(x.effective))
    k = len(scale.effective)
    _require(scale, 0 < k < len(scale.best_first) and scale.best_first[:k] == scale.effective)
    _require(x, all(arm in arms for _, arm, _ in x.ungradable))
    return Grading(x.rule, scale, x.visit, x.outside, x.ungradable)


def _moments(n: int, mean: float, m2: float) -> Moments:
    return _require(Moments(n, mean, m2), n > 1 or m2 == 0)


def _joint(x: list[float], y: list[float], n: list[int]) -> Joint:
    joint = Joint(np.array(x, dtype=np.float64), np.array(y, dtype=np.float64), _ints(n))
    return _require(joint, len(x) == len(y) == len(n))


def _cross(n: int, means: list[float], rows: list[list[float]], width: int) -> Cross:
    products = np.array(rows, dtype=np.float64)
    cross = Cross(n, np.array(means, dtype=np.float64), products)
    _require(cross, cross.means.shape == (width,) and products.shape == (width, width))
    _require(cross, bool((products == products.T).all()))
    diagonal = np.diag(products)
    _require(cross, bool((diagonal >= 0).all()))
    # No product is above what its variables allow (Cauchy-Schwarz).
    bound = np.sqrt(np.outer(diagonal, diagonal)) * (1 + _ROUNDING)
    return _require(cross, bool((np.abs(products) <= bound + 1e-300).all()))
