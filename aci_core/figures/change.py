"""Did the scores change? Each patient's line, the distributions, and the course of the means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from aci_core.analyses import Row
from aci_core.analyses.outcomes import Mean, Outcomes
from aci_core.figures import labels, theme
from aci_core.figures.binned import binned
from aci_core.figures.drawing import Drawing
from aci_core.figures.sheet import Sheet
from aci_core.i18n import Translator, numbers, written
from aci_core.schema import MEASURES, PRE, visit_order

Floats = npt.NDArray[np.float64]

_LEFT: Final = 40
_LINES: Final = 260  # pixels of a panel of lines
_TOP: Final = 2 * theme.LINE + 30  # an arm's two lines of words and the scale's name
_FOOT: Final = 4 * theme.LINE + 26  # a visit's two, its mean's two, and the key
# Where neither direction is good: higher, same, lower.
_WAYS: Final = ("better", "same", "worse")
_COLORS: Final = (theme.BETTER, "#8A96A0", theme.WORSE)
_BIN: Final = 24  # places along a scale when there are too many patients to draw each


def visits_of(result: Outcomes, measure: str) -> tuple[str, ...]:
    """Visits at which the measure has a mean, in the order of time."""
    found = {m.visit for m in result.means if m.variable == measure}
    return tuple(sorted(found, key=visit_order))


def digits(result: Outcomes, measure: str) -> int:
    """Decimals of the measure's means, the same wherever they are printed."""
    return numbers.digits(written.spread(result, measure))


def limits(m: Mean, result: Outcomes, t: Translator) -> str:
    """The mean's interval in words, empty where there is none."""
    if m.low is None or m.high is None:
        return ""
    return numbers.interval(m.low, m.high, digits(result, m.variable), lang=t.lang)


def values(
    result: Outcomes, measure: str, visit: str, arm: int
) -> tuple[Floats, npt.NDArray[np.int64]]:
    """An arm's known values and the patients' ordinals."""
    points = result.points
    column = points.columns.get(f"{measure}_{visit}") if points else None
    if points is None or column is None:
        return np.empty(0), np.empty(0, dtype=np.int64)
    keep = (points.treated == (arm == 0)) & ~np.isnan(column)
    return column[keep], np.flatnonzero(keep) + 1


def lines(result: Outcomes, measure: str, visit: str, t: Translator) -> Drawing:
    """A line for each patient from before treatment to a visit, one panel an arm.

    Parameters
    ----------
    result : Outcomes
    measure, visit : str
    t : Translator
    """
    figure = Sheet(_LINES + _TOP + _FOOT, left=_LEFT, right=2, top=_TOP, bottom=_FOOT)
    places = (PRE, visit)
    names = [labels.visit(v, t) for v in places]
    figure.axis("yaxis", nticks=6, showgrid=True)
    figure.above(labels.measure(measure, t, unit=True))
    texts = []
    for i, arm in enumerate(result.arms):
        axis, domain = (("x", [0, 0.47]), ("x2", [0.53, 1]))[i]
        tally = _panel(figure, result, measure, visit, i, axis)
        means = [result.mean(measure, at, arm) for at in places]
        _means(figure, means, i, axis)
        shown = [_mean_text(m, result, t) for m in means]
        figure.axis(
            f"{axis[0]}axis{axis[1:]}",
            domain=domain,
            range=[-0.3, 1.3],
            tickvals=[0, 1],
            ticktext=[_tick(name, text) for name, text in zip(names, shown, strict=True)],
        )
        words = [
            t(
                f"figure.way_{'directed' if _directed(measure) else 'plain'}_{way}",
                n=numbers.whole(tally[way]),
            )
            for way in _WAYS
        ]
        known = [
            f"{labels.colored('━', color)} {numbers.whole(tally[way])}"
            for way, color in zip(_WAYS, _COLORS, strict=True)
        ]
        figure.note(
            f"{labels.key(result, t, i, 14)}  "
            f"{t('figure.n', n=numbers.whole(sum(tally.values())))}<br>{'  '.join(known)}",
            xref=f"{axis} domain",
            x=0,
            xanchor="left",
            yref="paper",
            y=1,
            yanchor="bottom",
            yshift=24,
            align="left",
            size=theme.BODY,
        )
        texts.append(
            t(
                "alt.arm_lines",
                arm=labels.plain(labels.arms(result, t)[i]),
                before=shown[0],
                after=shown[1],
                list=t("alt.comma").join(words),
            )
        )
    _keys(figure, measure, t)
    text = t(
        "alt.lines",
        measure=labels.plain(labels.measure(measure, t, unit=True)),
        before=labels.plain(names[0]),
        visit=labels.plain(names[1]),
        list=labels.sentence(texts, t),
    )
    return Drawing(figure.figure(), text, figure.height)


def _directed(measure: str) -> bool:
    known = MEASURES.get(measure)
    return known is not None and known.better is not None


