"""Grades of response as Grotta bars: one bar an arm, cut-points joined."""

from __future__ import annotations

from typing import Final, Literal

from aci_core.analyses import Result, Row
from aci_core.analyses.response import Response
from aci_core.domain.study.filters import GRADE, Among
from aci_core.presentation.figures import grotta, labels, theme
from aci_core.presentation.figures.drawing import Drawing, Groups
from aci_core.presentation.figures.figure_builder import FigureBuilder, legend_height
from aci_core.presentation.figures.grotta import Segment
from aci_core.presentation.i18n import Translator, format_row
from aci_core.presentation.i18n import labels as names
from aci_core.presentation.i18n.format_number import percent, whole

Scale = Literal["percent", "count"]

_BAR: Final = theme.BAR
_MOST_ROOM: Final = 150  # pixels that may be added


def grades(result: Response, t: Translator, *, scale: Scale = "percent", least: int = 0) -> Drawing:
    """Stacked bars of the grades by arm, treatment above.

    Parameters
    ----------
    result : Response
    t : Translator
    scale : {"percent", "count"}
        Whether a bar's full length is 100 percent or the patients of the larger arm.
    least : int
        Height that it is to reach beside a taller figure: the bars grow, within reason.
    """
    bars = _bars(result, t, scale)
    # Labels that a segment is too narrow for stand outside, away from the joining lines.
    outside = [grotta.narrow(bar) for bar in bars]
    rows = [grotta.lines(places) for places in outside]
    above, below = (theme.LINE * (count + 1) + 8 for count in rows)
    legend = legend_height([segment.name for segment in bars[0]])
    natural = above + below + 2 * _BAR + grotta.SLOPE
    room = min(max(0, least - natural - legend - 4), _MOST_ROOM)
    tall = _BAR + room // 3  # two bars, and what joins them
    plot = natural + room
    figure = FigureBuilder(plot + legend + 4, top=4, bottom=legend)
    figure.layout(barmode="overlay", bargap=0)
    figure.axis("xaxis", range=[0, 1 + grotta.GAP], visible=False)
    figure.axis("yaxis", range=[0, plot], visible=False)
    tops = (plot - above, below + tall)
    groups = Groups()
    for index, bar in enumerate(bars):
        grotta.draw(figure, bar, tops[index], groups, tall)
        side = tops[0] if index == 0 else tops[1] - tall
        grotta.outside(figure, outside[index], side, up=index == 0)
        edge = tops[0] + theme.LINE * rows[0] if index == 0 else below - theme.LINE * rows[1]
        _head(figure, result, t, index, edge)
    grotta.join(figure, bars[0], bars[1], tops[0] - tall, tops[1])
    figure.legend_below([(segment.name, segment.color) for segment in bars[0]])
    return figure.drawing(_alt(result, bars, t), groups.items)


def _bars(result: Response, t: Translator, scale: Scale) -> list[list[Segment]]:
    levels = result.scale.best_first if result.scale else ()
    effective = result.scale.effective if result.scale else ()
    colors = theme.grade_colors(len(effective), len(levels) - len(effective))
    bars: list[list[Segment]] = []
    traces = [
        [
            result.first("count", "grade", visit=result.visit, arm=arm, level=level)
            for level in levels
        ]
        for arm in result.arms
    ]
    most = max((row.total for bar in traces for row in bar), default=0)
    for bar in traces:
        at = 0.0
        segments = []
        for row, color in zip(bar, colors, strict=True):
            share = row.share or 0.0
            size = share if scale == "percent" else (row.estimate or 0.0) / max(most, 1)
            gap = 0.0 if row.level in effective else grotta.GAP
            segments.append(_segment(row, t, color, at + gap, size))
            at += size
        bars.append(segments)
    return bars


def _segment(row: Row, t: Translator, color: str, start: float, size: float) -> Segment:
    name = labels.inert(labels.shorten(names.grade(t, str(row.level)), 24))
    texts = format_row.count(row), format_row.rate(row)
    chosen = Among("arm", (str(row.arm),)), Among(GRADE, (str(row.level),))
    about = f"{name}<br>{' · '.join(texts)}"
    return Segment(row, name, color, start, size, texts, about, chosen)


def _head(figure: FigureBuilder, result: Response, t: Translator, index: int, edge: float) -> None:
    """The arm's name and its total effective rate, above the first bar and under the second."""
    row = result.get("wilson", "effective", visit=result.visit, arm=result.arms[index])
    n = whole(row.total) if row else "0"
    y = edge + theme.LINE / 2 + 6 if index == 0 else edge - theme.LINE / 2 - 6
    figure.note(
        f"{labels.key(result, t, index)}  {t('figure.n', n=n)}",
        x=0,
        y=y,
        xanchor="left",
        size=theme.BODY,
    )
    rate = "total_effective" if result.total else "responders"
    if row is not None:
        figure.note(
            t(f"figure.{rate}", rate=percent(row.estimate)),
            x=1 + grotta.GAP,
            y=y,
            xanchor="right",
            size=theme.BODY,
        )


def _alt(result: Result, bars: list[list[Segment]], t: Translator) -> str:
    parts = []
    for arm, bar in zip(labels.arms(result, t), bars, strict=True):
        listed = [
            t("alt.count", name=labels.plain(s.name), count=s.texts[0], rate=s.texts[1])
            for s in bar
        ]
        n = whole(bar[0].row.total) if bar else "0"
        parts.append(
            t("alt.arm_grades", arm=labels.plain(arm), n=n, list=t("alt.comma").join(listed))
        )
    return t("alt.grades", list=labels.sentence(parts, t))
