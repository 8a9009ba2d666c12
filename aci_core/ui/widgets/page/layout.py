"""Layout of a page: columns, cards, its tables, and the methods' rationale."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeVar

import streamlit as st

from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.markdown import unbroken
from aci_core.presentation.tables.model import Table
from aci_core.ui.state import results
from aci_core.ui.state.choices import view
from aci_core.ui.widgets.inputs import controls
from aci_core.ui.widgets.page import cards, empty_states
from aci_core.ui.widgets.page.presenters import sentences

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

T = TypeVar("T")
Tables = dict[str, Callable[[], Table]]  # a page's tables by name, each made when it is shown

_SMALL_WIDTH = 250  # pixels of a small multiple
_PAIR_WIDTH = 340  # pixels that names, intervals and numbers of a forest need


def empty_part(t: Translator, name: str, needs: Sequence[str]) -> None:
    """Draw an empty state in place of a part whose measures the file lacks."""
    empty_states.empty_state(t, name, needs, sample=False)


def columns(*widths: int) -> list[DeltaGenerator]:
    """Columns of relative widths, one under the other on a phone."""
    return st.columns(widths, gap="medium")


def pair() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Two columns, one under the other where a figure would have no room."""
    left, right = grid(2)
    return left, right


def beside() -> tuple[DeltaGenerator, DeltaGenerator]:
    """A figure and the wider table beside it, under one another where there is no room."""
    with st.container(horizontal=True, gap="medium", key="beside"):
        return st.container(height="stretch"), st.container(height="stretch")


def panel_beside() -> tuple[DeltaGenerator, DeltaGenerator]:
    """A narrow panel and the wide result that answers it, under one another on a phone."""
    with st.container(horizontal=True, gap="medium", key="panel_beside"):
        return st.container(), st.container()


def grid(n: int) -> list[DeltaGenerator]:
    """Places of a card, two in a row where there is room."""
    with st.grid(2, min_column_width=_PAIR_WIDTH, gap=("small", "medium")):
        return [st.container(height="stretch") for _ in range(n)]


def small_multiples(n: int) -> list[DeltaGenerator]:
    """Places of small figures, three in a row where there is room."""
    with st.grid(3, min_column_width=_SMALL_WIDTH, gap=("small", "medium")):
        return [st.container() for _ in range(n)]


def placeholder() -> DeltaGenerator:
    """A place that is filled later: a finding that depends on a control below it."""
    return st.container()


def row(align: Literal["bottom", "center"] = "bottom") -> DeltaGenerator:
    """A row of controls; those without labels aligned to the center."""
    return st.container(horizontal=True, vertical_alignment=align)


def card(key: str) -> DeltaGenerator:
    """A bordered card."""
    return st.container(border=True, key=f"card_{key}")


def tables(t: Translator, name: str, makers: Tables) -> None:
    """Draw the page's tables, one at a time, each with its download.

    A segmented control instead of tabs: it keeps its place in another language and in
    the link, and only the table that is shown is made.
    """
    with card(f"tables_{name}"):
        chosen = controls.table(name, tuple(makers))
        table = makers[chosen]()
        cards.heading(table.title)
        cards.table_body(table)
        cards.table_download(t, table, f"{name}_{chosen}")


def why(t: Translator, name: str, *, dosed: bool = False) -> None:
    """Draw the rationale of the methods."""
    randomised = view.settings().randomised
    with card(f"why_{name}"):
        cards.heading(t("ui.why"))
        notes = sentences.method_notes.notes(name, t, randomised=randomised, dosed=dosed)
        st.markdown("\n\n".join(notes))


def not_shared(t: Translator, name: str) -> None:
    """Draw, on a page of shared results only, what is not shared, and why."""
    only = results.shared_results_only()
    if only is not None:
        sentences = [t(f"shared.left_out_{name}"), t("shared.left_out_why")]
        if only.min_cell > 1:
            sentences.append(t("shared.left_out_counts", most=only.min_cell - 1))
        if only.one_set:
            sentences.append(t("shared.one_set"))
            sentences.append(t("shared.rounded"))
            if only.on_grid:
                sentences.append(t("shared.on_grid", n=only.fewest_of_quartiles))
            if only.min_cell > 1:
                sentences.append(t("shared.steps", n=only.min_cell, most=only.min_cell - 1))
        st.caption(f":material/visibility_off: {t('written.space').join(sentences)}")


def caption(text: str) -> None:
    """Draw a line under a figure or a control."""
    st.caption(unbroken(text))


def sentence(text: str) -> None:
    """Draw a finding within a card."""
    st.markdown(unbroken(text))


def notice(text: str) -> None:
    """Draw what has to be known before a figure is read."""
    st.warning(unbroken(text), icon=":material/info:")


def with_spinner(text: str, make: Callable[[], T]) -> T:
    """Return what a slow function returns, with a spinner meanwhile."""
    with st.spinner(text):
        return make()


def replaceable() -> DeltaGenerator:
    """A place whose content the last of several takes."""
    return st.empty()


def stoppable(
    t: Translator, name: str, key: Hashable, make: Callable[[Callable[[float], None]], T]
) -> T | None:
    """Return what a slow function returns, with a bar of progress and a button that stops it.

    Parameters
    ----------
    t : Translator
    name : str
        Section of the words ``working``, ``cancel``, ``draw`` and ``draw_help``.
    key : hashable
        What is made: another one begins by itself, though this one was stopped.
    make : callable
        Is given a function that it tells the share that is done.

    Returns
    -------
    object or None
        None where it was stopped: a button begins again.
    """
    stopped = f"_stopped_{name}"
    if st.session_state.get(stopped) == key:
        again = st.button(t(f"{name}.draw"), help=t(f"{name}.draw_help"), key=f"{name}_draw")
        if not again:
            return None
        del st.session_state[stopped]
    place = st.empty()
    with place.container():
        bar = st.progress(0.0, t(f"{name}.working"))
        stop = partial(st.session_state.__setitem__, stopped, key)
        st.button(t(f"{name}.cancel"), key=f"{name}_stop", on_click=stop)

    # A click is noticed at each step of the bar, which ends this run.
    def progress(done: float) -> None:
        bar.progress(min(done, 1.0), t(f"{name}.working"))

    made = make(progress)
    place.empty()
    return made
