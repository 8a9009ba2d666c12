"""How a page is laid out: cards side by side, tables below, why these methods."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal, TypeVar

import streamlit as st

from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.markdown import unbroken
from aci_core.presentation.tables.model import Table
from aci_core.ui.state import results, view
from aci_core.ui.widgets import cards, controls, empty_states
from aci_core.ui.widgets.presenters import sentences

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

T = TypeVar("T")
Tables = dict[str, Callable[[], Table]]  # a page's tables by name, each made when it is shown

_PAIR_WIDTH = 340  # pixels that names, intervals and numbers of a forest need


def empty_part(t: Translator, name: str, needs: Sequence[str]) -> None:
    """What stands in the place of a part of the page whose measures the file lacks."""
    empty_states.empty_state(t, name, needs, sample=False)


def columns(*widths: int) -> list[DeltaGenerator]:
    """Cards side by side on a wide page, one under the other on a phone."""
    return st.columns(widths, gap="medium")


def pair() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Two parts side by side, one under the other where a figure would have no room."""
    left, right = grid(2)
    return left, right


def grid(n: int) -> list[DeltaGenerator]:
    """So many parts of a card, two in a row where there is room."""
    with st.grid(2, min_column_width=_PAIR_WIDTH, gap=("small", "medium")):
        return [st.container(height="stretch") for _ in range(n)]


def placeholder() -> DeltaGenerator:
    """A place that is filled later: a finding that hangs on a control below it."""
    return st.container()


def row(align: Literal["bottom", "center"] = "bottom") -> DeltaGenerator:
    """Controls side by side; those without labels by their middles."""
    return st.container(horizontal=True, vertical_alignment=align)


def card(key: str) -> DeltaGenerator:
    """A bordered card."""
    return st.container(border=True, key=f"card_{key}")


def tables(t: Translator, name: str, makers: Tables) -> None:
    """The page's tables, one at a time, each with its download.

    A segmented control instead of tabs: it keeps its place in another language and in
    the link, and only the table that is shown is made.
    """
    with card(f"tables_{name}"):
        cards.heading(t("section.tables"))
        chosen = controls.table(name, tuple(makers))
        table = makers[chosen]()
        cards.heading(table.title, 3)
        cards.table_body(table)
        cards.table_download(t, table, f"{name}_{chosen}")


def why(t: Translator, name: str, *, dosed: bool = False) -> None:
    """Why these methods."""
    randomised = view.settings().randomised
    cards.why(t, sentences.method_notes.notes(name, t, randomised=randomised, dosed=dosed))


def not_shared(t: Translator, name: str) -> None:
    """On a page of results alone: what of it is not shared, and why."""
    only = results.shared_results_only()
    if only is not None:
        sentences = [t(f"shared.left_out_{name}"), t("shared.left_out_why")]
        if only.min_cell > 1:
            sentences.append(t("shared.left_out_counts", most=only.min_cell - 1))
        st.caption(f":material/visibility_off: {t('written.space').join(sentences)}")


def caption(text: str) -> None:
    """A line under a figure or a control."""
    st.caption(unbroken(text))


def sentence(text: str) -> None:
    """A finding within a card."""
    st.markdown(unbroken(text))


def with_spinner(text: str, make: Callable[[], T]) -> T:
    """Something slow, after what could be shown at once, and saying so."""
    with st.spinner(text):
        return make()
