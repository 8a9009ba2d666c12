"""Headers that identify persons or name dates, by the words of identifying_headers.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from aci_core.domain.schema.aliases import clean, compact
from aci_core.domain.toml_file import load_toml

_BRACKETS = re.compile(r"[(\[{<【「][^()\[\]{}<>【】「」]*[)\]}>】」]")
_NUMBERED = re.compile(r"[0-9一二三]{1,2}$")
_CAMEL = re.compile(r"([a-z])([A-Z])")
_LETTERS = re.compile(r"[^a-z]+")
_MAX_HEADER = 200
_NUMBER = frozenset({"no", "nr", "num", "number", "id", "code"})


def identifier_in_header(header: str) -> str | None:
    """The personal identifier a header names (``name``, ``phone`` ...), None if none.

    Examples
    --------
    >>> headers = ("患者姓名", "住院号", "Phone no. 2", "电话随访mRS", "病例号")
    >>> [identifier_in_header(header) for header in headers]
    ['name', 'hospital_number', 'phone', None, None]
    """
    for kind, listed in _identifier_words():
        if listed.match(header):
            return kind
    return None


def names_place(header: str) -> bool:
    """Whether a header names where somebody lives or is treated: smaller than a province.

    Examples
    --------
    >>> [names_place(h) for h in ("病区", "City", "转诊医院", "centre", "梗死部位", "省份")]
    [True, True, True, True, False, False]
    """
    return _place_words().match(header)


def names_age(header: str) -> bool:
    """Whether a header names somebody's age, of whatever unit or grouping.

    Examples
    --------
    >>> [names_age(h) for h in ("岁数", "年龄（月）", "age group", "AGEGR1", "骨龄", "stage")]
    [True, True, True, True, False, False]
    """
    words_in = _latin_words(header)
    none = _table()["age"]["none"]
    if any(word in (words_in if word.isascii() else compact(header)) for word in none):
        return False
    return _age_words().match(header)


def ages_in_a_year(header: str) -> float:
    """How many of an age's units make a year: 12 where the header says months.

    Examples
    --------
    >>> [ages_in_a_year(h) for h in ("年龄", "月龄", "Age (months)", "age_days")]
    [1.0, 12.0, 12.0, 365.25]
    """
    words_in, text = _latin_words(header), clean(header[:_MAX_HEADER])
    table = _table()["age"]
    for unit, a_year in (("months", 12.0), ("days", 365.25)):
        if any(word in (words_in if word.isascii() and word.isalpha() else text)
               for word in table[unit]):  # fmt: skip
            return a_year
    return 1.0


def names_quasi_identifier(header: str) -> bool:
    """Whether a header names what an acquaintance knows of somebody: occupation, ethnicity."""
    return _quasi_words().match(header)


def provinces() -> tuple[str, ...]:
    """The provinces of China, as a place's name begins."""
    return tuple(_table()["place"]["provinces"].split())


@cache
def cities() -> tuple[str, ...]:
    """Cities of China of the rank of a prefecture, as a place's name begins."""
    return tuple(_table()["place"]["cities"].split())


def is_kind_of_place(text: str) -> bool:
    """Whether a text tells a kind of place, not one: 农村, urban, 急诊."""
    return compact(text) in _kinds_of_places()


@dataclass(frozen=True, slots=True)
class _Words:
    """Words by which a header is known.

    Parameters
    ----------
    exact : frozenset of str
        The whole header.
    ends, starts, has : tuple of str
        Its end, its beginning, any part.
    words : frozenset of str
        English words of it.
    """

    exact: frozenset[str]
    ends: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()

    @classmethod
    def of(cls, table: dict[str, Any]) -> _Words:
        def listed(key: str) -> tuple[str, ...]:
            return tuple(compact(w) for w in table.get(key, ()))

        words = frozenset(table.get("words", ()))
        return cls(
            frozenset(listed("exact")), listed("ends"), listed("starts"), listed("has"), words
        )

    def match(self, header: str) -> bool:
        for key in _keys(header):
            if key in self.exact or key.endswith(self.ends) or key.startswith(self.starts):
                return True
            if any(part in key for part in self.has):
                return True
        return bool(self.words and self.words & _latin_words(header))


