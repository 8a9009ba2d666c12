"""Parse numbers as people write them, by declared rules, each use reported.

A value below a limit of detection is read as half of that limit (Hornung RW, Reed LD. Estimation
of average concentration in the presence of nondetectable values. Appl Occup Environ Hyg 1990;
5: 46-51), one above what can be measured as that limit.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from aci_core.domain.schema.aliases import clean, value_key
from aci_core.domain.schema.number_formats import number_formats
from aci_core.ingest.cells import Cells, Floats, Mask, Parsed, parse_number
from aci_core.ingest.issues import Issues
from aci_core.ingest.values.codes.code_labels import code_and_label, labelled
from aci_core.ingest.values.numbers.limits import ABOVE, BELOW
from aci_core.ingest.values.numerals import to_digits

# Two numbers separated by a blank are no number.
_APART = re.compile(r"[0-9] +[0-9]")
# Unless joined they fit the other numbers of the column, and apart they do not: 1 98.4.
_BROKEN = re.compile(r"^[+-]?[0-9]+(?: +[0-9]+)+(?:\.[0-9]+)?$")
# A full stop or a raised point typed for the decimal point: 17。85.
_POINT = re.compile(r"(?<=[0-9])[。·](?=[0-9])")
_FEWEST = 5
_PARTS = re.compile(r"^([+-]?[0-9][0-9.,]*|[+-]?\.[0-9]+)(.*)$", re.DOTALL)
_OF_TOP = re.compile(r"^/([0-9]{1,5})(.*)$", re.DOTALL)
_SPANS = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)([^0-9.]{1,8})")
# A remark in brackets without another number: 85(中度).
_REMARK = re.compile(r"\([^()0-9±<>]{1,20}\)$")
# After a scale's name, or in its place: mRS评分 2, grade 2, score: 5.
_SCORE = re.compile(r"^(?:score|grade|评分|得分|分值|分级|等级|级别)?[=:_-]?")
_HALF = "半"
_MAX_CODED = 200
_MAX_SLOW = 50_000
_SHOWN = 5
_LARGEST = 1e15
# A comma: certainly decimal, decimal by its first part, either, certainly of thousands.
_COMMAS = {
    "decimal": r"^[+-]?[0-9]+,([0-9]{1,2}|[0-9]{4,})$",
    "leading": r"^[+-]?(0[0-9]*|[0-9]{4,}),[0-9]{3}$",
    "either": r"^[+-]?[1-9][0-9]{0,2},[0-9]{3}$",
    "thousands": r"^[+-]?[1-9][0-9]{0,2}((,[0-9]{3}){2,}|(,[0-9]{3})+\.[0-9]+)$",
}
_COMMA = {kind: re.compile(pattern) for kind, pattern in _COMMAS.items()}
_LIMITS = frozenset({BELOW, ABOVE})
# May be words of a category as well (1+, <6h): not evidence for a number.
_WEAK = frozenset({*_LIMITS, "read_mark", "read_numeral"})


@dataclass(frozen=True)
class NumberRule:
    """How numbers may be written in a column.

    Parameters
    ----------
    units : mapping of str to float
        Written unit to its factor to the column's own.
    base : float
        Factor from the unit of a bare number to the column's own.
    top : float or None
        The scale's maximum in the unit of a bare number: ``3/42``.
    limits : bool
        Whether a limit, below or above which it lies, may stand for a value.
    time : bool
        Whether several units may follow each other: ``2小时30分``.
    settled : bool
        Whether the unit of a bare number is known.
    single : bool
        Only one unit in the column.
    names : tuple of str
        Names of the scale, as `value_key`, that may stand before its number: mRS 2.
    labels : bool
        Whether a code may stand with its label: 2 - slight disability.
    """

    units: Mapping[str, float] = field(default_factory=dict)
    base: float = 1.0
    top: float | None = None
    limits: bool = False
    time: bool = False
    settled: bool = True
    single: bool = False
    names: tuple[str, ...] = ()
    labels: bool = False


@dataclass(frozen=True, eq=False)
class ParsedTexts:
    """The distinct texts of a column as numbers in its own unit.

    Parameters
    ----------
    values : ndarray of float64
    other : ndarray of bool
        Neither a number nor missing.
    spread : ndarray of bool
        Of the others, a mean and its SD.
    uses : dict of str to list of int
        Code of a rule to the texts it was used for.
    """

    values: Floats
    other: Mask
    spread: Mask
    uses: dict[str, list[int]]

    def weak(self) -> Mask:
        """Which texts are numbers only in a column of numbers."""
        mask = np.zeros(len(self.values), dtype=bool)
        for code in _WEAK & self.uses.keys():
            mask[self.uses[code]] = True
        return mask

    def report(self, cells: Cells, header: str, issues: Issues) -> None:
        """Add an issue for each rule used: how many cells, and a few of them."""
        for code, places in self.uses.items():
            used = [i for i in places if cells.counts[i]]
            if used:
                shown = "; ".join(cells.distinct[i].as_py() for i in used[:_SHOWN])
                count = int(cells.counts[used].sum())
                severity = "warning" if code in _LIMITS else "info"
                issues.add(code, severity, header, value=shown, count=count)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """One text parsed as a number.

    Parameters
    ----------
    value : float
    codes : tuple of str
        Rules used.
    unit : str or None
        Its own unit.
    """

    value: float
    codes: tuple[str, ...]
    unit: str | None = None


SPREAD = ParsedNumber(math.nan, ())


def parse_texts(cells: Cells, parsed: Parsed, rule: NumberRule) -> ParsedTexts:
    """Parse the texts that `parse` could not, by the rules; convert plain ones to the unit.

    Parameters
    ----------
    cells : Cells
    parsed : Parsed
        Of these cells.
    rule : Rule
    """
    values = parsed.values * rule.base if rule.base != 1.0 else parsed.values
    n = len(values)
    none = np.zeros(n, dtype=bool)
    if not parsed.other.any():
        return ParsedTexts(values, parsed.other, none, {})
    values, other, spread = values.copy(), parsed.other.copy(), none.copy()
    uses: dict[str, list[int]] = defaultdict(list)
    places = np.flatnonzero(other)
    folded = pc.utf8_normalize(cells.distinct.take(pa.array(places)), "NFKC")
    folded = pc.replace_substring(pc.utf8_trim_whitespace(folded), "\N{MINUS SIGN}", "-")
    shape = {kind: _mask(folded, pattern) for kind, pattern in _COMMAS.items()}
    with_comma = np.logical_or.reduce(list(shape.values()))
    rest = places[~with_comma][:_MAX_SLOW]
    keys, pointed = _keys(cells, rest)
    kinds = {kind for kind, mask in shape.items() if mask.any()}
    comma = _comma(kinds | _comma_kinds(keys.values()))
    if comma and with_comma.any():
        literals = folded.filter(pa.array(with_comma))
        plain = _cast(literals, comma)
        values[places[with_comma]] = plain * rule.base
        uses[comma] += places[with_comma].tolist()
    by_place = {i: one for i, key in keys.items() if (one := _parse_one(key, rule, comma))}
    for i, one in _consistent_units(by_place, parsed, values, rule).items():
        if one is SPREAD:
            spread[i] = True
            continue
        values[i] = one.value
        for code in (*one.codes, *(("read_point",) if i in pointed else ())):
            uses[code].append(i)
    for i, value in _joined(cells, rest[np.isnan(values[rest])], values, rule):
        values[i] = value
        uses["read_blank"].append(i)
    if rule.labels:
        for i, code in _coded(cells, rest[np.isnan(values[rest])]):
            values[i] = code * rule.base
            uses["read_code"].append(i)
    values[~(np.abs(values) < _LARGEST)] = np.nan
    other &= np.isnan(values)
    return ParsedTexts(values, other, spread, {code: sorted(at) for code, at in uses.items()})


def looks_numeric(text: str, rule: NumberRule) -> bool:
    """Whether a text looks like a number, with either kind of comma; for samples."""
    if not math.isnan(parse_number(text)):
        return True
    key = _key(text)
    if not key:
        return False
    one = _parse_one(key, rule, "read_comma") or _parse_one(key, rule, "read_thousands")
    return one is not None and one is not SPREAD


def _consistent_units(
    by_place: dict[int, ParsedNumber], parsed: Parsed, values: Floats, rule: NumberRule
) -> dict[int, ParsedNumber]:
    """The numbers whose units are consistent within the column."""
    units = {one.unit for one in by_place.values() if one.unit}
    # Some cells have a unit, others none: the unit of the others is not known.
    bare = bool((~np.isnan(parsed.values)).any() or (~np.isnan(values)).any())
    bare = bare or any(not one.unit and one is not SPREAD for one in by_place.values())
    if rule.single and len(units) > 1:
        return {i: one for i, one in by_place.items() if not one.unit}
    if not rule.settled and bare:
        return {i: one for i, one in by_place.items() if "read_unit_converted" not in one.codes}
    return by_place


def _keys(cells: Cells, places: npt.NDArray[np.int64]) -> tuple[dict[int, str], set[int]]:
    """The text of each place that may be a number, and where a point was put right in it."""
    keys: dict[int, str] = {}
    pointed: set[int] = set()
    for i in places.tolist():
        text = cells.distinct[i].as_py()
        key = _key(text)
        if "." not in key and len(_POINT.findall(key)) == 1:
            key = _POINT.sub(".", key)
            pointed.add(i)
        if key:
            keys[i] = key
    return keys, pointed


def _joined(
    cells: Cells, places: npt.NDArray[np.int64], values: Floats, rule: NumberRule
) -> Iterator[tuple[int, float]]:
    """Numbers with a blank among their digits, where nothing else can be meant.

    Joined they lie among the other numbers of the column, and not all parts do so: 1 98.4 is
    198.4 where the others are 90 to 800. 1 2 among scores of 0 to 30 may be two scores.
    """
    known = values[~np.isnan(values) & (cells.counts > 0)]
    if known.size < _FEWEST:
        return
    low, high = float(known.min()), float(known.max())
    for i in places.tolist():
        text = clean(cells.distinct[i].as_py()).replace("\N{MINUS SIGN}", "-")
        if not _BROKEN.match(text):
            continue
        parts = text.split()
        one, *others = (float(part) * rule.base for part in ("".join(parts), *parts))
        if low <= one <= high and not all(low <= part <= high for part in others):
            yield i, one


def _coded(cells: Cells, places: npt.NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Codes with a label, where each has one of its own."""
    some = places[cells.counts[places] > 0][:_MAX_CODED].tolist()
    both = {i: code_and_label(cells.distinct[i].as_py()) for i in some}
    found = {i: one for i, one in both.items() if one is not None}
    if labelled([cells.distinct[i].as_py() for i in found]):
        yield from ((i, one.code) for i, one in found.items())


