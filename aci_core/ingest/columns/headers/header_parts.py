"""Parts of a header: visit, unit, filler words, number format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from aci_core.domain.schema import PRE
from aci_core.domain.schema.aliases import compact, value_key, words
from aci_core.domain.schema.visits import is_visit
from aci_core.ingest.columns.headers import code_legends

_MOST_FILLERS = 40  # combinations of removed words; headers have two or three
# Mean and SD, count and share, or median and quartiles, as announced in a header.
_PLUS = r"\s*(?:±|\+/-|\+-)\s*"
_FORMAT = re.compile(
    rf"[,、;\s]*(?<![a-z])(?:(?:x[\u0304\u0305¯-]?|m|mean|均数|均值|平均数|平均值){_PLUS}(?:sd|se|s|标准差)(?![a-z])"
    r"|(?:n|例数|例)\s*[,/]?\s*(?:\(\s*%\s*\)|%)"
    r"|(?:m|median|中位数)\s*\(\s*(?:p25\s*[,~-]\s*p75|q1\s*[,~-]\s*q3|iqr|四分位数?间距)\s*\))"
)
# The arm behind the name of a REDCap event, and a box of a list of them.
EVENT_ARM = re.compile(
    r"[\s_]*(?:\(arm (?P<n1>\d+)(?::(?P<label>[^()]*))?\)|_arm_(?P<n2>\d+))[a-z]?$", re.IGNORECASE
)
_BOX = re.compile(r"^(?P<field>.+?)___(?P<choice>.+)$|^(?P<asked>.+?)\s*\(choice=(?P<named>.+)\)$")
# What a form asks, round what it asks for: What is the patient's age?
_ASKING = (
    r"what (?:is|was|were|are)|please (?:enter|select|choose|record|specify|indicate)"
    r"|enter|record|indicate|select|specify"
)
_QUESTION = re.compile(
    rf"^(?:{_ASKING})[\s:,，]+(?:the )?|^请(?:填写|选择|输入|记录)"
    r"|^(?:the )?(?:patient|participant|subject)(?:'s|s'|s)\s+|^该?(?:患者|病人|受试者)的"
    r"|(?:是多少|是什么|为多少|多少)$"
)
_EMPTY_BRACKETS = re.compile(r"[(\[{<【「]\s*[)\]}>】」]")
_BESIDE = re.compile(r"\s*[,;、]\s*")
_SLASHED = re.compile(r"[^\s,;_/]+(?:/[^\s,;_/]+)+")
CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "半": 0}


def split_times(key: str) -> Iterator[tuple[str, str]]:
    """Split times off a header as (visit, rest): numbered times first, then the longest word."""
    table = words()
    prefix, suffix, _ = _time_patterns()
    for pattern in (prefix, suffix):
        match = pattern.match(key)
        visit = _matched_visit(match) if match else None
        if match and visit:
            yield visit, match["rest"]
    for word in _longest_first():
        if key.startswith(word):
            yield table.visits[word], key[len(word) :]
        if key.endswith(word):
            yield table.visits[word], key[: -len(word)]


def box(header: str) -> tuple[str, str] | None:
    """The list and the choice of a check box: ae___fever, Adverse events (choice=Fever).

    Examples
    --------
    >>> box("ae___fever"), box("Adverse events (choice=Fever)"), box("nihss_pre")
    (('ae', 'fever'), ('Adverse events', 'Fever'), None)
    """
    match = _BOX.match(header)
    if match is None:
        return None
    return match["field"] or match["asked"], match["choice"] or match["named"]


def is_unnamed_box(header: str) -> bool:
    """Whether a check box says by a number alone what it is: ae___1."""
    parts = box(header)
    return parts is not None and parts[1].isdecimal()


def without_question(text: str) -> str:
    """A folded header without the words of a question.

    Examples
    --------
    >>> [without_question(t) for t in ("what is the patient's age", "请填写患者的年龄", "age")]
    ['age', '年龄', 'age']
    """
    bare = text
    for _ in range(3):
        bare = _QUESTION.sub("", bare.strip())
    return bare.strip() or text


@cache
def _longest_first() -> tuple[str, ...]:
    return tuple(sorted(words().visits, key=len, reverse=True))


def parse_visit(text: str) -> str | None:
    """Parse the name of a visit, None if the text is none.

    Examples
    --------
    >>> [parse_visit(t) for t in ("治疗前", "3个月", "Day 14", "m3", "V1", "NIHSS")]
    ['pre', 'm3', 'd14', 'm3', None, None]
    """
    table = words()
    key = compact(EVENT_ARM.sub("", text[: code_legends.MAX_HEADER]))
    for name in (key, *(key.removesuffix(w) for w in table.visit_columns if key.endswith(w))):
        if name in table.visits:
            return table.visits[name]
        if match := _time_patterns()[2].match(name):
            return _matched_visit(match)
        if is_visit(name):
            return name
    return None


@cache
def _time_patterns() -> tuple[re.Pattern[str], ...]:
    """Patterns of a numbered time at the start, the end, and as the whole of a compact header."""
    table = words()

    def one_of(listed: Iterable[str]) -> str:
        return "|".join(re.escape(w) for w in sorted(listed, key=len, reverse=True))

    units, before, after = map(one_of, (table.visit_units, table.visit_before, table.visit_after))
    number = r"\d{1,4}|[一二三四五六七八九十两半]"
    # 3个月, 90 days, after 3 months; m3, month 3, day 14
    time = (
        rf"(?:{before})?(?:(?P<n1>{number})(?P<u1>{units})|(?P<u2>{units})(?P<n2>\d{{1,4}}))"
        rf"(?:{after})?"
    )
    whole = (rf"^{time}(?P<rest>\D.*)$", rf"^(?P<rest>.*?\D){time}$", rf"^{time}$")
    return tuple(map(re.compile, whole))


def _matched_visit(match: re.Match[str]) -> str | None:
    unit = words().visit_units.get(match["u1"] or match["u2"] or "")
    written = match["n1"] or match["n2"] or ""
    if unit is None or not written:
        return None
    if written == "半":  # 半年 is six months, half a month is two weeks
        return {"y": "m6", "m": "w2"}.get(unit)
    n = int(written) if written.isdigit() else CHINESE_DIGITS[written]
    return PRE if n == 0 else f"{unit}{n}"


def without_fillers(text: str) -> Iterator[str]:
    """The text, and the same without filler words at its ends."""
    seen = [text]
    for candidate in seen:
        yield candidate
        for word in words().filler:
            for rest in (candidate.removeprefix(word), candidate.removesuffix(word)):
                if rest and rest not in seen and len(seen) < _MOST_FILLERS:
                    seen.append(rest)


def without_unit(text: str) -> tuple[str, str | None]:
    """Split off a unit in brackets, alone or beside a time, or at the end: (text, unit)."""
    unit: str | None = None

    def drop(match: re.Match[str]) -> str:
        nonlocal unit
        if is_unit(match[1]):
            unit = unit or match[1].strip()
            return " "
        parts = [part.strip() for part in _BESIDE.split(match[1])]
        units = [part for part in parts if is_unit(part)]
        if len(parts) > 1 and len(units) == 1:  # vegf(入院,pg/ml)
            unit = unit or units[0]
            parts.remove(units[0])
        return f" {' '.join(parts)} "

    tokens = []
    for token in code_legends.BRACKETS.sub(drop, text).split():
        if "/" in token and is_unit(token.strip(",;")):
            unit = unit or token.strip(",;")
        else:
            tokens.append(token)
    return " ".join(tokens), unit


def without_format(text: str) -> str:
    """Remove the number format from a folded header: (x±s), [n(%)], M(P25,P75).

    Examples
    --------
    >>> [without_format(t) for t in ("nihss(x±s)", "年龄(岁,x̄±s)", "性别[n(%)]", "fraction %")]
    ['nihss', '年龄(岁)', '性别', 'fraction %']
    """
    bare = _FORMAT.sub("", text)
    return text if bare == text else _EMPTY_BRACKETS.sub("", bare).strip()


def split_unit(text: str) -> tuple[str, str] | None:
    """Split off a unit after a slash, a comma or a blank: 年龄/岁, 身高 cm."""
    for match in _SLASHED.finditer(text):  # the unit contains a slash: vegf,pg/ml,治疗前
        if is_unit(match[0]):
            return text.replace(match[0], " ", 1), match[0]
    parts = re.split(r"\s*[,/_]\s*|\s+", text)
    units = [p for p in parts if is_unit(p)]
    if not units:
        return None
    # Part of a time is no unit: the d of "NIHSS 90 d".
    if any(re.search(r"\d", p) for p in parts):
        return None
    return " ".join(p for p in parts if p != units[-1]), units[-1]


def is_unit(text: str) -> bool:
    """Whether a text is a unit, or says how to fill in a cell (0/1, 男/女)."""
    key = value_key(text)
    return key in words().plain_units or any(key in table for table in words().units.values())
