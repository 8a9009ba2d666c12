"""Forest plots: estimates with their intervals on one axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from aci_core.analyses import Result, Row
from aci_core.analyses.response import CASES, Response
from aci_core.presentation import lookup
from aci_core.presentation.comparisons import (
    Comparison,
    axis_scale,
    comparisons,
    scales,
    visits_differ,
)
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.figures.scale import limits, log10, ticks
from aci_core.presentation.i18n import Translator, format_number, format_row
from aci_core.presentation.i18n import labels as names

NAMES: Final = 104  # pixels for names: two lines hold what a phone can show
_VALUES: Final = 92
_FOOT: Final = 46
_TALL: Final = theme.ROW + 14  # a row with a hint under its name
_LINE: Final = 16  # of the names
_FEET: Final = 24  # from the axis to the words under it
_APART: Final = 14  # between the words of one scale and the first line of the next
_HINT: Final = 124  # pixels for small words under a name


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a forest.

    Parameters
    ----------
    name : str
        Inert; ``<br>`` breaks it.
    value, low, high : float or None
        As drawn. A limit that is None beside one that is not has no end.
    text : str
        As printed: estimate and interval.
    color : str
    symbol : str
    detail : str
        A third column under the name, small: counts.
    p : str
        A third line under the limits.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    text: str
    color: str = theme.TREATMENT
    symbol: str = "square"
    detail: str = ""
    p: str = ""


def effects(result: Response, t: Translator) -> Drawing:
    """Ratios of the response on a log axis: risk, odds, common odds and win odds."""
    wanted = (
        ("risk_ratio", "effective"),
        ("odds_ratio", "effective"),
        ("proportional_odds_adjusted", "grade"),
        ("proportional_odds", "grade"),
        ("win_odds", "grade"),
    )
    rows = [result.get(method, variable, visit=result.visit) for method, variable in wanted]
    entries = [
        entry(
            t(f"figure.effect_{row.method}"),
            row,
            format_row.estimate(t, row) + ("*" if "half_added" in row.notes else ""),
        )
        for row in rows
        if row is not None
    ]
    return _finish(result, t, entries, "alt.effects", "figure.favours", log=True)


def cut_odds(result: Response, t: Translator) -> Drawing:
    """The odds of each grade or better, beside the common odds ratio that stands for them."""
    rows = [
        row
        for row in result.where("odds_ratio", variable="grade", visit=result.visit)
        if row.level is not None
    ]
    entries = [
        entry(
            t("figure.or_better", grade=names.grade(t, str(row.level)))
            if i
            else names.grade(t, str(row.level)),
            row,
            format_row.estimate(t, row),
        )
        for i, row in enumerate(rows)
    ]
    common = result.get("proportional_odds", "grade", visit=result.visit)
    if common is not None and len(rows) > 1:
        name = t("figure.effect_proportional_odds")
        entries.append(entry(name, common, format_row.estimate(t, common), theme.ACCENT, "diamond"))
    return _finish(result, t, entries, "alt.cut_odds", "figure.favours", log=True)


def risk_difference(result: Response, t: Translator) -> Drawing:
    """The difference of the total effective rates, and what the ungradable could make of it."""
    rows = [
        (case, result.get("risk_difference", "effective", visit=result.visit, level=case))
        for case in (None, *(CASES if result.ungradable else ()))
    ]
    entries = [
        entry(
            t(f"figure.case_{case or 'graded'}"),
            row,
            labels.difference(row, t),
            theme.PALE if case else theme.TREATMENT,
            scale=100,
        )
        for case, row in rows
        if row is not None
    ]
    return _finish(
        result, t, entries, "alt.risk_difference", "figure.favours", title="figure.points"
    )


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of a forest that share a scale.

    Parameters
    ----------
    entries : sequence of Entry
        From the top.
    log : bool
        A log axis around 1; otherwise a linear one around 0.
    cue : str
        What lies to the right of the null line.
    title : str
        Of the axis, above the cue.
    """

    entries: Sequence[Entry]
    log: bool = False
    cue: str = ""
    title: str = ""


def outcomes(result: Result, visit: str | None, t: Translator) -> Drawing:
    """Each measure between the arms by the row that leads, each scale on an axis of its own.

    Differences are placed in SDs, so that all of them share an axis; the numbers beside the
    marks stay in the measure's own unit, as in the sentence and the cards. Odds ratios and
    ratios of geometric means follow below, but the primary outcome's scale is on top.

    Parameters
    ----------
    result : Result
        Of `analyses.outcomes`.
    visit : str or None
        Of all; None for each measure's own.
    t : Translator
    """
    compared = comparisons(result, visit)
    differ = visits_differ(compared)
    blocks = []
    for scale in scales(compared):
        members = [one for one in compared if one.scale == scale]
        if members:
            entries = [_compared(result, one, t, differ=differ) for one in members]
            cue = labels.cue("figure.favours" if scale == "odds" else "figure.higher", result, t)
            title = t(f"figure.scale_{scale}")
            blocks.append(Block(entries, scale != "difference", cue, title))
    listed = [_in_words(one, result, t) for one in compared]
    text = t("alt.compared", list=labels.sentence(listed, t), ci=labels.ci(result, t))
    return stacked(blocks or [Block(())], row=_TALL).drawing(text)


