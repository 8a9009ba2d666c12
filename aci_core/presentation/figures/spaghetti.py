"""Spaghetti plot: a line for each patient from before treatment to a visit, and the means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from aci_core.analyses.change_direction import DIRECTIONS, ChangeDirection, change_direction
from aci_core.analyses.outcomes import Mean, Outcomes
from aci_core.domain.schema import PRE
from aci_core.presentation.figures import labels, means, theme
from aci_core.presentation.figures.binned import Floats, Ints, binned
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.format_number import MINUS, whole

_LEFT: Final = 40
_LINES: Final = 260  # pixels of a panel of lines
_TOP: Final = 4 * theme.LINE + 30  # an arm's name, a line for each way, and the scale's name
_TICK: Final = 66  # pixels for what stands under a visit
# Of `DIRECTIONS`; where neither direction is good: higher, same, lower.
_COLORS: Final = (theme.BETTER, theme.SAME, theme.WORSE)
_BIN: Final = 24  # places along a scale when there are too many patients to draw each


def lines(result: Outcomes, measure: str, visit: str, t: Translator) -> Drawing:
    """A line for each patient and the mean, one panel an arm.

    Parameters
    ----------
    result : Outcomes
    measure, visit : str
    t : Translator
    """
    means = [[result.mean(measure, at, arm) for at in (PRE, visit)] for arm in result.arms]
    ticks = [
        [_tick(at, m, result, t) for at, m in zip((PRE, visit), pair, strict=True)]
        for pair in means
    ]
    change = change_direction(result, measure, visit)
    kind = _kind(result, measure)
    many = change is not None and change.n > theme.RAW_POINTS
    under = theme.LINE * (1 + max(text.count("<br>") for pair in ticks for text in pair)) + 2
    left_open = [0, 0] if change is None else [len(change.left_open(arm)) for arm in (0, 1)]
    foot = under + (theme.LINE + 4) * many
    top = _TOP + theme.LINE * (many + any(left_open))
    figure = FigureBuilder(top + _LINES + foot, left=_LEFT, right=2, top=top, bottom=foot)
    figure.axis("yaxis", nticks=6, showgrid=True)
    figure.above(labels.measure(measure, t, unit=True))
    texts = []
    for i, (pair, (axis, name, domain)) in enumerate(zip(means, theme.PANELS, strict=True)):
        figure.axis(name, domain=domain, range=[-0.3, 1.3], tickvals=[0, 1], ticktext=ticks[i])
        tally = dict.fromkeys(DIRECTIONS, 0) if change is None else change.counts[i]
        if change is not None:
            _patients(figure, change, i, many=many)
        _means(figure, pair, i)
        n = sum(tally.values()) + left_open[i]
        head = [labels.key(result, t, i, 12), t("figure.n", n=whole(n))]
        # A large n needs a line of its own on a phone.
        name_of = ("<br>" if many else "  ").join(head)
        _head(figure, name_of, tally, axis, kind, t, left_open[i] if any(left_open) else None)
        texts.append(_alt_of_arm(result, pair, tally, i, kind, t))
    bundled = t("figure.bundled", n=whole(change.n)) if change is not None and many else ""
    if bundled:
        figure.below(bundled, under, x=0, xanchor="left", xshift=-_LEFT)
    text = t(
        "alt.lines",
        measure=labels.plain(labels.measure(measure, t, unit=True)),
        before=labels.plain(labels.visit(PRE, t)),
        visit=labels.plain(labels.visit(visit, t)),
        list=labels.sentence(texts, t),
    )
    if bundled:
        text = labels.sentence([text, bundled], t)
    return figure.drawing(text)


def _kind(result: Outcomes, measure: str) -> str:
    return "plain" if result.better(measure) is None else "directed"


def _tick(visit: str, mean: Mean | None, result: Outcomes, t: Translator) -> str:
    """A visit and, under it, the mean and its interval."""
    lines_of = [
        labels.wrap(labels.plain(labels.visit(visit, t)), _TICK),
        f"<b>{means.value(mean, result)}</b>",
        _two_lines(means.limits(mean, result, t)),
    ]
    return "<br>".join(line for line in lines_of if line)


def _two_lines(interval: str) -> str:
    """An interval too wide for its tick: with a dash where no sign is near, else broken."""
    if MINUS not in interval:
        interval = interval.replace(" to ", "–")
    if labels.width(interval) <= _TICK:
        return interval
    return interval.replace(" to ", " to<br>").replace("～", "～<br>")


def _patients(figure: FigureBuilder, change: ChangeDirection, arm: int, *, many: bool) -> None:
    """The patients' lines; of very many, bundled."""
    among = [
        (change.among(arm, code), color)
        for code, color in zip(DIRECTIONS.values(), _COLORS, strict=True)
    ]
    among.append((change.left_open(arm), theme.CONTROL))
    there = [(change.before[at], change.after[at], at, color) for at, color in among if len(at)]
    if not many:
        for before, after, at, color in there:
            _segments(figure, before, after, color, arm, 1.0, change.ordinals[at])
        _at_limits(figure, change, arm)
        return
    bundles = [(*binned(before, after, _BIN), color) for before, after, _, color in there]
    # Of the arm's thickest: else few who got worse would look like as many as all the others.
    most = max((int(counts.max()) for _, counts, _ in bundles), default=1)
    for pairs, counts, color in bundles:
        for width, x, y in _strengths(pairs, counts / most):
            _segments(figure, x, y, color, arm, width, None)


