"""Headers that tell what a row of a file is: a visit, a period, an event, one of a pair."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from aci_core.domain.schema.aliases import compact, fold, words
from aci_core.domain.toml_file import load_toml
from aci_core.ingest.columns.headers import code_legends

_BRACKETED = re.compile(r"[(\[{]([^()\[\]{}]+)[)\]}]")
_ENDS = " ,;/:)("


@dataclass(frozen=True)
class OrderWords:
    """Words of a cross-over whose periods stand side by side, as `fold`.

    Parameters
    ----------
    beside : tuple of str
        Before or behind the number of a period in a header, the longest first.
    washout : tuple of str
        In a header of the time without treatment.
    then : tuple of str
        Between two treatments in an order of them.
    before, behind : tuple of str
        Round such an order.
    """

    beside: tuple[str, ...]
    washout: tuple[str, ...]
    then: tuple[str, ...]
    before: tuple[str, ...]
    behind: tuple[str, ...]


@dataclass(frozen=True)
class RowWords:
    """The tables of row_words.toml, headers as `compact`.

    Parameters
    ----------
    time : dict of str to str
        Header of a time in numbers, to its unit: ``d``, ``w`` or ``m``.
    period, sequence : frozenset of str
        Headers of the period and of the order of arms of a cross-over.
    orders : OrderWords
        Of a cross-over whose periods stand side by side.
    lasting : frozenset of str
        Canonical names of what a patient keeps from one period to the next.
    pair : frozenset of str
        Headers of the number that matched patients share.
    event_term, event_attribute : frozenset of str
        Headers of an event's name, and of what else is told of it.
    row_names : frozenset of str
        Headers of row numbers that a program wrote.
    """

    time: dict[str, str]
    period: frozenset[str]
    sequence: frozenset[str]
    orders: OrderWords
    lasting: frozenset[str]
    pair: frozenset[str]
    event_term: frozenset[str]
    event_attribute: frozenset[str]
    row_names: frozenset[str]


@cache
def row_words() -> RowWords:
    """Load the table."""
    tree = load_toml("aci_core.ingest.columns.headers", "row_words.toml")

    def keys(listed: list[str]) -> frozenset[str]:
        return frozenset(map(compact, listed))

    def longest(listed: list[str]) -> tuple[str, ...]:
        return tuple(sorted(listed, key=len, reverse=True))

    crossover, event = tree["crossover"], tree["event"]
    orders = ("beside", "washout", "then", "before_order", "behind_order")
    return RowWords(
        {key: unit for unit, listed in tree["time"].items() for key in keys(listed)},
        keys(crossover["period"]),
        keys(crossover["sequence"]),
        OrderWords(*(longest(crossover[name]) for name in orders)),
        frozenset(crossover["lasting"]),
        keys(tree["pair"]["words"]),
        keys(event["term"]),
        keys(event["attribute"]),
        keys(tree["row_names"]["words"]),
    )


def names_pairs(header: str) -> bool:
    """Whether a header is of the number that matched patients share.

    Examples
    --------
    >>> names_pairs("Pair ID"), names_pairs("配对号"), names_pairs("impaired")
    (True, True, False)
    """
    return compact(header[: code_legends.MAX_HEADER]) in row_words().pair


def unit_of_time(header: str) -> str | None:
    """The unit in which a header says that times stand: ``d``, ``w`` or ``m``.

    Examples
    --------
    >>> [unit_of_time(h) for h in ("Day", "随访时间(月)", "time, weeks", "visit", "age (months)")]
    ['d', 'm', 'w', None, None]
    """
    text = fold(header[: code_legends.MAX_HEADER])
    known = row_words().time.get(compact(text))
    if known is not None:
        return known
    body, _, last = text.rstrip(_ENDS).rpartition(" ")
    for bare, unit in ((_BRACKETED.sub("", text), _bracketed(text)), (body, last.strip(_ENDS))):
        at = words().visit_units.get(compact(unit))
        if at in ("d", "w", "m") and compact(bare) in words().visit_columns:
            return at
    return None


def _bracketed(text: str) -> str:
    match = _BRACKETED.search(text)
    return match[1] if match else ""
