"""Marks rows that rest on values which may be codes for a missing one, and were counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from aci_core.analyses.responders import RESPONDER
from aci_core.analyses.result import Row
from aci_core.checks import counted_codes
from aci_core.domain.notes import join_notes, note
from aci_core.domain.schema import PRE
from aci_core.domain.study.settings import Settings
from aci_core.efficacy import RESPONDER_RULES
from aci_core.summaries import Data

# Methods that use the value before treatment too, and those that use the covariates.
_WITH_PRE = ("ancova", "paired", "wilcoxon_signed", "proportional_odds_", "adjusted_risk")
_ADJUSTED = ("ancova", "proportional_odds_", "adjusted_risk")


def marked(rows: Iterable[Row], data: Data, settings: Settings) -> tuple[Row, ...]:
    """The rows, those that rest on such values with the note ``code_counted`` and their number.

    Parameters
    ----------
    rows : iterable of Row
    data : Data
        Without patients nothing is known of codes, and nothing is marked.
    settings : Settings
    """
    cells = counted_codes(data.patients.cohort) if data.patients is not None else {}
    if not cells:
        return tuple(rows)
    return tuple(_marked(row, cells, settings) for row in rows)


def _marked(row: Row, cells: dict[str, int], settings: Settings) -> Row:
    n = sum(cells.get(name, 0) for name in dict.fromkeys(_columns(row, settings)))
    return replace(row, note=join_notes((*row.notes, note("code_counted", n)))) if n else row


def _columns(row: Row, settings: Settings) -> Iterator[str]:
    """Columns whose values are in the number."""
    if row.variable == RESPONDER and row.level and row.visit:
        yield from RESPONDER_RULES[row.level].columns(row.visit)
        return
    visits = row.visit.split("-") if row.visit else []
    for name in filter(None, (row.variable, row.versus)):
        yield name
        yield from (f"{name}_{visit}" for visit in visits)
    if row.visit and row.method.startswith(_WITH_PRE):
        yield f"{row.variable}_{PRE}"
    if row.method.startswith(_ADJUSTED):
        yield from settings.covariates
