"""Figure builder: collects plain dictionaries and makes one Plotly figure of them.

Plotly checks every piece that is added to a figure by itself, and copies what is there:
125 ms for a figure of 80 pieces, 3 ms this way. The tests check the whole instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.binned import Floats
from aci_core.presentation.figures.drawing import Drawing, Group

_NARROW: Final = 300  # pixels of the narrowest phone's figure
_PATCH: Final = 10  # pixels of a legend's square
_MARK: Final = 16  # of a legend's entry, its words apart
_BETWEEN: Final = 12  # entries of a legend


def legend_height(names: Sequence[str]) -> int:
    """Pixels that a legend below a plot takes.

    Examples
    --------
    >>> legend_height(["better", "worse"]) < legend_height(["markedly better"] * 4)
    True
    """
    return len(_rows(names)) * theme.LINE + 16


def _rows(names: Sequence[str]) -> list[list[int]]:
    """Entries of a legend by rows, as even as possible: four in one row, or two by two."""
    for rows in range(1, len(names)):
        wide = -(-len(names) // rows)
        places = [list(range(i, min(i + wide, len(names)))) for i in range(0, len(names), wide)]
        if sum(_columns(names, wide)) <= _NARROW:
            return places
    return [[i] for i in range(len(names))]


def _columns(names: Sequence[str], wide: int) -> list[float]:
    """How wide each column of a legend is."""
    return [
        max(labels.width(name) for name in names[i::wide]) + _MARK + _BETWEEN for i in range(wide)
    ]


class FigureBuilder:
    """Builder of a figure of a fixed height, its margins in pixels.

    Nothing is zoomed or dragged: on a phone a finger that scrolls the page would.

    Parameters
    ----------
    height : int
    left, right, top, bottom : int
    """

    def __init__(
        self, height: int, *, left: int = 0, right: int = 0, top: int = 8, bottom: int = 8
    ) -> None:
        self.height: Final = height
        self._left = left
        self._data: list[dict[str, Any]] = []
        self._notes: list[dict[str, Any]] = []
        self._shapes: list[dict[str, Any]] = []
        self._layout: dict[str, Any] = {
            "height": height,
            "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
            "paper_bgcolor": theme.CLEAR,
            "plot_bgcolor": theme.CLEAR,
            "showlegend": False,
            "dragmode": False,
            "hovermode": "closest",
        }
        self.axis("xaxis")
        self.axis("yaxis")

    def scatter(self, **fields: Any) -> None:
        """Points or lines."""
        self._data.append({"type": "scatter", **fields})

    def bar(self, **fields: Any) -> None:
        """A horizontal bar."""
        self._data.append({"type": "bar", "orientation": "h", **fields})

    def violin(self, **fields: Any) -> None:
        """A horizontal violin."""
        self._data.append({"type": "violin", "orientation": "h", **fields})

    def heat(self, **fields: Any) -> None:
        """A grid of coloured cells."""
        self._data.append({"type": "heatmap", **fields})

    def silhouette(self, edges: Floats, heights: Floats, base: float, fill: str) -> None:
        """A filled histogram that stands on a base line."""
        self.scatter(
            x=np.repeat(edges, 2).tolist(),
            y=[base, *np.repeat(heights, 2).tolist(), base],
            fill="toself",
            mode="none",
            fillcolor=fill,
            hoverinfo="skip",
        )

    def layout(self, **fields: Any) -> None:
        """Set fields of the layout that are no axes."""
        self._layout.update(fields)

    def axis(self, name: str, **fields: Any) -> None:
        """Set fields of an axis."""
        self._layout.setdefault(name, dict(theme.AXIS_DEFAULTS)).update(fields)

    def line(
        self,
        x: tuple[float, float],
        y: tuple[float, float],
        *,
        color: str = theme.RULE,
        width: float = 1,
        dash: str = "solid",
        **where: Any,
    ) -> None:
        """A straight line; below the traces by default."""
        style = {"color": color, "width": width, "dash": dash}
        self._shape("line", x, y, {"layer": "below", **where, "line": style})

    def box(
        self,
        x: tuple[float, float],
        y: tuple[float, float],
        *,
        fill: str,
        width: float = 0,
        **where: Any,
    ) -> None:
        """A rectangle below the traces."""
        style = {"color": theme.RULE, "width": width}
        self._shape("rect", x, y, {"layer": "below", **where, "fillcolor": fill, "line": style})

    def _shape(
        self, kind: str, x: tuple[float, float], y: tuple[float, float], more: dict[str, Any]
    ) -> None:
        ends = {"x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1]}
        self._shapes.append({"type": kind, "xref": "x", "yref": "y", **ends, **more})

    def note(self, text: str, *, size: int = theme.SMALL, color: str = "", **where: Any) -> None:
        """A piece of text; where `paper`, from the edges of the plot."""
        font: dict[str, Any] = {"size": size}
        if color:
            font["color"] = color
        place = {"xref": "x", "yref": "y", **where}
        self._notes.append({"text": text, "showarrow": False, "font": font, **place})

    def above(self, text: str, *, lift: int = 5, size: int = theme.SMALL, **where: Any) -> None:
        """Text above the plot, from the figure's left edge."""
        place = {
            "xref": "paper",
            "x": 0,
            "xanchor": "left",
            "xshift": -self._left,
            "yref": "paper",
            "y": 1,
            "yanchor": "bottom",
            "yshift": lift,
            "align": "left",
        }
        self.note(text, size=size, **{**place, **where})

    def below(self, text: str, drop: int, *, size: int = theme.SMALL, **where: Any) -> None:
        """Text under the plot, in its middle."""
        place = {
            "xref": "paper",
            "x": 0.5,
            "yref": "paper",
            "y": 0,
            "yanchor": "top",
            "yshift": -drop,
        }
        self.note(text, size=size, **{**place, **where})

    def arrow(self, x: float, start: float, end: float) -> None:
        """An arrow straight down."""
        self._notes.append(
            {
                "x": x,
                "y": end,
                "ax": x,
                "ay": start,
                "text": "",
                "showarrow": True,
                "xref": "x",
                "yref": "y",
                "axref": "x",
                "ayref": "y",
                "standoff": 1,
                "arrowhead": 2,
                "arrowsize": 0.9,
                "arrowwidth": 1.2,
                "arrowcolor": theme.RULE,
            }
        )

    def legend_below(self, entries: Sequence[tuple[str, str]], drop: int = 8) -> None:
        """Names and colours under the plot: Plotly's own legend breaks as it will.

        Parameters
        ----------
        entries : sequence of (str, str)
            Name, inert, and colour.
        drop : int
            Pixels under the plot.
        """
        rows = _rows([name for name, _ in entries])
        if not rows:
            return
        widths = _columns([name for name, _ in entries], len(rows[0]))
        for line, row in enumerate(rows):
            for column, i in enumerate(row):
                name, color = entries[i]
                left = round(sum(widths[:column])) - self._left
                down = drop + line * theme.LINE
                self._patch(color, left, down)
                self.below(name, down, x=0, xanchor="left", xshift=left + _MARK)

    def _patch(self, color: str, left: int, down: int) -> None:
        """A square of a legend, so many pixels from the plot's lower left corner.

        Drawn: as a character it is as small as the font has it.
        """
        top = -down - (theme.LINE - _PATCH) // 2 - 1
        pixel: dict[str, Any] = {
            "xsizemode": "pixel",
            "xanchor": 0,
            "ysizemode": "pixel",
            "yanchor": 0,
        }
        ends = (left, left + _PATCH), (top - _PATCH, top)
        self.box(*ends, fill=color, xref="paper", yref="paper", **pixel)

    def drawing(self, alt: str, groups: Sequence[Group] = ()) -> Drawing:
        """The figure with its alternative text, and what its marks stand for."""
        return Drawing(self.figure(), alt, self.height, groups)

    def figure(self) -> go.Figure:
        """The Plotly figure."""
        # Shapes and notes stand on axes that a trace uses: without one Plotly draws neither.
        data = self._data or [{"type": "scatter", "x": [None], "y": [None], "hoverinfo": "skip"}]
        layout = {**self._layout, "annotations": self._notes, "shapes": self._shapes}
        spec = {"data": data, "layout": {**layout, "template": theme.TEMPLATE}}
        return go.Figure(spec, _validate=False)
