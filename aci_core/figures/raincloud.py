"""How are the values spread? A cloud, its patients as rain, and the mean, by visit and arm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from aci_core.analyses.outcomes import Outcomes
from aci_core.figures import labels, theme
from aci_core.figures.change import digits, limits, quartiles, values, visits_of
from aci_core.figures.drawing import Drawing
from aci_core.figures.sheet import Sheet
from aci_core.i18n import Translator, numbers

Floats = npt.NDArray[np.float64]

_VISIT: Final = 26  # a visit's heading
_WORDS: Final = 20  # an arm's line of words
_CLOUD: Final = 34
_RAIN: Final = 22
_ROW: Final = _WORDS + _CLOUD + _RAIN + 8
_FOOT: Final = 84
# The golden ratio's multiples never bunch: jitter without a random number.
_GOLDEN: Final = 0.6180339887498949
_BINS: Final = 40


def raincloud(
    result: Outcomes, measure: str, t: Translator, *, visits: Sequence[str] | None = None
) -> Drawing:
    """Distributions by visit and arm, each patient a dot, the mean with its interval.

    Parameters
    ----------
    result : Outcomes
    measure : str
    t : Translator
    visits : sequence of str, optional
        Which visits; the first and the one after it if left out.
    """
    shown = tuple(visits or visits_of(result, measure)[:2])
    plot = max(len(shown), 1) * (_VISIT + 2 * _ROW)
    figure = Sheet(plot + _FOOT, left=0, right=2, top=0, bottom=_FOOT)
    figure.layout(violingap=0, violinmode="overlay")
    figure.axis("yaxis", range=[0, plot], visible=False)
    figure.axis(
        "xaxis",
        nticks=7,
        ticks="outside",
        ticklen=4,
        tickcolor=theme.RULE,
        showline=True,
        automargin=True,
    )
    texts = []
    top = plot
    for visit in shown:
        name = labels.visit(visit, t)
        figure.note(
            f"<b>{name}</b>",
            xref="paper",
            x=0,
            xanchor="left",
            y=top - _VISIT / 2,
            size=theme.BODY,
        )
        top -= _VISIT
        for arm in (0, 1):
            texts.append(
                f"{labels.plain(name)}, {_row(figure, result, measure, visit, arm, top, t)}"
            )
            top -= _ROW
    title = labels.measure(measure, t, unit=True)
    figure.note(title, xref="paper", x=0.5, yref="paper", y=0, yanchor="top", yshift=-24)
    figure.note(
        t("figure.cloud_key", ci=labels.ci(result, t)),
        xref="paper",
        x=0.5,
        yref="paper",
        y=0,
        yanchor="top",
        yshift=-45,
        size=11,
    )
    text = t(
        "alt.cloud",
        measure=labels.plain(title),
        ci=labels.ci(result, t),
        list=labels.sentence(texts, t),
    )
    return Drawing(figure.figure(), text, figure.height)


def _row(
    figure: Sheet,
    result: Outcomes,
    measure: str,
    visit: str,
    arm: int,
    top: float,
    t: Translator,
) -> str:
    """One arm at one visit; returns its numbers in words."""
    label, style = result.arms[arm], theme.ARM_STYLES[arm]
    name = labels.arms(result, t)[arm]
    mean = result.mean(measure, visit, label)
    base = top - _WORDS - _CLOUD
    x, patients = values(result, measure, visit, arm)
    if len(x):
        _cloud(figure, x, base, style)
        if len(x) <= theme.RAW_POINTS:
            _rain(figure, x, patients, base, style, name)
    _box(figure, result, measure, visit, label, base, style)
    value = numbers.number(mean.mean if mean else None, digits(result, measure))
    found = limits(mean, result, t) if mean else ""
    n = t("figure.n", n=numbers.whole(mean.n if mean else 0))
    middle = f"{value} ({found})" if found else value
    figure.note(
        f"{labels.mark(style)} {name}  <b>{value}</b>" + (f" ({found})" if found else ""),
        xref="paper",
        x=0,
        xanchor="left",
        y=top - _WORDS / 2,
    )
    figure.note(n, xref="paper", x=1, xanchor="right", y=top - _WORDS / 2)
    if mean is not None:
        figure.scatter(
            x=[mean.mean],
            y=[base - 1],
            mode="markers",
            hoverinfo="skip",
            marker={
                "symbol": style.symbol,
                "size": 11,
                "color": style.color,
                "line": {"color": theme.PAPER, "width": 1.5},
            },
            customdata=[[mean.low, mean.high, mean.n]],
            error_x=_error(mean.mean, mean.low, mean.high),
            cliponaxis=False,
        )
    return t("alt.mean", arm=labels.plain(name), value=middle, n=n)


def _error(mean: float, low: float | None, high: float | None) -> dict[str, object]:
    return {
        "type": "data",
        "symmetric": False,
        "array": [0.0 if high is None else high - mean],
        "arrayminus": [0.0 if low is None else mean - low],
        "thickness": 2.5,
        "width": 0,
    }


def _cloud(figure: Sheet, x: Floats, base: float, style: theme.ArmStyle) -> None:
    fill = theme.tint(style.color, 0.38)
    if len(x) <= theme.RAW_POINTS and float(x.min()) < float(x.max()):
        figure.violin(
            x=x,
            y0=base,
            side="positive",
            width=2 * _CLOUD,
            points=False,
            spanmode="hard",
            scalemode="width",
            fillcolor=fill,
            hoverinfo="skip",
            line={"color": style.color, "width": 1},
        )
        return
    counts, edges = np.histogram(x, bins=min(_BINS, len(np.unique(x))))
    height = base + _CLOUD * counts / counts.max()
    steps = np.repeat(edges, 2)[1:-1]
    figure.scatter(
        x=[float(edges[0]), *steps.tolist(), float(edges[-1])],
        y=[base, *np.repeat(height, 2).tolist(), base],
        fill="toself",
        mode="none",
        fillcolor=fill,
        hoverinfo="skip",
    )


def _rain(
    figure: Sheet,
    x: Floats,
    patients: npt.NDArray[np.int64],
    base: float,
    style: theme.ArmStyle,
    name: str,
) -> None:
    jitter = (np.arange(len(x)) * _GOLDEN) % 1.0
    figure.scatter(
        x=x,
        y=np.round(base - 8 - jitter * (_RAIN - 8), 1),
        mode="markers",
        name=name,
        customdata=patients,
        hovertemplate="%{customdata}: %{x}<extra></extra>",
        marker={"symbol": style.symbol, "size": 4.5, "color": style.color, "opacity": 0.55},
    )


def _box(
    figure: Sheet,
    result: Outcomes,
    measure: str,
    visit: str,
    arm: str,
    base: float,
    style: theme.ArmStyle,
) -> None:
    """The middle half, behind the mean's interval."""
    row = quartiles(result, measure, visit, arm)
    if row is None or row.q1 is None or row.q3 is None:
        return
    figure.scatter(
        x=[row.q1, row.q3],
        y=[base - 1, base - 1],
        mode="lines",
        hoverinfo="skip",
        line={"color": theme.tint(style.color, 0.4), "width": 7},
    )
