"""Unknown columns with a time: scores, characteristics before treatment, outcomes after it.

The same name at two or more times is a measure; what is told after treatment is never a baseline
characteristic. Of which kind a column is, its cells say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from aci_core.domain.schema import BEFORE, PRE, Role
from aci_core.domain.schema.aliases import clean, compact, words
from aci_core.ingest.columns.by_context import paired_headers
from aci_core.ingest.columns.by_context.paired_headers import PairedName
from aci_core.ingest.columns.headers import timed_headers
from aci_core.ingest.columns.headers.column_meaning import MAX_NAME, Meaning
from aci_core.ingest.columns.headers.header_meaning import endpoint, unrecognised
from aci_core.ingest.columns.headers.timed_headers import TimedName
from aci_core.ingest.columns.recognise import Source

Content = Literal["numbers", "flags", "words", "empty"]
SCORE = "score"  # what a column is called whose header is a time alone
_FEWEST = 2
_SHORT = re.compile(r"^[dwmy][0-9]+$")
_JOIN = re.compile(r"[^\w%+]+")


class _Timed(NamedTuple):
    source: Source
    name: TimedName
    content: Content


def with_unknown_scores(
    sources: Sequence[Source], known: Collection[str], content: Callable[[int], Content]
) -> list[Source]:
    """The columns, unknown ones with a time as what they are.

    Parameters
    ----------
    sources : sequence of Source
        As their headers say.
    known : collection of str
        Names of the known and declared measures.
    content : callable
        What the cells at a place are.
    """
    pairs = _pairs(sources, known, content)
    doubtful = {place for place, pair in pairs.items() if pair.doubtful}
    names = {place: pair.name for place, pair in pairs.items() if not pair.doubtful}
    groups, bare = _grouped([s for s in sources if s.place not in doubtful], known, content, names)
    groups = _with_bare(groups, bare)
    made = {s.place: _unclear(s) for s in sources if s.place in doubtful}
    for group in groups:
        made |= _of_group(group)
    rest = [s for s in sources if s.place not in made]
    made |= _not_known_when(rest, groups, content)
    for source in sources:
        stem = compact(source.meaning.stem)
        if _is_undeclared(source, known) and timed_headers.is_no_time(stem, compact(source.header)):
            made[source.place] = unrecognised(source.header)
    return [
        replace(s, meaning=made[s.place], by_label=s.by_label) if s.place in made else s
        for s in sources
    ]


def _pairs(
    sources: Sequence[Source], known: Collection[str], content: Callable[[int], Content]
) -> dict[int, PairedName]:
    """The pairs of one name before and after whose cells both are numbers, or yes and no."""
    unknown = {s.place: s.header for s in sources if _is_unknown(s) or _is_undeclared(s, known)}
    counted = ("numbers", "flags")
    return {
        place: pair
        for place, pair in paired_headers.paired_names(unknown).items()
        if content(place) in counted and content(pair.partner) in counted
    }


def _grouped(
    sources: Sequence[Source],
    known: Collection[str],
    content: Callable[[int], Content],
    pairs: Mapping[int, TimedName],
) -> tuple[list[list[_Timed]], list[_Timed]]:
    """Columns of one name each, and those whose header is a time alone."""
    by_key: dict[str, list[_Timed]] = defaultdict(list)
    bare: list[_Timed] = []
    for source in sources:
        if not (_is_unknown(source) or _is_undeclared(source, known) or _is_before(source)):
            continue
        name = _timed_name(source, known) or pairs.get(source.place)
        visit = timed_headers.bare_time(source.header) if name is None else None
        if name is not None:
            of = content(source.place)
            if not _is_before(source) or of == "numbers":
                by_key[name.key].append(_Timed(source, name, of))
        elif visit:
            alone = TimedName(SCORE, SCORE, SCORE, visit, sure=visit != PRE)
            bare.append(_Timed(source, alone, content(source.place)))
    return [part for group in by_key.values() for part in _without_clashes(group)], bare


def _is_unknown(source: Source) -> bool:
    return source.meaning.recognised == "covariate" and not source.meaning.unclear


def _is_undeclared(source: Source, known: Collection[str]) -> bool:
    meaning = source.meaning
    declared = meaning.stem in known or meaning.recognised == "mapping"
    declared = declared or meaning.stem in words().numbers  # 收缩压 after treatment
    return meaning.role is Role.MEASURE and not declared


def _is_before(source: Source) -> bool:
    """Whether it is an event's word with a time before treatment, which may also be a score."""
    meaning = source.meaning
    return meaning.name.startswith(BEFORE) and meaning.recognised != "mapping"


def _timed_name(source: Source, known: Collection[str]) -> TimedName | None:
    """The name and time of a header, else of what its rules made of it."""
    split = timed_headers.timed_name(source.header)
    meaning = source.meaning
    if not _is_undeclared(source, known) or meaning.visit is None:
        return split
    if split is not None and split.visit == meaning.visit:
        return replace(split, sure=True)
    stem = meaning.stem
    return TimedName(stem, compact(stem), compact(stem), meaning.visit, sure=True)


