"""Sheets with a row an adverse event beside the sheet of the patients: a row a patient each."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import pyarrow as pa

from aci_core.domain.cohort import ARM, ID
from aci_core.domain.errors import AciError
from aci_core.domain.schema import COUNTED_ATTRIBUTES, SERIOUS, Role
from aci_core.domain.schema.aliases import canonical_value, clean, compact, value_key, words
from aci_core.domain.schema.identifying_headers import date_in_header
from aci_core.ingest.cells import Cells, is_missing, parse_number
from aci_core.ingest.columns.headers import code_legends, event_headers
from aci_core.ingest.columns.headers.column_meaning import Meaning
from aci_core.ingest.columns.headers.event_headers import UNSPECIFIED
from aci_core.ingest.columns.headers.header_meaning import meaning
from aci_core.ingest.columns.headers.row_words import row_words
from aci_core.ingest.files.sheet import DETECT, Lines, Sheet, as_sheet
from aci_core.ingest.layout.header_position import find_header
from aci_core.ingest.layout.raw_table import RawTable
from aci_core.ingest.layout.sheet_join import EventSheet
from aci_core.ingest.layout.tabulate import tabulate
from aci_core.ingest.reshape.split_cells import event_lists, listed_attributes
from aci_core.ingest.values.dates import STARTS, read_dates
from aci_core.ingest.values.events.fate_columns import is_fatal

_MAX_BYTES = 8 << 20  # of a workbook that a clinic writes by hand
_MOST_TERMS = 60  # with columns of their own
_LONGEST = 40  # of a term; what is longer is a report of what happened
_MOSTLY = 0.5  # of the rows name an event
_DAY, _START, _OUTCOME, _RESOLVED = "day", "start", "outcome", "resolved"
_OTHER = event_lists.OTHER
_HEAPS = (_OTHER, UNSPECIFIED)
_JOINED = (*COUNTED_ATTRIBUTES, _DAY, _OUTCOME, _RESOLVED)
# What a patient keeps, by which sheets are compared.
_LASTING = (ARM, "sex", "age")


@dataclass(frozen=True, slots=True)
class _Event:
    """A row of the sheet: what is told of the event, and when it was among others."""

    told: Mapping[str, str]
    order: float


_Events = Mapping[str, Sequence[_Event]]  # by term
_Kept = TypeVar("_Kept", list[_Event], Counter[str])


def event_sheets(main: Sheet, sheets: Sequence[Sheet]) -> dict[str, EventSheet]:
    """The sheets that list adverse events, by name.

    Parameters
    ----------
    main : Sheet
        The sheet of the patients. Where it has no date when treatment began, dates of events tell
        no day.
    sheets : sequence of Sheet
        All of the file.
    """
    if sum(len(sheet.text) for sheet in sheets) > _MAX_BYTES:
        return {}
    try:
        headers = [header.strip() for header in find_header(main, DETECT).head.cells]
    except AciError:
        return {}
    made = {s.name: _event_sheet(s, headers) for s in sheets if s.name != main.name}
    return {name: one for name, one in made.items() if one is not None}


def _event_sheet(sheet: Sheet, headers: Sequence[str]) -> EventSheet | None:
    """The sheet with a row a patient; None if it does not list events.

    Parameters
    ----------
    sheet : Sheet
    headers : sequence of str
        Of the patients' sheet.
    """
    try:
        raw = tabulate(sheet, sheet.name, DETECT)
    except AciError:
        return None
    found = [meaning(header) for header in raw.headers]
    texts = [_texts(raw, place) for place in range(len(raw.headers))]
    identifier = _identifier(raw.headers, found, texts, headers)
    event = _column_of_events(raw)
    if identifier is None or event is None or any(of.role is Role.MEASURE for of in found):
        return None
    places = _attributes(raw.headers, event)
    days = texts[places[_DAY]] if _DAY in places else []
    order = _order(days, dated=any(date_in_header(header) in STARTS for header in headers))
    if len(order) < len(days):
        del places[_DAY]
    numbers = raw.row_numbers().tolist()
    rows: dict[str, list[int]] = defaultdict(list)
    events: dict[str, dict[str, list[_Event]]] = {}
    firsts: dict[str, int] = {}
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for at, (who, text) in enumerate(zip(texts[identifier], texts[event], strict=True)):
        terms = _terms_of(text)
        if not terms:
            continue
        key = value_key(who)
        rows[key].append(numbers[at])
        firsts.setdefault(key, at)
        told = {name: texts[place][at] for name, place in places.items()}
        for term, word in terms:
            spellings[term][word] += 1
            one = _Event(told, order[at] if order else 0.0)
            events.setdefault(key, {}).setdefault(term, []).append(one)
    lasting = [i for i, of in enumerate(found) if of.name in _LASTING]
    taken = {identifier, event, *places.values(), *lasting}
    others = [i for i in range(len(raw.headers)) if i not in taken and any(texts[i])]
    values = [i for i in others if found[i].name != ID and not _of_event(raw.headers[i])]
    once = max(map(len, rows.values()), default=0) < 2  # then it may be a sheet of patients
    if not rows or (once and _hold_values(texts, found, values)):
        return None
    rare = _rare(events)
    events = {who: _with_heap(of, rare) for who, of in events.items()}
    spellings = _with_heap(spellings, rare)
    columns = _columns(spellings, places)
    lines: Lines = [[raw.headers[i] for i in (identifier, *lasting)] + [*columns]]
    for key, first in firsts.items():
        if key:
            own = [texts[i][first] for i in (identifier, *lasting)]
            lines.append([*own, *(_cell(name, events[key], places) for name in columns)])
    labels = (*[""] * (1 + len(lasting)), *columns.values())
    made = replace(as_sheet(sheet, sheet.name, lines), labels=labels)
    return EventSheet(made, dict(rows), tuple(raw.headers[i] for i in others), len(rare))


def _rare(events: Mapping[str, _Events]) -> set[str]:
    """The events beyond the commonest, which have no column of their own."""
    patients = Counter(term for of in events.values() for term in of)
    named = [term for term, _ in patients.most_common() if term not in _HEAPS]
    return set(named[_MOST_TERMS:])


def _with_heap(by_term: Mapping[str, _Kept], rare: Collection[str]) -> dict[str, _Kept]:
    """What is kept by event, that of rare ones together as other events."""
    kept = {term: of for term, of in by_term.items() if term not in rare}
    for term in (term for term in by_term if term in rare):
        kept[_OTHER] = kept[_OTHER] + by_term[term] if _OTHER in kept else by_term[term]
    return kept


def _texts(raw: RawTable, place: int) -> list[str]:
    """The cells of a column, in the words of its header's legend."""
    legend = code_legends.legend_in_header(raw.headers[place])
    texts = [clean(text or "") for text in raw.text(place).to_pylist()]
    return [legend.get(value_key(text), text) for text in texts] if legend else texts