def _mask(texts: pa.Array, pattern: str) -> Mask:
    mask: Mask = pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False)
    return mask.astype(bool)


def _cast(texts: pa.Array, comma: str) -> Floats:
    mark = "." if comma == "read_comma" else ""
    plain = pc.replace_substring(texts, ",", mark)
    values: Floats = pc.cast(plain, pa.float64()).to_numpy(zero_copy_only=False)
    return values


def _key(text: str) -> str:
    """The text without blanks and with uniform signs; empty if it cannot be a number."""
    shown = clean(text).replace("\N{MINUS SIGN}", "-")
    if len(shown) > 40 or _APART.search(shown):
        return ""
    key = value_key(shown)
    for sign in number_formats().spread[1:]:
        key = key.replace(sign, number_formats().spread[0])
    return key


def _split(key: str) -> tuple[str, str, str] | None:
    """Split a text into sign, number and rest."""
    sign = next((word for word in number_formats().before if key.startswith(word)), "")
    match = _PARTS.match(key[len(sign) :])
    return (number_formats().before.get(sign, ""), match[1], match[2]) if match else None


def _comma_kinds(keys: Iterable[str]) -> set[str]:
    """Kinds of commas in numbers with a sign or a unit around them."""
    kinds: set[str] = set()
    for key in keys:
        parts = _split(key) if "," in key else None
        if parts:
            kinds |= {kind for kind, pattern in _COMMA.items() if pattern.match(parts[1])}
    return kinds


