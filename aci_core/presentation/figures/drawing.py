"""Drawing: a figure with its alternative text, height and groups of patients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import plotly.graph_objects as go

from aci_core.domain.study.filters import Filter
from aci_core.presentation.figures.theme import on_page

Group = tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure with its alternative text.

    What a mark stands for is in its trace's ``customdata``: a whole number is a patient's
    number in the cohort, ``g3`` is the fourth of `groups`, alone or last in a list. Lists of
    other numbers stand for nobody.

    Parameters
    ----------
    figure : plotly Figure
        In print colours, legible on a light and on a dark page.
    alt : str
        What it shows, with its numbers.
    height : int
        In pixels; decided by the content, never by the width.
    groups : sequence of tuple of Filter
        Who meets all of a group's filters is what one of its bars or squares stands for.
    """

    figure: go.Figure
    alt: str
    height: int
    groups: Sequence[Group] = ()
    _themed: list[go.Figure] = field(default_factory=list, init=False, repr=False, compare=False)

    def themed(self) -> go.Figure:
        """The figure in the colours of the page, light or dark, as Streamlit fills them in.

        Made once: a page that is drawn again shows the same one. Not to be changed.
        """
        if not self._themed:
            self._themed.append(on_page(self.figure))
        return self._themed[0]


class Groups:
    """Groups of a figure under construction, with the names that its marks carry."""

    def __init__(self) -> None:
        self.items: list[Group] = []

    def add(self, *filters: Filter) -> str:
        """Add a group; returns what its mark carries in ``customdata``."""
        self.items.append(filters)
        return f"g{len(self.items) - 1}"
