"""Give each event of a list its own severity, grade, seriousness and relation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, reduce

import pyarrow as pa
import pyarrow.compute as pc

from aci_core.domain.schema import COUNTED_ATTRIBUTES, SERIOUS, Role
from aci_core.domain.schema.aliases import canonical_value, clean, compact, fold, words
from aci_core.ingest.cells import Cells, format_level, is_missing
from aci_core.ingest.columns.headers import code_legends, event_headers, header_parts
from aci_core.ingest.columns.headers.column_meaning import Meaning
from aci_core.ingest.columns.headers.event_headers import UNSPECIFIED
from aci_core.ingest.issues import Issues
from aci_core.ingest.layout.raw_table import RawTable

_BREAKS = re.compile(r"[、,，;；/+＋&\n]")
_BETWEEN = "、"
# Of each attribute, the words from the least to the worst.
_VOCABULARIES = {
    "severity": "severity", "grade": "severity", SERIOUS: "yes_no", "related": "relation",
}  # fmt: skip
_WORST_LAST = {"yes_no": ("no", "yes")}

Lists = Sequence[tuple[str, ...] | None]


@dataclass(frozen=True, eq=False)
class Told:
    """A column of an attribute that a list of events is told with.

    Parameters
    ----------
    name : str
        Canonical.
    texts : pyarrow string array
    instead_of : tuple of int
        Places of the columns that it stands for.
    """

    name: str
    texts: pa.ChunkedArray
    instead_of: tuple[int, ...] = ()


def joined(raw: RawTable, places: Sequence[int], instead: int | None = None) -> Cells:
    """The cells of several columns as one, separated; of `instead` where all of them are blank."""
    nobody = pa.chunked_array([pa.nulls(len(raw.frame), pa.string())])
    columns = [_not_missing(raw.text(place)) for place in places]
    texts = reduce(_beside, columns, nobody)
    return Cells.from_column(texts if instead is None else pc.coalesce(texts, raw.text(instead)))


def _beside(texts: pa.ChunkedArray, others: pa.ChunkedArray) -> pa.ChunkedArray:
    """Both texts, separated; where one is null the other."""
    both = pc.binary_join_element_wise(texts, others, _BETWEEN)  # null where either is
    return pc.coalesce(both, texts, others)


def _not_missing(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column, null where a cell says that nothing is known."""
    cells = Cells.from_column(column)
    known = [None if not text or is_missing(text) else text for text in cells.texts]
    return cells.map_texts(known)


def told(
    raw: RawTable,
    places: Sequence[int],
    cells: Cells,
    lists: Lists,
    terms: Sequence[str],
    issues: Issues,
) -> list[Told]:
    """Columns of what is told of the listed events: of each event, and of the worst of a patient.

    An event has its own where a cell tells as many as its list has events.

    Parameters
    ----------
    raw : RawTable
    places : sequence of int
        Of the columns that list the events.
    cells : Cells
        What they list.
    lists : sequence
        The events of each distinct cell.
    terms : sequence of str
        Events that have a column.
    issues : Issues
    """
    made: list[Told] = []
    for attribute, of in _attributes(raw.headers, places).items():
        own, of_all, n_several = _split(cells, lists, joined(raw, of), attribute)
        if n_several:
            issues.add("event_attributes_listed", "info", raw.headers[of[0]], n=n_several)
        if n_several or len(of) > 1:
            made.append(Told(f"ae_{UNSPECIFIED}_{attribute}", _column(of_all), of))
        if len(terms) > 1:
            made += [
                Told(f"ae_{term}_{attribute}", _column(own[term])) for term in terms if term in own
            ]
    return made


def _column(texts: Sequence[str | None]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(texts, pa.string())])


def _attributes(headers: Sequence[str], places: Sequence[int]) -> dict[str, tuple[int, ...]]:
    """Places of the columns that tell each attribute of the listed events.

    They say that they do (AE grade), or stand directly behind the list (severity).
    """
    found: dict[str, list[int]] = {}
    behind = False
    for i, header in enumerate(headers):
        bare, _ = header_parts.without_unit(fold(header[: code_legends.MAX_HEADER]))
        key = compact(bare)
        meaning = event_headers.adverse_event(key)
        alone = event_headers.attribute_alone(key)
        attribute = (meaning and _of_any_event(meaning)) or (behind and alone)
        if i in places:
            behind = True
        elif attribute in COUNTED_ATTRIBUTES:
            found.setdefault(str(attribute), []).append(i)
        elif not (alone or meaning):
            behind = False
    return {attribute: tuple(of) for attribute, of in found.items()}


def _of_any_event(meaning: Meaning) -> str | None:
    """The attribute that a column tells of events that it does not name: AE2 grade, SAE."""
    if meaning.stem == SERIOUS and meaning.role is Role.EVENT:
        return SERIOUS
    of_any = f"ae_{UNSPECIFIED}_"
    counted = (a for a in COUNTED_ATTRIBUTES if meaning.name.startswith(f"{of_any}{a}"))
    return next(counted, None)


def _split(
    cells: Cells, lists: Lists, texts: Cells, attribute: str
) -> tuple[dict[str, list[str | None]], list[str | None], int]:
    """Of each event its own text by row; the worst by row; how many cells tell several."""
    own: dict[str, list[str | None]] = {}
    n = len(cells.codes)
    of_all: list[str | None] = [None] * n
    n_several = 0
    pairs = zip(cells.codes.tolist(), texts.codes.tolist(), strict=True)
    for row, (listed, code) in enumerate(pairs):
        if code < 0:
            continue
        text = texts.texts[code]
        pieces = _pieces(text, attribute)
        terms = (lists[listed] if listed >= 0 else None) or ()
        of_all[row] = worst(pieces, attribute)
        n_several += len(pieces) > 1
        if len(pieces) == len(terms):
            for term, piece in zip(terms, pieces, strict=True):
                own.setdefault(term, [None] * n)[row] = piece
    return own, of_all, n_several


@cache
def _pieces(text: str, attribute: str) -> tuple[str, ...]:
    """The values that a cell tells; the cell itself where it is no list of known ones.

    Examples
    --------
    >>> _pieces("1,2级", "grade"), _pieces("轻度", "severity"), _pieces("a/b", "severity")
    (('1', '2级'), ('轻度',), ('a/b',))
    """
    pieces = tuple(piece for part in _BREAKS.split(text) if (piece := clean(part)))
    known = all(_rank(piece, attribute) is not None for piece in pieces)
    return pieces if pieces and known else (text,)


def worst(pieces: Sequence[str], attribute: str) -> str:
    """The worst of several values of an attribute.

    Examples
    --------
    >>> worst(["轻度", "重度", "中度"], "severity"), worst(["否", "是"], "serious")
    ('重度', '是')
    """
    return max(pieces, key=lambda piece: _rank(piece, attribute) or 0)


def _rank(text: str, attribute: str) -> int | None:
    """The place of a value in the order of its vocabulary; None if it does not know it."""
    vocabulary = _VOCABULARIES[attribute]
    word = canonical_value(vocabulary, format_level(text))
    order = _WORST_LAST.get(vocabulary) or tuple(dict.fromkeys(words().values[vocabulary].values()))
    return order.index(word) if word in order else None