def _comma(kinds: set[str]) -> str | None:
    """What the commas of a column mean; None if it cannot be determined."""
    if not kinds:
        return None
    if kinds <= {"decimal", "leading"} or kinds == {"leading", "either"}:
        return "read_comma"
    return "read_thousands" if kinds <= {"thousands", "either"} else None


def _literal(text: str, comma: str | None) -> tuple[float, tuple[str, ...]] | None:
    """Parse a number, with the rule for its comma."""
    if "," not in text:
        value = parse_number(text)
        return None if math.isnan(value) else (value, ())
    kinds = [kind for kind, pattern in _COMMA.items() if pattern.match(text)]
    if comma is None or not kinds:
        return None
    decimal = comma == "read_comma"
    if kinds[0] == "thousands" if decimal else kinds[0] in ("decimal", "leading"):
        return None
    return parse_number(text.replace(",", "." if decimal else "")), (comma,)


def _parse_one(key: str, rule: NumberRule, comma: str | None) -> ParsedNumber | None:
    """Parse one text by the rules; `SPREAD` for a mean and its SD, None if none applies."""
    if rule.time and (spans := _time(key, rule)):
        return spans
    if (remark := _REMARK.search(key)) and remark.start():
        inner = _parse_one(key[: remark.start()], rule, comma)
        return (
            inner
            if inner in (None, SPREAD)
            else replace(inner, codes=(*inner.codes, "read_remark"))
        )
    parts = _split(key)
    if parts is None and (bare := _without_name(key, rule)):
        inner = _parse_one(bare, rule, comma)
        return (
            inner if inner in (None, SPREAD) else replace(inner, codes=(*inner.codes, "read_name"))
        )
    if parts is None:
        digits = to_digits(key)
        inner = _parse_one(digits, rule, comma) if digits != key else None
        return (
            inner
            if inner in (None, SPREAD)
            else replace(inner, codes=(*inner.codes, "read_numeral"))
        )
    sign, literal, after = parts
    parsed = _literal(literal, comma)
    if parsed is None:
        return None
    value, codes = parsed
    spread = number_formats().spread[0]
    if spread in after:
        rest = after.replace(spread, "", 1)
        if after.startswith(spread) and not math.isnan(parse_number(rest.replace(",", "."))):
            return SPREAD
        if not after.endswith(spread):
            return None
        after, codes = after[: -len(spread)], (*codes, "read_stray_sign")
    if sign == "spread":
        codes = (*codes, "read_stray_sign")
    elif sign == "about":
        codes = (*codes, "read_about")
    elif sign:
        codes = (*codes, BELOW if sign == "below" else ABOVE)
    after, more = _strip_signs(after, rule)
    codes = tuple(dict.fromkeys((*codes, *more)))
    sides = _LIMITS & {*codes}
    if sides and (len(sides) > 1 or not rule.limits or value < 0):
        return None
    return _in_unit(value / 2 if BELOW in sides else value, codes, after, rule)


