"""Adverse events that a header names without saying that they are adverse: one note for all."""

from __future__ import annotations

from collections.abc import Iterator

from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.schema import BEFORE, Column, Role
from aci_core.ingest.columns.headers.event_headers import is_bare

CODE = "events_by_name"
HISTORY = "read_as_history"


def bare_events(cohort: Cohort) -> Iterator[Issue]:
    """`events_by_name`: what a header named, and nobody has said of it, is listed once."""
    headers = [column.header for column in named_alone(cohort)]
    if headers:
        yield Issue(CODE, "info", facts=(("headers", ", ".join(headers)),))


def named_alone(cohort: Cohort) -> list[Column]:
    """Columns that were taken as adverse events by their name alone."""
    return [c for c in cohort.columns_with(Role.EVENT) if _by_header(c)]


def taken_as_history(cohort: Cohort) -> list[Column]:
    """Columns with an event's name that were taken as what was before treatment."""
    named = (c for c in cohort.columns_with(Role.COVARIATE) if c.name.startswith(BEFORE))
    return [c for c in named if _by_header(c)]


def _by_header(column: Column) -> bool:
    return column.recognised == "alias" and is_bare(column.header)