def _panel(
    figure: Sheet, result: Outcomes, measure: str, visit: str, arm: int, axis: str
) -> dict[str, int]:
    """The patients' lines, and how many went each way."""
    points = result.points
    if points is None:
        return dict.fromkeys(_WAYS, 0)
    before, after = (points.columns.get(f"{measure}_{at}") for at in (PRE, visit))
    if before is None or after is None:
        return dict.fromkeys(_WAYS, 0)
    keep = (points.treated == (arm == 0)) & ~np.isnan(before) & ~np.isnan(after)
    known = MEASURES.get(measure)
    sign = -1.0 if known is not None and known.better == "lower" else 1.0
    way = np.sign(sign * (after - before))
    many = int((~np.isnan(before) & ~np.isnan(after)).sum()) > theme.RAW_POINTS
    tally = {}
    for name, code, color in zip(_WAYS, (1, 0, -1), _COLORS, strict=True):
        at = np.flatnonzero(keep & (way == code))
        tally[name] = len(at)
        if not len(at):
            continue
        if many:
            for width, x, y in _bundles(before[at], after[at]):
                _segments(figure, x, y, color, axis, width, None)
        else:
            _segments(figure, before[at], after[at], color, axis, 1.0, at + 1)
    return tally


def _bundles(before: Floats, after: Floats) -> Iterator[tuple[float, Floats, Floats]]:
    """Lines from bin to bin, in three widths by how many patients they stand for."""
    pairs, counts = binned(before, after, _BIN)
    cuts = (0.0, 0.05, 0.3, 1.1)
    share = counts / counts.max()
    for i, width in enumerate((0.6, 1.6, 3.6)):
        keep = (share > cuts[i]) & (share <= cuts[i + 1])
        if keep.any():
            yield width, pairs[keep, 0], pairs[keep, 1]


def _segments(
    figure: Sheet,
    before: Floats,
    after: Floats,
    color: str,
    axis: str,
    width: float,
    patients: npt.NDArray[np.int64] | None,
) -> None:
    y: list[float | None] = []
    for a, b in zip(before.tolist(), after.tolist(), strict=True):
        y += [a, b, None]
    custom = None
    if patients is not None:
        custom = [p for patient in patients.tolist() for p in (patient, patient, None)]
    figure.scatter(
        x=[0, 1, None] * len(before),
        y=y,
        xaxis=axis,
        mode="lines",
        opacity=0.5,
        line={"color": color, "width": width},
        customdata=custom,
        hovertemplate="%{customdata}: %{y}<extra></extra>" if custom else None,
        hoverinfo=None if custom else "skip",
    )


def _means(figure: Sheet, means: Sequence[Mean | None], arm: int, axis: str) -> None:
    style = theme.ARM_STYLES[arm]
    there = [(x, m) for x, m in enumerate(means) if m is not None]
    if not there:
        return
    figure.scatter(
        x=[x for x, _ in there],
        y=[m.mean for _, m in there],
        xaxis=axis,
        mode="lines+markers",
        line={"color": style.color, "width": 3.5},
        marker={
            "symbol": style.symbol,
            "size": 12,
            "color": style.color,
            "line": {"color": theme.PAPER, "width": 1.5},
        },
        error_y=_error(there),
        customdata=[[m.low, m.high, m.n] for _, m in there],
        hoverinfo="skip",
    )


def _error(there: Sequence[tuple[float, Mean]]) -> dict[str, object]:
    return {
        "type": "data",
        "symmetric": False,
        "array": [(m.high if m.high is not None else m.mean) - m.mean for _, m in there],
        "arrayminus": [m.mean - (m.low if m.low is not None else m.mean) for _, m in there],
        "thickness": 2,
        "width": 0,
    }


def _tick(name: str, mean: str) -> str:
    """A visit and, under it, the mean and its interval."""
    value, _, found = mean.partition(" (")
    at = labels.wrap(labels.plain(name), 66)
    return f"{at}<br><b>{value}</b><br>{found.rstrip(')')}"


def _mean_text(m: Mean | None, result: Outcomes, t: Translator) -> str:
    if m is None:
        return numbers.DASH
    value, found = numbers.number(m.mean, digits(result, m.variable)), limits(m, result, t)
    return f"{value} ({found})" if found else value


def _keys(figure: Sheet, measure: str, t: Translator) -> None:
    """What the lines' colours mean, under the panels."""
    kind = "directed" if _directed(measure) else "plain"
    words = "   ".join(
        f"{labels.colored('━', color)} {t(f'figure.key_{kind}_{way}')}"
        for way, color in zip(_WAYS, _COLORS, strict=True)
    )
    figure.note(
        words,
        xref="paper",
        x=0,
        xanchor="left",
        xshift=-_LEFT,
        yref="paper",
        y=0,
        yanchor="top",
        yshift=-(_FOOT - 20),
    )


def quartiles(result: Outcomes, measure: str, visit: str, arm: str) -> Row | None:
    """The row of the median and the quartiles."""
    return result.get("median_iqr", measure, visit=visit, arm=arm)
