"""Heat map of two categories: patients in each cell, the darker the larger its share."""

from __future__ import annotations

from typing import Final

from aci_core.analyses.explore import Exploration, Panel
from aci_core.presentation.exploration import row_of_level
from aci_core.presentation.figures import explore_parts as parts
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Drawing, Groups
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.i18n import Translator, format_number, format_row

_LEFT: Final = 104  # pixels of the longest name, at most
_LEAST: Final = 36
_ROW: Final = 40
_TITLE: Final = 22
_MARK: Final = 34  # pixels that answer the mouse
_NARROW: Final = 4  # groups beyond which a cell holds its count alone
_FADE: Final = 0.62  # of the fullest cell: no darker than its words can be read


def heat(result: Exploration, t: Translator) -> Drawing:
    """A cell for each pair of levels: its count, and its share of the group's patients."""
    if result.group is None:
        raise ValueError("a heat map is of two categories")
    shown = list(parts.blocks(result, t))
    k, rows = len(result.group.levels), len(result.outcome.levels)
    left = _left(result, t)
    wide = (theme.PHONE - left) / max(k, 1) - 8
    names = [labels.plain(_head(result, code, t)) for code in result.group.levels]
    heads = [labels.wrap(name, wide, 3) for name in names]
    foot = theme.LINE * (2 + max((h.count("<br>") for h in heads), default=0)) + 8
    block = _ROW * rows + foot + (_TITLE if shown[0][0] else 0)
    plot = block * len(shown)
    bottom = theme.LINE + 12
    figure = FigureBuilder(plot + bottom + 22, left=left, right=4, top=22, bottom=bottom)
    figure.axis("xaxis", range=[-0.5, k - 0.5], visible=False)
    figure.axis("yaxis", range=[0, plot], visible=False)
    figure.above(parts.name(t, result.outcome))
    groups, texts, top = Groups(), [], float(plot)
    for title, panel in shown:
        if title:
            figure.note(
                f"<b>{title}</b>", size=theme.BODY, x=-0.5, xanchor="left", y=top - _TITLE / 2
            )
            top -= _TITLE
        words = _cells(figure, result, panel, top, t, groups)
        texts.append(t("alt.at", visit=labels.plain(title), text=words) if title else words)
        top -= _ROW * rows
        for x, head in enumerate(heads):
            n = t("figure.n", n=format_number.whole(int((panel.sample.group == x).sum())))
            figure.note(f"{head}<br>{n}", x=x, y=top - 4, yanchor="top")
        top -= foot
    figure.below(parts.name(t, result.group), 6)
    text = t(
        "explore.alt_heat",
        outcome=labels.plain(parts.name(t, result.outcome)),
        group=labels.plain(parts.name(t, result.group)),
        list=labels.sentence(texts, t),
    )
    return figure.drawing(text, groups.items)


def _left(result: Exploration, t: Translator) -> int:
    """Pixels that the names of the outcome's levels take."""
    names = (labels.plain(parts.level(t, result.outcome, code)) for code in result.outcome.levels)
    widest = max((labels.width(name) for name in names), default=0.0)
    return round(min(max(widest + 12, _LEAST), _LEFT))


def _head(result: Exploration, code: str, t: Translator) -> str:
    return parts.level(t, result.group, code) if result.group is not None else ""


def _cells(
    figure: FigureBuilder,
    result: Exploration,
    panel: Panel,
    top: float,
    t: Translator,
    groups: Groups,
) -> str:
    """The cells of a block; returns them in words."""
    levels = () if result.group is None else result.group.levels
    listed = []
    for i, outcome in enumerate(result.outcome.levels):
        y = top - _ROW * (i + 0.5)
        name = labels.wrap(labels.plain(parts.level(t, result.outcome, outcome)), _LEFT - 10)
        figure.note(name, xref="paper", x=0, xanchor="right", xshift=-6, align="right", y=y)
        for j, code in enumerate(levels):
            counted = row_of_level(panel, "count", code, outcome)
            if counted is None:
                continue
            share = counted.share or 0.0
            fill = theme.tint(parts.ALL.color, 0.06 + _FADE * share)
            figure.box((j - 0.48, j + 0.48), (y - _ROW / 2 + 1, y + _ROW / 2 - 1), fill=fill)
            text = format_row.count(counted)
            rate = f"<br>{format_row.rate(counted)}" if len(levels) <= _NARROW else ""
            figure.note(f"<b>{text}</b>{rate}", x=j, y=y)
            inside = (panel.sample.outcome == i) & (panel.sample.group == j)
            stands = parts.stand_for(groups, panel.sample.ordinals[inside])
            of = parts.level(t, result.outcome, outcome)
            about = f"{_head(result, code, t)}<br>{of}<br>{format_row.share(counted)}"
            figure.scatter(
                x=[j],
                y=[y],
                mode="markers",
                hoverinfo="text",
                hovertext=about,
                customdata=[[share, stands]],
                marker={"symbol": "square", "size": _MARK, "opacity": 0,
                        "color": parts.ALL.color},
            )  # fmt: skip
            listed.append(
                t("explore.alt_cell", group=labels.plain(_head(result, code, t)),
                  outcome=labels.plain(of), share=format_row.share(counted))
            )  # fmt: skip
    return t("alt.comma").join(listed)