def _without_clashes(group: list[_Timed]) -> list[list[_Timed]]:
    """The group by its whole names where without filler words two are at one visit."""
    visits = [one.name.visit for one in group]
    if len(set(visits)) == len(visits):
        return [group]
    by_whole: dict[str, list[_Timed]] = defaultdict(list)
    for one in group:
        by_whole[one.name.whole].append(one)
    return list(by_whole.values())


def _with_bare(groups: list[list[_Timed]], bare: list[_Timed]) -> list[list[_Timed]]:
    """The groups with the columns whose header is a time alone: baseline beside number3m.

    Only where it is plain to which name they belong.
    """
    if all(map(_is_short, bare)):  # D1, D2, M1: items of a form, or regions of a brain
        return groups
    numbers = [one for one in bare if one.content == "numbers"]
    later = [
        one for one in bare
        if one.content != "numbers" and one.name.visit != PRE and not _is_short(one)
    ]  # fmt: skip
    scores = [group for group in groups if any(one.content == "numbers" for one in group)]
    apart = [[one] for one in later]
    if len(scores) == 1 and numbers:
        taken = {one.name.visit for one in scores[0]}
        if not taken & {one.name.visit for one in numbers}:
            name = scores[0][0].name
            joined = [one._replace(name=replace(name, visit=one.name.visit)) for one in numbers]
            return [*(g for g in groups if g is not scores[0]), scores[0] + joined, *apart]
    if not scores and len(numbers) >= _FEWEST:
        return [*groups, numbers, *apart]
    alone = [one for one in numbers if one.name.visit != PRE and not _is_short(one)]
    return [*groups, *([one] for one in alone), *apart]


def _is_short(one: _Timed) -> bool:
    return one.name.visit != PRE and bool(_SHORT.match(compact(one.source.header)))


def _of_group(group: Sequence[_Timed]) -> dict[int, Meaning]:
    """Meanings of the columns of one name."""
    visits = {one.name.visit for one in group}
    score = any(one.content == "numbers" for one in group)
    several = len(visits) >= _FEWEST
    # The first spelling with a capital, as it stands in reports: FMA, not fma.
    text = max((one.name.text for one in group), key=lambda t: (t != t.lower(), -len(t)))
    stem = _stem(group)
    made: dict[int, Meaning] = {}
    for source, name, content in group:
        if not (several or name.sure):
            continue
        before = name.visit == PRE
        if score and content != "words" and (content != "empty" or several):
            made[source.place] = _measure(source, stem, text, name.visit)
        elif before:
            made[source.place] = unrecognised(source.header)
        else:
            made[source.place] = _outcome(source, name.visit)
    return made


def _stem(group: Sequence[_Timed]) -> str:
    """The measure's name: as a rule made it of one header, else of the shortest spelling."""
    text = min((one.name.text for one in group), key=len)
    ruled = (s.meaning.stem for s, *_ in group if s.meaning.role is Role.MEASURE)
    return next((stem for stem in ruled if compact(stem) == compact(text)), _joined(text))


def _joined(text: str) -> str:
    return _JOIN.sub("_", clean(text).casefold()).strip("_")[: MAX_NAME - 6] or SCORE


def _measure(source: Source, stem: str, text: str, visit: str) -> Meaning:
    own = source.meaning
    recognised = own.recognised if own.role is Role.MEASURE else "alias"
    word = text if compact(text) == compact(stem) and text != stem else ""
    return Meaning(f"{stem}_{visit}", Role.MEASURE, stem, visit, recognised, own.unit, word=word)


def _outcome(source: Source, visit: str) -> Meaning:
    """What came of the treatment, in words or as yes and no."""
    return replace(endpoint(source.header), visit=visit)


def _not_known_when(
    sources: Iterable[Source],
    groups: Sequence[Sequence[_Timed]],
    content: Callable[[int], Content],
) -> dict[int, Meaning]:
    """Scores at visits that have numbers and no times (T1, V3), or hours: not known when, and said.

    A visit by its number counts only where the name has a value before treatment too, which is
    also that of number 0: ``V3`` alone may be anything.
    """
    before = {one.name.key: one for group in groups for one in group if one.name.visit == PRE}
    numbered: dict[str, list[tuple[int, Source]]] = defaultdict(list)
    clocked: dict[str, list[Source]] = defaultdict(list)
    for source in filter(_is_unknown, sources):
        if counted := timed_headers.visit_number(source.header):
            numbered[counted[0]].append((counted[1], source))
        elif hours := timed_headers.hours_name(source.header):
            clocked[hours[0]].append(source)
    result: dict[int, Meaning] = {}
    for key, found in numbered.items():
        later = [source for n, source in found if n]
        if key in before and later and content(before[key].source.place) == "numbers":
            first = before[key]
            stem = _joined(first.name.text)
            result[first.source.place] = _measure(first.source, stem, first.name.text, PRE)
            result |= {s.place: _unclear(s) for s in later}
    for key, found_at in clocked.items():
        if len(found_at) + (key in before) >= _FEWEST:
            result |= {s.place: _unclear(s) for s in found_at}
    return result


def _unclear(source: Source) -> Meaning:
    return replace(unrecognised(source.header), unclear=True)