def date_in_header(header: str) -> str | None:
    """The date a header may name (``admission`` ..., ``other``), None if none.

    Only the cells decide whether it does: 发病时间 may be a number of hours.

    Examples
    --------
    >>> [date_in_header(h) for h in ("入院日期", "Date of discharge", "采血日期", "date", "年龄")]
    ['admission', 'discharge', 'other', 'other', None]
    >>> [date_in_header(h) for h in ("death.dt", "dt_of_birth", "dt")]
    ['death', 'birth', None]
    """
    named, _, _ = _date_words()
    for key in _keys(header):
        if key in named:
            return named[key]
    return "other" if names_date(header) else None


def names_date(header: str) -> bool:
    """Whether the header itself says that it is a date, whatever its cells hold.

    Examples
    --------
    >>> [names_date(h) for h in ("采血日期", "LabDate", "date of test", "candidate", "发病时间")]
    [True, True, True, False, False]
    """
    _, ends, whole = _date_words()
    # In English a word of its own: a candidate is no date.
    first, *_, last = _latin(header) * 2 or ["", ""]
    return bool({first, last} & whole) or any(key.endswith(ends) for key in _keys(header))


def _latin(header: str) -> list[str]:
    text = _CAMEL.sub(r"\1 \2", clean(header[:_MAX_HEADER]))
    return [w for w in _LETTERS.split(text.lower()) if w]


def _latin_words(header: str) -> frozenset[str]:
    return frozenset(_latin(header))


def _keys(header: str) -> Iterator[str]:
    """The compact header; also without brackets or a number at its end, short words in full."""
    text = clean(header[:_MAX_HEADER])
    for part in (text, _BRACKETS.sub(" ", text)):
        key = compact(part)
        if key:
            yield key
        bare = _NUMBERED.sub("", key)
        if bare and bare != key:
            yield bare
    *rest, last = named = _latin(header) or [""]
    if "dt" in named:  # death.dt, dt_of_death
        yield "".join("date" if word == "dt" else word for word in named)
    if rest and last in _NUMBER:  # device serial no, exam ID
        yield from ("".join((*rest, word)) for word in ("number", "no"))


@cache
def surnames() -> tuple[frozenset[str], frozenset[str]]:
    """Chinese surnames of one and of two characters."""
    table = _table()["people"]
    return frozenset("".join(table["surnames"].split())), frozenset(table["compound"].split())


@cache
def given_characters() -> frozenset[str]:
    """Characters of Chinese given names."""
    return frozenset("".join(_table()["people"]["given"].split()))


@cache
def titles() -> tuple[str, ...]:
    """Titles after a Chinese surname, the longest first."""
    return tuple(sorted(_table()["people"]["titles"], key=len, reverse=True))


@cache
def latin_names() -> tuple[frozenset[str], frozenset[str]]:
    """Chinese surnames in pinyin, and names of English: in lower case."""
    table = _table()["people"]
    return frozenset(table["pinyin"].split()), frozenset(table["forenames"].split())


@cache
def _table() -> dict[str, Any]:
    return load_toml("aci_core.domain.schema", "identifying_headers.toml")


@cache
def _identifier_words() -> tuple[tuple[str, _Words], ...]:
    return tuple((kind, _Words.of(table)) for kind, table in _table()["identifying"].items())


@cache
def _place_words() -> _Words:
    return _Words.of(_table()["place"])


@cache
def _age_words() -> _Words:
    return _Words.of(_table()["age"])


@cache
def _quasi_words() -> _Words:
    return _Words.of(_table()["quasi"])


@cache
def _kinds_of_places() -> frozenset[str]:
    return frozenset(compact(w) for w in _table()["place"]["kinds"])


@cache
def _date_words() -> tuple[dict[str, str], tuple[str, ...], frozenset[str]]:
    tree = _table()
    named = {compact(w): role for role, listed in tree["dates"].items() for w in listed}
    return named, tuple(tree["day"]["ends"]), frozenset(tree["day"]["words"])
