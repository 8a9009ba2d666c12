"""Raincloud plot: distribution, patients as dots, mean and interval, by visit and arm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aci_core.analyses.outcomes import Outcomes
from aci_core.domain.schema import PRE
from aci_core.presentation import lookup
from aci_core.presentation.figures import labels, means, theme
from aci_core.presentation.figures.clouds import CLOUD, RAIN, cloud, middle_half, rain
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.figures.points import at_limits
from aci_core.presentation.i18n import Translator, format_row

_VISIT: Final = 26  # a visit's heading
_WORDS: Final = 20  # an arm's line of words
_ROW: Final = _WORDS + CLOUD + RAIN + 8
_FOOT: Final = 84


def raincloud(result: Outcomes, measure: str, visit: str | None, t: Translator) -> Drawing:
    """Distributions by visit and arm, each patient a dot, the mean with its interval.

    Parameters
    ----------
    result : Outcomes
    measure : str
    visit : str or None
        Beside that before treatment; None for the measure's own.
    t : Translator
    """
    at = visit or lookup.main_visit(result, None, measure)
    there = {*means.visits_of(result, measure), *_of_patients(result, measure)}
    shown = tuple(name for name in dict.fromkeys((PRE, at)) if name in there)
    plot = max(len(shown), 1) * (_VISIT + 2 * _ROW)
    below = "" if _many(result) else at_limits(_beyond(result, measure, shown), t)
    foot = _FOOT + 14 * bool(below)
    figure = FigureBuilder(plot + foot, left=2, right=2, top=0, bottom=foot)
    figure.layout(violingap=0, violinmode="overlay")
    figure.axis("yaxis", range=[0, plot], visible=False)
    figure.axis("xaxis", nticks=7, **theme.TICKS, showline=True)
    texts = []
    top = plot
    for place in shown:
        name = labels.visit(place, t)
        heading, middle = f"<b>{name}</b>", top - _VISIT / 2
        figure.note(heading, size=theme.BODY, xref="paper", x=0, xanchor="left", y=middle)
        top -= _VISIT
        for arm in (0, 1):
            words = _row(figure, result, measure, place, arm, top, t)
            texts.append(t("alt.at", visit=labels.plain(name), text=words))
            top -= _ROW
    title = labels.measure(measure, t, unit=True)
    figure.below(title, 24)
    key = "figure.cloud_key" if result.points and not _many(result) else "figure.cloud_key_many"
    figure.below(t(key, ci=labels.ci(result, t)), 45, size=11)
    if below:
        figure.below(below, _FOOT - 9, size=11)
        texts.append(labels.plain(below))
    text = t(
        "alt.cloud",
        measure=labels.plain(title),
        ci=labels.ci(result, t),
        list=labels.sentence(texts, t),
    )
    return figure.drawing(text)


def _row(
    figure: FigureBuilder,
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
    base = top - _WORDS - CLOUD
    x, patients, beyond = means.values(result, measure, visit, arm)
    if len(x):
        cloud(figure, x, base, style, many=_many(result))
        if not _many(result):
            rain(figure, x, patients, base, style, name, beyond)
    _middle_half(figure, result, measure, visit, label, base, style)
    mean = result.mean(measure, visit, label)
    n = t("figure.n", n=format_row.known(t, mean.n if mean else 0, result.step))
    interval = means.limits(mean, result, t)
    words = f"{labels.mark(style)} {name}  <b>{means.value(mean, result)}</b>"
    y = top - _WORDS / 2
    words += f" ({interval})" if interval else ""
    said = means.text(mean, result, t)
    if mean is None and len(x):  # withheld where many values lie beyond a limit
        row = means.quartiles(result, measure, visit, label)
        said = t("figure.median_is", value=format_row.median(t, row, 1))
        words = f"{labels.mark(style)} {name}  {said}"
    figure.note(words, xref="paper", x=0, xanchor="left", y=y)
    figure.note(n, xref="paper", x=1, xanchor="right", y=y)
    if mean is not None:
        figure.scatter(
            x=[mean.mean],
            y=[base - 1],
            mode="markers",
            hoverinfo="skip",
            marker=theme.mark(style.symbol, style.color, 11, edge=1.5),
            customdata=[[mean.low, mean.high, mean.n]],
            error_x=means.whiskers([mean], 2.5),
            cliponaxis=False,
        )
    return t("alt.mean", arm=labels.plain(name), value=said, n=n)


def _of_patients(result: Outcomes, measure: str) -> set[str]:
    """Visits at which a patient has a value, whose mean may be withheld."""
    columns = result.points.columns if result.points is not None else {}
    visits = (name.removeprefix(f"{measure}_") for name in columns)
    return {
        at for at in visits if any(len(means.values(result, measure, at, a)[0]) for a in (0, 1))
    }


def _beyond(result: Outcomes, measure: str, visits: Sequence[str]) -> int:
    """How many values lie beyond a limit."""
    marks = (means.values(result, measure, at, arm)[2] for at in visits for arm in (0, 1))
    return sum(int(mark.sum()) for mark in marks)


def _many(result: Outcomes) -> bool:
    return result.points is not None and len(result.points.treated) > theme.RAW_POINTS


def _middle_half(
    figure: FigureBuilder,
    result: Outcomes,
    measure: str,
    visit: str,
    arm: str,
    base: float,
    style: theme.MarkStyle,
) -> None:
    """From the first to the third quartile, behind the mean's interval."""
    row = means.quartiles(result, measure, visit, arm)
    if row is None or row.q1 is None or row.q3 is None:
        return
    middle_half(figure, row.q1, row.q3, base, style)
