"""Standards of clinical data: which one a file follows, and what its columns are by it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from aci_core.domain.schema.aliases import compact, fold
from aci_core.domain.toml_file import load_toml

_FEWEST = 2  # names of a standard, of which one may be chance
_LONGEST = 120


@dataclass(frozen=True)
class ParameterRows:
    """Headers of a file with a row for each parameter and visit; None where it has none.

    Parameters
    ----------
    parameter, label : str
        Code and name of what was measured.
    visit : str
    value, text : str
        The value as a number, and as written.
    base : str
        The patient's value before treatment, repeated in each row.
    baseline : str
        Flag of the row that is the value before treatment.
    chosen : str
        Flag of the row to analyse, where a visit has several.
    derived : str
        Not empty where the value was not observed, such as one carried forward.
    """

    parameter: str
    value: str
    label: str | None = None
    visit: str | None = None
    text: str | None = None
    base: str | None = None
    baseline: str | None = None
    chosen: str | None = None
    derived: str | None = None


@dataclass(frozen=True)
class Standard:
    """The standard that a file follows.

    Parameters
    ----------
    code : str
        ``adam``, ``sdtm``, ``redcap`` or ``ninds``.
    title : str
        Its proper name, the same in every language.
    columns : dict of str to str
        Header to canonical name.
    unused : frozenset of str
        Headers that it defines and that hold no value of a patient.
    named : frozenset of str
        All headers that it defines.
    of : int
        Headers of the file.
    rows : ParameterRows or None
        For a file with a row for each parameter and visit.
    arms : (str, str) or None
        Other files of a study that hold the arms, and their header there.
    event : str or None
        Header of the event of each row, in a list of adverse events.
    population : str or None
        Header of the flag of who was randomised, or is analysed as randomised.
    """

    code: str
    title: str
    columns: Mapping[str, str] = field(default_factory=dict)
    unused: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    of: int = 0
    rows: ParameterRows | None = None
    arms: tuple[str, str] | None = None
    event: str | None = None
    population: str | None = None

    @property
    def n(self) -> int:
        """Number of headers that it defines."""
        return len(self.named)


def standard_of(headers: Sequence[str]) -> Standard | None:
    """The standard by which a file names its columns; None if it follows none.

    Parameters
    ----------
    headers : sequence of str

    Examples
    --------
    >>> followed = standard_of(("USUBJID", "TRT01P", "TRT01A", "AGE", "nihss_pre"))
    >>> followed.title, followed.columns["TRT01P"], sorted(followed.unused)
    ('CDISC ADaM', 'arm', ['TRT01A'])
    >>> followed.n, followed.of, standard_of(("ARM", "SEX", "AGE"))
    (4, 5, None)
    """
    keys = {header: _keys(header) for header in dict.fromkeys(headers)}
    code = next((code for code in _TITLES if _n_signs(code, keys) >= _FEWEST), None)
    if code is None:
        return None
    by_key = _by_key(keys)
    columns = _columns(code, by_key)
    rows = _rows(code, by_key)
    unused = {h for h, own in keys.items() if h not in columns and _is_unused(code, own, by_key)}
    if rows is not None:
        # All names of the visit, of which one is read.
        unused |= {by_key[w] for w in _tree()[code]["rows"]["visit"] if w in by_key}
        unused |= {h for h in vars(rows).values() if h is not None}
    named = {
        h
        for h, own in keys.items()
        if any(_matches(code, part, own) for part in ("signs", "named"))
    }
    known = frozenset(columns.keys() | unused | named)
    event, population = (
        _first(_tree()[code].get(part, {}).get("names", ()), by_key)
        for part in ("events", "population")
    )
    arms = _tree()[code].get("arms")
    return Standard(
        code,
        _TITLES[code],
        columns,
        frozenset(unused - columns.keys()),
        known,
        len(keys),
        rows,
        arms and (arms["where"], arms["column"]),
        event,
        population,
    )


@cache
def _tree() -> dict[str, Any]:
    return load_toml("aci_core.domain.schema", "standards.toml")


_TITLES: dict[str, str] = {
    code: table["title"] for code, table in _tree().items() if "title" in table
}


def _keys(header: str) -> frozenset[str]:
    """A header as it is compared: compact, and folded for names with separators."""
    text = header[:_LONGEST].rstrip("?:* ")
    return frozenset((compact(text), fold(text)))


@cache
def _pattern(code: str, part: str) -> re.Pattern[str]:
    listed = _tree()[code][part]
    names = listed if part == "signs" else [*listed["names"], *_inherited(code, part)]
    return re.compile("|".join(f"(?:{name})" for name in names))


def _inherited(code: str, part: str) -> list[str]:
    parent = _tree()[code][part].get("same_as")
    return list(_tree()[parent][part]["names"]) if parent else []


def _matches(code: str, part: str, own: frozenset[str]) -> bool:
    pattern = _pattern(code, part)
    return any(pattern.fullmatch(key) for key in own)


def _n_signs(code: str, keys: Mapping[str, frozenset[str]]) -> int:
    return sum(_matches(code, "signs", own) for own in keys.values())


def _by_key(keys: Mapping[str, frozenset[str]]) -> dict[str, str]:
    return {key: header for header in reversed([*keys]) for key in keys[header]}


def _first(words: Iterable[str], by_key: Mapping[str, str]) -> str | None:
    """The header of the first word that the file has."""
    return next((by_key[word] for word in words if word in by_key), None)


def _columns(code: str, by_key: Mapping[str, str]) -> dict[str, str]:
    """Header to canonical name: of several for one meaning the preferred."""
    columns: dict[str, str] = {}
    for name, listed in _tree()[code]["columns"].items():
        header = _first(listed, by_key)
        if header is not None:
            columns[header] = name
    return columns


def _is_unused(code: str, own: frozenset[str], by_key: Mapping[str, str]) -> bool:
    if _matches(code, "unused", own):
        return True
    # AGEGR1N beside AGEGR1: the same in numbers.
    return code in ("adam", "sdtm") and any(key.endswith("n") and key[:-1] in by_key for key in own)


def _rows(code: str, by_key: Mapping[str, str]) -> ParameterRows | None:
    parts = _tree()[code].get("rows")
    if parts is None:
        return None
    domain = next((k[:2] for k in by_key if re.fullmatch("[a-z]{2}testcd", k)), "--")
    headers = {
        part: _first([word.replace("--", domain) for word in listed], by_key)
        for part, listed in parts.items()
    }
    parameter, value = headers.pop("parameter"), headers.pop("value")
    if parameter is None or value is None:
        return None
    return ParameterRows(parameter, value, **headers)