def _identifier(
    headers: Sequence[str],
    found: Sequence[Meaning],
    texts: Sequence[Sequence[str]],
    known: Sequence[str],
) -> int | None:
    """Place of the patients' identifier: of several the one that the patients' sheet has too.

    One value in all rows is of the study, and a mere number that no row shares is the row's.
    """

    def rank(place: int) -> tuple[bool, bool, bool]:
        of_study = len(set(texts[place])) == 1 < len(texts[place])
        return found[place].recognised == "weak", of_study, headers[place] not in known

    places = sorted((i for i, of in enumerate(found) if of.name == ID), key=rank)
    if not places:
        return None
    given = [text for text in texts[places[0]] if text]
    counts_rows = found[places[0]].recognised == "weak" and len(set(given)) == len(given)
    return None if counts_rows else places[0]


def _hold_values(
    texts: Sequence[Sequence[str]], found: Sequence[Meaning], places: Sequence[int]
) -> bool:
    """Whether any of the columns holds what is known of patients, or numbers."""
    if any(found[i].recognised in ("canonical", "alias") or found[i].unclear for i in places):
        return True
    given = ([text for text in texts[i] if text] for i in places)
    return any(all(not np.isnan(parse_number(text)) for text in column) for column in given)


def _column_of_events(raw: RawTable) -> int | None:
    """Place of the column that names the event of each row; None without one.

    Its header says so, or most of its texts are known events; of texts that are all unknown a
    column of severity, relation and the like beside them tells that they are events.
    """
    for place, header in enumerate(raw.headers):
        of = meaning(header)
        named = compact(header) in row_words().event_term or of.name == f"ae_{UNSPECIFIED}_name"
        if not named and of.role is not Role.COVARIATE:
            continue
        cells = Cells.from_column(raw.text(place))
        known = [compact(text) in words().events and not _answers(text) for text in cells.texts]
        naming = [not _answers(text) for text in cells.texts]
        surely = any(known) or bool(_attributes(raw.headers, place))
        chosen = np.array(naming if named and surely else known, dtype=bool)
        if cells.counts[chosen].sum() > _MOSTLY * len(raw.frame):
            return place
    return None


def _answers(text: str) -> bool:
    """Whether a text says yes or no, or is a number: no name of an event."""
    answer = is_missing(text) or canonical_value("yes_no", text) is not None
    return answer or not np.isnan(parse_number(text))


