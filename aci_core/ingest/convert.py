"""Text to typed columns: a number, a flag, a category or text, and what was wrong on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from aci_core.cohort import GradeScale
from aci_core.ingest import flags, units
from aci_core.ingest.cells import Cells, Floats, Mask, is_missing, level_text, number, parse
from aci_core.ingest.issues import Issues
from aci_core.ingest.units import Conversion
from aci_core.ingest.validate import Finding, scale, whole
from aci_core.ingest.written import Rule, Understood, likely, understand
from aci_core.schema import Kind, Measure
from aci_core.schema.aliases import value, value_key, words

MAX_LEVELS = 50
MAX_CODES = 5
_NUMERIC_SHARE = 0.9
_SAMPLE = 2000
_NO_YES = ("no", "yes")
GRADES = ("recovered", "markedly_effective", "effective", "ineffective")
DEFAULT_SCALE = GradeScale(GRADES, GRADES[:3])
_AS_WRITTEN = Conversion()
_ANY = Rule()


@dataclass(frozen=True)
class Typed:
    """A typed column.

    Parameters
    ----------
    values : ndarray, Categorical or ExtensionArray
    kind : Kind
    levels : tuple of str
    stopped : bool
    """

    values: Floats | pd.Categorical[Any] | pd.api.extensions.ExtensionArray
    kind: Kind
    levels: tuple[str, ...] = ()
    stopped: bool = False


def measured(
    cells: Cells,
    measure: Measure,
    header: str,
    issues: Issues,
    conversion: Conversion = _AS_WRITTEN,
) -> Typed:
    """A measure's column: numbers on its scale.

    Parameters
    ----------
    cells : Cells
    measure : Measure
    header : str
        For the issues.
    issues : Issues
    conversion : Conversion
        From what is written to the measure's own.
    """
    rule = units.of_measure(measure, conversion.factor)
    parsed = parse(cells)
    understood = understand(cells, parsed, rule)
    values = understood.values
    # A fall has no scale: the score that comes of it is checked later.
    findings = () if conversion.fall else tuple(scale(values, measure))
    old = conversion.twenty or (not conversion.known and units.twenty(values, measure))
    if old:
        issues.note("barthel_20", "error", header)
        findings = ()
    typed = _numbers(cells, parsed.missing, understood, findings, header, issues)
    return replace(typed, stopped=typed.stopped or old)


def plain_number(cells: Cells, header: str, issues: Issues, rule: Rule = _ANY) -> Typed:
    """A number without a scale: a dose's day, the day of an event, a numeric covariate."""
    parsed = parse(cells)
    return _numbers(cells, parsed.missing, understand(cells, parsed, rule), (), header, issues)


def _numbers(
    cells: Cells,
    missing: Mask,
    understood: Understood,
    findings: Iterable[Finding],
    header: str,
    issues: Issues,
) -> Typed:
    spread = understood.spread
    stopped = _report_other(cells, understood.other & ~spread, "not_a_number", header, issues)
    stopped = _report_other(cells, spread, "mean_and_sd", header, issues) or stopped
    for finding in findings:
        places = cells.where(finding.broken)
        if places.size:
            stopped = True
            issues.cells(finding.code, "error", header, places, cells.text_at, **finding.facts)
    understood.report(cells, header, issues)
    _report_missing(cells, missing, header, issues)
    column = cells.spread(understood.values)
    return Typed(column, Kind.NUMBER, stopped=_all_missing(column, header, issues) or stopped)