def _at_limits(figure: FigureBuilder, change: ChangeDirection, arm: int) -> None:
    """Hollow marks of the arm's values that lie beyond a limit, at the limit."""
    both = ~np.isnan(change.before) & ~np.isnan(change.after)
    who = both & (change.treated == (arm == 0))
    rows, places = np.nonzero(change.beyond & who[:, None])
    if not len(rows):
        return
    style = theme.ARM_STYLES[arm]
    figure.scatter(
        x=places,
        y=np.where(places == 0, change.before[rows], change.after[rows]),
        xaxis=theme.PANELS[arm][0],
        mode="markers",
        marker=theme.mark(f"{style.symbol}-open", style.color, 7, edge=1.5),
        customdata=change.ordinals[rows],
        hovertemplate="%{customdata}: %{y}<extra></extra>",
    )


def _strengths(pairs: Floats, share: Floats) -> Iterator[tuple[float, Floats, Floats]]:
    """Lines from bin to bin, in three strengths by how many patients they stand for."""
    cuts = (0.0, 0.05, 0.3, 1.0)
    for i, width in enumerate((0.6, 1.6, 3.6)):
        keep = (share > cuts[i]) & (share <= cuts[i + 1])
        if keep.any():
            yield width, pairs[keep, 0], pairs[keep, 1]


def _segments(
    figure: FigureBuilder,
    before: Floats,
    after: Floats,
    color: str,
    arm: int,
    width: float,
    patients: Ints | None,
) -> None:
    y: list[float | None] = []
    for a, b in zip(before.tolist(), after.tolist(), strict=True):
        y += [a, b, None]
    trace: dict[str, object] = {"mode": "lines", "hoverinfo": "skip"}
    if patients is not None:
        who = [p for patient in patients.tolist() for p in (patient, patient, None)]
        trace = {
            "mode": "lines+markers",  # a line's ends can be picked, the line cannot
            "marker": {"color": color, "size": 4},
            "customdata": who,
            "hovertemplate": "%{customdata}: %{y}<extra></extra>",
        }
    figure.scatter(
        x=[0, 1, None] * len(before),
        y=y,
        xaxis=theme.PANELS[arm][0],
        # A bundle of few fades, so that those of many show.
        opacity=0.5 if patients is not None else min(0.12 + 0.16 * width, 0.7),
        line={"color": color, "width": width},
        **trace,
    )


def _means(figure: FigureBuilder, pair: Sequence[Mean | None], arm: int) -> None:
    there = [(x, m) for x, m in enumerate(pair) if m is not None]
    style = theme.ARM_STYLES[arm]
    figure.scatter(
        x=[x for x, _ in there],
        y=[m.mean for _, m in there],
        xaxis=theme.PANELS[arm][0],
        mode="lines+markers",
        line={"color": style.color, "width": 3.5},
        marker=theme.mark(style.symbol, style.color, 12, edge=1.5),
        error_y=means.whiskers([m for _, m in there]),
        customdata=[[m.low, m.high, m.n] for _, m in there],
        hoverinfo="skip",
    )


def _tallies(tally: dict[str, int], kind: str, t: Translator) -> list[str]:
    """How many patients changed in each direction."""
    return [t(f"figure.way_{kind}_{name}", n=whole(tally[name])) for name in DIRECTIONS]


def _head(
    figure: FigureBuilder,
    name: str,
    tally: dict[str, int],
    axis: str,
    kind: str,
    t: Translator,
    left_open: int | None,
) -> None:
    """An arm's name and, each beside its colour, how many went each way, above its panel."""
    counted = [
        f"{labels.colored('━', color)} {text}"
        for color, text in zip(_COLORS, _tallies(tally, kind, t), strict=True)
    ]
    if left_open is not None:
        text = t("figure.way_open", n=whole(left_open))
        counted.append(f"{labels.colored('━', theme.CONTROL)} {text}")
    text = "<br>".join([name, *counted])
    figure.above(text, lift=24, size=theme.BODY, xref=f"{axis} domain", xshift=0)


def _alt_of_arm(
    result: Outcomes,
    pair: Sequence[Mean | None],
    tally: dict[str, int],
    arm: int,
    kind: str,
    t: Translator,
) -> str:
    return t(
        "alt.arm_lines",
        arm=labels.plain(labels.arms(result, t)[arm]),
        before=means.text(pair[0], result, t),
        after=means.text(pair[1], result, t),
        list=t("alt.comma").join(_tallies(tally, kind, t)),
    )
