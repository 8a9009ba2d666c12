"""How many responded? The total effective rate of each arm with its interval."""

from __future__ import annotations

from typing import Final

import plotly.graph_objects as go

from aci_core.analyses import Row
from aci_core.analyses.response import Response
from aci_core.figures import labels, theme
from aci_core.figures.drawing import Drawing
from aci_core.i18n import Translator, written
from aci_core.i18n.numbers import percent, whole

_BAR: Final = 18
_ARM: Final = 72  # a line of words and the bar under it


def effective(result: Response, t: Translator) -> Drawing:
    """Bars from 0 with Wilson's interval; the words stand above each bar."""
    rows = [result.get("wilson", "effective", visit=result.visit, arm=arm) for arm in result.arms]
    counts = [result.get("count", "effective", visit=result.visit, arm=arm) for arm in result.arms]
    plot = 2 * _ARM
    figure = theme.canvas(plot + theme.AXIS + 4, top=4, bottom=theme.AXIS)
    figure.update_xaxes(
        range=[0, 100],
        tickvals=[0, 25, 50, 75, 100],
        ticktext=["0", "25", "50", "75", "100%"],
        automargin=True,
        ticks="outside",
        ticklen=4,
        tickcolor=theme.RULE,
        showline=True,
    )
    figure.update_yaxes(range=[0, plot], visible=False)
    texts = []
    for i, (row, count) in enumerate(zip(rows, counts, strict=True)):
        name, style = labels.arms(result, t)[i], theme.ARM_STYLES[i]
        top = plot - i * _ARM
        of = t(
            "figure.of",
            count=whole(count.estimate if count else None),
            n=whole(row.total if row else 0),
        )
        value = percent(row.estimate if row else None)
        theme.note(
            figure, f'<span style="color:{style.color}">{style.glyph}</span> <b>{name}</b>  {of}',
            x=0, xanchor="left", y=top - 14, size=theme.BODY,
        )  # fmt: skip
        limits = written.limits(t, row, 1, scale=100) if row else ""
        theme.note(
            figure, f"<b>{value}</b>  {limits}", x=100, xanchor="right", y=top - 14,
            size=theme.BODY,
        )  # fmt: skip
        if row is not None and row.estimate is not None:
            _bar(figure, row, style, top - 30 - _BAR / 2)
        texts.append(t("alt.rate", arm=labels.plain(name), of=of, rate=value, limits=limits))
    text = t("alt.effective", ci=labels.ci(result, t), list=labels.sentence(texts, t))
    return Drawing(figure, text, int(figure.layout.height))


def _bar(figure: go.Figure, row: Row, style: theme.ArmStyle, y: float) -> None:
    share = 100 * (row.estimate or 0.0)
    low, high = (100 * (x or 0.0) for x in (row.ci_low, row.ci_high))
    figure.add_trace(
        go.Bar(
            orientation="h", x=[share], y=[y], width=_BAR, hoverinfo="skip",
            marker={"color": theme.tint(style.color, 0.32), "line": {"width": 0}},
        )
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[low, high], y=[y, y], mode="lines", hoverinfo="skip",
            line={"color": style.color, "width": 3},
        )
    )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=[share],
            y=[y],
            mode="markers",
            marker={
                "symbol": style.symbol,
                "size": 13,
                "color": style.color,
                "line": {"color": theme.PAPER, "width": 1.5},
            },
            customdata=[[low, high]],
            hoverinfo="skip",
            cliponaxis=False,
        )
    )
