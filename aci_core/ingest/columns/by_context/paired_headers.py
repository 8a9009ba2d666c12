"""Two headers of one name, of which one begins or ends with before and the other with after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from aci_core.domain.schema import PRE
from aci_core.domain.schema.aliases import clean, compact
from aci_core.domain.schema.visits import POST
from aci_core.domain.toml_file import load_toml
from aci_core.ingest.columns.headers import code_legends, header_parts
from aci_core.ingest.columns.headers.timed_headers import TimedName

_SHORTEST = 2
_EDGES = " _-.:;,/|#·、，。()（）[]【】"
_End = Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class PairedName:
    """The name that two headers share.

    Parameters
    ----------
    name : TimedName
        With the visit of this one of them.
    partner : int
        Place of the other.
    doubtful : bool
        The first and the last, of which nobody says that one was before treatment.
    """

    name: TimedName
    partner: int
    doubtful: bool


def paired_names(headers: Mapping[int, str]) -> dict[int, PairedName]:
    """The headers that are a pair of one name, by place.

    Examples
    --------
    >>> pairs = paired_names({0: "Prewt", 1: "Postwt", 2: "first_bp", 3: "last_bp", 4: "pretty"})
    >>> [(p.name.text, p.name.visit, p.partner, p.doubtful) for p in pairs.values()][1:3]
    [('wt', 'post', 0, False), ('bp', 'pre', 3, True)]
    """
    parts: dict[tuple[str, _End, str], tuple[int, str]] = {}
    for place, header in headers.items():
        for word, end, text in _split(header):
            parts.setdefault((word, end, compact(text)), (place, text))
    result: dict[int, PairedName] = {}
    for (word, end, stem), (place, text) in parts.items():
        for after, doubtful in _words().partners.get(word, ()):
            partner, its_text = parts.get((after, end, stem), (place, ""))
            if partner != place and not {place, partner} & set(result):
                first = TimedName(text, stem, stem, PRE, sure=True)
                second = TimedName(its_text, stem, stem, POST, sure=True)
                result[place] = PairedName(first, partner, doubtful)
                result[partner] = PairedName(second, place, doubtful)
    return result


@dataclass(frozen=True, slots=True)
class _Words:
    partners: Mapping[str, tuple[tuple[str, bool], ...]]
    all: tuple[str, ...]
    never: tuple[str, ...]


@cache
def _words() -> _Words:
    table = load_toml("aci_core.ingest.columns.by_context", "paired_headers.toml")["words"]
    partners: dict[str, tuple[tuple[str, bool], ...]] = {}
    for kind in ("pairs", "doubtful"):
        for before, after in table[kind]:
            partners[before] = (*partners.get(before, ()), (after, kind == "doubtful"))
    afters = (after for found in partners.values() for after, _ in found)
    return _Words(partners, tuple(dict.fromkeys((*partners, *afters))), tuple(table["never"]))


def _split(header: str) -> Iterator[tuple[str, _End, str]]:
    """Each word of a pair at an end of a header, which end, and the rest as the file writes it."""
    if len(header) > code_legends.MAX_HEADER:
        return
    body = code_legends.without_legend(header_parts.without_format(clean(header)))
    shown = header_parts.without_unit(body)[0].strip(_EDGES)
    lower = shown.lower()
    for word in _words().all:
        if lower.startswith(word):
            rest = shown[len(word) :].strip(_EDGES)
            if _is_name(rest):
                yield word, "start", rest
        if lower.endswith(word):
            rest = shown[: -len(word)].strip(_EDGES)
            if _is_name(rest):
                yield word, "end", rest


def _is_name(rest: str) -> bool:
    key = compact(rest)
    letters = len(key) >= _SHORTEST and any(c.isalpha() for c in key)
    return letters and not key.endswith(_words().never)
