"""Clouds: a distribution that stands on a base line, its patients below, its middle half."""

from __future__ import annotations

from typing import Final

import numpy as np

from aci_core.domain.arrays import Mask
from aci_core.presentation.figures import theme
from aci_core.presentation.figures.binned import Floats, Ints, jitter
from aci_core.presentation.figures.figure_builder import FigureBuilder

CLOUD: Final = 34  # pixels
RAIN: Final = 22
_BINS: Final = 40


def cloud(
    figure: FigureBuilder, x: Floats, base: float, style: theme.MarkStyle, *, many: bool
) -> None:
    """The density of the values; a histogram of many, and of values that are all alike."""
    fill = theme.tint(style.color, 0.38)
    if not many and float(x.min()) < float(x.max()):
        figure.violin(
            x=x,
            y0=base,
            side="positive",
            width=2 * CLOUD,
            points=False,
            spanmode="hard",
            scalemode="width",
            fillcolor=fill,
            hoverinfo="skip",
            line={"color": style.color, "width": 1},
        )
        return
    low, high = float(x.min()), float(x.max())
    # Values alike have half a unit on each side; huge ones as much as their digits can tell.
    room = max(0.5 if low == high else 0.0, 1e-12 * max(abs(low), abs(high)))
    bins = min(_BINS, len(np.unique(x)))
    counts, edges = np.histogram(x, bins=bins, range=(low - room, high + room))
    height = base + CLOUD * counts / counts.max()
    figure.silhouette(edges, height, base, fill)


def rain(
    figure: FigureBuilder,
    x: Floats,
    patients: Ints,
    base: float,
    style: theme.MarkStyle,
    name: str,
    beyond: Mask | None = None,
) -> None:
    """Each patient as a dot; hollow who is `beyond` a limit, at which it stands."""
    hollow = np.zeros(len(x), dtype=bool) if beyond is None else beyond
    y = np.round(base - 8 - jitter(len(x)) * (RAIN - 8), 1)
    for who, symbol in ((~hollow, style.symbol), (hollow, f"{style.symbol}-open")):
        if not who.any():
            continue
        figure.scatter(
            x=x[who],
            y=y[who],
            mode="markers",
            name=name,
            customdata=patients[who],
            hovertemplate="%{customdata}: %{x}<extra></extra>",
            marker={"symbol": symbol, "size": 4.5, "color": style.color, "opacity": 0.55},
        )


def middle_half(
    figure: FigureBuilder, q1: float, q3: float, base: float, style: theme.MarkStyle
) -> None:
    """From the first to the third quartile, behind the mean's interval."""
    figure.scatter(
        x=[q1, q3],
        y=[base - 1, base - 1],
        mode="lines",
        hoverinfo="skip",
        line={"color": theme.tint(style.color, 0.4), "width": 7},
    )
