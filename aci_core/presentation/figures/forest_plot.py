"""How a forest plot is drawn: names left, intervals on axes one under another, numbers right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from aci_core.analyses import Row
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.figures.scale import limits, log10, ticks

NAMES: Final = 104  # pixels for names: two lines hold what a phone can show
WIDE_NAMES: Final = 240  # of a sheet of paper, which has room for a name on a line
_VALUES: Final = 92
_WIDE_VALUES: Final = 176
WIDE_ROW: Final = 26
_FOOT: Final = 46
_LINE: Final = 16  # of the names
_AIR: Final = 3  # between the names of two rows
_FEET: Final = 24  # from the axis to the words under it
_APART: Final = 14  # between the words of one scale and the first line of the next


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


def forest(
    entries: Sequence[Entry],
    *,
    log: bool = False,
    cue: str = "",
    title: str = "",
    zone: float | None = None,
    row: int = theme.ROW,
    wide: bool = False,
) -> FigureBuilder:
    """A forest plot of one `Block`, as `stacked` draws several."""
    return stacked([Block(entries, log, cue, title)], zone=zone, row=row, wide=wide)


def stacked(
    blocks: Sequence[Block],
    *,
    zone: float | None = None,
    row: int = theme.ROW,
    wide: bool = False,
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
    wide : bool
        For a sheet of paper: the interval stands beside its estimate.
    """
    # As high as the longest name asks, and the same for all: uneven rows look like groups.
    every = [entry for block in blocks for entry in block.entries]
    most = max((_named(entry).count("<br>") + 1 for entry in every), default=1)
    row = max(row, _LINE * most + _AIR)
    feet = [_FOOT + (theme.LINE if block.title else 0) for block in blocks]
    heights = [row * max(len(block.entries), 1) for block in blocks]
    plot = sum(heights) + sum(foot + _APART for foot in feet[:-1])
    right = _WIDE_VALUES if wide else _VALUES
    figure = FigureBuilder(plot + feet[-1] + 6, left=0, right=right, top=6, bottom=feet[-1])
    middles: list[float] = []
    top = plot
    for i, (block, height, foot) in enumerate(zip(blocks, heights, feet, strict=True)):
        places = [top - row * (j + 0.5) for j in range(len(block.entries))]
        _block(figure, block, i, places, (top - height, top), plot, zone, right, wide=wide)
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
    right: int,
    *,
    wide: bool,
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
        _value(figure, entry, y, wide=wide)
    middle = place(null)
    at_right = middle > (place(low) + place(high)) / 2
    _feet(figure, block, middle, axis, bottom, right if at_right else 0)


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


def _value(figure: FigureBuilder, entry: Entry, y: float, *, wide: bool) -> None:
    """Estimate in bold, the interval under it, narrow enough for a phone, or beside it."""
    value, bracket, limits = entry.text.partition(" (")
    text = f"<b>{value}</b>" if value else ""
    if bracket:
        text += f"{bracket}{limits}" if wide else f"<br>{limits.replace(')', '')}"
    figure.note(
        "<br>".join(part for part in (text, entry.p) if part),
        xref="paper",
        x=1,
        xanchor="left",
        xshift=12,
        y=y,
        align="left",
        size=theme.SMALL,
    )


def _feet(
    figure: FigureBuilder, block: Block, null: float, axis: str, bottom: float, right: int
) -> None:
    """Words under an axis: from the null line, or to the sheet's edge, `right` of it, if near."""
    # Of the last axis from the foot of the plot, as every figure's; of one above in its pixels.
    level: dict[str, Any] = {"yref": "y", "y": bottom} if bottom else {}
    for line, text in enumerate(text for text in (block.title, block.cue) if text):
        drop = _FEET + theme.LINE * line
        if right:
            where: dict[str, Any] = {"x": 1, "xanchor": "right", "xshift": right - 4}
        else:
            where = {"xref": axis, "x": null, "xanchor": "left", "xshift": -3}
        figure.below(text, drop, **{**where, **level})
