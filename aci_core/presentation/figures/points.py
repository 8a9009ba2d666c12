"""Points of a scatter plot: patients or cells of many, their line, histograms at the margins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from aci_core.domain.arrays import Mask
from aci_core.presentation import palette
from aci_core.presentation.figures import theme
from aci_core.presentation.figures.binned import Floats, Ints, tally
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.i18n import Translator, format_number
from aci_core.summaries.distinct import distinct

SPLIT: Final = 0.87  # of the width; the rest shows how the values lie along the side
RISE: Final = 0.83  # of the height, for over the points stands the name of their axis too
CELLS: Final = 24  # along each side, where patients are many
_MARGIN_BINS: Final = 24
_LARGEST: Final = 11  # pixels of the fullest cell's mark


def axes(figure: FigureBuilder, span: list[float]) -> None:
    """Axes of the points, `span` up the side, and of the histograms beside them."""
    figure.axis("xaxis", nticks=6, **theme.TICKS, showline=True, domain=[0, SPLIT])
    figure.axis("yaxis", nticks=8, range=span, showgrid=True, domain=[0, RISE])
    figure.axis("yaxis2", domain=[RISE + 0.07, 1], anchor="x", visible=False, rangemode="tozero")
    figure.axis("xaxis2", domain=[SPLIT + 0.02, 1], anchor="y", visible=False, rangemode="tozero")


def patients(
    figure: FigureBuilder,
    values: tuple[Floats, Floats, Ints],
    style: theme.MarkStyle,
    name: str,
    about: tuple[str, str],
    t: Translator,
    beyond: Mask | None = None,
) -> None:
    """Each patient as a mark, hollow where a limit alone is known.

    Parameters
    ----------
    figure : FigureBuilder
    values : tuple of ndarray
        Along, up, and the patients' numbers.
    style : MarkStyle
    name : str
        Of the group.
    about : (str, str)
        What stands along and up, inert.
    t : Translator
    beyond : ndarray of bool, optional
        Whose value lies beyond a limit, at which the mark stands.
    """
    if beyond is not None and beyond.any():
        hollow = replace(style, symbol=f"{style.symbol}-open")
        for who, look in ((~beyond, style), (beyond, hollow)):
            of = (values[0][who], values[1][who], values[2][who])
            patients(figure, of, look, name, about, t)
        return
    x, y, ordinals = values
    along, up = about
    where = (
        f"{t('figure.patient', n='%{customdata}')}<br>{name}<br>"
        f"{along} %{{x}}<br>{up} %{{y}}<extra></extra>"
    )
    size = 7.5 if style.symbol == "circle" else 7
    # A colour that is the same on a light and on a dark page is of middle lightness on both.
    alpha = 0.62 if style.color in palette.ON_PAGE else 0.85
    figure.scatter(
        x=x,
        y=y,
        mode="markers",
        name=name,
        customdata=ordinals,
        hovertemplate=where,
        marker=theme.mark(style.symbol, theme.tint(style.color, alpha), size, edge=0.5),
    )


def at_limits(n: int, t: Translator) -> str:
    """Legend of the hollow marks; empty where there are none."""
    return t("figure.at_limits", n=format_number.whole(n)) if n else ""


def squares(
    figure: FigureBuilder,
    grid: Floats,
    style: theme.MarkStyle,
    name: str,
    named: Callable[[Floats], str] | None,
    aside: float,
    t: Translator,
) -> None:
    """Cells of a grid, the larger the more patients; `named` gives what a cell stands for."""
    if not len(grid):
        return
    centres, counts = tally(grid)
    size = np.maximum(_LARGEST * np.sqrt(counts / counts.max()), 2.0)
    stands = {} if named is None else {"customdata": [named(centre) for centre in centres]}
    figure.scatter(
        x=np.round(centres[:, 0] + aside, 6),
        y=centres[:, 1],
        mode="markers",
        name=name,
        text=counts,
        **stands,
        hovertemplate=f"{name}<br>{t('figure.patients', n='%{text}')}<extra></extra>",
        marker={
            "symbol": style.symbol,
            "size": np.round(size, 1),
            "color": theme.tint(style.color, 0.45),
            "line": {"width": 0},
        },
    )


def line(
    figure: FigureBuilder,
    band: tuple[Floats, Floats, Floats, Floats],
    color: str,
    dash: str,
    *,
    shaded: bool,
) -> None:
    """A line over its places, with its limits shaded."""
    x, fit, low, high = band
    if shaded and np.isfinite(low).all():
        figure.scatter(
            x=np.concatenate([x, x[::-1]]),
            y=np.concatenate([high, low[::-1]]),
            fill="toself",
            mode="none",
            fillcolor=theme.tint(color, 0.14),
            hoverinfo="skip",
        )
    figure.scatter(
        x=x,
        y=fit,
        mode="lines",
        hoverinfo="skip",
        line={"color": color, "width": 2.5, "dash": dash},
    )


def margins(
    figure: FigureBuilder,
    of: tuple[Floats, Floats],
    every: tuple[Floats, Floats],
    style: theme.MarkStyle,
) -> None:
    """Marginal histograms of a group: above the points, and to their right."""
    if not len(of[0]):
        return
    for k, (values, all_values) in enumerate(zip(of, every, strict=True)):
        low, high = float(all_values.min()), float(all_values.max())
        bins = min(_MARGIN_BINS, len(distinct(all_values)[0]))
        whole = (all_values == np.round(all_values)).all() and high - low < 10 * bins
        room = 0.5 if whole or low == high else 0.0
        counts, edges = np.histogram(values, bins=bins, range=(low - room, high + room))
        along = [float(e) for e in np.repeat(edges, 2)]
        share = [0.0, *np.repeat(np.round(counts / len(values), 4), 2).tolist(), 0.0]
        figure.scatter(
            **({"x": along, "y": share, "yaxis": "y2"} if not k else
               {"x": share, "y": along, "xaxis": "x2"}),
            fill="toself",
            mode="lines",
            line={"color": style.color, "width": 1},
            fillcolor=theme.tint(style.color, 0.3),
            hoverinfo="skip",
        )  # fmt: skip
