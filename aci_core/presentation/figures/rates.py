"""Total effective rate of each arm with its interval."""

from __future__ import annotations

from typing import Final

from aci_core.analyses import Row
from aci_core.analyses.response import Response
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.figures.grades import grades
from aci_core.presentation.i18n import Translator, format_row
from aci_core.presentation.i18n import labels as names
from aci_core.presentation.i18n.format_number import DASH, whole
from aci_core.summaries import GRADE

_BAR: Final = 18
_ARM: Final = 68  # a line of words and the bar under it


def grades_or_rates(result: Response, t: Translator, least: int = 0) -> Drawing:
    """The grades of each arm; where these are withheld, the total effective rates.

    Parameters
    ----------
    result : Response
    t : Translator
    least : int
        Height that the grades are to reach, as `grades` has it.
    """
    shared = any(row.estimate is not None for row in result.where("count", variable=GRADE))
    return grades(result, t, least=least) if shared else effective(result, t)


def effective(result: Response, t: Translator) -> Drawing:
    """Bars from 0 with Wilson's interval; the words stand above each bar."""
    rows = [result.get("wilson", "effective", visit=result.visit, arm=arm) for arm in result.arms]
    counts = [result.get("count", "effective", visit=result.visit, arm=arm) for arm in result.arms]
    plot = 2 * _ARM
    figure = FigureBuilder(plot + theme.AXIS + 4, left=4, right=18, top=4, bottom=theme.AXIS)
    figure.axis(
        "xaxis",
        range=[0, 100],
        tickvals=[0, 50, 100],
        ticktext=["0", "50", "100%"],
        **theme.TICKS,
        showline=True,
    )
    figure.axis("yaxis", range=[0, plot], visible=False)
    texts = []
    for i, (row, count) in enumerate(zip(rows, counts, strict=True)):
        name, style = labels.arms(result, t)[i], theme.ARM_STYLES[i]
        top = plot - i * _ARM
        known = row is not None and row.estimate is not None  # withheld of a share, else
        of = t(
            "figure.of",
            count=format_row.count(count),
            n=whole(row.total if row and known else None),
        )
        of = of if known else DASH
        value = format_row.rate(count)
        figure.note(
            f"{labels.key(result, t, i)}  {of}",
            x=0,
            xanchor="left",
            y=top - 14,
            size=theme.BODY,
        )
        limits = format_row.limits(t, row, 1, scale=100) if row and known else ""
        figure.note(
            f"<b>{value}</b>  {limits}",
            x=100,
            xanchor="right",
            y=top - 14,
            size=theme.BODY,
        )
        if row is not None and row.estimate is not None:
            _bar(figure, row, style, top - 30 - _BAR / 2)
        texts.append(t("alt.rate", arm=labels.plain(name), of=of, rate=value, limits=limits))
    rate = names.rate(t, total=result.total)
    listed = labels.sentence(texts, t)
    text = t("alt.effective", rate=rate, ci=labels.ci(result, t), list=listed)
    return figure.drawing(text)


def _bar(figure: FigureBuilder, row: Row, style: theme.MarkStyle, y: float) -> None:
    share = 100 * (row.estimate or 0.0)
    low, high = (100 * (x or 0.0) for x in (row.ci_low, row.ci_high))
    figure.bar(
        x=[share],
        y=[y],
        width=_BAR,
        hoverinfo="skip",
        marker={"color": theme.tint(style.color, 0.32), "line": {"width": 0}},
    )
    figure.scatter(
        x=[low, high],
        y=[y, y],
        mode="lines",
        hoverinfo="skip",
        line={"color": style.color, "width": 3},
    )
    figure.scatter(
        x=[share],
        y=[y],
        mode="markers",
        marker=theme.mark(style.symbol, style.color, 13, edge=1.5),
        customdata=[[low, high]],
        hoverinfo="skip",
        cliponaxis=False,
    )
