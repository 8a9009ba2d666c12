"""How often an interval holds the truth: the lowest and the highest coverage by size."""

from __future__ import annotations

from collections.abc import Sequence

from aci_core.methods.coverage import Coverage
from aci_core.presentation.i18n import Translator, format_number
from aci_core.presentation.tables.model import Head, Table, row


def by_size(coverages: Sequence[Coverage], t: Translator) -> Table:
    """A row a size, of one method."""
    return Table(
        t("coverage.title"),
        (
            Head(t("coverage.n"), "left"),
            Head(t("coverage.lowest")),
            Head(t("coverage.highest")),
        ),
        tuple(
            row(
                format_number.whole(c.n),
                format_number.percent(c.lowest),
                format_number.percent(c.highest),
            )
            for c in coverages
        ),
    )
