"""Columns of a table of text that is reshaped: some added where others stood."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from aci_core.domain.cohort import Issue
from aci_core.ingest.layout.raw_table import RawTable


class Columns:
    """The columns of a table, with those that are added and without those that are removed."""

    def __init__(self, raw: RawTable) -> None:
        self._raw = raw
        self._added: dict[int, list[tuple[str, pa.ChunkedArray, str]]] = {}
        self._removed: set[int] = set()

    def add(self, place: int, header: str, texts: pa.ChunkedArray, label: str = "") -> None:
        """Add a column before the one that stands at a place, behind others added there."""
        self._added.setdefault(place, []).append((header, texts, label))

    def remove(self, *places: int) -> None:
        """Leave out the columns at these places."""
        self._removed.update(places)

    def table(self, issues: Sequence[Issue]) -> RawTable:
        """The table of these columns, with its issues."""
        raw, made = self._raw, []
        for i, header in enumerate(raw.headers):
            made += self._added.get(i, [])
            if i not in self._removed:
                made.append((header, raw.text(i), raw.labels[i] if i < len(raw.labels) else ""))
        headers, texts, labels = zip(*made, strict=True)
        return raw.with_columns(headers, labels, texts, issues)
