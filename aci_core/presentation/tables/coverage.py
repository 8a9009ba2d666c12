"""Table of the coverage of an interval: lowest and highest by sample size."""

from __future__ import annotations

from collections.abc import Sequence

from aci_core.methods.coverage import Coverage
from aci_core.presentation.i18n import Translator, format_number
from aci_core.presentation.tables.model import Head, Table, line


def by_size(coverages: Sequence[Coverage], t: Translator) -> Table:
    """Coverage of one method, one sample size a row."""
    return Table(
        t("coverage.title"),
        (
            Head(t("coverage.n"), "left"),
            Head(t("coverage.lowest")),
            Head(t("coverage.highest")),
        ),
        tuple(
            line(
                format_number.whole(c.n),
                format_number.percent(c.lowest),
                format_number.percent(c.highest),
            )
            for c in coverages
        ),
    )
