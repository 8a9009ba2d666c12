"""Confidence of a column's meaning, and suggestions for an unknown header.

Similarity is only used for suggestions: on real headers it confuses before with after (5 to 8 of
17), so a time is recognised by the alias table only, and a suggestion must be accepted by a user.
What is another abbreviation (BDI is not BI), or holds numbers that the meaning cannot have, is not
suggested at all.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

import numpy as np
from rapidfuzz import fuzz, process

from aci_core.domain.arrays import Floats
from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import MEASURES, Column, Kind, Role
from aci_core.domain.schema.aliases import compact, words
from aci_core.ingest.cells import parse_number
from aci_core.ingest.columns.headers import code_legends

# How a meaning was determined -> its confidence.
CONFIDENCE = {
    "mapping": 1.0,
    "canonical": 1.0,
    "alias": 0.95,
    "label": 0.9,
    "weak": 0.6,
    "covariate": 0.3,
}
LIKELY = 0.9
_UNKNOWN_MEASURE = 0.5
_LEAST = 70.0
_SHORTEST = 2
# An abbreviation of so few letters is another with any other letter: BDI and BI, EGF and VEGF.
_ABBREVIATION = 3
_DIGITS = re.compile(r"[0-9]+")
# Like a measure's name, and something else: receptors, relatives, the filtration of the kidney.
_OTHERS = re.compile(r"^s?(?:vegfr|vegf[b-d]|egfr?|plgf|pdgf|iadl)")
# So many numbers of a column may be slips, and so many codes a yes or no has: 1, 2, 9.
_UNLIKE, _CODES = 0.1, 3
_DAYS = re.compile(r"^(?P<rest>\D+)(?P<days>14|21|28|30|60|90|120|180|360|365)$")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A possible meaning of a header.

    Parameters
    ----------
    name : str
        Canonical column; for a measure its stem.
    visit : str or None
        Of a measure, if the header names one; None is for the user to choose.
    score : float
        Similarity, 0 to 1.
    """

    name: str
    visit: str | None
    score: float


def confidence(column: Column) -> float:
    """Confidence of a column's meaning, 0 to 1; a plain covariate has the least."""
    if column.role is Role.MEASURE and column.stem not in MEASURES:
        # A known time with an unknown name.
        return 1.0 if column.recognised in ("mapping", "canonical") else _UNKNOWN_MEASURE
    return CONFIDENCE.get(column.recognised, CONFIDENCE["covariate"])


def doubtful(column: Column) -> bool:
    """Whether a person should check a column's meaning."""
    if _bare_codes(column):
        return True
    return column.role is not Role.ID and confidence(column) < LIKELY


def _bare_codes(column: Column) -> bool:
    """Whether the codes of a column are unexplained: sex as 1 and 2."""
    two = column.name == "sex" or column.name in words().yes_no
    return two and bool(column.levels) and all(level.isdecimal() for level in column.levels)


def suggest_for(column: Column, cohort: Cohort) -> tuple[Suggestion, ...]:
    """Suggest meanings of a column that the cohort has, by its header and its numbers.

    Parameters
    ----------
    column : Column
        Of a file with a row a visit: the file's own, by its header.
    cohort : Cohort
    """
    taken = {one.name for one in cohort.columns}
    return suggest(column.header, taken, values=_numbers(column.header, cohort))


def _numbers(header: str, cohort: Cohort) -> Floats | None:
    """All numbers under a header of the file; None where it holds none."""
    read = []
    for one in cohort.columns:
        if header not in (one.header, getattr(cohort.origins.get(one.header), "header", None)):
            continue
        if one.kind is Kind.NUMBER:
            read.append(cohort.table[one.name].to_numpy(np.float64))
        elif one.levels:
            read.append(np.array([parse_number(level) for level in one.levels]))
    values = np.concatenate(read) if read else np.empty(0)
    known: Floats = values[np.isfinite(values)]
    return known if known.size else None


