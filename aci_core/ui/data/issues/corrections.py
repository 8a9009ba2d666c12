"""Corrections of the loaded file: the buttons and the field that do them, and their undoing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.cohort import ONE_QUESTION
from aci_core.domain.schema.aliases import fold
from aci_core.domain.steps import MAX_TEXT, SetCell
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.state.cohort.loaded import Loaded
from aci_core.ui.state.session import loading, session
from aci_core.ui.widgets.page.presenters import tables
from aci_core.ui.widgets.text import counted

if TYPE_CHECKING:
    from aci_core.checks import Fix
    from aci_core.domain.steps import ReplaceText, Step

_TOGETHER = "_fixes_together"


def buttons(t: Translator, loaded: Loaded, fix: Fix, key: str) -> None:
    """Draw a button for each correction of an issue that one click does.

    Parameters
    ----------
    t : Translator
    loaded : Loaded
    fix : Fix
    key : str
        Ends the keys of the buttons.
    """
    offered = [(f"read{i}", step) for i, step in enumerate(fix.readings)]
    for name, step in (*offered, ("do", fix.step)):
        if step is not None:
            st.button(
                literal(_on_button(t, loaded, step, fix)),
                key=f"{name}_{key}",
                on_click=apply,
                args=((step,),),
            )


def field(t: Translator, cell: tuple[int, str], text: str, key: str) -> None:
    """Draw a field to type a cell's right value; the file stays unchanged.

    Parameters
    ----------
    t : Translator
    cell : (int, str)
        Row and header in the file.
    text : str
        As it stands there now.
    key : str
        Ends the keys of the form.
    """
    with st.form(f"form_{key}", border=False):
        label = t("fixes.cell", row=f"{cell[0]:,}", column=literal(cell[1]))
        st.text_input(label, text, key=f"cell_{key}", max_chars=MAX_TEXT)
        st.form_submit_button(t("fixes.use"), on_click=_set, args=(cell, f"cell_{key}"))


def _set(cell: tuple[int, str], key: str) -> None:
    text = str(st.session_state.get(key) or "").strip()
    apply((SetCell(*cell, text or None),))


def _on_button(t: Translator, loaded: Loaded, step: Step, fix: Fix) -> str:
    """What a step does, short: the line beside the button names column and text.

    A rule for a whole column says how many cells it touches, unless it is the one of that line.
    """
    from aci_core.domain.steps import FillBlank, OmitRow, OmitWhere, ReplaceText

    if isinstance(step, OmitWhere):
        from aci_core.ingest.apply_steps import n_omitted

        n = n_omitted(loaded.raw, step, loaded.steps)
        return counted(t, "fixes.omitting", n, action=tables.fixes.describe_step(step, t))
    if isinstance(step, FillBlank):
        from aci_core.ingest.apply_steps import n_blank

        n = n_blank(loaded.raw, step, loaded.steps)
        return counted(t, "fixes.touching", n, action=tables.fixes.describe_step(step, t))
    if isinstance(step, ReplaceText):
        from aci_core.ingest.apply_steps import n_replaced

        text = _reading(t, step, fix)
        n = n_replaced(loaded.raw, step, loaded.steps)
        alone = n == 1 and fix.row is not None
        return text if alone else counted(t, "fixes.touching", n, action=text)
    if isinstance(step, OmitRow) and step.row != fix.row:
        return t("fixes.omit_other", row=f"{step.row:,}")
    return tables.fixes.describe_step(step, t)


def _reading(t: Translator, step: ReplaceText, fix: Fix) -> str:
    """What the texts of a column are read as."""
    if fix.rule in ONE_QUESTION:
        return t("fixes.means_missing", value=fix.value or "")
    if step.new is None:
        return t("step.set_empty")
    return t("step.set", text=tables.fixes.level(step.new, t))


def apply(steps: Sequence[Step]) -> None:
    """Read the file with further corrections, done by one click; from a callback."""
    loaded = session.loaded()
    if loaded is not None:
        _clicks(loaded).append(tuple(steps))
        _read_with((*loaded.steps, *steps), loaded)


def undo(place: int, n: int = 1) -> None:
    """Read the file without `n` of its corrections, from a place on; from a callback."""
    loaded = session.loaded()
    if loaded is not None:
        _read_with((*loaded.steps[:place], *loaded.steps[place + n :]), loaded)


def n_of_last_click(loaded: Loaded) -> int:
    """Number of corrections of the last click, where all of them are still in use."""
    together = _clicks(loaded)
    while together and loaded.steps[-len(together[-1]) :] != together[-1]:
        together.pop()  # since taken back, in part or whole, or of another file
    return len(together[-1]) if together else 1


def _clicks(loaded: Loaded) -> list[tuple[Step, ...]]:
    """Corrections by the click that did them: of this session, else kept over a reload."""
    kept: list[tuple[Step, ...]] = st.session_state.setdefault(_TOGETHER, list(loaded.clicks))
    return kept


def undo_cell(row: int, header: str) -> None:
    """Read the file without what was decided about one cell; from a callback."""
    loaded = session.loaded()
    if loaded is not None:
        _read_with(tuple(s for s in loaded.steps if not is_of_cell(s, row, header)), loaded)


def is_of_cell(step: Step, row: int, header: str) -> bool:
    """Whether a correction is of this one cell."""
    same = fold(getattr(step, "header", "")) == fold(header)
    return same and getattr(step, "row", None) == row


def _read_with(steps: tuple[Step, ...], before: Loaded) -> None:
    """Read the file with these corrections, and keep which of them one click did."""
    loading.remap(before.mapping, steps=steps, clicks=tuple(_clicks(before)))
