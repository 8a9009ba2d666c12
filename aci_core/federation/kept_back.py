"""What a centre keeps back: the columns of which others tell what it does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from aci_core.federation.centre import CentreSummary
from aci_core.summaries import EFFECTIVE, GRADE, Summary
from aci_core.summaries.variables import AnyOf, Responder, Variable, columns_of

KINDS: Final = ("counts", "means")


def kept_back(
    centres: Sequence[CentreSummary],
) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Columns of which a centre tells no counts, or no means, where another centre does.

    A column that the centre's file lacks is not kept back. What all keep back nobody can tell.

    Parameters
    ----------
    centres : sequence of CentreSummary

    Returns
    -------
    dict of str to dict of str to tuple of str
        By centre, of those that keep something back; by kind (`KINDS`); in the order of names.
    """
    told = {kind: {one.centre: _told(one.summary, kind) for one in centres} for kind in KINDS}
    found = {}
    for one in centres:
        own = {column.name for column in one.summary.columns} | {EFFECTIVE}
        kept = {
            kind: tuple(sorted((set().union(*by.values()) - by[one.centre]) & own))
            for kind, by in told.items()
        }
        if any(kept.values()):
            found[one.centre] = {kind: names for kind, names in kept.items() if names}
    return found


def _told(summary: Summary, kind: str) -> set[str]:
    """The columns of which the summary tells counts, or means."""
    if kind == "means":
        return _columns(summary.of_moments)
    # The grades are those of the response, by another name.
    return {*summary.of_levels, *_columns(summary.of_counts)} - {GRADE}


def _columns(variables: Iterable[Variable]) -> set[str]:
    """Their columns; of what is made of several nothing is told of each."""
    alone = (one for one in variables if not isinstance(one, AnyOf | Responder))
    return {name for one in alone for name in columns_of(one) if len(columns_of(one)) == 1}