def _terms_of(text: str) -> list[tuple[str, str]]:
    """The events of a cell with the file's words; those that are not known under their own."""
    if is_missing(text):
        return []
    listed = event_lists.listed_events(text)
    if len(text) > _LONGEST and all(term == event_lists.OTHER for term, _ in listed):
        return [(event_lists.OTHER, "")]
    named = [(_named(word) if term == event_lists.OTHER else term, word) for term, word in listed]
    return [(UNSPECIFIED if term == SERIOUS else term, word) for term, word in named]


def _named(word: str) -> str:
    """A name for an event that is not known: its word."""
    name = re.sub(r"[^\w]+", "_", word.lower()).strip("_")[:_LONGEST]
    of = event_headers.canonical_event(f"ae_{name}")
    return (
        name if of is not None and of.role is Role.EVENT and of.stem == name else event_lists.OTHER
    )


def _attributes(headers: Sequence[str], event: int) -> dict[str, int]:
    """Places of the columns that tell what is joined of each event."""
    found: dict[str, int] = {}
    for place, header in enumerate(headers):
        key = compact(code_legends.BRACKETS.sub(_unexplained, clean(header)))
        name = event_headers.attribute_alone(key)
        of = event_headers.adverse_event(key)
        if of is not None and not name:
            of_any = (a for a in _JOINED if of.name == f"ae_{UNSPECIFIED}_{a}")
            name = SERIOUS if of.stem == SERIOUS else next(of_any, None)
        name = _DAY if name == _START else name
        if name in _JOINED and place != event:
            found.setdefault(name, place)
    return found


def _of_event(header: str) -> bool:
    """Whether a header is of an event's attribute, whatever it counts in."""
    key = compact(code_legends.BRACKETS.sub("", clean(header)))
    return event_headers.attribute_alone(key) is not None


def _unexplained(bracket: re.Match[str]) -> str:
    """A header's bracket unless it explains the cells: their codes, or that they are days."""
    key = compact(bracket[1])
    days = tuple(word for word, of in words().event_after.items() if of == _DAY)
    in_days = words().visit_units.get(key) == "d" or key.endswith(days)
    return "" if in_days or code_legends.parse_legend(bracket[1]) else bracket[0]


def _order(texts: Sequence[str], *, dated: bool) -> list[float]:
    """Numbers in the order of days of events; none where they are dates that tell no day."""
    numbers = [parse_number(text) if text else np.nan for text in texts]
    if all(is_missing(t) or not np.isnan(n) for t, n in zip(texts, numbers, strict=True) if t):
        return numbers
    if not dated:
        return []
    cells = Cells.from_column(pa.chunked_array([pa.array([t or None for t in texts], pa.string())]))
    moments = read_dates(cells, 0, "", STARTS[0]).moments
    return [np.nan if np.isnat(one) else float(one.astype(np.int64)) for one in moments]


def _columns(spellings: Mapping[str, Counter[str]], attributes: Iterable[str]) -> dict[str, str]:
    """Canonical headers of the columns, each with the file's word for its event."""
    columns = {
        f"ae_{term}": "" if term in _HEAPS else counter.most_common(1)[0][0]
        for term, counter in spellings.items()
    }
    for attribute in (name for name in _JOINED if name in attributes):
        if attribute == SERIOUS:
            columns[f"ae_{SERIOUS}"] = ""
        elif attribute == _OUTCOME or (attribute in COUNTED_ATTRIBUTES and len(spellings) > 1):
            columns[f"ae_{UNSPECIFIED}_{attribute}"] = ""
        if attribute != _OUTCOME:
            columns |= {f"ae_{term}_{attribute}": "" for term in spellings}
    return columns


def _cell(column: str, events: _Events, attributes: Mapping[str, int]) -> str:
    """What the events of a patient say under a canonical header."""
    term = column.removeprefix("ae_")
    every = [one for of_term in events.values() for one in of_term]
    if term == SERIOUS:
        return _of_several(SERIOUS, every)
    if term in events:
        return str(len(events[term]))
    stem, _, attribute = term.rpartition("_")
    if attribute not in attributes:
        return "0"
    of_all = stem == UNSPECIFIED and attribute in (*COUNTED_ATTRIBUTES, _OUTCOME)
    return _of_several(attribute, every if of_all else events.get(stem, ()))


def _of_several(attribute: str, events: Sequence[_Event]) -> str:
    """What is kept of several events of a kind: the first day, the worst of all else."""
    told = [one for one in events if one.told[attribute]]
    texts = [one.told[attribute] for one in told]
    if not told:
        return ""
    if attribute == _DAY:
        return min(told, key=lambda one: (np.isnan(one.order), one.order)).told[_DAY]
    if attribute in COUNTED_ATTRIBUTES:
        return listed_attributes.worst(texts, attribute)
    if attribute == _OUTCOME:
        return next((text for text in texts if is_fatal(text)), texts[-1])
    return next((t for t in texts if canonical_value("resolved", t) == "no"), texts[-1])
