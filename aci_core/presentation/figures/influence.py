"""Leave-one-out influence: r without each patient, as dots or a histogram."""

from __future__ import annotations

from typing import Final

import numpy as np

from aci_core.analyses.influence import Influence
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.binned import jitter
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.i18n import Translator, format_number

_PLOT: Final = 92
_FOOT: Final = 46
_BINS: Final = 60


def leave_one_out(result: Influence, t: Translator) -> Drawing:
    """The r of all with its interval, and r without each patient on the same axis."""
    figure = FigureBuilder(_PLOT + _FOOT, left=4, right=10, top=8, bottom=_FOOT)
    pad = 0.06 * (result.ci_high - result.ci_low)
    low = min(result.ci_low, result.low) - pad
    high = max(result.ci_high, result.high) + pad
    figure.axis("xaxis", range=[low, high], nticks=6, **theme.TICKS, showline=True)
    figure.axis("yaxis", range=[0, 1], visible=False)
    if low < 0 < high:
        figure.line((0, 0), (0, 1))
    if len(result.without) > theme.RAW_POINTS:
        _counts(figure, result, t)
    else:
        _dots(figure, result, t)
    figure.scatter(
        x=[result.r],
        y=[0.84],
        mode="markers",
        customdata=[[result.ci_low, result.ci_high]],
        hoverinfo="skip",
        marker={"symbol": "diamond", "size": 12, "color": theme.TEXT},
        error_x={
            "type": "data", "symmetric": False, "thickness": 2, "width": 0,
            "array": [result.ci_high - result.r], "arrayminus": [result.r - result.ci_low],
            "color": theme.TEXT,
        },
    )  # fmt: skip
    figure.below(t("influence.axis"), 24)
    who, r = result.most
    text = t(
        "influence.alt",
        r=format_number.number(result.r, 3),
        limits=format_number.interval(result.ci_low, result.ci_high, 3, lang=t.lang),
        low=format_number.number(result.low, 3),
        high=format_number.number(result.high, 3),
        patient=who,
        without=format_number.number(r, 3),
        n=format_number.whole(len(result.without)),
    )
    return figure.drawing(text)


def _dots(figure: FigureBuilder, result: Influence, t: Translator) -> None:
    height = 0.08 + 0.5 * jitter(len(result.without))
    where = f"{t('figure.patient', n='%{customdata}')}<br>r %{{x:.3f}}<extra></extra>"
    for arm in (0, 1):
        at = np.flatnonzero(result.treated == (arm == 0))
        style = theme.ARM_STYLES[arm]
        if len(at):
            figure.scatter(
                x=np.round(result.without[at], 5),
                y=np.round(height[at], 2),
                mode="markers",
                customdata=result.ordinals[at],
                hovertemplate=where,
                marker={
                    "symbol": style.symbol, "size": 6, "color": theme.tint(style.color, 0.6),
                    "line": {"width": 0},
                },
                selected={"marker": {"opacity": 1, "size": 11}},
                unselected={"marker": {"opacity": 0.3}},
            )  # fmt: skip


def _counts(figure: FigureBuilder, result: Influence, t: Translator) -> None:
    """Histogram of r, for very many patients."""
    counts, edges = np.histogram(result.without, bins=_BINS)
    height = 0.08 + 0.5 * counts / max(int(counts.max()), 1)
    figure.silhouette(edges, height, 0.08, theme.tint(theme.TREATMENT, 0.4))
    patients = t("figure.patients", n=format_number.whole(len(result.without)))
    figure.note(labels.plain(patients), xref="paper", x=0, xanchor="left", y=0.62)
