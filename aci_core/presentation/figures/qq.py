"""Normal Q-Q plot of each arm; it chooses no method."""

from __future__ import annotations

from typing import Final

import numpy as np

from aci_core.analyses.outcomes import Outcomes
from aci_core.presentation.figures import labels, means, theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.format_number import number, whole
from aci_core.presentation.i18n.labels import in_visit
from aci_core.stats.qq import normal_scores, quartile_line

_LEFT: Final = 40
_PLOT: Final = 240
_TOP: Final = 2 * theme.LINE + 30
_FOOT: Final = theme.LINE + 30
_MOST: Final = 400  # points of an arm that are drawn: of more patients, evenly many


def normal(result: Outcomes, measure: str, visit: str, t: Translator) -> Drawing:
    """Values of each arm in order against normal quantiles, with the line through the quartiles.

    Parameters
    ----------
    result : Outcomes
    measure, visit : str
    t : Translator
    """
    figure = FigureBuilder(_TOP + _PLOT + _FOOT, left=_LEFT, right=2, top=_TOP, bottom=_FOOT)
    figure.axis("yaxis", nticks=6, showgrid=True)
    name, at = labels.measure(measure, t, unit=True), labels.inert(in_visit(t, visit))
    title = t("primary.at", measure=name, visit=at)
    figure.above(title)
    descriptions = [_panel(figure, result, measure, visit, arm, t) for arm in (0, 1)]
    figure.below(t("figure.normal_quantile"), 26)
    text = t("alt.normal", measure=labels.plain(title), list=labels.sentence(descriptions, t))
    return figure.drawing(text)


def _panel(
    figure: FigureBuilder, result: Outcomes, measure: str, visit: str, arm: int, t: Translator
) -> str:
    """One arm's points and line; returns its skewness in words."""
    axis, name, domain = theme.PANELS[arm]
    style = theme.ARM_STYLES[arm]
    figure.axis(name, domain=domain, nticks=5, showline=True)
    values, patients, _ = means.values(result, measure, visit, arm)
    order = np.argsort(values, kind="stable")
    scores = normal_scores(len(order))
    if len(order):
        at = np.unique(np.linspace(0, len(order) - 1, _MOST).round().astype(int))
        at = at if len(order) > _MOST else np.arange(len(order))
        figure.scatter(
            x=scores[at],
            y=values[order[at]],
            xaxis=axis,
            mode="markers",
            customdata=patients[order[at]],
            hovertemplate="%{customdata}: %{y}<extra></extra>",
            marker={"symbol": style.symbol, "size": 5, "color": style.color, "opacity": 0.65},
            cliponaxis=False,
        )
    line = quartile_line(values[order])
    if line is not None:
        ends = (float(scores[0]), float(scores[-1]))
        heights = (line[0] + line[1] * ends[0], line[0] + line[1] * ends[1])
        figure.line(ends, heights, width=1.5, dash="dash", xref=axis)
    skew = t(
        "figure.skewness", value=number(result.skewness.get((measure, visit, result.arms[arm])))
    )
    n = t("figure.n", n=whole(len(order)))
    head = f"{labels.key(result, t, arm, 12)}  {n}<br>{skew}"
    figure.above(head, lift=24, size=theme.BODY, xref=f"{axis} domain", xshift=0)
    return t("alt.normal_arm", arm=labels.plain(labels.arms(result, t)[arm]), skewness=skew, n=n)