def flag(cells: Cells, vocabulary: str, header: str, issues: Issues, *, counts: bool) -> Typed:
    """0 or 1 as number or word; where `counts`, a count of events too."""
    parsed = parse(cells)
    numbers, values = parsed.values, parsed.values.copy()
    # A column of very many texts holds no words for yes and no.
    for i, written in enumerate(cells.texts if len(values) <= _SAMPLE else ()):
        word = value(vocabulary, written)
        values[i] = {"yes": 1.0, "no": 0.0}.get(word or "", values[i])
    missing = parsed.missing & np.isnan(values)
    fate = vocabulary in ("died", "lost")
    if code := flags.doubt(cells, numbers, missing, counts=counts, fate=fate):
        issues.note(code, "error", header)
        return Typed(np.full(len(cells.codes), np.nan), Kind.NUMBER, stopped=True)
    other = np.isnan(values) & ~missing
    if not counts:
        other |= ~np.isin(values, (0.0, 1.0)) & ~missing
        values[other] = np.nan
    stopped = _report_other(cells, other, "not_yes_no", header, issues)
    for finding in whole(values):
        places = cells.where(finding.broken)
        if places.size:
            stopped = True
            issues.cells(finding.code, "error", header, places, cells.text_at, **finding.facts)
    _report_missing(cells, missing, header, issues)
    if counts and not stopped and flags.only_yes(cells, values, missing):
        issues.note("only_yes", "warning", header)
    column = cells.spread(values)
    return Typed(column, Kind.NUMBER, stopped=_all_missing(column, header, issues) or stopped)


def text(cells: Cells) -> Typed:
    """Text as written."""
    return Typed(_strings(cells), Kind.TEXT)


def covariate(
    cells: Cells, name: str, header: str, issues: Issues, wanted: str | None = None
) -> Typed:
    """A baseline characteristic: a number, or a category.

    Parameters
    ----------
    cells : Cells
    name : str
        Canonical name: some are known to be numbers, or yes and no.
    header : str
    issues : Issues
    wanted : str, optional
        ``categorical`` or ``continuous``, where the mapping says so.

    Notes
    -----
    A category is text, a truth value, or at most 5 distinct whole numbers. Where nine
    cells of ten are numbers, the column is one of numbers and the others are errors.
    """
    table = words()
    rule = units.of_other(name)
    if wanted == "continuous" or (wanted is None and name in table.numbers):
        return plain_number(cells, header, issues, rule)
    if wanted is None and mostly_numbers(cells, rule):
        parsed = parse(cells)
        understood = understand(cells, parsed, rule)
        used = np.unique(understood.values[~np.isnan(understood.values) & (cells.counts > 0)])
        if not (used.size <= MAX_CODES and (used == np.floor(used)).all()):
            return _numbers(cells, parsed.missing, understood, (), header, issues)
    return _category(cells, name, header, issues, free=wanted == "categorical")


