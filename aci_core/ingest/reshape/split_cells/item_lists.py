"""Split a column of lists (高血压、糖尿病 under 既往史; ①③) into yes and no by item."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow.compute as pc

from aci_core.domain.schema import Role
from aci_core.domain.schema.aliases import clean, compact, fold, words
from aci_core.ingest.cells import Cells
from aci_core.ingest.columns.headers import code_legends
from aci_core.ingest.columns.headers.header_meaning import meaning
from aci_core.ingest.columns.mapping import LIST, ColumnMapping
from aci_core.ingest.issues import Issues
from aci_core.ingest.layout.raw_table import RawTable
from aci_core.ingest.reshape.split_cells import listed_items
from aci_core.ingest.reshape.split_cells.listed_items import Items
from aci_core.ingest.reshape.split_cells.table_columns import Columns

_SAMPLE = 2000
_MOST_TEXTS = 2000  # different ones
_MOST_ITEMS = 40
_LONGEST = 40  # letters of an item
_FEWEST = 2  # patients who share an item
# So many of all mentions are of items that patients share or that are known, where no word of the
# header says that cells may list several; where one does, half.
_SHARED = 0.8
_SIGN = re.compile(r"[、;；,，+＋\n]")  # plainly between items
_SHOWN = 5
_OFTEN = 0.2  # of the cells list several, where no word of the header says so


@dataclass(frozen=True, slots=True)
class _Lists:
    """The items of each distinct cell; None where it says that nobody knows.

    Parameters
    ----------
    of : tuple
        By place of the distinct text.
    together : str
        The first cell that names several codes without a sign between them; empty without one.
    order : tuple of str
        Items as a legend lists them; empty without one, then the commonest goes first.
    """

    of: tuple[Items | None, ...]
    together: str = ""
    order: Items = ()


def with_items_apart(raw: RawTable, mapping: ColumnMapping) -> RawTable:
    """The table with a column of yes and no for each item in place of a column that lists them.

    Parameters
    ----------
    raw : RawTable
    mapping : ColumnMapping
        A column that it names stays as it is; one that it declares a list is one.

    Returns
    -------
    RawTable
        The same table if no column lists items.

    Notes
    -----
    Words that nobody knows may be a list, or one thing that the patient has (左基底节、放射冠):
    they stay as they are, and are asked about.
    """
    declared = {fold(header) for header, kind in mapping.kinds.items() if kind == LIST}
    named = set(map(fold, (*mapping.columns, *mapping.kinds, *mapping.ignore))) - declared
    columns, found = Columns(raw), False
    issues = Issues(raw.row_numbers(), list(raw.issues))
    for place, header in enumerate(raw.headers):
        of = raw.meanings.get(header)
        event = of.role is Role.EVENT and of.stem == "unspecified"
        unknown = of.recognised == "covariate" and not of.unclear
        if not (unknown or event) or fold(header) in named or raw.meanings.is_unused(header):
            continue
        column, codes = raw.text(place), raw.legends.get(header)
        legend = codes or code_legends.legend_in_header(header)
        asked = event or fold(header) in declared or listed_items.asks_for_several(header)
        first = Cells.from_column(column.slice(0, _SAMPLE))
        perhaps = not (legend or asked) and _combined(first)
        if not (legend or asked or perhaps) and _lists(first, legend, asked=asked) is None:
            continue  # most columns, at little cost
        cells = Cells.from_column(column)
        lists = _lists(cells, legend, asked=asked)
        if lists is not None:
            found = True
            _add(columns, place, header, cells, lists, issues, event=event)
        elif perhaps and (several := _combined(cells)) is not None:
            n, shown = several
            issues.add("items_combined", "warning", header, n=n, headers=", ".join(shown))
    if not found and len(issues.entries) == len(raw.issues):
        return raw
    return columns.table(issues.entries)


def _combined(cells: Cells) -> tuple[int, Items] | None:
    """How many cells may list several words that are unknown, and the commonest; None if none do.

    Each word, or nearly, is of several patients, and they stand together in several ways.
    """
    if not _FEWEST <= len(cells.distinct) <= _MOST_TEXTS:
        return None
    counts: Counter[str] = Counter()
    several, ways, together = 0, 0, 0
    for text, n in zip(cells.texts, cells.counts.tolist(), strict=True):
        of = None if listed_items.is_blank(text) else listed_items.items(text)
        if of is None or any(len(item) > _LONGEST for item in of):
            if listed_items.is_blank(text):
                continue
            return None
        if len(of) > 1:
            if not _SIGN.search(text):
                return None
            several += n
            together += 1
        ways += bool(of)
        counts.update(dict.fromkeys(of, n))
    shared = sum(n for n in counts.values() if n >= _FEWEST)
    often = several >= max(_FEWEST, _OFTEN * cells.filled)
    in_ways = together >= _FEWEST or ways > len(counts)  # never an arm: standard, standard + new
    if not (often and in_ways) or shared < _SHARED * counts.total():
        return None
    return several, tuple(item for item, _ in counts.most_common(_SHOWN))


def _lists(cells: Cells, legend: Mapping[str, str], *, asked: bool) -> _Lists | None:
    """What the cells list; None if they are no lists."""
    if not _FEWEST <= len(cells.distinct) <= _MOST_TEXTS:
        return None
    if len(legend) > 1:
        return _of_codes(cells, legend, asked=asked)
    return _of_words(cells, asked=asked) or (_of_codes(cells, {}, asked=True) if asked else None)


def _of_codes(cells: Cells, legend: Mapping[str, str], *, asked: bool) -> _Lists | None:
    """Lists of codes: of any header where they are no exception."""
    lists: list[Items | None] = []
    together = ""
    for text in cells.texts:
        of = None if listed_items.is_blank(text) else listed_items.coded_items(text, legend)
        if of is None and not listed_items.is_blank(text):
            return None
        lists.append(of)
        if listed_items.are_together(listed_items.codes_in(text), legend):
            together = together or text
    several = _n_several(lists, cells)
    if not several or (not asked and several < _OFTEN * cells.filled):
        return None
    named = {item for of in lists for item in of or ()}
    order = tuple(legend.values()) if legend else tuple(sorted(named, key=int))
    return _Lists(tuple(lists), together, order)


def _of_words(cells: Cells, *, asked: bool) -> _Lists | None:
    """Lists of words that patients share, or that are known as diseases."""
    lists: list[Items | None] = []
    counts: Counter[str] = Counter()
    for text, n in zip(cells.texts, cells.counts.tolist(), strict=True):
        of = None if listed_items.is_blank(text) else listed_items.items(text)
        if of is None and not listed_items.is_blank(text):
            return None
        lists.append(of)
        for item in of or ():
            counts[item] += n
    if not _n_several(lists, cells) or any(
        item.isdecimal() or len(item) > _LONGEST for item in counts
    ):
        return None
    known = sum(n for item, n in counts.items() if _disease(item))
    shared = sum(n for item, n in counts.items() if n >= _FEWEST or _disease(item))
    total = counts.total()
    plain = 2 * shared >= total if asked else shared >= _SHARED * total and 2 * known >= total
    return _Lists(tuple(lists)) if plain else None


def _n_several(lists: Sequence[Items | None], cells: Cells) -> int:
    """How many cells list more than one item."""
    pairs = zip(lists, cells.counts.tolist(), strict=True)
    return sum(n for of, n in pairs if of and len(of) > 1)


def _disease(item: str) -> str | None:
    """The canonical name of a disease or habit that the schema knows."""
    name = meaning(item).name
    return name if name in words().yes_no else None


def _key(item: str) -> str:
    """By which items are one: hypertension and 高血压."""
    return _disease(item) or compact(item)


def _add(
    columns: Columns,
    place: int,
    header: str,
    cells: Cells,
    lists: _Lists,
    issues: Issues,
    *,
    event: bool,
) -> None:
    """Add a column for each item that patients share, and one for all others."""
    spellings: dict[str, Counter[str]] = {}
    pairs = list(zip(lists.of, cells.counts.tolist(), strict=True))
    for of, n in pairs:
        for item in of or ():
            spellings.setdefault(_key(item), Counter())[item] += n
    place_of = {_key(item): i for i, item in enumerate(lists.order)}
    common = {
        key: words_of.most_common(1)[0][0]
        for key, words_of in sorted(
            spellings.items(), key=lambda pair: (place_of.get(pair[0], 0), -pair[1].total())
        )
        if words_of.total() >= _FEWEST or key in words().yes_no or key in place_of
    }
    made = [({key}, word) for key, word in [*common.items()][:_MOST_ITEMS]]
    bare = clean(code_legends.BRACKETS.sub(" ", code_legends.without_legend(header))) or header
    if rest := set(spellings) - set().union(*(keys for keys, _ in made)):
        made.append((rest, "other" if bare.isascii() else "其他"))
    keys_of = [None if of is None else set(map(_key, of)) for of in lists.of]
    # Where no cell says that there is none, an empty one does.
    blank_is_no = not event and () not in lists.of
    said = [f"{bare}: {word}" if bare.isascii() else f"{bare}：{word}" for _, word in made]
    for (keys, _), named in zip(made, said, strict=True):
        texts = [
            text if of is None else "yes" if of & keys else "no"
            for text, of in zip(cells.texts, keys_of, strict=True)
        ]
        column = cells.map_texts(texts)
        columns.add(place, named, pc.fill_null(column, "no") if blank_is_no else column)
    columns.remove(place)
    n, shown = _n_several(lists.of, cells), ", ".join(word for _, word in made)
    issues.add("items_listed", "info", header, headers=shown, n=n, made="\n".join(said))
    if lists.together:
        of_first = next(
            of for of, t in zip(lists.of, cells.texts, strict=True) if t == lists.together
        )
        together = ", ".join(of_first or ())
        issues.add("codes_together", "warning", header, value=lists.together, headers=together)
    n_blank = int((cells.codes < 0).sum())
    if blank_is_no and n_blank:
        issues.add("items_blank", "warning", header, n=n_blank)