def suggest(
    header: str, taken: Collection[str] = (), *, values: Floats | None = None, most: int = 3
) -> tuple[Suggestion, ...]:
    """Suggest meanings of a header, the likeliest first.

    Parameters
    ----------
    header : str
    taken : collection of str
        Canonical columns that the file already has.
    values : ndarray of float64, optional
        The column's numbers; a meaning that cannot have them is not suggested.
    most : int

    Returns
    -------
    tuple of Suggestion
        Empty if nothing is similar.

    Examples
    --------
    >>> suggest("NIHS评分(治疗前)")[0]
    Suggestion(name='nihss', visit='pre', score=0.89)
    >>> suggest("mRS90")[0].visit, suggest("NIHSS7")[0].visit
    ('d90', None)
    >>> suggest("Hypertention")[0].name, suggest("zzzz")
    ('hypertension', ())
    >>> suggest("bdi.pre"), suggest("Bartel", values=np.array([7.5, 122.0, 31.0, 48.0]))
    ((), ())
    """
    plain = code_legends.without_legend(header[: code_legends.MAX_HEADER])
    key = compact(plain)
    visit, rest = _split_visit(key)
    # A header of two rows may repeat the measure, with a slip: each part is tried.
    parts = (
        [_split_visit(compact(part))[1] for part in plain.split()] if " " in plain.strip() else []
    )
    suggestions: dict[str, Suggestion] = {}
    for text, at in ((rest, visit), (key, None), *((part, visit) for part in parts)):
        if len(text) < _SHORTEST:
            continue
        for word, score, _ in process.extract(
            text, list(_names()), scorer=fuzz.ratio, limit=4 * most, score_cutoff=_LEAST
        ):
            name = _names()[word]
            if _is_another(text, word) or not (values is None or _may_have(name, values)):
                continue
            when = at if name in MEASURES else None
            column = f"{name}_{when}" if when else name
            known = suggestions.get(name)
            if column not in taken and (known is None or known.score < score / 100):
                suggestions[name] = Suggestion(name, when, round(score / 100, 2))
    return tuple(sorted(suggestions.values(), key=lambda s: (-s.score, s.name))[:most])


def _is_another(text: str, word: str) -> bool:
    """Whether a name like a word is no slip of it, but another name.

    Examples
    --------
    >>> [_is_another(a, "bi") for a in ("bdi", "bai", "bi")], _is_another("fgf21", "fgf2")
    ([True, True, False], True)
    >>> _is_another("nihs", "nihss"), _is_another("egfr", "vegf"), _is_another("血圧", "血压")
    (False, True, False)
    """
    if text == word or not (text + word).isascii():
        return False
    if _OTHERS.match(text):
        return True
    numbers, others = _DIGITS.findall(text), _DIGITS.findall(word)
    if others and numbers != others:
        return True
    return min(len(text), len(word)) <= _ABBREVIATION


def _may_have(name: str, values: Floats) -> bool:
    """Whether a meaning can have the numbers, in one of its units or on one of its scales."""
    if name in words().yes_no or name == "sex":
        return np.unique(values).size <= _CODES
    measure = MEASURES.get(name)
    if measure is None:
        return True
    low = -np.inf if measure.low is None else measure.low
    high = np.inf if measure.high is None else measure.high
    for factor in {1.0, *words().units.get(name, {}).values()}:
        scaled = values * factor
        fits = (scaled >= low) & (scaled <= high)
        if measure.step is not None:  # a modified Barthel index is in no fives
            fits &= np.isclose(scaled, np.round(scaled))
        if fits.mean() >= 1 - _UNLIKE:
            return True
    return False


def visit_in(header: str) -> str | None:
    """The visit that a header's words name, None if none or several.

    Examples
    --------
    >>> visit_in("NIHSS评分 治疗后NHISS"), visit_in("NIHSS"), visit_in("治疗前后差")
    ('post', None, None)
    """
    return _split_visit(compact(code_legends.without_legend(header[: code_legends.MAX_HEADER])))[0]


@cache
def _names() -> dict[str, str]:
    """Words of the alias table that are long enough to compare, with their column."""
    table = words()
    named = {**table.columns, **table.measures}
    named |= {word: f"ae_{term}" for word, term in table.events.items()}
    return {word: name for word, name in named.items() if len(word) >= _SHORTEST}


def _split_visit(key: str) -> tuple[str | None, str]:
    """The visit that a header's words name, and the rest without filler words."""
    table = words()
    rest = key
    suggestions = []
    for word in sorted(table.visits, key=len, reverse=True):
        if len(word) >= _SHORTEST and word in rest:
            suggestions.append(table.visits[word])
            rest = rest.replace(word, "", 1)
    for word in table.filler:
        if len(word) >= _SHORTEST and rest.endswith(word) and rest != word:
            rest = rest.removesuffix(word)
    # A bare number of days usual in trials: NIHSS90, but not the item NIHSS7.
    if not suggestions and (match := _DAYS.match(rest)):
        return f"d{match['days']}", match["rest"]
    visits = set(suggestions)
    # 前后 is both times, whatever longer word was recognised first.
    clear = len(visits) == 1 and "前后" not in key
    return (visits.pop() if clear else None), rest
