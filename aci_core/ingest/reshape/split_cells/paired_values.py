"""Split cells that hold several values, such as 12/6 under NIHSS(前/后), a column each."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa

from aci_core.domain.schema import MEASURES, Role
from aci_core.ingest.cells import Cells, is_missing
from aci_core.ingest.columns.headers.column_meaning import Meaning
from aci_core.ingest.columns.headers.header_meaning import meaning
from aci_core.ingest.columns.headers.header_parts import parse_visit
from aci_core.ingest.issues import Issues
from aci_core.ingest.layout.raw_table import RawTable
from aci_core.ingest.reshape.split_cells.table_columns import Columns

_BETWEEN = r"\s*(?:/|／|→|->)\s*"
_NAMED = re.compile(rf"([^\s/／→()（）\[\]]{{1,16}}?){_BETWEEN}([^\s/／→()（）\[\]]{{1,16}})")
_VISITS = re.compile(
    r"(?i:[前后後]|[入出]院|基线|pre|post|before|after|base|admission|discharge|day|week|month"
    r"|[dwm]\d|\d ?(?:[天日周月个]|[dwm](?![a-z])))"
)
_PRESSURE = re.compile(r"(?i:血压|\bblood pressure\b|\bbp\b)")
_TWO = re.compile(rf"^\s*([^/／→]{{1,20}}?){_BETWEEN}([^/／→]{{1,20}})\s*$")
# Of more than two visits, each value behind a sign of its own.
_SIGN = re.compile(r"\s*(?:/|／|→|->|、|,|，|;|；)\s*")
_INSIDE = re.compile(r"[(（\[【]([^()（）\[\]【】]+)[)）\]】]")
_FEWEST_SEVERAL, _LONGEST = 3, 80
# Such columns are few, and each header is tried in many ways.
_MOST = 20


def split(raw: RawTable) -> RawTable:
    r"""Split columns whose header names two visits or more, and whose cells hold as many values.

    Parameters
    ----------
    raw : RawTable

    Returns
    -------
    RawTable
        The same table if there is no such column. A cell with another number of values becomes
        empty, and is reported.

    Examples
    --------
    >>> from aci_core.ingest.read import read
    >>> read("编号,组别,NIHSS(前/后)\n1,对照组,12/6\n2,对照组,9/4\n".encode(), "a.csv").headers
    ('编号', '组别', 'NIHSS(前)', 'NIHSS(后)')
    """
    columns = Columns(raw)
    issues = Issues(raw.row_numbers(), list(raw.issues))
    asked = n_split = 0
    for place, header in enumerate(raw.headers):
        names: tuple[str, ...] | None = None
        if asked < _MOST and len(_VISITS.findall(header)) > 1:
            asked += 1
            names = several_visits(header) or two_visits(header)
        elif _PRESSURE.search(header):
            names = two_pressures(header)
        cells = Cells.from_column(raw.text(place)) if names else None
        if names is None or cells is None or not _mostly_hold(cells, len(names)):
            continue
        for name, texts in zip(names, _split_cells(cells, header, len(names), issues), strict=True):
            columns.add(place, name, texts)
        columns.remove(place)
        n_split += 1
        if len(names) == 2:
            issues.add("pair_split", "info", header, first=names[0], second=names[1])
        else:
            issues.add("cells_split", "info", header, n=len(names), headers=", ".join(names))
    return columns.table(issues.entries) if n_split else raw


def several_visits(header: str) -> tuple[str, ...] | None:
    """Headers of three visits or more that one header names.

    Examples
    --------
    >>> several_visits("NIHSS(入院/7d/90d)"), several_visits("入院、7天、14天NIHSS评分")
    (('NIHSS(入院)', 'NIHSS(7d)', 'NIHSS(90d)'), ('入院NIHSS评分', '7天NIHSS评分', '14天NIHSS评分'))
    >>> several_visits("NIHSS(前/后)"), several_visits("mRS(0/1/2)")
    (None, None)
    """
    if len(header) > _LONGEST:
        return None
    inside = _INSIDE.search(header)
    begin, end = inside.span(1) if inside else (0, len(header))
    visits = _SIGN.split(header[begin:end].strip())
    before, after = header[:begin], header[end:]
    if len(visits) < _FEWEST_SEVERAL:
        return None
    if inside:
        before, after = f"{before[:-1]}(", f"){after[1:]}"
    else:  # the measure stands before the first, or behind the last
        first, last = visits[0], visits[-1]
        cut = next((i for i in range(len(first)) if parse_visit(first[i:].strip())), 0)
        to = next((i for i in range(len(last), 0, -1) if parse_visit(last[:i].strip())), len(last))
        before, after = first[:cut], last[to:]
        visits = [first[cut:], *visits[1:-1], last[:to]]
    names = tuple(f"{before}{visit}{after}" for visit in visits)
    found = [meaning(name) for name in names]
    apart = len({of.visit for of in found}) == len(found)
    return names if apart and all(_same_stem(found[0], of) for of in found) else None


def two_visits(header: str) -> tuple[str, str] | None:
    """Headers of the two visits that one header names.

    Examples
    --------
    >>> two_visits("NIHSS(前/后)"), two_visits("治疗前/后NIHSS评分")
    (('NIHSS(前)', 'NIHSS(后)'), ('治疗前NIHSS评分', '后NIHSS评分'))
    >>> two_visits("Barthel index pre / post"), two_visits("VEGF(pg/mL)")
    (('Barthel index pre', 'Barthel index post'), None)
    """
    for match in _NAMED.finditer(header):
        a, b = match.groups()
        before, after = header[: match.start()], header[match.end() :]
        # A shared part is written once: at the end of the second, or the start of the first.
        seconds = [f"{before}{a[:begin]}{b}{after}" for begin in range(len(a))]
        others = [(second, meaning(second)) for second in seconds]
        for end in range(len(b), -1, -1):
            first = f"{before}{a}{b[end:]}{after}"
            one = meaning(first)
            for second, other in others:
                if _same_measure(one, other):
                    return first, second
    return None


def two_pressures(header: str) -> tuple[str, str] | None:
    """Headers of systolic and diastolic pressure for a header of blood pressure.

    Examples
    --------
    >>> two_pressures("入院血压(mmHg)"), two_pressures("BP"), two_pressures("收缩压")
    (('入院收缩压(mmHg)', '入院舒张压(mmHg)'), ('systolic BP', 'diastolic BP'), None)
    """
    match = _PRESSURE.search(header)
    if match is None:
        return None
    word = match[0]
    both = ("收缩压", "舒张压") if word == "血压" else (f"systolic {word}", f"diastolic {word}")
    first, second = (header.replace(word, one, 1) for one in both)
    known = meaning(first).stem == "sbp" and meaning(second).stem == "dbp"
    return (first, second) if known else None


def _same_measure(one: Meaning, other: Meaning) -> bool:
    return _same_stem(one, other) and one.visit != other.visit


def _same_stem(one: Meaning, other: Meaning) -> bool:
    """Whether both are a visit of one measure."""
    measured = one.role is Role.MEASURE and other.role is Role.MEASURE
    known = one.stem in MEASURES and one.stem == other.stem
    return measured and known and bool(one.visit and other.visit)


def _parts(text: str, n: int) -> tuple[str, ...] | None:
    """The values of a cell; None if it does not hold as many."""
    if n == 2:
        match = _TWO.match(text)
        return match and (match[1], match[2])
    parts = _SIGN.split(text.strip()) if len(text) <= _LONGEST else []
    return tuple(parts) if len(parts) == n else None


def _mostly_hold(cells: Cells, n: int) -> bool:
    """Whether at least half of the filled cells hold so many values."""
    counted = list(zip(cells.texts, cells.counts.tolist(), strict=True))
    known = sum(times for text, times in counted if not is_missing(text))
    fit = sum(times for text, times in counted if _parts(text, n))
    return bool(fit and 2 * fit >= known)


def _split_cells(cells: Cells, header: str, n: int, issues: Issues) -> list[pa.ChunkedArray]:
    """The values of cells by place; cells with another number of them are reported."""
    parts = [None if is_missing(text) else _parts(text, n) for text in cells.texts]
    broken = [
        held is None and not is_missing(text) for held, text in zip(parts, cells.texts, strict=True)
    ]
    places = cells.places_of(np.array(broken, dtype=bool))
    if n == 2:
        issues.add_cells("pair_broken", "error", header, places, cells.text_at)
    else:
        issues.add_cells("cells_broken", "error", header, places, cells.text_at, n=n)
    return [cells.map_texts([(held and held[k]) or None for held in parts]) for k in range(n)]
