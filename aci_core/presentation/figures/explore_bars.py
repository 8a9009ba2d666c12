"""Categories as bars: one stacked bar a group, or of one category alone a bar a level."""

from __future__ import annotations

from typing import Final

from aci_core.analyses.explore import Exploration, Panel
from aci_core.presentation.exploration import row_of_level
from aci_core.presentation.figures import explore_parts as parts
from aci_core.presentation.figures import grotta, labels, theme
from aci_core.presentation.figures.drawing import Drawing, Groups
from aci_core.presentation.figures.figure_builder import FigureBuilder, legend_height
from aci_core.presentation.figures.grotta import Segment
from aci_core.presentation.i18n import Translator, format_number, format_row

_HEAD: Final = theme.LINE + 8
_BAR: Final = 34
_APART: Final = 10
_THIN: Final = 16


def bars(result: Exploration, t: Translator) -> Drawing:
    """Shares of the levels with their counts."""
    return _levels(result, t) if result.group is None else _stacked(result, t)


def _levels(result: Exploration, t: Translator) -> Drawing:
    """A bar for each level of one category."""
    outcome, panel = result.outcome, result.panels[0]
    row = _HEAD + _THIN + _APART
    plot = row * max(len(outcome.levels), 1)
    figure = FigureBuilder(plot + 8, top=4, bottom=4)
    figure.layout(barmode="overlay", bargap=0)
    figure.axis("xaxis", range=[0, 100], visible=False)
    figure.axis("yaxis", range=[0, plot], visible=False)
    groups, texts = Groups(), []
    for place, (code, color) in enumerate(zip(outcome.levels, parts.colors(outcome), strict=True)):
        top = plot - place * row
        counted = row_of_level(panel, "count", None, code)
        name, share = parts.level(t, outcome, code, 40), format_row.share(counted)
        pct = (counted.pct if counted else None) or 0.0
        figure.note(name, x=0, xanchor="left", y=top - _HEAD / 2, size=theme.BODY)
        figure.note(f"<b>{share}</b>", x=100, xanchor="right", y=top - _HEAD / 2, size=theme.BODY)
        stands = parts.stand_for(groups, panel.sample.ordinals[panel.sample.outcome == place])
        figure.box((0, 100), (top - _HEAD - _THIN, top - _HEAD), fill=theme.FAINT)
        figure.bar(
            x=[pct],
            y=[top - _HEAD - _THIN / 2],
            width=_THIN,
            customdata=[[pct, stands]],
            marker={"color": color, "line": {"width": 0}},
            hoverinfo="text",
            hovertext=f"{name}<br>{share}",
        )
        texts.append(t("explore.alt_level", name=labels.plain(name), share=share))
    text = t(
        "explore.alt_bars",
        outcome=labels.plain(parts.name(t, outcome)),
        list=labels.sentence(texts, t),
    )
    return figure.drawing(text, groups.items)


def _stacked(result: Exploration, t: Translator) -> Drawing:
    """A bar for each group, in segments of the outcome's levels."""
    of_groups, shown = parts.groups_of(result, t), list(parts.blocks(result, t))
    made = [
        (title, [(one, _segments(result, panel, place, t)) for place, one in enumerate(of_groups)])
        for title, panel in shown
    ]
    plot = 0
    for title, rows in made:
        plot += parts.HEADING if title else 0
        for _, bar in rows:
            plot += _HEAD + _BAR + _APART + theme.LINE * grotta.lines(grotta.narrow(bar))
    names = [parts.level(t, result.outcome, code) for code in result.outcome.levels]
    legend = legend_height(names)
    figure = FigureBuilder(plot + legend + 4, top=4, bottom=legend)
    figure.layout(barmode="overlay", bargap=0)
    figure.axis("xaxis", range=[0, 1 + grotta.GAP], visible=False)
    figure.axis("yaxis", range=[0, plot], visible=False)
    groups, texts, top = Groups(), [], float(plot)
    for title, rows in made:
        if title:
            y = top - parts.HEADING / 2
            figure.note(f"<b>{title}</b>", size=theme.BODY, x=0, xanchor="left", y=y)
            top -= parts.HEADING
        for (_, name, _), bar in rows:
            n = t("figure.n", n=format_number.whole(bar[0].row.total if bar else 0))
            figure.note(f"{name}  {n}", x=0, xanchor="left", y=top - _HEAD / 2, size=theme.BODY)
            top -= _HEAD
            grotta.draw(figure, bar, top, groups, _BAR)
            top -= _BAR
            outside = grotta.narrow(bar)
            grotta.outside(figure, outside, top, up=False)
            top -= theme.LINE * grotta.lines(outside) + _APART
            listed = (
                t("alt.count", name=labels.plain(s.name), count=s.texts[0],
                  rate=format_row.rate(s.row))
                for s in bar
            )  # fmt: skip
            texts.append(
                t("alt.arm_grades", arm=labels.plain(f"{title} {name}".strip()),
                  n=format_number.whole(bar[0].row.total if bar else 0),
                  list=t("alt.comma").join(listed))
            )  # fmt: skip
    figure.legend_below(list(zip(names, parts.colors(result.outcome), strict=True)))
    text = t(
        "explore.alt_bars",
        outcome=labels.plain(parts.name(t, result.outcome)),
        list=labels.sentence(texts, t),
    )
    return figure.drawing(text, groups.items)


def _segments(result: Exploration, panel: Panel, place: int, t: Translator) -> list[Segment]:
    outcome, group = result.outcome, result.group
    code = group.levels[place] if group is not None else None
    bar: list[Segment] = []
    at = 0.0
    inside = panel.sample.group == place
    for k, (level, color) in enumerate(zip(outcome.levels, parts.colors(outcome), strict=True)):
        counted = row_of_level(panel, "count", code, level)
        if counted is None:
            continue
        share = counted.share or 0.0
        name, count = parts.level(t, outcome, level), format_row.count(counted)
        about = f"{name}<br>{format_row.share(counted)}"
        who = panel.sample.ordinals[inside & (panel.sample.outcome == k)]
        filters = (parts.patients(who),) if len(who) else ()
        beside = t("explore.beside", level=name, n=count)
        bar.append(Segment(counted, name, color, at, share, (count,), about, filters, beside))
        at += share
    return bar