def _estimate(result: Result, one: Comparison, t: Translator) -> str:
    digits = format_number.digits_of_difference(lookup.largest_sd(result, one.variable))
    return format_row.estimate(t, one.row, digits if one.scale == "difference" else 2)


def _in_words(one: Comparison, result: Result, t: Translator) -> str:
    return t(
        "alt.compared_one",
        measure=names.with_unit(t, one.variable),
        visit=names.in_visit(t, one.visit),
        method=t(f"figure.compared_{one.method}"),
        value=_estimate(result, one, t),
    )


def _compared(result: Result, one: Comparison, t: Translator, *, differ: bool) -> Entry:
    better = result.better(one.variable)
    hints = [names.visit_inside(t, one.visit)] if differ else []
    hints += [t("figure.primary")] if one.primary else []
    lines = [labels.wrap(hint, _HINT) for hint in hints]
    lines += [t(f"figure.{better}_better")] if better and one.scale != "odds" else []
    if one.known and not one.adjusted:
        lines.append(t("figure.not_adjusted"))
    name, text = names.with_unit(t, one.variable), _estimate(result, one, t)
    if one.row is None:
        return Entry(labels.wrap(name, NAMES, 3), None, None, None, text, detail="<br>".join(lines))
    return replace(
        entry(name, one.row, text, scale=axis_scale(result, one)), detail="<br>".join(lines)
    )


def win_odds(result: Result, visit: str, t: Translator) -> Drawing:
    """Each directed measure's win odds at one visit: above 1 the treatment is better."""
    rows = list(result.where("win_odds", visit=visit))
    entries = [
        entry(names.measure(t, row.variable), row, format_row.estimate(t, row)) for row in rows
    ]
    return _finish(result, t, entries, "alt.win_odds", "figure.favours", log=True, visit=visit)


def entry(
    name: str,
    row: Row,
    text: str,
    color: str = theme.TREATMENT,
    symbol: str = "square",
    *,
    scale: float = 1.0,
    pixels: float = NAMES,
    lines: int = 3,
) -> Entry:
    """The line of a row, its numbers times a scale, its name wrapped."""
    value, low, high = (
        None if x is None else scale * x for x in (row.estimate, row.ci_low, row.ci_high)
    )
    return Entry(labels.wrap(name, pixels, lines), value, low, high, text, color, symbol)


def _finish(
    result: Result,
    t: Translator,
    entries: Sequence[Entry],
    alt: str,
    cue: str,
    *,
    log: bool = False,
    title: str = "",
    visit: str | None = None,
    row: int = theme.ROW,
) -> Drawing:
    treatment, _ = labels.arms(result, t)
    place = labels.cue(cue, result, t)
    figure = forest(entries, log=log, cue=place, title=t(title) if title else "", row=row)
    listed = [f"{labels.plain(e.name)} {e.text}" for e in entries]
    text = t(
        alt,
        list=labels.sentence(listed, t),
        ci=labels.ci(result, t),
        arm=labels.plain(treatment),
        visit=labels.visit(visit, t),
    )
    return figure.drawing(text)


def forest(
    entries: Sequence[Entry],
    *,
    log: bool = False,
    cue: str = "",
    title: str = "",
    zone: float | None = None,
    row: int = theme.ROW,
) -> FigureBuilder:
    """A forest plot: names left, intervals, numbers right.

    Parameters
    ----------
    entries : sequence of Entry
        From the top.
    log : bool
        A log axis around 1; otherwise a linear one around 0.
    cue : str
        What lies to the right of the null line.
    title : str
        Of the axis, under the cue.
    zone : float, optional
        Half the width of a band around 0 within which a difference is small.
    row : int
        Least height of an entry.
    """
    return stacked([Block(entries, log, cue, title)], zone=zone, row=row)


def stacked(
    blocks: Sequence[Block], *, zone: float | None = None, row: int = theme.ROW
) -> FigureBuilder:
    """Forest plots one under another, each with an axis of its own.

    Parameters
    ----------
    blocks : sequence of Block
        From the top.
    zone : float, optional
        Half the width of a band around 0 within which a difference is small.
    row : int
        Least height of an entry.
    """
    # As high as the longest name asks, and the same for all: uneven rows look like groups.
    every = [entry for block in blocks for entry in block.entries]
    most = max((_named(entry).count("<br>") + 1 for entry in every), default=1)
    row = max(row, _LINE * most + 10)
    feet = [_FOOT + (theme.LINE if block.title else 0) for block in blocks]
    heights = [row * max(len(block.entries), 1) for block in blocks]
    plot = sum(heights) + sum(foot + _APART for foot in feet[:-1])
    figure = FigureBuilder(plot + feet[-1] + 6, left=0, right=_VALUES, top=6, bottom=feet[-1])
    middles: list[float] = []
    top = plot
    for i, (block, height, foot) in enumerate(zip(blocks, heights, feet, strict=True)):
        places = [top - row * (j + 0.5) for j in range(len(block.entries))]
        _block(figure, block, i, places, (top - height, top), plot, zone)
        middles += places
        top -= height + foot + _APART
    figure.axis(
        "yaxis",
        range=[0, plot],
        tickvals=middles,
        ticktext=[_named(entry) for entry in every],
        automargin=True,
        ticklabelstandoff=8,
    )
    return figure


