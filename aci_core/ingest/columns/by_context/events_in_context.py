"""Events and their attributes by what stands beside them in the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from aci_core.domain.schema import Role
from aci_core.domain.schema.aliases import compact, words
from aci_core.ingest.columns.by_context.unknown_scores import Content
from aci_core.ingest.columns.headers import event_headers
from aci_core.ingest.columns.headers.column_meaning import Meaning
from aci_core.ingest.columns.headers.event_headers import UNSPECIFIED
from aci_core.ingest.columns.headers.header_meaning import unrecognised
from aci_core.ingest.columns.recognise import Source

_EVENTS = frozenset({Role.EVENT, Role.EVENT_DAY, Role.EVENT_RESOLVED, Role.EVENT_DETAIL})
_GUESSED = ("alias", "weak")


def with_prefixed_events(
    sources: Sequence[Source],
    content: Callable[[int], Content],
    tells_severity: Callable[[int], bool],
) -> list[Source]:
    """The columns, unknown ones behind a word for adverse (AE: hair loss) as events.

    What they hold in words that are neither yes nor a severity is no characteristic, either.

    Parameters
    ----------
    sources : sequence of Source
    content : callable
        What the cells at a place are.
    tells_severity : callable
        Whether the cells at a place tell how severe an event was.
    """

    def in_words(place: int) -> bool:
        return content(place) == "words" and not tells_severity(place)

    made: list[Source] = []
    for source in sources:
        unknown = source.meaning.recognised == "covariate" and not source.meaning.unclear
        meaning = event_headers.prefixed_event(source.header) if unknown else None
        if meaning is not None and meaning.role is Role.EVENT and in_words(source.place):
            meaning = replace(unrecognised(source.header), unclear=True, outcome=True)
        made.append(source if meaning is None else replace(source, meaning=meaning))
    return made


def with_event_attributes(
    sources: Sequence[Source], tells_survival: Callable[[int], bool]
) -> list[Source]:
    """The columns, attributes as those of the event beside them; of no event none is one.

    ``严重程度`` behind ``不良反应`` is its severity; ``pain severity`` in a file without
    the event pain is a characteristic.

    Parameters
    ----------
    sources : sequence of Source
    tells_survival : callable
        Whether the column at a place says of somebody that he lives: then it is the patient's.
    """
    made: list[Source] = []
    run: list[str] = []  # terms of the events directly before
    terms = {s.meaning.stem for s in sources if s.meaning.role is Role.EVENT}
    for source in sources:
        meaning = source.meaning
        alone = event_headers.attribute_alone(compact(source.header))
        of_patient = alone == "outcome" and tells_survival(source.place)
        taken = alone and run and meaning.recognised == "covariate" and alone != "count"
        if alone and taken and not of_patient:
            term = run[0] if len(run) == 1 else UNSPECIFIED
            meaning = event_headers.attribute_of(term, alone)
        elif _is_of_no_event(meaning, terms):
            meaning = unrecognised(source.header)
        made.append(source if meaning is source.meaning else replace(source, meaning=meaning))
        if meaning.role is Role.EVENT:
            run = [*run, meaning.stem]
        elif meaning.role not in _EVENTS:
            run = []
    return made


def _is_of_no_event(meaning: Meaning, terms: set[str]) -> bool:
    """Whether it is an attribute, by its words alone, of an event that the file does not have."""
    guessed = meaning.role is Role.EVENT_DETAIL and meaning.recognised in _GUESSED
    return guessed and meaning.stem != UNSPECIFIED and meaning.stem not in terms


def with_history(sources: Sequence[Source]) -> tuple[list[Source], list[str]]:
    """The columns, bare names of events among the characteristics as such; and their headers.

    A disease named beside age and hypertension, before the first score, is the patient's history.

    Parameters
    ----------
    sources : sequence of Source
        In the file's order.

    Returns
    -------
    list of Source
    list of str
        Headers that were read so.
    """
    scores = [i for i, s in enumerate(sources) if s.meaning.role is Role.MEASURE]
    end = min(scores, default=0)
    names = {s.meaning.name for s in sources}
    made, headers = list(sources), []
    for start, stop in _runs(sources[:end]):
        before = sources[start - 1].meaning if start else None
        behind = sources[stop].meaning
        if not (_is_characteristic(before) or _is_characteristic(behind)):
            continue
        if any(one is not None and one.role in _EVENTS for one in (before, behind)):
            continue
        for i in range(start, stop):
            source = sources[i]
            meaning = event_headers.before_treatment(source.meaning.stem)
            if event_headers.is_later(source.header):
                continue
            if meaning.name in names:
                meaning = unrecognised(source.header)
            names.add(meaning.name)
            made[i] = replace(source, meaning=meaning)
            headers.append(source.header)
    return made, headers


def _runs(sources: Sequence[Source]) -> list[tuple[int, int]]:
    """Places of events in a row that are named without a word for adverse."""
    runs: list[tuple[int, int]] = []
    for i, source in enumerate(sources):
        meaning = source.meaning
        bare = meaning.role is Role.EVENT and meaning.recognised in _GUESSED
        if not (bare and event_headers.is_bare(source.header)):
            continue
        if runs and runs[-1][1] == i:
            runs[-1] = runs[-1][0], i + 1
        else:
            runs.append((i, i + 1))
    return runs


def _is_characteristic(meaning: Meaning | None) -> bool:
    """Whether a column is a patient's characteristic that the schema knows."""
    if meaning is None or meaning.role is not Role.COVARIATE:
        return False
    table = words()
    known = (table.numbers, table.yes_no, table.graded, table.columns.values())
    return any(meaning.name in names for names in known)
