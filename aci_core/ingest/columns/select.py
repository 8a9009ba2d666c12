"""Which column of the file becomes which of the cohort: each canonical name once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count

from aci_core.domain.cohort import ARM, ID
from aci_core.domain.errors import AciError
from aci_core.domain.schema import Measure
from aci_core.domain.schema.aliases import clean
from aci_core.ingest.columns.by_context.events_in_context import (
    with_event_attributes,
    with_history,
    with_prefixed_events,
)
from aci_core.ingest.columns.by_context.later_times import with_later_times
from aci_core.ingest.columns.by_context.numbered_headers import with_numbered_visits
from aci_core.ingest.columns.by_context.unknown_scores import Content, with_unknown_scores
from aci_core.ingest.columns.by_context.unnamed_baselines import with_unnamed_baselines
from aci_core.ingest.columns.by_context.untimed_outcomes import with_untimed_outcomes
from aci_core.ingest.columns.by_values import role_values
from aci_core.ingest.columns.by_values.arm_by_values import with_arm_by_values
from aci_core.ingest.columns.by_values.distinct_values import DistinctValues
from aci_core.ingest.columns.by_values.outcome_copies import with_outcome_copies
from aci_core.ingest.columns.mapping import ColumnMapping
from aci_core.ingest.columns.meaning_cache import MeaningCache
from aci_core.ingest.columns.recognise import RANK, Source, recognise_columns
from aci_core.ingest.issues import Issues


def select_sources(
    headers: Sequence[str],
    mapping: ColumnMapping,
    measures: dict[str, Measure],
    meanings: MeaningCache,
    distinct: DistinctValues,
    content: Callable[[int], Content],
    issues: Issues,
    labels: Sequence[str] = (),
) -> list[Source]:
    """The columns to use, in the file's order, each canonical name once.

    Parameters
    ----------
    headers : sequence of str
    mapping : ColumnMapping
    measures : dict of str to Measure
        Known measures and the mapping's.
    meanings : Meanings
        Of the file.
    distinct : DistinctValues
        Of the table.
    content : callable
        What the cells at a place are.
    issues : Issues
    labels : sequence of str
        Labels of the columns from a statistics package; empty where there is none.

    Raises
    ------
    AciError
        ``mapping_unknown_column``, ``mapping_twice``, ``mapping_name`` or
        ``two_arm_columns``.
    """
    by_name: dict[str, list[Source]] = {}
    columns = recognise_columns(headers, mapping, measures, meanings, labels)
    if meanings.standard is None:
        columns, arm = with_arm_by_values(columns, distinct)
        if arm is not None:
            issues.add("arm_unnamed", "warning", arm.header)

    def tells_severity(place: int) -> bool:
        return role_values.tells_severity(distinct.sample(place))

    columns = with_prefixed_events(columns, content, tells_severity)
    columns = with_unknown_scores(columns, measures, content)
    columns, baselines = with_unnamed_baselines(
        columns, measures, meanings, content, distinct.sample
    )
    for header, later in baselines:
        issues.add("baseline_by_place", "warning", header, headers=", ".join(later))
    columns = with_later_times(with_numbered_visits(columns, content, distinct.sample))

    def tells_survival(place: int) -> bool:
        return role_values.tells_survival(distinct.sample(place))

    columns = with_outcome_copies(columns, distinct.sample)
    columns, history = with_history(with_event_attributes(columns, tells_survival))
    if meanings.standard is None or meanings.standard.code == "redcap":  # others name baseline
        columns = with_untimed_outcomes(columns, content, labels)
    if history:
        issues.add("read_as_history", "info", None, headers=", ".join(history))
    for source in columns:
        if source.by_label:
            issues.add("label_used", "info", source.header, value=clean(labels[source.place]))
        by_name.setdefault(source.meaning.name, []).append(source)
    taken: list[Source] = []
    for name, claims in tuple(by_name.items()):
        if name == ID:
            taken += _identifier(claims, distinct, issues)
        elif len(claims) == 1:
            taken += claims
        elif name == ARM:
            taken.append(_arm(claims, distinct, issues))
        else:
            # Of a header that stands twice one may be a score: the name is the score's.
            unknown = [s for s in claims if s.meaning.recognised == "covariate"]
            known = [s for s in claims if s not in unknown]
            taken += known[:1] if len(known) < 2 else [_best_claim(name, known, distinct, issues)]
            own = [] if known else unknown[:1]
            taken += own + _numbered(unknown[len(own) :], by_name)
    return sorted(taken, key=lambda s: s.place)


def _numbered(claims: Sequence[Source], names: dict[str, list[Source]]) -> list[Source]:
    """Unknown columns under numbers of their own, since another has their name."""
    result = []
    for source in claims:
        name = source.meaning.name
        free = next(n for i in count(2) if (n := f"{name}_{i}") not in names)
        names[free] = []
        result.append(replace(source, meaning=replace(source.meaning, name=free, stem=free)))
    return result


def _identifier(claims: Sequence[Source], distinct: DistinctValues, issues: Issues) -> list[Source]:
    """The column that tells the patients apart; empty if none does."""
    ranked = role_values.identifiers(claims, distinct)
    for source in claims:
        if source in ranked[:1]:
            continue
        if source not in ranked:
            issues.add("id_constant", "info", source.header)
        else:
            issues.add("not_used", "info", source.header, other=ranked[0].header, name=ID)
    return ranked[:1]


def _arm(claims: Sequence[Source], distinct: DistinctValues, issues: Issues) -> Source:
    """The column of the arm: of several the one whose values name the control, else by header."""
    choice = role_values.choose_arm(claims, distinct)
    taken, rival = choice.source, choice.rival
    if rival is not None:
        first, second = sorted((taken, rival), key=lambda s: s.place)
        raise AciError(
            "two_arm_columns", first=clean(first.header)[:60], second=clean(second.header)[:60]
        )
    by_header = min(claims, key=lambda s: (RANK[s.meaning.recognised], s.place))
    for source in claims:
        if source is by_header and choice.by_values:
            issues.add("arm_by_values", "warning", source.header, other=taken.header)
        elif source is not taken:
            issues.add("not_used", "info", source.header, other=taken.header, name=ARM)
    return taken


def _best_claim(
    name: str, claims: Sequence[Source], distinct: DistinctValues, issues: Issues
) -> Source:
    """Choose one of several columns with the same meaning."""
    ranked = sorted(claims, key=lambda s: (RANK[s.meaning.recognised], s.place))
    first, best = ranked[0], RANK[ranked[0].meaning.recognised]
    clashes = False
    for other in ranked[1:]:
        if distinct.same(first.place, other.place) or RANK[other.meaning.recognised] != best:
            issues.add("not_used", "info", other.header, other=first.header, name=name)
            continue
        clashes = True
        issues.add(
            "same_meaning",
            "error",
            other.header,
            row=issues.header_row,
            other=first.header,
            name=name,
        )
    return replace(first, clashes=clashes)
