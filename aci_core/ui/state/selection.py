"""Patients selected in any figure or list, marked in every figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.domain.study.filters import Filter
from aci_core.ui.state import results
from aci_core.ui.state.choices import view
from aci_core.ui.state.session import session

if TYPE_CHECKING:
    import plotly.graph_objects as go
    from streamlit.delta_generator import DeltaGenerator

    from aci_core.presentation.figures.drawing import Drawing

_KEY = "_picked"
_PLACE = "_picked_place"
ADDING = "picked_adding"  # whether a click adds to the selection: a phone has no Shift key
_GROUPS = "_picked_groups"  # by figure, the patients of its bars and squares


@dataclass(frozen=True, slots=True)
class Selection:
    """Patients by their numbers in the whole cohort, never by their place in a figure.

    Parameters
    ----------
    ordinals : tuple of int
        Rising.
    source : str
        Key of the figure where they were selected; empty for a list.
    page : str
        Where that was.
    digest : str
        Of the whole cohort: in another one the numbers are other people's.
    """

    ordinals: tuple[int, ...]
    source: str
    page: str
    digest: str


def current() -> tuple[int, ...]:
    """Numbers of the selected patients."""
    selection: Selection | None = st.session_state.get(_KEY)
    patients = session.cohort()
    if selection is None or patients is None or selection.digest != patients.digest:
        return ()
    return selection.ordinals


def source() -> str:
    """Key of the figure where they were selected."""
    selection: Selection | None = st.session_state.get(_KEY)
    return selection.source if selection and current() else ""


def page() -> str:
    """Name of the page where they were selected; empty where nobody is."""
    selection: Selection | None = st.session_state.get(_KEY)
    return selection.page if selection is not None and current() else ""


def reserve_place(key: str) -> None:
    """Reserve a place for the list under the figure where patients were selected."""
    if key == source():
        st.session_state[_PLACE] = st.container()


def place() -> DeltaGenerator | None:
    """The place that a figure of this run reserved, None where none did."""
    container: DeltaGenerator | None = st.session_state.pop(_PLACE, None)
    return container


def select(ordinals: Iterable[int], source: str = "") -> None:
    """Select these patients instead of any before; from a callback."""
    patients = session.cohort()
    if patients is None:
        return
    existing = tuple(sorted({n for n in ordinals if 1 <= n <= patients.n}))
    st.session_state[_KEY] = Selection(existing, source, view.page(), patients.digest)


def clear() -> None:
    """Select nobody; from a callback."""
    st.session_state.pop(_KEY, None)


def selectable(drawing: Drawing, key: str) -> tuple[go.Figure, Callable[[], None] | None]:
    """A figure with the selected patients marked, and its callback on a selection.

    Parameters
    ----------
    drawing : Drawing
    key : str
        Of the figure on the page.

    Returns
    -------
    figure : plotly Figure
    on_select : callable or None
        None where no mark stands for a patient.
    """
    from aci_core.presentation.figures import highlight  # plotly: not before a figure is drawn
    from aci_core.presentation.figures.theme import on_page

    has_patients = session.cohort() is not None and results.shared_results() is None
    if not has_patients or not highlight.has_marks_of_patients(drawing):
        return drawing.themed(), None
    st.session_state.setdefault(_GROUPS, {})[key] = drawing.groups
    chosen = frozenset(current())
    take = partial(_on_select, key)
    if not chosen:
        return drawing.themed(), take
    return on_page(highlight.highlight(drawing, chosen, _holding(drawing.groups, chosen))), take


def modes(drawing: Drawing) -> tuple[Literal["points", "box", "lasso"], ...]:
    """Selection modes of a figure: also by box or lasso where marks are patients."""
    from aci_core.presentation.figures import highlight

    return ("points", "box", "lasso") if highlight.has_points_of_patients(drawing) else ("points",)


def _holding(groups: Sequence[Sequence[Filter]], chosen: frozenset[int]) -> frozenset[int]:
    from aci_core.selection import groups_with_patients

    if not groups:
        return frozenset()
    return groups_with_patients(results.cohort(), groups, chosen, view.settings().criterion)


def members(group: Sequence[Filter]) -> tuple[int, ...]:
    """Numbers of the page's patients who meet all conditions; none on an error."""
    from aci_core.selection import matching_ordinals

    try:
        return tuple(matching_ordinals(results.cohort(), group, view.settings().criterion).tolist())
    except AciError:
        return ()


def _on_select(key: str) -> None:
    """Take over a figure's selection; an empty one follows every redraw and changes nothing."""
    from aci_core.presentation.figures import highlight

    points = st.session_state.get(key, {}).get("selection", {}).get("points", [])
    who = highlight.selected_marks([point.get("customdata") for point in points])
    groups = st.session_state.get(_GROUPS, {}).get(key, ())
    clicked = set(who.patients)
    for place in who.groups:
        if place < len(groups):
            clicked.update(members(groups[place]))
    if clicked:
        before = set(current()) if st.session_state.get(ADDING) else set()
        # Adding what is there already takes it away.
        select(before - clicked if clicked <= before else before | clicked, key)
