"""Histograms of a number in each group, one under another, with their density."""

from __future__ import annotations

from typing import Final

import numpy as np

from aci_core.analyses.explore import Exploration, Panel
from aci_core.presentation.exploration import mean_digits, row_of_level
from aci_core.presentation.figures import explore_parts as parts
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.binned import Floats
from aci_core.presentation.figures.drawing import Drawing, Groups
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.i18n import Translator, format_number
from aci_core.stats.density import density

_WORDS: Final = 20
_ONE: Final = 220  # pixels of the bars of one group alone
_BARS: Final = 84  # of several
_FOOT: Final = 46
_FEWEST, _MOST_BINS = 5, 14
_PLACES: Final = 81  # of the density
_FOOT_OF_BAR: Final = 8  # pixels: there stands its count, where the density leaves it alone


def histograms(result: Exploration, t: Translator) -> Drawing:
    """Patients by value: a bar for each range with its count, and a density of the same area."""
    of_groups = parts.groups_of(result, t)
    shown = list(parts.blocks(result, t))
    bars = _ONE if len(shown) * len(of_groups) == 1 else _BARS
    row = _WORDS + 8 + bars
    plot = sum(parts.HEADING for title, _ in shown if title) + row * len(of_groups) * len(shown)
    beyond = int(result.panels[0].sample.beyond.sum())
    foot = _FOOT + 18 * bool(beyond)
    figure = FigureBuilder(plot + foot, left=2, right=2, top=0, bottom=foot)
    figure.layout(barmode="overlay", bargap=0.04)
    figure.axis("yaxis", range=[0, plot], visible=False)
    figure.axis("xaxis", nticks=7, **theme.TICKS, showline=True)
    edges = _edges(result.panels[0].sample.drawn[1])
    groups = Groups()

    def draw(panel: Panel, place: int, one: parts.Group, top: float) -> str:
        return _row(figure, result, panel, place, one, edges, (top, bars), t, groups)

    texts = parts.by_panel(figure, shown, of_groups, plot, row, t, draw)
    figure.below(parts.name(t, result.outcome, unit=True), 26)
    if beyond:
        said = t("figure.counted_at_limits", n=format_number.whole(beyond))
        figure.below(said, _FOOT, size=11)
        texts.append(labels.plain(said))
    text = t(
        "explore.alt_histogram",
        outcome=labels.plain(parts.name(t, result.outcome, unit=True)),
        list=labels.sentence(texts, t),
    )
    return figure.drawing(text, groups.items)


def _edges(values: Floats) -> Floats:
    """Ends of the ranges, the same in every group; whole scores have whole ranges."""
    if not len(values):
        return np.array([0.0, 1.0])
    low, high = float(values.min()), float(values.max())
    if low == high:
        return np.array([low - 0.5, high + 0.5])
    usual = np.histogram_bin_edges(values, "sturges" if len(values) < 20 else "fd")
    bins = min(max(len(usual) - 1, _FEWEST), _MOST_BINS)
    if (values == np.round(values)).all():
        step = max(1, round((high - low + 1) / bins))
        count = int(np.ceil((high - low + 1) / step))
        whole: Floats = low - 0.5 + step * np.arange(count + 1, dtype=np.float64)
        return whole
    edges: Floats = np.linspace(low, high, bins + 1)
    return edges


def _row(
    figure: FigureBuilder,
    result: Exploration,
    panel: Panel,
    place: int,
    one: parts.Group,
    edges: Floats,
    where: tuple[float, int],
    t: Translator,
    groups: Groups,
) -> str:
    """One group; returns it in words."""
    code, name, style = one
    top, height = where
    base = top - _WORDS - 8 - height
    sample = panel.sample.where(panel.sample.group == place)
    n = t("figure.n", n=format_number.whole(sample.n))
    figure.note(
        f"{labels.mark(style)} {name}", xref="paper", x=0, xanchor="left", y=top - _WORDS / 2
    )
    figure.note(n, xref="paper", x=1, xanchor="right", y=top - _WORDS / 2)
    values = sample.drawn[1]
    counts, _ = np.histogram(values, bins=edges)
    bins = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(counts) - 1)
    most = max(int(counts.max(initial=0)), 1)
    middles, width = (edges[1:] + edges[:-1]) / 2, edges[1:] - edges[:-1]
    stands = [parts.stand_for(groups, sample.ordinals[bins == i]) for i in range(len(counts))]
    there = np.flatnonzero(counts)
    figure.bar(
        orientation="v",
        x=middles[there],
        y=height * counts[there] / most,
        base=base,
        width=width[there],
        name=name,
        customdata=[[int(counts[i]), stands[i]] for i in there],
        marker={"color": theme.tint(style.color, 0.5), "line": {"width": 0}},
        hoverinfo="text",
        hovertext=[
            f"{edges[i]:g}–{edges[i + 1]:g}<br>{t('figure.patients', n=int(counts[i]))}"
            for i in there
        ],
    )
    for i in there:
        text = format_number.whole(int(counts[i]))
        figure.note(text, size=10, x=float(middles[i]), y=base + _FOOT_OF_BAR)
    _density(figure, values, edges, (base, height / most), style)
    mean = row_of_level(panel, "mean_sd", code)
    value, _ = parts.mean_text(t, mean, mean_digits(result.panels[0]))
    return t("alt.mean", arm=labels.plain(name), value=value, n=n)


def _density(
    figure: FigureBuilder,
    values: Floats,
    edges: Floats,
    scale: tuple[float, float],
    style: theme.MarkStyle,
) -> None:
    """The density, of the area of the bars."""
    places = np.linspace(edges[0], edges[-1], _PLACES)
    curve = density(values, places) if len(values) > 1 else None
    if curve is None:
        return
    base, unit = scale
    figure.scatter(
        x=places,
        y=np.round(base + unit * len(values) * float(edges[1] - edges[0]) * curve, 2),
        mode="lines",
        hoverinfo="skip",
        line={"color": style.color, "width": 2},
    )
