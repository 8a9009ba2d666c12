"""The file as a grid: sorted, searched, its problems marked; a chosen cell opens beneath."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.ingest.cells import parse_number
from aci_core.presentation import palette
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.data.grid import chosen_cell
from aci_core.ui.state.choices import choice_widgets
from aci_core.ui.state.cohort.loaded import Loaded
from aci_core.ui.widgets.page import cards
from aci_core.ui.widgets.page.presenters import drawing
from aci_core.ui.widgets.text import JOIN, key_of

if TYPE_CHECKING:
    from pandas import DataFrame
    from pandas.io.formats.style import Styler

    from aci_core.checks.file_table import FileColumn, FileTable, Places, State
    from aci_core.domain.arrays import Floats

# So many rows at a time: what a browser is sent, and what a correction draws anew, stays small.
_PAGE = 200
_SEEN = 6  # rows in sight at once
_ROW_PX, _EDGE_PX = 35, 3  # of Streamlit's grid
_ROW = "row"
_LAST = 2**53 - 1  # sorts after every number of a file, and is one to a browser
_AS_WRITTEN = "font-style: normal"  # any style: such a cell is shown as it is written
# The mark of a cell, and what lies thin behind its words, on a light and on a dark page alike.
_LOOKS: dict[State, tuple[str, str, str]] = {
    "error": ("✕", palette.BAD_CELL, ".28"),
    "warning": ("⚠", palette.ACCENT.light, ".30"),
    "info": ("?", palette.CONTROL.light, ".25"),
    "corrected": ("✎", palette.GOOD_CELL, ".22"),
    "confirmed": ("✓", palette.GOOD_CELL, ".22"),
}


def card(t: Translator, loaded: Loaded) -> None:
    """Draw the file's rows with their problems, and the chosen cell beneath."""
    table = loaded.table
    if not table.columns:
        return
    with st.container(border=True, key="grid_card"):
        cards.heading(t("grid.title"), 3)
        st.caption(t("grid.note"))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            marked = choice_widgets.segmented("grid", hide_label=True) == "check"
            text = st.text_input(
                t("grid.find"),
                key=key_of("grid_find", loaded.raw.name, loaded.raw.fingerprint),
                placeholder=t("grid.find"),
                label_visibility="collapsed",
                icon=":material/search:",
                max_chars=100,
                width=320,
            )
        chosen = drawing(_chosen, table, text.strip(), marked)
        if not chosen.size:
            st.markdown(t("grid.none" if text.strip() else "grid.nothing"))
        else:
            _grid(t, loaded, table, chosen, marked=marked)
        chosen_cell.panel(t, loaded)


def _chosen(table: FileTable, text: str, marked: bool) -> Places:
    """Places of the rows that are asked for."""
    import numpy as np

    chosen = table.to_check() if marked else np.arange(len(table.rows))
    return table.with_text(text, chosen) if text else chosen


