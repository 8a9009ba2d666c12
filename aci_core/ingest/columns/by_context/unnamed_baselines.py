"""Scores without a visit in their header beside the same scores with one: MMSE, MMSE 3m."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from aci_core.domain.schema import PRE, Measure, Role
from aci_core.ingest.cells import Cells, Floats, parse
from aci_core.ingest.columns.by_context.unknown_scores import Content
from aci_core.ingest.columns.headers import timed_headers
from aci_core.ingest.columns.meaning_cache import MeaningCache
from aci_core.ingest.columns.recognise import Source

Taken = tuple[str, tuple[str, ...]]  # a header, and those of its later visits


def with_unnamed_baselines(
    sources: Sequence[Source],
    measures: Mapping[str, Measure],
    meanings: MeaningCache,
    content: Callable[[int], Content],
    sample: Callable[[int], Cells],
) -> tuple[list[Source], list[Taken]]:
    """The columns, of each score the one without a visit as the value before treatment.

    It is that if the score stands at later visits only, all behind it, and its numbers reach
    where theirs do. Else nobody knows when it was told: it is unclear, and no characteristic.

    Parameters
    ----------
    sources : sequence of Source
        With unknown scores recognised by their times.
    measures : mapping of str to Measure
        Known and declared ones.
    meanings : MeaningCache
        Of the file.
    content : callable
        What the cells at a place are.
    sample : callable
        Cells at a place, of a long column some of them.

    Returns
    -------
    list of Source
    list of (str, tuple of str)
        The headers that were taken, each with those of its later visits.
    """
    at: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        if source.meaning.role is Role.MEASURE:
            at[source.meaning.stem].append(source)
    by_key = {timed_headers.name_key(stem): stem for stem in at}
    bare: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        stem = _stem(source, measures, meanings, by_key)
        if stem in at and content(source.place) == "numbers":
            bare[stem].append(source)
    made: dict[int, Source] = {}
    taken: list[Taken] = []
    for stem, found in bare.items():
        later = at[stem]
        first = found[0]
        if len(found) == 1 and _is_first(first, later, sample):
            one = replace(
                later[0].meaning, name=f"{stem}_{PRE}", visit=PRE, unit=first.meaning.unit
            )
            made[first.place] = replace(first, meaning=replace(one, recognised="alias"))
            taken.append((first.header, tuple(s.header for s in later)))
        else:
            made |= {s.place: replace(s, meaning=replace(s.meaning, unclear=True)) for s in found}
    return [made.get(s.place, s) for s in sources], taken


def _stem(
    source: Source,
    measures: Mapping[str, Measure],
    meanings: MeaningCache,
    by_key: Mapping[str, str],
) -> str | None:
    """The score that a header names without a visit."""
    meaning = source.meaning
    if meaning.recognised != "covariate" or meaning.outcome or meaning.numbered:
        return None
    known = meanings.without_visit(source.header, measures)
    if known is not None:
        return known.stem
    return None if meaning.unclear else by_key.get(timed_headers.name_key(source.header))


def _is_first(first: Source, later: Sequence[Source], sample: Callable[[int], Cells]) -> bool:
    """Whether a column stands before those of later visits, and its numbers among theirs."""
    if any(s.place < first.place or s.meaning.visit == PRE for s in later):
        return False
    values = _numbers(sample(first.place))
    others = np.concatenate([_numbers(sample(s.place)) for s in later])
    both = values.size > 0 and others.size > 0
    return both and bool(values.min() <= others.max() and others.min() <= values.max())


def _numbers(cells: Cells) -> Floats:
    values = parse(cells).values
    numbers: Floats = values[np.isfinite(values)]
    return numbers
