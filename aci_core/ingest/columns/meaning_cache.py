"""Meanings of the headers of one file, by the standard it follows or by the rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from aci_core.domain.schema import MEASURES, PRE, Role
from aci_core.domain.schema.standards import Standard
from aci_core.ingest.columns.headers.column_meaning import Meaning
from aci_core.ingest.columns.headers.header_meaning import by_name, meaning, unrecognised


class MeaningCache:
    """Meanings of the headers of one file, each parsed once.

    One cache for each file: a header may contain a patient's data.

    Parameters
    ----------
    standard : Standard, optional
        What the file follows: its names go before the rules.
    """

    def __init__(self, standard: Standard | None = None) -> None:
        self.standard = standard
        self._known: dict[tuple[str, frozenset[str]], Meaning] = {}

    def get(self, header: str, measures: Iterable[str] = MEASURES) -> Meaning:
        """The cached `meaning`.

        Parameters
        ----------
        header : str
        measures : iterable of str
        """
        key = header, frozenset(measures)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._parse(*key)
        return known

    def _parse(self, header: str, measures: frozenset[str]) -> Meaning:
        if self.is_unused(header):
            return unrecognised(header)
        named = self.standard.columns.get(header) if self.standard else None
        if named is None:
            return meaning(header, measures)
        return replace(by_name(named), recognised="alias")

    def without_visit(self, header: str, measures: Iterable[str] = MEASURES) -> Meaning | None:
        """The measure or follow-up that a header names where a visit would have to be added."""
        of = self.get(f"{header} {PRE}", measures)
        measured = of.role is Role.MEASURE and of.stem in measures
        return of if measured or of.role is Role.FOLLOWUP else None

    def is_unused(self, header: str) -> bool:
        """Whether the file's standard defines the column, and it holds no value of a patient."""
        return self.standard is not None and header in self.standard.unused

    def is_named(self, header: str) -> bool:
        """Whether the file's standard defines the column."""
        return self.standard is not None and header in self.standard.named

    @property
    def writes_yes_only(self) -> bool:
        """Whether the file's standard writes Y where something holds, and else nothing."""
        return self.standard is not None and self.standard.code in ("adam", "sdtm")

    def restricted_to(self, headers: Iterable[str]) -> MeaningCache:
        """The cache with these headers only: identifying ones go with their columns."""
        subset, wanted = MeaningCache(self.standard), set(headers)
        subset._known = {key: known for key, known in self._known.items() if key[0] in wanted}
        return subset
