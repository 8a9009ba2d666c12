"""Parse categories with their levels, and the recorded grade on its scale."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aci_core.domain.cohort import GradeScale
from aci_core.domain.schema import ENDPOINT, Kind
from aci_core.domain.schema.aliases import canonical_value, clean, value_key, words
from aci_core.ingest.cells import Cells, Mask, format_level, is_missing, parse_number
from aci_core.ingest.issues import Issues
from aci_core.ingest.values.codes import code_labels, missing_codes, yes_no
from aci_core.ingest.values.codes.code_labels import canonical_of_cell, degree_key
from aci_core.ingest.values.typed_column import Typed, report_missing, report_other, strings

MAX_LEVELS = 50
MAX_CODES = 5
_BRACKET = re.compile(r"\s*\([^()]*\)$")
_NO_YES = ("no", "yes")
_CODED = (0.0, 1.0, 2.0)  # how sexes, and yes and no, are coded
GRADES = ("recovered", "markedly_effective", "effective", "ineffective")
_OF_EVENT = "ae_"  # an attribute of an event, empty where there was none
DEFAULT_SCALE = GradeScale(GRADES, GRADES[:3])


def category(cells: Cells, name: str, header: str, issues: Issues, *, free: bool) -> Typed:
    """Parse a characteristic whose words are its levels.

    Parameters
    ----------
    cells : Cells
    name : str
        Canonical name: sex and known yes-or-no columns have their own words.
    header : str
    issues : Issues
    free : bool
        Declared as a category by the mapping: it may have many levels.
    """
    n_distinct = int((cells.counts > 0).sum())
    limit = 4 * MAX_LEVELS if free else MAX_LEVELS
    # A different text for nearly everybody (a name, a note) is no category; different
    # spellings of few levels are counted again below.
    if n_distinct > 20 * limit:
        return _too_many(cells, n_distinct, header, issues)
    missing = _missing_texts(cells)
    codes = _missing_codes(cells, name, header, issues, free=free)
    missing |= codes
    levels, codes_of = _levels(cells, missing, name, header, issues)
    slips = np.zeros(len(levels), dtype=bool)
    if not free and (name == "sex" or name in words().yes_no):
        levels, slips = yes_no.separate_slips(
            cells, levels, missing, "sex" if name == "sex" else "yes_no"
        )
    if _has_unexplained_codes(levels, name):
        issues.add("codes_untold", "warning", header)
    distinct = sorted(
        {level for level in levels if level is not None},
        key=lambda level: (codes_of.get(level, 0), _natural_key(level)),
    )
    filled = cells.filled - int(cells.counts[missing].sum())
    if len(distinct) > limit or (
        not free and len(distinct) > MAX_CODES and len(distinct) > filled / 2
    ):
        return _too_many(cells, len(distinct), header, issues)
    order = _ordered(distinct)
    unknown = report_other(cells, slips, "unknown_word", header, issues)
    report_missing(cells, missing & ~codes, header, issues)
    values = _categorical(cells, levels, order)
    empty = not distinct
    if empty:
        issues.add("all_missing", "warning", header)
    asked = distinct == ["yes"] and not unknown and order == _NO_YES
    if asked and (values.codes < 0).any() and not name.startswith(_OF_EVENT):
        issues.add("only_yes", "warning", header)
    return Typed(values, Kind.CATEGORY, order, stopped=empty)


def in_order(typed: Typed, order: Sequence[str]) -> Typed:
    """A category with its levels as listed, and those that are not listed behind them."""
    keys = [degree_key(format_level(word)) for word in order]
    values = typed.values
    if not isinstance(values, pd.Categorical) or not set(map(degree_key, typed.levels)) & set(keys):
        return typed
    known = {key: place for place, key in reversed([*enumerate(keys)])}
    levels = tuple(sorted(typed.levels, key=lambda level: known.get(degree_key(level), len(keys))))
    return replace(typed, values=values.reorder_categories(list(levels)), levels=levels)


def _missing_codes(cells: Cells, name: str, header: str, issues: Issues, *, free: bool) -> Mask:
    """Codes for a missing value: read so beside yes and no, asked about among other codes."""
    numbers = np.array([parse_number(t) for t in cells.texts], dtype=float)
    none = np.zeros(len(numbers), dtype=bool)
    if free or np.isnan(numbers).all():
        return none
    if name == "sex" or name in words().yes_no:
        off = ~np.isin(numbers, _CODED) & ~np.isnan(numbers)
        return missing_codes.read_as_missing(cells, numbers, off, header, issues)
    missing_codes.report_suspect_levels(cells, numbers, header, issues)
    return none


def _levels(
    cells: Cells, missing: Mask, name: str, header: str, issues: Issues
) -> tuple[list[str | None], dict[str, int]]:
    """The level of each distinct text, and the code of each level where the cells have both.

    Canonical words if all are known; else labels of codes, or the texts as written.
    """
    used = cells.used(missing)
    texts = [t if u else None for t, u in zip(cells.texts, used, strict=True)]
    vocabulary = "sex" if name == "sex" else "yes_no"
    known = [None if t is None else _canonical_word(vocabulary, t) for t in texts]
    every = all(k is not None for k, t in zip(known, texts, strict=True) if t is not None)
    # 0 and 1 in an unknown column may be any code.
    coded = all(t in ("0", "1") for t in texts if t is not None)
    if every and (
        name in words().yes_no or name == "sex" or name.startswith(ENDPOINT) or not coded
    ):
        by_label = [t is not None and code_labels.has_label(vocabulary, t) for t in texts]
        code_labels.report(cells, np.array(by_label, dtype=bool), header, issues)
        return known, {}
    labels = code_labels.labelled([t for t in texts if t is not None])
    if labels is None:
        return _merge_spellings(texts, cells.counts), {}
    code_labels.report(cells, used, header, issues)
    left = iter(labels)
    shown = [None if t is None else next(left).label for t in texts]
    merged = _merge_spellings(shown, cells.counts)
    codes = (one.code for one in labels)
    filled = (level for level in merged if level is not None)
    return merged, dict(zip(filled, codes, strict=True))


def _canonical_word(vocabulary: str, text: str) -> str | None:
    """The canonical value of a word, or of a word before brackets: 有(10年), 阳性(+)."""
    bare = _BRACKET.sub("", clean(text))
    return canonical_of_cell(vocabulary, text) or (
        canonical_of_cell(vocabulary, bare) if bare else None
    )


def _merge_spellings(
    texts: Sequence[str | None], counts: npt.NDArray[np.int64]
) -> list[str | None]:
    """Merge levels that differ only in case, width or spaces to the commonest spelling."""
    spellings: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    keys: list[str | None] = []
    for t, n in zip(texts, counts, strict=True):
        if t is None:
            keys.append(None)
            continue
        shown = format_level(t)
        key = degree_key(shown)
        keys.append(key)
        spellings[key][shown] += int(n)
    best = {key: min(s, key=lambda w: (-s[w], w)) for key, s in spellings.items()}
    return [None if key is None else best[key] for key in keys]


def _has_unexplained_codes(levels: Sequence[str | None], name: str) -> bool:
    """Whether all levels are codes without a legend: sex as 1 and 2."""
    known = {level for level in levels if level is not None}
    coded = name == "sex" or name in words().yes_no
    return coded and bool(known) and all(level.isdecimal() for level in known)


def recorded_grade(
    cells: Cells, declared: GradeScale | None, header: str, issues: Issues
) -> tuple[Typed, GradeScale | None]:
    """Parse the recorded grade on its scale: the mapping's, or the usual four grades.

    Returns
    -------
    Typed
        Levels best first. Stopped where the scale is not known, or no grade is on it.
    GradeScale or None
    """
    missing = _missing_texts(cells)
    used = cells.used(missing)
    texts = cells.texts
    if declared is None:
        levels = [
            canonical_of_cell("grade", t) if u else None for t, u in zip(texts, used, strict=True)
        ]
        if any(u and level is None for u, level in zip(used, levels, strict=True)):
            return _unknown_scale(cells, missing, header, issues), None
        grading = DEFAULT_SCALE
        _report_reworded(texts, levels, header, issues)
    else:
        grading = declared
        levels = [_on_scale(t, declared) if u else None for t, u in zip(texts, used, strict=True)]
    off = np.array([u and level is None for u, level in zip(used, levels, strict=True)], dtype=bool)
    places = cells.places_of(off) if off.size else np.empty(0, dtype=np.int64)
    if places.size:
        known = ", ".join(grading.best_first)
        issues.add_cells("grade_not_on_scale", "error", header, places, cells.text_at, known=known)
    report_missing(cells, missing, header, issues)
    empty = not used.any()
    if empty:
        issues.add("all_missing", "warning", header)
    values = _categorical(cells, levels, grading.best_first, ordered=True)
    typed = Typed(values, Kind.CATEGORY, grading.best_first, stopped=empty)
    return typed, grading


def _report_reworded(
    texts: Sequence[str], levels: Sequence[str | None], header: str, issues: Issues
) -> None:
    """Report the grade read from a wording that is not the grade's own: 显著有效."""
    for text, level in zip(texts, levels, strict=True):
        if level is not None and value_key(text) in words().reworded:
            issues.add("grade_reworded", "info", header, value=text, computed=level)


