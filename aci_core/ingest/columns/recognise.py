"""What each of a file's columns means: by the mapping, then by header or label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from aci_core.domain.errors import AciError
from aci_core.domain.schema import Measure, Role
from aci_core.domain.schema.aliases import clean, fold
from aci_core.ingest.columns.headers.column_meaning import MAX_NAME, Meaning
from aci_core.ingest.columns.headers.header_meaning import canonical
from aci_core.ingest.columns.mapping import ColumnMapping
from aci_core.ingest.columns.meaning_cache import MeaningCache

# Priority where two headers have the same meaning.
RANK = {"mapping": 0, "canonical": 1, "alias": 2, "weak": 3, "covariate": 4}


@dataclass(frozen=True, slots=True)
class Source:
    """A column of the file that becomes one of the cohort.

    Parameters
    ----------
    place : int
        In the file.
    header : str
    meaning : Meaning
    clashes : bool
        Another column has the same meaning and other cells: which is right is not known.
    by_label : bool
        Recognised by its label, not its header.
    """

    place: int
    header: str
    meaning: Meaning
    clashes: bool = False
    by_label: bool = False

    @property
    def recognised(self) -> str:
        """How the meaning was determined, as in `Column`."""
        how = self.meaning.recognised
        return "alias" if how == "weak" else how


def recognise_columns(
    headers: Sequence[str],
    mapping: ColumnMapping,
    measures: dict[str, Measure],
    meanings: MeaningCache,
    labels: Sequence[str] = (),
) -> list[Source]:
    """The meaning of each column, without those that the mapping or a standard leaves out."""
    mapped = _by_mapping(headers, mapping, measures)
    ignored = {p for h in mapping.ignore for p in _places(headers, h)}
    ignored |= {p for p, header in enumerate(headers) if meanings.is_unused(header)}
    padded = (*labels, *([""] * len(headers)))
    return [
        Source(place, header, mapped[place])
        if place in mapped
        else _by_header_or_label(place, header, padded[place], measures, meanings)
        for place, header in enumerate(headers)
        if place not in ignored or place in mapped
    ]


def _by_header_or_label(
    place: int, header: str, label: str, measures: dict[str, Measure], meanings: MeaningCache
) -> Source:
    """A column by its header, or by its label if only that is recognised."""
    own = meanings.get(header, measures)
    if own.recognised != "covariate" or not label.strip():
        return Source(place, header, own)
    other = meanings.get(label, measures)
    if other.recognised == "covariate":
        # A score without its visit is no characteristic, by header or by label.
        unclear = replace(
            own, unclear=own.unclear or other.unclear, outcome=own.outcome or other.outcome
        )
        return Source(place, header, unclear)
    return Source(place, header, other, by_label=True)


def _by_mapping(
    headers: Sequence[str], mapping: ColumnMapping, measures: dict[str, Measure]
) -> dict[int, Meaning]:
    result: dict[int, Meaning] = {}
    for header, name in mapping.columns.items():
        places = _places(headers, header)
        if not places:
            raise AciError("mapping_unknown_column", column=clean(header)[:60])
        if places[0] in result:
            raise AciError("mapping_twice", column=clean(header)[:60])
        result[places[0]] = _target(name, measures)
    return result


def _target(name: str, measures: dict[str, Measure]) -> Meaning:
    if len(name) > MAX_NAME or clean(name) != name or name in ("effective", "response"):
        raise AciError("mapping_name", column=clean(name)[:60])
    known = canonical(name, measures) or Meaning(name, Role.COVARIATE, stem=name)
    return replace(known, recognised="mapping")


def _places(headers: Sequence[str], header: str) -> list[int]:
    """Places of a header: as written, else ignoring case and width."""
    exact = [i for i, h in enumerate(headers) if h == header.strip()]
    return exact or [i for i, h in enumerate(headers) if fold(h) == fold(header)]
