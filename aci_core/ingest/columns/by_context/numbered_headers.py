"""Columns of one name with running numbers, which may be visits: asked, not taken as baseline."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np

from aci_core.domain.schema import PRE, Role
from aci_core.domain.schema.aliases import compact, fold, words
from aci_core.domain.toml_file import load_toml
from aci_core.ingest.cells import Cells, Floats, parse
from aci_core.ingest.columns.by_context.unknown_scores import Content
from aci_core.ingest.columns.headers import code_legends, timed_headers
from aci_core.ingest.columns.headers.header_meaning import unrecognised
from aci_core.ingest.columns.recognise import Source

_NUMBERED = re.compile(r"^(?P<stem>.*\D)(?P<n>[0-9]{1,2})$")
_MOST_VISITS = 4  # of a known score; more are its items
_FEWEST, _MOST = 2, 12  # more columns of one name are the items of a form
_FEWEST_VALUES = 6  # distinct; fewer are grades of different things
_FEWEST_PATIENTS = 5
_ALIKE = 0.3  # correlation over patients of one score at two visits


def with_numbered_visits(
    sources: Sequence[Source], content: Callable[[int], Content], sample: Callable[[int], Cells]
) -> list[Source]:
    """The columns; unknown numeric ones of one name whose numbers may be visits are unclear.

    Parameters
    ----------
    sources : sequence of Source
    content : callable
        What the cells at a place are.
    sample : callable
        Cells at a place, of the same rows in every column.

    Notes
    -----
    They may be visits where the name has a value before treatment too (pase_6 beside pase_pre),
    where the numbers run on from 0 or 1 and a column is called baseline and
    nothing else, or where the lowest is 0 or 1 and the patients' values go together. What has the
    number of a known score (who_6 beside mrs_6) may be of after treatment as that is.
    """
    groups: dict[str, dict[int, Source]] = defaultdict(dict)
    with_base = False
    before = {
        timed_headers.name_key(source.meaning.stem)
        for source in sources
        if source.meaning.role is Role.MEASURE and source.meaning.visit == PRE
    }
    for source in sources:
        key = compact(source.header[: code_legends.MAX_HEADER])
        with_base |= key in _stems()["base"] and content(source.place) == "numbers"
        meaning = source.meaning
        numbered = numbered_name(source.header)
        if numbered and meaning.recognised == "covariate" and not meaning.unclear:
            groups[numbered[0]].setdefault(numbered[1], source)
    unclear: dict[int, str] = {}
    for stem, group in groups.items():
        later = {n: source for n, source in group.items() if n}
        if stem in before and all(content(s.place) == "numbers" for s in later.values()):
            unclear |= {source.place: stem for source in later.values()}
        elif _may_be_visits(stem, group, content, sample, with_base=with_base):
            unclear |= {source.place: stem for source in group.values()}
    numbers = _numbers_of_scores(sources)
    return [
        replace(s, meaning=replace(unrecognised(s.header), unclear=True, numbered=unclear[s.place]))
        if s.place in unclear
        else _later(s)
        if _shares_number(s, numbers) and content(s.place) in ("numbers", "flags")
        else s
        for s in sources
    ]


def _numbers_of_scores(sources: Sequence[Source]) -> frozenset[int]:
    """The numbers behind a known score that are no visits to us: 1 and 6 of mrs_1 and mrs_6."""
    behind: dict[str, set[int]] = defaultdict(set)
    for source in sources:
        name = numbered_name(source.header) if source.meaning.unclear else None
        if name and name[0] in words().measures:
            behind[name[0]].add(name[1])
    few = (numbers for numbers in behind.values() if len(numbers) <= _MOST_VISITS)
    return frozenset().union(*few) - {0}


def _shares_number(source: Source, numbers: frozenset[int]) -> bool:
    """Whether an unknown name has the number of a known score behind it: who_6 beside mrs_6."""
    meaning = source.meaning
    name = numbered_name(source.header)
    known = meaning.recognised != "covariate" or meaning.unclear
    return (
        name is not None and not known and name[1] in numbers and name[0] not in _stems()["items"]
    )


def _later(source: Source) -> Source:
    """The column as one that may have been told after treatment."""
    return replace(source, meaning=replace(source.meaning, unclear=True, later=True))


def numbered_name(header: str) -> tuple[str, int] | None:
    """A name and the running number behind it.

    Examples
    --------
    >>> [numbered_name(h) for h in ("y1", "PK_5", "评分2", "CD4", "NIHSS", "12", "PM2.5")]
    [('y', 1), ('pk', 5), ('评分', 2), None, None, None, None]
    """
    match = _NUMBERED.match(fold(header[: code_legends.MAX_HEADER]))
    stem = compact(match["stem"]) if match else ""
    if match is None or not stem or stem in _stems()["part_of_name"] or stem[-1].isdigit():
        return None
    if timed_headers.is_no_time(stem, compact(match[0])):  # a segment of an artery
        return None
    return stem, int(match["n"])


@cache
def _stems() -> Mapping[str, frozenset[str]]:
    table = load_toml("aci_core.ingest.columns.by_context", "numbered_headers.toml")["stems"]
    return {kind: frozenset(map(compact, listed)) for kind, listed in table.items()}


def _may_be_visits(
    stem: str,
    group: Mapping[int, Source],
    content: Callable[[int], Content],
    sample: Callable[[int], Cells],
    *,
    with_base: bool,
) -> bool:
    numbers = sorted(group)
    if not _FEWEST <= len(numbers) <= _MOST or numbers[0] > 1:
        return False
    places = [group[n].place for n in numbers]
    if any(content(place) != "numbers" for place in places):
        return False
    if with_base and numbers[-1] - numbers[0] == len(numbers) - 1:
        return True
    return stem not in _stems()["items"] and _go_together([sample(place) for place in places])


def _go_together(columns: Sequence[Cells]) -> bool:
    """Whether neighbours correlate over patients, as one score at two visits does."""
    values = [parsed.values for parsed in map(parse, columns)]
    if max(len(np.unique(v[np.isfinite(v)])) for v in values) < _FEWEST_VALUES:
        return False
    spread = [cells.spread(v) for cells, v in zip(columns, values, strict=True)]
    return bool(np.median([_correlation(one, other) for one, other in pairwise(spread)]) > _ALIKE)


def _correlation(one: Floats, other: Floats) -> float:
    """Pearson's correlation; 0 where it is not defined."""
    both = np.isfinite(one) & np.isfinite(other)
    x, y = one[both], other[both]
    if x.size < _FEWEST_PATIENTS or np.ptp(x) == 0 or np.ptp(y) == 0:
        return 0.0
    return float(np.corrcoef(x, y)[0, 1])
