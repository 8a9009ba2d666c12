"""Scatter plot of a factor against NIHSS: patients, regression line with band, r."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from aci_core.analyses.factors import SCORE, Factors
from aci_core.domain.arrays import Mask
from aci_core.domain.schema import MEASURES
from aci_core.domain.study.filters import Among, Between
from aci_core.presentation.figures import labels, points, theme
from aci_core.presentation.figures.binned import Floats, Ints, cells
from aci_core.presentation.figures.drawing import Drawing, Groups
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.i18n import Translator, format_number, format_row
from aci_core.presentation.i18n import labels as names

POOLED: Final = theme.TEXT  # neither arm's
_LEFT: Final = 34
_PLOT: Final = 340
_FOOT: Final = 50
_ASIDE: Final = 0.2  # of a cell, from its middle to either arm's mark


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
    about, score = labels.factor(variable, result.measures, t), labels.measure(SCORE, t)
    x, y, treated, ordinals, beyond = _points(result, variable, visit)
    many = len(x) > theme.RAW_POINTS
    below = [] if many else [points.at_limits(int(beyond[_of_arms(treated, shown)].sum()), t)]
    below = [text for text in (*below, _binned(len(x), t) if many else "") if text]
    top = 8 + theme.LINE * (len(groups) + len(below))
    figure = FigureBuilder(top + _PLOT + _FOOT, left=_LEFT, right=14, top=top, bottom=_FOOT)
    points.axes(figure, _span(y))
    grid = cells(x, y, points.CELLS) if many else np.empty((0, 2))  # one for both arms
    stands = Groups()
    for i in shown:
        side = treated == (i == 0)
        name = labels.arms(result, t)[i]
        if many:
            columns = (result.column(variable, visit), f"{SCORE}_{visit}")
            named = _cell_groups(stands, result.arms[i], columns, grid, (x, y))
            # Both arms have their marks at the same places: beside one another both are seen.
            aside = (2 * i - 1) * _ASIDE * _step(grid) if len(shown) > 1 else 0.0
            points.squares(figure, grid[side], theme.ARM_STYLES[i], name, named, aside, t)
        else:
            values = (x[side], y[side], ordinals[side])
            style = theme.ARM_STYLES[i]
            points.patients(figure, values, style, name, (about, score), t, beyond[side])
    for i in shown:
        side = treated == (i == 0)
        points.margins(figure, (x[side], y[side]), (x, y), theme.ARM_STYLES[i])
    texts = []
    for k, group in enumerate(groups):
        index = None if group is None else result.arms.index(group)
        line = result.line(variable, visit, group)
        if line is not None:
            color = POOLED if index is None else theme.ARM_STYLES[index].color
            dash = "6px,3px" if index == 1 else "solid"
            points.line(figure, line.band(), color, dash, shaded=group is None or arm is not None)
        texts.append(_legend(figure, result, variable, visit, group, len(groups) - 1 - k, t))
    for words in below:
        figure.note(
            words,
            xref="paper",
            x=0,
            xanchor="left",
            xshift=-_LEFT,
            yref="paper",
            y=1,
            yanchor="bottom",
            yshift=6 + theme.LINE * len(groups),
        )
    title = labels.factor(variable, result.measures, t, unit=True)
    when = names.in_visit(t, visit)
    # The visit stands with what was measured at it: a characteristic was before treatment.
    if variable in result.measures:
        title = t("figure.at_visit", name=title, visit=when)
    else:
        score = t("figure.at_visit", name=score, visit=when)
    figure.above(score, y=points.RISE, lift=3)
    figure.note(title, xref="paper", x=0.5, yref="paper", y=0, yanchor="top", yshift=-26)
    text = t(
        "alt.factor",
        factor=labels.plain(labels.factor(variable, result.measures, t, unit=True)),
        score=labels.plain(labels.measure(SCORE, t)),
        visit=labels.plain(labels.visit(visit, t)),
        n=format_number.whole(int(_of_arms(treated, shown).sum())),
        list=labels.sentence(texts, t),
    )
    if below:
        text = labels.sentence([text, *map(labels.plain, below)], t)
    return figure.drawing(text, stands.items)


def _points(result: Factors, variable: str, visit: str) -> tuple[Floats, Floats, Mask, Ints, Mask]:
    """Patients with both values, their ordinals, and whose stands at a limit."""
    every, name = result.points, result.column(variable, visit)
    none = np.empty(0)
    nobody = none, none, none.astype(bool), none.astype(np.int64), none.astype(bool)
    if every is None:
        return nobody
    x = every.columns.get(name)
    y = every.columns.get(f"{SCORE}_{visit}")
    if x is None or y is None:
        return nobody
    keep = ~np.isnan(x) & ~np.isnan(y)
    limits = every.limits.get(name, np.full(len(x), np.nan))
    beyond = ~np.isnan(limits)
    x = np.where(beyond, limits, x)
    return x[keep], y[keep], every.treated[keep], every.ordinals[keep], beyond[keep]


def _of_arms(treated: Mask, shown: list[int]) -> Mask:
    """Who is in one of the arms that are shown."""
    mask: Mask = np.isin(treated, [i == 0 for i in shown])
    return mask


def _binned(n: int, t: Translator) -> str:
    return t("figure.binned", n=format_number.whole(n))


def _span(y: Floats) -> list[float]:
    """From 0, where the scale begins; a band that dips below it is cut off there."""
    high = MEASURES[SCORE].high or 42.0
    most = float(y.max()) if len(y) else high
    return [-0.035 * most - 0.4, most * 1.05 + 0.5]


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
