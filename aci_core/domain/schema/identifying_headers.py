"""Headers that identify persons or name dates, by the words of identifying_headers.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from aci_core.domain.schema.aliases import clean, compact
from aci_core.domain.toml_file import load_toml

_BRACKETS = re.compile(r"[(\[{<【「][^()\[\]{}<>【】「」]*[)\]}>】」]")
_NUMBERED = re.compile(r"[0-9一二三]{1,2}$")
_CAMEL = re.compile(r"([a-z])([A-Z])")
_LETTERS = re.compile(r"[^a-z]+")
_MAX_HEADER = 200


def identifier_in_header(header: str) -> str | None:
    """The personal identifier a header names (``name``, ``phone`` ...), None if none.

    Examples
    --------
    >>> headers = ("患者姓名", "住院号", "Phone no. 2", "电话随访mRS", "病例号")
    >>> [identifier_in_header(header) for header in headers]
    ['name', 'hospital_number', 'phone', None, None]
    """
    for key in _keys(header):
        for kind, exact, ends, starts in _identifier_words():
            if key in exact or key.endswith(ends) or key.startswith(starts):
                return kind
    return None


def date_in_header(header: str) -> str | None:
    """The date a header may name (``admission`` ..., ``other``), None if none.

    Only the cells decide whether it does: 发病时间 may be a number of hours.

    Examples
    --------
    >>> [date_in_header(h) for h in ("入院日期", "Date of discharge", "采血日期", "date", "年龄")]
    ['admission', 'discharge', 'other', 'other', None]
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
    text = _CAMEL.sub(r"\1 \2", clean(header[:_MAX_HEADER]))
    first, *_, last = [w for w in _LETTERS.split(text.lower()) if w] * 2 or ["", ""]
    return bool({first, last} & whole) or any(key.endswith(ends) for key in _keys(header))


def _keys(header: str) -> Iterator[str]:
    """The compact header; also without brackets, and without a number at its end."""
    text = clean(header[:_MAX_HEADER])
    for part in (text, _BRACKETS.sub(" ", text)):
        key = compact(part)
        if key:
            yield key
        bare = _NUMBERED.sub("", key)
        if bare and bare != key:
            yield bare


@cache
def surnames() -> tuple[frozenset[str], frozenset[str]]:
    """Chinese surnames of one and of two characters."""
    table = _table()["people"]
    return frozenset("".join(table["surnames"].split())), frozenset(table["compound"].split())


@cache
def _table() -> dict[str, Any]:
    return load_toml("aci_core.domain.schema", "identifying_headers.toml")


@cache
def _identifier_words() -> tuple[tuple[str, frozenset[str], tuple[str, ...], tuple[str, ...]], ...]:
    return tuple(
        (
            kind,
            frozenset(compact(w) for w in table["exact"]),
            tuple(compact(w) for w in table.get("ends", ())),
            tuple(compact(w) for w in table.get("starts", ())),
        )
        for kind, table in _table()["identifying"].items()
    )


@cache
def _date_words() -> tuple[dict[str, str], tuple[str, ...], frozenset[str]]:
    tree = _table()
    named = {compact(w): role for role, listed in tree["dates"].items() for w in listed}
    return named, tuple(tree["day"]["ends"]), frozenset(tree["day"]["words"])
