"""Scatter plot of a factor against NIHSS: patients, regression line with band, r."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from aci_core.analyses.factors import SCORE, Factors, Line
from aci_core.domain.filters import Among, Between
from aci_core.domain.schema import MEASURES
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.binned import Floats, Ints, cells, tally
from aci_core.presentation.figures.drawing import Drawing, Groups
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.i18n import Translator, format_number, format_row
from aci_core.presentation.i18n import labels as names

POOLED: Final = theme.TEXT  # neither arm's
_LEFT: Final = 34
_PLOT: Final = 340
_FOOT: Final = 50
_CELLS: Final = 24
_SPLIT: Final = 0.87  # of the width; the rest shows how the values lie along the side
_RISE: Final = 0.83  # of the height, for over the points stands the name of their axis too
_ASIDE: Final = 0.2  # of a cell, from its middle to either arm's mark
_MARGIN_BINS: Final = 24
_LARGEST: Final = 11  # pixels of the fullest cell's mark


def factor(
    result: Factors, variable: str, visit: str, t: Translator, *, arm: str | None = None
) -> Drawing:
    """A factor against NIHSS of the same visit.

    Parameters
    ----------
    result : Factors
    variable, visit : str
        The factor and the visit.
    t : Translator
    arm : str, optional
        The file's label of the one arm to show; both, with the pooled line, if left out.
    """
    shown = [i for i, label in enumerate(result.arms) if arm in (None, label)]
    groups: list[str | None] = [*([None] if arm is None else []), *(result.arms[i] for i in shown)]
    about = labels.factor(variable, result.measures, t)
    x, y, treated, ordinals = _points(result, variable, visit)
    many = len(x) > theme.RAW_POINTS
    top = 8 + theme.LINE * len(groups) + (theme.LINE if many else 0)
    figure = FigureBuilder(top + _PLOT + _FOOT, left=_LEFT, right=14, top=top, bottom=_FOOT)
    _axes(figure, y)
    grid = cells(x, y, _CELLS) if many else np.empty((0, 2))  # one for both arms
    stands = Groups()
    for i in shown:
        side = treated == (i == 0)
        name = labels.arms(result, t)[i]
        if many:
            columns = (result.column(variable, visit), f"{SCORE}_{visit}")
            named = _cell_groups(stands, result.arms[i], columns, grid, (x, y))
            # Both arms have their marks at the same places: beside one another both are seen.
            aside = (2 * i - 1) * _ASIDE * _step(grid) if len(shown) > 1 else 0.0
            _squares(figure, grid[side], theme.ARM_STYLES[i], name, named, aside, t)
        else:
            values = (x[side], y[side], ordinals[side])
            _patients(figure, values, theme.ARM_STYLES[i], name, about, t)
    for i in shown:
        side = treated == (i == 0)
        _margins(figure, (x[side], y[side]), (x, y), theme.ARM_STYLES[i])
    texts = []
    for k, group in enumerate(groups):
        index = None if group is None else result.arms.index(group)
        line = result.line(variable, visit, group)
        if line is not None:
            _line(figure, line, index, band=group is None or arm is not None)
        texts.append(_legend(figure, result, variable, visit, group, len(groups) - 1 - k, t))
    if many:
        figure.note(
            t("figure.binned", n=format_number.whole(len(x))),
            xref="paper",
            x=0,
            xanchor="left",
            xshift=-_LEFT,
            yref="paper",
            y=1,
            yanchor="bottom",
            yshift=6 + theme.LINE * len(groups),
        )
    score, title = labels.measure(SCORE, t), labels.factor(variable, result.measures, t, unit=True)
    when = names.in_visit(t, visit)
    # The visit stands with what was measured at it: a characteristic was before treatment.
    if variable in result.measures:
        title = t("figure.at_visit", name=title, visit=when)
    else:
        score = t("figure.at_visit", name=score, visit=when)
    figure.above(score, y=_RISE, lift=3)
    figure.note(title, xref="paper", x=0.5, yref="paper", y=0, yanchor="top", yshift=-26)
    text = t(
        "alt.factor",
        factor=labels.plain(labels.factor(variable, result.measures, t, unit=True)),
        score=labels.plain(labels.measure(SCORE, t)),
        visit=labels.plain(labels.visit(visit, t)),
        n=format_number.whole(int(np.isin(treated, [i == 0 for i in shown]).sum())),
        list=labels.sentence(texts, t),
    )
    if many:
        text = labels.sentence([text, t("figure.binned", n=format_number.whole(len(x)))], t)
    return figure.drawing(text, stands.items)


def _points(
    result: Factors, variable: str, visit: str
) -> tuple[Floats, Floats, np.ndarray[tuple[int], np.dtype[np.bool_]], Ints]:
    """Patients with both values, and their ordinals."""
    points = result.points
    none = np.empty(0)
    if points is None:
        return none, none, none.astype(bool), none.astype(np.int64)
    x = points.columns.get(result.column(variable, visit))
    y = points.columns.get(f"{SCORE}_{visit}")
    if x is None or y is None:
        return none, none, none.astype(bool), none.astype(np.int64)
    keep = ~np.isnan(x) & ~np.isnan(y)
    return x[keep], y[keep], points.treated[keep], points.ordinals[keep]


def _axes(figure: FigureBuilder, y: Floats) -> None:
    figure.axis("xaxis", nticks=6, **theme.TICKS, showline=True)
    high = MEASURES[SCORE].high or 42.0
    most = float(y.max()) if len(y) else high
    # From 0, where the scale begins; a band that dips below it is cut off there.
    span = [-0.035 * most - 0.4, most * 1.05 + 0.5]
    figure.axis("yaxis", nticks=8, range=span, showgrid=True, domain=[0, _RISE])
    figure.axis("xaxis", domain=[0, _SPLIT])
    figure.axis("yaxis2", domain=[_RISE + 0.07, 1], anchor="x", visible=False, rangemode="tozero")
    figure.axis("xaxis2", domain=[_SPLIT + 0.02, 1], anchor="y", visible=False, rangemode="tozero")


def _patients(
    figure: FigureBuilder,
    values: tuple[Floats, Floats, Ints],
    style: theme.MarkStyle,
    name: str,
    about: str,
    t: Translator,
) -> None:
    x, y, ordinals = values
    where = (
        f"{t('figure.patient', n='%{customdata}')}<br>{name}<br>"
        f"{about} %{{x}}<br>{labels.measure(SCORE, t)} %{{y}}<extra></extra>"
    )
    size = 7.5 if style.symbol == "circle" else 7
    figure.scatter(
        x=x,
        y=y,
        mode="markers",
        name=name,
        customdata=ordinals,
        hovertemplate=where,
        marker=theme.mark(style.symbol, theme.tint(style.color, 0.62), size, edge=0.5),
    )


def _margins(
    figure: FigureBuilder,
    of: tuple[Floats, Floats],
    every: tuple[Floats, Floats],
    style: theme.MarkStyle,
) -> None:
    """Marginal histograms of an arm: above the points, and to their right."""
    if not len(of[0]):
        return
    for k, (values, all_values) in enumerate(zip(of, every, strict=True)):
        low, high = float(all_values.min()), float(all_values.max())
        bins = min(_MARGIN_BINS, len(np.unique(all_values)))
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


def _cell_groups(
    groups: Groups,
    arm: str,
    columns: tuple[str, str],
    grid: Floats,
    values: tuple[Floats, Floats],
) -> Callable[[Floats], str]:
    """Makes the group of a cell by its centre: the values that fell into it, along each side."""
    spans: list[dict[float, Between]] = []
    for column, centres, side in zip(columns, grid.T, values, strict=True):
        names = {}
        for centre in np.unique(centres).tolist():
            inside = side[centres == centre]
            names[centre] = Between(column, float(inside.min()), float(inside.max()))
        spans.append(names)

    def group(centre: Floats) -> str:
        x, y = centre.tolist()
        return groups.add(Among("arm", (arm,)), spans[0][x], spans[1][y])

    return group


def _step(grid: Floats) -> float:
    """How far the columns of a grid stand apart, 0 for one alone."""
    columns = np.unique(grid[:, 0])
    return float(np.diff(columns).min()) if len(columns) > 1 else 0.0


def _squares(
    figure: FigureBuilder,
    grid: Floats,
    style: theme.MarkStyle,
    name: str,
    named: Callable[[Floats], str],
    aside: float,
    t: Translator,
) -> None:
    if not len(grid):
        return
    centres, counts = tally(grid)
    size = np.maximum(_LARGEST * np.sqrt(counts / counts.max()), 2.0)
    figure.scatter(
        x=np.round(centres[:, 0] + aside, 6),
        y=centres[:, 1],
        mode="markers",
        name=name,
        text=counts,
        customdata=[named(centre) for centre in centres],
        hovertemplate=f"{name}<br>{t('figure.patients', n='%{text}')}<extra></extra>",
        marker={
            "symbol": style.symbol,
            "size": np.round(size, 1),
            "color": theme.tint(style.color, 0.45),
            "line": {"width": 0},
        },
    )


def _line(figure: FigureBuilder, line: Line, index: int | None, *, band: bool) -> None:
    color = POOLED if index is None else theme.ARM_STYLES[index].color
    x, fit, low, high = line.band()
    if band and np.isfinite(low).all():
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
        line={"color": color, "width": 2.5, "dash": "6px,3px" if index == 1 else "solid"},
    )


def _legend(
    figure: FigureBuilder,
    result: Factors,
    variable: str,
    visit: str,
    group: str | None,
    row: int,
    t: Translator,
) -> str:
    """A group's r with its interval above the plot; returns it in words."""
    pearson = result.get("pearson", variable, visit=visit, arm=group, versus=SCORE)
    if group is None:
        name, color, glyph = t("figure.both_arms"), POOLED, "━"
    else:
        index = result.arms.index(group)
        style = theme.ARM_STYLES[index]
        name, color, glyph = labels.arms(result, t)[index], style.color, style.glyph
    r = format_row.estimate(t, pearson)
    n = t("figure.n", n=format_row.patients(t, result, pearson))
    figure.note(
        f"{labels.colored(glyph, color)} {name}  <i>r</i> = <b>{r}</b>  {n}",
        xref="paper",
        x=0,
        xanchor="left",
        xshift=-_LEFT,
        yref="paper",
        y=1,
        yanchor="bottom",
        yshift=6 + theme.LINE * row,
    )
    return t(
        "alt.r",
        name=labels.plain(name),
        r=r,
        n=n,
        p=format_number.p_equals(pearson.p if pearson else None, t.lang),
    )
