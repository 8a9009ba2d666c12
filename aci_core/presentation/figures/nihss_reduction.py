"""Waterfall plot of the reductions of NIHSS, and cumulative responder curve."""

from __future__ import annotations

from typing import Final

import numpy as np

from aci_core.analyses.cutpoints import HIGHEST
from aci_core.analyses.nihss_reduction import LOWEST, ArmReduction, NihssReduction
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.figure_builder import FigureBuilder, legend_height
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n import labels as names
from aci_core.presentation.i18n.format_number import number, percent, whole

_LEFT: Final = 40
_PANEL: Final = 150
_HEAD: Final = 40
_HIGH: Final = 16  # of the words above it all, a line
_NAME: Final = 14  # characters of an arm's name
_NONE: Final = theme.SAME  # without a grade


def waterfall(result: NihssReduction, t: Translator) -> Drawing:
    """A bar for each patient, the largest reduction first, in the colour of the grade."""
    height = 2 * (_HEAD + _PANEL)
    axis = labels.wrap(t(f"falls.axis_{result.kind}"), theme.PHONE - 20, 2)
    levels = _levels(result, t)
    top_of_all, foot = _HIGH * (1 + axis.count("<br>")), _legend(levels)
    figure = FigureBuilder(
        top_of_all + height + foot, left=_LEFT, right=6, top=top_of_all, bottom=foot
    )
    figure.layout(bargap=0, barmode="overlay")
    low, high = _range(result)
    for i, arm in enumerate(result.by_arm):
        x, y = ("xaxis", "yaxis") if i == 0 else ("xaxis2", "yaxis2")
        top = 1 - i / 2 - _HEAD / height
        figure.axis(
            x, range=[-0.6, max(len(arm.reduction), 1) - 0.4], visible=False, anchor=y[0] + y[5:]
        )
        figure.axis(y, range=[low, high], domain=[top - _PANEL / height, top], showgrid=False,
                    tickvals=_ticks(result, low, high), anchor=x[0] + x[5:])  # fmt: skip
        _bars(figure, result, arm, i, levels, (low, high), t)
        n = t("figure.n", n=whole(arm.n))
        figure.note(
            f"{labels.key(result, t, i, _NAME)}  {n}  {_median(result, arm, t)}",
            y=top,
            yanchor="bottom",
            yshift=6,
            size=theme.BODY,
            xref="paper",
            yref="paper",
            x=0,
            xanchor="left",
            xshift=-_LEFT,
        )
    figure.legend_below(list(levels.values()))
    figure.above(axis, lift=0)
    return figure.drawing(_alt_bars(result, t))


def _levels(result: NihssReduction, t: Translator) -> dict[int, tuple[str, str]]:
    """Name and colour of each grade that somebody has, best first, -1 none."""
    colors = _colors(result)
    traces = {}
    for code in [*range(len(colors)), -1]:
        if any((arm.grade == code).any() for arm in result.by_arm):
            graded = code >= 0
            name = names.grade(t, result.scale.best_first[code]) if graded else t("falls.no_grade")
            color = colors[code] if graded else _NONE
            traces[code] = (labels.inert(labels.shorten(name, 24)), color)
    return traces


def _legend(levels: dict[int, tuple[str, str]]) -> int:
    """Pixels under the bars for the legend."""
    return legend_height([name for name, _ in levels.values()])


def _range(result: NihssReduction) -> tuple[float, float]:
    least = min(
        (float(arm.reduction.min()) for arm in result.by_arm if len(arm.reduction)), default=0.0
    )
    most = max(
        (float(arm.reduction.max()) for arm in result.by_arm if len(arm.reduction)), default=1.0
    )
    floor = float(LOWEST["percent"] if result.kind == "percent" else least)
    low = max(min(least, 0.0), floor)
    high = float(HIGHEST["percent"]) if result.kind == "percent" else most
    return low * 1.06 - 0.02 * high, high * 1.06


def _ticks(result: NihssReduction, low: float, high: float) -> list[float]:
    step = 50 if result.kind == "percent" else 10
    return [float(v) for v in range(-200, 201, step) if low <= v <= high]


def _colors(result: NihssReduction) -> tuple[str, ...]:
    good = len(result.scale.effective)
    return theme.grade_colors(good, len(result.scale.best_first) - good)


