"""Forest plots: estimates with their intervals on one axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from aci_core.analyses import Result, Row
from aci_core.analyses.response import CASES, Response
from aci_core.presentation import lookup
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


def outcomes(result: Result, visit: str, t: Translator) -> Drawing:
    """Each measure's adjusted difference at one visit, in SDs so that all share an axis.

    The numbers beside the marks stay in the measure's own unit, as in the sentence and the
    cards; the SD only places the marks.
    """
    entries = [
        _difference(result, row, t)
        for row in (lookup.between_arms(result, name, visit) for name in result.variables)
        if row is not None
    ]
    return _finish(
        result, t, entries, "alt.outcomes", "figure.higher", title="figure.in_sd", visit=visit,
        row=_TALL,
    )  # fmt: skip


def _difference(result: Result, row: Row, t: Translator) -> Entry:
    every = result.get("mean_sd", row.variable, visit=row.visit)
    sd = every.sd if every is not None else None
    text = format_row.estimate(
        t, row, format_number.digits_of_difference(lookup.largest_sd(result, row.variable))
    )
    better = result.better(row.variable)
    named = result.settings.primary in (row.variable, f"{row.variable}_{row.visit}")
    hints = [t("figure.primary")] if named else []
    hints += [t(f"figure.{better}_better")] if better else []
    if row.method != "ancova":
        hints.append(t("figure.not_adjusted"))
    made = entry(names.with_unit(t, row.variable), row, text, scale=1 / sd if sd else 1.0)
    return replace(made, detail="<br>".join(hints))


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
    # As high as the longest name asks, and the same for all: uneven rows look like groups.
    most = max((_named(entry).count("<br>") + 1 for entry in entries), default=1)
    row = max(row, _LINE * most + 10)
    plot = row * max(len(entries), 1)
    foot = _FOOT + (theme.LINE if title else 0)
    figure = FigureBuilder(plot + foot + 6, left=0, right=_VALUES, top=6, bottom=foot)
    null = 1.0 if log else 0.0
    low, high = limits(entries, log=log, zone=zone)
    place = log10 if log else float
    figure.axis(
        "xaxis",
        type="log" if log else "linear",
        range=[place(low), place(high)],
        **theme.TICKS,
        showline=True,
        **ticks(low, high, log=log),
    )
    middles = [plot - row * (i + 0.5) for i in range(len(entries))]
    figure.axis(
        "yaxis",
        range=[0, plot],
        tickvals=middles,
        ticktext=[_named(entry) for entry in entries],
        automargin=True,
        ticklabelstandoff=8,
    )
    if zone:
        figure.box((-zone, zone), (0, plot), fill=theme.FAINT)
    figure.line((null, null), (0, plot))
    for entry, y in zip(entries, middles, strict=True):
        _mark(figure, entry, y, low, high)
        _value(figure, entry, y)
    ends = place(low), place(null), place(high)
    _feet(figure, cue, title, ends[1], at_right=ends[1] > (ends[0] + ends[2]) / 2)
    return figure


def _named(entry: Entry) -> str:
    small = f'<br><span style="font-size:11px">{entry.detail}</span>' if entry.detail else ""
    return entry.name + small


def _mark(figure: FigureBuilder, entry: Entry, y: float, low: float, high: float) -> None:
    if entry.value is None:
        return
    bounded = entry.low is not None or entry.high is not None
    left = low if entry.low is None else max(entry.low, low)
    right = high if entry.high is None else min(entry.high, high)
    if bounded:
        figure.scatter(
            x=[left, right],
            y=[y, y],
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
                mode="markers",
                marker={"symbol": [s for _, s in open_ends], "size": 9, "color": entry.color},
                hoverinfo="skip",
                cliponaxis=False,
            )
    figure.scatter(
        x=[entry.value],
        y=[y],
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
    text = f"<b>{value}</b><br>{limits.rstrip(')')}" if bracket else f"<b>{value}</b>"
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


def _feet(figure: FigureBuilder, cue: str, title: str, null: float, *, at_right: bool) -> None:
    """Words under the axis: from the null line, or to the sheet's edge where that is near."""
    for line, text in enumerate(text for text in (title, cue) if text):
        drop = _FEET + theme.LINE * line
        if at_right:
            figure.below(text, drop, x=1, xanchor="right", xshift=_VALUES - 4)
        else:
            figure.below(text, drop, xref="x", x=null, xanchor="left", xshift=-3)
