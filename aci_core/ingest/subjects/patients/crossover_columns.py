"""Cross-over trials told side by side: a column with the order of treatments, scores by period."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from aci_core.domain.cohort import ARM
from aci_core.domain.errors import AciError
from aci_core.domain.schema import Role
from aci_core.domain.schema.aliases import clean, compact, fold
from aci_core.ingest.cells import is_missing
from aci_core.ingest.columns.by_values import role_values
from aci_core.ingest.columns.by_values.distinct_values import DistinctValues
from aci_core.ingest.columns.headers import code_legends
from aci_core.ingest.columns.headers.header_parts import CHINESE_DIGITS
from aci_core.ingest.columns.headers.row_words import row_words
from aci_core.ingest.columns.mapping import ColumnMapping
from aci_core.ingest.columns.recognise import Source

_ARMS = 2
_MOST_ORDERS = 6
_SHOWN = 3
_LETTERS = re.compile(r"[a-z]{2,4}|[甲乙丙丁]{2,4}")  # treatments by a letter each: AB, TRTR, 甲乙
_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3}
_ROMAN = {"i": 1, "ii": 2, "iii": 3}


def refuse_crossover_columns(
    columns: Sequence[Source], mapping: ColumnMapping, distinct: DistinctValues
) -> None:
    """Refuse a table whose columns tell that each patient was given one treatment after another.

    That is so if one column holds orders of the same treatments (AB and BA) and its header says
    so, or scores stand side by side by period, or a washout is told; or if both the header of a
    sequence and such scores, or a washout and such scores, are there. Of a trial that compares
    two orders as its arms (first drug A, then B) no period is told.

    Parameters
    ----------
    columns : sequence of Source
        All columns of the table.
    mapping : ColumnMapping
        A column that it names as the arm is one.
    distinct : DistinctValues
        Of the table.

    Raises
    ------
    AciError
        ``crossover_wide`` where a column holds the orders, ``crossover_periods`` where only
        headers tell.
    """
    if ARM in mapping.columns.values() or ARM in mapping.numbered_within:
        return
    periods = _of_several_periods(columns)
    washout = next((s.header for s in columns if _tells_washout(s.header)), "")
    if not (periods or washout or any(_names_order(s.header) for s in columns)):
        return
    claims = [s for s in columns if s.meaning.name == ARM]
    arm = role_values.choose_arm(claims, distinct).source if claims else None
    for source in columns:
        named = _names_order(source.header)
        if not (source is arm or _may_be_order(source, distinct)):
            continue
        if arm is not None and source is not arm and not _tells_same(source, arm, distinct):
            continue
        orders = are_orders(distinct.cells(source.place).texts)
        column = clean(source.header)[:60]
        if orders and (named or periods or washout):
            raise AciError("crossover_wide", column=column)
        if periods and (named or washout):
            raise AciError(
                "crossover_periods",
                headers=", ".join(clean(header)[:40] for header in periods[:_SHOWN]),
                sign=column if named else clean(washout)[:60],
                column=column,
            )


def are_orders(texts: Sequence[str]) -> bool:
    """Whether texts are different orders of the same treatments.

    Examples
    --------
    >>> [are_orders(t) for t in (["AB", "BA"], ["试验-对照", "对照-试验"], ["先A后B", "先B后A"])]
    [True, True, True]
    >>> [are_orders(t) for t in (["A", "B"], ["TR", "CR"], ["drug then placebo", "placebo"])]
    [False, False, False]
    """
    orders = {_parts(text) for text in texts if not is_missing(text)}
    alike = {tuple(sorted(set(order))) for order in orders}
    return len(orders) >= _ARMS and len(alike) == 1 and len(alike.pop()) >= _ARMS


def _parts(text: str) -> tuple[str, ...]:
    """The treatments in an order, one for each period; one alone where the text is none."""
    words = row_words().orders
    body = fold(text).strip("()[] .:")
    for word in words.before:
        body = body.removeprefix(word).strip(" :")
    for word in words.behind:
        body = body.removesuffix(word).strip(" :")
    found = tuple(compact(part) for part in _between().split(body))
    if len(found) == 1 and _LETTERS.fullmatch(body):
        return tuple(body)
    return tuple(part for part in found if part)


@cache
def _between() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, row_words().orders.then)))


def _may_be_order(source: Source, distinct: DistinctValues) -> bool:
    meaning = source.meaning
    few = _ARMS <= distinct.n(source.place) <= _MOST_ORDERS
    return few and meaning.recognised == "covariate" and distinct.repeats(source.place)


def _tells_same(source: Source, arm: Source, distinct: DistinctValues) -> bool:
    """Whether a column and that of the arm say the same: group 1 is AB, group 2 is BA."""
    return role_values.one_to_one(distinct.cells(source.place), distinct.cells(arm.place))


def _names_order(header: str) -> bool:
    return compact(header[: code_legends.MAX_HEADER]) in row_words().sequence


def _tells_washout(header: str) -> bool:
    text = fold(header[: code_legends.MAX_HEADER])
    return any(word in text for word in row_words().orders.washout)


def _of_several_periods(columns: Sequence[Source]) -> list[str]:
    """Headers of one name at several periods, none of them an amount that was given."""
    at: dict[str, dict[int, str]] = defaultdict(dict)
    for source in columns:
        found = None if source.meaning.role is Role.DOSE else split_period(source.header)
        if found:
            at[found[1]].setdefault(found[0], source.header)
    return next(([*each.values()] for each in at.values() if len(each) >= _ARMS), [])


def split_period(header: str) -> tuple[int, str] | None:
    """The period in a header, and the rest of it; None if it names none.

    Examples
    --------
    >>> [split_period(h) for h in ("NIHSS_P1_post", "第二周期NIHSS", "mRS period 2", "P300", "CP2")]
    [(1, 'nihsspost'), (2, 'nihss'), (2, 'mrs'), None, None]
    """
    text = fold(header[: code_legends.MAX_HEADER]).replace("_", " ")
    match = _period().search(text)
    if match is None:
        return None
    number = match["nth"] or match["n"] or match["numeral"]
    rest = compact(f"{text[: match.start()]} {text[match.end() :]}")
    n = {**_NTH, **_ROMAN}.get(number) or CHINESE_DIGITS.get(number) or int(number)
    return (n, rest) if rest else None


@cache
def _period() -> re.Pattern[str]:
    words = row_words().orders.beside
    latin = "|".join(re.escape(w) for w in words if w.isascii())
    han = "|".join(re.escape(w) for w in words if not w.isascii())
    nth = "|".join(_NTH)
    behind = r"[ -]?(?P<n>[1-4]|i{1,3})(?![a-z0-9])"
    return re.compile(
        rf"(?<![a-z])(?:(?P<nth>{nth}) (?:{latin})|(?:{latin}){behind})"
        rf"|第?(?P<numeral>[一二三四1-4])(?:{han})"
    )
