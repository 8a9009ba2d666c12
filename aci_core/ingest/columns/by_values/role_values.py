"""Which of several columns is the identifier or the arm, by their values as well as headers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from aci_core.domain.schema.aliases import arm_kind, canonical_value, value_key, without_count
from aci_core.ingest.cells import Cells, is_missing
from aci_core.ingest.columns.by_values.distinct_values import DistinctValues
from aci_core.ingest.columns.recognise import RANK, Source

MOST_ARMS = 20
_FEWEST_ROWS = 3  # with one value in all of them, a column tells nobody apart
_TELLS_APART = 0.9  # of its cells are distinct
_FEW, _FEW_SHARE = 20, 0.1  # numbers of studies or centres
# A label that says nothing of what was given: A, B, 1, 2, 甲, group 1.
_OPAQUE = re.compile(
    r"(?:组|group|arm)?(?:[a-z]|[0-9]{1,2}|[ivx]{1,4}|[甲乙丙丁一二三四])(?:组|group|arm)?"
)


def identifiers(claims: Iterable[Source], distinct: DistinctValues) -> list[Source]:
    """The columns that may identify the patients, the likeliest first.

    Parameters
    ----------
    claims : iterable of Source
        Columns whose header says that they do.
    distinct : DistinctValues
        Of the table.

    Returns
    -------
    list of Source
        Without those of one value in all rows, which identify nobody; one that the mapping names
        stays. Of headers that say it equally well the one that tells apart the most patients goes
        first, unless the first in the file tells nearly all rows apart.
    """
    usable = [s for s in claims if s.meaning.recognised == "mapping" or not constant(s, distinct)]
    usable.sort(key=lambda s: (_rank(s), s.place))
    if len(usable) < 2:
        return usable
    best = [s for s in usable if _rank(s) == _rank(usable[0])]
    first = max(best, key=lambda s: (tells_apart(s, distinct), distinct.n(s.place)))
    if tells_apart(best[0], distinct) or _rank(first) == RANK["mapping"]:
        first = best[0]
    elif distinct.n(first.place) <= _FEW and _share(first, distinct) <= _FEW_SHARE:
        # Numbers of studies or centres, where another column has one for each row.
        others = (s for s in usable if tells_apart(s, distinct))
        first = next(others, first)
    return [first, *(s for s in usable if s is not first)]


def constant(source: Source, distinct: DistinctValues) -> bool:
    """Whether a column has one value in all rows, of at least three."""
    return distinct.filled(source.place) >= _FEWEST_ROWS and distinct.n(source.place) == 1


def tells_apart(source: Source, distinct: DistinctValues) -> bool:
    """Whether nearly every row has a value of its own: a patient or two may stand twice."""
    return _share(source, distinct) >= _TELLS_APART


def _rank(source: Source) -> int:
    return RANK[source.meaning.recognised]


def _share(source: Source, distinct: DistinctValues) -> float:
    return distinct.n(source.place) / max(1, distinct.filled(source.place))


@dataclass(frozen=True, slots=True)
class ArmChoice:
    """The column of the arm among several.

    Parameters
    ----------
    source : Source
    by_values : bool
        Its values decide, against the headers.
    rival : Source or None
        A column that may as well be it, so that a person must say which.
    """

    source: Source
    by_values: bool = False
    rival: Source | None = None


def choose_arm(claims: Sequence[Source], distinct: DistinctValues) -> ArmChoice:
    """Choose the column of the arm: the one whose values name the control, else by header.

    Parameters
    ----------
    claims : sequence of Source
        At least one.
    distinct : DistinctValues
        Of the table.
    """
    ranked = sorted(claims, key=lambda s: (_rank(s), s.place))
    first = ranked[0]
    if len(ranked) == 1 or first.meaning.recognised == "mapping":
        return ArmChoice(first)
    fits = {s.place: _fit(s, distinct) for s in ranked}
    best = max(ranked, key=lambda s: (fits[s.place], -_rank(s), -s.place))
    if best is first:
        peers = [s for s in ranked[1:] if _rank(s) == _rank(best)]
        rivals = (
            s
            for s in peers
            if fits[s.place] == fits[best.place] and not distinct.same(s.place, best.place)
        )
        return ArmChoice(best, rival=next(rivals, None))
    # A and B may well be the arms, and the other column say what else the patients were given.
    coded = fits[first.place] == 1 and _opaque(distinct.cells(first.place))
    unlike = coded and not one_to_one(distinct.cells(first.place), distinct.cells(best.place))
    return ArmChoice(best, by_values=True, rival=first if unlike else None)


def _fit(source: Source, distinct: DistinctValues) -> int:
    """How well a column's values fit an arm: 2 names one control, 1 may be arms, 0 is none."""
    n = distinct.n(source.place)
    if not 2 <= n <= 3 * MOST_ARMS:
        return 0
    texts = [t for t in distinct.cells(source.place).texts if not is_missing(t)]
    arms = {value_key(without_count(text)) for text in texts}
    if not 2 <= len(arms) <= MOST_ARMS:
        return 0
    controls = {value_key(without_count(text)) for text in texts if arm_kind(text) == "control"}
    return 2 if len(controls) == 1 else 1


def _opaque(cells: Cells) -> bool:
    return all(_OPAQUE.fullmatch(value_key(text)) for text in cells.texts)


def one_to_one(one: Cells, other: Cells) -> bool:
    """Whether each value of one column stands with one of the other, and the other way round."""
    both = (one.codes >= 0) & (other.codes >= 0)
    pairs = np.unique(np.stack([one.codes[both], other.codes[both]]), axis=1)
    return all(np.unique(half).size == half.size for half in pairs)


def tells_survival(cells: Cells) -> bool:
    """Whether a cell says in words that somebody lives: 存活, alive."""
    return any(
        canonical_value("died", text) == "no" and canonical_value("yes_no", text) is None
        for text in cells.texts
    )


def tells_severity(cells: Cells) -> bool:
    """Whether every cell tells of an event how severe it was, or whether there was one."""
    texts = [text for text in cells.texts if not is_missing(text)]
    return bool(texts) and all(
        canonical_value("severity", text) or canonical_value("yes_no", text) for text in texts
    )
