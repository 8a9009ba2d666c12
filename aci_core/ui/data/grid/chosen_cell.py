"""The cell that is chosen in the grid: what it says, what was read, and its correction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.schema import Role
from aci_core.domain.steps import ConfirmCell, SetCell
from aci_core.presentation.i18n import Translator, format_number, labels
from aci_core.presentation.i18n.format_number import DASH
from aci_core.presentation.i18n.markdown import code, literal
from aci_core.ui.data.issues import corrections, data_issues
from aci_core.ui.state.cohort.loaded import Loaded
from aci_core.ui.widgets.page.presenters import tables
from aci_core.ui.widgets.text import JOIN, key_of

if TYPE_CHECKING:
    from aci_core.checks.file_table import FileTable, Places

GAP = "\N{EN SPACE}"  # between a word and what it names
COLUMN = "c"  # begins the name of a column of the file in the grid's data
_CHOSEN = "_grid_cell"  # row and header, and the file that they are of
_YES_NO = frozenset({Role.EVENT, Role.EVENT_RESOLVED, Role.FOLLOWUP, Role.DIED, Role.LOST})


def take(key: str, loaded: Loaded, shown: Places) -> None:
    """Keep the cell that was chosen in a grid; from its callback.

    Parameters
    ----------
    key : str
        Of the grid.
    loaded : Loaded
    shown : ndarray of int64
        Places of its rows in the table.
    """
    table = loaded.table
    st.session_state.pop(_CHOSEN, None)
    headers = {f"{COLUMN}{column.place}": column.header for column in table.columns}
    for at, name in st.session_state[key]["selection"]["cells"]:
        if name in headers and at < len(shown):
            row = int(table.rows[shown[at]])
            st.session_state[_CHOSEN] = (row, headers[name], loaded.raw.fingerprint)


def panel(t: Translator, loaded: Loaded) -> None:
    """Draw the chosen cell, its problems and its correction; nothing where none is chosen."""
    row, header, file = st.session_state.get(_CHOSEN, (0, "", ""))
    table = loaded.table
    if file != loaded.raw.fingerprint or table.column(header) is None or row not in table.rows:
        return
    cell, key = (row, header), f"grid_{key_of(str(row), header, loaded.cohort.digest)}"
    with st.container(key="chosen_cell", gap="small", border=True):
        left, right = st.columns((3, 2), gap="medium")
        with left:
            _about(t, loaded, table, cell)
        with right:
            now = _text(table, cell)
            corrections.field(t, cell, now or "", key)
            _decisions(t, loaded, cell, now, key)


def _about(t: Translator, loaded: Loaded, table: FileTable, cell: tuple[int, str]) -> None:
    """Draw where the cell is, what is written in it, what was read and what is wrong."""
    row, header = cell
    st.markdown(f"**{t('fixes.row', n=f'{row:,}')}{JOIN}{literal(header)}**")
    changed = table.corrected.get(cell)
    now = _text(table, cell)
    facts = [("in_file", _shown(t, changed.old if changed else now))]
    if changed:
        facts.append(("corrected_to", _shown(t, now)))
    facts.append(("read_as", _read(t, table, cell, now)))
    named = [(t(f"grid.{key}"), value) for key, value in facts] + _visits(t, table, cell)
    st.markdown("  \n".join(f":gray[{literal(name)}]{GAP}{value}" for name, value in named))
    found = table.findings.get(cell, ())
    for fix in found:
        st.markdown(f"{data_issues.badge(t, fix)} {data_issues.in_words(t, loaded, fix)}")
    reason = dict(loaded.cohort.left_out).get(row)
    if reason:
        st.caption(t("grid.left_out", reason=t.name("left_out", reason)))
    elif not found and not changed:
        st.caption(t("grid.plain"))


def _decisions(
    t: Translator, loaded: Loaded, cell: tuple[int, str], now: str | None, key: str
) -> None:
    """Draw a button for all that can be decided about the cell by one click."""
    found = loaded.table.findings.get(cell, ())
    with st.container(horizontal=True, gap="xsmall", key=f"decide_{key}"):
        for at, fix in enumerate(found):
            corrections.buttons(t, loaded, fix, f"{at}_{key}")
        empty = SetCell(*cell, None)
        own: list[SetCell | ConfirmCell] = (
            [empty] if now is not None and all(fix.step != empty for fix in found) else []
        )
        if found and all(fix.severity != "error" for fix in found):
            own.insert(0, ConfirmCell(*cell))
        for step in own:
            st.button(
                literal(tables.fixes.describe_step(step, t)),
                key=f"{type(step).__name__}_{key}",
                on_click=corrections.apply,
                args=((step,),),
                icon=_ICONS[type(step)],
            )
        if any(corrections.is_of_cell(step, *cell) for step in loaded.steps):
            st.button(
                t("grid.undo"),
                key=f"undo_{key}",
                on_click=corrections.undo_cell,
                args=cell,
                icon=":material/undo:",
                type="tertiary",
            )


_ICONS = {SetCell: ":material/backspace:", ConfirmCell: ":material/check:"}


def _text(table: FileTable, cell: tuple[int, str]) -> str | None:
    """The cell as it stands after the corrections."""
    column, place = table.column(cell[1]), table.place(cell[0])
    return None if column is None else table.texts(column, place)[0]


def _shown(t: Translator, text: str | None) -> str:
    return t("grid.empty") if text is None else code(text)


def _read(t: Translator, table: FileTable, cell: tuple[int, str], now: str | None) -> str:
    """What was read of the cell."""
    column, value = table.column(cell[1]), table.value(cell)
    if value is None or column is None:
        unread = table.states.get(cell) == "error"
        return t("grid.not_read" if unread and now is not None else "grid.missing")
    if isinstance(value, str):
        return literal(tables.fixes.level(value, t))
    if column.read[0].role in _YES_NO and value in (0, 1):
        return t.name("level", "yes" if value else "no")
    limit = table.limit(cell)
    return f"{value:.12g}" if limit is None else format_number.with_limit(value, limit)


def _visits(t: Translator, table: FileTable, cell: tuple[int, str]) -> list[tuple[str, str]]:
    """The measure of the cell at each visit of its patient, against which a slip is seen."""
    visits = table.visits(cell)
    if len(visits) <= 1:
        return []
    values = (
        f"{labels.visit(t, one.visit or '')} **{f'{value:.12g}' if value is not None else DASH}**"
        for one, value in visits
    )
    return [(labels.of_column(t, replace(visits[0][0], visit=None)), JOIN.join(values))]
