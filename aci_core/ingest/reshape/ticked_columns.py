"""One characteristic told by several columns of which one is ticked: 男, 女; LAA, SAO, CE."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from aci_core.domain.schema.aliases import canonical_value, clean, compact, fold, words
from aci_core.ingest.cells import Cells
from aci_core.ingest.columns.mapping import ColumnMapping
from aci_core.ingest.issues import Issues
from aci_core.ingest.layout.raw_table import RawTable
from aci_core.ingest.reshape.split_cells.table_columns import Columns
from aci_core.ingest.values.codes import yes_no

_NEARLY_ALL = 0.9  # of the rows have one tick; the others are not known
_FEWEST_ROWS = 6
_SAMPLE = 500
_MOST = 12  # columns of one characteristic
_SEX = "sex"
_SIGNS = re.compile(r"[\s_:：\-—/()（）]+$")
_Ticks = npt.NDArray[np.int8]


def with_ticks_joined(raw: RawTable, mapping: ColumnMapping) -> RawTable:
    """The table with one column in place of several of which each row ticks one.

    The sexes are found by their headers. Other columns are if they stand side by side, hold
    nothing but ticks, and no row ticks two.

    Parameters
    ----------
    raw : RawTable
    mapping : ColumnMapping
        A column that it names stays as it is.
    """
    if len(raw.frame) < _FEWEST_ROWS:
        return raw
    named = set(map(fold, (*mapping.columns, *mapping.kinds, *mapping.ignore)))
    ticks: dict[int, _Ticks] = {}
    alone: set[int] = set()
    for place, header in enumerate(raw.headers):
        of = raw.meanings.get(header)
        if of.recognised != "covariate" or of.unclear or fold(header) in named:
            continue
        if raw.meanings.is_unused(header):
            continue
        column = raw.text(place)
        first = Cells.from_column(column.slice(0, _SAMPLE))
        if first.filled and yes_no.ticks(first) is None:
            continue  # most columns, at little cost
        cells = Cells.from_column(column)
        own = yes_no.ticks(cells)
        if own is not None and not own.all():
            ticks[place] = own
            if len(cells.distinct) == 1:
                alone.add(place)
    groups = [g for g in (_sexes(raw, ticks), *_runs(ticks, alone)) if g]
    return _joined(raw, groups, ticks) if groups else raw


def _sexes(raw: RawTable, ticks: Mapping[int, _Ticks]) -> tuple[int, ...]:
    """Places of the columns of men and of women; empty without one of each."""
    if any(raw.meanings.get(header).name == _SEX for header in raw.headers):
        return ()
    of = {place: _sex(raw.headers[place]) for place in ticks}
    men, women = ([p for p, sex in of.items() if sex == own] for own in ("male", "female"))
    places = (*men, *women)
    return places if len(men) == len(women) == 1 and _one_each(ticks, places) else ()


def _sex(header: str) -> str | None:
    """The sex that a header names: 男, 性别：男, sex_male."""
    key = compact(header)
    asks = [w for w, name in words().columns.items() if name == _SEX and key.startswith(w)]
    texts = (key, *(key.removeprefix(word) for word in (*asks, _SEX)))
    return next((sex for text in texts if (sex := canonical_value(_SEX, text))), None)


def _runs(ticks: Mapping[int, _Ticks], alone: set[int]) -> list[tuple[int, ...]]:
    """Places of neighbours that hold ticks alone, of which each row has one."""
    found: list[tuple[int, ...]] = []
    taken: set[int] = set()
    for start in sorted(alone):
        places = [start]
        while start not in taken and len(places) < _MOST and places[-1] + 1 in alone - taken:
            places.append(places[-1] + 1)
            if _one_each(ticks, places):
                found.append(tuple(places))
                taken |= {*places}
    return found


def _one_each(ticks: Mapping[int, _Ticks], places: Sequence[int]) -> bool:
    """Whether nearly all rows tick one of the columns, and each is ticked somewhere."""
    total = np.sum([ticks[place] for place in places], axis=0)
    return bool((total == 1).mean() >= _NEARLY_ALL)


def _joined(
    raw: RawTable, groups: Sequence[tuple[int, ...]], ticks: Mapping[int, _Ticks]
) -> RawTable:
    columns, taken = Columns(raw), set[int]()
    issues = Issues(raw.row_numbers(), list(raw.issues))
    for places in groups:
        if taken & {*places}:
            continue
        taken |= {*places}
        headers = [clean(raw.headers[place]) for place in places]
        sexes = [sex for header in headers if (sex := _sex(header))]
        of_sex = set(sexes) == {"male", "female"} and len(sexes) == len(headers)
        name, levels = (_SEX, sexes) if of_sex else _name_and_levels(headers)
        at = np.stack([ticks[place] for place in places])
        one = at.sum(axis=0) == 1
        level_of = pa.array(at.argmax(axis=0), mask=~one)
        text = pa.array(levels, pa.string()).take(level_of)
        columns.add(min(places), name, pa.chunked_array([text]))
        columns.remove(*places)
        shown = ", ".join(headers)
        own = "\n".join(raw.headers[place] for place in places)
        issues.add("ticks_joined", "info", name, headers=shown, of=own)
        unclear = np.flatnonzero(~one)
        issues.add_cells("ticks_unclear", "warning", name, unclear, None, headers=shown)
    return columns.table(issues.entries)


def _name_and_levels(headers: Sequence[str]) -> tuple[str, list[str]]:
    """What the headers have in common before a sign, and the rest of each; else all of them."""
    one, other = min(headers), max(headers)
    n = next(
        (i for i, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), len(one)
    )
    shared = one[:n]
    name = _SIGNS.sub("", shared)
    if len(name) > 1 and name != shared and all(len(h) > len(shared) for h in headers):
        return name, [header[len(shared) :] for header in headers]
    return " / ".join(headers), [*headers]