def _on_scale(written: str, grading: GradeScale) -> str | None:
    by_key = {value_key(g): g for g in grading.best_first}
    level = by_key.get(value_key(written)) or by_key.get(value_key(format_level(written)))
    if level:
        return level
    meant = canonical_of_cell("grade", written)
    same = [g for g in grading.best_first if meant and canonical_value("grade", g) == meant]
    return same[0] if len(same) == 1 else None


def _unknown_scale(cells: Cells, missing: Mask, header: str, issues: Issues) -> Typed:
    used = cells.used(missing)
    texts = [t if u else None for t, u in zip(cells.texts, used, strict=True)]
    if int(used.sum()) > 20 * MAX_LEVELS:
        return _too_many(cells, int(used.sum()), header, issues)
    levels = _merge_spellings(texts, cells.counts)
    order = _ordered(sorted({level for level in levels if level is not None}, key=_natural_key))
    shown = ", ".join(order[:8]) + (", …" if len(order) > 8 else "")
    issues.add("grade_scale_unknown", "error", header, grades=shown)
    return Typed(_categorical(cells, levels, order), Kind.CATEGORY, order, stopped=True)


def _too_many(cells: Cells, n: int, header: str, issues: Issues) -> Typed:
    issues.add("too_many_levels", "warning", header, n=n)
    return Typed(strings(cells), Kind.TEXT, stopped=True)


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


def _ordered(levels: Sequence[str]) -> tuple[str, ...]:
    if set(levels) <= set(_NO_YES) and levels:
        return _NO_YES
    if set(levels) <= {"male", "female"} and levels:
        return ("male", "female")
    return tuple(levels)


def _natural_key(level: str) -> tuple[int, float, str]:
    value_ = parse_number(level)
    return (1, 0.0, level) if np.isnan(value_) else (0, value_, level)


def _missing_texts(cells: Cells) -> Mask:
    """Which texts stand for a missing value; `-` is a result if the column has `+`."""
    with_minus = not any(t.startswith("+") or t == "(+)" for t in cells.texts)
    return np.array(
        [is_missing(t, with_minus=with_minus) or code_labels.label_missing(t) for t in cells.texts],
        dtype=bool,
    )