def mostly_numbers(cells: Cells, rule: Rule = _ANY) -> bool:
    """Nine cells of ten that hold something; among very many texts a sample decides first."""
    if len(cells.distinct) > _SAMPLE:
        sample = cells.distinct[:: len(cells.distinct) // _SAMPLE].to_pylist()
        if sum(likely(t, rule) for t in sample) < 0.5 * len(sample):
            return False
    parsed = parse(cells)
    understood = understand(cells, parsed, rule)
    numeric = ~parsed.missing & ~understood.other
    filled = max(1, cells.filled - int(cells.counts[parsed.missing].sum()))
    # With a sign alone (1+, <6h) they are numbers among numbers, else the words of a category.
    sure = int(cells.counts[numeric & ~understood.weak()].sum())
    return int(cells.counts[numeric].sum()) >= _NUMERIC_SHARE * filled and 2 * sure >= filled


def _category(cells: Cells, name: str, header: str, issues: Issues, *, free: bool) -> Typed:
    n_distinct = int((cells.counts > 0).sum())
    limit = 4 * MAX_LEVELS if free else MAX_LEVELS
    # A text of its own for nearly everybody (a name, a note) is no category; one that only
    # spells its levels in several ways is counted again below.
    if n_distinct > 20 * limit:
        return _too_many(cells, n_distinct, header, issues)
    missing = _missing_texts(cells)
    levels = _levels(cells, missing, name)
    slips = np.zeros(len(levels), dtype=bool)
    if not free and (name == "sex" or name in words().yes_no):
        levels, slips = flags.slips(cells, levels, missing, "sex" if name == "sex" else "yes_no")
    distinct = sorted({level for level in levels if level is not None}, key=_natural)
    filled = cells.filled - int(cells.counts[missing].sum())
    if len(distinct) > limit or (
        not free and len(distinct) > MAX_CODES and len(distinct) > filled / 2
    ):
        return _too_many(cells, len(distinct), header, issues)
    order = _ordered(distinct)
    unknown = _report_other(cells, slips, "unknown_word", header, issues)
    _report_missing(cells, missing, header, issues)
    values = _categorical(cells, levels, order)
    empty = not distinct
    if empty:
        issues.note("all_missing", "warning", header)
    if distinct == ["yes"] and not unknown and order == _NO_YES and (values.codes < 0).any():
        issues.note("only_yes", "warning", header)
    return Typed(values, Kind.CATEGORY, order, stopped=empty or unknown)


def _levels(cells: Cells, missing: Mask, name: str) -> list[str | None]:
    """The level of each distinct text: a canonical word where all are known, else as written."""
    used = (cells.counts > 0) & ~missing
    texts = [t if u else None for t, u in zip(cells.texts, used, strict=True)]
    vocabulary = "sex" if name == "sex" else "yes_no"
    known = [None if t is None else value(vocabulary, t) for t in texts]
    every = all(k is not None for k, t in zip(known, texts, strict=True) if t is not None)
    # 0 and 1 in a column the app does not know may be any code.
    coded = all(t in ("0", "1") for t in texts if t is not None)
    if every and (name in words().yes_no or name == "sex" or not coded):
        return known
    return _spelled_once(texts, cells.counts)


def _spelled_once(texts: Sequence[str | None], counts: npt.NDArray[np.int64]) -> list[str | None]:
    """Levels that differ only in case, width or spaces are one, as it is written most often."""
    spellings: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    keys: list[str | None] = []
    for t, n in zip(texts, counts, strict=True):
        if t is None:
            keys.append(None)
            continue
        shown = level_text(t)
        key = value_key(shown)
        keys.append(key)
        spellings[key][shown] += int(n)
    best = {key: min(s, key=lambda w: (-s[w], w)) for key, s in spellings.items()}
    return [None if key is None else best[key] for key in keys]


def graded(
    cells: Cells, declared: GradeScale | None, header: str, issues: Issues
) -> tuple[Typed, GradeScale | None]:
    """The recorded grade and its scale: the mapping's, or the usual four grades.

    Returns
    -------
    Typed
        Levels best first. Stopped where a label is not on the scale.
    GradeScale or None
    """
    missing = _missing_texts(cells)
    used = (cells.counts > 0) & ~missing
    texts = cells.texts
    if declared is None:
        levels = [value("grade", t) if u else None for t, u in zip(texts, used, strict=True)]
        if any(u and level is None for u, level in zip(used, levels, strict=True)):
            return _unknown_scale(cells, missing, header, issues), None
        grading = DEFAULT_SCALE
    else:
        grading = declared
        levels = [_on_scale(t, declared) if u else None for t, u in zip(texts, used, strict=True)]
    off = np.array([u and level is None for u, level in zip(used, levels, strict=True)], dtype=bool)
    places = cells.where(off) if off.size else np.empty(0, dtype=np.int64)
    if places.size:
        known = ", ".join(grading.best_first)
        issues.cells("grade_not_on_scale", "error", header, places, cells.text_at, known=known)
    _report_missing(cells, missing, header, issues)
    empty = not used.any()
    if empty:
        issues.note("all_missing", "warning", header)
    values = _categorical(cells, levels, grading.best_first, ordered=True)
    typed = Typed(values, Kind.CATEGORY, grading.best_first, stopped=bool(places.size) or empty)
    return typed, grading


def _on_scale(written: str, grading: GradeScale) -> str | None:
    by_key = {value_key(g): g for g in grading.best_first}
    found = by_key.get(value_key(written)) or by_key.get(value_key(level_text(written)))
    if found:
        return found
    meant = value("grade", written)
    same = [g for g in grading.best_first if meant and value("grade", g) == meant]
    return same[0] if len(same) == 1 else None


def _unknown_scale(cells: Cells, missing: Mask, header: str, issues: Issues) -> Typed:
    used = (cells.counts > 0) & ~missing
    texts = [t if u else None for t, u in zip(cells.texts, used, strict=True)]
    if int(used.sum()) > 20 * MAX_LEVELS:
        return _too_many(cells, int(used.sum()), header, issues)
    levels = _spelled_once(texts, cells.counts)
    order = _ordered(sorted({level for level in levels if level is not None}, key=_natural))
    shown = ", ".join(order[:8]) + (", …" if len(order) > 8 else "")
    issues.note("grade_scale_unknown", "error", header, grades=shown)
    return Typed(_categorical(cells, levels, order), Kind.CATEGORY, order, stopped=True)


def _too_many(cells: Cells, n: int, header: str, issues: Issues) -> Typed:
    issues.note("too_many_levels", "warning", header, n=n)
    return Typed(_strings(cells), Kind.TEXT, stopped=True)


def _categorical(
    cells: Cells, levels: Sequence[str | None], order: Sequence[str], *, ordered: bool = False
) -> pd.Categorical[Any]:
    place = {level: i for i, level in enumerate(order)}
    lookup = np.array([-1 if v is None else place[v] for v in levels] + [-1], dtype=np.int32)
    codes = lookup[cells.codes]
    small = np.int8 if len(order) < 128 else np.int16 if len(order) < 32768 else np.int32
    categories = pd.Index(list(order), dtype="str")
    return pd.Categorical.from_codes(
        codes.astype(small),
        dtype=pd.CategoricalDtype(categories, ordered=ordered),
    )


def _strings(cells: Cells) -> pd.api.extensions.ExtensionArray:
    chosen = pa.array(cells.codes, mask=cells.codes < 0)
    texts: pd.api.extensions.ExtensionArray = pd.array(cells.distinct.take(chosen), dtype="str")
    return texts


def _ordered(levels: Sequence[str]) -> tuple[str, ...]:
    if set(levels) <= set(_NO_YES) and levels:
        return _NO_YES
    if set(levels) <= {"male", "female"} and levels:
        return ("male", "female")
    return tuple(levels)


def _natural(level: str) -> tuple[int, float, str]:
    value_ = number(level)
    return (1, 0.0, level) if np.isnan(value_) else (0, value_, level)


def _missing_texts(cells: Cells) -> Mask:
    """Texts that stand for a missing value; `-` is a finding where the column has `+`."""
    with_minus = not any(t.startswith("+") or t == "(+)" for t in cells.texts)
    return np.array([is_missing(t, with_minus=with_minus) for t in cells.texts], dtype=bool)


def _report_other(cells: Cells, other: Mask, code: str, header: str, issues: Issues) -> bool:
    places = cells.where(other)
    if places.size:
        issues.cells(code, "error", header, places, cells.text_at)
    return bool(places.size)


def _report_missing(cells: Cells, missing: Mask, header: str, issues: Issues) -> None:
    used = np.flatnonzero(missing & (cells.counts > 0))
    if used.size:
        shown = ", ".join(cells.distinct[int(i)].as_py() for i in used[:5])
        count = int(cells.counts[used].sum())
        issues.note("missing_words", "info", header, value=shown, count=count)


def _all_missing(column: Floats, header: str, issues: Issues) -> bool:
    empty = bool(np.isnan(column).all())
    if empty:
        issues.note("all_missing", "warning", header)
    return empty