def _grid(t: Translator, loaded: Loaded, table: FileTable, chosen: Places, *, marked: bool) -> None:
    """Draw a page of the rows."""
    n_pages = -(-chosen.size // _PAGE)
    # Other rows are another grid, in which no cell is chosen; a correction leaves it as it is.
    of_rows = key_of(loaded.raw.name, table.rows[chosen].tobytes().hex())
    page = int(st.session_state.get(f"pages_{of_rows}") or 1)
    shown = _on_page(chosen, page)
    styled, columns, states = drawing(_styled, table, chosen, page, marked)
    key = f"grid_{of_rows}_{page}"
    st.dataframe(
        styled,
        key=key,
        hide_index=True,
        height=_ROW_PX * (min(_SEEN, len(shown)) + 1) + _EDGE_PX,
        placeholder="",
        column_config={
            _ROW: st.column_config.NumberColumn(t("grid.row"), pinned=True, format="%d"),
            **{_name(c): st.column_config.Column(c.header) for c in columns},
        },
        on_select=lambda: chosen_cell.take(key, loaded, shown),
        selection_mode="single-cell",
        alt=t("grid.alt", n=f"{len(shown):,}", columns=f"{len(columns):,}"),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(JOIN.join(_legend(t, states)), width="stretch")
        if n_pages > 1:
            first = _PAGE * (page - 1)
            place = {"first": f"{first + 1:,}", "last": f"{first + len(shown):,}"}
            st.caption(t("grid.shown", n=f"{chosen.size:,}", **place), width="content")
            st.pagination(n_pages, key=f"pages_{of_rows}", max_visible_pages=5)


def _on_page(chosen: Places, page: int) -> Places:
    return chosen[_PAGE * (page - 1) : _PAGE * page]


def _name(column: FileColumn) -> str:
    """What a column is called in the grid's data: headers may be anything."""
    return f"{chosen_cell.COLUMN}{column.place}"


def _marked_first(table: FileTable) -> Sequence[FileColumn]:
    """The columns, those with a marked cell first after the arms."""
    marked = {header for _, header in table.states}
    first, *others = table.columns
    return (first, *sorted(others, key=lambda c: c.header not in marked))


def _states(
    table: FileTable, shown: Places, columns: Sequence[FileColumn]
) -> dict[str, dict[int, State]]:
    """By column of the page: the places of marked cells, with what there is to say of each."""
    at = {int(row): place for place, row in enumerate(table.rows[shown])}
    names = {column.header: _name(column) for column in columns}
    states: dict[str, dict[int, State]] = {}
    for (row, header), state in table.states.items():
        if row in at and header in names:
            states.setdefault(names[header], {})[at[row]] = state
    return states


def _legend(t: Translator, states: dict[str, dict[int, State]]) -> list[str]:
    present = {state for marked in states.values() for state in marked.values()}
    return [
        literal(f"{mark} {t.name('grid_state', state)}")
        for state, (mark, *_) in _LOOKS.items()
        if state in present
    ]


def _styled(
    table: FileTable, chosen: Places, page: int, marked: bool
) -> tuple[DataFrame | Styler, Sequence[FileColumn], dict[str, dict[int, State]]]:
    """A page of the rows as a frame, its columns, and what there is to say of its cells.

    Sorted by what was read, shown as it is written, each problem marked.
    """
    import pandas as pd
    from pandas.io.formats.style import Styler

    shown = _on_page(chosen, page)
    columns = _marked_first(table) if marked else table.columns
    states = _states(table, shown, columns)
    data: dict[str, object] = {_ROW: table.rows[shown]}
    # Of columns in which a cell is coloured, or shown otherwise than its value: others cost less.
    texts: dict[str, list[str]] = {}
    styles: dict[str, list[str]] = {}
    for column in columns:
        name = _name(column)
        data[name] = plain = [text or "" for text in table.texts(column, shown)]
        written = plain.copy()
        for at, state in states.get(name, {}).items():
            written[at] = f"{_LOOKS[state][0]} {written[at]}".rstrip()
        if column.is_number:
            data[name], plain = _sortable(table.numbers(column, shown), plain, written)
        looks = [_AS_WRITTEN if a and a != b else "" for a, b in zip(written, plain, strict=True)]
        for at, state in states.get(name, {}).items():
            _, color, alpha = _LOOKS[state]
            looks[at] = f"background-color: {palette.rgba(color, alpha)}"
        if any(looks):
            texts[name], styles[name] = written, looks
    frame = pd.DataFrame(data)
    if not styles:
        return frame, columns, states
    styled = Styler(frame)
    said = _said(list(frame.columns), texts, styles)
    # What Streamlit asks a Styler for, made once: pandas would render each cell at every run.
    vars(styled).update(_compute=lambda: styled, _translate=lambda *_: said)
    return styled, columns, states


def _said(
    names: Sequence[str], texts: dict[str, list[str]], looks: dict[str, list[str]]
) -> dict[str, object]:
    """The words and colours of the cells that have any, as a Styler tells them."""
    body: list[dict[str, str]] = []
    selectors: dict[str, list[str]] = {}
    for name, of_column in looks.items():
        place = names.index(name)
        for at, look in enumerate(of_column):
            if look:
                cell = f"row{at}_col{place}"
                body.append({"id": cell, "display_value": texts[name][at]})
                selectors.setdefault(look, []).append(cell)
    return {
        "body": [body],
        "cellstyle": [
            {"props": [tuple(look.split(": "))], "selectors": cells}
            for look, cells in selectors.items()
        ],
    }


def _sortable(
    values: Floats, texts: Sequence[str], written: Sequence[str]
) -> tuple[object, list[str]]:
    """The numbers of a column, and as they are shown; words go after all, blanks last."""
    import numpy as np
    import pandas as pd

    values = values.copy()
    for at in np.flatnonzero(np.isnan(values)).tolist():
        if written[at]:  # a number that was not read has its place among the others
            number = parse_number(texts[at])
            values[at] = np.inf if np.isnan(number) else number
    known = np.isfinite(values)
    if not (values[known] == np.floor(values[known])).all():
        return values, [str(value) for value in values.tolist()]
    whole = np.where(known, values, _LAST).astype(np.int64)
    blank = np.isnan(values)
    numbers = pd.arrays.IntegerArray(whole, blank) if blank.any() else whole
    return numbers, [str(one) for one in whole.tolist()]
