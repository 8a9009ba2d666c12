"""Table of the cells that were not read, by column and arm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aci_core.presentation.i18n import Translator, format_number, labels
from aci_core.presentation.tables.model import Head, Table, line

if TYPE_CHECKING:
    from aci_core.checks import UnreadColumn


def unread(columns: Sequence[UnreadColumn], arms: Sequence[str], t: Translator) -> Table:
    """Cells that were not read by column and arm, and the patients with a value."""
    heads = (
        Head(t("unread.head_column"), "left"),
        *(Head(t("unread.head_arm", arm=labels.arm(t, arm))) for arm in arms),
        Head(t("unread.head_n")),
    )
    rows = []
    for one in columns:
        by_arm = dict(one.by_arm)
        n = format_number.whole(one.n)
        known = t("unread.not_analysed", n=n) if one.stopped else n
        cells = (format_number.whole(by_arm.get(arm, 0)) for arm in arms)
        rows.append(line(one.header, *cells, known))
    return Table(t("unread.title"), heads, tuple(rows))
