"""Split cells that hold two values, such as 12/6 under NIHSS(前/后), into two columns."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa

from aci_core.domain.schema import MEASURES, Role
from aci_core.ingest.cells import Cells, is_missing
from aci_core.ingest.columns.headers.column_meaning import Meaning
from aci_core.ingest.columns.headers.header_meaning import meaning
from aci_core.ingest.issues import Issues
from aci_core.ingest.layout.raw_table import RawTable

_BETWEEN = r"\s*(?:/|／|→|->)\s*"
_NAMED = re.compile(rf"([^\s/／→()（）\[\]]{{1,16}}?){_BETWEEN}([^\s/／→()（）\[\]]{{1,16}})")
_VISITS = re.compile(r"(?i:[前后後]|pre|post|before|after|base|[dwm]\d|\d[天日周月])")
_PRESSURE = re.compile(r"(?i:血压|\bblood pressure\b|\bbp\b)")
_TWO = re.compile(rf"^\s*([^/／→]{{1,20}}?){_BETWEEN}([^/／→]{{1,20}})\s*$")
# Such columns are few, and each header is tried in many ways.
_MOST = 20


def split(raw: RawTable) -> RawTable:
    r"""Split columns whose header names two visits and whose cells hold two values.

    Parameters
    ----------
    raw : RawTable

    Returns
    -------
    RawTable
        The same table if there is no such column. A cell without two values becomes empty,
        and is reported.

    Examples
    --------
    >>> from aci_core.ingest.read import read
    >>> read("编号,组别,NIHSS(前/后)\n1,对照组,12/6\n2,对照组,9/4\n".encode(), "a.csv").headers
    ('编号', '组别', 'NIHSS(前)', 'NIHSS(后)')
    """
    headers: list[str] = []
    labels: list[str] = []
    columns: list[pa.ChunkedArray] = []
    issues = Issues(raw.row_numbers(), list(raw.issues))
    asked = 0
    for place, header in enumerate(raw.headers):
        names = None
        if asked < _MOST and len(_VISITS.findall(header)) > 1:
            asked += 1
            names = two_visits(header)
        elif _PRESSURE.search(header):
            names = two_pressures(header)
        cells = Cells.from_column(raw.text(place)) if names else None
        if names and cells is not None and _is_mostly_pairs(cells):
            headers += names
            labels += ["", ""]
            columns += _split_cells(cells, header, issues)
            issues.add("pair_split", "info", header, first=names[0], second=names[1])
        else:
            headers.append(header)
            labels += raw.labels[place : place + 1]
            columns.append(raw.text(place))
    if len(headers) == len(raw.headers):
        return raw
    return raw.with_columns(headers, labels, columns, issues.entries)


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
    measured = one.role is Role.MEASURE and other.role is Role.MEASURE
    known = one.stem in MEASURES and one.stem == other.stem
    return measured and known and bool(one.visit and other.visit) and one.visit != other.visit


def _is_mostly_pairs(cells: Cells) -> bool:
    """Whether at least half of the filled cells hold two values."""
    counted = list(zip(cells.texts, cells.counts.tolist(), strict=True))
    known = sum(n for text, n in counted if not is_missing(text))
    two = sum(n for text, n in counted if _TWO.match(text))
    return bool(two and 2 * two >= known)


def _split_cells(cells: Cells, header: str, issues: Issues) -> list[pa.ChunkedArray]:
    """Split cells into first and second values; report cells without a pair."""
    matches = [None if is_missing(text) else _TWO.match(text) for text in cells.texts]
    broken = [
        match is None and not is_missing(text)
        for match, text in zip(matches, cells.texts, strict=True)
    ]
    places = cells.places_of(np.array(broken, dtype=bool))
    issues.add_cells("pair_broken", "error", header, places, cells.text_at)
    return [cells.map_texts([match and match[k] for match in matches]) for k in (1, 2)]
