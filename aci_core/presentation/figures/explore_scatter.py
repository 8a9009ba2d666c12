"""One number against another: patients, a line with its band, *r* by level of what splits."""

from __future__ import annotations

from typing import Final

import numpy as np

from aci_core.analyses.explore import Exploration, Panel
from aci_core.presentation.figures import explore_parts as parts
from aci_core.presentation.figures import labels, points, theme
from aci_core.presentation.figures.binned import cells
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.i18n import Translator, format_number, format_row

_LEFT: Final = 40
_PLOT: Final = 340
_FOOT: Final = 50
_PLACES: Final = 41  # of a line


def scatter(result: Exploration, t: Translator) -> Drawing:
    """Patients by two numbers; a line and an *r* for all, and for each level of what splits."""
    every, group = result.panels[0], result.group
    if group is None:
        raise ValueError("a scatter plot is of two numbers")
    x, y = every.sample.drawn
    many = len(x) > theme.RAW_POINTS
    below = "" if many else points.at_limits(int(every.sample.beyond.sum()), t)
    below = t("figure.binned", n=format_number.whole(len(x))) if many else below
    lines = len(result.panels) + bool(below)
    top = 8 + theme.LINE * lines
    figure = FigureBuilder(top + _PLOT + _FOOT, left=_LEFT, right=14, top=top, bottom=_FOOT)
    low, high = (float(y.min()), float(y.max())) if len(y) else (0.0, 1.0)
    room = 0.06 * (high - low) or 0.5
    points.axes(figure, [low - room, high + room])
    about = parts.name(t, group), parts.name(t, result.outcome)
    grid = cells(x, y, points.CELLS) if many else np.empty((0, 2))
    drawn = result.panels[1:] or (every,)
    looks = _looks(result)
    for panel, style in zip(drawn, looks, strict=True):
        name = _name(result, panel, t)
        of = panel.sample
        if many:
            keep = np.isin(every.sample.ordinals, of.ordinals)
            points.squares(figure, grid[keep], style, name, None, 0.0, t)
        else:
            values = (*of.drawn, of.ordinals)
            points.patients(figure, values, style, name, about, t, of.beyond)
    for panel, style in zip(drawn, looks, strict=True):
        points.margins(figure, panel.sample.drawn, (x, y), style)
    colors = [theme.TEXT, *(style.color for style in looks)][: len(result.panels)]
    texts = []
    for place, (panel, color) in enumerate(zip(result.panels, colors, strict=True)):
        _line(figure, panel, color, result.settings.level, shaded=place == 0)
        glyph = looks[place - 1].glyph if place else "━" if panel.line is not None else ""
        texts.append(_legend(figure, result, panel, t, (glyph, color), len(colors) - 1 - place))
    if below:
        figure.above(below, lift=6 + theme.LINE * len(result.panels))
        texts.append(labels.plain(below))
    figure.above(parts.name(t, result.outcome, unit=True), y=points.RISE, lift=3)
    title = parts.name(t, group, unit=True)
    figure.note(title, xref="paper", x=0.5, yref="paper", y=0, yanchor="top", yshift=-26)
    text = t(
        "explore.alt_scatter",
        x=labels.plain(title),
        y=labels.plain(parts.name(t, result.outcome, unit=True)),
        n=format_number.whole(len(x)),
        list=labels.sentence(texts, t),
    )
    return figure.drawing(text)


def _looks(result: Exploration) -> list[theme.MarkStyle]:
    if result.split is None or len(result.panels) == 1:
        return [parts.ALL]
    by_level = dict(zip(result.split.levels, parts.styles(result.split), strict=True))
    return [by_level[str(panel.level)] for panel in result.panels[1:]]


def _name(result: Exploration, panel: Panel, t: Translator) -> str:
    if panel.level is None or result.split is None:
        return t("explore.everybody")
    return parts.level(t, result.split, panel.level)


def _line(
    figure: FigureBuilder, panel: Panel, color: str, conf_level: float, *, shaded: bool
) -> None:
    if panel.line is None:
        return
    x = panel.sample.group
    at = np.linspace(float(x.min()), float(x.max()), _PLACES)
    band = (at, *panel.line.band(at, conf_level))
    points.line(figure, band, color, "solid" if shaded else "6px,3px", shaded=shaded)


def _legend(
    figure: FigureBuilder,
    result: Exploration,
    panel: Panel,
    t: Translator,
    mark: tuple[str, str],
    place: int,
) -> str:
    """A group's r with its interval above the plot; returns it in words."""
    row, symbol = next(panel.result.where("pearson"), None), "<i>r</i>"
    if row is not None and "beyond_limits" in row.notes:  # by rank each value has its place
        row, symbol = next(panel.result.where("spearman"), None), "ρ"
    name, r = _name(result, panel, t), format_row.estimate(t, row)
    n = t("figure.n", n=format_number.whole(panel.sample.n))
    text = f"{labels.colored(*mark)} {name}  {symbol} = <b>{r}</b>  {n}"
    figure.above(text, lift=6 + theme.LINE * place)
    p = format_number.p_equals(row.p if row else None, t.lang)
    return t("alt.rho" if symbol == "ρ" else "alt.r", name=labels.plain(name), r=r, n=n, p=p)