def _bars(
    figure: FigureBuilder,
    result: NihssReduction,
    arm: ArmReduction,
    i: int,
    levels: dict[int, tuple[str, str]],
    ends: tuple[float, float],
    t: Translator,
) -> None:
    axes = {"xaxis": "x2", "yaxis": "y2"} if i else {}
    low = ends[0]
    for cut in result.cuts:
        figure.line((0, 1), (cut, cut), xref=f"x{i + 1 if i else ''} domain",
                    yref=f"y{i + 1 if i else ''}", dash="2px,3px")  # fmt: skip
    for code, (name, color) in levels.items():
        at = np.flatnonzero(arm.grade == code)
        if not len(at):
            continue
        # A reduction of nothing still shows as a bar.
        heights = np.where(arm.reduction[at] == 0, 0.008 * (ends[1] - low), arm.reduction[at])
        trace: dict[str, object] = {"hoverinfo": "skip"}
        if result.each == 1:
            where = t("figure.patient", n="%{customdata}")
            trace = {
                "customdata": arm.ordinal[at],
                "hovertemplate": f"{where}<br>%{{y}}<extra></extra>",
            }
        figure.bar(
            orientation="v",
            x=at,
            y=np.round(np.maximum(heights, low), 1),
            width=0.86 if result.each == 1 and arm.n < 200 else 1.0,
            name=name,
            marker={
                "color": color,
                "line": {"width": 0},
            },
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 0.3}},
            **axes,
            **trace,
        )


def _reduction(result: NihssReduction, value: float) -> str:
    digits = 0 if value == round(value) else 1
    return number(value, digits) + ("%" if result.kind == "percent" else "")


def _median(result: NihssReduction, arm: ArmReduction, t: Translator) -> str:
    if arm.quartiles is None:
        return ""
    return t("falls.median", median=_reduction(result, arm.quartiles[1]))


def _alt_bars(result: NihssReduction, t: Translator) -> str:
    parts = []
    for i, arm in enumerate(result.by_arm):
        if arm.quartiles is None:
            continue
        q1, median, q3 = (_reduction(result, q) for q in arm.quartiles)
        name = labels.plain(labels.inert(names.arm(t, result.arms[i])))
        facts = {"arm": name, "n": whole(arm.n), "worse": whole(arm.worse)}
        parts.append(t("falls.alt_arm", median=median, q1=q1, q3=q3, **facts))
    sentences = [
        t("falls.alt", kind=t(f"falls.axis_{result.kind}"), list=labels.sentence(parts, t))
    ]
    if result.each > 1:
        sentences.append(t("falls.binned", n=whole(result.each)))
    return t("written.space").join(sentences)


def responder_curve(result: NihssReduction, t: Translator) -> Drawing:
    """Share of each arm's patients with at least that reduction, the cuts marked."""
    head = 2 * theme.LINE + 26
    foot = theme.LINE + 30
    # As high as the waterfall, beside which it stands.
    curve = _HIGH + 2 * (_HEAD + _PANEL) + _legend(_levels(result, t)) - head - foot
    figure = FigureBuilder(head + curve + foot, left=_LEFT, right=14, top=head, bottom=foot)
    least, most = int(result.steps[0]), int(result.steps[-1])
    busy = [k for arm in result.by_arm for k in np.flatnonzero(arm.reached < arm.counted).tolist()]
    low = max(least, int(result.steps[min(busy, default=0)]) - 5)
    figure.axis("xaxis", range=[low, most], nticks=6, **theme.TICKS, showline=True)
    figure.axis("yaxis", range=[0, 103], tickvals=[0, 25, 50, 75, 100],
                ticktext=["0", "25%", "50%", "75%", "100%"], showgrid=True)  # fmt: skip
    texts = []
    for cut in result.cuts:
        figure.line((cut, cut), (0, 100), dash="2px,3px")
        figure.note(number(cut, 0), x=cut, y=100, yanchor="bottom", size=11)
    for i, arm in enumerate(result.by_arm):
        if not arm.counted:
            continue
        style, name = theme.ARM_STYLES[i], labels.arms(result, t, _NAME)[i]
        share = np.round(100 * arm.reached / arm.counted, 2)
        figure.scatter(
            x=result.steps.tolist(),
            y=share.tolist(),
            mode="lines",
            name=name,
            # At least x: the curve falls after x, not before it.
            line={
                "color": style.color,
                "width": 2.5,
                "shape": "vh",
                "dash": "6px,3px" if i else "solid",
            },
            hovertemplate=f"≥ %{{x}}: %{{y}}%<extra>{name}</extra>",
        )
        texts.append(_shares(result, arm, i, t))
    for i in (0, 1):
        n = t("figure.n", n=whole(result.by_arm[i].counted))
        key = f"{labels.line_mark(i)} <b>{labels.arms(result, t, _NAME)[i]}</b>  {n}"
        figure.above(key, lift=24 + theme.LINE * (1 - i), size=theme.BODY)
    figure.below(t(f"falls.reach_{result.kind}"), 26)
    text = t("falls.alt_reach", list=labels.sentence(texts, t))
    return figure.drawing(text)


def _shares(result: NihssReduction, arm: ArmReduction, i: int, t: Translator) -> str:
    name = labels.plain(labels.inert(names.arm(t, result.arms[i])))
    at = result.cuts or (0.0,)
    listed = [
        f"≥{_reduction(result, cut)} {percent(share)}"
        for cut in at
        if (share := arm.share(result.steps, cut)) is not None
    ]
    return t("alt.course_arm", arm=name, list=t("alt.comma").join(listed))
