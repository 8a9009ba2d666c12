"""How did the means go over time? Mean and interval at each visit, n beneath."""

from __future__ import annotations

from typing import Final

from aci_core.analyses.outcomes import Mean, Outcomes
from aci_core.figures import labels, theme
from aci_core.figures.change import digits, limits, visits_of
from aci_core.figures.drawing import Drawing
from aci_core.figures.sheet import Sheet
from aci_core.i18n import Translator, numbers

_LEFT: Final = 40
_PLOT: Final = 240
_TOP: Final = 46
_SIDE: Final = 0.07  # the arms stand apart, so that their intervals do not cover each other


def course(result: Outcomes, measure: str, t: Translator) -> Drawing:
    """Means with intervals by visit and arm, and how many patients each stands for."""
    visits = visits_of(result, measure)
    foot = 30 + 3 * theme.LINE + 6
    figure = Sheet(_TOP + _PLOT + foot, left=_LEFT, right=6, top=_TOP, bottom=foot)
    figure.axis(
        "xaxis",
        range=[-0.45, max(len(visits), 1) - 0.55],
        tickvals=list(range(len(visits))),
        ticktext=[labels.wrap(labels.plain(labels.visit(v, t)), 58) for v in visits],
        showline=True,
    )
    figure.axis("yaxis", nticks=6, showgrid=True)
    texts = []
    for i, (label, name) in enumerate(zip(result.arms, labels.arms(result, t), strict=True)):
        style = theme.ARM_STYLES[i]
        found = [(x, result.mean(measure, visit, label)) for x, visit in enumerate(visits)]
        there = [(x + (-_SIDE if i == 0 else _SIDE), m) for x, m in found if m is not None]
        figure.scatter(
            x=[x for x, _ in there],
            y=[m.mean for _, m in there],
            mode="lines+markers",
            name=name,
            line={"color": style.color, "width": 2.5, "dash": "solid" if i == 0 else "5px,3px"},
            marker={
                "symbol": style.symbol,
                "size": 10,
                "color": style.color,
                "line": {"color": theme.PAPER, "width": 1.5},
            },
            error_y={
                "type": "data",
                "symmetric": False,
                "thickness": 2,
                "width": 0,
                "array": [(m.mean if m.high is None else m.high) - m.mean for _, m in there],
                "arrayminus": [m.mean - (m.mean if m.low is None else m.low) for _, m in there],
            },
            customdata=[[m.low, m.high, m.n] for _, m in there],
            hoverinfo="text",
            hovertext=[
                f"{name}<br>{labels.visit(m.visit, t)}<br>{_text(result, m, t)}" for _, m in there
            ],
            cliponaxis=False,
        )
        y = -(30 + theme.LINE * (i + 1.2))
        for x, m in found:
            figure.note(
                f"{labels.mark(style)} {numbers.whole(m.n if m else 0)}",
                x=x,
                yref="paper",
                y=0,
                yanchor="middle",
                yshift=y,
            )
        listed = t("alt.comma").join(
            f"{labels.plain(labels.visit(m.visit, t))} {_text(result, m, t)}" for _, m in there
        )
        texts.append(t("alt.course_arm", arm=labels.plain(name), list=listed))
    key = "   ".join(labels.key(result, t, i) for i in (0, 1))
    figure.note(
        key,
        xref="paper",
        x=0,
        xanchor="left",
        xshift=-_LEFT,
        yref="paper",
        y=1,
        yanchor="bottom",
        yshift=24,
        size=theme.BODY,
    )
    title = labels.measure(measure, t, unit=True)
    figure.above(t("figure.mean_of", measure=title, ci=labels.ci(result, t)))
    figure.note(
        "n",
        xref="paper",
        x=0,
        xanchor="left",
        xshift=-_LEFT,
        yref="paper",
        y=0,
        yanchor="middle",
        yshift=-(30 + theme.LINE * 1.2),
    )
    text = t(
        "alt.course",
        measure=labels.plain(title),
        ci=labels.ci(result, t),
        list=labels.sentence(texts, t),
    )
    return Drawing(figure.figure(), text, figure.height)


def _text(result: Outcomes, m: Mean, t: Translator) -> str:
    value, found = numbers.number(m.mean, digits(result, m.variable)), limits(m, result, t)
    n = t("figure.n", n=numbers.whole(m.n))
    return f"{value} ({found}), {n}" if found else f"{value}, {n}"
