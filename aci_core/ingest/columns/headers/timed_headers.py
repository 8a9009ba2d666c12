"""Headers of an unknown name with a time: the name and the visit, split at the borders of words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aci_core.domain.schema.aliases import clean, compact, fold, words
from aci_core.ingest.columns.headers import code_legends, header_parts, premorbid

_HAN = re.compile(r"[\u4e00-\u9fff]")
_SIGNS = re.compile(r"[\s_\-./\\:;,|#()\[\]（）]+")
_UNIT_FIRST = re.compile(r"^[dwmy][0-9]+$")
_EDGES = " _-.:;,/|#·、，。()（）[]【】"
_LONGEST_YEARS = 20  # 2019年 is no time after treatment
# Before or behind a time they make it a span of the past, or one of the treatment.
_SPAN_BEFORE = re.compile(
    r"(?:(?<![a-z])(?:within|last|past|prior|previous|for|over|every|per|than|in)|近|最近|过去|前|每|超过|大于|小于|[≥≤><])$"
)
_SPAN_BEHIND = re.compile(
    r"^(?:内|以内|之内|以上|以下|前|以前|来|以来|(?:within|ago|before)(?![a-z]))"
)
_SPAN_BETWEEN = re.compile(r"[<>≥≤=~×]")
_CONNECTS = re.compile(r"(?:\s(?:at|on|of|in|the|score at))+$", re.IGNORECASE)
_NUMBER = "[0-9]{1,3}|[一二三四五六七八九]"
_COUNTED = "[tv]|time|visit|timepoint|访视|第"
# A visit by its number, at either end: SSS_T1, V3.GE, FMA第二次; and a time in hours or minutes,
# at which the app has no visit.
_ORDINAL = (
    re.compile(rf"^(?P<stem>.*\D)(?:{_COUNTED})(?P<n>{_NUMBER})次?$"),
    re.compile(rf"^(?:{_COUNTED})(?P<n>{_NUMBER})次? +(?P<stem>\D.*)$"),
)
_CLOCK = "h|hr|hrs|hour|hours|min|mins|minute|minutes|小时|分钟"
_HOURS = (
    re.compile(rf"^(?P<stem>.*?[^\d ]) *(?P<n>[0-9]{{1,3}}) ?(?:{_CLOCK})$"),
    re.compile(
        rf"^[a-z]*(?P<n>[0-9]{{1,3}}) ?(?:{_CLOCK})(?: +|(?=[\u4e00-\u9fff]))(?P<stem>\D.*)$"
    ),
)


@dataclass(frozen=True, slots=True)
class TimedName:
    """An unknown name with a time.

    Parameters
    ----------
    text : str
        The name as the file writes it.
    key : str
        For comparison: compact, without filler words.
    whole : str
        The same with them.
    visit : str
    sure : bool
        The time is one whatever stands beside; else only where the name has another time too.
    """

    text: str
    key: str
    whole: str
    visit: str
    sure: bool


def timed_name(header: str) -> TimedName | None:
    """Split a time off a header whose name no rule knows; None if it has none.

    Examples
    --------
    >>> [(n.text, n.visit, n.sure) for h in ("FMA.2m", "MMSE 3月") if (n := timed_name(h))]
    [('FMA', 'm2', True), ('MMSE', 'm3', True)]
    >>> [(n.visit, n.sure) for h in ("number12m", "SSS d14", "术前WBC") if (n := timed_name(h))]
    [('m12', False), ('d14', False), ('pre', False)]
    >>> [timed_name(h) for h in ("CD4", "后循环", "stroke within 3 months", "MCA M1")]
    [None, None, None, None]
    """
    if len(header) > code_legends.MAX_HEADER or header_parts.parse_visit(header):
        return None
    body = code_legends.without_legend(header_parts.without_format(clean(header)))
    shown = header_parts.without_unit(body)[0]
    letters = [(place, c) for place, sign in enumerate(shown) for c in compact(sign)]
    key = "".join(c for _, c in letters)
    if premorbid.is_premorbid(key):
        return None
    for found, rest in header_parts.split_times(key):
        if not rest:
            continue
        visit, at_end = found, key.startswith(rest)
        border = len(rest) if at_end else len(key) - len(rest)
        if at_end and (inside := _gap_in_number(letters, border)):
            # SF36 6m: the number before the blank is the name's.
            border, visit = inside, header_parts.parse_visit(key[inside:]) or found
        first, last = letters[border - 1][0], letters[border][0]
        beside = (shown[: first + 1] if at_end else shown[last:]).lower()
        sure = _is_sure(key, border, visit, beside, shown[first : last + 1], at_end=at_end)
        if sure is None:
            continue
        text = shown[:last] if at_end else shown[last:]
        text = _CONNECTS.sub("", text.strip(_EDGES)).strip(_EDGES)
        whole = compact(text)
        if whole and not is_no_time(whole, key):
            return TimedName(text, _without_fillers(text), whole, visit, sure)
    return None


def _gap_in_number(letters: list[tuple[int, str]], start: int) -> int | None:
    """Where a number at the start of a time goes on after a sign."""
    for at in range(start + 1, len(letters)):
        (before, digit), (here, other) = letters[at - 1], letters[at]
        if not (digit.isdigit() and other.isdigit()):
            return None
        if here > before + 1:
            return at
    return None


def _is_sure(
    key: str, border: int, visit: str, beside: str, around: str, *, at_end: bool
) -> bool | None:
    """Whether the time stands by itself; None if it is no time at all."""
    time = key[border:] if at_end else key[:border]
    between = around[1:-1]
    if visit.startswith("y") and int(visit[1:] or 0) > _LONGEST_YEARS:
        return None
    span = _SPAN_BEFORE.search(beside) if at_end else _SPAN_BEHIND.search(beside)
    if span or _SPAN_BETWEEN.search(between):
        return None
    known = words().visits.get(time)
    if len(time) == 1 and not (at_end and known):  # 后循环 is no time, nor is a lone 0
        return None
    free = bool(between.strip("'\"")) or any(_HAN.match(c) for c in (around[0], around[-1]))
    if not free and not _borders(around, at_end=at_end):
        return None
    plain = time in words().visit_plain if known else not _UNIT_FIRST.match(time)
    return free and plain


def _borders(around: str, *, at_end: bool) -> bool:
    """Whether a name and a time without a sign between them are two: number3m, preFMA, FMApost."""
    before, behind = around[0], around[-1]
    if before.isdigit() or behind.isdigit():
        # A number ends the time before it, and begins the one behind it: no CD4.
        return behind.isdigit() if at_end else before.isdigit()
    return (before.islower() and behind.isupper()) or (before.isupper() and behind.islower())


def is_no_time(whole: str, key: str) -> bool:
    """Whether M1, D3 and the like behind this name are no time: ICA M1, vitamin D3."""
    short = bool(re.search(r"[dm][0-9]$", key))
    return short and any(word in whole for word in words().not_timed)


def bare_time(header: str) -> str | None:
    """The visit that is all a header says; None if it says more, or too little.

    Examples
    --------
    >>> [bare_time(h) for h in ("baseline", "治疗后", "6 months", "0", "age")]
    ['pre', 'post', 'm6', None, None]
    """
    key = compact(header[: code_legends.MAX_HEADER])
    return header_parts.parse_visit(header) if len(key) > 1 else None


def visit_number(header: str) -> tuple[str, int] | None:
    """A name and the number of its visit, where it does not say when that was.

    Examples
    --------
    >>> visit_number("SSS_T1"), visit_number("V3.GE"), visit_number("FMA第二次")
    (('sss', 1), ('ge', 3), ('fma', 2))
    >>> visit_number("age")
    """
    return _numbered(header, _ORDINAL)


def hours_name(header: str) -> tuple[str, int] | None:
    """A name and the hours or minutes behind or before it, at which there is no visit.

    Examples
    --------
    >>> hours_name("lactate 24h"), hours_name("pacu30min_cough"), hours_name("IL-6")
    (('lactate', 24), ('cough', 30), None)
    """
    return _numbered(header, _HOURS)


def _numbered(header: str, patterns: tuple[re.Pattern[str], ...]) -> tuple[str, int] | None:
    text = _SIGNS.sub(" ", fold(header[: code_legends.MAX_HEADER])).strip()
    match = next((m for pattern in patterns if (m := pattern.match(text))), None)
    if match is None:
        return None
    number = match["n"]
    n = int(number) if number.isdecimal() else header_parts.CHINESE_DIGITS[number]
    stem = _without_fillers(match["stem"])
    return (stem, n) if stem else None


def name_key(header: str) -> str:
    """The key of a name without a time, as `TimedName.key`.

    Examples
    --------
    >>> [name_key(h) for h in ("MMSE score (points)", "FMA评分")]
    ['mmse', 'fma']
    """
    return _without_fillers(header_parts.without_unit(clean(header[: code_legends.MAX_HEADER]))[0])


def _without_fillers(text: str) -> str:
    """The compact name without words that say nothing of it; the end of pain is none."""
    filler = words().filler
    parts = _SIGNS.sub(" ", fold(text)).split()
    while len(parts) > 1 and parts[-1] in filler:
        parts.pop()
    while len(parts) > 1 and parts[0] in filler:
        parts.pop(0)
    key = compact("".join(parts))
    for word in (w for w in filler if not w.isascii()):
        key = key.removesuffix(word) or key
        key = key.removeprefix(word) or key
    return key
