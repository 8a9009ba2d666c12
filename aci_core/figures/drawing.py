"""What every figure returns."""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go

from aci_core.figures.theme import on_page


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure with what stands in its place where it cannot be seen.

    Parameters
    ----------
    figure : plotly Figure
        In print colours, legible on a light and on a dark page.
    alt : str
        What it shows, with its numbers.
    height : int
        In pixels; decided by the content, never by the width.
    """

    figure: go.Figure
    alt: str
    height: int

    def themed(self) -> go.Figure:
        """The figure in the colours of the page, light or dark, as Streamlit fills them in."""
        return on_page(self.figure)
