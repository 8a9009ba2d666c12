"""Cut-point sweep: difference of the rates and both rates at every cut."""

from __future__ import annotations

from typing import Final

from aci_core.analyses import Result
from aci_core.analyses.cutpoints import CutPoints
from aci_core.analyses.response import Response
from aci_core.efficacy import RECORDED, rule_named
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.format_number import DASH, interval, number, points

_LEFT: Final = 34
_UPPER: Final = 168  # pixels of the difference
_LOWER: Final = 92  # pixels of the rates
_BETWEEN: Final = 42
_TOP: Final = 26
_FOOT: Final = 48


def sweep(cuts: CutPoints, result: Response, t: Translator) -> Drawing:
    """The risk difference with its band over all cuts; under it the rates behind it.

    Parameters
    ----------
    cuts : CutPoints
    result : Response
        By the study's own rule, whose cut is marked too.
    t : Translator
    """
    plot = _UPPER + _BETWEEN + _LOWER
    figure = FigureBuilder(plot + _TOP + _FOOT, left=_LEFT, right=20, top=_TOP, bottom=_FOOT)
    edge = _LOWER / plot
    suffix = "%" if cuts.kind == "percent" else ""
    figure.axis(
        "xaxis",
        range=[cuts.cuts[0] - 1, cuts.cuts[-1]],
        nticks=6,
        ticksuffix=suffix,
        showticksuffix="last",
        **theme.TICKS,
        showline=True,
        anchor="y2",
    )
    figure.axis("yaxis", domain=[(_LOWER + _BETWEEN) / plot, 1], nticks=5)
    figure.axis("yaxis2", domain=[0, edge], range=[0, 104], tickvals=[0, 50, 100])
    _difference(figure, cuts)
    _rates(figure, cuts, result, t)
    _marks(figure, cuts, _study_cut(cuts, result), t, suffix)
    figure.above(t("figure.difference_of_rates", ci=labels.ci(result, t)))
    figure.above(t("figure.rates_effective"), y=edge)
    figure.note(
        t(f"figure.cut_{cuts.kind}"),
        xref="paper",
        yref="paper",
        x=0.5,
        y=0,
        yanchor="top",
        yshift=-28,
    )
    return figure.drawing(_alt(cuts, result, t, suffix))


def _difference(figure: FigureBuilder, cuts: CutPoints) -> None:
    known = [
        (cut, 100 * d.value, 100 * d.low, 100 * d.high)
        for cut, d in zip(cuts.cuts, cuts.differences, strict=True)
        if d.value is not None and d.low is not None and d.high is not None
    ]
    x, y, low, high = (list(column) for column in zip(*known, strict=True)) if known else [[]] * 4
    figure.scatter(
        x=[*x, *x[::-1]],
        y=[*high, *low[::-1]],
        fill="toself",
        mode="none",
        fillcolor=theme.tint(theme.TREATMENT, 0.18),
        hoverinfo="skip",
    )
    figure.line((0, 1), (0, 0), xref="paper")
    figure.scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": theme.TREATMENT, "width": 2.5},
        customdata=[list(pair) for pair in zip(low, high, strict=True)],
        hovertemplate="%{x}: %{y:.1f} (%{customdata[0]:.1f}, %{customdata[1]:.1f})<extra></extra>",
    )


def _rates(figure: FigureBuilder, cuts: CutPoints, result: Result, t: Translator) -> None:
    for i, (name, style) in enumerate(zip(labels.arms(result, t), theme.ARM_STYLES, strict=True)):
        n = cuts.n[i]
        rates = [100 * events[i] / n for events in cuts.events] if n else []
        figure.scatter(
            x=list(cuts.cuts[: len(rates)]),
            y=rates,
            mode="lines",
            yaxis="y2",
            name=name,
            line={"color": style.color, "width": 2, "dash": "solid" if i == 0 else "4px,2px"},
            hovertemplate="%{x}: %{y:.1f}%<extra></extra>",
        )
    key = "   ".join(f"{labels.line_mark(i)} {labels.arms(result, t)[i]}" for i in (0, 1))
    figure.note(
        key,
        xref="paper",
        x=1,
        xanchor="right",
        yref="paper",
        y=_LOWER / (_UPPER + _BETWEEN + _LOWER),
        yanchor="bottom",
        yshift=5,
    )


def _study_cut(cuts: CutPoints, result: Response) -> float | None:
    """Where the study's own rule cuts, None where it cuts something else."""
    if result.rule in ("", RECORDED):
        return None
    rule = rule_named(result.rule)
    return float(rule.effective_cut) if rule.kind == cuts.kind else None


def _marks(
    figure: FigureBuilder, cuts: CutPoints, default: float | None, t: Translator, suffix: str
) -> None:
    if default is not None and default != cuts.chosen:
        _vertical(figure, default, theme.RULE, dash="3px,3px", width=1.5)
        _tag(
            figure,
            default,
            t("figure.preset_cut", cut=f"{default:g}{suffix}"),
            cuts,
            line=0,
            away=default < cuts.chosen,
        )
    _vertical(figure, cuts.chosen, theme.ACCENT, dash="solid", width=2)
    _tag(
        figure,
        cuts.chosen,
        f"<b>{t('figure.chosen_cut', cut=f'{cuts.chosen:g}{suffix}')}</b>",
        cuts,
        line=0 if default in (None, cuts.chosen) else 1,
    )
    chosen = _at(cuts, cuts.chosen)
    if chosen is not None and chosen[0] is not None:
        figure.scatter(
            x=[cuts.chosen],
            y=[100 * chosen[0]],
            mode="markers",
            hoverinfo="skip",
            marker=theme.mark("circle", theme.ACCENT, 10, edge=1.5),
        )


def _vertical(figure: FigureBuilder, x: float, color: str, *, dash: str, width: float) -> None:
    figure.line((x, x), (0, 1), yref="paper", color=color, dash=dash, width=width)


def _tag(
    figure: FigureBuilder, x: float, text: str, cuts: CutPoints, *, line: int, away: bool = False
) -> None:
    # Away from the other line, unless the words would leave the plot.
    right = x > 0.6 * cuts.cuts[-1] or (away and x > 0.3 * cuts.cuts[-1])
    figure.note(
        text,
        x=x,
        y=1,
        yref="y domain",
        yanchor="top",
        yshift=-theme.LINE * line,
        xanchor="right" if right else "left",
        xshift=-5 if right else 5,
    )


def _at(cuts: CutPoints, cut: float) -> tuple[float | None, float | None, float | None] | None:
    for at, difference in zip(cuts.cuts, cuts.differences, strict=True):
        if at == cut:
            return difference.value, difference.low, difference.high
    return None


def _alt(cuts: CutPoints, result: Result, t: Translator, suffix: str) -> str:
    at = _at(cuts, cuts.chosen) or (None, None, None)
    known = [d.value for d in cuts.differences if d.value is not None]
    runs = [
        f"{number(a, 0)}{suffix}" if a == b else interval(a, b, 0, lang=t.lang) + suffix
        for a, b in cuts.above_zero
    ]
    return t(
        "alt.sweep",
        ci=labels.ci(result, t),
        first=f"{cuts.cuts[0]}{suffix}",
        last=f"{cuts.cuts[-1]}{suffix}",
        chosen=f"{cuts.chosen:g}{suffix}",
        value=points(at[0]),
        limits=interval(at[1], at[2], 1, scale=100, lang=t.lang),
        least=points(min(known)) if known else DASH,
        most=points(max(known)) if known else DASH,
        above=t("alt.above", runs=t("alt.comma").join(runs)) if runs else t("alt.above_none"),
    )
