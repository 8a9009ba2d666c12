"""Tables of the cells that were not read, and of the values that may be codes for missing ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aci_core.presentation.i18n import Translator, format_number, labels
from aci_core.presentation.tables.model import Head, Table, line

if TYPE_CHECKING:
    from aci_core.checks import OpenQuestion, UnreadColumn


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


def codes(questions: Sequence[OpenQuestion], t: Translator) -> Table:
    """Values that may be codes for missing ones, by column, with what they do to its mean."""
    keys = ("code", "cells", "with", "without")
    heads = (
        Head(t("unread.head_column"), "left"),
        *(Head(t(f"unread.head_{key}")) for key in keys),
    )
    rows = [
        line(one.header, question.code, format_number.whole(one.n),
             *(format_number.number(mean) for mean in (one.mean_with, one.mean_without)))
        for question in questions
        if question.code
        for one in question.columns
    ]  # fmt: skip
    return Table(t("unread.codes_title"), heads, tuple(rows))