def _block(
    figure: FigureBuilder,
    block: Block,
    i: int,
    places: Sequence[float],
    ends: tuple[float, float],
    plot: float,
    zone: float | None,
) -> None:
    """One block: its axis at its lower end, the null line, the entries and the words below."""
    bottom = ends[0]
    name, axis = (f"xaxis{i + 1}", f"x{i + 1}") if i else ("xaxis", "x")
    null = 1.0 if block.log else 0.0
    low, high = limits(block.entries, log=block.log, zone=zone)
    place = log10 if block.log else float
    # Plotly sets an axis at the foot of the plot by itself.
    above = {"anchor": "free", "position": bottom / plot} if bottom else {}
    if i:
        above["overlaying"] = "x"
    figure.axis(
        name,
        type="log" if block.log else "linear",
        range=[place(low), place(high)],
        **theme.TICKS,
        showline=True,
        **ticks(low, high, log=block.log),
        **above,
    )
    if zone:
        figure.box((-zone, zone), ends, fill=theme.FAINT, xref=axis)
    figure.line((null, null), ends, xref=axis)
    for entry, y in zip(block.entries, places, strict=True):
        _mark(figure, entry, y, low, high, axis)
        _value(figure, entry, y)
    middle = place(null)
    at_right = middle > (place(low) + place(high)) / 2
    _feet(figure, block, middle, axis, bottom, at_right=at_right)


def _named(entry: Entry) -> str:
    small = f'<br><span style="font-size:11px">{entry.detail}</span>' if entry.detail else ""
    return entry.name + small


def _mark(
    figure: FigureBuilder, entry: Entry, y: float, low: float, high: float, axis: str
) -> None:
    if entry.value is None:
        return
    bounded = entry.low is not None or entry.high is not None
    left = low if entry.low is None else max(entry.low, low)
    right = high if entry.high is None else min(entry.high, high)
    if bounded:
        figure.scatter(
            x=[left, right],
            y=[y, y],
            xaxis=axis,
            mode="lines",
            hoverinfo="skip",
            line={"color": entry.color, "width": 2.5},
        )
        open_ends = [
            (x, symbol)
            for x, limit, symbol in (
                (left, entry.low, "triangle-left"),
                (right, entry.high, "triangle-right"),
            )
            if limit is None or limit < low or limit > high
        ]
        if open_ends:
            figure.scatter(
                x=[x for x, _ in open_ends],
                y=[y] * len(open_ends),
                xaxis=axis,
                mode="markers",
                marker={"symbol": [s for _, s in open_ends], "size": 9, "color": entry.color},
                hoverinfo="skip",
                cliponaxis=False,
            )
    figure.scatter(
        x=[entry.value],
        y=[y],
        xaxis=axis,
        mode="markers",
        # The mark of a pale line is not: the line would be seen through it.
        marker=theme.mark(entry.symbol, entry.color[:7], 12),
        customdata=[[entry.low, entry.high]],
        hoverinfo="text",
        hovertext=f"{entry.name}<br>{entry.text}",
        cliponaxis=False,
    )


def _value(figure: FigureBuilder, entry: Entry, y: float) -> None:
    """Estimate in bold, the interval under it: narrow enough for a phone."""
    value, bracket, limits = entry.text.partition(" (")
    text = f"<b>{value}</b><br>{limits.replace(')', '')}" if bracket else f"<b>{value}</b>"
    figure.note(
        f"{text}<br>{entry.p}" if entry.p else text,
        xref="paper",
        x=1,
        xanchor="left",
        xshift=12,
        y=y,
        align="left",
        size=theme.SMALL,
    )


def _feet(
    figure: FigureBuilder, block: Block, null: float, axis: str, bottom: float, *, at_right: bool
) -> None:
    """Words under an axis: from the null line, or to the sheet's edge where that is near."""
    # Of the last axis from the foot of the plot, as every figure's; of one above in its pixels.
    level: dict[str, Any] = {"yref": "y", "y": bottom} if bottom else {}
    for line, text in enumerate(text for text in (block.title, block.cue) if text):
        drop = _FEET + theme.LINE * line
        if at_right:
            where: dict[str, Any] = {"x": 1, "xanchor": "right", "xshift": _VALUES - 4}
        else:
            where = {"xref": axis, "x": null, "xanchor": "left", "xshift": -3}
        figure.below(text, drop, **{**where, **level})
