"""Split a list of adverse events (发热、头痛 under 不良反应) into a column for each event."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from aci_core.domain.schema.aliases import canonical_value, clean, compact, fold, words
from aci_core.ingest.cells import Cells, is_missing
from aci_core.ingest.columns.headers import code_legends, event_headers, header_parts
from aci_core.ingest.issues import Issues
from aci_core.ingest.layout.raw_table import RawTable
from aci_core.ingest.reshape.split_cells import listed_attributes
from aci_core.ingest.reshape.split_cells.table_columns import Columns

UNSPECIFIED, OTHER = "unspecified", "other"
_BREAKS = re.compile(r"[、,，;；/+＋&\n]|\band\b|伴|并")
_WEAK_BREAKS = re.compile(r"[和及与]")
_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
# Severity, frequency, duration: not which event it is.
_AROUND = re.compile(
    r"^(?:轻度|中度|重度|轻微|一过性|短暂性?|偶有|偶发|出现|有|transient|mild|moderate|severe)\s*"
    r"|\s*[0-9.]+\s*(?:次|例|天|日|℃|度|times?|days?|x)?$",
    re.IGNORECASE,
)
_DENIES = re.compile(r"^(无|否认|没有|未见|未发生|未出现|no |denies )(?:明显)?(.*)$", re.IGNORECASE)
_LONGEST = 60


def split(raw: RawTable) -> RawTable:
    r"""Split the column that lists events into a column for each event.

    Parameters
    ----------
    raw : RawTable

    Returns
    -------
    RawTable
        The same table if no column lists a known event. Unknown events become ``ae_other``,
        and are reported. The label of a new column is the file's most frequent word for it.

    Examples
    --------
    >>> from aci_core.ingest.read import read
    >>> read("编号,组别,不良反应\n1,对照组,发热、头痛\n2,对照组,无\n".encode(), "a.csv").headers
    ('编号', '组别', 'ae_fever', 'ae_headache')
    """
    places, cells = _column_of_lists(raw)
    if not places:
        return raw
    header = raw.headers[places[0]]
    written = [() if is_missing(text) else listed_events(text) for text in cells.texts]
    lists = [
        None if is_missing(text) else _terms_of(listed)
        for text, listed in zip(cells.texts, written, strict=True)
    ]
    terms_of_all = dict.fromkeys(term for terms in lists for term in terms or ())
    issues = Issues(raw.row_numbers(), list(raw.issues))
    new = [term for term in terms_of_all if f"ae_{term}" not in raw.headers]
    issues.add("events_listed", "info", header, events=", ".join(new))
    other = np.array([OTHER in (terms or ()) for terms in lists], dtype=bool)
    issues.add_cells("event_unknown", "warning", header, cells.places_of(other), cells.text_at)
    most_frequent = _most_frequent_words(written, cells.counts.tolist())
    told = listed_attributes.told(raw, places, cells, lists, new, issues)
    columns = Columns(raw)
    for term in new:
        flags = cells.map_texts(_flags(lists, cells.texts, term))
        columns.add(places[0], f"ae_{term}", flags, most_frequent.get(term, ""))
    for attribute in told:
        columns.add(places[0], attribute.name, attribute.texts)
    columns.remove(*places, *(place for one in told for place in one.instead_of))
    return columns.table(issues.entries)


def _column_of_lists(raw: RawTable) -> tuple[tuple[int, ...], Cells]:
    """Places of the columns that list events in words, and their cells as one; () without any.

    One column of all events; or one or several of names (AE1, AE2), whose blank cells are as the
    column says that asks whether there was any.
    """
    asked = next((i for i, header in enumerate(raw.headers) if _lists(header)), None)
    if asked is not None:
        cells = Cells.from_column(raw.text(asked))
        if _names_events(cells):
            return (asked,), cells
        if not all(is_missing(t) or canonical_value("yes_no", clean(t)) for t in cells.texts):
            return (), cells
    named = tuple(i for i, header in enumerate(raw.headers) if _names(header))
    of_all = (*named, *(() if asked is None else (asked,)))
    cells = listed_attributes.joined(raw, named, instead=asked)
    # Where every row names one, rows are events and no patients.
    some_without = bool((cells.codes < 0).any()) or not all(map(events, cells.texts))
    return (of_all, cells) if named and some_without and _names_events(cells) else ((), cells)


def _names_events(cells: Cells) -> bool:
    """Whether a cell names a known event."""
    known = set(words().events.values()) - {UNSPECIFIED}
    return any(term in known for text in cells.texts for term in events(text))


def events(text: str) -> tuple[str, ...]:
    """Parse the events listed in a cell; empty if it says that there was none.

    Examples
    --------
    >>> events("轻度发热、头痛（2天）"), events("恶心和呕吐")
    (('fever', 'headache'), ('nausea_vomiting',))
    >>> events("无"), events("有"), events("脱发")
    ((), ('unspecified',), ('other',))
    """
    return _terms_of(listed_events(text))


def _terms_of(listed: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(term for term, _ in listed))


def listed_events(text: str) -> tuple[tuple[str, str], ...]:
    """The events of a cell, each with the word that the cell has for it.

    Examples
    --------
    >>> listed_events("轻度肺部感染、脱发"), listed_events("无")
    ((('pneumonia', '肺部感染'), ('other', '脱发')), ())
    """
    answer = canonical_value("yes_no", clean(text))
    if answer:
        return () if answer == "no" else ((UNSPECIFIED, ""),)
    return tuple(_terms(clean(_BRACKETS.sub("", text))))


def _most_frequent_words(
    written: Sequence[tuple[tuple[str, str], ...]], counts: Sequence[int]
) -> dict[str, str]:
    """The commonest word for each event; of equally common ones the first in the file."""
    times: dict[str, Counter[str]] = {}
    for listed, n in zip(written, counts, strict=True):
        for term, word in dict.fromkeys(listed):
            times.setdefault(term, Counter())[word] += n
    return {
        term: counter.most_common(1)[0][0]
        for term, counter in times.items()
        if term not in (UNSPECIFIED, OTHER)
    }


def _terms(text: str) -> Iterable[tuple[str, str]]:
    for part in _BREAKS.split(text[: 10 * _LONGEST]):
        bare = _bare(part)
        if not bare or canonical_value("yes_no", bare) == "no" or _denied(bare):
            continue
        whole = words().events.get(compact(bare))
        if whole:
            yield whole, bare
            continue
        for piece in map(_bare, _WEAK_BREAKS.split(bare)):
            if piece:
                yield words().events.get(compact(piece), OTHER), piece


def _denied(text: str) -> bool:
    """Whether a text denies an event: 无发热, but not 无力."""
    match = _DENIES.match(text)
    return match is not None and (not match[2] or compact(match[2]) in words().events)


def _bare(text: str) -> str:
    """Remove severity, frequency and duration from a term."""
    before, bare = None, text.strip()
    while bare != before:
        before, bare = bare, _AROUND.sub("", bare).strip()
    return bare


def _lists(header: str) -> bool:
    bare, _ = header_parts.without_unit(fold(header[: code_legends.MAX_HEADER]))
    return words().events.get(compact(bare)) == UNSPECIFIED


def _names(header: str) -> bool:
    """Whether a column names an event that its header does not: AE name, AE2 term."""
    bare, _ = header_parts.without_unit(fold(header[: code_legends.MAX_HEADER]))
    meaning = event_headers.adverse_event(compact(bare))
    return meaning is not None and meaning.name.startswith(f"ae_{UNSPECIFIED}_name")


def _flags(
    lists: Sequence[tuple[str, ...] | None], texts: Sequence[str | None], term: str
) -> list[str | None]:
    """1 if the cell lists the event, 0 if it lists others or none; a word for missing stays."""
    return [
        text if terms is None else str(int(term in terms))
        for terms, text in zip(lists, texts, strict=True)
    ]
