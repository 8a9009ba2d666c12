"""Time course: mean and interval of each arm at each visit, with n."""

from __future__ import annotations

from typing import Final

from aci_core.analyses.outcomes import Mean, Outcomes, WithMeans
from aci_core.presentation.figures import labels, means, theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.i18n import Translator, format_row

_LEFT: Final = 40
_PLOT: Final = 240
_TOP: Final = 46
_TICK: Final = 58
_SIDE: Final = 0.07  # the arms stand apart, so that their intervals do not cover each other


def course(result: WithMeans, measure: str, t: Translator) -> Drawing:
    """Means with intervals by visit and arm, and how many patients each stands for.

    Parameters
    ----------
    result : WithMeans
        Of `analyses.outcomes`, or of `analyses.course`: then they are adjusted.
    measure : str
    t : Translator
    """
    kind = "" if isinstance(result, Outcomes) else "adjusted_"
    visits = means.visits_of(result, measure)
    ticks = [labels.wrap(labels.plain(labels.visit(v, t)), _TICK) for v in visits]
    under = theme.LINE * (1 + max((text.count("<br>") for text in ticks), default=0)) + 10
    foot = under + 2 * theme.LINE + 6
    figure = FigureBuilder(_TOP + _PLOT + foot, left=_LEFT, right=6, top=_TOP, bottom=foot)
    figure.axis(
        "xaxis",
        range=[-0.45, max(len(visits), 1) - 0.55],
        tickvals=list(range(len(visits))),
        ticktext=ticks,
        showline=True,
    )
    figure.axis("yaxis", nticks=6, showgrid=True)
    texts = []
    for arm in (0, 1):
        by_visit = [result.mean(measure, visit, result.arms[arm]) for visit in visits]
        _arm(figure, result, by_visit, arm, t)
        for x, m in enumerate(by_visit):
            mark = labels.mark(theme.ARM_STYLES[arm])
            n = f"{mark} {format_row.known(t, m.n if m else 0, result.step)}"
            figure.below(n, under + theme.LINE * arm, xref="x", x=x)
        listed = [
            f"{labels.plain(labels.visit(m.visit, t))} {_text(result, m, t)}" for m in by_visit if m
        ]
        name = labels.plain(labels.arms(result, t)[arm])
        texts.append(t("alt.course_arm", arm=name, list=t("alt.comma").join(listed)))
    title = labels.measure(measure, t, unit=True)
    key = "   ".join(labels.key(result, t, arm) for arm in (0, 1))
    figure.above(key, lift=24, size=theme.BODY)
    figure.above(t(f"figure.{kind}mean_of", measure=title, ci=labels.ci(result, t)))
    figure.below("n", under, x=0, xanchor="left", xshift=-_LEFT)
    text = t(
        f"alt.{kind}course",
        measure=labels.plain(title),
        ci=labels.ci(result, t),
        list=labels.sentence(texts, t),
    )
    return figure.drawing(text)


def _arm(
    figure: FigureBuilder, result: WithMeans, by_visit: list[Mean | None], arm: int, t: Translator
) -> None:
    style, name = theme.ARM_STYLES[arm], labels.arms(result, t)[arm]
    aside = _SIDE if arm else -_SIDE
    there = [(x + aside, m) for x, m in enumerate(by_visit) if m is not None]
    figure.scatter(
        x=[x for x, _ in there],
        y=[m.mean for _, m in there],
        mode="lines+markers",
        name=name,
        line={"color": style.color, "width": 2.5, "dash": "5px,3px" if arm else "solid"},
        marker=theme.mark(style.symbol, style.color, 10, edge=1.5),
        error_y=means.whiskers([m for _, m in there]),
        customdata=[[m.low, m.high, m.n] for _, m in there],
        hoverinfo="text",
        hovertext=[
            f"{name}<br>{labels.visit(m.visit, t)}<br>{_text(result, m, t)}" for _, m in there
        ],
        cliponaxis=False,
    )


def _text(result: WithMeans, mean: Mean, t: Translator) -> str:
    n = t("figure.n", n=format_row.known(t, mean.n, result.step))
    return f"{means.text(mean, result, t)}, {n}"
