"""Likely readings of an impossible cell: offered beside the empty cell, done by a click alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np

from aci_core.checks.column_access import number_text
from aci_core.checks.repair.step_targets import CUT, cell_of, column_of
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.schema import Column, Kind
from aci_core.domain.schema.aliases import canonical_value, clean, value_key, words
from aci_core.domain.steps import OmitRow, ReplaceText, SetCell, Step

MOST = 3
OFF_SCALE = frozenset(
    {"out_of_range", "below_range", "above_range", "not_whole", "not_in_fives", "not_in_steps"}
)
# So many others tell where the numbers of a column lie; with fewer its scale alone does.
_FEWEST = 8
_FEW_LEVELS = 4
_ALIKE = 0.6
_NUMBER = re.compile(r"^[+-]?[0-9]+(?:\.[0-9]+)?$")
# Two numbers where one should be: 3~4, 63或64. A blank may also have come into one number.
_AMOUNT = r"([0-9]+(?:\.[0-9]+)?)"
_TWO = re.compile(rf"^{_AMOUNT} ?(?:~|-|–|—|―|〜|至|到|或者|或|or|to|/|、| ) ?{_AMOUNT}\D{{0,6}}$")
_STRAY_POINT = re.compile(r"(?<=[0-9])[.,。、]{2,}(?=[0-9])")
_BEFORE_WORD = re.compile(r"^([0-9]+(?:\.[0-9]+)?) ?[^0-9.~/<>±+ -]{1,12}$")
_BRACKET = re.compile(r"\s*\([^()]*\)\s*$")
# Letters typed for digits.
_DIGITS = str.maketrans({"O": "0", "o": "0", "〇": "0", "l": "1", "I": "1", "i": "1", "|": "1"})


def readings(issue: Issue, cohort: Cohort) -> tuple[Step, ...]:
    """What an impossible cell may have meant, the likeliest first; at most three.

    Parameters
    ----------
    issue : Issue
    cohort : Cohort

    Notes
    -----
    A number is offered only if it is on the scale of its column and among its other numbers.
    """
    if issue.code == "duplicate_patient":
        first = dict(issue.facts).get("first")
        rows = (issue.row, first if isinstance(first, int) else None)
        return tuple(OmitRow(row) for row in rows if row is not None)
    column = column_of(issue, cohort)
    text = issue.value
    if column is None or not text or text.endswith(CUT):
        return ()
    if issue.code in OFF_SCALE or issue.code == "not_a_number":
        cell = cell_of(issue, cohort)
        if cell is None or column.kind is not Kind.NUMBER:
            return ()
        fitting = _fitting(_numbers(clean(text), issue.code), column, cohort)
        return tuple(SetCell(*cell, number_text(number)) for number in fitting[:MOST])
    if issue.code in ("unknown_word", "not_yes_no", "grade_not_on_scale"):
        made = _words(text, issue.code, column, cohort)
        return tuple(_in_place_of(issue, word, cohort) for word in made[:MOST])
    return ()


def _in_place_of(issue: Issue, word: str, cohort: Cohort) -> Step:
    """The word in place of the cell's; in the whole column where that is one of the file."""
    cell = cell_of(issue, cohort)
    if cell is not None and issue.column in cohort.origins:
        return SetCell(*cell, word)
    return ReplaceText(issue.column or "", issue.value or "", word)


def _numbers(text: str, code: str) -> Iterator[float]:
    """Numbers that the text may have meant, without regard to the column."""
    if _NUMBER.match(text):
        yield from _slipped(text, code)
        return
    two = _TWO.match(text)
    if two:
        low, high = float(two[1]), float(two[2])
        if re.search(r"[0-9] +[0-9]", text):
            yield float(f"{two[1]}{two[2]}" if "." not in two[1] else "nan")
        yield from (low, high)
        if low < high:
            yield (low + high) / 2
        return
    for digits in (text.translate(_DIGITS), _STRAY_POINT.sub(".", text)):
        if digits != text and _NUMBER.match(digits):
            yield float(digits)
    word = _BEFORE_WORD.match(text)
    if word:
        yield float(word[1])


def _slipped(text: str, code: str) -> Iterator[float]:
    """What a number off its scale was before a slip of the hand."""
    number = float(text)
    if code == "not_in_fives":
        yield from (5 * np.floor(number / 5), 5 * np.ceil(number / 5))
        return
    if code == "not_whole":
        yield from (float(np.floor(number)), float(np.ceil(number)), 10 * number)
        return
    if number < 0:
        yield -number
        return
    yield number / 10
    digits = text.partition(".")[0]
    if len(digits) > 1:
        for place in range(len(digits)):
            yield float(digits[:place] + digits[place + 1 :] or "nan")
    yield number / 100


def _fitting(numbers: Iterable[float], column: Column, cohort: Cohort) -> list[float]:
    """The numbers that are on the column's scale and among its others."""
    values = cohort.table[column.name].to_numpy(np.float64)
    known = values[~np.isnan(values)]
    measure = cohort.measures.get(column.stem)
    low = -np.inf if measure is None or measure.low is None else measure.low
    high = np.inf if measure is None or measure.high is None else measure.high
    step = None if measure is None else measure.step
    if step is None and known.size >= _FEWEST and bool((known == np.floor(known)).all()):
        step = 1.0
    if known.size >= _FEWEST:
        low, high = max(low, float(known.min())), min(high, float(known.max()))
    elif not np.isfinite(high):
        return []
    origin = 0.0 if measure is None or measure.low is None else measure.low
    return [
        number
        for number in dict.fromkeys(numbers)
        if low <= number <= high and (step is None or (number - origin) % step == 0)
    ]


def _words(text: str, code: str, column: Column, cohort: Cohort) -> list[str]:
    """Words of the column that the text may have meant."""
    shown = clean(text)
    if code == "grade_not_on_scale":
        return _alike(shown, cohort.grade_scale.best_first if cohort.grade_scale else ())
    vocabulary = "sex" if column.name == "sex" else "yes_no"
    bare = _BRACKET.sub("", shown)
    if canonical_value(vocabulary, bare) is not None:
        return [bare]  # as the file writes it
    if code == "not_yes_no":
        return []  # a death or an event is never guessed
    inside = _named_inside(shown, vocabulary)
    if inside:
        return inside
    sounds = words().sounds.get(value_key(shown)) if vocabulary == "sex" else None
    if len(column.levels) > _FEW_LEVELS:
        return []
    if len(shown) == 1 or sounds:
        # One sign for another: whichever of the few it was, the one of the same sound first.
        return sorted(column.levels, key=lambda level: level != sounds)
    return _alike(shown.lower(), column.levels)


def _named_inside(text: str, vocabulary: str) -> list[str]:
    """Values whose Chinese words the text names: 男性患者, or 有无, which names two."""
    if text.isascii():
        return []
    named = {
        meant: text.index(word)
        for word, meant in words().values[vocabulary].items()
        if not word.isascii() and word in text
    }
    return sorted(named, key=lambda meant: named[meant])


def _alike(text: str, levels: Iterable[str]) -> list[str]:
    from rapidfuzz.distance import OSA

    near = [(OSA.normalized_similarity(text, level.lower()), level) for level in levels]
    return [level for share, level in sorted(near, key=lambda one: -one[0]) if share >= _ALIKE]
