"""Did each patient change? A line for each, from before treatment to a visit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from aci_core.analyses.outcomes import Mean, Outcomes
from aci_core.analyses.went import WAYS, Went, went
from aci_core.figures import labels, means, theme
from aci_core.figures.binned import Floats, Ints, binned
from aci_core.figures.drawing import Drawing
from aci_core.figures.sheet import Sheet
from aci_core.i18n import Translator
from aci_core.i18n.numbers import MINUS, whole
from aci_core.schema import PRE

_LEFT: Final = 40
_LINES: Final = 260  # pixels of a panel of lines
_TOP: Final = 2 * theme.LINE + 30  # an arm's two lines of words and the scale's name
_TICK: Final = 66  # pixels for what stands under a visit
_PANELS: Final = (("x", "xaxis", [0, 0.47]), ("x2", "xaxis2", [0.53, 1]))
# Of `WAYS`; where neither direction is good: higher, same, lower.
_COLORS: Final = (theme.BETTER, "#8A96A0", theme.WORSE)
_BIN: Final = 24  # places along a scale when there are too many patients to draw each


def lines(result: Outcomes, measure: str, visit: str, t: Translator) -> Drawing:
    """A line for each patient and the mean, one panel an arm.

    Parameters
    ----------
    result : Outcomes
    measure, visit : str
    t : Translator
    """
    found = [[result.mean(measure, at, arm) for at in (PRE, visit)] for arm in result.arms]
    ticks = [
        [_tick(at, m, result, t) for at, m in zip((PRE, visit), pair, strict=True)]
        for pair in found
    ]
    ways = went(result, measure, visit)
    many = ways is not None and ways.n > theme.RAW_POINTS
    under = theme.LINE * (1 + max(text.count("<br>") for pair in ticks for text in pair)) + 10
    foot = under + theme.LINE * (2 if many else 1) + 6
    figure = Sheet(_TOP + _LINES + foot, left=_LEFT, right=2, top=_TOP, bottom=foot)
    figure.axis("yaxis", nticks=6, showgrid=True)
    figure.above(labels.measure(measure, t, unit=True))
    texts = []
    for i, (pair, (axis, name, domain)) in enumerate(zip(found, _PANELS, strict=True)):
        figure.axis(name, domain=domain, range=[-0.3, 1.3], tickvals=[0, 1], ticktext=ticks[i])
        tally = dict.fromkeys(WAYS, 0) if ways is None else ways.counts[i]
        if ways is not None:
            _patients(figure, ways, i, many=many)
        _means(figure, pair, i)
        _head(figure, result, tally, axis, i, t)
        texts.append(_words(result, measure, pair, tally, i, t))
    _key(figure, result, measure, under, t)
    bundled = t("figure.bundled", n=whole(ways.n)) if ways is not None and many else ""
    if bundled:
        figure.below(bundled, under + theme.LINE, x=0, xanchor="left", xshift=-_LEFT)
    text = t(
        "alt.lines",
        measure=labels.plain(labels.measure(measure, t, unit=True)),
        before=labels.plain(labels.visit(PRE, t)),
        visit=labels.plain(labels.visit(visit, t)),
        list=labels.sentence(texts, t),
    )
    if bundled:
        text = labels.sentence([text, bundled], t)
    return Drawing(figure.figure(), text, figure.height)


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


def _patients(figure: Sheet, ways: Went, arm: int, *, many: bool) -> None:
    """The patients' lines; of very many, bundled."""
    for code, color in zip((1, 0, -1), _COLORS, strict=True):
        at = ways.among(arm, code)
        before, after = ways.before[at], ways.after[at]
        if len(at) and many:
            for width, x, y in _bundles(before, after):
                _segments(figure, x, y, color, arm, width, None)
        elif len(at):
            _segments(figure, before, after, color, arm, 1.0, ways.ordinals[at])


def _bundles(before: Floats, after: Floats) -> Iterator[tuple[float, Floats, Floats]]:
    """Lines from bin to bin, in three strengths by how many patients they stand for."""
    pairs, counts = binned(before, after, _BIN)
    share = counts / counts.max()
    cuts = (0.0, 0.05, 0.3, 1.0)
    for i, width in enumerate((0.6, 1.6, 3.6)):
        keep = (share > cuts[i]) & (share <= cuts[i + 1])
        if keep.any():
            yield width, pairs[keep, 0], pairs[keep, 1]


def _segments(
    figure: Sheet,
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
        xaxis=_PANELS[arm][0],
        # A bundle of few fades, so that those of many show.
        opacity=0.5 if patients is not None else min(0.12 + 0.16 * width, 0.7),
        line={"color": color, "width": width},
        **trace,
    )


def _means(figure: Sheet, pair: Sequence[Mean | None], arm: int) -> None:
    there = [(x, m) for x, m in enumerate(pair) if m is not None]
    style = theme.ARM_STYLES[arm]
    figure.scatter(
        x=[x for x, _ in there],
        y=[m.mean for _, m in there],
        xaxis=_PANELS[arm][0],
        mode="lines+markers",
        line={"color": style.color, "width": 3.5},
        marker=theme.mark(style.symbol, style.color, 12, edge=1.5),
        error_y=means.whiskers([m for _, m in there]),
        customdata=[[m.low, m.high, m.n] for _, m in there],
        hoverinfo="skip",
    )


def _head(
    figure: Sheet, result: Outcomes, tally: dict[str, int], axis: str, arm: int, t: Translator
) -> None:
    """An arm's name and how many went each way, above its panel."""
    numbers = "  ".join(
        f"{labels.colored('━', color)} {whole(tally[way])}"
        for way, color in zip(WAYS, _COLORS, strict=True)
    )
    n = t("figure.n", n=whole(sum(tally.values())))
    text = f"{labels.key(result, t, arm, 12)}  {n}<br>{numbers}"
    figure.above(text, lift=24, size=theme.BODY, xref=f"{axis} domain", xshift=0)


def _words(
    result: Outcomes,
    measure: str,
    pair: Sequence[Mean | None],
    tally: dict[str, int],
    arm: int,
    t: Translator,
) -> str:
    listed = [t(f"figure.way_{_kind(result, measure)}_{way}", n=whole(tally[way])) for way in WAYS]
    return t(
        "alt.arm_lines",
        arm=labels.plain(labels.arms(result, t)[arm]),
        before=means.text(pair[0], result, t),
        after=means.text(pair[1], result, t),
        list=t("alt.comma").join(listed),
    )


def _key(figure: Sheet, result: Outcomes, measure: str, under: int, t: Translator) -> None:
    """What the lines' colours mean, under the panels."""
    words = "   ".join(
        f"{labels.colored('━', color)} {t(f'figure.key_{_kind(result, measure)}_{way}')}"
        for way, color in zip(WAYS, _COLORS, strict=True)
    )
    figure.below(words, under, x=0, xanchor="left", xshift=-_LEFT)
