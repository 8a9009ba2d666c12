"""How often an interval holds the truth: the lowest and the highest coverage by size."""

from __future__ import annotations

from collections.abc import Sequence

from aci_core.i18n import Translator, numbers
from aci_core.methods.coverage import Coverage
from aci_core.tables.model import Head, Table, row


def by_size(found: Sequence[Coverage], t: Translator) -> Table:
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
                numbers.whole(c.n),
                numbers.percent(c.lowest),
                numbers.percent(c.highest),
            )
            for c in found
        ),
    )