def _without_name(key: str, rule: NumberRule) -> str:
    """What follows the scale's name and a word such as score: mrs2, nihss评分:5分; else empty."""
    name = next((name for name in rule.names if key.startswith(name)), None)
    after = _SCORE.sub("", key[len(name or "") :], count=1)
    return after if len(after) < len(key) and to_digits(after)[:1].isdecimal() else ""


def _strip_signs(after: str, rule: NumberRule) -> tuple[str, tuple[str, ...]]:
    """Strip arrows, stars and words for `about` from the end."""
    codes: dict[str, None] = {}
    taken = True
    while after and taken and after not in rule.units:
        taken = False
        for sign, kind in number_formats().after.items():
            if after.endswith(sign):
                after, taken = after[: -len(sign)], True
                codes[f"read_{kind}"] = None
                break
    return after, tuple(codes)


def _in_unit(
    value: float, codes: tuple[str, ...], after: str, rule: NumberRule
) -> ParsedNumber | None:
    top = _OF_TOP.match(after)
    if top and rule.top is not None:
        if float(top[1]) != rule.top or (top[2] and top[2] not in rule.units):
            return None
        return ParsedNumber(value * rule.base, (*codes, "read_of_top"))
    if not after:
        return ParsedNumber(value * rule.base, codes)
    factor = rule.units.get(after)
    if factor is None:
        return None
    code = "read_unit" if factor in {1.0, rule.base} else "read_unit_converted"
    return ParsedNumber(value * factor, (*codes, code), after)


def _time(key: str, rule: NumberRule) -> ParsedNumber | None:
    """Parse a time in several units, or half of one: 2小时30分, 半天."""
    if key.startswith(_HALF) and key[1:] in rule.units:
        return ParsedNumber(0.5 * rule.units[key[1:]], ("read_time",), key[1:])
    spans = _SPANS.findall(key)
    if len(spans) < 2 or "".join(n + unit for n, unit in spans) != key:
        return None
    factors = [rule.units.get(unit) for _, unit in spans]
    known = [factor for factor in factors if factor is not None]
    # From the longest unit to the shortest, without repetition: 30分2小时 is a slip.
    if len(known) < len(spans) or known != sorted(set(known), reverse=True):
        return None
    total = sum(float(n) * factor for (n, _), factor in zip(spans, known, strict=True))
    return ParsedNumber(total, ("read_time",), key)
