"""Grotta bars: grades of response, one bar an arm, cut-points joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from aci_core.analyses import Result, Row
from aci_core.analyses.response import Response
from aci_core.domain.filters import GRADE, Among
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Drawing, Groups
from aci_core.presentation.figures.figure_builder import FigureBuilder, legend_height
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n import labels as names
from aci_core.presentation.i18n.format_number import percent, whole

Scale = Literal["percent", "count"]

_SLOPE: Final = 44  # between the bars, where the cut-points are joined
_GAP: Final = 0.012  # between the grades that count as a response and the others
_ROOM: Final = 3.0  # least pixels between a label and the edge of its segment


@dataclass(frozen=True, slots=True)
class _Segment:
    row: Row
    name: str
    color: str
    start: float
    size: float
    share: float

    @property
    def middle(self) -> float:
        return self.start + self.size / 2


def grades(result: Response, t: Translator, *, scale: Scale = "percent") -> Drawing:
    """Stacked bars of the grades by arm, treatment above.

    Parameters
    ----------
    result : Response
    t : Translator
    scale : {"percent", "count"}
        Whether a bar's full length is 100 percent or the patients of the larger arm.
    """
    bars = _bars(result, t, scale)
    # Labels that a segment is too narrow for stand outside, away from the joining lines.
    outside = [_levels([s for s in bar if s.row.estimate and not _fits(s)]) for bar in bars]
    rows = [max(levels.values(), default=-1) + 1 for levels in outside]
    above, below = (theme.LINE * (count + 1) + 8 for count in rows)
    plot = above + below + 2 * theme.BAR + _SLOPE
    legend = legend_height([segment.name for segment in bars[0]])
    figure = FigureBuilder(plot + legend + 4, top=4, bottom=legend)
    figure.layout(barmode="overlay", bargap=0)
    figure.axis("xaxis", range=[0, 1 + _GAP], visible=False)
    figure.axis("yaxis", range=[0, plot], visible=False)
    tops = (below + theme.BAR + _SLOPE + theme.BAR, below + theme.BAR)
    groups = Groups()
    for index, bar in enumerate(bars):
        _draw(figure, bar, tops[index], groups)
        _outside(figure, outside[index], tops[index], up=index == 0)
        edge = tops[0] + theme.LINE * rows[0] if index == 0 else below - theme.LINE * rows[1]
        _head(figure, result, t, index, edge)
    _join(figure, bars, tops)
    figure.legend_below([(segment.name, segment.color) for segment in bars[0]])
    return figure.drawing(_alt(result, bars, t), groups.items)


def _bars(result: Response, t: Translator, scale: Scale) -> list[list[_Segment]]:
    levels = result.scale.best_first if result.scale else ()
    effective = result.scale.effective if result.scale else ()
    colors = theme.grade_colors(len(effective), len(levels) - len(effective))
    bars: list[list[_Segment]] = []
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
            gap = 0.0 if row.level in effective else _GAP
            name = labels.inert(labels.shorten(names.grade(t, str(row.level)), 24))
            segments.append(_Segment(row, name, color, at + gap, size, share))
            at += size
        bars.append(segments)
    return bars


def _texts(segment: _Segment) -> tuple[str, str]:
    return whole(segment.row.estimate), percent(segment.share)


def _fits(segment: _Segment) -> bool:
    wide = max(labels.width(text) for text in _texts(segment))
    return wide + 2 * _ROOM <= segment.size * theme.PHONE


def _draw(figure: FigureBuilder, bar: list[_Segment], top: float, groups: Groups) -> None:
    for segment in bar:
        arm, level = str(segment.row.arm), str(segment.row.level)
        group = groups.add(Among("arm", (arm,)), Among(GRADE, (level,)))
        count, share = _texts(segment)
        figure.bar(
            base=[segment.start],
            x=[segment.size],
            y=[top - theme.BAR / 2],
            width=theme.BAR,
            name=segment.name,
            marker={"color": segment.color, "line": {"color": theme.PAPER, "width": 1}},
            customdata=[[segment.row.estimate, segment.row.pct, group]],
            hoverinfo="text",
            hovertext=f"{segment.name}<br>{count} · {share}",
        )
        if segment.row.estimate and _fits(segment):
            figure.note(
                f"<b>{count}</b><br>{share}",
                x=segment.middle,
                y=top - theme.BAR / 2,
                color=theme.text_on(segment.color),
                size=theme.BODY,
            )


def _levels(narrow: list[_Segment]) -> dict[_Segment, int]:
    """On which line the label of each narrow segment stands, so that none covers another."""
    places: dict[_Segment, int] = {}
    ends: list[float] = []
    for segment in narrow:
        text = " · ".join(_texts(segment))
        half = labels.width(text) / theme.PHONE / 2 + 0.02
        place = min(max(segment.middle, half), 1 - half)
        line = next((i for i, end in enumerate(ends) if end <= place - half), len(ends))
        ends[line:] = [place + half, *ends[line + 1 :]]
        places[segment] = line
    return places


def _outside(figure: FigureBuilder, narrow: dict[_Segment, int], top: float, *, up: bool) -> None:
    edge, sign = (top, 1) if up else (top - theme.BAR, -1)
    for segment, line in narrow.items():
        text = " · ".join(_texts(segment))
        half = labels.width(text) / theme.PHONE / 2
        at_left, at_right = segment.middle < half, segment.middle > 1 - half
        figure.note(
            text,
            x=0 if at_left else 1 + _GAP if at_right else segment.middle,
            xanchor="left" if at_left else "right" if at_right else "center",
            y=edge + sign * (theme.LINE * (line + 0.5) + 1),
        )


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
            x=1 + _GAP,
            y=y,
            xanchor="right",
            size=theme.BODY,
        )


def _join(figure: FigureBuilder, bars: list[list[_Segment]], tops: tuple[int, int]) -> None:
    """A line from each cut-point to its fellow: how far it leans is the shift."""
    x: list[float | None] = []
    y: list[float | None] = []
    for one, two in list(zip(*bars, strict=True))[:-1]:
        x += [one.start + one.size, two.start + two.size, None]
        y += [tops[0] - theme.BAR - 2, tops[1] + 2, None]
    figure.scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": theme.RULE, "width": 1.2, "dash": "2px,3px"},
        hoverinfo="skip",
    )


def _alt(result: Result, bars: list[list[_Segment]], t: Translator) -> str:
    parts = []
    for arm, bar in zip(labels.arms(result, t), bars, strict=True):
        listed = [
            t("alt.count", name=labels.plain(s.name), count=_texts(s)[0], rate=_texts(s)[1])
            for s in bar
        ]
        n = whole(bar[0].row.total) if bar else "0"
        parts.append(
            t("alt.arm_grades", arm=labels.plain(arm), n=n, list=t("alt.comma").join(listed))
        )
    return t("alt.grades", list=labels.sentence(parts, t))
