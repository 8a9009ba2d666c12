"""Tables of the user's corrections: by column with their number, and cell by cell."""

from __future__ import annotations

from aci_core.domain.cohort import Cohort, Correction
from aci_core.presentation.i18n import Translator, format_number
from aci_core.presentation.tables.model import Head, Table, line
from aci_core.presentation.tables.parts import notes


def by_column(cohort: Cohort, t: Translator) -> Table:
    """Corrections of each column: how many cells were read otherwise, how many as empty.

    It names no row and no value, and may stand in Word.
    """
    rows = [
        line(
            _header(one, t),
            format_number.whole(one.n),
            format_number.whole(one.n_emptied) if one.header else "",
        )
        for one in cohort.corrections
    ]
    heads = (
        Head(t("table.step_column"), "left"),
        Head(t("corrections.cells")),
        Head(t("corrections.emptied")),
    )
    return Table(t("corrections.by_column"), heads, tuple(rows), notes(t("table.note_steps")))


def count(cohort: Cohort, t: Translator) -> str:
    """How many cells were corrected, and rows left out: the sum of the table by column."""
    rows = sum(one.n for one in cohort.corrections if not one.header)
    n = format_number.whole(sum(one.n for one in cohort.corrections if one.header))
    return t("corrections.count_rows", n=n, rows=format_number.whole(rows)) if rows else n


def cells(cohort: Cohort, t: Translator) -> Table:
    """Every corrected cell: its row, what the file has and what was read. For the owner alone."""
    rows = [
        line(
            format_number.whole(cell.row),
            _header(one, t),
            "" if not one.header else cell.old or t("corrections.empty"),
            t("step.omit") if not one.header else cell.new or t("corrections.empty"),
        )
        for one in cohort.corrections
        for cell in one.cells
    ]
    more = sum(one.n for one in cohort.corrections) - len(rows)
    heads = (
        Head(t("table.step_row")),
        Head(t("table.step_column"), "left"),
        Head(t("corrections.old"), "left"),
        Head(t("corrections.new"), "left"),
    )
    left = notes(t("table.note_more", n=more) if more else "", t("table.note_steps"))
    return Table(t("corrections.by_cell"), heads, tuple(rows), left)


def _header(one: Correction, t: Translator) -> str:
    return one.header or t("corrections.rows")
