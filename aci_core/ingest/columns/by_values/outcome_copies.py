"""Unknown columns whose values follow from an outcome: its codes (rad_num), or a cut of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from aci_core.domain.schema import PRE, Role
from aci_core.ingest.cells import Cells
from aci_core.ingest.columns.recognise import Source

_MOST_LEVELS = 25
_FEWEST = 3  # patients with each of two values
_TOLD = 15  # patients whose value another with the same outcome tells
_COVERED = 0.8  # of the patients with the outcome


def with_outcome_copies(sources: Sequence[Source], sample: Callable[[int], Cells]) -> list[Source]:
    """The columns, those that repeat an outcome in other words as outcomes.

    What was before treatment does not follow from what came after it: not for fifteen patients,
    one after another.

    Parameters
    ----------
    sources : sequence of Source
        With their meanings.
    sample : callable
        Cells at a place, of a long column some of them.
    """
    unknown = [s for s in sources if _is_unknown(s)]
    outcomes = [s for s in sources if _is_outcome(s)]
    cells = {s.place: sample(s.place) for s in (*unknown, *outcomes)} if unknown else {}
    few = {place for place, own in cells.items() if _n_levels(own) <= _MOST_LEVELS}
    made: dict[int, Source] = {}
    for source in (s for s in unknown if s.place in few):
        for outcome in (s for s in outcomes if s.place in few):
            if follows(cells[source.place], cells[outcome.place]):
                meaning = replace(
                    source.meaning, unclear=True, outcome=True, repeats=outcome.header
                )
                made[source.place] = replace(source, meaning=meaning)
                break
    return [made.get(s.place, s) for s in sources]


def follows(cells: Cells, outcome: Cells) -> bool:
    """Whether each value of an outcome goes with one value of a column, more than by chance."""
    both = (cells.codes >= 0) & (outcome.codes >= 0)
    if both.sum() < max(_TOLD, _COVERED * (outcome.codes >= 0).sum()):
        return False
    width = len(cells.distinct)
    pairs = outcome.codes[both].astype(np.int64) * width + cells.codes[both]
    table = np.bincount(pairs, minlength=width * len(outcome.distinct)).reshape(-1, width)
    if ((table > 0).sum(axis=1) > 1).any():
        return False
    sizes = table.sum(axis=1)
    told = int(np.maximum(sizes - 1, 0).sum())
    values = table[sizes > 1].sum(axis=0)
    return told >= _TOLD and int((values >= _FEWEST).sum()) > 1


def _n_levels(cells: Cells) -> int:
    return int((cells.counts > 0).sum())


def _is_unknown(source: Source) -> bool:
    return source.meaning.recognised == "covariate" and not source.meaning.unclear


def _is_outcome(source: Source) -> bool:
    meaning = source.meaning
    after = meaning.role is Role.MEASURE and meaning.visit not in (None, PRE)
    return after or meaning.outcome or meaning.role is Role.GRADE
